import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { ReportQuery, Right } from "../../ipc/views";
import { expectAccessible, showApp } from "../../test/show";
import { daysOf } from "./periods";

const MANAGER: Right[] = ["patients.read", "appointments.read", "billing.read", "reports.read"];

const show = async (rights = MANAGER) => {
  const { clinic } = showApp({ at: { page: "reports" }, rights });
  const user = userEvent.setup();
  await screen.findByRole("heading", { name: "Appointments" });
  return { clinic, user };
};
const card = (name: string) => within(screen.getByRole("region", { name }));

describe("reports", () => {
  it("sum up a period, a card for each figure", async () => {
    await show();
    expect(card("Appointments").getByText("60 booked, 6 cancelled")).toBeVisible();
    expect(card("No-shows").getByText("6 missed, 11.1 % of those due")).toBeVisible();
    expect(card("Waiting time").getByText("Median 12 min, 9 of 10 within 20 min")).toBeVisible();
    expect(card("New patients").getByText("6 new, 126 on the list at the end")).toBeVisible();
    expect(card("Income, EUR").getByText("€360.50 income, €410.00 invoiced")).toBeVisible();
    const load = within(card("Load by provider").getByRole("row", { name: /Amara Mensah/ }));
    expect(load.getByText("15.5 h")).toBeVisible();
    expect(load.getByText("38.8 %")).toBeVisible();
    await expectAccessible();
  });
  it("show each chart as a table with the same values", async () => {
    const { user } = await show();
    await user.click(screen.getByRole("button", { name: "Table: Waiting time" }));
    const table = within(card("Waiting time").getByRole("table", { name: "Waiting time" }));
    expect(within(table.getByRole("row", { name: /^Period/ })).getByText("20")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Chart: Waiting time" }));
    expect(card("Waiting time").getByRole("figure", { name: "Waiting time" })).toBeVisible();
  });
  it("have what the clinic spent, and what is left of the income", async () => {
    const { clinic, user } = await show();
    const expenses = card("Expenses, EUR");
    expect(expenses.getByText("€254.00 spent, €106.50 income less expenses")).toBeVisible();
    expect(expenses.getByText("Rent €200.00 · Supplies €54.00")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Table: Expenses, EUR" }));
    const rows = within(expenses.getByRole("table", { name: "Expenses, EUR" }));
    expect(within(rows.getByRole("row", { name: /^Rent/ })).getByText("€200.00")).toBeVisible();
    expect(within(rows.getByRole("row", { name: /^Spent €254/ })).getByText("€254.00")).toBeVisible();
    expect(within(rows.getByRole("row", { name: /^Income less expenses/ })).getByText("€106.50")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Export: Expenses, EUR" }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByRole<HTMLInputElement>("textbox").value).toMatch(/^expenses-.*\.csv$/);
    const saveReport = vi.spyOn(clinic, "saveReport");
    await user.click(dialog.getByRole("button", { name: "Save a copy" }));
    await waitFor(() => expect(saveReport.mock.calls[0]?.[1]).toBe("expenses"));
  });
  it("have no expenses of a department or a person", async () => {
    const { user } = await show();
    expect(screen.getByRole("region", { name: "Expenses, EUR" })).toBeVisible();
    await user.click(screen.getByRole("combobox", { name: "Provider" }));
    await user.click(await screen.findByRole("option", { name: "Kofi Boateng", hidden: true }));
    await waitFor(() => expect(screen.queryByRole("region", { name: "Expenses, EUR" })).toBeNull());
  });
  it("say what the income of one facility leaves out", async () => {
    const { clinic, user } = await show();
    expect(card("Expenses, EUR").queryByText(/without an appointment/)).toBeNull();
    const report = clinic.report;
    clinic.report = async (query) => {
      const view = await report(query);
      const facilities = [...view.choices.facilities, { id: "f2", name: "Riverside" }];
      return { ...view, choices: { ...view.choices, facilities } };
    };
    await user.click(screen.getByRole("combobox", { name: "Period" }));
    await user.click(await screen.findByRole("option", { name: "Last year", hidden: true }));
    await user.click(await screen.findByRole("combobox", { name: "Facility" }));
    await user.click(await screen.findByRole("option", { name: "Main building", hidden: true }));
    await waitFor(() => expect(card("Expenses, EUR").getByText(/without an appointment are left out/)).toBeVisible());
    expect(card("Income, EUR").getByText(/without an appointment are left out/)).toBeVisible();
  });
  it("say whose hours changed after the period began", async () => {
    const { clinic, user } = await show();
    const report = clinic.report;
    clinic.report = async (query) => {
      const view = await report(query);
      const [first, ...others] = view.providers;
      return { ...view, providers: [{ ...first!, workChangedOn: "2026-11-03" }, ...others] };
    };
    await user.click(screen.getByRole("combobox", { name: "Period" }));
    await user.click(await screen.findByRole("option", { name: "Last year", hidden: true }));
    expect(await screen.findByText(/^Hours or department of Amara Mensah were changed on 3 Nov 2026/)).toBeVisible();
  });
  it("are asked for another period, a department and a person", async () => {
    const { clinic, user } = await show();
    const asked: ReportQuery[] = [];
    const report = clinic.report;
    clinic.report = (query) => (asked.push(query), report(query));
    await user.click(screen.getByRole("combobox", { name: "Period" }));
    await user.click(await screen.findByRole("option", { name: "Last year", hidden: true }));
    await user.click(screen.getByRole("combobox", { name: "Department" }));
    await user.click(await screen.findByRole("option", { name: "Cardiology", hidden: true }));
    expect(await screen.findByText(/invoices without an appointment are left out/)).toBeVisible();
    const last = asked.at(-1)!;
    expect([last.from.slice(4), last.until.slice(4), last.departmentId]).toEqual(["-01-01", "-12-31", "d2"]);
  });
  it("are saved as a sheet", async () => {
    const { clinic, user } = await show();
    await user.click(screen.getByRole("button", { name: "Export: Load by provider" }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByRole<HTMLInputElement>("textbox").value).toMatch(/^load-by-provider-.*\.csv$/);
    await user.click(dialog.getByRole("button", { name: "Save a copy" }));
    expect(await screen.findByText(/load-by-provider/)).toBeVisible();
    expect(clinic.calls).toContain("saveReport");
  });
  it("are not in the menu of a user who may not see them", async () => {
    showApp({ at: { page: "today" }, rights: ["patients.read", "appointments.read"] });
    await screen.findByRole("heading", { name: /^Today/ });
    expect(screen.queryByRole("link", { name: "Reports" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Reports" })).toBeNull();
  });
});

describe("periods", () => {
  it("are full weeks, months, quarters and years", () => {
    const today = "2026-11-26";
    expect(daysOf("week", today)).toEqual({ from: "2026-11-23", until: "2026-11-29" });
    expect(daysOf("month", today)).toEqual({ from: "2026-11-01", until: "2026-11-30" });
    expect(daysOf("lastMonth", "2026-03-31")).toEqual({ from: "2026-02-01", until: "2026-02-28" });
    expect(daysOf("quarter", today)).toEqual({ from: "2026-10-01", until: "2026-12-31" });
    expect(daysOf("quarter", "2026-01-31")).toEqual({ from: "2026-01-01", until: "2026-03-31" });
    expect(daysOf("lastYear", today)).toEqual({ from: "2025-01-01", until: "2025-12-31" });
  });
});
