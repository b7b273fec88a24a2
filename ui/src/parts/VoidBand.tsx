import { Alert } from "@mantine/core";
import { IconBan } from "@tabler/icons-react";
import type { NoteView } from "../ipc/views";
import { useFormat, useWords } from "../words/speech";

/** Since when a note is void, by whom and why, and who asked for that without being allowed to. */
export function VoidBand({ note: { void: of, refusedVoids } }: { note: NoteView }) {
  const { notes } = useWords();
  const format = useFormat();
  return (
    <>
      {of !== null && (
        <Alert color="red" p="sm" icon={<IconBan size={18} aria-hidden />}>
          {notes.voidSince(format.date(of.at), of.by, of.reason)}
        </Alert>
      )}
      {of?.valid === false && (
        <Alert color="red" p="sm">
          {notes.voidSignatureBroken}
        </Alert>
      )}
      {refusedVoids.map((refused) => (
        <Alert key={refused.id} color="yellow" p="sm">
          {notes.voidRefused(format.date(refused.at), refused.by, refused.reason)}
        </Alert>
      ))}
    </>
  );
}
