import { Button, Group, Modal, Radio, Stack, Text, TextInput } from "@mantine/core";
import { DateInput } from "@mantine/dates";
import { notifications } from "@mantine/notifications";
import { type KeyboardEvent, useState } from "react";
import { fieldLengths } from "../../../ipc/bindings";
import { queries } from "../../../ipc/queries";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import type { CallResult, PatientName } from "../../../ipc/views";
import { DialogActions, PatientLine } from "../../../parts/AskDialog";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useFieldErrors } from "../../../parts/use-field-errors";
import { useFormat, useLanguage, useToday, useWords } from "../../../words/speech";
import { readDay } from "../../../words/time";
import { useCallWords } from "./use-call-words";

const RESULTS: CallResult[] = ["reached", "noAnswer", "declined"];
const isResult = (text: string): text is CallResult => RESULTS.some((result) => result === text);
/** Former calls that are shown. */
const FORMER_MAX = 3;

/** Records a call about coming again: a digit says what came of it, Enter saves. */
export function CallDialog({
  patient,
  phone,
  onClose,
}: {
  patient: PatientName;
  phone: string | null;
  onClose: () => void;
}) {
  const { followUps, frame } = useWords();
  const format = useFormat();
  const language = useLanguage();
  const today = useToday();
  const callWords = useCallWords();
  const { busy, problem, run } = useCommand();
  const [result, setResult] = useState<CallResult | null>(null);
  const [retryOn, setRetryOn] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const calls = useClinicQuery(queries.calls(patient.id));
  const errors = useFieldErrors(problem, ["retryOn", "note"]);

  const save = async () => {
    if (result === null) return;
    const saved = await run((clinic) =>
      clinic.recordCall({ patientId: patient.id, purpose: "followUp", result, at: null, retryOn, note }),
    );
    if (saved === undefined) return;
    notifications.show({ message: followUps.saved(patient.name) });
    onClose();
  };
  const pick = (event: KeyboardEvent<HTMLElement>) => {
    const index = Number(event.key) - 1;
    const picked = RESULTS[index];
    if (picked === undefined) return;
    setResult(picked);
    event.currentTarget.querySelectorAll("input")[index]?.focus();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={followUps.callTo(patient.name)}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <PatientLine patient={patient} />
          <Text className="tabular strong">{phone ?? followUps.noPhone}</Text>
          <Radio.Group
            label={followUps.result}
            onKeyDown={pick}
            value={result}
            onChange={(value) => isResult(value) && setResult(value)}>
            <Group gap="md" mt="xs">
              {RESULTS.map((value, index) => (
                <Radio
                  key={value}
                  value={value}
                  data-autofocus={index === 0 || undefined}
                  label={`${index + 1} ${followUps.results[value]}`}
                />
              ))}
            </Group>
          </Radio.Group>
          <DateInput
            w={168}
            label={followUps.retryOn}
            locale={language}
            clearable
            clearButtonProps={{ "aria-label": followUps.noRetry }}
            minDate={today}
            value={retryOn}
            error={errors.of("retryOn")}
            valueFormat={(day) => format.day(day)}
            dateParser={readDay}
            fixOnBlur
            onChange={setRetryOn}
          />
          <TextInput
            label={followUps.note}
            description={followUps.noteHelp}
            value={note}
            error={errors.of("note")}
            maxLength={fieldLengths.phoneCall.note}
            autoComplete="off"
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          {(calls.value ?? []).length > 0 && (
            <div>
              <Text size="sm" className="strong">
                {followUps.former}
              </Text>
              {calls.value?.slice(0, FORMER_MAX).map((call) => (
                <Text key={call.id} size="sm">
                  {callWords.full(call)}
                </Text>
              ))}
            </div>
          )}
          {errors.rest !== null && <ProblemAlert problem={errors.rest} />}
          <DialogActions onClose={onClose}>
            <Button type="submit" loading={busy} disabled={result === null}>
              {followUps.save}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
