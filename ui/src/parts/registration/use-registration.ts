import { useDebouncedValue } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import { type LeftForm, useTypedForm } from "../../ipc/use-left-form";
import type { PatientName } from "../../ipc/views";
import { useWords } from "../../words/speech";
import { fromSearch, REGISTRATION, toForm, type TypedPatient } from "./registration";

/** The registration of a patient who was searched by `text`: it looks for likely duplicates while one types. */
export function useRegistration(
  text: string,
  left: LeftForm<TypedPatient>,
  onRegistered: (patient: PatientName) => void,
) {
  const { patients } = useWords();
  const [typed, setTyped] = useState(() => left.typed ?? { form: fromSearch(text), birth: "" });
  const draft = useTypedForm(REGISTRATION, typed);
  const [asked, setAsked] = useState(false);
  const [debounced] = useDebouncedValue(typed.form, 150);
  const duplicates = useClinicQuery(queries.duplicates(debounced)).value ?? [];
  const { busy, problem, submit } = useCommand();
  const isLikelyKnown = duplicates.some(({ reasons }) => reasons.length > 1);
  const register = async () => {
    // ask for a look at a likely duplicate before a second record is made
    if (isLikelyKnown && !asked) return setAsked(true);
    const patient = await submit((clinic) => clinic.registerPatient(toForm(typed)), draft.saveNow);
    if (!patient) return;
    draft.recorded();
    notifications.show({ message: patients.registered(patient.name) });
    onRegistered(patient);
  };
  return { typed, setTyped, draft, duplicates, isAsked: isLikelyKnown && asked, busy, problem, register };
}
