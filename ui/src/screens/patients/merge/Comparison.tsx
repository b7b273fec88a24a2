import { Button, Checkbox, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { fieldLengths } from "../../../ipc/bindings";
import { useCommand } from "../../../ipc/use-clinic";
import type { MergeFile, MergePreview, PatientField, PatientName } from "../../../ipc/views";
import { DialogActions, PatientLine } from "../../../parts/AskDialog";
import { ChangedText } from "../../../parts/ChangedText";
import { differingLetters } from "../../../parts/differing-letters";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useBirth } from "../../../parts/use-birth";
import { useFormat, useWords } from "../../../words/speech";
import { DietOrders } from "./DietOrders";
import classes from "./Merge.module.css";

/** Name and birth date identify the patient, so they have no default: the user must choose. */
const ASKED: PatientField[] = ["givenName", "familyName", "birthDate"];
/** Fields with a value of a list. */
const CHOSEN: PatientField[] = ["sex", "preferredLanguage", "dietitianId", "status"];
type Origin = "from" | "into";

interface Props {
  files: MergePreview;
  onClose: () => void;
  onMerged: (stays: PatientName) => void;
}

/** Two files next to each other: differing fields are chosen one by one, the records of each are counted. */
export function Comparison({ files, onClose, onMerged }: Props) {
  const { merge, recordNames } = useWords();
  const { from, into, differing, counts } = files;
  const value = useFieldText();
  const isEmpty = (field: PatientField, file: MergeFile) => value(field, file) === null;
  /** A value that only one file has is taken without a question. */
  const usual = (field: PatientField): Origin | null =>
    isEmpty(field, into) && !isEmpty(field, from)
      ? "from"
      : ASKED.includes(field) && !isEmpty(field, from)
        ? null
        : "into";
  const [chosen, setChosen] = useState(() => new Map(differing.map((field) => [field, usual(field)])));
  const [checked, setChecked] = useState(false);
  const [reason, setReason] = useState("");
  const { busy, problem, run } = useCommand();
  const isComplete = [...chosen.values()].every((origin) => origin !== null) && (!files.needsCheck || checked);
  const submit = async () => {
    const take = differing.filter((field) => chosen.get(field) === "from");
    const form = { from: from.id, into: into.id, seen: into.seen, take, checked, reason };
    const stays = await run((clinic) => clinic.mergePatients(form));
    if (stays) onMerged(stays);
  };
  return (
    <Stack gap="md">
      <div className={classes.row}>
        <div />
        <div className={classes.columns}>
          {[into, from].map((file, index) => (
            <div key={file.id}>
              <h3 className={classes.head}>
                {index === 0 ? merge.stays(file.fileNumber) : merge.goes(file.fileNumber)}
              </h3>
              <PatientLine patient={file} />
            </div>
          ))}
        </div>
      </div>
      {differing.length === 0 && <Text size="sm">{merge.same}</Text>}
      {differing.map((field) => (
        <Choice
          key={field}
          field={field}
          files={files}
          text={value}
          chosen={chosen.get(field) ?? null}
          onChoose={(origin) => setChosen(new Map(chosen).set(field, origin))}
        />
      ))}
      {counts.length > 0 && (
        <section aria-label={merge.records} className={classes.records}>
          <h3 className={classes.head}>{merge.records}</h3>
          <dl className={classes.counts}>
            {counts.map((row) => (
              <div key={row.entity}>
                <dt>{recordNames[row.entity]}</dt>
                <dd>{merge.counts(String(row.into), String(row.from))}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <DietOrders files={files} />
      {files.needsCheck && (
        <Checkbox
          label={merge.checked}
          checked={checked}
          onChange={(event) => setChecked(event.currentTarget.checked)}
        />
      )}
      <TextInput
        label={merge.reason}
        description={merge.reasonHelp}
        value={reason}
        maxLength={fieldLengths.patientLink.reason}
        autoComplete="off"
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {[...chosen.values()].includes(null) && (
        <Text size="sm" c="dimmed" role="status">
          {merge.chooseNames}
        </Text>
      )}
      {problem !== null && <ProblemAlert problem={problem} />}
      <DialogActions onClose={onClose}>
        <Button data-primary loading={busy} disabled={!isComplete} onClick={() => void submit()}>
          {merge.submit(into.fileNumber)}
        </Button>
      </DialogActions>
    </Stack>
  );
}

interface ChoiceProps {
  field: PatientField;
  files: MergePreview;
  text: (field: PatientField, file: MergeFile) => string | null;
  chosen: Origin | null;
  onChoose: (origin: Origin) => void;
}

function Choice({ field, files, text, chosen, onChoose }: ChoiceProps) {
  const { merge } = useWords();
  const name = useFieldName()(field);
  const [into, from] = [text(field, files.into) ?? "", text(field, files.from) ?? ""];
  // one choice of a list differs from another as one; what one file alone has differs from nothing
  const isCompared = into !== "" && from !== "";
  const asOne = (value: string) => (value === "" ? [] : [{ text: value, changed: isCompared }]);
  const isAsOne = CHOSEN.includes(field) || !isCompared;
  const [ours, theirs] = isAsOne ? [asOne(into), asOne(from)] : differingLetters(into, from);
  const shown = { into: ours, from: theirs };
  return (
    <Radio.Group className={classes.row} label={name} value={chosen} onChange={(origin) => onChoose(origin)}>
      <div className={classes.columns}>
        {(["into", "from"] as const).map((origin) => (
          <Radio
            key={origin}
            value={origin}
            label={<ChangedText pieces={shown[origin]} here={origin === "into"} empty={merge.none} />}
          />
        ))}
      </div>
    </Radio.Group>
  );
}

function useFieldName(): (field: PatientField) => string {
  const { patients } = useWords();
  const { form } = patients;
  const names: Record<PatientField, string> = {
    givenName: form.given,
    familyName: form.family,
    otherNames: form.other,
    birthDate: form.birth,
    sex: form.sex,
    gender: form.gender,
    phone: form.phone,
    email: form.email,
    address: patients.address,
    nationalId: form.nationalId,
    preferredLanguage: form.language,
    dietitianId: patients.dietitian,
    status: patients.status,
  };
  return (field) => names[field];
}

/** The text of a field in a file; null where it is empty. */
function useFieldText(): (field: PatientField, file: MergeFile) => string | null {
  const { patients, chips } = useWords();
  const format = useFormat();
  const birth = useBirth();
  return (field, { form, dietitian }) => {
    const { lines, city, state, postalCode, country } = form.address;
    switch (field) {
      case "birthDate":
        return form.birthDate === null ? null : birth.day(form);
      case "sex":
        return form.sex === "unknown" ? null : patients.sex[form.sex];
      case "address":
        return [lines, `${postalCode} ${city}`.trim(), state, country].filter(Boolean).join(", ") || null;
      case "dietitianId":
        return dietitian;
      case "status":
        return chips[form.status];
      case "preferredLanguage":
        return form.preferredLanguage === "" ? null : format.language(form.preferredLanguage);
      default:
        return form[field] || null;
    }
  };
}
