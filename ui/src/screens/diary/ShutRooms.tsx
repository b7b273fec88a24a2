import { IconCalendarOff } from "@tabler/icons-react";
import type { DiaryView } from "../../ipc/views";
import { useWords } from "../../words/speech";
import { whenOn } from "./absent";
import classes from "./Absences.module.css";

/** The rooms that are closed on a day, above its columns of dietitians. */
export function ShutRooms({ diary }: { diary: DiaryView }) {
  const { absences: words } = useWords();
  const closed = diary.absences.filter(({ roomId }) => roomId !== null);
  if (closed.length === 0) return null;
  return (
    <ul className={classes.closed}>
      {closed.map((band) => (
        <li key={band.id}>
          <IconCalendarOff size={16} aria-hidden />
          {words.shutRoom(band.name, whenOn(band, diary.day, diary.timeZone, words), band.reason)}
        </li>
      ))}
    </ul>
  );
}
