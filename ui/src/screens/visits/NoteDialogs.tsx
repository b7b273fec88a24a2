import { Alert, Button, Group, Modal, PasswordInput, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import type { Clinic } from "../../ipc/clinic";
import { useClinic, useCommand } from "../../ipc/use-clinic";
import { type Leavable, useLeave } from "../../ipc/use-leave";
import { type LeftForm, useTypedForm } from "../../ipc/use-left-form";
import type { FormOf, NoteDraft, NoteView, PatientHeader } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { useMay, useSession } from "../../nav/session";
import { DialogActions, PatientLine } from "../../parts/AskDialog";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { ResumedNote } from "../../parts/ResumedNote";
import { useFormat, useWords } from "../../words/speech";

/** Says what will be locked, with signer and time, and asks for the signer's password. */
export function SignDialog({
  header,
  draft,
  onClose,
  onSigned,
}: {
  header: PatientHeader;
  draft: NoteDraft;
  onClose: () => void;
  onSigned: (note: NoteView) => void;
}) {
  const { notes, frame, conflicts } = useWords();
  const { go } = useNavigation();
  const may = useMay();
  const format = useFormat();
  const { session } = useSession();
  const [password, setPassword] = useState("");
  const { busy, problem, run } = useCommand();
  const field = useRef<HTMLInputElement>(null);
  // the pressed button was disabled and lost the focus
  useEffect(() => {
    if (problem !== null) field.current?.focus();
  }, [problem]);
  const sign = async () => {
    const signed = await run((clinic) => clinic.signNote(draft, password));
    setPassword("");
    if (!signed) return;
    onSigned(signed);
    onClose();
  };
  const written = draft.sections.filter((section) => section.text.trim() !== "").length;
  const empty = draft.sections
    .filter((section) => section.text.trim() === "")
    .map(({ section }) => notes.sections[section]);
  return (
    <Modal opened onClose={onClose} title={notes.signTitle} closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void sign())}>
        <Stack gap="md">
          <PatientLine patient={header} />
          <Text>{notes.signWhat(written)}</Text>
          {empty.length > 0 && <Text>{notes.signEmpty(empty.join(", "))}</Text>}
          <Text size="sm" c="dimmed">
            {notes.signWho(session.name, format.dateTime(new Date().toISOString()))}
          </Text>
          <PasswordInput
            ref={field}
            data-autofocus
            label={notes.password}
            value={password}
            autoComplete="off"
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {problem !== null && (
            <ProblemAlert problem={problem}>
              {problem.conflict !== null && may("conflicts.read") && (
                <Button
                  mt="sm"
                  size="xs"
                  variant="default"
                  onClick={() => (onClose(), go({ page: "conflicts", id: problem.conflict }))}>
                  {conflicts.show}
                </Button>
              )}
            </ProblemAlert>
          )}
          <DialogActions missing={password === "" ? notes.typePassword : null} onClose={onClose}>
            <Button type="submit" loading={busy} disabled={password === ""}>
              {notes.signAndLock}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}

export interface TypedAddendum extends Leavable {
  reason: string;
  text: string;
}
export const NO_ADDENDUM: TypedAddendum = { reason: "", text: "", isLeft: false };
export const addendumOf = (noteId: string): FormOf => ({ form: "addendum", noteId });

/**
 * Adds an addendum, the only change after a signature; restores an unfinished draft. Once the note is void, what was
 * typed stays to be copied.
 */
export function AddendumDialog({
  header,
  noteId,
  isVoid,
  left,
  onClose,
  onAdded,
}: {
  header: PatientHeader;
  noteId: string;
  isVoid: boolean;
  left: LeftForm<TypedAddendum>;
  onClose: () => void;
  onAdded: (note: NoteView) => void;
}) {
  const clinic = useClinic();
  const { notes, frame } = useWords();
  const [typed, setTyped] = useState<TypedAddendum>({ ...NO_ADDENDUM, ...left.typed, isLeft: false });
  const { text, reason } = typed;
  const isMissing = text.trim() === "" || reason.trim() === "";
  const draft = useTypedForm(addendumOf(noteId), typed);
  const { busy, problem, submit } = useCommand();
  const isRefused = problem?.code === "noteVoid";
  // another computer made it void meanwhile: the page shows that
  const readAgain = useEffectEvent(() => void clinic.note(noteId).then(onAdded, () => undefined));
  useEffect(() => {
    if (isRefused) readAgain();
  }, [isRefused]);
  const takesNone = isVoid || isRefused;
  const add = async () => {
    const record = (clinic: Clinic) => clinic.addAddendum(noteId, text.trim(), reason.trim());
    const note = await submit(record, draft.saveNow);
    if (!note) return;
    draft.recorded();
    left.clear();
    onAdded(note);
    onClose();
  };
  const close = () => (void draft.discard(), left.clear(), onClose());
  // only "Cancel" discards the draft
  const leaveForm = useLeave(left, [typed, setTyped], draft);
  const leave = () => (leaveForm(), onClose());
  return (
    <Modal
      opened
      onClose={leave}
      closeOnClickOutside={false}
      title={notes.addAddendum}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), takesNone || void add())}>
        <Stack gap="md">
          <PatientLine patient={header} />
          {takesNone && (
            <Alert color="red" p="sm" title={notes.isVoid}>
              {notes.voidTakesNone}
            </Alert>
          )}
          <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
          <TextInput
            data-autofocus
            label={notes.reason}
            value={reason}
            maxLength={fieldLengths.addendum.reason}
            onChange={(event) => setTyped({ ...typed, reason: event.currentTarget.value })}
          />
          <Textarea
            autosize
            minRows={4}
            label={notes.addendumText}
            value={text}
            onChange={(event) => setTyped({ ...typed, text: event.currentTarget.value })}
          />
          {problem !== null && !isRefused && <ProblemAlert problem={problem} />}
          {takesNone ? (
            <CopyActions text={text} onDiscard={close} />
          ) : (
            <DialogActions missing={isMissing ? notes.typeBoth : null} onClose={close}>
              <Button type="submit" loading={busy} disabled={isMissing}>
                {notes.addAddendum}
              </Button>
            </DialogActions>
          )}
        </Stack>
      </form>
    </Modal>
  );
}

/** Copies a text that cannot be recorded here, or throws it away. */
function CopyActions({ text, onDiscard }: { text: string; onDiscard: () => void }) {
  const { notes } = useWords();
  const [copied, setCopied] = useState<"copied" | "notCopied" | null>(null);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied("copied"),
      () => setCopied("notCopied"),
    );
  return (
    <Group gap="sm">
      <Button variant="default" onClick={onDiscard}>
        {notes.discardText}
      </Button>
      <Button disabled={text.trim() === ""} onClick={() => void copy()}>
        {notes.copyText}
      </Button>
      <Text size="xs" c="dimmed" role="status">
        {copied !== null && notes[copied]}
      </Text>
    </Group>
  );
}
