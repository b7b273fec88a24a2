import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { PASSWORD } from "../../../test/fake-clinic";
import * as R from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";

const MARY = { page: "patient", id: "p1" } as const;

const list = (name: string) => screen.findByRole("region", { name });

describe("a list of the chart", () => {
  it("takes an allergy by keyboard alone", async () => {
    const { clinic } = showApp({ at: MARY });
    const user = userEvent.setup();
    const allergies = await list("Allergies and dislikes");
    within(allergies).getByRole("button", { name: "Add allergy" }).focus();
    await user.keyboard("{Enter}");
    const form = within(allergies).getByRole("form", { name: "Add allergy" });
    expect(within(form).getByLabelText("Substance")).toHaveFocus();
    await expectAccessible();
    await user.keyboard("Latex{Tab}");
    expect(within(form).getByLabelText("Severity")).toHaveFocus();
    await user.selectOptions(within(form).getByLabelText("Severity"), "Mild");
    await user.keyboard("{Enter}");
    expect(await within(allergies).findByText("Latex")).toBeVisible();
    expect(clinic.calls.filter((call) => call === "addAllergy")).toHaveLength(1);
    await waitFor(() => expect(within(allergies).getByRole("button", { name: "Add allergy" })).toHaveFocus());
  });

  it("adds nothing without a name, and Escape leaves all as it was", async () => {
    const { clinic } = showApp({ at: MARY });
    const user = userEvent.setup();
    const conditions = await list("Conditions");
    await user.click(within(conditions).getByRole("button", { name: "Add condition" }));
    await user.keyboard(" {Enter}");
    expect(within(conditions).getByRole("button", { name: "Save" })).toBeDisabled();
    await user.keyboard("Asthma{Escape}");
    expect(within(conditions).queryByRole("form")).toBeNull();
    await user.click(within(conditions).getByRole("button", { name: "Edit Type 2 diabetes" }));
    await user.clear(within(conditions).getByLabelText("Name"));
    await user.keyboard("Gout{Escape}");
    expect(within(conditions).getByText("Type 2 diabetes")).toBeVisible();
    expect(clinic.calls).not.toContain("addCondition");
    expect(clinic.calls).not.toContain("editCondition");
  });

  it("is edited in place, with what was loaded beside what is wanted", async () => {
    const { clinic } = showApp({ at: MARY });
    const sent: unknown[] = [];
    const edit = clinic.editAllergy;
    clinic.editAllergy = async (form) => (sent.push([form.seen, form.loaded.reaction, form.form]), edit(form));
    const user = userEvent.setup();
    const allergies = await list("Allergies and dislikes");
    await user.click(within(allergies).getByRole("button", { name: "Edit Peanut" }));
    const reaction = within(allergies).getByLabelText("Reaction");
    await user.clear(reaction);
    await user.type(reaction, "Anaphylaxis{Enter}");
    expect(await within(allergies).findByText("Anaphylaxis")).toBeVisible();
    const form = {
      substance: "Peanut",
      code: "",
      kind: "food",
      reaction: "Anaphylaxis",
      severity: "severe",
      status: "active",
      onset: "2019-04",
    };
    expect(sent).toEqual([["1", "Hives", form]]);
    expect(within(allergies).getByText("since Apr 2019")).toBeVisible();
  });

  it("keeps what was typed when the clinic does not take it", async () => {
    const { clinic } = showApp({ at: MARY });
    const user = userEvent.setup();
    const conditions = await list("Conditions");
    clinic.refuse("addCondition", R.refusal("invalid", { field: "onset", reason: "inTheFuture" }));
    await user.click(within(conditions).getByRole("button", { name: "Add condition" }));
    await user.keyboard("Asthma{Tab}2031{Enter}");
    await waitFor(() => expect(within(conditions).getByLabelText("Since")).toBeInvalid());
    expect(within(conditions).getByLabelText("Name")).toHaveValue("Asthma");
    expect(within(conditions).getByLabelText("Since")).toHaveValue("2031");
  });

  it("ends an entry with a way back", async () => {
    showApp({ at: MARY });
    const user = userEvent.setup();
    const conditions = await list("Conditions");
    await user.click(within(conditions).getByRole("button", { name: "More: Type 2 diabetes" }));
    await user.click(await screen.findByRole("menuitem", { name: "Resolved", hidden: true }));
    expect(await within(conditions).findByText("None active")).toBeVisible();
    await user.click(within(conditions).getByRole("button", { name: "No longer active (2)" }));
    expect(within(conditions).getByText("Type 2 diabetes")).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await user.click(await within(conditions).findByRole("button", { name: "No longer active (1)" }));
    expect(within(conditions).queryByText("None active")).toBeNull();
  });

  it("takes out what was entered in error, asks why, and puts it back", async () => {
    const { clinic } = showApp({ at: MARY });
    const sent: unknown[] = [];
    const remove = clinic.removeAllergy;
    clinic.removeAllergy = async (...of) => (sent.push(of), remove(...of));
    const user = userEvent.setup();
    const allergies = await list("Allergies and dislikes");
    await user.click(within(allergies).getByRole("button", { name: "More: Peanut" }));
    await user.click(await screen.findByRole("menuitem", { name: "Entered in error", hidden: true }));
    const dialog = await screen.findByRole("dialog");
    expect(dialog).toHaveTextContent("Mary Okafor · 12 Mar 1992 · File 000482");
    expect(within(dialog).getByText("Why is Peanut wrong in the chart of Mary Okafor?")).toBeVisible();
    const confirm = within(dialog).getByRole("button", { name: "Entered in error" });
    expect(confirm).toBeDisabled();
    await user.type(within(dialog).getByRole("textbox", { name: "Reason" }), "Another patient");
    await user.click(confirm);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(sent).toEqual([["al1", "1", "Another patient"]]);
    expect(await within(allergies).findByText("Not asked yet")).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect(await within(allergies).findByText("Peanut")).toBeVisible();
  });

  it("distinguishes nothing known from not asked", async () => {
    showApp({ at: MARY });
    const user = userEvent.setup();
    const medicines = await list("Medicines");
    expect(within(medicines).getByText("Not asked yet")).toBeVisible();
    await user.click(within(medicines).getByRole("button", { name: "None known" }));
    expect(await within(medicines).findByText(/Takes no medicines/)).toHaveTextContent("(Abena Mensah, 14 Aug 2026)");
    expect(within(medicines).queryByText("Not asked yet")).toBeNull();
    await user.click(within(medicines).getByRole("button", { name: "Take back" }));
    expect(await within(medicines).findByText("Not asked yet")).toBeVisible();
  });

  it("is not called empty while records are to come", async () => {
    showApp({ at: MARY, sync: { toCome: true } });
    const medicines = await list("Medicines");
    expect(await within(medicines).findByText("Chart not all here yet")).toBeVisible();
    expect(within(medicines).queryByText("Not asked yet")).toBeNull();
    expect(screen.getByText(/what looks empty may not be/)).toBeVisible();
    await expectAccessible();
  });

  it("is read and not written without the right", async () => {
    showApp({ at: MARY, rights: ["patients.read", "chart.read"] });
    const allergies = await list("Allergies and dislikes");
    expect(within(allergies).getByText("Peanut")).toBeVisible();
    expect(within(allergies).queryByRole("button")).toBeNull();
    expect(within(await list("Medicines")).queryByRole("button")).toBeNull();
  });
});

describe("the profile", () => {
  it("is saved on leaving, and Escape restores", async () => {
    const { clinic } = showApp({ at: MARY });
    const sent: unknown[] = [];
    const edit = clinic.editProfile;
    clinic.editProfile = async (loaded, wanted) => (
      sent.push([loaded.history, wanted.history, wanted.seen]),
      edit(loaded, wanted)
    );
    const user = userEvent.setup();
    const background = await list("Background");
    const pencil = () => within(background).getByRole("button", { name: "Edit Medical history" });
    await user.click(pencil());
    await user.keyboard("Typed in vain{Escape}");
    await user.click(pencil());
    expect(within(background).getByLabelText("Medical history")).toHaveValue("");
    await user.keyboard("Hypertension since 2015");
    await user.tab();
    expect(await within(background).findByText("Hypertension since 2015")).toBeVisible();
    expect(sent).toEqual([["", "Hypertension since 2015", "1"]]);
  });

  it("is a draft after a lock that comes over it, and is there again", async () => {
    const { clinic } = showApp({ at: MARY });
    const user = userEvent.setup();
    const conditions = await list("Conditions");
    await user.click(within(conditions).getByRole("button", { name: "Add condition" }));
    await user.keyboard("Asthma");
    const background = await list("Background");
    await user.click(within(background).getByRole("button", { name: "Edit Remarks" }));
    await user.keyboard("Comes with her sister");
    await user.keyboard("{Control>}l{/Control}");
    expect(await screen.findByLabelText("Password")).toBeVisible();
    expect(clinic.calls).not.toContain("addCondition");
    const draft = await clinic.formDraft({ form: "entry", list: "conditions", patientId: "p1", id: null });
    expect(draft?.text).toContain("Asthma");
    expect(clinic.calls).not.toContain("editProfile");
    expect(clinic.calls.lastIndexOf("lock")).toBeGreaterThan(clinic.calls.lastIndexOf("saveFormDraft"));
    await user.type(screen.getByLabelText("Password"), `${PASSWORD}{Enter}`);
    await user.click(within(await list("Background")).getByRole("button", { name: "Edit Remarks" }));
    const field = await screen.findByDisplayValue(/Comes with her sister$/);
    expect(screen.getByText(/^Restored what you typed/)).toBeVisible();
    await user.type(field, ".");
    await user.click(document.body);
    await waitFor(() => expect(clinic.calls).toContain("editProfile"));
    const of = { form: "profileText", patientId: "p1", field: "remarks" } as const;
    await waitFor(async () => expect(await clinic.formDraft(of)).toBeNull());
  });

  it("is saved once by going to another page before Enter", async () => {
    const { clinic } = showApp({ at: MARY });
    const user = userEvent.setup();
    const conditions = await list("Conditions");
    const begin = () => user.click(within(conditions).getByRole("button", { name: "Add condition" }));
    await begin();
    await user.keyboard("Asthma{Enter}");
    await waitFor(() => expect(clinic.calls.filter((call) => call === "addCondition")).toHaveLength(1));
    await begin();
    await user.keyboard("Gout");
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    await begin();
    await user.keyboard("Coeliac disease");
    await user.click(screen.getByRole("button", { name: "Today" }));
    await waitFor(() => expect(clinic.calls.filter((call) => call === "addCondition")).toHaveLength(2));
    expect(screen.queryByText(/could not be saved/)).toBeNull();
  });

  it("that cannot be saved then is said in its own words", async () => {
    const { clinic } = showApp({ at: MARY });
    const user = userEvent.setup();
    clinic.refuse("addCondition", R.refusal("invalid", { field: "since" }));
    const conditions = await list("Conditions");
    await user.click(within(conditions).getByRole("button", { name: "Add condition" }));
    await user.keyboard("Asthma{Tab}soon");
    await user.click(screen.getByRole("button", { name: "Today" }));
    expect(await screen.findByText("Add condition: “Asthma, soon” could not be saved as it is.")).toBeVisible();
  });

  it("is there again after a lock and after Escape, until it is cancelled", async () => {
    const { clinic } = showApp({ at: MARY });
    const user = userEvent.setup();
    const begin = async () =>
      user.click(within(await list("Conditions")).getByRole("button", { name: "Add condition" }));
    await begin();
    await user.keyboard("{Tab}2019");
    await user.keyboard("{Control>}l{/Control}");
    await user.type(await screen.findByLabelText("Password"), `${PASSWORD}{Enter}`);
    expect(clinic.calls).not.toContain("addCondition");
    await begin();
    expect(await screen.findByText(/^Restored what you typed until .*\.$/)).toBeVisible();
    expect(screen.getByLabelText("Since")).toHaveValue("2019");
    await expectAccessible();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByLabelText("Since")).toBeNull());
    await begin();
    await screen.findByText(/^Restored what you typed/);
    expect(screen.getByLabelText("Since")).toHaveValue("2019");
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    await begin();
    expect(screen.getByLabelText("Since")).toHaveValue("");
    await waitFor(() => expect(clinic.calls).toContain("discardFormDraft"));
    expect(screen.queryByText(/^Restored what you typed/)).toBeNull();
  });
});
