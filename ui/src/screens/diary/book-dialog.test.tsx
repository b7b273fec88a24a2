import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as R from "../../test/records";
import { showApp } from "../../test/show";

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

it("books nothing on what is no day", async () => {
  const { clinic, user, dialog, day } = await open();
  await user.clear(day);
  await user.type(day, "32/12{Enter}");
  expect(day).toHaveAccessibleDescription(/^No such day\./);
  await user.click(dialog.getByRole("button", { name: "Book" }));
  expect(day).toHaveValue("32/12");
  expect(clinic.calls).not.toContain("bookAppointment");
});
