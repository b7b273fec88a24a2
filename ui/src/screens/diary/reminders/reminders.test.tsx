import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { AppointmentStatus, Right } from "../../../ipc/views";
import * as R from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";

const TOMORROW = "2026-11-21";
const [FIRST, SECOND] = [R.NAMES[2]!.name, R.NAMES[4]!.name];

const show = async (rights?: Right[]) => {
  const { clinic } = showApp({ at: { page: "reminders" }, ...(rights && { rights }) });
  const sent: AppointmentStatus[] = [];
  const { setAppointmentStatus } = clinic;
  clinic.setAppointmentStatus = async (id, seen, status, why) => {
    sent.push(status);
    return setAppointmentStatus(id, seen, status, why);
  };
  await screen.findByText(FIRST);
  return { clinic, sent, user: userEvent.setup() };
};

describe("the reminders", () => {
  it("are reached from the diary by P, with how many are to be called", async () => {
    showApp({ at: { page: "diary", day: R.DAY } });
    const user = userEvent.setup();
    expect(await screen.findByRole("button", { name: "Reminders: 2 to call" })).toBeVisible();
    await user.hover(screen.getByRole("button", { name: "Reminders: 2 to call" }));
    expect(await screen.findByText("2 to call about the next day")).toBeInTheDocument();
    await user.keyboard("p");
    expect(await screen.findByRole("heading", { name: "Reminders for Saturday, 21 Nov 2026" })).toBeVisible();
  });
  it("have time, dietitian, number, language and the last call of each", async () => {
    await show();
    const row = within(screen.getByText(SECOND).closest("tr")!);
    expect(row.getByText("09:30")).toBeVisible();
    expect(row.getByText("+33 1 99 00 12 34")).toBeVisible();
    expect(row.getByText("French")).toBeVisible();
    expect(row.getByText("No answer, again 20 Nov")).toBeVisible();
    expect(screen.getByText("2 people to call")).toBeVisible();
    await expectAccessible();
  });
  it("record a call, and offer to confirm who was reached", async () => {
    const { clinic, sent, user } = await show();
    await user.click(screen.getByRole("button", { name: `Call ${FIRST}` }));
    await screen.findByRole("dialog", { name: `Call to ${FIRST}` });
    await user.keyboard("1{Enter}");
    await user.click(await screen.findByRole("button", { name: "Mark as confirmed" }));
    await waitFor(() => expect(sent).toEqual(["confirmed"]));
    expect(clinic.calls).toContain("recordCall");
  });
  it("are confirmed from the row, which can be undone", async () => {
    const { sent, user } = await show();
    await user.click(screen.getByRole("button", { name: `Mark confirmed: ${FIRST}` }));
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(sent).toEqual(["confirmed", "scheduled"]));
  });
  it("are of any day", async () => {
    const { user } = await show();
    await user.click(screen.getByRole("button", { name: "Next day" }));
    expect(await screen.findByText("Nobody is expected on this day")).toBeVisible();
    expect(screen.getByRole("heading", { name: "Reminders for Sunday, 22 Nov 2026" })).toBeVisible();
  });
  it("are for reading without the right to write", async () => {
    await show(["patients.read", "appointments.read"]);
    expect(screen.queryByRole("button", { name: `Call ${FIRST}` })).toBeNull();
  });
});

it("has the day of the records", () => expect(R.DAY < TOMORROW).toBe(true));
