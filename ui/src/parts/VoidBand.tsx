import { Alert } from "@mantine/core";
import { IconBan } from "@tabler/icons-react";
import type { NoteView } from "../ipc/views";
import { useFormat, useWords } from "../words/speech";

/** Since when a note is void, by whom and why; nothing while it is not. */
export function VoidBand({ note: { void: of } }: { note: NoteView }) {
  const { notes } = useWords();
  const format = useFormat();
  if (of === null) return null;
  return (
    <>
      <Alert color="red" p="sm" icon={<IconBan size={18} aria-hidden />}>
        {notes.voidSince(format.date(of.at), of.by, of.reason)}
      </Alert>
      {!of.valid && (
        <Alert color="red" p="sm">
          {notes.voidSignatureBroken}
        </Alert>
      )}
    </>
  );
}
