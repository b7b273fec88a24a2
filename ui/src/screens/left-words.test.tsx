import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { FormOf } from "../ipc/views";
import type { Route } from "../nav/navigation";
import { type Fake, PASSWORD } from "../test/fake-clinic";
import * as R from "../test/records";
import { expectAccessible, showApp } from "../test/show";
import { areas } from "../words";

type User = ReturnType<typeof userEvent.setup>;

function open(at: Route) {
  return { user: userEvent.setup(), ...showApp({ at }) };
}
/** Locks the window with the keys, and signs in again. */
async function lockAndReturn(user: User) {
  await user.keyboard("{Control>}l{/Control}");
  await user.type(await screen.findByLabelText("Password"), `${PASSWORD}{Enter}`);
}
const left = async (clinic: Fake, of: FormOf) => (await clinic.formDraft(of))?.text ?? null;
const dialog = async () => within(await screen.findByRole("dialog"));
const noDialog = () => waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
const resumed = () => screen.findByText(/^Restored what you typed/);

describe("the words of a call", () => {
  const at: Route = { page: "patients", followUps: { part: "overdue", dietitianId: null, row: 0 } };
  const NOTE = areas.followUps.en.note;
  const call = async (user: User) => user.click((await screen.findAllByRole("button", { name: "Call" }))[0]!);
  it("are in its dialog again after a lock, and gone with what is saved", async () => {
    const { user, clinic } = open(at);
    const of: FormOf = { form: "call", patientId: R.NAMES[0]!.id };
    await call(user);
    await user.type((await dialog()).getByLabelText(NOTE), "Asks for a letter");
    await lockAndReturn(user);
    await user.click(await screen.findByRole("button", { name: "Patients" }));
    await user.click(await screen.findByText("Follow-ups"));
    await call(user);
    expect(await resumed()).toBeVisible();
    expect((await dialog()).getByLabelText(NOTE)).toHaveValue("Asks for a letter");
    await expectAccessible();
    await user.click((await dialog()).getByRole("radio", { name: "1 Reached" }));
    await user.click((await dialog()).getByRole("button", { name: "Save call" }));
    await noDialog();
    expect(await left(clinic, of)).toBeNull();
  });
  it("outlive Escape, and not Cancel", async () => {
    const { user } = open(at);
    await call(user);
    await user.type((await dialog()).getByLabelText(NOTE), "Asks for a letter{Escape}");
    await noDialog();
    await call(user);
    await resumed();
    expect((await dialog()).getByLabelText(NOTE)).toHaveValue("Asks for a letter");
    await user.click((await dialog()).getByRole("button", { name: "Cancel" }));
    await noDialog();
    await call(user);
    expect((await dialog()).getByLabelText(NOTE)).toHaveValue("");
  });
});

describe("the words of a contact", () => {
  it("outlive Escape", async () => {
    const { user } = open({ page: "patient", id: "p1", tab: "contact" });
    const add = await screen.findByRole("button", { name: areas.patients.en.addContact });
    await user.click(add);
    await user.type((await dialog()).getByLabelText("Name"), "Quagga{Escape}");
    await noDialog();
    await user.click(add);
    await resumed();
    expect((await dialog()).getByLabelText("Name")).toHaveValue("Quagga");
  });
});

describe("the words of a template", () => {
  it("are in its dialog again after a lock and after Escape", async () => {
    const { user, clinic } = open({ page: "settings", section: "notes" });
    const add = async () => user.click(await screen.findByRole("button", { name: "Add template" }));
    await add();
    await user.type((await dialog()).getByLabelText("Name"), "Tube feed");
    await lockAndReturn(user);
    await add();
    await resumed();
    expect((await dialog()).getByLabelText("Name")).toHaveValue("Tube feed");
    await user.type((await dialog()).getByLabelText("Text"), "By day{Escape}");
    await noDialog();
    await add();
    await resumed();
    expect((await dialog()).getByLabelText("Text")).toHaveValue("By day");
    await user.click((await dialog()).getByRole("button", { name: "Save template" }));
    await noDialog();
    expect(await left(clinic, { form: "setting", list: "templates", id: null })).toBeNull();
  });
});

describe("the words of the search for a food", () => {
  it("are there again after a lock, and Escape closes the list alone", async () => {
    const { user, clinic } = open({ page: "recall", id: "rc1" });
    const of: FormOf = { form: "foods", list: "recall", id: "rc1" };
    const field = () => screen.findByRole("combobox", { name: /^Add to/ });
    await user.type(await field(), "okrra");
    expect(await screen.findAllByRole("option")).not.toHaveLength(0);
    await user.keyboard("{Escape}");
    expect(screen.queryAllByRole("option")).toHaveLength(0);
    expect(await field()).toHaveValue("okrra");
    await lockAndReturn(user);
    await waitFor(async () => expect(await field()).toHaveValue("okrra"));
    await user.clear(await field());
    await waitFor(async () => expect(await left(clinic, of)).toBeNull());
  });

  it("are there again under their day and their meal", async () => {
    const { user, clinic } = open({ page: "mealPlan", id: "mp1" });
    const { addTo, meals } = areas.foods.en;
    const tab = (name: string) => screen.findByRole("tab", { name: new RegExp(name) });
    await user.click(await tab("Thu"));
    await user.click(await screen.findByRole("button", { name: meals.dinner }));
    await user.type(await screen.findByRole("combobox", { name: addTo.dinner }), "ric");
    await lockAndReturn(user);
    const field = await screen.findByRole("combobox", { name: addTo.dinner });
    await waitFor(() => expect(field).toHaveValue("ric"));
    await waitFor(() => expect(field).toHaveFocus());
    expect(await tab("Thu")).toHaveAttribute("aria-selected", "true");
    // another day that is chosen stays
    await user.click(await tab("Fri"));
    expect(await tab("Fri")).toHaveAttribute("aria-selected", "true");
    await user.clear(await screen.findByRole("combobox", { name: /^Add to/ }));
    const of: FormOf = { form: "foods", list: "mealPlan", id: "mp1" };
    await waitFor(async () => expect(await left(clinic, of)).toBeNull());
  });

  it("of an earlier version have no day, and are there again", async () => {
    const { user, clinic } = open({ page: "mealPlan", id: "mp1" });
    const field = () => screen.findByRole("combobox", { name: areas.foods.en.addTo.lunch });
    await field();
    const draft = clinic.formDraft;
    const former = { text: JSON.stringify({ text: "okrra" }), savedAt: R.at("10:42") };
    clinic.formDraft = async (of) => (of.form === "foods" ? former : draft(of));
    await lockAndReturn(user);
    await waitFor(async () => expect(await field()).toHaveValue("okrra"));
  });
});

describe("a reading outside of a visit", () => {
  it("is no record of a lock, and is in its fields again", async () => {
    const { user, clinic } = open({ page: "patient", id: "p1", tab: "measurements" });
    await user.click(await screen.findByRole("button", { name: areas.patients.en.addReading }));
    await user.type(await screen.findByLabelText(areas.patients.en.value), "7");
    await lockAndReturn(user);
    expect(await resumed()).toBeVisible();
    expect(clinic.calls).not.toContain("enterMeasurement");
    const value = screen.getByLabelText(areas.patients.en.value);
    expect(value).toHaveValue("7");
    await user.type(value, "2{Enter}");
    await waitFor(() => expect(clinic.calls).toContain("enterMeasurement"));
    await waitFor(async () => expect(await left(clinic, { form: "reading", patientId: "p1" })).toBeNull());
  });
});

describe("a measure of a visit", () => {
  const weight = () => screen.findByLabelText<HTMLInputElement>("Weight");
  const back = async (user: User) => {
    await lockAndReturn(user);
    return weight();
  };
  it("is no record of a lock while its field is not left, and is there again", async () => {
    const { user, clinic } = open({ page: "visit", id: "v2" });
    await user.type(await weight(), "7");
    const field = await back(user);
    expect(clinic.calls).not.toContain("recordMeasurement");
    expect(field).toHaveValue("7");
    // nor when the page is left before the user has been in the field again
    await user.click(screen.getByRole("button", { name: "Patients" }));
    await user.click(await screen.findByRole("button", { name: "Back" }));
    expect(clinic.calls).not.toContain("recordMeasurement");
    expect(await weight()).toHaveValue("7");
    await user.type(await weight(), "2{Enter}");
    await waitFor(() => expect(clinic.calls).toContain("recordMeasurement"));
    await waitFor(async () => expect(await left(clinic, { form: "measures", visitId: "v2" })).toBeNull());
  });
  it("that cannot be read is in its field again after a lock", async () => {
    const { user, clinic } = open({ page: "visit", id: "v2" });
    await user.type(await weight(), "abc");
    await user.tab();
    await screen.findByText(/That is not a weight/);
    const field = await back(user);
    expect(field).toHaveValue("abc");
    await user.clear(field);
    await user.type(field, "70{Enter}");
    await waitFor(() => expect(clinic.calls).toContain("recordMeasurement"));
  });
});

describe("a note that is too long", () => {
  it("says how much fits, and is there again after a lock", async () => {
    const { user, clinic } = open({ page: "visit", id: "v2" });
    const of: FormOf = { form: "noteText", noteId: R.DRAFT_NOTE.id };
    const { saveDraft } = clinic;
    clinic.saveDraft = async (draft) => {
      if (draft.sections.some(({ text }) => text.length > 1000))
        throw R.refusal("invalid", {
          fields: [{ field: "sections", reason: "tooLong", reference: null, limit: 1000 }],
        });
      return saveDraft(draft);
    };
    const pasted = "word ".repeat(500);
    const field = () => screen.findByLabelText<HTMLTextAreaElement>("Assessment");
    await user.click(await field());
    await user.paste(pasted);
    expect(
      await screen.findByText(/^Too long to save: the note has 2,\d{3} characters, and 1,000 fit\./),
    ).toBeVisible();
    expect(screen.getByText(/^2,\d{3} characters$/)).toBeVisible();
    await lockAndReturn(user);
    await waitFor(async () => expect((await field()).value).toContain(pasted.trim()));
    await user.clear(await field());
    await user.type(await field(), "Short");
    await user.tab();
    await waitFor(async () => expect(await left(clinic, of)).toBeNull());
    expect(screen.queryByText(/^Too long to save/)).toBeNull();
  });
});
