import { fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Right } from "../../ipc/views";
import { expectAccessible, showApp } from "../../test/show";

const ADMIN: Right[] = ["patients.read", "users.read", "settings.manage", "backups.create"];

const show = async (rights = ADMIN) => {
  const { clinic } = showApp({ at: { page: "settings", section: "backups" }, rights });
  const panel = within(await screen.findByRole("region", { name: "Backups" }));
  await panel.findByRole("button", { name: "Back up now" });
  return { clinic, user: userEvent.setup(), panel };
};
const dialog = async () => within(await screen.findByRole("dialog"));

describe("backups", () => {
  it("are made under a name of the day, and the next one has a date", async () => {
    const { user, panel } = await show();
    expect(panel.getByText("No backup yet.")).toBeVisible();
    await user.click(panel.getByRole("button", { name: "Back up now" }));
    const asked = await dialog();
    expect(asked.getByLabelText<HTMLInputElement>("File").value).toMatch(/^NutriVault-\d{4}-\d\d-\d\d\.backup$/);
    fireEvent.change(asked.getByLabelText("File"), { target: { value: "taken" } });
    await user.click(asked.getByRole("button", { name: "Back up now" }));
    expect(await asked.findByText(/A file with this name is there already/)).toBeVisible();
    fireEvent.change(asked.getByLabelText("File"), { target: { value: "week.backup" } });
    await user.click(asked.getByRole("button", { name: "Back up now" }));
    expect(await screen.findByText(/Saved as \/home\/ama\/week.backup, 10/)).toBeVisible();
    await user.click(screen.getAllByRole("button", { name: "Close" }).at(-1)!);
    expect(await panel.findByText(/27 Nov 2026/)).toBeVisible();
    expect(panel.getByText("Not within 90 days")).toBeVisible();
    await expectAccessible();
  });
  it("are rehearsed with the recovery key, which is typed in groups", async () => {
    const { clinic, user, panel } = await show();
    await user.click(panel.getByRole("button", { name: "Rehearse a restore" }));
    const asked = await dialog();
    expect(asked.getByRole("button", { name: "Rehearse" })).toBeDisabled();
    fireEvent.change(asked.getByLabelText("File"), { target: { value: "week.backup" } });
    for (const field of asked.getAllByLabelText(/^Group/)) fireEvent.change(field, { target: { value: "ABCD" } });
    await expectAccessible();
    await user.click(asked.getByRole("button", { name: "Rehearse" }));
    expect(await screen.findByText(/checked in 42 s: 3,412 patients, 12,345 entries of the audit log/)).toBeVisible();
    expect(screen.getByText(/by Abena Mensah at Front desk/)).toBeVisible();
    expect(clinic.calls).toContain("rehearseBackup");
  });
  it("are due after other days where an admin says so", async () => {
    const { clinic, user, panel } = await show();
    await user.click(panel.getByRole("combobox", { name: "A backup every" }));
    await user.click(await screen.findByRole("option", { name: "14 days", hidden: true }));
    expect(clinic.calls).toContain("editBackupDays");
  });
});
