import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { NewAppointment, PatientName, Right } from "../../ipc/views";
import type { Surroundings } from "../../test/fake-clinic";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

const FRONT_DESK: Right[] = ["patients.read", "appointments.read", "appointments.write"];
const [MARY, , AMA, KOFI] = R.NAMES as [PatientName, PatientName, PatientName, PatientName];
const DAYS = [R.DAY, "2026-11-27"];

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: new Date(R.at("10:20")) }));
afterEach(() => void vi.useRealTimers());

const group: NewAppointment = {
  patientId: null,
  providerId: "u1",
  roomId: null,
  facilityId: null,
  typeId: "GROUP",
  startsAt: R.at("15:30"),
  minutes: 90,
  reason: "",
  seats: 3,
  topic: "Diabetes basics",
};

interface Session extends Surroundings {
  patients?: PatientName[];
  day?: string;
  isSeries?: boolean;
}

/** A session in the diary with seats for some patients, opened. */
async function open({ patients = [MARY, AMA], day = R.DAY, isSeries = false, ...surroundings }: Session = {}) {
  const { clinic } = showApp({ at: { page: "diary", day }, ...surroundings });
  const user = userEvent.setup();
  await screen.findByText("Bright Osei");
  const startsAt = R.at("15:30", day);
  const dates = DAYS.map((on, index) => ({ number: index + 1, startsAt: R.at("15:30", on) }));
  if (isSeries) await clinic.bookSeries({ appointment: group, dates }, null);
  else await clinic.bookAppointment({ ...group, startsAt }, null, []);
  const session = async (on = day) => {
    const entry = (await clinic.diary(on)).appointments.find((one) => one.group !== null)!;
    return clinic.groupSession(entry.id);
  };
  const { id } = (await session()).appointment;
  for (const { id: patientId } of patients) await clinic.giveSeat({ id, patientId, reason: "", later: false });
  act(() => clinic.emit({ kind: "changed", topics: ["diary"], patientIds: [] }));
  await user.click(await screen.findByText(new RegExp(` ${patients.length}/3$`)));
  const dialog = within(await screen.findByRole("dialog"));
  await dialog.findByText("3 seats");
  const came = async (on = day) => (await session(on)).seats.map(({ attendance }) => attendance);
  const names = async (on = day) => (await session(on)).seats.map(({ patient }) => patient.name);
  const row = (name: string) => within(dialog.getByRole("listitem", { name }));
  const menu = async (name: string, item: string) => {
    await user.click(row(name).getByRole("button", { name: `More: ${name}` }));
    await user.click(await screen.findByRole("menuitem", { name: item, hidden: true }));
  };
  const add = async (typed: string) => {
    await user.type(await dialog.findByLabelText("Patient"), typed);
    await dialog.findAllByText(/ · File /);
    await user.click((await dialog.findAllByRole("button", { name: / · File / }))[0]!);
  };
  return { clinic, user, dialog, session, came, names, row, menu, add };
}

describe("a group session in the diary", () => {
  it("is called by its topic and how full it is, never by its patients", async () => {
    const { dialog } = await open();
    expect(screen.getByRole("dialog", { name: "Diabetes basics 2/3, 15:30" })).toBeVisible();
    expect(screen.queryByText("Mary Okafor, Ama Adjei")).toBeNull();
    expect(dialog.getByText("0 of 2 here")).toBeVisible();
    await expectAccessible();
  });
  it("says that more have a seat than there are", async () => {
    const { clinic, dialog } = await open();
    const { groupSession } = clinic;
    clinic.groupSession = async (id) => {
      const session = await groupSession(id);
      const { appointment } = session;
      return { ...session, appointment: { ...appointment, group: { ...appointment.group!, booked: 4 } } };
    };
    act(() => clinic.emit({ kind: "changed", topics: ["diary"], patientIds: [] }));
    expect(await dialog.findByText(/^4 patients have one of 3 seats/)).toBeVisible();
  });
  it("has no topic for the front desk", async () => {
    const { clinic, dialog, user } = await open({ rights: FRONT_DESK });
    expect(screen.getByRole("dialog", { name: "Group 2/3, 15:30" })).toBeVisible();
    await user.click(dialog.getByRole("button", { name: "Edit seats" }));
    expect(dialog.queryByLabelText("Topic")).toBeNull();
    const seats = dialog.getByLabelText("Seats");
    await user.clear(seats);
    await user.type(seats, "4{Enter}");
    expect(await dialog.findByText("4 seats")).toBeVisible();
    expect(document.body.textContent).not.toContain("Diabetes");
    expect(clinic.calls).toContain("editGroupSession");
  });
  it("is only looked at by those who may not write", async () => {
    const { dialog } = await open({ rights: ["patients.read", "appointments.read"] });
    expect(dialog.queryByRole("button", { name: /^Came: / })).toBeNull();
    expect(dialog.queryByRole("button", { name: "Add a patient" })).toBeNull();
  });
  it("is begun and ended, with Undo, while it stays open", async () => {
    const { clinic, dialog, user } = await open();
    await user.click(dialog.getByRole("button", { name: "Start session" }));
    const end = await dialog.findByRole("button", { name: "End session" });
    expect(await screen.findByText(/^Diabetes basics 2\/3: In room/)).toBeVisible();
    await waitFor(() => expect(end).toHaveFocus());
    await user.click(end);
    expect(await dialog.findByRole("button", { name: "Not done yet" })).toBeVisible();
    expect(dialog.queryByRole("button", { name: "Add a patient" })).toBeNull();
    expect(clinic.calls.filter((call) => call === "setAppointmentStatus")).toHaveLength(2);
  });
  it("starts the visit of one of its patients", async () => {
    const { clinic, menu } = await open();
    const started: unknown[] = [];
    const { startVisit } = clinic;
    clinic.startVisit = async (form) => (started.push(form), startVisit(form));
    await menu("Ama Adjei", "Start visit");
    await waitFor(() => expect(started).toEqual([expect.objectContaining({ patientId: AMA.id, type: "group" })]));
    expect(await screen.findByLabelText("Weight")).toBeVisible();
  });
});

describe("who came", () => {
  it("is recorded by keys, and taken back by the same key or by 0", async () => {
    const { user, dialog, came } = await open({ patients: [MARY, AMA, KOFI] });
    dialog.getByRole("button", { name: "Came: Mary Okafor" }).focus();
    await user.keyboard("1{ArrowDown}2{ArrowDown}3");
    await waitFor(async () => expect(await came()).toEqual(["attended", "absent", "excused"]));
    expect(await dialog.findByText("1 of 3 here")).toBeVisible();
    expect(dialog.getByRole("button", { name: "Came: Kofi Mensah-Boateng" })).toHaveFocus();
    await expectAccessible();
    await user.keyboard("0{ArrowUp}2");
    await waitFor(async () => expect(await came()).toEqual(["attended", "expected", "expected"]));
  });
  it("is a button that is pressed, and pressed again", async () => {
    const { user, row, came } = await open();
    const button = row("Ama Adjei").getByRole("button", { name: "Did not come: Ama Adjei" });
    await user.click(button);
    await waitFor(() => expect(button).toHaveAttribute("aria-pressed", "true"));
    expect(button).toHaveFocus();
    await user.click(button);
    await waitFor(async () => expect(await came()).toEqual(["expected", "expected"]));
  });
  it("is not known before the day, when one can only be excused", async () => {
    const { user, dialog, row, came } = await open({ day: "2026-11-27" });
    expect(dialog.queryByRole("button", { name: "Came: Mary Okafor" })).toBeNull();
    row("Mary Okafor").getByRole("button", { name: "Excused: Mary Okafor" }).focus();
    await user.keyboard("1");
    expect(await dialog.findByText(/session is on a later day/)).toBeVisible();
    await user.keyboard("3");
    await waitFor(async () => expect(await came()).toEqual(["excused", "expected"]));
    expect(dialog.queryByText(/session is on a later day/)).toBeNull();
  });
});

describe("a seat", () => {
  it("is given to one after the other until the session is full", async () => {
    const { user, dialog, names, add } = await open();
    await user.click(dialog.getByRole("button", { name: "Add a patient" }));
    await waitFor(() => expect(dialog.getByLabelText("Patient")).toHaveFocus());
    await add("diallo");
    expect(await screen.findByText(/^Fatou Diallo has a seat/)).toBeVisible();
    await waitFor(() => expect(dialog.getByRole("button", { name: "Add to waiting list" })).toHaveFocus());
    expect(dialog.getByText("Full.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(async () => expect(await names()).toEqual(["Mary Okafor", "Ama Adjei"]));
  });
  it("that is not left leads to the waiting list", async () => {
    const { user, dialog, add } = await open({ patients: [MARY, AMA, KOFI] });
    await user.click(dialog.getByRole("button", { name: "Add to waiting list" }));
    await add("diallo");
    const form = within(await screen.findByRole("dialog", { name: "Add to the waiting list" }));
    expect(await form.findByText("Fatou Diallo")).toBeVisible();
  });
  it("that was given elsewhere meanwhile is said, with the waiting list", async () => {
    const { clinic, user, dialog, add } = await open();
    await user.click(dialog.getByRole("button", { name: "Add a patient" }));
    clinic.refuse("giveSeat", R.refusal("invalid", { field: "seats", reason: "taken" }));
    await add("diallo");
    expect(await dialog.findByText(/^No seat is left/)).toBeVisible();
    expect(dialog.getByRole("button", { name: "Add Fatou Diallo to waiting list" })).toBeVisible();
  });
  it("is given once", async () => {
    const { user, dialog, add } = await open({ patients: [AMA] });
    await user.click(dialog.getByRole("button", { name: "Add a patient" }));
    await add("adjei");
    expect(await dialog.findByText(/has a seat in the session already/)).toBeVisible();
  });
  it("is taken back, and given again by Undo as it was", async () => {
    const { user, dialog, names, came, menu, row } = await open();
    await user.click(row("Mary Okafor").getByRole("button", { name: "Excused: Mary Okafor" }));
    await waitFor(async () => expect(await came()).toContain("excused"));
    await menu("Mary Okafor", "Remove");
    expect(await screen.findByText(/^Mary Okafor has no seat any more/)).toBeVisible();
    await waitFor(() => expect(dialog.getByRole("button", { name: "Came: Ama Adjei" })).toHaveFocus());
    expect(await names()).toEqual(["Ama Adjei"]);
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(async () => expect(await came()).toEqual(["expected", "excused"]));
  });
  it("of who came stays theirs", async () => {
    const { user, dialog, came, menu, row } = await open();
    await user.click(row("Mary Okafor").getByRole("button", { name: "Came: Mary Okafor" }));
    await waitFor(async () => expect(await came()).toContain("attended"));
    await menu("Mary Okafor", "Remove");
    expect(await dialog.findByText(/the seat stays theirs/)).toBeVisible();
  });
});

describe("seats of a series", () => {
  it("are given in this session and later ones, and taken back", async () => {
    const { user, dialog, names, menu, add } = await open({ isSeries: true, patients: [MARY] });
    await user.click(dialog.getByRole("button", { name: "Add a patient" }));
    await user.click(dialog.getByRole("radio", { name: "This and later" }));
    await add("adjei");
    expect(await screen.findByText(/^Ama Adjei has a seat in 2 sessions/)).toBeVisible();
    expect(await names(DAYS[1])).toEqual(["Ama Adjei"]);
    await user.click(dialog.getByRole("button", { name: "Done" }));
    await menu("Ama Adjei", "Remove");
    expect(await dialog.findByText("Remove Ama Adjei from the group?")).toBeVisible();
    await waitFor(() => expect(dialog.getByRole("button", { name: "Cancel" })).toHaveFocus());
    await user.click(dialog.getByRole("radio", { name: "This and later" }));
    await user.click(dialog.getByRole("button", { name: "Remove" }));
    await waitFor(async () => expect(await names(DAYS[1])).toEqual([]));
    await waitFor(() => expect(dialog.getByRole("button", { name: "Came: Mary Okafor" })).toHaveFocus());
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(async () => expect(await names(DAYS[1])).toEqual(["Ama Adjei"]));
  });
  it("say how many later sessions were full", async () => {
    const { clinic, user, dialog, session, add } = await open({ isSeries: true });
    const { id } = (await session(DAYS[1])).appointment;
    for (const { id: patientId } of R.NAMES.slice(9, 12))
      await clinic.giveSeat({ id, patientId, reason: "", later: false });
    await user.click(dialog.getByRole("button", { name: "Add a patient" }));
    await user.click(dialog.getByRole("radio", { name: "This and later" }));
    await add("diallo");
    expect(await screen.findByText(/^Fatou Diallo has a seat\. 1 later session was full\./)).toBeVisible();
  });
});

describe("seats and topic", () => {
  it("are edited in place", async () => {
    const { user, dialog, session } = await open();
    await user.click(dialog.getByRole("button", { name: "Edit seats and topic" }));
    await user.clear(dialog.getByLabelText("Topic"));
    await user.type(dialog.getByLabelText("Topic"), "Kidneys{Enter}");
    expect(await screen.findByRole("dialog", { name: "Kidneys 2/3, 15:30" })).toBeVisible();
    expect((await session()).appointment.group).toMatchObject({ topic: "Kidneys", seats: 3 });
    await waitFor(() => expect(dialog.getByRole("button", { name: "Edit seats and topic" })).toHaveFocus());
  });
  it("are refused below the field, and Escape leaves them alone", async () => {
    const { user, dialog } = await open();
    await user.click(dialog.getByRole("button", { name: "Edit seats and topic" }));
    const seats = dialog.getByLabelText("Seats");
    await user.clear(seats);
    await user.type(seats, "1{Enter}");
    expect(await dialog.findByText(/A group has 2 to 200 seats/)).toBeVisible();
    expect(seats).toBeInvalid();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(dialog.queryByLabelText("Seats")).toBeNull());
    expect(screen.getByRole("dialog")).toBeVisible();
  });
});
