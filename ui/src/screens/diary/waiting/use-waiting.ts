import { usualType } from "../../../ipc/bindings";
import { useCommand } from "../../../ipc/use-clinic";
import type { FreeSlotView, NewAppointment, WaitingEntry, WaitingPart, WaitingQuery } from "../../../ipc/views";
import { notifications } from "@mantine/notifications";
import { PAGE_ROWS } from "../../../parts/row-pages";
import { wrongField } from "../../../parts/use-field-errors";
import { useFormat, useTimeZone, useToday, useWords } from "../../../words/speech";
import { dayOf, shiftDay } from "../../../words/time";

/** How wishes, calls and free times are put in words. */
export function useWaitingWords() {
  const { waiting: words, followUps } = useWords();
  const format = useFormat();
  const timeZone = useTimeZone();
  const today = useToday();
  const lastOn = (at: string) => {
    const day = dayOf(at, timeZone);
    if (day === today) return words.today;
    return day === shiftDay(today, -1) ? words.yesterday : format.shortDay(day);
  };
  return {
    wants: ({ type, provider, wishes }: WaitingEntry) => {
      const { weekdays, fromTime, untilTime, fromDay, untilDay } = wishes;
      const parts = [
        type,
        provider,
        weekdays.map((day) => format.weekdayName(WEEKDAYS.indexOf(day))).join(", "),
        fromTime && words.from(fromTime),
        untilTime && words.until(untilTime),
        fromDay && words.from(format.shortDay(fromDay)),
        untilDay && words.until(format.shortDay(untilDay)),
      ];
      return parts.filter(Boolean).join(" · ") || words.anyTime;
    },
    /** "2 calls, last yesterday: no answer" */
    calls: ({ calls, lastCall }: WaitingEntry) =>
      lastCall === null
        ? ""
        : words.called(calls, words.lastOn(lastOn(lastCall.at), followUps.results[lastCall.result].toLowerCase())),
    /** "Kofi Boateng", or with the facility where it is another one */
    who: ({ provider, facility }: FreeSlotView) => (facility === null ? provider : `${provider} (${facility})`),
    /** "10:30", or with its day where that is not today */
    when: (at: string) => {
      const day = dayOf(at, timeZone);
      return day === today ? format.time(at) : `${format.shortWeekday(day)}, ${format.time(at)}`;
    },
  };
}

/** A page of those who wait, or of those whose wait has ended. */
export const pageOf = (part: WaitingPart, offset = 0): WaitingQuery => ({ part, offset, limit: PAGE_ROWS });

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** Books one who waits into a free time, and says what came of it. */
export function useWaitingBooking(onDone: () => void) {
  const { waiting: words } = useWords();
  const { when } = useWaitingWords();
  const { busy, problem, run } = useCommand();
  const book = async (entry: WaitingEntry, slot: FreeSlotView, at: { startsAt: string; minutes: number }) => {
    const appointment: NewAppointment = {
      patientId: entry.patient.id,
      providerId: slot.providerId,
      roomId: slot.roomId,
      facilityId: null,
      typeId: entry.wishes.typeId ?? usualType,
      ...at,
      reason: "",
      seats: null,
      topic: "",
    };
    const booked = await run((clinic) => clinic.bookWaiting({ id: entry.id, seen: entry.seen, appointment }));
    if (!booked) return false;
    notifications.show({ message: words.booked(entry.patient.name, when(booked.startsAt)) });
    onDone();
    return true;
  };
  /** Whether it was refused since somebody else took the time. */
  const isTaken = wrongField(problem, "slot") !== null;
  return { busy, problem, isTaken, book, run };
}
