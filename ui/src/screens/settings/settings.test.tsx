import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { expectAccessible, showApp } from "../../test/show";

it("adds a colleague with a role and a first password", async () => {
  const { clinic } = showApp({ at: { page: "settings" } });
  const user = userEvent.setup();
  await waitFor(() => expect(screen.getByRole("button", { name: "Add user" })).toBeEnabled());
  await user.click(screen.getByRole("button", { name: "Add user" }));
  const dialog = await screen.findByRole("dialog");
  await user.type(within(dialog).getByLabelText("First name"), "Dede");
  await user.type(within(dialog).getByLabelText("Last name"), "Ayew");
  await user.type(within(dialog).getByLabelText("User name"), "dede");
  await user.click(within(dialog).getByRole("combobox", { name: "Role" }));
  await user.click(await screen.findByRole("option", { name: "Receptionist", hidden: true }));
  await user.type(within(dialog).getByLabelText("First password"), "short");
  expect(within(dialog).getByRole("button", { name: "Add user" })).toBeDisabled();
  await user.type(within(dialog).getByLabelText("First password"), " but longer now");
  await user.click(within(dialog).getByRole("button", { name: "Add user" }));
  expect(await screen.findByText("Dede Ayew can sign in now")).toBeVisible();
  expect(clinic.calls).toContain("addUser");
});

it("makes a code for one more computer", async () => {
  showApp({ at: { page: "settings" } });
  await userEvent.click(await screen.findByRole("button", { name: "Make a code" }));
  expect(await screen.findByText("4WMA-ZL2E-6RVD-K7QX-9TNP-2F")).toBeVisible();
  expect(screen.getByText("Works once, until 11:00.")).toBeVisible();
  await expectAccessible();
});
