import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { ContactEdit, PatientEdit } from "../../ipc/views";
import type { Route } from "../../nav/navigation";
import type { Fake } from "../../test/fake-clinic";
import { PASSWORD } from "../../test/fake-clinic";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";
import { areas } from "../../words";

const drafts = areas.drafts.en;
const patients = areas.patients.en;
type User = ReturnType<typeof userEvent.setup>;

function open(at: Route) {
  return { user: userEvent.setup(), ...showApp({ at }) };
}
/** Locks the window with the keys, and signs in again. */
async function lockAndReturn(user: User, clinic: Fake) {
  await user.keyboard("{Control>}l{/Control}");
  const password = await screen.findByLabelText("Password");
  expect(clinic.calls.lastIndexOf("lock")).toBeGreaterThan(clinic.calls.lastIndexOf("saveFormDraft"));
  expect(clinic.calls).toContain("saveFormDraft");
  const { localStorage: local, sessionStorage: session } = window;
  expect(JSON.stringify([{ ...local }, { ...session }])).not.toContain("Quagga");
  await user.type(password, `${PASSWORD}{Enter}`);
}
const resumed = () => screen.findByText(/^Restored what you typed until 20 Nov 2026, 10:42\.$/);
const afresh = async (user: User) => {
  await user.click(screen.getByRole("button", { name: drafts.afresh }));
  await waitFor(() => expect(screen.queryByText(/^Restored what you typed/)).toBeNull());
};

describe("a registration that is half filled in", () => {
  it("is there again after a lock, half of a birth date, too", async () => {
    const { user, clinic } = open({ page: "register", text: "" });
    await user.type(await screen.findByLabelText("Given name"), "Quagga");
    await user.type(screen.getByLabelText("Birth date"), "12 3");
    await lockAndReturn(user, clinic);
    expect(await resumed()).toBeVisible();
    expect(screen.getByLabelText("Given name")).toHaveValue("Quagga");
    expect(screen.getByLabelText("Birth date")).toHaveValue("12 3");
    await user.click(screen.getByRole("button", { name: "Register patient" }));
    await waitFor(() => expect(clinic.calls).toContain("registerPatient"));
    await waitFor(() => expect(screen.queryByLabelText("Given name")).toBeNull());
    expect(clinic.calls.lastIndexOf("saveFormDraft")).toBeLessThan(clinic.calls.indexOf("registerPatient"));
    expect(await clinic.formDraft({ form: "registration" })).toBeNull();
  });
  it("is begun afresh, and thrown away by Cancel", async () => {
    const { user, clinic } = open({ page: "patients" });
    const begin = async () => user.click(await screen.findByRole("button", { name: "Register patient" }));
    await begin();
    await user.type(await screen.findByLabelText("Given name"), "Quagga");
    await user.click(screen.getByRole("button", { name: "Today" }));
    await waitFor(() => expect(clinic.calls).toContain("saveFormDraft"));
    await user.click(screen.getByRole("button", { name: "Patients" }));
    await begin();
    await resumed();
    await afresh(user);
    expect(screen.getByLabelText("Given name")).toHaveValue("");
    expect(await clinic.formDraft({ form: "registration" })).toBeNull();
    await user.type(screen.getByLabelText("Given name"), "Zebra");
    await waitFor(async () => expect(await clinic.formDraft({ form: "registration" })).not.toBeNull());
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    await begin();
    expect(await screen.findByLabelText("Given name")).toHaveValue("");
    expect(await clinic.formDraft({ form: "registration" })).toBeNull();
  });
  it("that nobody touched leaves none", async () => {
    const { user, clinic } = open({ page: "register", text: "" });
    await screen.findByLabelText("Given name");
    await user.keyboard("{Control>}l{/Control}");
    await screen.findByLabelText("Password");
    expect(clinic.calls).not.toContain("saveFormDraft");
  });
});

describe("details that are half edited", () => {
  it("are there again, over what others changed since", async () => {
    const { user, clinic } = open({ page: "edit", id: "p1" });
    await user.type(await screen.findByLabelText("Phone"), "9");
    await user.clear(screen.getByLabelText("Birth date"));
    await user.type(screen.getByLabelText("Birth date"), "13 3");
    const { patient, editPatient } = clinic;
    clinic.patient = async (id) => {
      const view = await patient(id);
      const form = { ...view.form.form, email: "mary@example.org" };
      return { ...view, form: { ...view.form, seen: "2", form } };
    };
    await lockAndReturn(user, clinic);
    expect(await resumed()).toBeVisible();
    expect(screen.getByLabelText("Phone")).toHaveValue("0803 555 01019");
    expect(screen.getByLabelText("Birth date")).toHaveValue("13 3");
    expect(screen.getByLabelText(patients.form.email)).toHaveValue("mary@example.org");
    const sent: PatientEdit[] = [];
    clinic.editPatient = async (edit) => (sent.push(edit), editPatient(edit));
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(sent).toHaveLength(1));
    // unseen changes of others conflict with the user's edit, and are not sent as theirs
    expect(sent[0]).toMatchObject({ id: "p1", seen: "1", form: { phone: "0803 555 01019", birthDate: "13 3" } });
    expect(sent[0]!.form.email).toBe(sent[0]!.loaded.email);
    expect(await clinic.formDraft({ form: "details", patientId: "p1" })).toBeNull();
  });
  it("are as they are recorded once they are begun afresh", async () => {
    const { user, clinic } = open({ page: "edit", id: "p1" });
    await user.type(await screen.findByLabelText("Phone"), "9");
    await lockAndReturn(user, clinic);
    await resumed();
    await afresh(user);
    expect(screen.getByLabelText("Phone")).toHaveValue("0803 555 0101");
    expect(screen.getByLabelText("Birth date")).toHaveValue("12 Mar 1992");
  });
});

describe("an emergency contact that is half typed", () => {
  const of = { form: "contact", patientId: "p1" } as const;
  const dialog = async () => within(await screen.findByRole("dialog"));
  it("is in its dialog again after a lock", async () => {
    const { user, clinic } = open({ page: "patient", id: "p1", tab: "contact" });
    await user.click(await screen.findByRole("button", { name: patients.addContact }));
    await user.type((await dialog()).getByLabelText("Name"), "Quagga");
    await lockAndReturn(user, clinic);
    expect(await resumed()).toBeVisible();
    expect((await dialog()).getByLabelText("Name")).toHaveValue("Quagga");
    await expectAccessible();
    await user.click((await dialog()).getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await waitFor(async () => expect(await clinic.formDraft(of)).toBeNull());
    await user.click(screen.getByRole("button", { name: patients.addContact }));
    expect((await dialog()).getByLabelText("Name")).toHaveValue("");
  });
  it("is added once by two presses while its draft is stored", async () => {
    const { user, clinic } = open({ page: "patient", id: "p1", tab: "contact" });
    await user.click(await screen.findByRole("button", { name: patients.addContact }));
    await user.type((await dialog()).getByLabelText("Name"), "Quagga");
    const store = clinic.saveFormDraft;
    let go = () => {};
    const stored = new Promise<void>((resolve) => (go = resolve));
    clinic.saveFormDraft = async (draft) => (await stored, store(draft));
    const form = (await dialog()).getByLabelText("Name").closest("form")!;
    fireEvent.submit(form);
    fireEvent.submit(form);
    go();
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(clinic.calls.filter((name) => name === "addContact")).toHaveLength(1);
  });
  it("is the one that was edited, in the version that was seen", async () => {
    const { user, clinic } = open({ page: "patient", id: "p1", tab: "contact" });
    await user.click(await screen.findByRole("button", { name: "More: Ifeanyi Okafor" }));
    await user.click(await screen.findByRole("menuitem", { name: patients.editContact, hidden: true }));
    await user.type((await dialog()).getByLabelText("Phone"), "0");
    await lockAndReturn(user, clinic);
    await resumed();
    const sent: [ContactEdit, string][] = [];
    const edit = clinic.editContact;
    clinic.editContact = async (...given) => (sent.push(given), edit(...given));
    await user.click((await dialog()).getByRole("button", { name: "Save" }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject([{ id: "e1", seen: R.IFEANYI.seen, form: { phone: "0803 555 01990" } }, "p1"]);
    expect(await clinic.formDraft(of)).toBeNull();
  });
});

describe("an appointment that is half booked", () => {
  const at = { page: "diary", day: R.DAY } as const;
  const dialog = async () => within(await screen.findByRole("dialog"));
  it("has its patient, time and reason again after a lock", async () => {
    const { user, clinic } = open(at);
    await user.click(await screen.findByRole("button", { name: "Book" }));
    await user.type((await dialog()).getByLabelText("Patient"), "adjei");
    await (await dialog()).findByText("Ama Adjei");
    await user.keyboard("{Enter}");
    await user.type((await dialog()).getByLabelText(areas.diary.en.reason), "Quagga");
    await lockAndReturn(user, clinic);
    expect(await resumed()).toBeVisible();
    expect(await (await dialog()).findByText("Ama Adjei")).toBeVisible();
    expect((await dialog()).getByLabelText(areas.diary.en.reason)).toHaveValue("Quagga");
    await expectAccessible();
    await user.click((await dialog()).getByRole("button", { name: "Book" }));
    await waitFor(() => expect(clinic.calls).toContain("bookAppointment"));
    await waitFor(async () => expect(await clinic.formDraft({ form: "booking", patientId: null })).toBeNull());
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });
  it("has the letters of a name again, and none for another patient", async () => {
    const { user, clinic } = open(at);
    await user.click(await screen.findByRole("button", { name: "Book" }));
    await user.type((await dialog()).getByLabelText("Patient"), "Quagga");
    await lockAndReturn(user, clinic);
    await resumed();
    expect((await dialog()).getByLabelText("Patient")).toHaveValue("Quagga");
    expect(await clinic.formDraft({ form: "booking", patientId: "p1" })).toBeNull();
    await afresh(user);
    await waitFor(async () => expect(await clinic.formDraft({ form: "booking", patientId: null })).toBeNull());
  });
  it("waits in its dialog when that is left by Escape", async () => {
    const { user } = open(at);
    const book = await screen.findByRole("button", { name: "Book" });
    await user.click(book);
    await user.type((await dialog()).getByLabelText(areas.diary.en.reason), "Quagga{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await user.click(book);
    await resumed();
    expect((await dialog()).getByLabelText(areas.diary.en.reason)).toHaveValue("Quagga");
  });
});

describe("an addendum that is half typed", () => {
  const dialog = async () => within(await screen.findByRole("dialog"));
  it("waits in its dialog when that is left by Escape", async () => {
    const { user, clinic } = open({ page: "today" });
    const visit = clinic.visit;
    clinic.visit = async (id) => ({ ...(await visit(id)), note: await clinic.note(R.SIGNED_NOTE.id) });
    await user.click((await screen.findAllByRole("button", { name: "Continue" }))[0]!);
    const add = await screen.findByRole("button", { name: areas.notes.en.addAddendum });
    await user.click(add);
    await user.type((await dialog()).getByLabelText(areas.notes.en.addendumText), "Quagga");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await waitFor(() => expect(clinic.calls).toContain("saveFormDraft"));
    await user.click(add);
    expect(await resumed()).toBeVisible();
    expect((await dialog()).getByLabelText(areas.notes.en.addendumText)).toHaveValue("Quagga");
    await user.click((await dialog()).getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await user.click(add);
    expect((await dialog()).getByLabelText(areas.notes.en.addendumText)).toHaveValue("");
  });
  it("is in its dialog again after a lock, and gone once it is added", async () => {
    const { user, clinic } = open({ page: "today" });
    const visit = clinic.visit;
    clinic.visit = async (id) => ({ ...(await visit(id)), note: await clinic.note(R.SIGNED_NOTE.id) });
    await user.click((await screen.findAllByRole("button", { name: "Continue" }))[0]!);
    await user.click(await screen.findByRole("button", { name: areas.notes.en.addAddendum }));
    await user.type((await dialog()).getByLabelText(areas.notes.en.reason), "Told later");
    await user.type((await dialog()).getByLabelText(areas.notes.en.addendumText), "Quagga");
    await lockAndReturn(user, clinic);
    expect(await resumed()).toBeVisible();
    expect((await dialog()).getByLabelText(areas.notes.en.addendumText)).toHaveValue("Quagga");
    await expectAccessible();
    await user.click((await dialog()).getByRole("button", { name: areas.notes.en.addAddendum }));
    await waitFor(() => expect(clinic.calls).toContain("addAddendum"));
    expect(await screen.findByText("Addendum · Told later")).toBeVisible();
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});
