import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { PlanCopy } from "../../../ipc/views";
import { showApp } from "../../../test/show";
import { areas } from "../../../words";

const words = areas.mealPlans.en;

it("adds to the foods of another day unless they are to be replaced", async () => {
  const { clinic } = showApp({ at: { page: "mealPlan", id: "mp1" } });
  const user = userEvent.setup();
  await screen.findByRole("combobox", { name: areas.foods.en.addTo.lunch });
  const sent: PlanCopy[] = [];
  const { copyInPlan } = clinic;
  clinic.copyInPlan = async (id, copy, language) => (sent.push(copy), copyInPlan(id, copy, language));
  const copy = async (choose?: string) => {
    await user.keyboard("{Control>}d{/Control}");
    const dialog = within(await screen.findByRole("dialog", { name: "Copy Day 1, Mon 23 Nov" }));
    const second = dialog.getByRole("checkbox", { name: /^Day 2, Tue 24 Nov/ });
    await waitFor(() => expect(second).toHaveFocus());
    await user.keyboard(" ");
    if (choose !== undefined) {
      expect(dialog.getByRole("radio", { name: words.addTo })).toBeChecked();
      await user.click(dialog.getByRole("radio", { name: choose }));
    }
    second.focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  };
  await copy();
  await copy(words.addTo);
  await copy(words.replace);
  expect(sent.map(({ replaces }) => replaces)).toEqual([false, false, true]);
});
