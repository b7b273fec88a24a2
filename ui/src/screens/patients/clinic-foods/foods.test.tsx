import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import * as R from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";
import { areas } from "../../../words";

const at = { page: "foods" } as const;
const words = areas.foodProfiles.en;

it("adds a food of the clinic, and takes it out of use", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  const sent: unknown[] = [];
  const { addClinicFood } = clinic;
  clinic.addClinicFood = async (form) => (sent.push(form), addClinicFood(form));
  await user.click(await screen.findByRole("button", { name: "Add food" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Add food" }));
  await waitFor(() => expect(dialog.getByLabelText("Name")).toHaveFocus());
  await user.paste("Oat drink");
  const put = async (label: string, text: string) => {
    await user.click(dialog.getByLabelText(label));
    await user.paste(text);
  };
  await put("Maker", "Alpro");
  await put("Energy", "46");
  await put("Measure 1", "glass");
  await put("Grams of measure 1", "200");
  const gluten = within(dialog.getByRole("radiogroup", { name: "Gluten" }));
  await user.click(gluten.getByRole("radio", { name: "Contains" }));
  await user.click(dialog.getByRole("button", { name: "Mark the rest as free of" }));
  await user.click(dialog.getByRole("button", { name: "Save food" }));
  const table = await screen.findByRole("table", { name: "The clinic’s foods" });
  expect(within(table).getByText("46")).toBeVisible();
  expect(within(table).getByText("Gluten")).toBeVisible();
  expect(sent).toMatchObject([
    {
      name: "Oat drink",
      maker: "Alpro",
      nutrients: [{ nutrient: "energy", amount: "46" }],
      measures: [{ name: "glass", grams: "200" }],
      contains: ["gluten"],
      isActive: true,
    },
  ]);
  await user.click(within(table).getByRole("button", { name: "Oat drink" }));
  const changed = within(await screen.findByRole("dialog", { name: "Change food" }));
  await user.click(changed.getByRole("switch", { name: "Offered in searches" }));
  await user.click(changed.getByRole("button", { name: "Save food" }));
  expect(await within(table).findByText("Inactive")).toBeVisible();
}, 60_000);

it("says which amount 100 g cannot have where it was typed", async () => {
  const { clinic } = showApp({ at });
  clinic.refuse("addClinicFood", R.refusal("invalid", { field: "PROTEIN", reason: "impossible" }));
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Add food" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Add food" }));
  await user.type(dialog.getByLabelText("Name"), "Powder");
  await user.type(dialog.getByLabelText("Protein"), "120{Enter}");
  expect(await dialog.findByText("100 g cannot have so much.")).toBeVisible();
});

it("corrects the allergens of a food of the list, and takes that back", async () => {
  showApp({ at });
  const user = userEvent.setup();
  await user.type(await screen.findByRole("combobox", { name: "Correct a food of the list" }), "bread");
  await user.click((await screen.findAllByRole("option"))[0]!);
  const dialog = within(await screen.findByRole("dialog"));
  const sesame = within(await dialog.findByRole("radiogroup", { name: "Sesame" }));
  await user.click(sesame.getByRole("radio", { name: "Contains" }));
  await expectAccessible();
  await user.click(dialog.getByRole("button", { name: "Save allergens" }));
  const table = await screen.findByRole("table", { name: "Corrected allergens" });
  expect(within(table).getByText("Sesame; others not known")).toBeVisible();
  await user.click(within(table).getByRole("button", { name: "Bread, white" }));
  await user.click(await screen.findByRole("button", { name: "Use the list again" }));
  expect(await screen.findByText(/What you know better than the list/)).toBeVisible();
}, 60_000);

it("lists how foods are given to patients, and finds another by name alone", async () => {
  showApp({ at });
  const user = userEvent.setup();
  const search = await screen.findByRole("combobox", { name: words.search });
  await user.type(search, "okrra");
  // nothing can be stored there as text
  expect(await screen.findByText(/No food matches “okrra”/)).toBeVisible();
  expect(screen.queryByRole("option")).toBeNull();
  await user.keyboard("{Enter}");
  expect(search).toHaveValue("okrra");
  await user.clear(search);
  await user.type(search, "banana{Enter}");
  const dialog = within(await screen.findByRole("dialog", { name: words.of("Banana") }));
  await user.type(await dialog.findByLabelText(words.french), "Une banane mûre{Enter}");
  const table = await screen.findByRole("table", { name: words.title });
  expect(within(table).getByText("Une banane mûre")).toBeVisible();
  await expectAccessible();
});
