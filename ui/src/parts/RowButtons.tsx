import { Button, Group } from "@mantine/core";
import { useWords } from "../words/speech";
import { noPageKeys } from "./no-page-keys";

interface Props {
  busy: boolean;
  /** Nothing is typed that could be saved. */
  isEmpty?: boolean;
  onCancel: () => void;
}

/** Saves or leaves what is typed in a row of fields. */
export function RowButtons({ busy, isEmpty = false, onCancel }: Props) {
  const { background, frame } = useWords();
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end" onKeyDown={noPageKeys}>
      <Button size="xs" type="submit" variant="light" loading={busy} disabled={isEmpty}>
        {background.save}
      </Button>
      <Button size="xs" variant="subtle" onClick={onCancel}>
        {frame.cancel}
      </Button>
    </Group>
  );
}
