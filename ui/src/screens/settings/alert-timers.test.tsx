import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

async function open() {
  const user = userEvent.setup();
  const { clinic } = showApp({ at: { page: "settings", section: "alerts" } });
  const panel = within(await screen.findByRole("region", { name: "Alerts" }));
  await panel.findByLabelText("Critical");
  return { user, clinic, panel };
}

describe("the minutes after which an alert is escalated", () => {
  it("are saved for each priority, with the default beside them", async () => {
    const { user, clinic, panel } = await open();
    const critical = panel.getByLabelText("Critical");
    expect(critical).toHaveValue("5");
    expect(panel.getByText("Default: 5 min")).toBeVisible();
    expect(panel.getByRole("button", { name: "Save minutes" })).toBeDisabled();
    await user.clear(critical);
    await user.type(critical, "2");
    await user.click(panel.getByRole("button", { name: "Save minutes" }));
    expect(await screen.findByText("Minutes saved")).toBeVisible();
    expect(await clinic.alertTimers()).toEqual({ critical: 2, high: 15, medium: 60, low: 240 });
    await expectAccessible();
  });
  it("say below a field what it takes", async () => {
    const { user, clinic, panel } = await open();
    clinic.refuse("editAlertTimers", R.refusal("invalid", { field: "lowMinutes", reason: "impossible" }));
    await user.clear(panel.getByLabelText("Low"));
    await user.click(panel.getByRole("button", { name: "Save minutes" }));
    expect(await panel.findByText("A number from 1 to 1440.")).toBeVisible();
  });
});
