import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import * as R from "../../../test/records";
import type { Surroundings } from "../../../test/fake-clinic";
import { expectAccessible, showApp } from "../../../test/show";
import { areas } from "../../../words";

const words = areas.recalls.en;
const foods = areas.foods.en;

async function openRecall(surroundings: Surroundings = {}) {
  const { clinic } = showApp({ at: { page: "recall", id: "rc1" }, ...surroundings });
  const user = userEvent.setup();
  const search = await screen.findByRole("combobox", { name: foods.addTo.dinner });
  return { clinic, user, search };
}
const row = (name: RegExp) => screen.getByRole("row", { name });
const grid = () => screen.getByRole("table", { name: /24-hour recall/ });

describe("the recalls of a patient", () => {
  it("are listed with the energy of a day, and one is opened", async () => {
    showApp({ at: { page: "patient", id: "p1", tab: "plan", plan: "recalls" } });
    const user = userEvent.setup();
    const table = await screen.findByRole("table", { name: words.title });
    expect(within(table).getAllByRole("row")[1]).toHaveTextContent(/24-hour recall20 Nov 20263403\skcal/);
    await expectAccessible();
    await user.click(within(table).getByRole("button", { name: "24-hour recall" }));
    expect(await screen.findByText(/about 19 Nov/)).toBeVisible();
  });

  it("begin with a kind, in an empty grid", async () => {
    showApp({ at: { page: "patient", id: "p1", tab: "plan", plan: "recalls" }, empty: true });
    const user = userEvent.setup();
    expect(await screen.findByText(words.none)).toBeVisible();
    await user.click(screen.getByRole("button", { name: words.add }));
    await user.click(await screen.findByRole("menuitem", { name: /3-day recall/, hidden: true }));
    const search = await screen.findByRole("combobox", { name: foods.addTo.breakfast });
    await waitFor(() => expect(search).toHaveFocus());
    expect(screen.getByRole("radio", { name: "Day 2, 18 Nov" })).toBeInTheDocument();
  });
});

describe("the grid of foods", () => {
  it("shows sums, what is not counted, and what is not known", async () => {
    await openRecall();
    // 488 g of milk and a banana
    expect(row(/^Breakfast/)).toHaveTextContent(/606403/);
    expect(row(/her mother/)).toHaveTextContent(foods.notCounted);
    expect(screen.getByText(foods.words(1))).toBeVisible();
    const calcium = screen.getByRole("row", { name: /^Calcium/ });
    expect(calcium).toHaveTextContent(/≥ 551\smg/);
    expect(calcium).toHaveTextContent(foods.unknown(1));
    await expectAccessible();
  });

  it("adds a food with its amount by one Enter", async () => {
    const { user, search, clinic } = await openRecall();
    expect(search).toHaveFocus();
    await user.keyboard("2 slices bread{Enter}");
    expect(await screen.findByRole("row", { name: /^White bread/ })).toHaveTextContent(/2 slices58154/);
    expect(search).toHaveFocus();
    expect(search).toHaveValue("");
    expect(clinic.calls.filter((name) => name === "addRecallFood")).toHaveLength(1);
  });

  it("asks for the amount of a food that has none, with its measure", async () => {
    const { user, search } = await openRecall();
    await user.keyboard("coffee{Enter}");
    const amount = await screen.findByRole("combobox", { name: foods.amountOf("Coffee, black") });
    await waitFor(() => expect(amount).toHaveFocus());
    expect(amount).toHaveValue("1 cup");
    await user.keyboard("2{Enter}");
    await waitFor(() => expect(row(/^Coffee/)).toHaveTextContent(/2 ?(cup)?474/));
    expect(search).toHaveFocus();
  });

  it("never takes a result of other letters", async () => {
    const { clinic, user, search } = await openRecall();
    const find = clinic.searchFoods;
    clinic.searchFoods = async (...asked) => {
      await new Promise((resolve) => setTimeout(resolve, 60));
      return await find(...asked);
    };
    const add = clinic.addRecallFood;
    clinic.addRecallFood = async (...asked) => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return await add(...asked);
    };
    // each is entered before the results of its letters have come
    for (const name of ["1 cup milk", "1 slice bread", "10 g butter", "1 cup coffee"]) {
      await user.type(search, name);
      await user.keyboard("{Enter}");
    }
    await waitFor(() => expect(screen.queryByText(foods.searching)).toBeNull());
    const [, ...rows] = within(grid()).getAllByRole("row");
    const dinner = rows.slice(rows.findIndex((each) => /^Dinner/.test(each.textContent)) + 2);
    await waitFor(() =>
      expect(
        within(grid())
          .getAllByRole("row")
          .map((each) => /^(Milk|White|Butter|Coffee)/.exec(each.textContent)?.[1])
          .filter(Boolean),
      ).toEqual(["Milk", "Milk", "White", "Butter", "Coffee"]),
    );
    expect(dinner.length).toBeGreaterThan(0);
  });

  it("keeps what no food matches as text, once that is said", async () => {
    const { user } = await openRecall();
    await user.keyboard("okrra");
    expect(await screen.findByText(/No food matches “okrra”. Searched 8,789 foods/)).toBeVisible();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(row(/okrra/)).toHaveTextContent(foods.notCounted));
  });

  it("keeps an amount that this food does not have, and says so", async () => {
    const { user } = await openRecall();
    await user.keyboard("coffee{Enter}");
    const amount = await screen.findByRole("combobox", { name: foods.amountOf("Coffee, black") });
    await waitFor(() => expect(amount).toHaveValue("1 cup"));
    await user.keyboard("2 wedges{Enter}");
    expect(await screen.findByText(foods.takesAmount)).toBeVisible();
    expect(screen.getByRole("combobox", { name: foods.amountOf("Coffee, black") })).toHaveValue("2 wedges");
  });

  it("asks about an amount that nobody eats, and takes what is meant", async () => {
    const { user } = await openRecall();
    await user.keyboard("150 cups coffee{Enter}");
    expect(await screen.findByText(/150 cups is 35.6\skg. Did you mean 150 g\?/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: foods.use("150 g") }));
    await waitFor(() => expect(row(/^Coffee/)).toHaveTextContent(/150 g150/));
    expect(screen.queryByText(/Did you mean/)).toBeNull();
  });

  it("is walked, changed, moved and emptied by keys", async () => {
    const { user, search } = await openRecall();
    await user.keyboard("{ArrowUp}");
    expect(row(/her mother/)).toHaveFocus();
    await user.keyboard("{ArrowUp}");
    expect(row(/^Banana/)).toHaveFocus();
    // the digit that opens the field is the first of the amount
    await user.keyboard("300 g");
    const amount = await screen.findByRole("combobox", { name: foods.amountOf("Banana") });
    expect(amount).toHaveValue("300 g");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(row(/^Banana/)).toHaveTextContent(/300 g300/));
    row(/^Banana/).focus();
    await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
    await waitFor(() => expect(within(grid()).getAllByRole("row")[2]).toHaveTextContent(/^Banana/));
    row(/^Banana/).focus();
    await user.keyboard("d");
    await waitFor(() => expect(screen.getAllByRole("row", { name: /^Banana/ })).toHaveLength(2));
    screen.getAllByRole("row", { name: /^Banana/ })[0]!.focus();
    await user.keyboard("{Delete}");
    await waitFor(() => expect(screen.getAllByRole("row", { name: /^Banana/ })).toHaveLength(1));
    await user.click(await screen.findByRole("button", { name: areas.frame.en.undo }));
    await waitFor(() => expect(screen.getAllByRole("row", { name: /^Banana/ })).toHaveLength(2));
    expect(search).toBeInTheDocument();
  });

  it("goes to a meal by its number, with what was typed", async () => {
    const { user } = await openRecall();
    await user.keyboard("ban{Control>}3{/Control}");
    const lunch = await screen.findByRole("combobox", { name: foods.addTo.lunch });
    await waitFor(() => expect(lunch).toHaveFocus());
    expect(lunch).toHaveValue("ban");
  });

  it("marks the foods that give most of what is looked at", async () => {
    const { user } = await openRecall();
    await user.click(screen.getByRole("button", { name: "Calcium" }));
    expect(screen.getByText(/At least 551\smg, 1 food without a value/)).toBeVisible();
    expect(screen.getByText(/Most from Milk, whole/)).toBeVisible();
    expect(row(/^Milk/)).toHaveAttribute("data-largest");
    expect(row(/^Banana/)).not.toHaveAttribute("data-largest");
  });
});

describe("the end of a recall", () => {
  it("asks what is easily forgotten, and is finished and gone on with", async () => {
    const { user } = await openRecall();
    await user.click(screen.getByRole("checkbox", { name: words.checklist.sauces }));
    await waitFor(() => expect(screen.getByRole("checkbox", { name: words.checklist.sauces })).toBeChecked());
    await user.click(screen.getByRole("radio", { name: words.no }));
    expect(await screen.findByLabelText(words.remark)).toBeVisible();
    await user.click(screen.getByRole("button", { name: words.finish }));
    const goOn = await screen.findByRole("button", { name: words.reopen });
    // no search is left, only the choice of exchanges
    const choice = screen.getByRole("combobox", { name: areas.exchanges.en.countIn });
    expect(screen.getAllByRole("combobox")).toEqual([choice]);
    expect(screen.getByText(/Finished 20 Nov 2026/)).toBeVisible();
    await user.click(goOn);
    expect(await screen.findByRole("button", { name: words.finish })).toBeVisible();
  });

  it("says below the remark what is wrong, and is not finished without it", async () => {
    const { user, clinic } = await openRecall();
    await user.click(screen.getByRole("radio", { name: words.no }));
    const remark = await screen.findByLabelText(words.remark);
    const wrong = { field: "remark", reason: "tooLong" as const, reference: null, limit: 200 };
    const { editRecall } = clinic;
    clinic.editRecall = () => Promise.reject(R.refusal("invalid", { ...wrong, fields: [wrong] }));
    await user.type(remark, "a wedding");
    await user.click(screen.getByRole("button", { name: words.finish }));
    expect(await screen.findByText(/200 characters at most/)).toBeVisible();
    expect(remark).toBeInvalid();
    expect(remark).toHaveValue("a wedding");
    expect(clinic.calls).not.toContain("finishRecall");
    expect(screen.queryByRole("alert")).toBeNull();
    clinic.editRecall = editRecall;
    await user.type(remark, "!");
    await user.click(screen.getByRole("button", { name: words.finish }));
    expect(await screen.findByRole("button", { name: words.reopen })).toBeVisible();
  });

  it("says what else speaks against an answer", async () => {
    const { user, clinic } = await openRecall();
    const wrong = { field: "days", reason: "backwards" as const, reference: null, limit: null };
    clinic.refuse("editRecall", R.refusal("invalid", { ...wrong, fields: [wrong] }));
    await user.click(screen.getByRole("checkbox", { name: words.checklist.sauces }));
    expect(await screen.findByRole("alert")).toBeVisible();
  });

  it("is only read without the right", async () => {
    showApp({ at: { page: "recall", id: "rc1" }, rights: ["patients.read", "chart.read"] });
    expect(await screen.findByRole("row", { name: /^Milk/ })).toBeVisible();
    expect(screen.queryByRole("combobox")).toBeNull();
    expect(screen.queryByRole("button", { name: words.finish })).toBeNull();
  });
});

describe("exchanges", () => {
  const own = areas.exchanges.en;

  it("are counted by the chosen table, in a finished recall too", async () => {
    const { user, clinic } = await openRecall();
    expect(screen.queryByRole("columnheader", { name: own.column })).toBeNull();
    await user.click(screen.getByRole("button", { name: words.finish }));
    expect(await screen.findByRole("button", { name: words.reopen })).toBeVisible();
    await user.click(screen.getByRole("combobox", { name: own.countIn }));
    await user.click(await screen.findByRole("option", { name: "Portions of 10 g carbohydrate", hidden: true }));
    expect(await screen.findByRole("columnheader", { name: own.column })).toBeVisible();
    // 23.4 g of the milk
    expect(row(/^Milk/)).toHaveTextContent(/2.3$/);
    const sums = within(screen.getByRole("table", { name: own.title }));
    expect(sums.getByRole("row", { name: /^Breakfast/ })).toBeVisible();
    expect(sums.queryByRole("row", { name: /^Lunch/ })).toBeNull();
    expect(screen.queryByRole("button", { name: own.setTargets })).toBeNull();
    expect(clinic.calls.filter((call) => call === "editRecall")).toHaveLength(1);
    await expectAccessible();
  });
});
