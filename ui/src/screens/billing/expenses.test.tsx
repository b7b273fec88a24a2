import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ExpenseList, ExpenseQuery, Right } from "../../ipc/views";
import type { Fake } from "../../test/fake-clinic";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

const READS: Right[] = ["patients.read", "billing.read"];
const COLLECTS: Right[] = [...READS, "billing.collect"];

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: new Date(R.at("10:20")) }));
afterEach(() => void vi.useRealTimers());

interface Way {
  rights?: Right[];
  language?: "en" | "fr";
  empty?: boolean;
  /** Changes the clinic before anything is read. */
  prepare?: (clinic: Fake) => void;
}

async function open({ rights, language = "en", empty = false, prepare }: Way = {}) {
  const user = userEvent.setup();
  const { clinic } = showApp({ at: { page: "billing" }, language, empty, ...(rights && { rights }) });
  prepare?.(clinic);
  await user.click(await screen.findByRole("tab", { name: language === "fr" ? "Dépenses" : "Expenses" }));
  return { user, clinic };
}
const table = async (name = "Expenses") => within(await screen.findByRole("table", { name }));
const textsOf = (rows: Awaited<ReturnType<typeof table>>) =>
  rows
    .getAllByRole("row")
    .slice(1)
    .map(({ textContent }) => textContent);
/** Changes each list that is read. */
const changing = (change: (list: ExpenseList) => ExpenseList) => (clinic: Fake) => {
  const read = clinic.expenses;
  clinic.expenses = async (query) => change(await read(query));
};

describe("the list of expenses", () => {
  it("has those of this month, the latest first, with their sums", async () => {
    await open();
    expect(await screen.findByRole("heading", { name: "Expenses, November 2026" })).toBeVisible();
    expect(textsOf(await table())).toEqual([
      "12 Nov 2026, Stamps, €14.00SuppliesStampsCashAbena Mensah€14.00",
      "12 Nov 2026, Gloves and paper towels, €46.00SuppliesGloves and paper towelsCardOmar Haddad€46.00",
      expect.stringMatching(/^2 Nov 2026.*RentRooms on the ground floorTransferOmar Haddad€2,400\.00$/),
    ]);
    expect(screen.getByText("Total: €2,460.00")).toBeVisible();
    expect(screen.getByText("Supplies €60.00 · Rent €2,400.00")).toBeVisible();
    expect(screen.queryByRole("combobox", { name: "Facility" })).toBeNull();
    expect(screen.queryByText(/recorded yourself/)).toBeNull();
    await expectAccessible();
  });

  it("goes to the month before and back, and to none to come", async () => {
    const { user } = await open();
    await table();
    expect(screen.getByRole("button", { name: "Next month" })).toBeDisabled();
    expect(screen.getByRole("button", { name: "This month" })).toBeDisabled();
    await user.click(screen.getByRole("button", { name: "Previous month" }));
    expect(await screen.findByRole("heading", { name: "Expenses, October 2026" })).toBeVisible();
    expect(textsOf(await table())).toEqual(["30 Oct 2026, Wages, €8,150.00Wages–TransferOmar Haddad€8,150.00"]);
    await user.click(screen.getByRole("button", { name: "Previous month" }));
    expect(await screen.findByText("No expenses in this month.")).toBeVisible();
    expect(screen.queryByText(/^Total/)).toBeNull();
    await user.click(screen.getByRole("button", { name: "This month" }));
    expect(await screen.findByText("Total: €2,460.00")).toBeVisible();
  });

  it("is printed for the month that is shown", async () => {
    const { user, clinic } = await open();
    await table();
    const makePrint = vi.spyOn(clinic, "makePrint");
    await user.click(screen.getByRole("button", { name: "Previous month" }));
    await user.click(screen.getByRole("button", { name: "Print" }));
    expect(await screen.findByRole("dialog", { name: "Print: Expenses" })).toBeVisible();
    const query: ExpenseQuery = { from: "2026-10-01", until: "2026-10-31", facilityId: null };
    await waitFor(() => expect(makePrint.mock.calls[0]?.[0].of).toEqual({ print: "expenses", query }));
  });

  it("is narrowed to a facility where there are several", async () => {
    const asked: ExpenseQuery[] = [];
    const facilities = [
      { id: "f1", name: "Main building" },
      { id: "f2", name: "Annex" },
    ];
    const { user } = await open({ prepare: changing((list) => (asked.push(list.query), { ...list, facilities })) });
    const rows = await table();
    expect(rows.getByRole("columnheader", { name: "Facility" })).toBeVisible();
    expect(rows.getAllByText("Main building")).toHaveLength(3);
    await user.click(screen.getByRole("combobox", { name: "Facility" }));
    await user.click(await screen.findByRole("option", { name: "Annex", hidden: true }));
    expect(await screen.findByText("No expenses in this month.")).toBeVisible();
    expect(asked.at(-1)?.facilityId).toBe("f2");
    await user.click(screen.getByRole("button", { name: "Record expense" }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByRole("combobox", { name: "Facility" })).toHaveValue("Annex");
  });

  it("says that it is unsure, and how many of how many it has", async () => {
    await open({ prepare: changing((list) => ({ ...list, isUnsure: true, total: 1234 })) });
    expect(await screen.findByRole("alert")).toHaveTextContent(/^Some expenses are not on this computer/);
    expect(screen.getByText("The latest 3 of 1,234 are shown. The sums are of all.")).toBeVisible();
  });

  it("shows who may only read it no way to change it", async () => {
    const { user } = await open({ rights: [...READS, "billing.write"] });
    const rows = await table();
    expect(screen.queryByRole("button", { name: "Record expense" })).toBeNull();
    expect(rows.queryByRole("button")).toBeNull();
    await user.click(rows.getByText("Stamps"));
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("has but their own for who takes payments alone", async () => {
    await open({ rights: COLLECTS });
    expect(textsOf(await table())).toHaveLength(1);
    expect(screen.getByText("These are the expenses that you recorded yourself.")).toBeVisible();
    expect(screen.getByText("Total: €14.00")).toBeVisible();
  });

  it("says what will be here while there is nothing", async () => {
    await open({ empty: true });
    expect(await screen.findByText("No expenses in this month.")).toBeVisible();
    expect(screen.getByText(/^What the clinic itself pays for/)).toBeVisible();
    await expectAccessible();
  });

  it("is in French, too", async () => {
    const { user } = await open({ language: "fr" });
    const rows = await table("Dépenses");
    expect(screen.getByRole("heading", { name: "Dépenses, novembre 2026" })).toBeVisible();
    expect(rows.getAllByText("Fournitures")).toHaveLength(2);
    await user.click(screen.getByRole("button", { name: "Noter une dépense" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Noter une dépense" }));
    expect(dialog.getByText(/^Payée en espèces/)).toBeVisible();
    expect(dialog.getByText("À remplir : montant, catégorie")).toBeVisible();
  });
});

describe("the removal of an expense", () => {
  it("asks for a reason, and Undo takes it back", async () => {
    const { user, clinic } = await open();
    const removeExpense = vi.spyOn(clinic, "removeExpense");
    const rows = await table();
    await user.click(rows.getByRole("button", { name: "More: Stamps, €14.00" }));
    await user.click(await screen.findByRole("menuitem", { name: "Remove expense", hidden: true }));
    const dialog = await screen.findByRole("dialog", { name: "Remove the expense Stamps, €14.00?" });
    await user.type(within(dialog).getByLabelText(/^Reason/), "Recorded twice{Enter}");
    expect(await screen.findByText(/^Expense removed: Stamps, €14\.00/)).toBeVisible();
    await waitFor(() => expect(rows.queryByText("Stamps")).toBeNull());
    expect(screen.getByText("Total: €2,446.00")).toBeVisible();
    expect(removeExpense).toHaveBeenCalledWith("x1", "1", "Recorded twice");
    await user.click(screen.getByRole("button", { name: "Undo" }));
    expect(await rows.findByText("Stamps")).toBeVisible();
    expect(screen.getByText("Total: €2,460.00")).toBeVisible();
  });

  it("says why it was refused", async () => {
    const { user, clinic } = await open();
    clinic.refuse("removeExpense", R.refusal("changedMeanwhile"));
    await user.click((await table()).getByRole("button", { name: "More: Stamps, €14.00" }));
    await user.click(await screen.findByRole("menuitem", { name: "Remove expense", hidden: true }));
    await user.type(await screen.findByLabelText(/^Reason/), "Twice{Enter}");
    expect(await screen.findByText("Someone changed this record after you opened it.")).toBeVisible();
  });
});
