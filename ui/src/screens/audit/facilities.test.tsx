import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { AuditQuery } from "../../ipc/views";
import { auditPage } from "../../test/audit-records";
import { showApp } from "../../test/show";

const ANNAPURNA = { name: "Annapurna", address: "", phone: "", licenceNumber: "", timeZone: "UTC", currency: "NPR" };

it("names where a session worked, and lists what was done in one facility", async () => {
  const { clinic } = showApp({ at: { page: "audit" } });
  const asked: AuditQuery[] = [];
  clinic.auditPage = async (query) => {
    asked.push(query);
    const page = auditPage(query);
    return { ...page, rows: page.rows.map((row) => ({ ...row, facility: "Annapurna" })) };
  };
  const { id } = await clinic.addFacility({ ...ANNAPURNA, isActive: true });
  const filters = within(await screen.findByRole("group", { name: "Filters" }));
  await userEvent.click(await filters.findByRole("combobox", { name: "Facility" }));
  const list = await screen.findByRole("listbox", { name: "Facility", hidden: true });
  await userEvent.click(within(list).getByRole("option", { name: "Annapurna", hidden: true }));
  await waitFor(() => expect(asked.at(-1)).toMatchObject({ facilityId: id }));
  const table = within(await screen.findByRole("table", { name: "Audit" }));
  expect(await table.findByText("Facility")).toBeInTheDocument();
  expect(table.getAllByText("Annapurna").length).toBeGreaterThan(0);
});

it("asks for no facility where there is only one", async () => {
  showApp({ at: { page: "audit" } });
  const filters = within(await screen.findByRole("group", { name: "Filters" }));
  expect(await filters.findByRole("combobox", { name: "Person" })).toBeVisible();
  expect(filters.queryByRole("combobox", { name: "Facility" })).toBeNull();
});
