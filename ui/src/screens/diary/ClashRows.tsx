import { Button, Menu } from "@mantine/core";
import { useFocusWithin } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconCheck, IconDoor, IconPhone, IconUser, type Icon, IconUserExclamation } from "@tabler/icons-react";
import { useState } from "react";
import { useCommand } from "../../ipc/use-clinic";
import type { AppointmentView, ClashChoice, ClashOf, ClashRef, ClashRow, Move } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { LooseChip } from "../../parts/Chip";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { offerUndo } from "../../parts/undo";
import { useEntryName } from "../../parts/use-entry-name";
import { useFormat, useTimeZone, useWords } from "../../words/speech";
import { dayOf } from "../../words/time";
import classes from "./Clashes.module.css";
import { MoveDialog } from "./MoveDialog";
import { moveOf } from "./slot";
import { useClashKeys, useClashList } from "./use-clash-keys";

const UNDO = "clash";
const SIGNS: Record<ClashOf, Icon> = { provider: IconUserExclamation, room: IconDoor, patient: IconUser };

const refOf = ({ id, first, second }: ClashRow): ClashRef => ({ id, appointmentId: first.id, otherId: second.id });

interface Props {
  rows: ClashRow[];
  /** That more wait than are shown. */
  note: string | null;
  onDecided: () => void;
}

/** Clashes with their decisions: by buttons, or by a letter on the row that has the focus. */
export function ClashRows({ rows, note, onDecided }: Props) {
  const { clashes: words, diary, frame } = useWords();
  const format = useFormat();
  const mayWrite = useMay()("appointments.write");
  const nameOf = useEntryName();
  const { busy, problem, run } = useCommand();
  const [moving, setMoving] = useState<{ clash: ClashRow; entry: AppointmentView } | null>(null);
  const { list, leave } = useClashList(rows);
  const namesOf = ({ first, second }: ClashRow) => words.both(nameOf(first), nameOf(second));

  const decide = async (row: ClashRow, choice: Exclude<ClashChoice, "move">) => {
    leave(row);
    const decided = await run((clinic) => clinic.decideClash(refOf(row), choice));
    onDecided();
    if (!decided) return;
    const back = row.state === "decided" ? "keep" : row.state === "toCall" ? "call" : "reopen";
    offerUndo(UNDO, words.done[choice](namesOf(row)), frame, async () => {
      const undone = await run((clinic) => clinic.decideClash(refOf(decided), back));
      onDecided();
      return undone;
    });
  };
  const move = async ({ clash, entry }: { clash: ClashRow; entry: AppointmentView }, to: Move) => {
    leave(clash);
    const moved = await run((clinic) => clinic.moveClashing({ clash: refOf(clash), to }));
    onDecided();
    if (!moved) return false;
    const message = diary.moved(nameOf(moved), format.dateTime(moved.startsAt));
    notifications.hide(UNDO);
    offerUndo(UNDO, message, frame, async () => {
      const back = await run((clinic) => clinic.moveAppointment({ ...moveOf(entry), seen: moved.seen }));
      onDecided();
      return back;
    });
    return true;
  };
  useClashKeys(list, rows, (key, row) => {
    if (!mayWrite || busy) return;
    if (key === "k" && row.state !== "decided") void decide(row, "keep");
    if (key === "c" && row.state === "open") void decide(row, "call");
  });
  return (
    <>
      {problem !== null && moving === null && <ProblemAlert problem={problem} />}
      <ol className={classes.rows} aria-label={words.list} ref={list}>
        {rows.map((row) => (
          <Row
            key={row.id}
            row={row}
            names={namesOf(row)}
            mayWrite={mayWrite}
            busy={busy}
            onDecide={(choice) => void decide(row, choice)}
            onMove={(entry) => setMoving({ clash: row, entry })}
          />
        ))}
      </ol>
      {note !== null && <p className={classes.note}>{note}</p>}
      {moving !== null && (
        <MoveDialog
          entry={moving.entry}
          busy={busy}
          problem={problem}
          onClose={() => setMoving(null)}
          onMove={(to) => move(moving, to)}
        />
      )}
    </>
  );
}

interface RowProps {
  row: ClashRow;
  names: string;
  mayWrite: boolean;
  busy: boolean;
  onDecide: (choice: Exclude<ClashChoice, "move">) => void;
  onMove: (entry: AppointmentView) => void;
}

function Row({ row, names, mayWrite, busy, onDecide, onMove }: RowProps) {
  const { clashes: words, frame } = useWords();
  const nameOf = useEntryName();
  const format = useFormat();
  const { decision } = row;
  const isDecided = row.state === "decided";
  const { ref: item, focused } = useFocusWithin<HTMLLIElement>();
  const buttons = { variant: "default", size: "xs", disabled: busy } as const;
  return (
    <li ref={item} className={classes.row} data-clash={row.id} aria-label={names}>
      <div className={classes.lines}>
        <EntryLine entry={row.first} />
        <EntryLine entry={row.second} isStop={false} />
        {row.state === "toCall" && (
          <div className={classes.contacts}>
            {row.contacts.map(({ name, phone }) => frame.labelled(name, phone ?? words.noPhone)).join(" · ")}
          </div>
        )}
      </div>
      <div className={classes.shares}>
        {row.shares.map((of) => (
          <LooseChip key={of} tone="warn" icon={SIGNS[of]} text={words.shares[of]} />
        ))}
        {decision !== null && row.state !== "open" && (
          <span className={classes.decided}>
            <LooseChip
              tone={isDecided ? "ok" : "info"}
              icon={isDecided ? IconCheck : IconPhone}
              text={isDecided ? words.bothStay : words.toCall}
            />
            <span className="small muted">{words.by(decision.by, format.dateTime(decision.at))}</span>
          </span>
        )}
      </div>
      {mayWrite && (
        <div className={classes.buttons}>
          {isDecided ? (
            <Button {...buttons} aria-label={words.reopenOf(names)} onClick={() => onDecide("reopen")}>
              {words.reopen}
            </Button>
          ) : (
            <>
              <Button
                {...buttons}
                variant={focused ? "filled" : "default"}
                data-primary={focused || undefined}
                aria-label={words.leaveBothOf(names)}
                onClick={() => onDecide("keep")}>
                {words.leaveBoth}
              </Button>
              <Menu position="bottom-end">
                <Menu.Target>
                  <Button {...buttons} data-move aria-label={words.moveOf(names)}>
                    {words.move}
                  </Button>
                </Menu.Target>
                <Menu.Dropdown>
                  {[row.first, row.second].map((entry) => (
                    <Menu.Item key={entry.id} onClick={() => onMove(entry)}>
                      {words.moveOne(nameOf(entry), format.time(entry.startsAt))}
                    </Menu.Item>
                  ))}
                </Menu.Dropdown>
              </Menu>
              {row.state === "open" && (
                <Button {...buttons} aria-label={words.callOf(names)} onClick={() => onDecide("call")}>
                  {words.call}
                </Button>
              )}
            </>
          )}
        </div>
      )}
    </li>
  );
}

interface LineProps {
  entry: AppointmentView;
  /** Whether Tab stops at it: of two that overlap, the first leads to the same day. */
  isStop?: boolean;
}

/** "Fri 27 Nov 2026, 10:30–11:00 · Mary Okafor · Claire Moreau · Room 2": leads to its day. */
export function EntryLine({ entry, isStop = true }: LineProps) {
  const { clashes: words, chips } = useWords();
  const nameOf = useEntryName();
  const format = useFormat();
  const timeZone = useTimeZone();
  const { go } = useNavigation();
  const day = dayOf(entry.startsAt, timeZone);
  const when = `${format.shortWeekday(day)}, ${format.time(entry.startsAt)}–${format.time(entry.endsAt)}`;
  const isOff = entry.status === "cancelled" || entry.status === "noShow";
  return (
    <button
      type="button"
      className={classes.line}
      tabIndex={isStop ? undefined : -1}
      title={words.openDay}
      onClick={() => go({ page: "diary", day })}>
      <span className={classes.when}>{when}</span>
      <span className={classes.name}>{nameOf(entry)}</span>
      <span className={classes.details}>
        {[entry.provider, entry.room, entry.facility, isOff && chips[entry.status]].filter(Boolean).join(" · ")}
      </span>
    </button>
  );
}
