import { Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { stayQueries } from "../../../ipc/stay-queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import { entryOf } from "../../../ipc/use-left-form";
import type { PatientHeader, StayView } from "../../../ipc/views";
import { LooseChip } from "../../../parts/Chip";
import { useSite } from "../../../parts/use-site";
import { unbroken } from "../../../words/format";
import { useFormat, useWords } from "../../../words/speech";
import classes from "../parts/Entries.module.css";
import { EntryRow } from "../parts/EntryRow";
import { formOf, toForm, type TypedStay, useStayFields, useTyped } from "./stay-form";

/** One stay, edited in place. */
export function StayRow({ stay, patient, mayEdit }: { stay: StayView; patient: PatientHeader; mayEdit: boolean }) {
  const { stays } = useWords();
  const format = useFormat();
  const typed = useTyped();
  const fields = useStayFields(stay);
  const { id, seen, fromDay } = stay;
  return (
    <EntryRow<TypedStay>
      name={stays.name(fromDay === null ? "" : format.day(fromDay))}
      view={stay}
      fields={fields}
      form={typed(stay)}
      of={entryOf("stays", patient.id, id)}
      patient={patient}
      mayEdit={mayEdit}
      save={(clinic, form) => clinic.editStay({ id, seen, loaded: formOf(stay), form: toForm(form) })}
      remove={(clinic, of, version, reason) => clinic.removeStay(of, version, reason)}
      restore={(clinic, of, version) => clinic.restoreStay(of, version)}>
      <Shown stay={stay} />
    </EntryRow>
  );
}

function Shown({ stay }: { stay: StayView }) {
  const { stays: words } = useWords();
  const format = useFormat();
  const site = useSite();
  const { id, state, fromDay, untilDay, by } = stay;
  const isAsked = state !== "over" && stay.roomId !== null && stay.bed !== "";
  const others = useClinicQuery(stayQueries.sameBed(formOf(stay), id, isAsked)).value ?? [];
  const day = (day: string | null) => (day === null ? "" : unbroken(format.day(day)));
  const facts = [
    words.states[state],
    untilDay === null ? words.from(day(fromDay)) : words.between(day(fromDay), day(untilDay)),
    by === "" ? "" : words.by(by),
  ];
  return (
    <>
      <span className={classes.name}>{[site(stay.site), stay.facility].filter(Boolean).join(", ")}</span>
      {stay.doubts.includes("twoStays") && (
        <LooseChip tone="warn" icon={IconAlertTriangle} text={words.doubts.twoStays} />
      )}
      {others.length > 0 && (
        <LooseChip
          tone="warn"
          icon={IconAlertTriangle}
          text={words.shared(others.map(({ patient }) => patient.name).join(", "))}
        />
      )}
      <Text size="xs" c="dimmed" w="100%">
        {facts.filter(Boolean).join(" · ")}
      </Text>
    </>
  );
}
