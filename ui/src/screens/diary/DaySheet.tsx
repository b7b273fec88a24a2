import { IconCalendarOff, IconDoor } from "@tabler/icons-react";
import { memo } from "react";
import type { AppointmentView, DiaryView, Move } from "../../ipc/views";
import { Empty } from "../../parts/Empty";
import { useWords } from "../../words/speech";
import { columnsOfDay, diaryOfDepartment } from "./columns";
import classes from "./Diary.module.css";
import { columnsOfRooms } from "./room-columns";
import { ShutRooms } from "./ShutRooms";
import type { Slot } from "./slot";
import { TimeGrid } from "./TimeGrid";

const FITTING_COLUMNS = 5;

interface Props {
  diary: DiaryView;
  /** Its columns are rooms, not dietitians. */
  byRoom: boolean;
  /** Only its dietitians have a column; null for all, and where the columns are rooms. */
  departmentId: string | null;
  today: string;
  mayWrite: boolean;
  onSlot: (slot: Slot) => void;
  onOpen: (entry: AppointmentView) => void;
  onMove: (change: Move, before: Move) => void;
}

/** A day in columns, one for each dietitian or for each room; drawn anew only for another day or change. */
export const DaySheet = memo(function DaySheet({ diary: all, byRoom, departmentId, ...grid }: Props) {
  const { diary: words } = useWords();
  const diary = byRoom ? all : diaryOfDepartment(all, departmentId);
  const columns = byRoom ? columnsOfRooms(diary, words.noRoom) : columnsOfDay(diary);
  if (columns.length === 0)
    return (
      <Empty icon={byRoom ? IconDoor : IconCalendarOff} title={byRoom ? words.noRooms : words.none}>
        {byRoom ? words.noRoomsHelp : words.noneHelp}
      </Empty>
    );
  return (
    <>
      {!byRoom && <ShutRooms diary={diary} />}
      <div className={classes.sheet} data-wide={columns.length > FITTING_COLUMNS || undefined}>
        <TimeGrid key={byRoom ? "rooms" : "providers"} sheet={diary} columns={columns} {...grid} />
      </div>
    </>
  );
});
