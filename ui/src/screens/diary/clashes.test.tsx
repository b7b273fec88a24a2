import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Right } from "../../ipc/views";
import * as R from "../../test/records";
import { expectAccessible, primaryButtons, showApp } from "../../test/show";

const nameOf = (id: string) => R.appointments(R.DAY).find((entry) => entry.id === id)!.patients[0]!.name;
const SECOND = nameOf("a12");
const DIETITIAN_CLASH = `${nameOf("a11")} and ${SECOND}`;
const ROOM_CLASH = `${nameOf("a6")} and ${nameOf("a15")}`;

const focus = (row: HTMLElement) => row.querySelector("button")!.focus();
const focused = () => document.activeElement as HTMLElement;

const showClashes = async (rights?: Right[]) => {
  const { clinic } = showApp({ at: { page: "clashes" }, ...(rights && { rights }) });
  const user = userEvent.setup();
  const row = await screen.findByRole("listitem", { name: DIETITIAN_CLASH });
  return { clinic, user, row };
};

describe("clashes", () => {
  it("are reached from the diary by C, with how many wait in its button", async () => {
    showApp({ at: { page: "diary", day: R.DAY } });
    const user = userEvent.setup();
    expect(await screen.findByRole("button", { name: "Clashes: 2" })).toBeVisible();
    await user.keyboard("c");
    expect(await screen.findByRole("heading", { name: "Clashes" })).toBeVisible();
    expect(screen.getByRole("tab", { name: "To decide 2" })).toBeVisible();
  });
  it("are reached from the conflicts and from what needs the user", async () => {
    const { clinic } = showApp({ at: { page: "conflicts", id: null } });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: "Clashes: 2" }));
    expect(await screen.findByRole("listitem", { name: ROOM_CLASH })).toBeVisible();
    await user.keyboard("gt");
    await user.click(await screen.findByRole("button", { name: /Two appointments overlap/ }));
    expect(await screen.findByRole("listitem", { name: ROOM_CLASH })).toBeVisible();
    expect(clinic.calls).toContain("clashes");
  });
  it("say what the two share, and not why the patients come", async () => {
    const { row } = await showClashes();
    const shown = within(row);
    expect(shown.getByText("Same provider")).toBeVisible();
    expect(shown.getByText(SECOND)).toBeVisible();
    const other = within(screen.getByRole("listitem", { name: ROOM_CLASH }));
    expect(other.getByText("Same room")).toBeVisible();
    expect(document.body).not.toHaveTextContent("Weight review");
    await expectAccessible();
  });
  it("are kept by a key, and open again by Undo", async () => {
    const { clinic, user } = await showClashes();
    await user.keyboard("{ArrowDown}{ArrowDown}{ArrowUp}k");
    expect(await screen.findByText(`Both are kept: ${DIETITIAN_CLASH}`)).toBeVisible();
    await waitFor(() => expect(screen.queryByRole("listitem", { name: DIETITIAN_CLASH })).toBeNull());
    expect(screen.getByRole("listitem", { name: ROOM_CLASH })).toContainElement(focused());
    await user.click(screen.getByRole("button", { name: "Undo" }));
    expect(await screen.findByRole("listitem", { name: DIETITIAN_CLASH })).toBeVisible();
    expect(clinic.calls.filter((call) => call === "decideClash")).toHaveLength(2);
  });
  it("have one stop for both lines, and a filled button on the row in focus", async () => {
    const { user, row } = await showClashes();
    expect(primaryButtons()).toEqual([]);
    focus(row);
    await waitFor(() => expect(primaryButtons()).toEqual(["Keep both"]));
    await user.tab();
    expect(focused()).toHaveAccessibleName(`Keep both: ${DIETITIAN_CLASH}`);
    await user.keyboard("{ArrowDown}");
    const other = screen.getByRole("listitem", { name: ROOM_CLASH });
    expect(within(other).getByRole("button", { name: /^Keep both/ })).toHaveAttribute("data-variant", "filled");
    expect(primaryButtons()).toEqual(["Keep both"]);
  });
  it("stay with the numbers of the patients while one is to be called", async () => {
    const { user, row } = await showClashes();
    focus(row);
    await user.keyboard("c");
    const called = within(await screen.findByRole("listitem", { name: DIETITIAN_CLASH }));
    expect(await called.findByText("To call")).toBeVisible();
    expect(called.getByText(/\+33 1 23 45 67 89/)).toBeVisible();
    expect(called.queryByRole("button", { name: /^Call:/ })).toBeNull();
    await expectAccessible();
  });
  it("end when one is moved, which the history has with its time before", async () => {
    const { user, row } = await showClashes();
    focus(row);
    await user.keyboard("m");
    await user.click(await screen.findByRole("menuitem", { name: new RegExp(`^Move ${SECOND}`), hidden: true }));
    const dialog = within(await screen.findByRole("dialog"));
    const move = dialog.getByRole("button", { name: "Move" });
    expect(move).toBeDisabled();
    fireEvent.change(dialog.getByLabelText("Time"), { target: { value: "16:00" } });
    await user.click(move);
    await waitFor(() => expect(screen.queryByRole("listitem", { name: DIETITIAN_CLASH })).toBeNull());
    await user.click(screen.getByRole("tab", { name: "History" }));
    expect(await screen.findByText(new RegExp(`${SECOND} was moved; before: 20 Nov 2026, 10:30`))).toBeVisible();
    // the rows have the time that it was moved to
    expect(screen.getByText("The times shown are today’s.")).toBeVisible();
    await expectAccessible();
  });
  it("that are kept are decided again from their own list", async () => {
    const { user, row } = await showClashes();
    await user.click(within(row).getByRole("button", { name: `Keep both: ${DIETITIAN_CLASH}` }));
    await user.click(await screen.findByRole("tab", { name: "Kept 1" }));
    await user.click(await screen.findByRole("button", { name: `Decide again: ${DIETITIAN_CLASH}` }));
    expect(await screen.findByText("No clash is kept")).toBeVisible();
  });
  it("say that one of the two was cancelled meanwhile", async () => {
    const { clinic, user, row } = await showClashes();
    clinic.decideClash = () => Promise.reject(R.refusal("invalid", { field: "clash", reason: "cancelled" }));
    await user.click(within(row).getByRole("button", { name: `Keep both: ${DIETITIAN_CLASH}` }));
    expect(await screen.findByText(/cancelled or missed meanwhile/)).toBeVisible();
  });
  it("say that the two do not overlap any more", async () => {
    const { clinic, user, row } = await showClashes();
    clinic.decideClash = () => Promise.reject(R.refusal("invalid", { field: "clash", reason: "outOfOrder" }));
    await user.click(within(row).getByRole("button", { name: `Keep both: ${DIETITIAN_CLASH}` }));
    expect(await screen.findByText(/do not overlap any more/)).toBeVisible();
  });
  it("say why there is no time to move to while the diary cannot be read", async () => {
    const { clinic, user, row } = await showClashes();
    clinic.refuse("diary", R.refusal("internal"));
    focus(row);
    await user.keyboard("m");
    await user.click(await screen.findByRole("menuitem", { name: new RegExp(`^Move ${SECOND}`), hidden: true }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(await dialog.findByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("button", { name: "Move" })).toBeDisabled();
  });
  it("are only read by a user who may not book", async () => {
    const { row } = await showClashes(["patients.read", "appointments.read"]);
    expect(within(row).queryByRole("button", { name: /^Keep both/ })).toBeNull();
    expect(screen.queryByText(/K keeps both/)).toBeNull();
  });
});
