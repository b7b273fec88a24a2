import { Stack, Text } from "@mantine/core";
import { type FocusEvent, type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import type { Attendance, Id, Seat } from "../../ipc/views";
import { useWords } from "../../words/speech";
import classes from "./Group.module.css";
import { ATTENDANCES } from "./SeatRow";

interface Props {
  seats: Seat[];
  mayRecord: boolean;
  onRecord: (seat: Seat, attendance: Attendance) => void;
  row: (seat: Seat) => ReactNode;
}

const rowsOf = (list: HTMLElement | null) => [...(list?.querySelectorAll<HTMLElement>("[data-seat]") ?? [])];
const enter = (row: HTMLElement | undefined) => row?.querySelector<HTMLElement>("[data-first]")?.focus();

/** The seats that are given: along them by arrows, digits record who came. */
export function SeatList({ seats, mayRecord, onRecord, row }: Props) {
  const { groups: words } = useWords();
  const list = useRef<HTMLUListElement>(null);
  const focused = useRef<{ id: Id; index: number } | null>(null);
  // the row that had the focus is gone: the one below has it
  useEffect(() => {
    const { current } = focused;
    if (current === null || seats.some(({ id }) => id === current.id)) return;
    focused.current = null;
    const { activeElement, body } = document;
    const rows = rowsOf(list.current);
    if (activeElement !== null && activeElement !== body) return;
    if (rows.length > 0) enter(rows[Math.min(current.index, rows.length - 1)]);
    else document.querySelector<HTMLElement>("[data-add]")?.focus();
  }, [seats]);
  const onFocus = ({ target }: FocusEvent) => {
    const id = target.closest<HTMLElement>("[data-seat]")?.dataset["seat"];
    if (id !== undefined) focused.current = { id, index: seats.findIndex((seat) => seat.id === id) };
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = rowsOf(list.current);
    const at = rows.findIndex((one) => one.contains(document.activeElement));
    const seat = seats.find(({ id }) => id === rows[at]?.dataset["seat"]);
    if (seat === undefined) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const attendance = event.key === "0" ? seat.attendance : ATTENDANCES[Number(event.key) - 1];
    if (step !== 0) enter(rows[at + step]);
    else if (!mayRecord || attendance === undefined) return;
    else if (event.key !== "0" || attendance !== "expected") onRecord(seat, attendance);
    event.preventDefault();
    event.stopPropagation();
  };
  if (seats.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {words.none}
      </Text>
    );
  return (
    <Stack gap="sm" onKeyDown={onKey} onFocus={onFocus}>
      {mayRecord && (
        <Text size="xs" c="dimmed">
          {words.keys}
        </Text>
      )}
      <ul ref={list} className={classes.seats} aria-label={words.list}>
        {seats.map(row)}
      </ul>
    </Stack>
  );
}
