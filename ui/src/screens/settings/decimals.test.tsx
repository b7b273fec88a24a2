import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { MeasurementKindView, NutritionProductView } from "../../ipc/views";
import type { SettingsSection } from "../../nav/navigation";
import { showApp } from "../../test/show";

const BY = { seen: "1", by: "A. Mensah", addedAt: "2026-11-20T09:00:00Z", isActive: true };
const GRIP: MeasurementKindView = {
  ...BY,
  id: "mk1",
  name: "Poigne",
  unit: "kg",
  decimals: 1,
  lowest: "0.5",
  highest: "120",
  oddBelow: "",
  oddAbove: "62.5",
  isUsed: false,
};
const DRINK: NutritionProductView = {
  ...BY,
  id: "np1",
  name: "Alvero Drink",
  energy: "150",
  protein: "6.25",
  water: "78.5",
};

/** The settings in French, with a kind of measurement and a product that have decimals. */
function open(section: SettingsSection) {
  const { clinic } = showApp({ at: { page: "settings", section }, language: "fr" });
  clinic.measurementKinds = async () => [GRIP];
  clinic.nutritionProducts = async () => [DRINK];
  return { clinic, user: userEvent.setup() };
}

describe("decimals of the settings, in French", () => {
  it("have a comma in the limits of a kind, and one that is typed is sent", async () => {
    const { clinic, user } = open("measurements");
    const sent: unknown[] = [];
    clinic.editMeasurementKind = async (...edit) => (sent.push(edit.slice(2)), GRIP);
    expect(await screen.findByText("0,5–120 kg")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Poigne" }));
    const dialog = within(await screen.findByRole("dialog"));
    const [, , lowest, , , above] = dialog.getAllByRole("textbox");
    expect([lowest, above].map((input) => (input as HTMLInputElement).value)).toEqual(["0,5", "62,5"]);
    await user.clear(above!);
    await user.type(above!, "70.5{Enter}");
    expect(sent).toMatchObject([[{ oddAbove: "62.5" }, { lowest: "0.5", oddAbove: "70,5" }]]);
  });
  it("have a comma in what a product holds", async () => {
    const { user } = open("nutrition");
    expect(await screen.findByText("150 kcal, 6,25 g de protéines")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Alvero Drink" }));
    const dialog = within(await screen.findByRole("dialog"));
    const values = dialog.getAllByRole("textbox").map((input) => (input as HTMLInputElement).value);
    expect(values).toEqual(["Alvero Drink", "150", "6,25", "78,5"]);
  });
  it("have a comma in the grams of an exchange", async () => {
    const { user } = open("nutrition");
    await user.click(await screen.findByRole("button", { name: "Ajouter une table" }));
    const dialog = within(await screen.findByRole("dialog"));
    const carbohydrate = dialog.getByLabelText(/^Glucides/);
    await user.type(carbohydrate, "12.5");
    expect(carbohydrate).toHaveValue("12,5");
  });
});
