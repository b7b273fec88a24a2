import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { ClinicFoodView, FoodHit } from "../../ipc/views";
import type { Route } from "../../nav/navigation";
import { showApp } from "../../test/show";
import type { Language } from "../../words";
import { formats } from "../../words/format";
import { usualAmount } from "./parts/foods/grid";

const OATS: ClinicFoodView = {
  id: "cf1",
  seen: "1",
  by: "A. Mensah",
  addedAt: "2026-11-20T09:00:00Z",
  name: "Avoine",
  maker: "",
  otherNames: "",
  group: "cereals",
  nutrients: [
    { nutrient: "energy", amount: "379.5" },
    { nutrient: "protein", amount: "13.2" },
  ],
  measures: [{ name: "bol", grams: "40.5" }],
  contains: [],
  freeOf: [],
  isActive: true,
};

function open(at: Route) {
  const { clinic } = showApp({ at, language: "fr" });
  return { clinic, user: userEvent.setup() };
}
const valueOf = (input: HTMLElement) => (input as HTMLInputElement).value;

it("the usual amount of a food is written as it is typed in the language", () => {
  const hit = { portion: { count: 0.5, measure: "cup", words: "cup", grams: 124, isDoubtful: false } } as FoodHit;
  expect(["en", "fr"].map((language) => usualAmount(hit, formats(language as Language).typed))).toEqual([
    "0.5 cup",
    "0,5 cup",
  ]);
});

describe("decimals, in French, have a comma", () => {
  it("in what 100 g of a food hold and what a measure weighs", async () => {
    const { clinic, user } = open({ page: "foods" });
    clinic.clinicFoods = async () => [OATS];
    const table = within(await screen.findByRole("table"));
    expect(table.getByText("379,5")).toBeVisible();
    expect(table.getByText("13,2")).toBeVisible();
    await user.click(table.getByRole("button", { name: "Avoine" }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getAllByRole("textbox").map(valueOf)).toEqual(expect.arrayContaining(["379,5", "13,2", "40,5"]));
  });
  it("in an order that is begun from the current one", async () => {
    const { clinic, user } = open({ page: "patient", id: "p1", tab: "plan", plan: "dietOrders" });
    const [current] = await clinic.dietOrders("p1");
    const tubeFeed = {
      productId: "np2",
      product: "Sondavia Energy",
      route: "nasogastric",
      feeding: { schedule: "continuous", rate: 62.5, hours: 20 },
      flush: { ml: 30, times: 6 },
    } as const;
    clinic.dietOrders = async () => [{ ...current!, tubeFeed }];
    await user.click(await screen.findByRole("button", { name: "Nouvelle prescription" }));
    expect(await screen.findByLabelText("Débit, ml/h")).toHaveValue("62,5");
  });
  it("in the height of a parent while it is edited", async () => {
    const { clinic, user } = open({ page: "patient", id: "p3", tab: "measurements" });
    const patient = await clinic.patient("p3");
    const profile = { ...patient.background!.profile, motherHeight: "162.5 cm" };
    clinic.patient = async () => ({ ...patient, background: { ...patient.background!, profile } });
    await user.click(await screen.findByRole("radio", { name: "Croissance" }));
    await user.click(await screen.findByRole("button", { name: /mère/ }));
    expect(valueOf(screen.getByRole("textbox", { name: /mère/ }))).toBe("162,5 cm");
  });
});
