import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: new Date(R.at("07:20")) }));
afterEach(() => void vi.useRealTimers());

const open = async () => {
  const { clinic } = showApp({ at: { page: "diary", day: R.DAY } });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Book" }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.type(dialog.getByLabelText("Patient"), "adjei");
  await dialog.findAllByText(/ · File /);
  await user.keyboard("{Enter}");
  await waitFor(() => expect(dialog.getByRole("button", { name: "Book" })).toHaveFocus());
  return { clinic, user, dialog, day: dialog.getByLabelText("Day") };
};

it.each(["22/12", "22 dec", "22.12.26"])("books on the day that is typed: %s", async (text) => {
  const { clinic, user, day } = await open();
  const book = vi.spyOn(clinic, "bookAppointment");
  await user.clear(day);
  await user.type(day, `${text}{Enter}`);
  await waitFor(() => expect(book).toHaveBeenCalled());
  expect(book.mock.calls[0]![0].startsAt).toMatch(/^2026-12-22T/);
  expect(await screen.findByText(/^Ama Adjei booked: Tuesday, 22 Dec 2026, /)).toBeVisible();
});

describe("a booking that was left with Escape", () => {
  const leave = async () => {
    const opened = await open();
    await opened.user.type(opened.dialog.getByLabelText("Reason"), "Quagga{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await opened.user.click(screen.getByRole("button", { name: "Arrivals" }));
    await waitFor(() => expect(screen.queryByRole("button", { name: "Book" })).toBeNull());
    await opened.user.click(screen.getByRole("button", { name: "Diary" }));
    expect(await screen.findByText("An unfinished booking")).toBeVisible();
    await screen.findByText("Bright Osei");
    expect(screen.queryByRole("dialog")).toBeNull();
    return opened;
  };
  it("does not open by itself, but is offered, and goes on", async () => {
    const { user } = await leave();
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "Continue" }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(await dialog.findByText("Ama Adjei")).toBeVisible();
    expect(dialog.getByLabelText("Reason")).toHaveValue("Quagga");
    expect(screen.queryByText("An unfinished booking")).toBeNull();
    await user.click(dialog.getByRole("button", { name: "Book" }));
    expect(await screen.findByText(/^Ama Adjei booked: /)).toBeVisible();
    expect(screen.queryByText("An unfinished booking")).toBeNull();
  });
  it("is discarded", async () => {
    const { clinic, user } = await leave();
    await user.click(screen.getByRole("button", { name: "Discard" }));
    await waitFor(() => expect(screen.queryByText("An unfinished booking")).toBeNull());
    expect(await clinic.formDraft({ form: "booking", patientId: null })).toBeNull();
  });
  it("is none where nothing was typed", async () => {
    const { clinic } = showApp({ at: { page: "diary", day: R.DAY } });
    await userEvent.click(await screen.findByRole("button", { name: "Book" }));
    await screen.findByRole("dialog");
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(await clinic.formDraft({ form: "booking", patientId: null })).toBeNull();
  });
});

it("books nothing on what is no day", async () => {
  const { clinic, user, dialog, day } = await open();
  await user.clear(day);
  await user.type(day, "32/12{Enter}");
  expect(day).toHaveAccessibleDescription(/^No such day\./);
  await user.click(dialog.getByRole("button", { name: "Book" }));
  expect(day).toHaveValue("32/12");
  expect(clinic.calls).not.toContain("bookAppointment");
});
