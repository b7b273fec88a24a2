import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Right } from "../../../ipc/views";
import { expectAccessible, showApp } from "../../../test/show";

const ADMIN: Right[] = ["patients.read", "users.read", "settings.manage", "roles.manage", "chart.read"];

const show = async (rights = ADMIN) => {
  const { clinic } = showApp({ at: { page: "settings", section: "roles" }, rights });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Show roles" }));
  const matrix = within(await screen.findByRole("table", { name: "Roles" }));
  return { clinic, user, matrix };
};
const cell = (right: string) => screen.getByRole("checkbox", { name: `Night desk: ${right}` });

describe("roles", () => {
  it("show who may what, and only the clinic’s own can be changed", async () => {
    const { matrix } = await show();
    const row = within(matrix.getByRole("row", { name: /read a chart/ }));
    expect(row.getAllByText("may not")).toHaveLength(1);
    expect(row.getAllByText("may")).toHaveLength(1);
    expect(row.getAllByRole("checkbox")).toHaveLength(1);
    expect(cell("see patients")).toBeChecked();
    await expectAccessible();
  });
  it("are changed by keys, and what it means is read before it takes effect", async () => {
    const { clinic, user } = await show();
    cell("see patients").focus();
    await user.keyboard(" {ArrowDown}{ArrowUp}");
    expect(cell("see patients")).toHaveFocus();
    await user.click(cell("read a chart"));
    await user.click(screen.getByRole("button", { name: "Review 2 changes" }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByText("Night desk may now: read a chart.")).toBeVisible();
    expect(dialog.getByText("Night desk may no longer: see patients.")).toBeVisible();
    expect(dialog.getByText(/^2 people with this role/)).toBeVisible();
    await expectAccessible();
    await user.click(dialog.getByRole("button", { name: "Change roles" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(clinic.calls).toContain("editRole");
    expect(cell("read a chart")).toBeChecked();
    expect(screen.queryByRole("button", { name: /^Review/ })).toBeNull();
  });
  it("say which right another one needs", async () => {
    const { user } = await show();
    await user.click(cell("change roles"));
    await user.click(screen.getByRole("button", { name: "Review 1 change" }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(dialog.getByRole("button", { name: "Change roles" }));
    expect(
      await dialog.findByText("Nothing was changed: to use these rights, a role also needs: see the users."),
    ).toBeVisible();
    expect(dialog.queryByText("One field cannot be saved as it is.")).toBeNull();
  });
  it("offer no right that the user lacks", async () => {
    await show();
    expect(cell("make a backup")).toBeDisabled();
    expect(cell("make a backup")).toHaveAttribute("title", "You lack this right yourself.");
  });
  it("are copied under another name, and removed while nobody has them", async () => {
    const { user } = await show();
    await user.click(screen.getByRole("button", { name: "More: Dietitian" }));
    await user.click(await screen.findByRole("menuitem", { name: "Copy role", hidden: true }));
    const dialog = within(await screen.findByRole("dialog"));
    fireEvent.change(dialog.getByLabelText("Name"), { target: { value: "Night desk" } });
    await user.click(dialog.getByRole("button", { name: "Save" }));
    expect(await dialog.findByText("There is one with this name already.")).toBeVisible();
    fireEvent.change(dialog.getByLabelText("Name"), { target: { value: "Trainee" } });
    await user.click(dialog.getByRole("button", { name: "Save" }));
    expect(await screen.findByRole("checkbox", { name: "Trainee: read a chart" })).toBeChecked();
    await user.click(screen.getByRole("button", { name: "More: Trainee" }));
    await user.click(await screen.findByRole("menuitem", { name: "Remove role", hidden: true }));
    await user.click(await screen.findByRole("button", { name: "Remove role" }));
    await waitFor(() => expect(screen.queryByRole("checkbox", { name: "Trainee: read a chart" })).toBeNull());
  });
  it("are only looked at by a user who may not change them", async () => {
    await show(["patients.read", "users.read", "settings.manage"]);
    expect(screen.queryByRole("checkbox")).toBeNull();
    expect(screen.queryByRole("button", { name: /^More: / })).toBeNull();
  });
});
