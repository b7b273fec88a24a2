import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { expectAccessible, showApp } from "../../test/show";

const at = { page: "settings", section: "prices" } as const;

it("adds a service, says which code is taken, and takes it out of use", async () => {
  showApp({ at });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Add service" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Add service" }));
  await user.type(dialog.getByLabelText("Code"), "INIT");
  await user.type(dialog.getByLabelText("Name"), "Follow-up by phone");
  expect(dialog.getByRole("button", { name: "Save service" })).toBeDisabled();
  await user.type(dialog.getByLabelText("Price before tax"), "30{Enter}");
  expect(await dialog.findByText("Another service has this code.")).toBeVisible();
  expect(dialog.getByLabelText("Code")).toHaveFocus();
  await expectAccessible();
  await user.clear(dialog.getByLabelText("Code"));
  await user.type(dialog.getByLabelText("Code"), "PHONE{Enter}");
  const table = await screen.findByRole("table", { name: "Price list" });
  expect(await within(table).findByText("€30.00")).toBeVisible();
  await user.click(await within(table).findByRole("button", { name: "Follow-up by phone" }));
  const changed = within(await screen.findByRole("dialog", { name: "Change service" }));
  await user.click(changed.getByRole("switch", { name: "Offered on invoices" }));
  await user.click(changed.getByRole("button", { name: "Save service" }));
  expect(await within(table).findByText("Inactive")).toBeVisible();
});

it("says how a price of the currency is written", async () => {
  showApp({ at });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Add service" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Add service" }));
  await user.type(dialog.getByLabelText("Code"), "X");
  await user.type(dialog.getByLabelText("Name"), "X");
  await user.type(dialog.getByLabelText("Price before tax"), "many{Enter}");
  expect(await dialog.findByText("An amount with 2 decimals at most.")).toBeVisible();
});

it("shows the price list to who may not change it", async () => {
  showApp({ at: { page: "billing" }, rights: ["patients.read", "billing.read"] });
  await userEvent.setup().click(await screen.findByRole("tab", { name: "Price list" }));
  const table = await screen.findByRole("table", { name: "Price list" });
  expect(await within(table).findByText("First consultation")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Add service" })).toBeNull();
  expect(within(table).queryByRole("button", { name: "First consultation" })).toBeNull();
});
