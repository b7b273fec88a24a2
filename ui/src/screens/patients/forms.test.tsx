import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

const wrong = (...fields: [string, "notAPhone" | "notAnEmail" | "notADate" | "required"][]) =>
  R.refusal("invalid", {
    field: fields[0]![0],
    reason: fields[0]![1],
    fields: fields.map(([field, reason]) => ({ field, reason, reference: null, limit: null })),
  });

describe("a form that is wrong in several fields", () => {
  it("says so below each, and the first has the focus", async () => {
    const { clinic } = showApp({ at: { page: "register", text: "Ama Owusu" } });
    const user = userEvent.setup();
    clinic.refuse("registerPatient", wrong(["birthDate", "notADate"], ["phone", "notAPhone"], ["email", "notAnEmail"]));
    await user.type(await screen.findByLabelText("Phone"), "call me");
    await user.click(screen.getByRole("button", { name: "Register patient" }));
    expect(await screen.findByText(/This is no phone number/)).toBeVisible();
    expect(screen.getByText("This is no e-mail address.")).toBeVisible();
    expect(screen.getByText(/This is no day/)).toBeVisible();
    await waitFor(() => expect(screen.getByLabelText("Birth date")).toHaveFocus());
    expect(screen.getByLabelText("E-mail")).toBeInvalid();
    // all of it is said below the fields
    expect(screen.queryByRole("alert")).toBeNull();
    await expectAccessible();
  });

  it("sends a birth date that is none, so that it is refused and not lost", async () => {
    const { clinic } = showApp({ at: { page: "register", text: "Ama Owusu" } });
    const user = userEvent.setup();
    const sent: unknown[] = [];
    const { registerPatient } = clinic;
    clinic.registerPatient = async (form) => (sent.push(form.birthDate), registerPatient(form));
    await user.type(await screen.findByLabelText("Birth date"), "3 13 19");
    await user.click(screen.getByRole("button", { name: "Register patient" }));
    await waitFor(() => expect(sent).toEqual(["3 13 19"]));
  });

  it("has an alert for what is about no field", async () => {
    const { clinic } = showApp({ at: { page: "register", text: "Ama Owusu" } });
    const user = userEvent.setup();
    clinic.refuse("registerPatient", R.refusal("diskFull"));
    await user.click(await screen.findByRole("button", { name: "Register patient" }));
    expect(await screen.findByRole("alert")).toBeVisible();
  });
});

describe("a patient who is registered by keys", () => {
  it("has its fields in the order shown, and a letter chooses the sex", async () => {
    const { clinic } = showApp({ at: { page: "register", text: "" } });
    const user = userEvent.setup();
    const given = await screen.findByLabelText("Given name");
    await waitFor(() => expect(given).toHaveFocus());
    await user.keyboard("Ama{Tab}Owusu{Tab}{Tab}12 mar 1992{Tab}");
    expect(screen.getByRole("checkbox", { name: "Estimated" })).toHaveFocus();
    await user.tab();
    const sex = screen.getByRole("combobox", { name: "Sex" });
    expect(sex).toHaveFocus();
    await user.keyboard("f");
    expect(sex).toHaveValue("Female");
    await user.tab();
    expect(screen.getByLabelText(/^Gender/)).toHaveFocus();
    const sent: unknown[] = [];
    const { registerPatient } = clinic;
    clinic.registerPatient = async (form) => (sent.push(form), registerPatient(form));
    await user.click(screen.getByRole("button", { name: "Register patient" }));
    await waitFor(() => expect(sent).toMatchObject([{ birthDate: "1992-03-12", sex: "female" }]));
  });
});

describe("a patient", () => {
  it("is deleted with a reason and words, and Undo brings them back", async () => {
    const { clinic } = showApp({ at: { page: "patient", id: "p1" } });
    const user = userEvent.setup();
    const calls: unknown[] = [];
    const { deletePatient, restorePatient } = clinic;
    clinic.deletePatient = async (...given) => (calls.push(given), deletePatient(...given));
    clinic.restorePatient = async (...given) => (calls.push(given), restorePatient(...given));
    await user.click(await screen.findByRole("button", { name: "More" }));
    await user.click(await screen.findByRole("menuitem", { name: "Delete patient", hidden: true }));
    const dialog = within(await screen.findByRole("dialog"));
    const remove = dialog.getByRole("button", { name: "Delete patient" });
    expect(remove).toBeDisabled();
    await user.type(dialog.getByLabelText("In your words"), "Registered twice.");
    await expectAccessible();
    await user.click(remove);
    expect(await screen.findByText("Mary Okafor is deleted")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(calls).toHaveLength(2));
    expect(calls).toEqual([
      ["p1", expect.anything(), "duplicate", "Registered twice."],
      ["p1", "removal"],
    ]);
  });

  it("who is deleted is in a list of those who delete, and is opened from it", async () => {
    const { clinic } = showApp({ at: { page: "patients" } });
    const user = userEvent.setup();
    await clinic.deletePatient("p1", "seen", "duplicate", "Registered twice.");
    await user.click(await screen.findByRole("radio", { name: "Deleted" }));
    const list = within(await screen.findByRole("table", { name: "Deleted" }));
    expect(await list.findByText("Duplicate: Registered twice.")).toBeVisible();
    await expectAccessible();
    await user.click(list.getByText("Mary Okafor"));
    expect(await screen.findByRole("heading", { name: "Mary Okafor" })).toBeVisible();
  });

  it("has a note written without a visit", async () => {
    const { clinic } = showApp({ at: { page: "patient", id: "p1", tab: "visits" } });
    const user = userEvent.setup();
    const drafts: unknown[] = [];
    const { saveDraft } = clinic;
    clinic.saveDraft = async (draft) => (drafts.push(draft.id), saveDraft(draft));
    await user.click(await screen.findByRole("button", { name: "Write note without a visit" }));
    await user.type(await screen.findByRole("textbox", { name: "Assessment" }), "Called.");
    await waitFor(() => expect(drafts).toContain("n9"));
    await expectAccessible();
  });
});

describe("a corrected reading", () => {
  it("shows what stood there, who had entered it and when", async () => {
    const { clinic } = showApp({ at: { page: "patient", id: "p1", tab: "measurements" } });
    const { measurements } = clinic;
    clinic.measurements = async (id) =>
      (await measurements(id)).map((row, index) =>
        index > 0
          ? row
          : {
              ...row,
              corrected: {
                was: "74.2 kg",
                quantity: { value: 74.2, second: null, unit: "kg" },
                wasBy: "Bright Osei",
                at: R.at("10:12"),
                by: "Abena Mensah",
              },
            },
      );
    const shown = await screen.findAllByText(/was 74.2.kg, entered by Bright Osei; changed .* by Abena Mensah/);
    expect(shown.length).toBeGreaterThan(0);
    await expectAccessible();
  });
});
