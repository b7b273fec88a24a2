import { Button, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Clinic } from "../ipc/clinic";
import { useCommand } from "../ipc/use-clinic";
import type { At, PatientName, VisitView } from "../ipc/views";
import { useFormat, useWords } from "../words/speech";
import { DialogActions, PatientLine } from "./AskDialog";
import { ProblemAlert } from "./ProblemAlert";
import { wrongField } from "./use-field-errors";
import { useMoment } from "./use-moment";

type TimeField = "startedAt" | "endedAt";
export type TypedTimes = Record<TimeField, At | null>;

interface Props {
  title: string;
  /** What follows from it, below the patient. */
  what?: string;
  answer: string;
  patient: PatientName;
  asks: TimeField[];
  /** What is stored, which an empty field leaves; a field without one has to be filled in. */
  stored?: Partial<TypedTimes>;
  act: (clinic: Clinic, times: TypedTimes) => Promise<VisitView>;
  onDone: (visit: VisitView) => void;
  onClose: () => void;
}

/** Asks when a visit was: one that was earlier, one that ended before now, and one of which the times are wrong. */
export function VisitTimes({ title, what, answer, patient, asks, stored = {}, act, onDone, onClose }: Props) {
  const { visits, frame, measurementKinds: words } = useWords();
  const format = useFormat();
  const moment = useMoment();
  const { busy, problem, submit } = useCommand();
  const [texts, setTexts] = useState<Record<TimeField, string>>({ startedAt: "", endedAt: "" });
  // what was refused, until it is changed
  const [refused, setRefused] = useState<Record<TimeField, string> | null>(null);
  const read = (field: TimeField) => (texts[field].trim() === "" ? null : moment(texts[field]));
  const isMissing = asks.some((field) => texts[field].trim() === "" && !stored[field]);
  const isUnread = asks.some((field) => read(field)?.error);
  const isSame = asks.every((field) => texts[field].trim() === "");
  const sentences: Record<TimeField, Partial<Record<string, string>>> = {
    startedAt: { inTheFuture: words.future, backwards: words.beforeBirth },
    endedAt: { inTheFuture: words.future, backwards: visits.endsBefore },
  };
  const errorOf = (field: TimeField) => {
    const wrong = refused?.[field] === texts[field] ? wrongField(problem, field) : null;
    return read(field)?.error ?? (wrong && sentences[field][wrong.reason]) ?? null;
  };
  const save = async () => {
    if (isMissing || isUnread || isSame) return;
    setRefused(texts);
    const times = { startedAt: read("startedAt")?.at ?? null, endedAt: read("endedAt")?.at ?? null };
    const visit = await submit((clinic) => act(clinic, times));
    if (visit === undefined) return;
    onClose();
    onDone(visit);
  };
  const isShown = asks.some((field) => wrongField(problem, field) !== null && errorOf(field) !== null);
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      title={title}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <PatientLine patient={patient} />
          {what !== undefined && <Text>{what}</Text>}
          {asks.map((field, index) => (
            <TextInput
              key={field}
              data-autofocus={index === 0 || undefined}
              label={visits[field]}
              description={stored[field] ? visits.unchangedTime(format.dateTime(stored[field])) : visits.timeHelp}
              inputWrapperOrder={["label", "input", "error", "description"]}
              value={texts[field]}
              error={texts[field].trim() === "" ? null : errorOf(field)}
              autoComplete="off"
              onChange={(event) => setTexts({ ...texts, [field]: event.currentTarget.value })}
            />
          ))}
          {problem !== null && !isShown && <ProblemAlert problem={problem} />}
          <DialogActions missing={isMissing || isSame ? visits.typeTime : null} onClose={onClose}>
            <Button type="submit" loading={busy} disabled={isMissing || isUnread || isSame}>
              {answer}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
