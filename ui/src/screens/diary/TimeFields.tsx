import { Text } from "@mantine/core";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { DiaryView } from "../../ipc/views";
import { ClockInput } from "../../parts/ClockInput";
import { DayInput } from "../../parts/DayInput";
import { useEntryName } from "../../parts/use-entry-name";
import { useFormat, useLabelled, useWords } from "../../words/speech";
import { dayOf, instantOf, wallClock } from "../../words/time";
import { whenOn } from "./absent";
import { type Asked, objections, onDay } from "./slot";

interface Props {
  /** Without one it is the day or the time of an appointment. */
  label?: string;
  timeZone: string;
  at: string;
  /** Escape in it is for what lies around it, and not for the dialog. */
  ownsEscape?: boolean;
  onChange: (at: string) => void;
}
/** What a dialog looks for in the element that has the focus when Escape is pressed. */
export const OWN_ESCAPE = { "data-mantine-stop-propagation": true };

/** A day, typed in any form or chosen from a month; the time of day stays. */
export function DayField({ label, timeZone, at, error, ownsEscape, onChange }: Props & { error?: string | undefined }) {
  const { diary } = useWords();
  const value = dayOf(at, timeZone);
  return (
    <DayInput
      {...(ownsEscape && OWN_ESCAPE)}
      label={label ?? diary.day}
      aim="next"
      from={value}
      showsWeekday
      value={value}
      error={error}
      onChange={(day) => day && onChange(onDay(at, day, timeZone))}
    />
  );
}

/** A time of day in the clinic's zone. */
export function TimeField({ label, timeZone, at, ownsEscape, onChange }: Props) {
  const { diary } = useWords();
  const wall = wallClock(at, timeZone);
  return (
    <ClockInput
      {...(ownsEscape && OWN_ESCAPE)}
      label={label ?? diary.time}
      value={wall.slice(11, 16)}
      step={300}
      onChange={(time) => time !== "" && onChange(instantOf(`${wall.slice(0, 10)} ${time}:00`, timeZone))}
    />
  );
}

/** Shows objections to a time before it is booked, on any day. */
export function SlotNotes({ diary, ...asked }: { diary: DiaryView } & Asked) {
  const { diary: words, absences } = useWords();
  const format = useFormat();
  const labelled = useLabelled();
  const nameOf = useEntryName();
  const day = dayOf(asked.startsAt, diary.timeZone);
  const other = useClinicQuery(queries.diary(day)).value;
  const shown = day === diary.day ? diary : other;
  if (shown === null) return null;
  const { overlaps, ofPatient, inRoom, isOutside, away } = objections(shown, asked);
  const notes = [
    ...overlaps.map((entry) => `${words.overlaps} ${format.time(entry.startsAt)} ${nameOf(entry)}`),
    ...ofPatient.map((entry) => words.patientBooked(format.time(entry.startsAt), entry.provider)),
    ...inRoom.map((entry) => words.roomTaken(format.time(entry.startsAt), nameOf(entry))),
    ...away.map((band) => {
      const word = band.roomId === null ? absences.providerAbsent : absences.roomShut;
      return labelled(`${word} ${whenOn(band, day, diary.timeZone, absences)}`, band.reason);
    }),
    ...(isOutside ? [words.outsideHours] : []),
  ];
  if (notes.length === 0) return null;
  return (
    <Text size="sm" role="status" c="var(--nv-warn-text)">
      {notes.join(" · ")}
    </Text>
  );
}
