import { Button } from "@mantine/core";
import { IconArrowsCross } from "@tabler/icons-react";
import { useWords } from "../../words/speech";
import classes from "./Clashes.module.css";

/** Leads to the clashes and counts the open ones. Its words are shown where the toolbar has room for them. */
export function ClashesButton({ open, onClick }: { open: number; onClick: () => void }) {
  const { clashes } = useWords();
  const words = clashes.open(open);
  return (
    <Button variant="default" px={8} aria-label={words} title={words} onClick={onClick}>
      <IconArrowsCross size={16} stroke={1.75} aria-hidden />
      <span className={classes.words}>{words}</span>
      {open > 0 && <span className={classes.count}>{open}</span>}
    </Button>
  );
}
