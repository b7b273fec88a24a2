import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { RecipeEdit } from "../../../ipc/views";
import * as R from "../../../test/records";
import { expectAccessible, primaryButtons, showApp } from "../../../test/show";

const at = { page: "foods" } as const;

const open = async () => {
  const shown = showApp({ at });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("tab", { name: "Recipes" }));
  return { ...shown, user };
};

const added = async () => {
  const shown = await open();
  const form = { name: "Porridge", portions: "2", yieldWeight: "", method: "", parts: [] };
  const parts = [{ food: "01077", amount: "1 cup" }];
  await shown.clinic.addRecipe({ ...form, parts }, "en");
  shown.clinic.emit({ kind: "changed", topics: ["settings"], patientIds: [] });
  await shown.user.click(await screen.findByRole("button", { name: "Porridge" }));
  await screen.findByRole("heading", { name: "Porridge" });
  return shown;
};

it("builds a recipe by keys alone", async () => {
  const { user } = await open();
  expect(await screen.findByText("Build a dish once, use it in plans.")).toBeVisible();
  expect(primaryButtons()).toEqual(["Add recipe"]);
  await user.click(screen.getAllByRole("button", { name: "Add recipe" })[0]!);
  await waitFor(() => expect(screen.getByLabelText("Name")).toHaveFocus());
  await user.keyboard("Porridge");
  const search = screen.getByRole("combobox", { name: "Add an ingredient" });
  await user.click(search);
  await user.keyboard("2 cups milk{Enter}");
  expect(await screen.findByText("2 cups")).toBeVisible();
  await waitFor(() => expect(search).toHaveFocus());
  // without an amount it is asked for, and Enter leads back
  await user.keyboard("banana{Enter}");
  const amount = await screen.findByRole("combobox", { name: /Banana/ });
  await waitFor(() => expect(amount).toHaveFocus());
  await user.keyboard("{Enter}");
  await waitFor(() => expect(search).toHaveFocus());
  const totals = await screen.findByRole("table", { name: "In one portion" });
  expect(await within(totals).findByText("101 kcal")).toBeVisible();
  expect(within(totals).getByText("≥ 2 g")).toBeVisible();
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "Save recipe" }));
  const table = await screen.findByRole("table", { name: "Recipes" });
  expect(within(table).getByText("Porridge")).toBeVisible();
}, 60_000);

it("changes new plans only unless the unfinished ones are chosen, too", async () => {
  const { user, clinic } = await added();
  const sent: RecipeEdit[] = [];
  const { editRecipe } = clinic;
  clinic.editRecipe = async (edit, language) => (sent.push(edit), editRecipe(edit, language));
  expect(await screen.findByText("Used in 14 plans.")).toBeVisible();
  expect(screen.getByRole("radio", { name: "New plans only" })).toBeChecked();
  await user.click(screen.getByRole("radio", { name: "Also 9 unfinished plans" }));
  await user.type(screen.getByLabelText("Method"), "Stir");
  await user.click(screen.getByRole("button", { name: "Save recipe" }));
  await screen.findByRole("table", { name: "Recipes" });
  expect(sent).toMatchObject([{ id: "r1", alsoUnfinished: true, form: { method: "Stir" } }]);
}, 60_000);

it("says at once and where that a recipe would contain itself", async () => {
  const { user, clinic } = await added();
  const { searchFoods } = clinic;
  clinic.searchFoods = async (_, language, limit) =>
    (await searchFoods("milk", language, limit, null)).map((hit) => ({ ...hit, id: "r1", name: "Porridge" }));
  await user.click(screen.getByRole("combobox", { name: "Add an ingredient" }));
  await user.keyboard("1 cup porridge{Enter}");
  expect(await screen.findByText(/this is the recipe, or is made of it/)).toBeVisible();
  clinic.refuse("editRecipe", R.refusal("invalid", { field: "parts", reason: "containsItself" }));
  await user.click(screen.getByRole("button", { name: "Save recipe" }));
  expect(await screen.findByText(/Take out what is this recipe/)).toBeVisible();
}, 60_000);

it("removes a recipe with a way back", async () => {
  const { user, clinic } = await added();
  expect(screen.queryByRole("button", { name: "Remove" })).toBeNull();
  await user.click(screen.getByRole("button", { name: "More" }));
  await user.click(await screen.findByRole("menuitem", { name: "Remove", hidden: true }));
  expect(await screen.findByText("“Porridge” removed. Plans keep it.", { exact: false })).toBeVisible();
  expect(await screen.findByText("Inactive")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Undo" }));
  await waitFor(() => expect(clinic.calls).toContain("restoreRecipe"));
}, 60_000);

it("keeps what is entered before its results come, in its order", async () => {
  const { user, clinic } = await open();
  await user.click(screen.getAllByRole("button", { name: "Add recipe" })[0]!);
  const { searchFoods } = clinic;
  clinic.searchFoods = async (text, language, limit) => {
    if (limit === 1) await new Promise((done) => setTimeout(done, text.includes("milk") ? 300 : 50));
    return searchFoods(text, language, limit, null);
  };
  await user.click(await screen.findByRole("combobox", { name: "Add an ingredient" }));
  for (const food of ["2 cups milk", "100 g banana"]) {
    await user.paste(food);
    await user.keyboard("{Enter}");
  }
  const parts = screen.getByRole("table", { name: "Ingredients" });
  await waitFor(() => expect(within(parts).getByText("Banana")).toBeVisible());
  const rows = within(parts).getAllByRole("row").slice(1, 3);
  expect(rows.map((row) => row.textContent?.slice(0, 4))).toEqual(["Milk", "Bana"]);
}, 60_000);
