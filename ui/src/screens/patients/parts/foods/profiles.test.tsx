import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { refusal } from "../../../../test/records";
import { expectAccessible, showApp } from "../../../../test/show";
import { areas } from "../../../../words";

const words = areas.foodProfiles.en;
const foods = areas.foods.en;
const levels = areas.dietOrders.en;
const row = (name: RegExp) => screen.getByRole("row", { name });

async function openPlan() {
  const { clinic } = showApp({ at: { page: "mealPlan", id: "mp1" } });
  await screen.findByRole("combobox", { name: foods.addTo.lunch });
  const sent: unknown[] = [];
  const { describeFood } = clinic;
  clinic.describeFood = async (form, language) => (sent.push(form), describeFood(form, language));
  return { clinic, user: userEvent.setup(), sent };
}

describe("a food for patients", () => {
  it("is named with F2, and its row has the focus again", async () => {
    const { user, sent } = await openPlan();
    row(/^Milk/).focus();
    await user.keyboard("{F2}");
    const dialog = within(await screen.findByRole("dialog", { name: words.of("Milk, whole") }));
    await waitFor(() => expect(dialog.getByLabelText(words.english)).toHaveFocus());
    await user.paste("Your usual milk");
    await expectAccessible();
    await user.keyboard("{Enter}");
    expect(await screen.findByText(words.saved("Milk, whole"))).toBeVisible();
    expect(sent).toEqual([
      { food: "01077", seen: null, english: "Your usual milk", french: "", texture: null, changesTexture: false },
    ]);
    expect(await screen.findByTitle(words.onPaper("Your usual milk"))).toBeVisible();
    await waitFor(() => expect(row(/^Milk/)).toHaveFocus());
  });

  it("is flagged where its texture is not as ordered", async () => {
    const { user } = await openPlan();
    await user.click(within(row(/^White bread/)).getByRole("button", { name: /White bread/ }));
    await user.click(await screen.findByRole("menuitem", { name: words.describe, hidden: true }));
    const dialog = within(await screen.findByRole("dialog", { name: words.of("White bread") }));
    await user.click(await dialog.findByRole("combobox", { name: words.texture }));
    const regular = words.toEat(levels.foodLevels[7]);
    await user.click(await screen.findByRole("option", { name: regular, hidden: true }));
    await user.click(dialog.getByRole("button", { name: words.save }));
    const flag = await within(row(/^White bread/)).findByTitle(words.notAsOrdered(regular));
    expect(flag).toHaveTextContent(words.shortFood(7));
    await expectAccessible();
  });

  it("that cannot be saved stays open with what was typed", async () => {
    const { clinic, user } = await openPlan();
    clinic.refuse("describeFood", refusal("changedMeanwhile"));
    row(/^Milk/).focus();
    await user.keyboard("{F2}");
    const dialog = within(await screen.findByRole("dialog", { name: words.of("Milk, whole") }));
    await user.type(await dialog.findByLabelText(words.french), "Votre lait{Enter}");
    expect(await dialog.findByRole("alert")).toBeVisible();
    expect(dialog.getByLabelText(words.french)).toHaveValue("Votre lait");
  });
});
