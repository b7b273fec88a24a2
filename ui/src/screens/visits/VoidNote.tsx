import { ActionIcon, Button, Menu, Modal, Stack, Text, Textarea } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import { useCommand } from "../../ipc/use-clinic";
import type { NoteView, PatientHeader } from "../../ipc/views";
import { DialogActions, PatientLine } from "../../parts/AskDialog";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useWords } from "../../words/speech";

interface Props {
  note: NoteView;
  header: PatientHeader;
  onVoided: (note: NoteView) => void;
}

/** What else is done with a signed note. */
export function VoidMenu(props: Props) {
  const { notes } = useWords();
  const [asks, setAsks] = useState(false);
  // Escape is often pressed by accident: it leaves the words, only "Cancel" discards them
  const [reason, setReason] = useState("");
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={notes.more}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item color="red" onClick={() => setAsks(true)}>
            {notes.makeVoid}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asks && <VoidNoteDialog {...props} reason={reason} onReason={setReason} onClose={() => setAsks(false)} />}
    </>
  );
}

interface DialogProps extends Props {
  reason: string;
  onReason: (reason: string) => void;
  onClose: () => void;
}

/** Asks why a signed note is void, and says that nothing undoes it. */
function VoidNoteDialog({ note, header, onVoided, reason, onReason, onClose }: DialogProps) {
  const { notes, frame } = useWords();
  const { busy, problem, submit } = useCommand();
  const isMissing = reason.trim() === "";
  const save = async () => {
    const voided = await submit((clinic) => clinic.voidNote(note.id, reason.trim()));
    if (voided === undefined) return;
    onVoided(voided);
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      title={notes.voidTitle}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <PatientLine patient={header} />
          <Text>{notes.voidWhat}</Text>
          <Textarea
            data-autofocus
            autosize
            minRows={2}
            label={notes.reason}
            value={reason}
            maxLength={fieldLengths.noteVoid.reason}
            onChange={(event) => onReason(event.currentTarget.value)}
          />
          {problem !== null && <ProblemAlert problem={problem} />}
          <DialogActions missing={isMissing ? notes.typeReason : null} onClose={() => (onReason(""), onClose())}>
            <Button type="submit" color="red" loading={busy} disabled={isMissing}>
              {notes.voidNote}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
