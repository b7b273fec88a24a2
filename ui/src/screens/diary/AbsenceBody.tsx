import { IconCalendarOff } from "@tabler/icons-react";
import type { AbsenceBand } from "../../ipc/views";
import { useWords } from "../../words/speech";
import classes from "./Absences.module.css";

/** The words on the hatched band of an absence. */
export function AbsenceBody({ band }: { band: AbsenceBand }) {
  const { absences: words } = useWords();
  return (
    <span className={classes.band}>
      <span className={classes.words}>
        <IconCalendarOff size={14} aria-hidden /> {band.roomId === null ? words.absent : words.closed}
        {band.reason !== "" && ` · ${band.reason}`}
      </span>
    </span>
  );
}
