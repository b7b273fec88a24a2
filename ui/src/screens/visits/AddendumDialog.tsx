import { Button, Modal, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../ipc/use-clinic";
import type { NoteView } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useWords } from "../../words/speech";

/** The only thing that may follow a signature. */
export function AddendumDialog({
  noteId,
  onClose,
  onAdded,
}: {
  noteId: string;
  onClose: () => void;
  onAdded: (note: NoteView) => void;
}) {
  const { notes, frame } = useWords();
  const [text, setText] = useState("");
  const [reason, setReason] = useState("");
  const { busy, problem, run } = useCommand();
  const add = async () => {
    const note = await run((clinic) => clinic.addAddendum(noteId, text.trim(), reason.trim()));
    if (!note) return;
    onAdded(note);
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={notes.addAddendum} closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void add())}>
        <Stack gap="md">
          <TextInput
            data-autofocus
            label={notes.reason}
            value={reason}
            maxLength={255}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Textarea
            autosize
            minRows={4}
            label={notes.addendumText}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          {problem !== null && <ProblemAlert problem={problem} />}
          <Button type="submit" loading={busy} disabled={text.trim() === "" || reason.trim() === ""}>
            {notes.addAddendum}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
