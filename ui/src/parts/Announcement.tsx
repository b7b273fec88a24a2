import { VisuallyHidden } from "@mantine/core";
import classes from "./Announcement.module.css";

interface Props {
  text: string;
  /** Another one announces the same text again. */
  number?: number;
}

/** Says to screen readers what everyone else sees happen; empty while there is nothing to say. */
export function Announcement({ text, number = 0 }: Props) {
  return (
    <div className={classes.announcement}>
      <VisuallyHidden role="status" aria-live="polite">
        <span key={number}>{text}</span>
      </VisuallyHidden>
    </div>
  );
}
