import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { CashRow, Right } from "../../ipc/views";
import { expectAccessible, showApp } from "../../test/show";
import { differenceOf } from "../../parts/amounts";

async function open(tab: "Cash" | "Overdue", rights?: Right[]) {
  const user = userEvent.setup();
  const shown = showApp({ at: { page: "billing" }, ...(rights && { rights }) });
  await user.click(await screen.findByRole("tab", { name: tab }));
  return { user, ...shown };
}
const cash = async () => within(await screen.findByRole("table", { name: "Cash" }));

it("counts a day by keys, and shows what is missing while it is typed", async () => {
  const { user, clinic } = await open("Cash");
  const rows = await cash();
  expect(rows.getAllByText("Not counted")).toHaveLength(2);
  expect(screen.getByText("Total expected: €195.50")).toBeVisible();
  await user.type(rows.getByLabelText("Counted of Léa Petit, Cash"), "120");
  expect(rows.getByText("−€0.50")).toBeVisible();
  await expectAccessible();
  await user.keyboard("{Enter}");
  expect(rows.getByLabelText("Counted of Omar Haddad, Card")).toHaveAccessibleDescription("This is needed.");
  expect(rows.getByLabelText("Counted of Omar Haddad, Card")).toHaveFocus();
  await user.keyboard("75{Enter}");
  const counted = await cash();
  expect(await counted.findAllByText("Closed")).toHaveLength(2);
  expect(screen.getByText(/counted €195.00, difference −€0.50/)).toBeVisible();
  expect(clinic.calls.filter((call) => call === "closeDay")).toHaveLength(2);
});

it("is counted again, with what was counted before", async () => {
  const { user } = await open("Cash");
  const rows = await cash();
  await user.type(rows.getByLabelText("Counted of Léa Petit, Cash"), "120");
  await user.type(rows.getByLabelText("Counted of Omar Haddad, Card"), "75{Enter}");
  await user.click(await screen.findByRole("button", { name: "Count again" }));
  const again = await cash();
  await user.type(again.getByLabelText("Counted of Léa Petit, Cash"), "120,5");
  await user.type(again.getByLabelText("Counted of Omar Haddad, Card"), "75");
  await user.type(screen.getByLabelText("Remark"), "Under the till{Enter}");
  expect(await screen.findByText(/Before: €120.00 by Omar Haddad/)).toBeVisible();
  expect(screen.getAllByText(/Under the till/)).toHaveLength(2);
});

it("shows another day, on which nothing was paid, and none to come", async () => {
  const { user } = await open("Cash");
  await cash();
  expect(screen.getByRole("button", { name: "Next day" })).toBeDisabled();
  await user.click(screen.getByRole("button", { name: "Previous day" }));
  expect(await screen.findByText("Nothing was paid on this day.")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Close day" })).toBeNull();
});

it("shows who may only read it no field", async () => {
  await open("Cash", ["patients.read", "billing.read"]);
  const rows = await cash();
  expect(rows.getAllByText("Not counted")).toHaveLength(2);
  expect(rows.queryByRole("textbox")).toBeNull();
  expect(screen.queryByRole("button", { name: "Close day" })).toBeNull();
});

it("says what was paid out for expenses, also where nothing was taken", async () => {
  const user = userEvent.setup();
  const { clinic } = showApp({ at: { page: "billing" } });
  const { cashReport } = clinic;
  clinic.cashReport = async (day, facilityId) => {
    const report = await cashReport(day, facilityId);
    const [taken, other] = report.rows as [CashRow, CashRow];
    const none = { ...other, method: "cash" as const, payments: 0, spent: "14.00", expected: "-14.00" };
    return { ...report, rows: [{ ...taken, spent: "12.50" }, none] };
  };
  await user.click(await screen.findByRole("tab", { name: "Cash" }));
  const rows = await cash();
  expect(
    within(rows.getByRole("row", { name: /Léa Petit/ })).getByText("of it €12.50 paid out for expenses"),
  ).toBeVisible();
  const spent = within(rows.getByRole("row", { name: /Omar Haddad/ }));
  expect(spent.getByText("of it €14.00 paid out for expenses")).toBeVisible();
  expect(spent.getByText("0")).toBeVisible();
  expect(spent.getByText("−€14.00")).toBeVisible();
  await user.type(spent.getByLabelText("Counted of Omar Haddad, Cash"), "-14");
  expect(spent.getByText("€0.00")).toBeVisible();
});

it("shows what is of one facility, which is not counted by itself", async () => {
  const user = userEvent.setup();
  const { clinic } = showApp({ at: { page: "billing" } });
  const { cashReport } = clinic;
  const facility = { id: "f2", name: "Annapurna" };
  const offered = { ...facility, isOffered: true };
  const facilities = [{ ...offered, id: "f1", name: "Ring Road" }, offered];
  clinic.workplaces = async () => ({ facilities, hasAll: true });
  clinic.cashReport = async (day, facilityId) => {
    const report = await cashReport(day, facilityId);
    if (facilityId === null) return report;
    return { ...report, facility, rows: report.rows.map((row) => ({ ...row, isShared: true })) };
  };
  clinic.emit({ kind: "changed", topics: ["settings"], patientIds: [] });
  await user.click(await screen.findByRole("tab", { name: "Cash" }));
  const select = await screen.findByRole("combobox", { name: "Facility" });
  await user.click(select);
  const list = within(document.getElementById(select.getAttribute("aria-controls")!)!);
  await user.click(list.getByRole("option", { name: "Annapurna", hidden: true }));
  const shared = await screen.findAllByText("Counted with other facilities");
  expect(shared).toHaveLength(2);
  expect(screen.queryByRole("button", { name: "Close day" })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Save as CSV" }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.click(dialog.getByRole("button", { name: /^Save/ }));
  await waitFor(() => expect(clinic.calls).toContain("saveCashReport"));
}, 120_000);

it("says that sums are unsure, and counts nothing of them", async () => {
  const user = userEvent.setup();
  const { clinic } = showApp({ at: { page: "billing" } });
  const { cashReport } = clinic;
  clinic.cashReport = async (...given) => ({ ...(await cashReport(...given)), isUnsure: true });
  await user.click(await screen.findByRole("tab", { name: "Cash" }));
  const rows = await cash();
  expect(screen.getByRole("alert")).toHaveTextContent(/is not on this computer or cannot be read/);
  expect(rows.queryByRole("textbox")).toBeNull();
});

it("lists what is overdue by how long, and prints a reminder", async () => {
  const { user } = await open("Overdue");
  expect(await screen.findByRole("heading", { name: "1–30 days: €75.00" })).toBeVisible();
  const late = within(screen.getByRole("table", { name: "1–30 days" }));
  expect(late.getByText("Overdue 12 d")).toBeVisible();
  await expectAccessible();
  await user.click(late.getByRole("button", { name: "Print reminder" }));
  expect(await screen.findByRole("dialog", { name: /payment reminder/i })).toBeVisible();
});

it("subtracts in whole numbers of the smallest unit", () => {
  expect([differenceOf("25", "25.50", 2), differenceOf("-30", "-30.00", 2), differenceOf("7", "-2", 0)]).toEqual([
    "-0.50",
    "0.00",
    "9",
  ]);
  expect([differenceOf("", "1.00", 2), differenceOf("1.005", "1.00", 2), differenceOf("--1", "1.00", 2)]).toEqual([
    null,
    null,
    null,
  ]);
});
