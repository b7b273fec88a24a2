import { IconCalendarOff } from "@tabler/icons-react";
import type { AbsenceBand } from "../../ipc/views";
import { useWords } from "../../words/speech";
import classes from "./Absences.module.css";

/** The words on the hatched band of an absence. */
export function AbsenceBody({ band }: { band: AbsenceBand }) {
  const { absences: words } = useWords();
  const what = band.roomId === null ? words.absent : words.closed;
  const line = band.reason === "" ? what : `${what} · ${band.reason}`;
  return (
    // a short absence at a large text size has no room for all of its words
    <span className={classes.band} title={line}>
      <span className={classes.words}>
        <IconCalendarOff size={14} aria-hidden /> {line}
      </span>
    </span>
  );
}
