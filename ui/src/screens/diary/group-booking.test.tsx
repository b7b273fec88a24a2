import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { NewAppointment } from "../../ipc/views";
import type { Surroundings } from "../../test/fake-clinic";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

const at = { page: "diary", day: R.DAY } as const;

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: new Date(R.at("10:20")) }));
afterEach(() => void vi.useRealTimers());

describe("booking a group session", () => {
  const book = async (surroundings: Surroundings = {}) => {
    const { clinic } = showApp({ at, ...surroundings });
    const user = userEvent.setup();
    const sent: NewAppointment[] = [];
    const { bookAppointment } = clinic;
    clinic.bookAppointment = async (form, ...rest) => (sent.push(form), bookAppointment(form, ...rest));
    await user.click(await screen.findByRole("button", { name: "Book" }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(dialog.getByRole("combobox", { name: "Type" }));
    await user.click(await screen.findByRole("option", { name: "Group, 90 min", hidden: true }));
    return { clinic, user, dialog, sent };
  };
  it("needs no patient", async () => {
    const { user, dialog, sent } = await book();
    expect(dialog.getByText("Nobody yet. Patients can get their seats later.")).toBeVisible();
    expect(dialog.queryByLabelText("Reason")).toBeNull();
    expect(dialog.getByLabelText("Seats")).toHaveValue("10");
    await user.type(dialog.getByLabelText("Topic"), "Diabetes basics");
    await expectAccessible();
    await user.click(dialog.getByRole("button", { name: "Book" }));
    expect(await screen.findByText(/^Diabetes basics booked: /)).toBeVisible();
    expect(sent).toEqual([expect.objectContaining({ patientId: null, seats: null, topic: "Diabetes basics" })]);
    expect(await screen.findByText("Diabetes basics 0/10")).toBeVisible();
  });
  it("says below the seats how many there can be", async () => {
    const { user, dialog, sent } = await book();
    const seats = dialog.getByLabelText("Seats");
    await user.clear(seats);
    await user.type(seats, "1");
    await user.click(dialog.getByRole("button", { name: "Book" }));
    expect(await dialog.findByText(/A group has 2 to 200 seats/)).toBeVisible();
    await waitFor(() => expect(seats).toHaveFocus());
    await user.clear(seats);
    await user.type(seats, "12{Enter}");
    await waitFor(() => expect(sent.at(-1)).toMatchObject({ seats: 12 }));
  });
  it("has no topic at the front desk", async () => {
    const { dialog } = await book({ rights: ["patients.read", "appointments.read", "appointments.write"] });
    expect(dialog.getByLabelText("Seats")).toBeVisible();
    expect(dialog.queryByLabelText("Topic")).toBeNull();
  });
  it("can be a series without a patient, and leaves no topic in a draft", async () => {
    const { clinic, user, dialog } = await book();
    await user.type(dialog.getByLabelText("Topic"), "Diabetes basics");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await user.click(screen.getByRole("button", { name: "Book" }));
    const again = within(await screen.findByRole("dialog"));
    // a draft is sealed as bookings are, which the front desk opens
    expect(await again.findByLabelText("Topic")).toHaveValue("");
    await user.type(again.getByLabelText("Topic"), "Diabetes basics");
    await user.click(again.getByRole("button", { name: "Repeat…" }));
    await user.click(await again.findByRole("button", { name: "Book 8 of 8 dates" }));
    expect(await screen.findByText("Diabetes basics: 8 dates booked")).toBeVisible();
    expect(clinic.calls).toContain("bookSeries");
  });
});
