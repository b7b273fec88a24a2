import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { GivenChange, GivenChangeKind } from "../../../ipc/views";
import { expectAccessible, showApp } from "../../../test/show";
import { areas } from "../../../words";

const words = areas.mealPlans.en;

it("asks before a plan with words that are not counted is given", async () => {
  const { clinic } = showApp({ at: { page: "mealPlan", id: "mp1" } });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: words.give }));
  const name = /^Not counted: soup of the house\. Give the plan as it is\?$/;
  const dialog = within(await screen.findByRole("dialog", { name }));
  await expectAccessible();
  expect(clinic.calls).not.toContain("giveMealPlan");
  await user.click(dialog.getByRole("button", { name: words.give }));
  expect(await screen.findByRole("button", { name: words.takeBack })).toBeVisible();
  expect(clinic.calls).toContain("giveMealPlan");
}, 60_000);

it("asks before a plan with a food against an allergy is given", async () => {
  const { clinic } = showApp({ at: { page: "mealPlan", id: "mp1" } });
  const user = userEvent.setup();
  await user.type(await screen.findByRole("combobox", { name: areas.foods.en.addTo.lunch }), "peanut{Enter}{Enter}");
  await screen.findByRole("row", { name: /^Peanut butter/ });
  await user.click(screen.getByRole("button", { name: words.give }));
  const name =
    /^Against an allergy or intolerance: Peanut butter.* \(Peanut\)\. Not counted: .* Give the plan as it is\?$/;
  const dialog = within(await screen.findByRole("dialog", { name }));
  expect(clinic.calls).not.toContain("giveMealPlan");
  await user.click(dialog.getByRole("button", { name: words.give }));
  expect(await screen.findByRole("button", { name: words.takeBack })).toBeVisible();
}, 60_000);

it("asks before a plan with a texture that is not ordered is given", async () => {
  const { clinic } = showApp({ at: { page: "mealPlan", id: "mp1" } });
  const user = userEvent.setup();
  const coarse = { kind: "texture", of: "", allergen: null, texture: { of: "food", level: 7 } } as const;
  const { mealPlan } = clinic;
  clinic.mealPlan = async (...of) => {
    const plan = await mealPlan(...of);
    for (const food of plan.grid.days[0]!.meals[0]!.foods) if (food.food === "18069") food.flags = [coarse];
    return plan;
  };
  await screen.findByRole("row", { name: /^White bread/ });
  clinic.emit({ kind: "changed", topics: ["patients", "visits"], patientIds: [] });
  await screen.findByText(areas.foodProfiles.en.shortFood(7));
  await user.click(screen.getByRole("button", { name: words.give }));
  const name = /^Not as the diet order allows: White bread \(Food level 7\)\. Not counted: .*\?$/;
  expect(await screen.findByRole("dialog", { name })).toBeVisible();
  expect(clinic.calls).not.toContain("giveMealPlan");
}, 60_000);

it("names what was changed of a plan after it was given", async () => {
  const { clinic } = showApp({ at: { page: "mealPlan", id: "mp1" } });
  const user = userEvent.setup();
  const change = (kind: GivenChangeKind, name: string): GivenChange => ({
    kind,
    name,
    at: "2026-11-20T14:05:00Z",
    by: "Kofi Boateng",
  });
  const changedSince = [
    change("foodAdded", "Banana"),
    change("notes", ""),
    change("foodValues", "Oat drink"),
    change("targets", ""),
  ];
  const { mealPlan, giveMealPlan } = clinic;
  await user.click(await screen.findByRole("button", { name: words.give }));
  expect(screen.queryByText(words.changedSince)).toBeNull();
  clinic.giveMealPlan = async (...of) => ({ ...(await giveMealPlan(...of)), changedSince });
  clinic.mealPlan = async (...of) => ({ ...(await mealPlan(...of)), changedSince });
  const dialog = within(await screen.findByRole("dialog"));
  await user.click(dialog.getByRole("button", { name: words.give }));
  const list = within(await screen.findByRole("list", { name: words.changedSince }));
  const lines = list.getAllByRole("listitem").map((line) => line.textContent);
  expect(lines[0]).toMatch(/^Banana: added .*Kofi Boateng$/);
  expect(lines[1]).toMatch(/^Notes /);
  expect(lines[2]).toMatch(/^Oat drink: has other values now; this plan is counted with those of then/);
  expect(lines[3]).toMatch(/^Targets: they are others now; this plan is counted against those of then/);
  expect(screen.getByText(words.changedSinceHelp)).toBeVisible();
  await expectAccessible();
}, 60_000);

it("says of a given plan that what it was then cannot be read", async () => {
  const { clinic } = showApp({ at: { page: "patient", id: "p1", tab: "plan", plan: "mealPlans" } });
  const { mealPlan } = clinic;
  clinic.mealPlan = async (...of) => ({
    ...(await mealPlan(...of)),
    givenAt: "2026-11-20T14:05:00Z",
    hasLostGiven: true,
  });
  await userEvent.setup().click(await screen.findByRole("button", { name: "Less salt" }));
  expect(await screen.findByText(words.lostGiven)).toBeVisible();
  expect(screen.queryByRole("list", { name: words.changedSince })).toBeNull();
}, 60_000);
