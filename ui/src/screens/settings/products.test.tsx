import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { expectAccessible, showApp } from "../../test/show";

const at = { page: "settings", section: "nutrition" } as const;

it("adds a product, says which name is taken, and takes it out of use", async () => {
  showApp({ at });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Add product" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Add product" }));
  await user.type(dialog.getByLabelText("Name"), "Alvero Drink");
  await user.type(dialog.getByLabelText("Energy, kcal in 100 ml"), "150");
  await user.type(dialog.getByLabelText("Protein, g in 100 ml"), "6");
  expect(dialog.getByRole("button", { name: "Save product" })).toBeDisabled();
  await user.type(dialog.getByLabelText("Water, ml in 100 ml"), "78{Enter}");
  expect(await dialog.findByText("Another product has this name.")).toBeVisible();
  await expectAccessible();
  await user.type(dialog.getByLabelText("Name"), " Plus{Enter}");
  const table = await screen.findByRole("table", { name: "Supplements and tube feeds" });
  await user.click(await within(table).findByRole("button", { name: "Alvero Drink Plus" }));
  const changed = within(await screen.findByRole("dialog", { name: "Change product" }));
  await user.click(changed.getByRole("switch", { name: "Offered in diet orders" }));
  await user.click(changed.getByRole("button", { name: "Save product" }));
  expect(await within(table).findByText("Inactive")).toBeVisible();
});
