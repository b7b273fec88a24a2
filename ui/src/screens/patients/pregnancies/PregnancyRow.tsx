import { Text } from "@mantine/core";
import { entryOf } from "../../../ipc/use-left-form";
import type { PatientHeader, PregnancyView, Quantity } from "../../../ipc/views";
import { PregnancyChip } from "../../../parts/PregnancyChip";
import { THIN, unbroken } from "../../../words/format";
import { useFormat, useWords } from "../../../words/speech";
import classes from "../parts/Entries.module.css";
import { EntryRow } from "../parts/EntryRow";
import { formOf, toForm, type TypedPregnancy, usePregnancyFields, useTyped } from "./pregnancy-form";

/** One pregnancy, edited in place. */
export function PregnancyRow({
  pregnancy,
  patient,
  mayEdit,
}: {
  pregnancy: PregnancyView;
  patient: PatientHeader;
  mayEdit: boolean;
}) {
  const { pregnancies } = useWords();
  const format = useFormat();
  const typed = useTyped();
  const fields = usePregnancyFields();
  const { id, seen, dueDate } = pregnancy;
  return (
    <EntryRow<TypedPregnancy>
      name={pregnancies.name(dueDate === null ? "" : format.day(dueDate))}
      view={pregnancy}
      fields={fields}
      form={typed(pregnancy)}
      of={entryOf("pregnancies", patient.id, id)}
      patient={patient}
      mayEdit={mayEdit}
      save={(clinic, form) => clinic.editPregnancy({ id, seen, loaded: formOf(pregnancy), form: toForm(form) })}
      remove={(clinic, of, version, reason) => clinic.removePregnancy(of, version, reason)}
      restore={(clinic, of, version) => clinic.restorePregnancy(of, version)}>
      <Shown pregnancy={pregnancy} />
    </EntryRow>
  );
}

function Shown({ pregnancy }: { pregnancy: PregnancyView }) {
  const { pregnancies: words } = useWords();
  const format = useFormat();
  const { state, dueDate, endedOn, outcome, breastfeedingUntil, trimester, gained, recommended, by } = pregnancy;
  const day = (day: string) => unbroken(format.day(day));
  const signed = (of: Quantity) => `${format.signed(of.value)}${THIN}${of.unit}`;
  const age = pregnancy.age === null ? "" : `${pregnancy.age.weeks}+${pregnancy.age.days}`;
  const facts = [
    trimester === null ? "" : words.trimester(String(trimester)),
    endedOn === null ? "" : [words.ended(day(endedOn)), age === "" ? "" : words.at(age)].filter(Boolean).join(" "),
    outcome === null ? "" : words.outcomes[outcome],
    breastfeedingUntil === null ? "" : words.until(day(breastfeedingUntil)),
    pregnancy.weightBefore === "" ? "" : words.before(pregnancy.weightBefore),
    gained === null ? "" : words.gained(signed(gained.weight), day(gained.measuredOn)),
    recommended === null ? "" : words.recommended(format.quantity(recommended.low), format.quantity(recommended.high)),
    by === "" ? "" : words.by(by),
  ];
  return (
    <>
      <span className={classes.name}>{words.due(dueDate === null ? "" : day(dueDate))}</span>
      {state !== "over" && <PregnancyChip of={{ state, age: state === "breastfeeding" ? null : pregnancy.age }} />}
      <Text size="xs" c="dimmed" w="100%">
        {facts.filter(Boolean).join(" · ")}
      </Text>
    </>
  );
}
