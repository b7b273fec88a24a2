import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { Reason, UserForm } from "../../ipc/views";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

const open = async (name = "Bright Osei") => {
  const user = userEvent.setup();
  await user.click(await within(await screen.findByRole("main")).findByRole("button", { name }));
  const dialog = await screen.findByRole("dialog", { name: new RegExp(name) });
  await within(dialog).findByLabelText("First name");
  return { user, dialog };
};

it("saves what is recorded of a user, only what was changed by hand", async () => {
  const { clinic } = showApp({ at: { page: "settings" } });
  const sent: { loaded: UserForm; form: UserForm }[] = [];
  const { editUser } = clinic;
  clinic.editUser = async (id, seen, loaded, form) => (sent.push({ loaded, form }), editUser(id, seen, loaded, form));
  const { user, dialog } = await open();
  const save = within(dialog).getByRole("button", { name: "Save" });
  expect(save).toBeDisabled();
  await user.click(within(dialog).getByRole("combobox", { name: "Department" }));
  await user.click(await screen.findByRole("option", { name: "Ward 2", hidden: true }));
  await user.type(within(dialog).getByLabelText("Licence number"), "DN-1042");
  await expectAccessible();
  await user.click(save);
  expect(await screen.findByText("Bright Osei is saved")).toBeVisible();
  expect(sent).toHaveLength(1);
  expect(sent[0]!.form).toEqual({ ...sent[0]!.loaded, departmentId: "d1", licenceNumber: "DN-1042" });
  expect(save).toBeDisabled();
});

it("shows at once what is wrong with each field, and keeps what was typed", async () => {
  const { clinic } = showApp({ at: { page: "settings" } });
  const wrong = (field: string, reason: Reason) => ({ field, reason, reference: null, limit: null });
  clinic.refuse(
    "editUser",
    R.refusal("invalid", { fields: [wrong("email", "taken"), wrong("workingHours", "malformed")] }),
  );
  const { user, dialog } = await open();
  await user.type(within(dialog).getByLabelText("E-mail"), "ada@example.org");
  await user.click(within(dialog).getByRole("button", { name: "Add hours on Monday" }));
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  expect(await within(dialog).findByText("There is one already.")).toBeVisible();
  expect(within(dialog).getByLabelText("E-mail")).toBeInvalid();
  expect(within(dialog).getByText(/^Days and times/)).toBeVisible();
  expect(within(dialog).getByLabelText("Monday, from")).toHaveValue("08:00");
});

it("gives a role more, and ends one after a question; the last one stays", async () => {
  const { clinic } = showApp({ at: { page: "settings" } });
  const { user, dialog } = await open();
  expect(within(dialog).queryByRole("button", { name: /^End the role/ })).toBeNull();
  expect(within(dialog).getByText(/keeps one role/)).toBeVisible();
  await user.click(within(dialog).getByRole("combobox", { name: "Give a role" }));
  await user.click(await screen.findByRole("option", { name: "Receptionist", hidden: true }));
  await user.click(within(dialog).getByRole("button", { name: "Give" }));
  expect(await screen.findByText(/has the role Receptionist/)).toBeVisible();
  await user.click(await within(dialog).findByRole("button", { name: "End the role Dietitian" }));
  const question = await screen.findByRole("dialog", { name: /^End the role Dietitian of Bright Osei/ });
  await user.click(within(question).getByRole("button", { name: "End role" }));
  expect(await screen.findByText("The role Dietitian has ended")).toBeVisible();
  expect(clinic.calls.filter((call) => call === "endRole")).toHaveLength(1);
  expect(within(dialog).queryByRole("button", { name: /^End the role/ })).toBeNull();
});

it("gives a role to the user themself at once", async () => {
  const { clinic } = showApp({ at: { page: "settings" } });
  const { session } = await clinic.start();
  const { user, dialog } = await open(session!.name);
  await user.click(within(dialog).getByRole("combobox", { name: "Give a role" }));
  await user.click(await screen.findByRole("option", { name: "Receptionist", hidden: true }));
  await user.click(within(dialog).getByRole("button", { name: "Give" }));
  expect(await screen.findByText("You have the role Receptionist now.")).toBeVisible();
  expect(screen.queryByText(/from the next sign-in/)).toBeNull();
});

it("says why a role was not given", async () => {
  const { clinic } = showApp({ at: { page: "settings" } });
  clinic.refuse("giveRole", R.refusal("needsConnection"));
  const { user, dialog } = await open();
  await user.click(within(dialog).getByRole("combobox", { name: "Give a role" }));
  await user.click(await screen.findByRole("option", { name: "Receptionist", hidden: true }));
  await user.click(within(dialog).getByRole("button", { name: "Give" }));
  expect(await within(dialog).findByText(/needs the server/)).toBeVisible();
});

it("gives a role for one facility, where several are in use", async () => {
  const { clinic } = showApp({ at: { page: "settings" } });
  const of = { address: "", phone: "", licenceNumber: "", timeZone: "UTC", currency: "GHS", isActive: true };
  await clinic.addFacility({ name: "Lyon", ...of });
  const { user, dialog } = await open();
  const choose = async (role: string) => {
    await user.click(within(dialog).getByRole("combobox", { name: "Give a role" }));
    await user.click(await screen.findByRole("option", { name: role, hidden: true }));
    const facility = within(dialog).getByRole("combobox", { name: "Facility of the role" });
    expect(facility).toHaveValue("All facilities");
    await user.click(facility);
    // the facility of the user has the same choices
    const choices = within(document.getElementById(facility.getAttribute("aria-controls")!)!);
    await user.click(await choices.findByRole("option", { name: "Lyon", hidden: true }));
    await user.click(within(dialog).getByRole("button", { name: "Give" }));
  };
  await choose("Receptionist");
  expect(await within(dialog).findByText("Receptionist (Lyon)")).toBeVisible();
  clinic.refuse("giveRole", R.refusal("invalid", { field: "facilityId", reason: "impossible" }));
  await choose("Admin");
  expect(await within(dialog).findByText(/given for all facilities alone/)).toBeVisible();
});

it("verifies an address by the code that was sent there", async () => {
  const { clinic } = showApp({ at: { page: "settings" } });
  const ROW = "u2";
  const form = (await clinic.userDetails(ROW)).form;
  await clinic.editUser(ROW, "1", form, { ...form, email: "bright@clinic.example" });
  const { user, dialog } = await open();
  const check = within(within(dialog).getByRole("region", { name: "E-mail address" }));
  expect(check.getByText("Not verified")).toBeVisible();
  expect(check.queryByLabelText("Code that they read")).toBeNull();
  await user.click(check.getByRole("button", { name: "Make a code" }));
  expect(await check.findByText("7QK3-W9DX-4MTE-R2HB-0NCV")).toBeVisible();
  expect(check.getByText(/^Send this code to bright@clinic.example .* until 11:00/)).toBeVisible();
  await expectAccessible();
  // the filled one saves what was typed of the user
  expect(check.getByRole("button", { name: "Verify" })).toHaveAttribute("data-variant", "default");
  clinic.refuse(
    "verifyEmail",
    R.refusal("invalid", { fields: [{ field: "code", reason: "unknown", reference: null, limit: null }] }),
  );
  await user.type(check.getByLabelText("Code that they read"), "7QK3{Enter}");
  expect(await check.findByText(/^A code that was made for this address/)).toBeVisible();
  await user.type(check.getByLabelText("Code that they read"), "-W9DX-4MTE-R2HB-0NCV{Enter}");
  expect(await screen.findByText("bright@clinic.example is verified")).toBeVisible();
  expect(await check.findByText("Verified")).toBeVisible();
  expect(check.queryByRole("button")).toBeNull();
  // the list shows it, too
  await waitFor(() => expect(screen.getAllByText("Verified")).toHaveLength(2));
});
