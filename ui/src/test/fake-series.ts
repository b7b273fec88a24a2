import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import { shiftDay } from "../words/time";
import { bookedOf, requirePossible } from "./fake-groups";
import * as R from "./records";

const MINUTE_MS = 60_000;
const after = (at: V.At, minutes: number) => new Date(Date.parse(at) + minutes * MINUTE_MS).toISOString();
const dayAfter = (at: V.At, days: number) => `${shiftDay(at.slice(0, 10), days)}${at.slice(10)}`;
const STEP: Record<V.RepeatUnit, number> = { day: 1, week: 7, month: 28 };

/** Series of the clinic in memory: what lies in an absence or on another appointment of the dietitian is not free. */
export function seriesCommands(state: R.FakeState) {
  const dateOf = (
    date: Pick<V.SeriesDate, "number" | "id" | "seen" | "plannedAt" | "startsAt" | "isSkipped">,
    providerId: V.Id,
    minutes: number,
    leaving: V.Id[],
  ): V.SeriesDate => {
    const endsAt = after(date.startsAt, minutes);
    const meets = (one: { startsAt: V.At; endsAt: V.At }) => one.startsAt < endsAt && date.startsAt < one.endsAt;
    const absent = state.absences.some((one) => one.providerId === providerId && one.endedAt === null && meets(one));
    const others = state.diary.filter(
      (one) =>
        one.providerId === providerId &&
        one.status !== "cancelled" &&
        one.status !== "noShow" &&
        !leaving.includes(one.id) &&
        meets(one),
    );
    return {
      ...date,
      endsAt,
      state: absent ? "absent" : others.length > 0 ? "overlaps" : "free",
      absent: absent ? ["provider"] : [],
      overlaps: others.map(({ id, startsAt, patients }) => ({
        id,
        startsAt,
        patient: patients[0]?.name ?? "",
        shares: ["provider"],
      })),
      outsideHours: false,
    };
  };
  const counted = (dates: V.SeriesDate[]): V.SeriesPreview => {
    const chosen = dates.filter(({ isSkipped }) => !isSkipped);
    const ready = chosen.filter((date) => date.state === "free").length;
    return { dates, ready, blocked: chosen.length - ready };
  };
  const movedTo = (moved: V.MovedDate[], number: number, planned: V.At) =>
    moved.find((one) => one.number === number)?.startsAt ?? planned;
  const ofSeries = (id: V.Id) => {
    const series = state.diary.find((one) => one.id === id)?.series;
    const all = state.diary.filter((one) => series && one.series?.id === series.id);
    return all.sort((one, other) => one.startsAt.localeCompare(other.startsAt));
  };
  const from = (id: V.Id) => {
    const all = ofSeries(id);
    return all.slice(all.findIndex((one) => one.id === id)).filter(({ status }) => status !== "cancelled");
  };
  const put = (changed: V.AppointmentView) => {
    const next = { ...changed, seen: `${Number(changed.seen) + 1}` };
    state.diary = state.diary.map((one) => (one.id === next.id ? next : one));
    return next;
  };
  return {
    series: async (id) => ({ id: ofSeries(id)[0]!.series!.id, appointments: ofSeries(id) }),
    previewSeries: async ({ appointment, rule, moved, skipped }) => {
      const { every, unit, end } = rule;
      if (end.by === "count" && end.count > 60) throw R.refusal("invalid", { field: "count", reason: "impossible" });
      if (appointment.seats !== null) requirePossible(appointment.seats);
      const count = end.by === "count" ? end.count : 4;
      const dates = Array.from({ length: count }, (_, index) => {
        const number = index + 1;
        const plannedAt = dayAfter(appointment.startsAt, index * every * STEP[unit]);
        const date = { number, id: null, seen: null, plannedAt, isSkipped: skipped.includes(number) };
        const startsAt = movedTo(moved, number, plannedAt);
        return dateOf({ ...date, startsAt }, appointment.providerId, appointment.minutes, []);
      });
      return counted(dates);
    },
    bookSeries: async ({ appointment, dates }) => {
      const { providerId, minutes } = appointment;
      const checked = dates.map(({ number, startsAt }) =>
        dateOf(
          { number, id: null, seen: null, plannedAt: startsAt, startsAt, isSkipped: false },
          providerId,
          minutes,
          [],
        ),
      );
      if (checked.some((date) => date.state !== "free")) return { outcome: "notFree", dates: checked };
      const booked = checked.map(({ startsAt }, index) => ({
        ...bookedOf(appointment, `s${state.diary.length + index}`, startsAt),
        series: { id: "series1", number: index + 1, of: checked.length },
      }));
      state.diary = [...state.diary, ...booked];
      return { outcome: "done", appointments: booked, back: [] };
    },
    previewLater: async ({ to, moved, skipped }) => {
      const rows = from(to.id);
      const byMinutes = (Date.parse(to.startsAt) - Date.parse(rows[0]!.startsAt)) / MINUTE_MS;
      const leaving = rows.map(({ id }) => id).filter((id) => !skipped.includes(id));
      const dates = rows.map(({ id, seen, startsAt, series }) => {
        const { number } = series!;
        const plannedAt = after(startsAt, byMinutes).replace(".000Z", "Z");
        const date = { number, id, seen, plannedAt, isSkipped: skipped.includes(id) };
        const at = moved.find((one) => one.id === id)?.startsAt ?? plannedAt;
        return dateOf({ ...date, startsAt: at }, to.providerId, to.minutes, leaving);
      });
      return counted(dates);
    },
    moveLater: async ({ to, dates }) => {
      const before = dates.map(({ id }) => state.diary.find((one) => one.id === id)!);
      const appointments = dates.map(({ id, startsAt }) => {
        const own = state.diary.find((one) => one.id === id)!;
        return put({ ...own, startsAt, endsAt: after(startsAt, to.minutes), providerId: to.providerId });
      });
      const back = before.map(({ id, providerId, roomId, facilityId, startsAt }) => ({
        id,
        seen: "2",
        providerId,
        roomId,
        facilityId,
        startsAt,
        minutes: to.minutes,
      }));
      return { outcome: "done", appointments, back };
    },
    moveSeriesBack: async (back) =>
      back.map(({ id, startsAt, minutes }) =>
        put({ ...state.diary.find((one) => one.id === id)!, startsAt, endsAt: after(startsAt, minutes) }),
      ),
    cancelLater: async ({ id }) => {
      const rows = from(id);
      const appointments = rows.map((one) => put({ ...one, status: "cancelled" }));
      return {
        appointments,
        back: appointments.map((one, at) => ({ id: one.id, seen: one.seen, status: rows[at]!.status })),
      };
    },
    restoreSeries: async (back) =>
      back.map(({ id, status }) => put({ ...state.diary.find((one) => one.id === id)!, status })),
  } satisfies Partial<Clinic>;
}
