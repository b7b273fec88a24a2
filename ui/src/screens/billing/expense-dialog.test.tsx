import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: new Date(R.at("10:20")) }));
afterEach(() => void vi.useRealTimers());

async function open() {
  const user = userEvent.setup();
  const { clinic } = showApp({ at: { page: "billing" } });
  await user.click(await screen.findByRole("tab", { name: "Expenses" }));
  const rows = within(await screen.findByRole("table", { name: "Expenses" }));
  const dialog = async (name: string) => within(await screen.findByRole("dialog", { name }));
  const record = async () => {
    await user.click(screen.getByRole("button", { name: "Record expense" }));
    return dialog("Record expense");
  };
  return { user, clinic, rows, dialog, record };
}
const gone = () => waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());

it("records an expense of today by keys", async () => {
  const { user, clinic, rows, record } = await open();
  const recordExpense = vi.spyOn(clinic, "recordExpense");
  const dialog = await record();
  expect(dialog.getByLabelText("Amount")).toHaveFocus();
  expect(dialog.getByLabelText("Day")).toHaveValue("20 Nov 2026");
  expect(dialog.getByRole("button", { name: "Record expense" })).toBeDisabled();
  expect(dialog.getByText("Still needed: amount, category")).toBeVisible();
  await expectAccessible();
  await user.keyboard("12,5{Tab}Tra");
  await screen.findByRole("option", { name: "Training", hidden: true });
  await user.keyboard("vel{Enter}{Tab}{Tab}");
  expect(dialog.getByText("Paid in cash, it is subtracted from what you took on that day.")).toBeVisible();
  await user.keyboard("{ArrowRight}");
  expect(dialog.queryByText(/^Paid in cash/)).toBeNull();
  await user.keyboard("{Tab}Taxi to the ward{Enter}");
  expect(await screen.findByText("Expense recorded: Taxi to the ward, €12.50")).toBeVisible();
  expect(await rows.findByText("Travel")).toBeVisible();
  await gone();
  expect(recordExpense).toHaveBeenCalledWith({
    spentOn: "2026-11-20",
    category: "travel",
    facilityId: "f1",
    method: "card",
    amount: "12,5",
    note: "Taxi to the ward",
  });
});

it("says what is wrong at its fields, and records once it is right", async () => {
  const { user, clinic, record } = await open();
  const dialog = await record();
  await user.keyboard("none{Tab}Ren{Enter}");
  const day = dialog.getByLabelText("Day");
  await user.clear(day);
  await user.type(day, "31 12 2026{Enter}");
  expect(await dialog.findByText("An amount above zero, with the decimals of the currency.")).toBeVisible();
  expect(day).toHaveAccessibleDescription("A day from 1900 until today, as 31 10 2026.");
  expect(dialog.getByLabelText("Amount")).toHaveFocus();
  await user.clear(dialog.getByLabelText("Amount"));
  await user.type(dialog.getByLabelText("Amount"), "900");
  await user.clear(day);
  await user.type(day, "soon");
  await user.click(dialog.getByRole("button", { name: "Record expense" }));
  expect(day).toHaveValue("soon");
  expect(await dialog.findByText(/^No such day\./)).toBeVisible();
  expect(clinic.calls.filter((call) => call === "recordExpense")).toHaveLength(1);
  await user.clear(day);
  await user.type(day, "31/10{Enter}");
  // the list goes to the month of the day
  expect(await screen.findByRole("heading", { name: "Expenses, October 2026" })).toBeVisible();
  expect(await screen.findByText("€900.00")).toBeVisible();
});

it("changes an expense that a row opens", async () => {
  const { user, clinic, rows, dialog } = await open();
  const editExpense = vi.spyOn(clinic, "editExpense");
  await user.click(rows.getByText("Gloves and paper towels"));
  const edited = await dialog("Edit expense");
  expect(edited.getByLabelText("Amount, EUR")).toHaveValue("46.00");
  await user.click(edited.getByText("Cash"));
  expect(edited.getByText("Paid in cash, it is subtracted from what Omar Haddad took on that day.")).toBeVisible();
  await user.type(edited.getByLabelText("What for"), ", soap{Enter}");
  expect(await screen.findByText("Expense saved: Gloves and paper towels, soap, €46.00")).toBeVisible();
  expect(await rows.findByText("Gloves and paper towels, soap")).toBeVisible();
  const [edit] = editExpense.mock.calls[0]!;
  expect([edit.id, edit.seen, edit.loaded.method, edit.form.method]).toEqual(["x2", "1", "card", "cash"]);
});

it("says that it was changed meanwhile, and leaves what is typed", async () => {
  const { user, clinic, rows, dialog } = await open();
  clinic.refuse("editExpense", R.refusal("changedMeanwhile"));
  await user.click(rows.getByRole("button", { name: "More: Stamps, €14.00" }));
  await user.click(await screen.findByRole("menuitem", { name: "Edit expense", hidden: true }));
  const edited = await dialog("Edit expense");
  await user.type(edited.getByLabelText("What for"), " and ink{Enter}");
  expect(await edited.findByText("Someone changed this record after you opened it.")).toBeVisible();
  expect(edited.getByLabelText("What for")).toHaveValue("Stamps and ink");
});

it("begins with what was left by Escape, and forgets it on Cancel", async () => {
  const { user, record } = await open();
  await record();
  await user.keyboard("7.30{Escape}");
  await gone();
  const again = await record();
  expect(again.getByText(/^Restored what you typed until/)).toBeVisible();
  expect(again.getByLabelText("Amount")).toHaveValue("7.30");
  await user.click(again.getByRole("button", { name: "Cancel" }));
  await gone();
  const blank = await record();
  expect(blank.getByLabelText("Amount")).toHaveValue("");
  expect(blank.queryByText(/^Restored what you typed until/)).toBeNull();
});

it("asks for the facility where there are several, also one out of use", async () => {
  const { user, clinic, rows, dialog } = await open();
  const read = clinic.expenses;
  const facilities = [
    { id: "f2", name: "Annex" },
    { id: "f3", name: "Harbour" },
  ];
  clinic.expenses = async (query) => ({ ...(await read(query)), facilities });
  clinic.emit({ kind: "changed", topics: ["billing"], patientIds: [] });
  expect(await rows.findByRole("columnheader", { name: "Facility" })).toBeVisible();
  await user.click(rows.getByText("Stamps"));
  const edited = await dialog("Edit expense");
  expect(edited.getByRole("combobox", { name: "Facility" })).toHaveValue("Main building");
  await user.click(edited.getByRole("button", { name: "Cancel" }));
  await gone();
  await user.click(screen.getByRole("button", { name: "Record expense" }));
  const added = await dialog("Record expense");
  await user.type(added.getByLabelText("Amount"), "5");
  expect(added.getByText("Still needed: category, facility")).toBeVisible();
});
