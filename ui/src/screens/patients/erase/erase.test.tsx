import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { ErasureForm, TypedSecond } from "../../../ipc/views";
import { expectAccessible, showApp } from "../../../test/show";

/** Goes through the steps up to the file number, with another admin as the second signer. */
async function askedByAdmin(password: string) {
  const shown = showApp({ at: { page: "patient", id: "p1" } });
  const user = userEvent.setup();
  const asked: [ErasureForm, TypedSecond][] = [];
  const erase = shown.clinic.erasePatient;
  shown.clinic.erasePatient = async (form, second) => (asked.push([form, second]), erase(form, second));
  await user.click(await screen.findByRole("button", { name: "More" }));
  await user.click(await screen.findByRole("menuitem", { name: "Erase for good…", hidden: true }));
  await user.click(await screen.findByRole("button", { name: "Next" }));
  expect(screen.getByRole("button", { name: "Next" })).toBeDisabled();
  await user.click(screen.getByRole("radio", { name: "The patient asked for it" }));
  await user.click(screen.getByRole("button", { name: "Next" }));
  await user.click(screen.getByRole("radio", { name: "Another admin" }));
  expect(screen.getByRole("button", { name: "Next" })).toBeDisabled();
  await user.type(screen.getByLabelText("User name of the other admin"), "kofi");
  await user.type(screen.getByLabelText("Password of the other admin"), password);
  await user.click(screen.getByRole("button", { name: "Next" }));
  return { ...shown, user, asked };
}

it("shows what goes, and on which computers", async () => {
  showApp({ at: { page: "erase", id: "p1" } });
  const records = within(await screen.findByRole("region", { name: "Records" }));
  expect(records.getByText("Visits").nextSibling).toHaveTextContent("12");
  expect(records.queryByText("NoteVersion")).toBeNull();
  expect(records.getByText("2 changes of theirs wait on this computer and go, too.")).toBeVisible();
  expect(screen.getByText(/^Front desk · this computer/)).toBeVisible();
  expect(screen.getByText(/^Room 2 PC · last seen/)).toBeVisible();
  await expectAccessible();
});

it("erases once the file number is typed, and shows a certificate", async () => {
  const { user, asked } = await askedByAdmin("second");
  const submit = screen.getByRole("button", { name: "Erase File 000482 for good" });
  expect(submit).toBeDisabled();
  expect(screen.getByText(/File 000482$/)).toHaveTextContent(/^Mary Okafor · /);
  const field = screen.getByLabelText("Type the file number 000482 to go on");
  await user.type(field, "000490");
  expect(screen.getByText("This is another file number.")).toBeVisible();
  expect(submit).toBeDisabled();
  await user.clear(field);
  await user.type(field, "000482{Enter}");
  const certificate = within(await screen.findByRole("region", { name: "Certificate of erasure" }));
  expect(certificate.getByText("The patient asked for it")).toBeVisible();
  expect(certificate.getByText("Kofi Asante")).toBeVisible();
  expect(asked).toEqual([
    [
      { id: "p1", reason: "patientRequest", fileNumber: "000482", merged: [] },
      { kind: "admin", login: "kofi", password: "second" },
    ],
  ]);
  await expectAccessible();
});

it("forgets a signature that is refused, and asks again", async () => {
  const { user } = await askedByAdmin("wrong");
  await user.type(screen.getByLabelText("Type the file number 000482 to go on"), "000482{Enter}");
  expect(await screen.findByRole("alert")).toBeVisible();
  await waitFor(() => expect(screen.getByLabelText("Password of the other admin")).toHaveValue(""));
  expect(screen.getByRole("button", { name: "Next" })).toBeDisabled();
});

it("asks for the recovery key alone in a clinic without a server", async () => {
  const { clinic } = showApp({ at: { page: "patient", id: "p1" } });
  const user = userEvent.setup();
  const preview = clinic.erasurePreview;
  clinic.erasurePreview = async (id) => ({ ...(await preview(id)), adminMaySecond: false });
  await user.click(await screen.findByRole("button", { name: "More" }));
  await user.click(await screen.findByRole("menuitem", { name: "Erase for good…", hidden: true }));
  await user.click(await screen.findByRole("button", { name: "Next" }));
  await user.click(screen.getByRole("radio", { name: "The patient asked for it" }));
  await user.click(screen.getByRole("button", { name: "Next" }));
  expect(await screen.findByText(/Without a server no other admin signs/)).toBeVisible();
  expect(screen.queryByRole("radio", { name: "Another admin" })).toBeNull();
});

it("is offered to those alone who may", async () => {
  const { user } = {
    user: userEvent.setup(),
    ...showApp({ at: { page: "patient", id: "p1" }, rights: ["patients.read", "patients.update"] }),
  };
  await user.click(await screen.findByRole("button", { name: "More" }));
  await screen.findByRole("menuitem", { name: "Edit details", hidden: true });
  expect(screen.queryByRole("menuitem", { name: "Erase for good…", hidden: true })).toBeNull();
});
