import { memo } from "react";
import type { AppointmentView, Move, WeekView } from "../../ipc/views";
import { useFormat } from "../../words/speech";
import { columnsOfWeek, weekToBook } from "./columns";
import classes from "./Diary.module.css";
import type { Slot } from "./slot";
import { TimeGrid } from "./TimeGrid";

interface Props {
  week: WeekView;
  today: string;
  mayWrite: boolean;
  onSlot: (slot: Slot) => void;
  onOpen: (entry: AppointmentView) => void;
  onMove: (change: Move, before: Move) => void;
  /** Opens the day of a column. */
  onHead: (day: string) => void;
}

/** A week of a dietitian, a department or a room, a column for each day; drawn anew only for another week or change. */
export const WeekSheet = memo(function WeekSheet({ week, onSlot, ...grid }: Props) {
  const format = useFormat();
  const { of } = week;
  return (
    <div className={classes.sheet}>
      <TimeGrid
        key={week.from}
        isWeek
        sheet={weekToBook(week)}
        columns={columnsOfWeek(week, format.dayOfWeek)}
        onSlot={(chosen) => onSlot(of?.of === "room" ? { ...chosen, roomId: of.roomId } : chosen)}
        {...grid}
      />
    </div>
  );
});
