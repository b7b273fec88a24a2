import { Button } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import { FoldingWords } from "./FoldingWords";

interface Props {
  icon: Icon;
  /** With the number. */
  words: string;
  count: number;
  onClick: () => void;
}

/** A button of the diary's toolbar that leads to what is to be done, and counts it. */
export function CountButton({ icon, words, count, onClick }: Props) {
  return (
    <Button variant="default" px={8} aria-label={words} title={words} onClick={onClick}>
      <FoldingWords icon={icon} words={words} count={count} />
    </Button>
  );
}
