import { describe, expect, it } from "vitest";
import type { AppointmentView, DiaryView } from "../../ipc/views";
import * as R from "../../test/records";
import { drawnHours, firstSlot, freeSlot, objections, onDay } from "./slot";

const entry = (from: string, to: string, more: Partial<AppointmentView> = {}): AppointmentView => ({
  ...R.appointments(R.DAY)[0]!,
  id: from,
  startsAt: R.at(from),
  endsAt: R.at(to),
  status: "scheduled",
  providerId: "u1",
  ...more,
});
const diary = (...appointments: AppointmentView[]): DiaryView => ({
  day: R.DAY,
  timeZone: "UTC",
  opens: "08:00",
  closes: "18:00",
  columns: ["u1", "u2"].map((providerId) => ({
    providerId,
    name: providerId,
    from: "08:00",
    to: "17:00",
    breaks: [{ from: "12:00", to: "13:00" }],
    booked: 0,
    free: 0,
  })),
  appointments,
  absences: [],
  choices: { types: R.TYPES, rooms: R.ROOMS, providers: R.PROVIDERS, facilities: [], departments: [] },
});

describe("the hours that are drawn", () => {
  it("are the clinic's", () =>
    expect(drawnHours(diary(entry("09:00", "09:30")))).toEqual({ opens: "08:00:00", closes: "18:00:00" }));
  it("grow by full hours to what is booked outside of them", () =>
    expect(drawnHours(diary(entry("06:45", "07:15"), entry("21:30", "22:15")))).toEqual({
      opens: "06:00:00",
      closes: "23:00:00",
    }));
  it("end with the day", () =>
    expect(drawnHours(diary(entry("23:30", "23:45", { endsAt: R.at("00:30", "2026-11-21") }))).closes).toBe(
      "23:59:59",
    ));
  it("leave out what was cancelled", () =>
    expect(drawnHours(diary(entry("21:30", "22:00", { status: "cancelled" }))).closes).toBe("18:00:00"));
});

describe("booking without a time", () => {
  const yesterday = R.at("10:00", "2026-11-19");
  it("begins at the first free time", () => {
    const free = firstSlot(diary(entry("08:00", "08:30"), entry("08:45", "09:15")), yesterday);
    expect(free).toEqual({ providerId: "u1", startsAt: "2026-11-20T09:15:00.000Z", isProposed: true });
  });
  it("begins after now, outside of a break", () => {
    expect(firstSlot(diary(), R.at("10:07")).startsAt).toBe("2026-11-20T10:15:00.000Z");
    expect(firstSlot(diary(), R.at("11:40")).startsAt).toBe("2026-11-20T13:00:00.000Z");
  });
  it("goes to the next dietitian when the first has no time", () => {
    const free = firstSlot(diary(entry("08:00", "17:00")), yesterday);
    expect(free).toEqual({ providerId: "u2", startsAt: "2026-11-20T08:00:00.000Z", isProposed: true });
  });
  it("finds the time of whoever did not come", () => {
    const free = firstSlot(diary(entry("08:00", "08:30", { status: "noShow" })), yesterday);
    expect(free.startsAt).toBe("2026-11-20T08:00:00.000Z");
  });
  it("is long enough, of the dietitian asked for where they have time", () => {
    const taken = diary(entry("08:30", "12:00"), entry("08:30", "12:00", { id: "other", providerId: "u2" }));
    expect(freeSlot(taken, yesterday, 30, "u2")?.startsAt).toBe("2026-11-20T08:00:00.000Z");
    expect(freeSlot(taken, yesterday, 60, "u2")).toEqual({ providerId: "u2", startsAt: "2026-11-20T13:00:00.000Z" });
    expect(freeSlot(diary(entry("08:00", "17:00")), yesterday, 60, "u1")?.providerId).toBe("u2");
  });
  it("is none once the day is over", () => {
    expect(freeSlot(diary(), R.at("16:50"))).toBeNull();
    expect(firstSlot(diary(), R.at("16:50")).startsAt).toBe("2026-11-20T08:00:00.000Z");
  });
});

describe("what speaks against a time", () => {
  const ask = (time: string, except?: string) =>
    objections(diary(entry("09:00", "09:30"), entry("09:00", "09:30", { id: "other", providerId: "u2" })), {
      providerId: "u1",
      startsAt: R.at(time),
      minutes: 30,
      except,
    });
  it("are the dietitian's own appointments, but not the one that moves", () => {
    expect(ask("09:15").overlaps.map(({ id }) => id)).toEqual(["09:00"]);
    expect(ask("09:30").overlaps).toEqual([]);
    expect(ask("09:15", "09:00").overlaps).toEqual([]);
  });
  it("are appointments of the patient and of the room with others, once each", () => {
    const [mary, ama] = [R.NAMES[0]!, R.NAMES[2]!];
    const of = (id: string, more: Partial<AppointmentView>) =>
      entry("09:00", "09:30", { id, providerId: "u2", roomId: null, patients: [ama], ...more });
    const day = diary(
      of("own", { providerId: "u1", roomId: "r1", patients: [mary] }),
      of("patient", { patients: [mary], roomId: "r1" }),
      of("room", { roomId: "r1" }),
      of("missed", { roomId: "r1", status: "noShow" }),
      of("unrelated", { roomId: "r2" }),
    );
    const against = objections(day, {
      providerId: "u1",
      startsAt: R.at("09:15"),
      minutes: 30,
      roomId: "r1",
      patientIds: [mary.id],
    });
    const ids = (entries: AppointmentView[]) => entries.map(({ id }) => id);
    expect([against.overlaps, against.ofPatient, against.inRoom].map(ids)).toEqual([["own"], ["patient"], ["room"]]);
    const roomless = objections(day, { providerId: "u3", startsAt: R.at("09:15"), minutes: 30 });
    expect([...roomless.ofPatient, ...roomless.inRoom]).toEqual([]);
  });
  it("are hours without work, and breaks", () => {
    expect(["07:45", "09:00", "11:45", "16:30", "16:45", "21:30"].map((time) => ask(time).isOutside)).toEqual([
      true,
      false,
      true,
      false,
      true,
      true,
    ]);
  });
});

it("keeps the time of day on another day, over a change of the clocks, too", () => {
  expect(onDay("2026-10-20T08:00:00Z", "2026-11-17", "Europe/Paris")).toBe("2026-11-17T09:00:00.000Z");
});
