import { type BoundFunctions, type queries, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { refusal } from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";

const AT = { page: "patient", id: "p1", tab: "plan", plan: "dietOrders" } as const;

/** Opens the form of a new order by keys. */
async function opened(user: ReturnType<typeof userEvent.setup>) {
  (await screen.findByRole("button", { name: "New order" })).focus();
  await user.keyboard("{Enter}");
  return within(await screen.findByRole("form", { name: "New order" }));
}

type Within = BoundFunctions<typeof queries>;
const fed = (form: Within) => within(form.getByRole("group", { name: "Tube feed" }));

describe("the diet orders of a patient", () => {
  it("show the current one with what it gives, and those before it", async () => {
    showApp({ at: AT });
    const user = userEvent.setup();
    const current = within(await screen.findByRole("region", { name: "Current order" }));
    expect(current.getByText("Food: Level 5, Minced and moist · Fluids: Level 2, Mildly thick")).toBeVisible();
    expect(current.getByText(/Alvero Drink: 200.ml, 2 times a day/)).toBeVisible();
    expect(current.getByText(/600.kcal \(33.% of target\)/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Earlier (1)" }));
    expect(screen.getByText(/^Replaced 20 Nov 2026/)).toBeVisible();
    await expectAccessible();
  });

  it("are started by keys, and what is improbable is asked about first", async () => {
    const { clinic } = showApp({ at: AT });
    const user = userEvent.setup();
    const sent: unknown[] = [];
    const start = clinic.startDietOrder;
    clinic.startDietOrder = async (...given) => (sent.push(given), start(...given));
    const form = await opened(user);
    await user.click(form.getByRole("switch", { name: "Tube feed" }));
    await user.selectOptions(fed(form).getByLabelText("Product"), "Sondavia Energy");
    await user.type(form.getByLabelText("Rate, ml/h"), "1200");
    await user.type(form.getByLabelText("Hours a day"), "20{Enter}");
    expect(await form.findByText(/1,200.ml\/h is 28,800.ml in 24 hours. Is it right\?/)).toBeVisible();
    await expectAccessible();
    await user.click(form.getByRole("button", { name: "It is right, start order" }));
    await waitFor(() => expect(screen.queryByRole("form", { name: "New order" })).toBeNull());
    expect(sent).toMatchObject([
      [
        "p1",
        {
          foodLevel: 5,
          fluidLevel: 2,
          supplements: [{ productId: "np1", amount: "200", times: "2" }],
          tubeFeed: { productId: "np2", rate: "1200", hours: "20" },
          remark: "Upright for meals",
        },
        false,
      ],
      ["p1", { tubeFeed: { rate: "1200" } }, true],
    ]);
    expect(await screen.findByRole("button", { name: "Earlier (2)" })).toBeVisible();
  });

  it("are asked about anew once they were changed", async () => {
    const { clinic } = showApp({ at: AT });
    const user = userEvent.setup();
    const form = await opened(user);
    await user.click(form.getByRole("switch", { name: "Tube feed" }));
    await user.type(form.getByLabelText("Rate, ml/h"), "1200{Enter}");
    await form.findByRole("button", { name: "It is right, start order" });
    await user.type(form.getByLabelText("Rate, ml/h"), "{Backspace}0");
    expect(form.getByRole("button", { name: "Start order" })).toBeVisible();
    expect(form.queryByText(/Is it right\?/)).toBeNull();
    expect(clinic.calls.filter((name) => name === "startDietOrder")).toHaveLength(1);
  });

  it("say below a field what it does not take", async () => {
    showApp({ at: AT });
    const user = userEvent.setup();
    const form = await opened(user);
    await user.click(form.getByRole("switch", { name: "Tube feed" }));
    await user.type(form.getByLabelText("Rate, ml/h"), "fast{Enter}");
    expect(await form.findByText(/An amount in ml, such as 200/)).toBeVisible();
    expect(form.getByLabelText("Rate, ml/h")).toBeInvalid();
  });

  it("take a level from a card that says what it is", async () => {
    const { clinic } = showApp({ at: AT });
    const user = userEvent.setup();
    const sent: unknown[] = [];
    const start = clinic.startDietOrder;
    clinic.startDietOrder = async (...given) => (sent.push(given[1]), start(...given));
    const form = await opened(user);
    const food = within(form.getByRole("radiogroup", { name: "Food" }));
    expect(food.getByRole("radio", { name: /Level 5, Minced and moist/ })).toBeChecked();
    await user.click(food.getByRole("radio", { name: /Level 6, Soft and bite-sized.+up to 1.5 cm, children 8 mm/ }));
    await user.click(form.getByRole("radio", { name: "No fluids by mouth" }));
    await user.click(form.getByRole("button", { name: "Start order" }));
    await waitFor(() => expect(sent).toMatchObject([{ foodLevel: 6, fluidLevel: null }]));
  });

  it("mark only the supplement that is wrong", async () => {
    const { clinic } = showApp({ at: AT });
    const user = userEvent.setup();
    clinic.startDietOrder = async () => {
      throw refusal("invalid", { field: "supplements.1.amount", reason: "malformed" });
    };
    const form = await opened(user);
    await user.click(form.getByRole("button", { name: "Add supplement" }));
    await user.click(form.getByRole("button", { name: "Start order" }));
    const [right, wrong] = form.getAllByLabelText("Amount, ml");
    expect(await form.findByText(/An amount in ml, such as 200/)).toBeVisible();
    expect(wrong).toBeInvalid();
    expect(wrong).toHaveFocus();
    expect(right).toBeValid();
    for (const times of form.getAllByLabelText("Times a day")) expect(times).toBeValid();
  });

  it("begin as what was left of them", async () => {
    showApp({ at: AT });
    const user = userEvent.setup();
    const amounts = (form: Within) => form.getAllByLabelText<HTMLInputElement>("Amount, ml").map(({ value }) => value);
    const form = await opened(user);
    await user.click(form.getByRole("button", { name: "Add supplement" }));
    await user.type(form.getAllByLabelText("Amount, ml")[1]!, "125");
    await user.click(screen.getByRole("tab", { name: "Goals" }));
    await user.click(screen.getByRole("tab", { name: "Diet orders" }));
    expect(amounts(await opened(user))).toEqual(["200", "125"]);
  });

  it("of which a part cannot be read never say that there is nothing", async () => {
    const { clinic } = showApp({ at: { ...AT, plan: "goals" } });
    const user = userEvent.setup();
    const [order] = await clinic.dietOrders("p1");
    clinic.dietOrders = async () => [{ ...order!, foodLevel: null, supplements: [], isComplete: false }];
    await user.click(await screen.findByRole("tab", { name: "Diet orders" }));
    const current = within(await screen.findByRole("region", { name: "Current order" }));
    expect(current.getByText("Food: not known · Fluids: Level 2, Mildly thick")).toBeVisible();
    expect(current.queryByText(/by mouth/)).toBeNull();
  });

  it("end with a way back", async () => {
    showApp({ at: AT });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: /^More: Diet order of 20 Nov 2026/ }));
    await user.click(await screen.findByRole("menuitem", { name: "End order", hidden: true }));
    expect(await screen.findByText("No order now. The last one ended.")).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect(await screen.findByRole("region", { name: "Current order" })).toBeVisible();
  });
});
