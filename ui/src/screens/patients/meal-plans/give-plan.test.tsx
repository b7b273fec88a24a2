import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
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
