import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { PASSWORD } from "../../test/fake-clinic";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

const at = { page: "settings" } as const;
const CODE = "7QK3-W9DX-4MTE-R2HB-0NCV";

it("adds a colleague with a role and shows the code once", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  await waitFor(() => expect(screen.getByRole("button", { name: "Add user" })).toBeEnabled());
  await user.click(screen.getByRole("button", { name: "Add user" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.getByLabelText("First name")).toHaveFocus();
  await user.type(dialog.getByLabelText("First name"), "Dede");
  await user.type(dialog.getByLabelText("Last name"), "Ayew");
  await user.type(dialog.getByLabelText("User name"), "dede");
  await user.click(dialog.getByRole("combobox", { name: "Role" }));
  await user.click(await screen.findByRole("option", { name: "Receptionist", hidden: true }));
  expect(dialog.getByRole("button", { name: "Add user" })).toBeDisabled();
  await user.type(dialog.getByLabelText("E-mail"), "dede@clinic.example");
  await user.click(dialog.getByRole("button", { name: "Add user" }));
  const shown = within(await screen.findByRole("dialog", { name: "Code for Dede Ayew" }));
  expect(shown.getByText(CODE)).toBeVisible();
  expect(shown.getByText(/until 11:00, in the place of a password/)).toBeVisible();
  await expectAccessible();
  await waitFor(() => expect(shown.getByRole("button", { name: "Done" })).toHaveFocus());
  await user.keyboard("{Escape}");
  expect(shown.getByText(CODE)).toBeVisible();
  await user.click(shown.getByRole("button", { name: "Done" }));
  await waitFor(() => expect(screen.queryByText(CODE)).toBeNull());
  expect(await screen.findByText("Not activated yet, code valid until 11:00")).toBeVisible();
  expect(clinic.calls).toContain("addUser");
}, 60_000);

it("asks for a department where the clinic has some", async () => {
  const { clinic } = showApp({ at });
  const { settings } = clinic;
  clinic.settings = async () => ({ ...(await settings()), departments: [{ id: "d1", name: "Ward 2" }] });
  const user = userEvent.setup();
  clinic.emit({ kind: "changed", topics: ["users"], patientIds: [] });
  await user.click(await screen.findByRole("button", { name: "Add user" }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.click(await dialog.findByRole("combobox", { name: "Department" }));
  expect(await screen.findByRole("option", { name: "Ward 2", hidden: true })).toBeInTheDocument();
}, 60_000);

it("gives the first role for one facility where there are several", async () => {
  const { clinic } = showApp({ at });
  const form = { address: "", phone: "", licenceNumber: "", timeZone: "UTC", currency: "NPR", isActive: true };
  await clinic.addFacility({ name: "Annapurna", ...form });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Add user" }));
  const dialog = within(await screen.findByRole("dialog"));
  for (const [field, text] of [
    ["First name", "Dede"],
    ["Last name", "Ayew"],
    ["User name", "dede"],
    ["E-mail", "dede@clinic.example"],
  ] as const) {
    await user.click(dialog.getByLabelText(field));
    await user.paste(text);
  }
  await user.click(dialog.getByRole("combobox", { name: "Role" }));
  await user.click(await screen.findByRole("option", { name: "Receptionist", hidden: true }));
  const select = await dialog.findByRole("combobox", { name: "Facility of the role" });
  await user.click(select);
  const list = within(document.getElementById(select.getAttribute("aria-controls")!)!);
  await user.click(list.getByRole("option", { name: "Annapurna", hidden: true }));
  await user.click(dialog.getByRole("button", { name: "Add user" }));
  const shown = within(await screen.findByRole("dialog", { name: "Code for Dede Ayew" }));
  await user.click(shown.getByRole("button", { name: "Done" }));
  expect(await screen.findByText("Receptionist (Annapurna)")).toBeVisible();
}, 120_000);

const openMenu = async (item: string) => {
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "More: Bright Osei" }));
  await user.click(await screen.findByRole("menuitem", { name: item, hidden: true }));
  return user;
};

it("makes a code for a colleague who forgot their password", async () => {
  const { clinic } = showApp({ at });
  const user = await openMenu("Reset password");
  const dialog = await screen.findByRole("dialog", { name: "Reset password: Bright Osei" });
  expect(dialog).toHaveTextContent("Bright Osei · bright · ");
  await expectAccessible();
  await user.click(within(dialog).getByRole("button", { name: "Make a code" }));
  expect(await screen.findByText(CODE)).toBeVisible();
  expect(clinic.calls).toContain("newUserCode");
  await user.click(screen.getByRole("button", { name: "Done" }));
  expect(await screen.findByText("Password reset, code valid until 11:00")).toBeVisible();
});

it("offers a new code where the last one has expired", async () => {
  const { clinic } = showApp({ at: { page: "today" } });
  const { settings } = clinic;
  const code = { expiresAt: R.at("08:00"), isExpired: true, isReset: false };
  clinic.settings = async () => {
    const view = await settings();
    return { ...view, users: view.users.map((row) => (row.username === "bright" ? { ...row, code } : row)) };
  };
  await userEvent.click(await screen.findByRole("button", { name: "Settings" }));
  expect(await screen.findByText("Code expired")).toBeVisible();
  await openMenu("New code");
  expect(await screen.findByRole("dialog", { name: "New code: Bright Osei" })).toBeVisible();
});

it("says why no code was made", async () => {
  const { clinic } = showApp({ at });
  clinic.refuse("newUserCode", R.refusal("needsConnection"));
  const user = await openMenu("Reset password");
  const dialog = within(await screen.findByRole("dialog"));
  await user.click(dialog.getByRole("button", { name: "Make a code" }));
  expect(await dialog.findByText(/needs the server/)).toBeVisible();
});

it("leads from a code to the choice of a password and to nothing else", async () => {
  const { clinic } = showApp({ stage: "locked" });
  const { start, signIn } = clinic;
  let hasChosen = false;
  clinic.signIn = async (username, password) => ({ ...(await signIn(username, password)), mustChoosePassword: true });
  clinic.start = async () => {
    const now = await start();
    return { ...now, session: now.session && { ...now.session, mustChoosePassword: !hasChosen } };
  };
  clinic.choosePassword = async (password) => {
    expect(password).toBe("four words of my own");
    hasChosen = true;
    return (await start()).session!;
  };
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: /Abena Mensah/ }));
  await user.type(screen.getByLabelText("Password"), `${PASSWORD}{Enter}`);
  expect(await screen.findByRole("form", { name: "Choose your password" })).toBeVisible();
  expect(screen.queryByRole("navigation")).toBeNull();
  await expectAccessible();
  await user.type(screen.getByLabelText("New password"), "four words of my own");
  expect(screen.getByRole("button", { name: "Choose password" })).toBeDisabled();
  await user.type(screen.getByLabelText("Password again"), "four words of my own{Enter}");
  expect((await screen.findAllByRole("navigation")).length).toBeGreaterThan(0);
}, 60_000);
