import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";
import { droppedId } from "./DayColumn";

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
  expect(await screen.findByText("Ama Adjei booked at 08:00")).toBeVisible();
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

it("asks once before cancelling, naming the person and the time", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  await user.click(await screen.findByText("Fatou Diallo"));
  await user.click(await screen.findByRole("button", { name: "Cancel appointment" }));
  expect(await screen.findByText("Cancel Fatou Diallo's visit at 14:30?")).toBeVisible();
  expect(clinic.calls).not.toContain("setAppointmentStatus");
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
