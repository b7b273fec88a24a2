import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Surroundings } from "../../../test/fake-clinic";
import { expectAccessible, showApp } from "../../../test/show";
import { areas } from "../../../words";

const words = areas.mealPlans.en;
const foods = areas.foods.en;
const { undo } = areas.frame.en;

async function openPlan(surroundings: Surroundings = {}) {
  const { clinic } = showApp({ at: { page: "mealPlan", id: "mp1" }, ...surroundings });
  const user = userEvent.setup();
  // breakfast and dinner have foods
  const search = await screen.findByRole("combobox", { name: foods.addTo.lunch });
  return { clinic, user, search };
}
const row = (name: RegExp) => screen.getByRole("row", { name });
const called = (clinic: { calls: string[] }, name: string) => clinic.calls.filter((call) => call === name).length;

describe("the meal plans of a patient", () => {
  it("are listed with the energy of a day, and one is opened", async () => {
    showApp({ at: { page: "patient", id: "p1", tab: "plan", plan: "mealPlans" } });
    const user = userEvent.setup();
    const table = await screen.findByRole("table", { name: words.title });
    expect(within(table).getAllByRole("row")[1]).toHaveTextContent(/Less salt23 Nov 202673452\skcal/);
    await expectAccessible();
    await user.click(within(table).getByRole("button", { name: "Less salt" }));
    expect(await screen.findByText(/from 23 Nov 2026/)).toBeVisible();
  });

  it("begin from nothing, with the meals of a day", async () => {
    const at = { page: "patient", id: "p1", tab: "plan", plan: "mealPlans" } as const;
    const { clinic } = showApp({ at, empty: true });
    const user = userEvent.setup();
    expect(await screen.findByText(words.none)).toBeVisible();
    await user.click(screen.getByRole("button", { name: words.add }));
    await user.click(await screen.findByRole("menuitem", { name: new RegExp(words.fresh), hidden: true }));
    const search = await screen.findByRole("combobox", { name: foods.addTo.breakfast });
    await waitFor(() => expect(search).toHaveFocus());
    expect(called(clinic, "addMealPlan")).toBe(1);
    for (const meal of ["lunch", "afternoonSnack", "dinner"] as const)
      expect(screen.getByRole("row", { name: new RegExp(`^${foods.meals[meal]}`) })).toBeVisible();
  });
});

describe("the plan", () => {
  it("shows its meals, its days and its totals", async () => {
    await openPlan();
    expect(row(/^Breakfast/)).toHaveTextContent(/546452/);
    expect(row(/^Lunch/)).toBeVisible();
    expect(screen.getAllByRole("tab").map((tab) => tab.textContent)).toContain("Mon 23");
    expect(screen.getByRole("row", { name: /^Energy/ })).toHaveTextContent(/452\skcal/);
    await expectAccessible();
  });

  it("adds a food by one Enter, and locks and swaps it by a letter", async () => {
    const { user, search, clinic } = await openPlan();
    await waitFor(() => expect(search).toHaveFocus());
    await user.keyboard("2 slices bread{Enter}");
    await waitFor(() => expect(called(clinic, "addPlanFood")).toBe(1));
    row(/^Milk/).focus();
    await user.keyboard("l");
    expect(await within(row(/^Milk/)).findByRole("img", { name: words.isLocked })).toBeVisible();
    await user.keyboard("s");
    const dialog = await screen.findByRole("dialog", { name: words.swapTitle("Milk, whole") });
    const first = await within(dialog).findByRole("button", { name: /White bread/ });
    expect(first).toHaveTextContent(/100\sg\+12.3\sg carbohydrate, −3\sg fat/);
    await waitFor(() => expect(first).toHaveFocus());
    await expectAccessible();
    await user.keyboard("{ArrowDown}{Enter}");
    await waitFor(() => expect(row(/^Banana/)).toHaveTextContent(/100 g/));
    await user.click(await screen.findByRole("button", { name: undo }));
    await waitFor(() => expect(row(/^Milk/)).toBeVisible());
  });

  it("offers what can replace a food at its row, and goes back there", async () => {
    const { user, clinic } = await openPlan();
    row(/^Milk/).focus();
    await user.keyboard("s");
    const dialog = await screen.findByRole("dialog", { name: words.swapTitle("Milk, whole") });
    const first = () => within(dialog).getAllByRole("button")[0];
    await waitFor(() => expect(first()).toHaveFocus());
    // the grid stays in sight
    expect(dialog).not.toHaveAttribute("aria-modal");
    expect(row(/^White bread/)).toBeVisible();
    expect(within(dialog).getByRole("radio", { name: words.same.energy })).toBeChecked();
    await user.keyboard("{ArrowRight}");
    expect(within(dialog).getByRole("radio", { name: words.same.carbohydrate })).toBeChecked();
    await user.keyboard("{ArrowLeft}{ArrowLeft}");
    expect(within(dialog).getByRole("radio", { name: words.same.protein })).toBeChecked();
    await waitFor(() => expect(first()).toHaveFocus());
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(row(/^Milk/)).toHaveFocus();
    expect(called(clinic, "swapPlanFood")).toBe(0);
    await user.click(within(row(/^Milk/)).getByRole("button", { name: /Milk, whole/ }));
    await user.click(await screen.findByRole("menuitem", { name: words.swap, hidden: true }));
    const again = await screen.findByRole("dialog", { name: words.swapTitle("Milk, whole") });
    await waitFor(() => expect(within(again).getAllByRole("button")[0]).toHaveFocus());
    await user.keyboard("{ArrowDown}{Enter}");
    await waitFor(() => expect(row(/^Banana.*100 g/)).toHaveFocus());
  });

  it("copies a day by keys, and takes it back", async () => {
    const { user, clinic } = await openPlan();
    await user.keyboard("{Control>}d{/Control}");
    const dialog = await screen.findByRole("dialog", { name: /Copy Day 1/ });
    const second = within(dialog).getByRole("checkbox", { name: /Day 2/ });
    await waitFor(() => expect(second).toHaveFocus());
    await expectAccessible();
    await user.keyboard(" {ArrowDown} {Enter}");
    expect(await screen.findByText(words.copied(2))).toBeVisible();
    expect(called(clinic, "copyInPlan")).toBe(1);
    await user.click(screen.getByRole("tab", { name: /Day 3/ }));
    await waitFor(() => expect(row(/^Milk/)).toBeVisible());
    await user.click(screen.getByRole("button", { name: undo }));
    await waitFor(() => expect(screen.queryByRole("row", { name: /^Milk/ })).toBeNull());
  });

  it("shows what scaling makes of a day before it is done", async () => {
    const { user, clinic } = await openPlan();
    await user.click(screen.getByRole("button", { name: words.scale }));
    const dialog = await screen.findByRole("dialog", { name: words.scaleTitle });
    const field = within(dialog).getByRole("textbox", { name: words.scaleTo });
    expect(field).toHaveValue("1800");
    const preview = await within(dialog).findByRole("table", { name: words.scaleTitle });
    expect(preview).toHaveTextContent(/452\skcal → 904\skcal4\skcal above 900\skcal/);
    await expectAccessible();
    await user.clear(field);
    await user.keyboard("much");
    expect(await within(dialog).findByText(words.takesScale)).toBeVisible();
    await user.clear(field);
    await user.keyboard("900{Enter}");
    await waitFor(() => expect(row(/^Milk/)).toHaveTextContent(/4 cup/));
    expect(called(clinic, "scalePlan")).toBe(1);
  });

  it("is given to the patient, and is only read then", async () => {
    const { user } = await openPlan();
    await user.click(screen.getByRole("button", { name: words.give }));
    // words are not counted
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(dialog.getByRole("button", { name: words.give }));
    expect(await screen.findByRole("button", { name: words.takeBack })).toBeVisible();
    expect(screen.queryByRole("combobox", { name: /Add to/ })).toBeNull();
    expect(screen.queryByRole("button", { name: words.copy })).toBeNull();
    await expectAccessible();
  });

  it("stores its title and notes when they are left", async () => {
    const { user, clinic } = await openPlan();
    const notes = screen.getByRole("textbox", { name: words.notes });
    await user.click(notes);
    await user.keyboard("Drink water.");
    await user.tab();
    await waitFor(() => expect(called(clinic, "editMealPlan")).toBe(1));
    expect(screen.getByRole("textbox", { name: words.notes })).toHaveValue("Drink water.");
  });
});

describe("exchanges", () => {
  const own = areas.exchanges.en;
  const choose = async (user: ReturnType<typeof userEvent.setup>, name: string) => {
    await user.click(screen.getByRole("combobox", { name: own.countIn }));
    await user.click(await screen.findByRole("option", { name, hidden: true }));
  };

  it("are counted by the chosen table, against targets by meal", async () => {
    const { user } = await openPlan();
    expect(screen.getByText(own.noneHelp)).toBeVisible();
    expect(screen.queryByRole("columnheader", { name: own.column })).toBeNull();
    await choose(user, "Portions of 10 g carbohydrate");
    expect(await screen.findByRole("columnheader", { name: own.column })).toBeVisible();
    // 23.4 g and 28.7 g
    expect(row(/^Milk/)).toHaveTextContent(/2.3$/);
    const sums = screen.getByRole("table", { name: own.title });
    expect(within(sums).getByRole("row", { name: /^Breakfast/ })).toHaveTextContent(/5.2$/);
    await user.click(screen.getByRole("button", { name: own.setTargets }));
    const dialog = within(await screen.findByRole("dialog", { name: own.targetsTitle }));
    const field = own.targetOf("Breakfast", "Carbohydrate portions");
    await user.type(dialog.getByRole("textbox", { name: field }), "4");
    await user.type(dialog.getByRole("textbox", { name: own.targetOf("Lunch", "Carbohydrate portions") }), "3{Enter}");
    expect(await within(sums).findByText("5.2 of 4")).toBeVisible();
    expect(within(sums).getByText("5.2 of 7")).toBeVisible();
    // nothing is eaten there yet
    expect(within(sums).getByText("0 of 3")).toBeVisible();
    await expectAccessible();
    await choose(user, own.none);
    await waitFor(() => expect(screen.queryByRole("columnheader", { name: own.column })).toBeNull());
  });

  it("offers half-typed targets again until they are discarded", async () => {
    const { user } = await openPlan();
    await choose(user, "Portions of 10 g carbohydrate");
    const open = async () => {
      await user.click(await screen.findByRole("button", { name: own.setTargets }));
      return within(await screen.findByRole("dialog", { name: own.targetsTitle }));
    };
    const gone = () => waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    const field = { name: own.targetOf("Breakfast", "Carbohydrate portions") };
    await user.type((await open()).getByRole("textbox", field), "4");
    await user.keyboard("{Escape}");
    await gone();
    const again = await open();
    expect(again.getByRole("textbox", field)).toHaveValue("4");
    await user.click(again.getByRole("button", { name: areas.frame.en.cancel }));
    await gone();
    expect((await open()).getByRole("textbox", field)).toHaveValue("");
  });
});
