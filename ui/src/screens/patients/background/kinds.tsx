import { Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMemo } from "react";
import { fieldLengths } from "../../../ipc/bindings";
import type {
  AllergyForm,
  AllergyView,
  ConditionForm,
  ConditionView,
  MedicationForm,
  MedicationView,
} from "../../../ipc/views";
import { LooseChip } from "../../../parts/Chip";
import { useFormat, useWords } from "../../../words/speech";
import classes from "../parts/Entries.module.css";
import type { ListKind } from "./EntryList";

const listed = <Word extends string>(words: Record<Word, string>) =>
  (Object.entries(words) as [Word, string][]).map(([value, label]) => ({ value, label }));

function Quiet({ children }: { children: string }) {
  return (
    <Text span size="xs" c="dimmed">
      {children}
    </Text>
  );
}

/** The three lists of the chart: how their entries are named, shown, edited and sent. */
export function useListKinds() {
  const { background } = useWords();
  const format = useFormat();
  return useMemo(() => {
    const { fields, severities, states } = background;
    const onset = {
      key: "onset",
      label: fields.onset,
      lengthMax: 10,
      example: background.onsetExample,
      takes: background.badOnset,
    } as const;
    const since = (form: { onset: string }) =>
      form.onset !== "" && <Quiet>{background.since(format.partialDate(form.onset))}</Quiet>;
    const allergies: ListKind<AllergyForm, AllergyView> = {
      list: "allergies",
      what: "allergy",
      blank: { substance: "", code: "", kind: null, reaction: "", severity: "unknown", status: "active", onset: "" },
      fields: [
        { key: "substance", label: fields.substance, span: 6, lengthMax: fieldLengths.allergy.substance },
        { key: "severity", label: fields.severity, span: 3, words: listed(severities) },
        {
          key: "kind",
          label: fields.kind,
          span: 3,
          words: [{ value: "", label: background.noKind }, ...listed(background.kinds)],
        },
        { key: "reaction", label: fields.reaction, span: 4, lengthMax: fieldLengths.allergy.reaction },
        { ...onset, span: 2 },
      ],
      states: ["active", "inactive", "resolved"],
      over: ["inactive", "resolved"],
      formOf: ({ substance, code, kind, reaction, severity, status, onset }) => ({
        substance,
        code,
        kind,
        reaction,
        severity,
        status,
        onset,
      }),
      nameOf: ({ substance }) => substance,
      show: (form) => (
        <>
          <span className={classes.name}>{form.substance}</span>
          {form.severity === "severe" ? (
            <LooseChip tone="bad" icon={IconAlertTriangle} text={severities.severe} />
          ) : (
            form.severity !== "unknown" && <Quiet>{severities[form.severity]}</Quiet>
          )}
          {form.reaction !== "" && <Quiet>{form.reaction}</Quiet>}
          {form.kind !== null && <Quiet>{background.kinds[form.kind]}</Quiet>}
          {since(form)}
        </>
      ),
      add: (clinic, patientId, form) => clinic.addAllergy(patientId, stated(form)),
      edit: (clinic, edit) => clinic.editAllergy({ ...edit, form: stated(edit.form) }),
      remove: (clinic, ...of) => clinic.removeAllergy(...of),
      restore: (clinic, ...of) => clinic.restoreAllergy(...of),
    };
    const conditions: ListKind<ConditionForm, ConditionView> = {
      list: "conditions",
      what: "condition",
      blank: { name: "", code: "", status: "active", onset: "" },
      fields: [
        { key: "name", label: fields.name, span: 4, lengthMax: fieldLengths.condition.name },
        { ...onset, span: 2 },
      ],
      states: ["active", "remission", "resolved"],
      over: ["resolved"],
      formOf: ({ name, code, status, onset }) => ({ name, code, status, onset }),
      nameOf: ({ name }) => name,
      show: (form) => (
        <>
          <span className={classes.name}>{form.name}</span>
          {form.status === "remission" && <Quiet>{states.remission}</Quiet>}
          {since(form)}
        </>
      ),
      add: (clinic, ...of) => clinic.addCondition(...of),
      edit: (clinic, edit) => clinic.editCondition(edit),
      remove: (clinic, ...of) => clinic.removeCondition(...of),
      restore: (clinic, ...of) => clinic.restoreCondition(...of),
    };
    const medications: ListKind<MedicationForm, MedicationView> = {
      list: "medications",
      what: "medication",
      blank: { name: "", code: "", dose: "", status: "active", onset: "" },
      fields: [
        { key: "name", label: fields.name, span: 6, lengthMax: fieldLengths.medication.name },
        { key: "dose", label: fields.dose, span: 4, lengthMax: fieldLengths.medication.dose },
        { ...onset, span: 2 },
      ],
      states: ["active", "onHold", "stopped"],
      over: ["stopped"],
      formOf: ({ name, code, dose, status, onset }) => ({ name, code, dose, status, onset }),
      nameOf: ({ name }) => name,
      show: (form) => (
        <>
          <span className={classes.name}>{form.name}</span>
          {form.dose !== "" && <Quiet>{form.dose}</Quiet>}
          {form.status === "onHold" && <Quiet>{states.onHold}</Quiet>}
          {since(form)}
        </>
      ),
      add: (clinic, ...of) => clinic.addMedication(...of),
      edit: (clinic, edit) => clinic.editMedication(edit),
      remove: (clinic, ...of) => clinic.removeMedication(...of),
      restore: (clinic, ...of) => clinic.restoreMedication(...of),
    };
    return { allergies, conditions, medications };
  }, [background, format]);
}

/** An empty choice in the select means "not stated". */
const stated = (form: AllergyForm): AllergyForm => ({ ...form, kind: form.kind || null });
