import { Button, Group, Modal, Radio, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type KeyboardEvent, useState } from "react";
import { fieldLengths } from "../ipc/bindings";
import { queries } from "../ipc/queries";
import { useClinicQuery, useCommand } from "../ipc/use-clinic";
import { type LeftForm, useLeftForm, useTypedForm } from "../ipc/use-left-form";
import type { CallPurpose, CallResult, FormOf, PatientName } from "../ipc/views";
import { DialogActions, PatientLine } from "./AskDialog";
import { DayInput } from "./DayInput";
import { ProblemAlert } from "./ProblemAlert";
import { ResumedNote } from "./ResumedNote";
import { useFieldErrors, wrongField } from "./use-field-errors";
import { useToday, useWords } from "../words/speech";
import { useCallWords } from "./use-call-words";

const RESULTS: CallResult[] = ["reached", "noAnswer", "declined"];
const isResult = (text: string): text is CallResult => RESULTS.some((result) => result === text);
/** The number of former calls that are shown. */
const FORMER_MAX = 3;

interface Props {
  patient: PatientName;
  phone: string | null;
  /** Without one it is about coming again. */
  purpose?: CallPurpose;
  onSaved?: (result: CallResult) => void;
  onClose: () => void;
}

interface TypedCall {
  result: CallResult | null;
  retryOn: string | null;
  note: string;
}
const NO_CALL: TypedCall = { result: null, retryOn: null, note: "" };
const callTo = (patientId: string): FormOf => ({ form: "call", patientId });

/** Records a follow-up call: a digit chooses the result, Enter saves. An unfinished draft is restored. */
export function CallDialog(props: Props) {
  const left = useLeftForm(callTo(props.patient.id), NO_CALL);
  return !left.isPending && <CallForm key={left.at} {...props} left={left} />;
}

function CallForm({
  patient,
  phone,
  purpose = "followUp",
  left,
  onSaved,
  onClose,
}: Props & { left: LeftForm<TypedCall> }) {
  const { followUps, frame, waiting } = useWords();
  const today = useToday();
  const callWords = useCallWords();
  const { busy, problem, run, submit } = useCommand();
  const [typed, setTyped] = useState(left.typed ?? NO_CALL);
  const { result, retryOn, note } = typed;
  const set = (changed: Partial<TypedCall>) => setTyped({ ...typed, ...changed });
  const draft = useTypedForm(callTo(patient.id), typed);
  const calls = useClinicQuery(queries.calls(patient.id));
  const errors = useFieldErrors(problem, ["retryOn", "note"], typed);

  const save = async () => {
    if (result === null) return;
    const call = { patientId: patient.id, purpose, result, at: null, retryOn, note };
    const saved = await submit((clinic) => clinic.recordCall(call), draft.saveNow);
    if (!saved) return;
    draft.recorded();
    left.clear();
    notifications.show({ message: followUps.saved(patient.name) });
    onSaved?.(result);
    onClose();
  };
  const ask = async () => {
    const asked = await run((clinic) => clinic.askToCall(patient.id));
    if (asked) notifications.show({ message: waiting.asked(patient.name) });
    if (asked) close();
  };
  const pick = (event: KeyboardEvent<HTMLElement>) => {
    const index = Number(event.key) - 1;
    const picked = RESULTS[index];
    if (picked === undefined) return;
    set({ result: picked });
    event.currentTarget.querySelectorAll("input")[index]?.focus();
  };
  const close = () => (void draft.discard(), left.clear(), onClose());
  // Escape is often pressed by accident: it keeps the draft, only "Cancel" discards it
  const leave = () => (void left.leave(draft.saveNow), onClose());
  return (
    <Modal
      opened
      onClose={leave}
      title={followUps.callTo(patient.name)}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <PatientLine patient={patient} />
          <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
          <Text className="tabular strong">{phone ?? followUps.noPhone}</Text>
          <Radio.Group
            label={followUps.result}
            onKeyDown={pick}
            value={result}
            onChange={(value) => isResult(value) && set({ result: value })}>
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
          <DayInput
            w="100%"
            label={followUps.retryOn}
            aim="next"
            clearLabel={followUps.noRetry}
            minDate={today}
            value={retryOn}
            error={errors.of("retryOn")}
            onChange={(day) => set({ retryOn: day })}
          />
          <TextInput
            label={followUps.note}
            description={followUps.noteHelp}
            value={note}
            error={errors.of("note")}
            maxLength={fieldLengths.phoneCall.note}
            autoComplete="off"
            onChange={(event) => set({ note: event.currentTarget.value })}
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
          {wrongField(problem, "patientId") !== null ? (
            <Text c="var(--nv-warn-text)">{waiting.askedAlready(patient.name)}</Text>
          ) : (
            errors.rest !== null && <ProblemAlert problem={errors.rest} />
          )}
          {purpose === "followUp" && (
            <Button variant="subtle" size="xs" disabled={busy} className="start" onClick={() => void ask()}>
              {waiting.ask}
            </Button>
          )}
          <DialogActions missing={result === null ? followUps.missing : null} onClose={close}>
            <Button type="submit" loading={busy} disabled={result === null}>
              {followUps.save}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
