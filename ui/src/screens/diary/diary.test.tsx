import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { StatusWhy } from "../../ipc/views";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";
import { areas } from "../../words";
import { droppedId } from "./TimeColumn";

const at = { page: "diary", day: R.DAY } as const;

it("shows a column for each dietitian with what is booked", async () => {
  showApp({ at });
  expect(await screen.findByText("Bright Osei")).toBeVisible();
  expect(screen.getByText("9 booked, 4 free")).toBeVisible();
  expect(screen.getByText("Wilhelmina Schlüter-Grünewald")).toBeVisible();
  await expectAccessible();
});

describe("on opening", () => {
  afterEach(() => void vi.useRealTimers());
  const scrolled = async (now: string, day: string) => {
    vi.useFakeTimers({ toFake: ["Date"], now: new Date(now) });
    showApp({ at: { page: "diary", day } });
    await screen.findByText("Bright Osei");
    return document.querySelector("main")!.scrollTop;
  };
  it("has the present hour in view today, and the first hour on other days", async () => {
    const HOURS_PX = 7 * 80;
    expect(await scrolled(`${R.DAY}T15:00:00Z`, R.DAY)).toBe(HOURS_PX);
    cleanup();
    expect(await scrolled("2026-11-19T15:00:00Z", R.DAY)).toBe(0);
  });
});

it("gives a name two lines where an appointment is long enough", async () => {
  showApp({ at });
  const card = async (name: string) => (await screen.findByText(name)).closest("[data-status]");
  expect(await card(R.NAMES[5]!.name)).toHaveAttribute("data-high");
  expect(await card(R.NAMES[4]!.name)).not.toHaveAttribute("data-high");
});

it("shows by a sign with a title how far an appointment is", async () => {
  showApp({ at });
  expect((await screen.findAllByTitle(areas.chips.en.completed))[0]).toBeVisible();
  expect(screen.queryByTitle(areas.chips.en.scheduled)).toBeNull();
});

it("books with a time, a few letters and Enter", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Book" }));
  const dialog = await screen.findByRole("dialog");
  await user.type(within(dialog).getByLabelText("Patient"), "adjei");
  await within(dialog).findByText("Ama Adjei");
  await user.keyboard("{Enter}");
  await user.click(within(dialog).getByRole("button", { name: "Book" }));
  await waitFor(() => expect(clinic.calls).toContain("bookAppointment"));
  expect(await screen.findByText("Ama Adjei booked: 09:00")).toBeVisible();
});

describe("booking", () => {
  /** The dialog for a patient who was found by name. */
  const bookFor = async (name: string) => {
    const { clinic } = showApp({ at });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: "Book" }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.type(dialog.getByLabelText("Patient"), name);
    await dialog.findAllByText(/ · File /);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(dialog.getByRole("button", { name: "Book" })).toHaveFocus());
    return { clinic, user, dialog };
  };
  it("is a follow-up for who came before, at the first free time", async () => {
    const { dialog } = await bookFor("adjei");
    expect(dialog.getByRole("combobox", { name: "Type" })).toHaveValue("Follow-up, 30 min");
    expect(dialog.getByLabelText("Time")).toHaveValue("09:00");
    expect(dialog.getByLabelText("Day")).toHaveValue("Fri 20 Nov 2026");
  });
  it("says before booking that it overlaps or lies outside working hours", async () => {
    const { dialog } = await bookFor("adjei");
    fireEvent.change(dialog.getByLabelText("Time"), { target: { value: "13:15" } });
    expect(await dialog.findByText("Overlaps 13:00 Ama Adjei")).toBeVisible();
    fireEvent.change(dialog.getByLabelText("Time"), { target: { value: "21:30" } });
    expect(await dialog.findByText("Outside working hours")).toBeVisible();
  });
  it("warns that the room or the patient is taken then", async () => {
    const { dialog, user } = await bookFor("adjei");
    await user.click(dialog.getByRole("combobox", { name: "Provider" }));
    await user.click(await screen.findByRole("option", { name: "Claire Dupont", hidden: true }));
    await user.click(dialog.getByRole("combobox", { name: "Room" }));
    await user.click(await screen.findByRole("option", { name: "Room 1", hidden: true }));
    fireEvent.change(dialog.getByLabelText("Time"), { target: { value: "13:15" } });
    expect(await dialog.findByRole("status")).toHaveTextContent(
      "This patient has an appointment at 13:00 with Abena Mensah",
    );
    await user.click(dialog.getByRole("button", { name: "Remove" }));
    expect(await dialog.findByText("Room taken at 13:00: Ama Adjei")).toBeVisible();
  });
  it("says below each field what is wrong with it", async () => {
    const { clinic, user, dialog } = await bookFor("adjei");
    const wrong = (field: string, reason: "impossible" | "unknown" | "tooLong", limit: number | null = null) => ({
      field,
      reason,
      reference: null,
      limit,
    });
    const fields = [
      wrong("startsAt", "impossible"),
      wrong("reason", "tooLong", 2000),
      wrong("providerId", "unknown"),
      wrong("roomId", "unknown"),
    ];
    clinic.refuse("bookAppointment", R.refusal("invalid", { field: "startsAt", reason: "impossible", fields }));
    await user.click(dialog.getByRole("button", { name: "Book" }));
    expect(await dialog.findByText(/Check the year/)).toBeVisible();
    expect(dialog.getByText(/This person sees no patients here now/)).toBeVisible();
    expect(dialog.getByText(/This room is not in use now/)).toBeVisible();
    expect(dialog.getByText(/2,000 characters at most/)).toBeVisible();
    for (const name of ["Day", "Reason"]) expect(dialog.getByLabelText(name)).toBeInvalid();
    for (const name of ["Provider", "Room"]) expect(dialog.getByRole("combobox", { name })).toBeInvalid();
    await waitFor(() => expect(dialog.getByLabelText("Day")).toHaveFocus());
    expect(dialog.queryByRole("alert")).toBeNull();
    await expectAccessible();
  });
  it("draws what lies outside of the clinic's hours", async () => {
    const { user, dialog } = await bookFor("adjei");
    const axis = () => document.body.textContent.includes("21:00");
    expect(axis()).toBe(false);
    fireEvent.change(dialog.getByLabelText("Time"), { target: { value: "21:30" } });
    await user.click(dialog.getByRole("button", { name: "Book" }));
    await waitFor(() => expect(axis()).toBe(true));
  });
  it("names the patient it is for until it is done", async () => {
    const { clinic } = showApp({ at: { ...at, patientId: "p3" } });
    const user = userEvent.setup();
    expect(await screen.findByText(/^Booking for Ama Adjei \(File 000484\)/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Book" }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(await dialog.findByText("Ama Adjei")).toBeVisible();
    await user.click(dialog.getByRole("button", { name: "Book" }));
    await waitFor(() => expect(clinic.calls).toContain("bookAppointment"));
    await waitFor(() => expect(screen.queryByText(/^Booking for/)).toBeNull());
    await user.click(screen.getByRole("button", { name: "Book" }));
    expect(await screen.findByLabelText("Patient")).toHaveValue("");
  });
  it("for a patient is left", async () => {
    showApp({ at: { ...at, patientId: "p3" } });
    await userEvent.click(await screen.findByRole("button", { name: "Stop" }));
    expect(screen.queryByText(/^Booking for/)).toBeNull();
  });
});

it("moves an appointment to another day", async () => {
  const { clinic } = showApp({ at });
  const sent: string[] = [];
  const { moveAppointment } = clinic;
  clinic.moveAppointment = async (change) => (sent.push(change.startsAt), moveAppointment(change));
  const user = userEvent.setup();
  await user.click(await screen.findByText("Fatou Diallo"));
  const dialog = within(await screen.findByRole("dialog"));
  await user.click(dialog.getByRole("button", { name: "Move to…" }));
  const day = dialog.getByLabelText("Day");
  await user.clear(day);
  await user.type(day, "18 12 2026{Enter}");
  await user.click(dialog.getByRole("button", { name: "Move" }));
  expect(await screen.findByText(/Fatou Diallo moved to Friday, 18 Dec 2026, 14:30/)).toBeVisible();
  expect(sent).toEqual(["2026-12-18T14:30:00.000Z"]);
});

describe("a status", () => {
  afterEach(() => void vi.useRealTimers());
  const open = async (now: string, name: string) => {
    vi.useFakeTimers({ toFake: ["Date"], now: new Date(now) });
    const { clinic } = showApp({ at });
    const sent: string[] = [];
    const reasons: (StatusWhy | null)[] = [];
    const { setAppointmentStatus } = clinic;
    clinic.setAppointmentStatus = async (id, seen, status, why) => {
      sent.push(status);
      reasons.push(why);
      return setAppointmentStatus(id, seen, status, why);
    };
    const user = userEvent.setup();
    await user.click(await screen.findByText(name));
    return { user, sent, reasons, dialog: within(await screen.findByRole("dialog")) };
  };
  it("of another day is asked about first", async () => {
    const { user, sent, dialog } = await open("2026-11-19T10:00:00Z", "Fatou Diallo");
    await user.click(dialog.getByRole("button", { name: "Mark as arrived" }));
    expect(dialog.getByText("The appointment of Fatou Diallo is on Friday, 20 Nov 2026, not today.")).toBeVisible();
    expect(sent).toEqual([]);
    await user.click(dialog.getByRole("button", { name: "Mark as arrived" }));
    await waitFor(() => expect(sent).toEqual(["arrived"]));
  });
  it("can be taken back", async () => {
    const { user, sent, reasons, dialog } = await open(R.at("14:20"), "Fatou Diallo");
    await user.click(dialog.getByRole("button", { name: "Mark as no-show" }));
    await user.keyboard("5{Enter}");
    expect(await screen.findByText(/Fatou Diallo: No-show/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(sent).toEqual(["noShow", "scheduled"]));
    expect(reasons[1]).toEqual({ code: "correction", text: "" });
  });
  it("has the reason for which a patient did not come", async () => {
    const { user, reasons, dialog } = await open(R.at("14:20"), "Fatou Diallo");
    await user.click(dialog.getByRole("button", { name: "Mark as no-show" }));
    await user.keyboard("7");
    expect(dialog.getByText("Say why first.")).toBeVisible();
    await user.type(dialog.getByRole("textbox", { name: "Details" }), "Bus strike 7{Enter}");
    await waitFor(() => expect(reasons).toEqual([{ code: "other", text: "Bus strike 7" }]));
  });
  it("of a cancelled appointment has the reason that was chosen", async () => {
    const { user, sent, reasons, dialog } = await open(R.at("14:20"), "Fatou Diallo");
    await user.click(dialog.getByRole("button", { name: "Cancel appointment" }));
    expect(dialog.getByRole("button", { name: "Keep it" })).toHaveFocus();
    expect(dialog.getByRole("button", { name: "Cancel appointment" })).toBeDisabled();
    await user.keyboard("3");
    expect(dialog.getByRole("radio", { name: "3 Illness" })).toHaveFocus();
    expect(sent).toEqual([]);
    await expectAccessible();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(reasons).toEqual([{ code: "illness", text: "" }]));
  });
  it("of Done goes back to the room", async () => {
    const { user, sent, dialog } = await open(R.at("14:20"), "Wilhelmina Schlüter-Grünewald");
    await user.click(dialog.getByRole("button", { name: "Not done yet" }));
    expect(dialog.getByRole("radio", { name: "6 Entered by mistake" })).toBeChecked();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(sent).toEqual(["inRoom"]));
  });
  it("is shown with its history, and whom to call", async () => {
    const { user, dialog } = await open(R.at("14:20"), "Fatou Diallo");
    expect(await dialog.findByText("+33 1 23 45 67 89")).toBeVisible();
    await user.click(dialog.getByRole("button", { name: "Mark as no-show" }));
    await user.keyboard("4{Enter}");
    await user.click(await screen.findByText("Fatou Diallo", { selector: "button *, button" }));
    const history = within(await screen.findByRole("list", { name: "History", hidden: true }));
    const lines = history.getAllByRole("listitem", { hidden: true }).map((line) => line.textContent);
    expect(lines[0]).toMatch(/^Booked → No-show.* by Adjoa Boateng/);
    expect(lines[0]).toMatch(/Weather$/);
    expect(lines[1]).toMatch(/^Booked · /);
  });
});

it("moves without a mouse drag, and can be undone", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  await user.click(await screen.findByText("Fatou Diallo"));
  const dialog = await screen.findByRole("dialog");
  await user.click(within(dialog).getByRole("button", { name: "Move to…" }));
  fireEvent.change(within(dialog).getByLabelText("Time"), { target: { value: "16:00" } });
  await user.click(within(dialog).getByRole("button", { name: "Move" }));
  expect(await screen.findByText(/Fatou Diallo moved to 16:00/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Undo" }));
  await waitFor(() => expect(clinic.calls.filter((call) => call === "moveAppointment")).toHaveLength(2));
  expect(await screen.findByText(/Fatou Diallo moved to 14:30/)).toBeVisible();
});

it("stays open with what was typed where a move is refused", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  await user.click(await screen.findByText("Fatou Diallo"));
  const dialog = await screen.findByRole("dialog");
  await user.click(within(dialog).getByRole("button", { name: "Move to…" }));
  fireEvent.change(within(dialog).getByLabelText("Time"), { target: { value: "16:00" } });
  clinic.refuse("moveAppointment", R.refusal("changedMeanwhile"));
  await user.click(within(dialog).getByRole("button", { name: "Move" }));
  expect(await within(dialog).findByRole("alert")).toBeVisible();
  expect(within(dialog).getByLabelText("Time")).toHaveValue("16:00");
});

it("asks once before cancelling, naming the person and the time", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  await user.click(await screen.findByText("Fatou Diallo"));
  await user.click(await screen.findByRole("button", { name: "Cancel appointment" }));
  expect(await screen.findByText("Cancel Fatou Diallo's visit at 14:30?")).toBeVisible();
  expect(clinic.calls).not.toContain("setAppointmentStatus");
  await user.keyboard("1");
  await user.click(screen.getByRole("button", { name: "Cancel appointment" }));
  await waitFor(() => expect(screen.queryByText("Fatou Diallo")).toBeNull());
});

describe("a drop from another column", () => {
  const carrying = (data: Record<string, string>) => ({
    types: Object.keys(data),
    getData: (type: string) => data[type] ?? "",
  });
  it("names the entry", () => expect(droppedId(carrying({ "application/json": '{"eventId":"a7"}' }))).toBe("a7"));
  it("is nothing when something else is dropped", () =>
    expect(droppedId(carrying({ "text/plain": "hello" }))).toBeNull());
});
