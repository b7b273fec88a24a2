import { Button, Tooltip } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import { FoldingWords } from "./FoldingWords";

interface Props {
  icon: Icon;
  /** Its name with the number, and what the number counts. */
  words: { open: (count: number) => string; hint: (count: number) => string };
  count: number;
  onClick: () => void;
}

/** A button of the diary's toolbar that leads to what is to be done, and counts it. */
export function CountButton({ icon, words, count, onClick }: Props) {
  const name = words.open(count);
  return (
    <Tooltip label={words.hint(count)} events={{ hover: true, focus: true, touch: false }}>
      <Button variant="default" px={8} aria-label={name} onClick={onClick}>
        <FoldingWords icon={icon} words={name} count={count} />
      </Button>
    </Tooltip>
  );
}
