import type { Icon } from "@tabler/icons-react";
import classes from "./FoldingWords.module.css";

interface Props {
  icon: Icon;
  words: string;
  /** Shown next to the sign where there is no room for the words, unless it is 0. */
  count?: number;
}

/** What a button of a full toolbar shows: its sign, and its words where the window is wide. The button has a label. */
export function FoldingWords({ icon: Sign, words, count = 0 }: Props) {
  return (
    <>
      <Sign size={16} stroke={1.75} aria-hidden />
      <span className={classes.words}>{words}</span>
      {count > 0 && <span className={classes.count}>{count}</span>}
    </>
  );
}
