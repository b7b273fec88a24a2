import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { expectAccessible, showApp } from "../../test/show";

const at = { page: "settings", section: "nutrition" } as const;

it("adds a table with two groups, asks about 40 g, and takes it out of use", async () => {
  showApp({ at });
  const user = userEvent.setup();
  expect(
    await screen.findByText("Of the program: Portions of 10 g carbohydrate, Portions of 15 g carbohydrate."),
  ).toBeVisible();
  await user.click(await screen.findByRole("button", { name: "Add table" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Add table" }));
  await user.type(dialog.getByLabelText("Name"), "Our list");
  const first = within(dialog.getByRole("group", { name: "Group 1" }));
  await user.type(first.getByLabelText("Name of the group"), "Starch");
  await user.type(first.getByLabelText("Carbohydrate, g"), "40");
  await user.click(first.getByRole("combobox", { name: "Foods" }));
  await user.click(await screen.findByRole("option", { name: "Bread and bakery", hidden: true }));
  await user.click(dialog.getByRole("button", { name: "Add group" }));
  expect(dialog.getByRole("button", { name: "Save table" })).toBeDisabled();
  const second = within(dialog.getByRole("group", { name: "Group 2" }));
  await user.type(second.getByLabelText("Name of the group"), "Fruit");
  await user.type(second.getByLabelText("Carbohydrate, g"), "15");
  await expectAccessible();
  await user.click(dialog.getByRole("button", { name: "Save table" }));
  await user.click(await dialog.findByRole("checkbox", { name: "More than 30 g in one exchange is right" }));
  await user.click(dialog.getByRole("button", { name: "Save table" }));
  const table = await screen.findByRole("table", { name: "Exchange tables" });
  expect(await within(table).findByText("Starch, Fruit")).toBeVisible();
  await user.click(within(table).getByRole("button", { name: "Our list" }));
  const changed = within(await screen.findByRole("dialog", { name: "Change table" }));
  const again = within(changed.getByRole("group", { name: "Group 1" })).getByLabelText("Carbohydrate, g");
  await user.clear(again);
  await user.type(again, "15");
  await user.click(changed.getByRole("button", { name: "Remove Fruit" }));
  await user.click(changed.getByRole("switch", { name: "Offered in recalls and meal plans" }));
  await user.click(changed.getByRole("button", { name: "Save table" }));
  expect(await within(table).findByText("Inactive")).toBeVisible();
});
