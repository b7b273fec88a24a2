import { Button, Checkbox, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconBan, IconCheck, IconDoor } from "@tabler/icons-react";
import { type KeyboardEvent, useRef, useState } from "react";
import type { DateState, SeriesDate } from "../../ipc/views";
import { LooseChip } from "../../parts/Chip";
import { useFormat, useWords } from "../../words/speech";
import { dayOf } from "../../words/time";
import { DayField, OWN_ESCAPE, TimeField } from "./TimeFields";
import { type Adjusted, nameOf, put, skip } from "./series/repeat";
import classes from "./series/Series.module.css";

const LOOKS = {
  free: { tone: "ok", icon: IconCheck },
  absent: { tone: "bad", icon: IconBan },
  closed: { tone: "warn", icon: IconDoor },
  overlaps: { tone: "warn", icon: IconAlertTriangle },
} as const satisfies Record<DateState, unknown>;

interface Props {
  timeZone: string;
  dates: SeriesDate[];
  /** What names those that were free when they were previewed and are not now. */
  taken: string[];
  /** What a date that is left out does. */
  leftOut: string;
  adjusted: Adjusted;
  onAdjust: (adjusted: Adjusted) => void;
}

/** Every date of a series with what prevents it; each is left out or put at another time from its row. */
export function SeriesDates({ timeZone, dates, taken, leftOut, adjusted, onAdjust }: Props) {
  const { series: words } = useWords();
  const [opened, setOpened] = useState<string | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const rows = () => [...(list.current?.querySelectorAll<HTMLElement>("[data-date]") ?? [])];
  const enter = (row: HTMLElement | undefined) => row?.querySelector<HTMLElement>("[data-first]")?.focus();
  const open = (name: string | null) => {
    setOpened(name);
    const row = rows().find((one) => one.dataset["date"] === (name ?? opened));
    // the fields come with the next drawing
    setTimeout(() =>
      name === null ? enter(row) : row?.querySelector<HTMLElement>("input:not([type=checkbox])")?.focus(),
    );
  };
  const onKey = (event: KeyboardEvent) => {
    const all = rows();
    const at = all.findIndex((row) => row.contains(document.activeElement));
    const date = dates[at];
    const isTyping = event.target instanceof HTMLInputElement && event.target.type !== "checkbox";
    if (date === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    // Escape closes the fields, not the dialog
    if (isTyping && event.key !== "Escape") return;
    const key = event.key.toLowerCase();
    const operations: Record<string, (() => void) | undefined> = {
      arrowdown: () => enter(all[Math.min(at + 1, all.length - 1)]),
      arrowup: () => enter(all[Math.max(at - 1, 0)]),
      s: date.state === "free" ? () => onAdjust(skip(adjusted, date)) : undefined,
      m: () => open(nameOf(date)),
      escape: opened === null ? undefined : () => open(null),
    };
    const operation = operations[key];
    if (operation === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    operation();
  };
  return (
    <Stack gap="sm" onKeyDown={onKey}>
      <Text size="xs" c="dimmed">
        {words.keys}
      </Text>
      <ol className={classes.dates} aria-label={words.dates} ref={list}>
        {dates.map((date) => (
          <li key={nameOf(date)} className={classes.date} data-date={nameOf(date)} data-off={isOff(date) || undefined}>
            <DateRow
              date={date}
              timeZone={timeZone}
              isTaken={taken.includes(nameOf(date))}
              leftOut={leftOut}
              isOpen={opened === nameOf(date)}
              onSkip={() => onAdjust(skip(adjusted, date))}
              onOpen={() => open(nameOf(date))}
            />
            {opened === nameOf(date) && (
              <div className={classes.other}>
                <DayField
                  ownsEscape
                  timeZone={timeZone}
                  at={date.startsAt}
                  onChange={(at) => onAdjust(put(adjusted, date, at))}
                />
                <TimeField
                  ownsEscape
                  timeZone={timeZone}
                  at={date.startsAt}
                  onChange={(at) => onAdjust(put(adjusted, date, at))}
                />
                <Button size="xs" variant="default" {...OWN_ESCAPE} onClick={() => open(null)}>
                  {words.close}
                </Button>
                {date.startsAt !== date.plannedAt && (
                  <Button
                    size="xs"
                    variant="subtle"
                    {...OWN_ESCAPE}
                    onClick={() => (onAdjust(put(adjusted, date, null)), open(null))}>
                    {words.asPlanned}
                  </Button>
                )}
              </div>
            )}
          </li>
        ))}
      </ol>
    </Stack>
  );
}

const isOff = ({ state, isSkipped }: SeriesDate) => isSkipped || state !== "free";

interface RowProps {
  date: SeriesDate;
  timeZone: string;
  isTaken: boolean;
  leftOut: string;
  isOpen: boolean;
  onSkip: () => void;
  onOpen: () => void;
}

function DateRow({ date, timeZone, isTaken, leftOut, isOpen, onSkip, onOpen }: RowProps) {
  const { series: words } = useWords();
  const format = useFormat();
  const whenOf = (at: string) => `${format.shortWeekday(dayOf(at, timeZone))}, ${format.time(at)}`;
  const isFree = date.state === "free";
  const { tone, icon } = LOOKS[date.state];
  const why = useWhy(date);
  const notes = [
    isTaken ? words.noLonger : null,
    ...why,
    date.startsAt === date.plannedAt ? null : words.movedFrom(whenOf(date.plannedAt)),
    isOff(date) ? leftOut : null,
  ];
  return (
    <>
      <Checkbox
        size="sm"
        data-first={isFree || undefined}
        aria-label={words.take(whenOf(date.startsAt))}
        checked={isFree && !date.isSkipped}
        disabled={!isFree}
        onChange={onSkip}
      />
      <span className={classes.number}>{date.number}</span>
      <span className={classes.when}>{whenOf(date.startsAt)}</span>
      <LooseChip tone={tone} icon={icon} text={words.states[date.state]} />
      <span className={classes.why}>{notes.filter(Boolean).join(" · ")}</span>
      <Button
        size="compact-sm"
        variant="subtle"
        data-first={!isFree || undefined}
        aria-label={words.otherTimeOf(whenOf(date.startsAt))}
        aria-expanded={isOpen}
        onClick={onOpen}>
        {words.otherTime}
      </Button>
    </>
  );
}

/** What prevents a date, or is to be known of it. */
function useWhy({ state, absent, overlaps, outsideHours }: SeriesDate): string[] {
  const { series: words, diary, absences, groups } = useWords();
  const format = useFormat();
  const others = overlaps.map((other) => {
    const who = other.id === null ? words.ownDate : other.patient || groups.group;
    const shares = [
      other.shares.includes("patient") ? words.sharesPatient : null,
      other.shares.includes("room") && !other.shares.includes("provider") ? words.sharesRoom : null,
    ];
    return [`${format.time(other.startsAt)} ${who}`, ...shares].filter(Boolean).join(", ");
  });
  const absence = absent.map((of) => (of === "room" ? absences.roomShut : absences.providerAbsent));
  if (state === "closed" && absent.length === 0) absence.push(words.clinicShut);
  if (outsideHours && state === "free") absence.push(diary.outsideHours);
  return [...absence, ...others];
}
