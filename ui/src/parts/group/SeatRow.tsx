import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import type { Attendance, Seat } from "../../ipc/views";
import { useWords } from "../../words/speech";
import { Chip } from "../Chip";
import { useBirth } from "../use-birth";
import classes from "./Group.module.css";

/** By their keys: 1, 2, 3. */
export const ATTENDANCES = ["attended", "absent", "excused"] as const satisfies Attendance[];
const OF_THE_DAY: readonly Attendance[] = ["attended", "absent"];

interface Props {
  seat: Seat;
  name: string;
  /** Names are hidden, and what tells namesakes apart with them. */
  isHidden: boolean;
  mayRecord: boolean;
  /** It is not known yet who comes. */
  isLaterDay: boolean;
  onRecord: (attendance: Attendance) => void;
  onOpen: () => void;
  /** Null where it is not offered. */
  onVisit: (() => void) | null;
  onRemove: (() => void) | null;
}

/** A patient with a seat, and whether they came; what is rarer is in a menu. */
export function SeatRow({ seat, name, isHidden, mayRecord, isLaterDay, onRecord, ...on }: Props) {
  const { groups: words, chips, diary, frame, today } = useWords();
  const birth = useBirth();
  const offered = ATTENDANCES.filter((one) => !isLaterDay || !OF_THE_DAY.includes(one));
  const facts = isHidden ? "" : [birth.facts(seat.patient), seat.reason].filter(Boolean).join(" · ");
  return (
    <li className={classes.seat} data-seat={seat.id} aria-label={name}>
      <div className={classes.who}>
        <span className={classes.name}>{name}</span>
        {facts !== "" && <span className="small muted">{facts}</span>}
      </div>
      <div>{seat.attendance !== "expected" && <Chip word={seat.attendance} />}</div>
      <div className={classes.buttons}>
        {mayRecord &&
          offered.map((one, index) => {
            const isSet = seat.attendance === one;
            return (
              <Button
                key={one}
                size="xs"
                variant={isSet ? "light" : "default"}
                data-first={index === 0 || undefined}
                aria-pressed={isSet}
                aria-keyshortcuts={String(ATTENDANCES.indexOf(one) + 1)}
                aria-label={words.of(chips[one], name)}
                onClick={() => onRecord(one)}>
                {chips[one]}
              </Button>
            );
          })}
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon data-first={!mayRecord || undefined} aria-label={words.more(name)}>
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {on.onVisit !== null && <Menu.Item onClick={on.onVisit}>{today.startVisit}</Menu.Item>}
            <Menu.Item onClick={on.onOpen}>{diary.openPatient}</Menu.Item>
            {on.onRemove !== null && <Menu.Item onClick={on.onRemove}>{frame.remove}</Menu.Item>}
          </Menu.Dropdown>
        </Menu>
      </div>
    </li>
  );
}
