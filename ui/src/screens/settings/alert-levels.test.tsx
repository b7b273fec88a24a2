import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

async function open() {
  const user = userEvent.setup();
  const { clinic } = showApp({ at: { page: "settings", section: "alerts" } });
  const panel = within(await screen.findByRole("region", { name: "Who is called by an alert" }));
  await panel.findByLabelText("Level 1");
  return { user, clinic, panel };
}

describe("the roles that a level of an alert calls", () => {
  it("are added by keys and saved, and named on the board", async () => {
    const { user, clinic, panel } = await open();
    expect(panel.getByRole("button", { name: "Save levels" })).toBeDisabled();
    await user.type(panel.getByLabelText("Level 2"), "diet{ArrowDown}{Enter}");
    await user.click(panel.getByRole("button", { name: "Save levels" }));
    expect(await screen.findByText("Levels saved")).toBeVisible();
    const { levels } = await clinic.alertLevels();
    expect(levels.map(({ roles }) => roles.map(({ name }) => name))).toEqual([
      ["Nurse", "Operator"],
      ["Head doctor", "Dietitian"],
      ["Admin"],
    ]);
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: /^Alerts, / }));
    expect(await screen.findByText("Level 2 of 3, Head doctor, Dietitian")).toBeVisible();
  });
  it("say below a field why one is refused", async () => {
    const { user, clinic, panel } = await open();
    clinic.refuse("editAlertLevels", R.refusal("invalid", { field: "second", reason: "taken" }));
    await user.type(panel.getByLabelText("Level 2"), "nurse{ArrowDown}{Enter}");
    await user.click(panel.getByRole("button", { name: "Save levels" }));
    expect(await panel.findByText("A lower level calls this role already.")).toBeVisible();
  });
});
