import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { ImportPlan, Right } from "../../ipc/views";
import { expectAccessible, showApp } from "../../test/show";

const ADMIN: Right[] = ["patients.read", "patients.import", "settings.manage", "patients.delete"];
const PLAN: ImportPlan = { targets: ["givenName"], dates: null, corrections: [], leftOut: [] };

const show = async (rights: Right[]) => {
  const { clinic } = showApp({ at: { page: "settings", section: "records" }, rights });
  const panel = within(await screen.findByRole("region", { name: "Imports" }));
  return { clinic, user: userEvent.setup(), panel };
};
async function imported(rights = ADMIN) {
  const shown = await show(rights);
  await shown.clinic.importBytes(0, new TextEncoder().encode("prenom\nAma\nEsi\nYaw\nAbla"));
  await shown.clinic.beginImport(PLAN);
  await shown.clinic.continueImport();
  await shown.panel.findByRole("row", { name: /Abena Mensah/ });
  return shown;
}

describe("the imports of a clinic", () => {
  it("are listed, and one is undone with its progress in sight", async () => {
    const { user, panel } = await imported();
    const row = await panel.findByRole("row", { name: /20 Nov 2026.*Abena Mensah 4 4 0/ });
    await expectAccessible();
    await user.click(within(row).getByRole("button", { name: /^Undo import: .*20 Nov/ }));
    const dialog = within(await screen.findByRole("dialog", { name: "Remove 4 imported patients?" }));
    await user.click(dialog.getByRole("button", { name: "Undo import" }));
    expect(await dialog.findByText("3 removed; 1 was changed since and stays.")).toBeVisible();
    await user.click(dialog.getAllByRole("button", { name: "Close" }).at(-1)!);
    expect(await panel.findByRole("row", { name: /Abena Mensah 4 1 3/ })).toBeVisible();
  });
  it("are only listed for who may not delete", async () => {
    const { panel } = await imported(ADMIN.slice(0, 3));
    expect(panel.queryByRole("button", { name: /^Undo/ })).toBeNull();
  });
  it("lead to the page that imports", async () => {
    const { user, panel } = await show(ADMIN);
    expect(await panel.findByText("No list was imported yet.")).toBeVisible();
    await user.click(panel.getByRole("button", { name: "Import patients" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Import patients" })).toBeVisible();
  });
});
