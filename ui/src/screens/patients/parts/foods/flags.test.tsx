import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { act } from "react";
import { describe, expect, it } from "vitest";
import { refusal } from "../../../../test/records";
import { expectAccessible, showApp } from "../../../../test/show";
import { areas } from "../../../../words";

const words = areas.foods.en;
const plans = areas.mealPlans.en;

async function openPlan() {
  const { clinic } = showApp({ at: { page: "mealPlan", id: "mp1" } });
  const search = await screen.findByRole("combobox", { name: words.addTo.lunch });
  return { clinic, user: userEvent.setup(), search };
}
const row = (name: RegExp) => screen.getByRole("row", { name });
const called = (clinic: { calls: string[] }, name: string) => clinic.calls.filter((call) => call === name).length;
const slot = { day: 1, meal: "breakfast", before: null } as const;

describe("a food that concerns the patient", () => {
  it("says which allergen it has, and that its allergens are not known", async () => {
    const { user, search } = await openPlan();
    await user.type(search, "peanut{Enter}{Enter}");
    const peanut = await screen.findByRole("row", { name: /^Peanut butter/ });
    expect(within(peanut).getByTitle(words.allergyTo("Peanut"))).toHaveTextContent(words.allergens.peanuts);
    expect(within(peanut).getByText(words.allergensNotKnown)).toBeVisible();
    expect(within(row(/^White bread/)).getByText(words.allergensNotKnown)).toBeVisible();
    expect(within(row(/^Milk/)).queryByText(words.allergensNotKnown)).toBeNull();
    expect(screen.getByText(words.flaggedFor("Peanut"))).toBeVisible();
    expect(screen.getByText(words.dislikes("Liver"))).toBeVisible();
    await expectAccessible();
  });

  it("is offered for a swap with what is not known of it", async () => {
    const { user } = await openPlan();
    row(/^Milk/).focus();
    await user.keyboard("s");
    const dialog = await screen.findByRole("dialog", { name: plans.swapTitle("Milk, whole") });
    const bread = await within(dialog).findByRole("button", { name: /White bread/ });
    expect(bread).toHaveTextContent(words.allergensNotKnown);
    expect(within(dialog).getByRole("button", { name: /Banana/ })).not.toHaveTextContent(words.allergensNotKnown);
  });
});

describe("selected foods", () => {
  it("are summed, also after one of them is another amount", async () => {
    const { user } = await openPlan();
    row(/^Milk/).focus();
    await user.keyboard(" ");
    expect(await screen.findByRole("row", { name: /^Energy/ })).toHaveTextContent(/298\skcal/);
    expect(screen.getByRole("radio", { name: words.ofSelected(1) })).toBeChecked();
    await user.keyboard("{ArrowDown} ");
    await waitFor(() => expect(row(/^Energy/)).toHaveTextContent(/452\skcal/));
    await expectAccessible();
    row(/^Milk/).focus();
    await user.keyboard("1{Enter}");
    await waitFor(() => expect(row(/^Energy/)).toHaveTextContent(/303\skcal/));
    await user.click(screen.getByRole("radio", { name: words.ofDay }));
    expect(screen.queryByRole("radio", { name: words.ofSelected(2) })).toBeNull();
    expect(within(row(/^Milk/)).queryByRole("img", { name: words.isSelected })).toBeNull();
  });
});

describe("a sum that cannot be read", () => {
  it("says so and is read again", async () => {
    const { clinic, user } = await openPlan();
    clinic.refuse("sumPlanFoods", refusal("forbidden"));
    row(/^Milk/).focus();
    await user.keyboard(" ");
    const alert = await screen.findByRole("alert");
    expect(screen.queryByText(words.noFoods)).toBeNull();
    await user.click(within(alert).getByRole("button", { name: areas.frame.en.tryAgain }));
    expect(await screen.findByRole("row", { name: /^Energy/ })).toHaveTextContent(/298\skcal/);
  });
});

describe("what a sync brings", () => {
  it("is shown, and what is typed stays", async () => {
    const { clinic, user, search } = await openPlan();
    const brought = () =>
      act(async () => {
        await clinic.addPlanFood("mp1", { slot, food: "09040", text: "", amount: "1 medium" }, "en");
        clinic.emit({ kind: "changed", topics: ["patients", "visits"], patientIds: [] });
      });
    await user.type(search, "okr");
    await brought();
    await waitFor(() => expect(screen.getAllByRole("row", { name: /^Banana/ })).toHaveLength(1));
    expect(search).toHaveValue("okr");
    // an amount is left before its row may change
    row(/^Milk/).focus();
    await user.keyboard("3");
    const amount = screen.getByRole("combobox", { name: words.amountOf("Milk, whole") });
    const read = called(clinic, "mealPlan");
    await brought();
    expect(amount).toHaveValue("3");
    expect(called(clinic, "mealPlan")).toBe(read);
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.getAllByRole("row", { name: /^Banana/ })).toHaveLength(2));
  });
});
