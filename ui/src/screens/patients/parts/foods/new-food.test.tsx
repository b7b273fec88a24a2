import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Surroundings } from "../../../../test/fake-clinic";
import { expectAccessible, showApp } from "../../../../test/show";
import { areas } from "../../../../words";
import { foodOf } from "./grid";

const words = areas.foods.en;
const own = areas.clinicFoods.en;

async function openRecall(surroundings: Surroundings = {}) {
  const { clinic } = showApp({ at: { page: "recall", id: "rc1" }, ...surroundings });
  const search = await screen.findByRole("combobox", { name: words.addTo.dinner });
  await waitFor(() => expect(search).toHaveFocus());
  return { clinic, user: userEvent.setup(), search };
}

const row = () => screen.getByRole("row", { name: /^oat drink/ });

/** Chooses the second option for a text that no food matches. */
async function addFood(user: ReturnType<typeof userEvent.setup>, text: string) {
  await user.keyboard(text);
  expect(await screen.findByRole("option", { name: words.addFood })).toBeVisible();
  await user.keyboard("{ArrowDown}{Enter}");
  const dialog = within(await screen.findByRole("dialog", { name: own.add }));
  await waitFor(() => expect(dialog.getByLabelText(own.name)).toHaveFocus());
  return dialog;
}

/** Names a measure of 200 g, and saves by Enter in its last field. */
async function save(
  user: ReturnType<typeof userEvent.setup>,
  dialog: Awaited<ReturnType<typeof addFood>>,
  measure: string,
) {
  dialog.getByLabelText(own.measure(1)).focus();
  await user.paste(measure);
  await user.tab();
  await user.keyboard("200{Enter}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
}

describe("a food that the search does not find", () => {
  it("is added with the typed amount by keys alone, and taken", async () => {
    const { user, search } = await openRecall();
    const dialog = await addFood(user, "2 cups oat drink");
    expect(dialog.getByLabelText(own.name)).toHaveValue("oat drink");
    await expectAccessible();
    await save(user, dialog, "cup");
    await waitFor(() => expect(row()).toHaveTextContent(/2 cups400/));
    expect(search).toHaveFocus();
    expect(search).toHaveValue("");
  }, 60_000);

  it("is asked for its amount where none was typed", async () => {
    const { user, search } = await openRecall();
    await save(user, await addFood(user, "oat drink"), "glass");
    const amount = await screen.findByRole("combobox", { name: words.amountOf("oat drink") });
    await waitFor(() => expect(amount).toHaveFocus());
    expect(amount).toHaveValue("1 glass");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(row()).toHaveTextContent(/1 glass200/));
    expect(search).toHaveFocus();
  }, 60_000);

  it("stays typed when its dialog is left", async () => {
    const { user, search, clinic } = await openRecall();
    await addFood(user, "okrra");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(search).toHaveFocus());
    expect(search).toHaveValue("okrra");
    expect(clinic.calls).not.toContain("addRecallFood");
  });

  it("is added after Enter came before the results", async () => {
    const { user, clinic } = await openRecall();
    const { searchFoods } = clinic;
    clinic.searchFoods = async (...asked) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return await searchFoods(...asked);
    };
    await user.keyboard("1 cup oat drink{Enter}");
    (await screen.findByRole("button", { name: words.addFood })).focus();
    await user.keyboard("{Enter}");
    const dialog = within(await screen.findByRole("dialog", { name: own.add }));
    await waitFor(() => expect(dialog.getByLabelText(own.name)).toHaveFocus());
    await save(user, dialog, "cup");
    await waitFor(() => expect(row()).toHaveTextContent(/1 cup200/));
    expect(screen.queryByText(words.storeAsText("1 cup oat drink"))).toBeNull();
  }, 60_000);

  it("is kept as text alone by who may add no food", async () => {
    const { user } = await openRecall({ rights: ["patients.read", "chart.read", "measurements.write"] });
    await user.keyboard("okrra");
    expect(await screen.findByRole("option", { name: new RegExp(words.storeAsText("okrra")) })).toBeVisible();
    expect(screen.queryByRole("option", { name: words.addFood })).toBeNull();
  });

  it("is added to a recipe, too", async () => {
    showApp({ at: { page: "foods" } });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("tab", { name: areas.recipes.en.tab }));
    await user.click((await screen.findAllByRole("button", { name: areas.recipes.en.add }))[0]!);
    const search = await screen.findByRole("combobox", { name: areas.recipes.en.addPart });
    await user.click(search);
    await save(user, await addFood(user, "2 cups oat drink"), "cup");
    const parts = within(screen.getByRole("table", { name: areas.recipes.en.parts }));
    expect(await parts.findByRole("row", { name: /^oat drink/ })).toHaveTextContent(/2 cups/);
    expect(search).toHaveFocus();
    expect(search).toHaveValue("");
  }, 60_000);
});

it.each([
  ["okra", "okra"],
  ["2 cups of oat drink", "oat drink"],
  ["150g okra", "okra"],
  ["1/2 okra", "okra"],
  ["1,5 tasse d’okra", "okra"],
  ["2 gombos", "gombos"],
  ["2% milk", "2% milk"],
  ["7up", "7up"],
  ["1 1/2 cups okra", "okra"],
  ["2", "2"],
])("of “%s” the food is “%s”", (text, food) => expect(foodOf(text)).toBe(food));
