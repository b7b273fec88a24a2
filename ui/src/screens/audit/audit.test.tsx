import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { expectAccessible, showApp } from "../../test/show";

it("marks the entries whose user opened the session with their own key, and says of the others whose word they are", async () => {
  showApp({ at: { page: "audit" } });
  const table = await screen.findByRole("table", { name: "Audit" });
  const row = (text: string) => within(within(table).getByText(text).closest("tr")!);
  expect(row("Opened a patient").getByText("Verified")).toBeVisible();
  expect(row("Opened a patient").getByText("20 Nov 2026, 10:05:07")).toBeVisible();
  expect(row("Signed in").queryByText("Verified")).toBeNull();
  expect(row("Signed in").getByText("This computer’s word")).toBeVisible();
  expect(row("Synced").queryByText("This computer’s word")).toBeNull();
  expect(row("notes.sign · refused").getByText("Bright Osei")).toBeVisible();
  await expectAccessible();
});

it("goes on to older entries until there are none", async () => {
  showApp({ at: { page: "audit" } });
  await userEvent.click(await screen.findByRole("button", { name: "Show older entries" }));
  expect(await screen.findAllByText("Signed in")).toHaveLength(2);
  expect(screen.queryByRole("button", { name: "Show older entries" })).toBeNull();
});

it("says whether the chain is whole, or where it breaks", async () => {
  const { clinic } = showApp({ at: { page: "today" } });
  await userEvent.click(await screen.findByRole("button", { name: "Audit" }));
  expect(await screen.findByText(/Chain complete: 18,204 entries, checked/)).toBeVisible();
  expect(screen.getByText(/1 entry names somebody on this computer’s word alone/)).toBeVisible();
  clinic.verifyAudit = async () => ({ deviceNumber: 1, entries: 40, acknowledged: 0, deviceOnly: 0, fault: "changed", at: 17 });
  await userEvent.click(screen.getByRole("button", { name: "Today" }));
  await userEvent.click(screen.getByRole("button", { name: "Audit" }));
  expect(await screen.findByText("The chain breaks at entry 17: it was changed")).toBeVisible();
});

it("is not there for a role that may not read it", async () => {
  showApp({ rights: ["appointments.read"] });
  await screen.findByText("Appointments today");
  expect(screen.queryByRole("button", { name: "Audit" })).toBeNull();
});
