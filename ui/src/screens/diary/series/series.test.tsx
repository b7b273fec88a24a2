import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Fake } from "../../../test/fake-clinic";
import * as R from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";

const at = { page: "diary", day: R.DAY } as const;

const appointment = {
  patientId: "p1",
  providerId: "u1",
  roomId: null,
  facilityId: null,
  typeId: "FOLLOW_UP",
  startsAt: R.at("09:00", "2026-12-04"),
  minutes: 30,
  reason: "",
  seats: null,
  topic: "",
};
const changed = (clinic: Fake) => act(() => clinic.emit({ kind: "changed", topics: ["diary"], patientIds: [] }));
/** A colleague takes the third Friday. */
const taken = (clinic: Fake) => clinic.bookAppointment(appointment, null, []);

/** The dialog of a series for a patient who was found by name; the grid has the focus before. */
async function seriesFor(name: string) {
  const shown = showApp({ at });
  const user = userEvent.setup();
  await screen.findByText("Bright Osei");
  await user.keyboard("r");
  const dialog = within(await screen.findByRole("dialog"));
  await user.type(dialog.getByLabelText("Patient"), name);
  await dialog.findAllByText(/ · File /);
  await user.keyboard("{Enter}");
  const list = within(await dialog.findByRole("list", { name: "Dates of the series" }));
  return { ...shown, user, dialog, list };
}

describe("a series before it is booked", () => {
  it("lists every date, and the button counts those that are booked", async () => {
    const { clinic, user, dialog, list } = await seriesFor("adjei");
    expect(list.getAllByRole("listitem")).toHaveLength(8);
    expect(list.getAllByText("Free")).toHaveLength(8);
    await expectAccessible();
    await user.click(list.getByRole("checkbox", { name: "Take Fri 4 Dec 2026, 09:00" }));
    await user.click(await dialog.findByRole("button", { name: "Book 7 of 8 dates" }));
    await waitFor(() => expect(clinic.calls).toContain("bookSeries"));
    expect(await screen.findByText("Ama Adjei: 7 dates booked")).toBeVisible();
  });

  it("keeps the focus when one date becomes a series, and a series one date", async () => {
    const { user, dialog } = await seriesFor("adjei");
    await user.click(dialog.getByRole("button", { name: "Book one date only" }));
    await waitFor(() => expect(dialog.getByRole("button", { name: "Book" })).toHaveFocus());
    await user.click(dialog.getByRole("button", { name: "Repeat…" }));
    await waitFor(() => expect(dialog.getByLabelText("Every")).toHaveFocus());
  });

  it("is driven by keys: along the dates, one left out, one at another time", async () => {
    const { user, dialog, list } = await seriesFor("adjei");
    list.getAllByRole("checkbox")[0]!.focus();
    await user.keyboard("{ArrowDown}s");
    await dialog.findByRole("button", { name: "Book 7 of 8 dates" });
    expect(list.getAllByRole("checkbox")[1]).not.toBeChecked();
    await user.keyboard("{ArrowDown}m");
    const time = await list.findByLabelText("Time");
    fireEvent.change(time, { target: { value: "10:15" } });
    expect(await list.findByText("instead of Fri 4 Dec 2026, 09:00")).toBeVisible();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(list.queryByLabelText("Time")).toBeNull());
    expect(screen.getByRole("dialog")).toBeVisible();
  });

  it("says what prevents a date", async () => {
    const { clinic, dialog, list } = await seriesFor("adjei");
    await taken(clinic);
    const away = { startsAt: R.at("08:00", "2026-11-27"), endsAt: R.at("12:00", "2026-11-27") };
    await clinic.addAbsence({ providerId: "u1", roomId: null, reason: "", ...away });
    changed(clinic);
    expect(await list.findByText("Absent")).toBeVisible();
    expect(list.getByText("Overlaps")).toBeVisible();
    expect(list.getByText("Provider absent · Not booked")).toBeVisible();
    expect(list.getByText("09:00 Mary Okafor · Not booked")).toBeVisible();
    expect(dialog.getByRole("button", { name: "Book 6 of 8 dates" })).toBeEnabled();
  });

  it("names what is no longer free, and writes nothing", async () => {
    const { clinic, user, dialog, list } = await seriesFor("adjei");
    await taken(clinic);
    await user.click(dialog.getByRole("button", { name: "Book 8 of 8 dates" }));
    expect(await dialog.findByText(/1 date is no longer free/)).toBeVisible();
    expect(await list.findByText(/^No longer free/)).toBeVisible();
    expect(await dialog.findByRole("button", { name: "Book 7 of 8 dates" })).toBeEnabled();
    expect((await clinic.diary("2026-11-27")).appointments).toEqual([]);
  });

  it("says what a rule takes", async () => {
    const { user, dialog } = await seriesFor("adjei");
    const count = dialog.getByRole("textbox", { name: "How many dates" });
    await user.clear(count);
    await user.type(count, "61");
    expect(await dialog.findByText(/2 to 60 dates/)).toBeVisible();
    expect(count).toBeInvalid();
  });
});

describe("a date of a series", () => {
  const DAYS = [R.DAY, "2026-11-27", "2026-12-04"];
  const open = async () => {
    const shown = showApp({ at });
    await screen.findByText("Bright Osei");
    const { clinic } = shown;
    const patient = R.NAMES[9]!;
    const dates = DAYS.map((day, index) => ({ number: index + 1, startsAt: R.at("16:00", day) }));
    await clinic.bookSeries({ appointment: { ...appointment, patientId: patient.id }, dates }, null);
    changed(clinic);
    const user = userEvent.setup();
    await user.click(await screen.findByText(patient.name));
    const dialog = within(await screen.findByRole("dialog"));
    const stored = async () => {
      const days = await Promise.all([...DAYS, "2026-11-21"].map((day) => clinic.diary(day)));
      return days.flatMap(({ appointments }) => appointments.filter(({ series }) => series !== null));
    };
    const times = async () => (await stored()).map(({ startsAt }) => startsAt.slice(11, 16));
    const statuses = async () => (await stored()).map(({ status }) => status);
    return { clinic, user, dialog, times, statuses };
  };

  it("says which it is, and shows the others", async () => {
    const { user, dialog } = await open();
    await user.click(dialog.getByRole("button", { name: "Date 1 of 3, all dates" }));
    const list = within(await dialog.findByRole("list", { name: "Dates of the series" }));
    expect(list.getAllByRole("listitem")).toHaveLength(3);
    await expectAccessible();
  });

  it("moves alone, or with those after it", async () => {
    const { clinic, user, dialog, times } = await open();
    await user.click(dialog.getByRole("button", { name: "Move to…" }));
    expect(dialog.getByRole("radio", { name: "Only this one" })).toBeChecked();
    const time = dialog.getByLabelText("Time");
    fireEvent.change(time, { target: { value: "15:30" } });
    await user.click(dialog.getByRole("radio", { name: "This and later" }));
    await user.click(await dialog.findByRole("button", { name: "Move 3 of 3 dates" }));
    await waitFor(() => expect(clinic.calls).toContain("moveLater"));
    expect(await times()).toEqual(["15:30", "15:30", "15:30"]);
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(async () => expect(await times()).toEqual(["16:00", "16:00", "16:00"]));
  });

  it("moves with those after it that are ticked", async () => {
    const { clinic, user, dialog, times } = await open();
    await user.click(dialog.getByRole("button", { name: "Move to…" }));
    fireEvent.change(dialog.getByLabelText("Time"), { target: { value: "15:30" } });
    await user.click(dialog.getByRole("radio", { name: "This and later" }));
    const list = within(await dialog.findByRole("list", { name: "Dates of the series" }));
    const boxes = await list.findAllByRole("checkbox");
    await user.click(boxes[1]!);
    await user.click(await dialog.findByRole("button", { name: "Move 2 of 3 dates" }));
    await waitFor(() => expect(clinic.calls).toContain("moveLater"));
    expect(await times()).toEqual(["15:30", "16:00", "15:30"]);
  });

  it("is cancelled alone, or with those after it, and taken back", async () => {
    const { user, dialog, statuses } = await open();
    await user.click(dialog.getByRole("button", { name: "Cancel appointment" }));
    await user.click(dialog.getByRole("radio", { name: "This and later" }));
    await user.keyboard("2");
    await user.click(await dialog.findByRole("button", { name: "Cancel 3 appointments" }));
    await waitFor(async () => expect(await statuses()).toEqual(["cancelled", "cancelled", "cancelled"]));
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(async () => expect(await statuses()).toEqual(["scheduled", "scheduled", "scheduled"]));
  });
});
