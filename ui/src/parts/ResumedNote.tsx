import { Button, Text } from "@mantine/core";
import { useFormat, useWords } from "../words/speech";

/** Says that a form was restored from its draft, with a button that starts afresh. */
export function ResumedNote({ at, onAfresh }: { at: string | null; onAfresh: () => void }) {
  const { drafts } = useWords();
  const format = useFormat();
  if (at === null) return null;
  return (
    <Text role="status" size="xs">
      {drafts.resumed(format.dateTime(at))}{" "}
      <Button size="xs" variant="subtle" onClick={onAfresh}>
        {drafts.afresh}
      </Button>
    </Text>
  );
}
