import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Fake } from "../../../test/fake-clinic";
import { expectAccessible, showApp } from "../../../test/show";

const AT = { page: "patient", id: "p1", tab: "plan", plan: "handouts" } as const;

/** Sets the preferred language of the patient. */
function speaks(clinic: Fake, preferredLanguage: string) {
  const read = clinic.patient;
  clinic.patient = async (id) => {
    const view = await read(id);
    return { ...view, form: { ...view.form, form: { ...view.form.form, preferredLanguage } } };
  };
}

const table = async (name: string) => within(await screen.findByRole("table", { name }));

describe("the handouts of a patient", () => {
  it("are listed in the patient's language first, with when they were given", async () => {
    const { clinic } = showApp({ at: { ...AT, plan: "goals" } });
    speaks(clinic, "fr-CH");
    const user = userEvent.setup();
    clinic.emit({ kind: "changed", topics: ["patients"], patientIds: [] });
    await user.click(await screen.findByRole("tab", { name: "Handouts" }));
    const leaflets = await table("Handouts");
    expect(await leaflets.findByRole("row", { name: /^Moins de sel French, English 2 Oct 2026/ })).toBeVisible();
    expect(leaflets.getByRole("row", { name: /^Meer vezels Dutch/ })).toBeVisible();
    const given = await table("Given to this patient");
    expect(given.getByRole("row", { name: /^Less salt English 2 Oct 2026.+Abena Mensah/ })).toBeVisible();
    await expectAccessible();
  });

  it("are given by keys in that language, printed, and taken back", async () => {
    const { clinic } = showApp({ at: AT });
    const user = userEvent.setup();
    const sent: unknown[] = [];
    const give = clinic.giveHandout;
    clinic.giveHandout = async (form) => (sent.push(form), give(form));
    (await (await table("Handouts")).findAllByRole("button", { name: "Less salt" }))[0]!.focus();
    await user.keyboard("{Enter}");
    const dialog = within(await screen.findByRole("dialog", { name: "Give “Less salt”" }));
    await expectAccessible();
    dialog.getByRole("button", { name: "Give and print" }).focus();
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("dialog", { name: "Print: Handout" })).toBeVisible();
    expect(sent).toEqual([{ patientId: "p1", handoutId: "h1", visitId: null }]);
    await user.keyboard("{Escape}");
    const given = await table("Given to this patient");
    await waitFor(() => expect(given.getAllByRole("row")).toHaveLength(3));
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(given.getAllByRole("row")).toHaveLength(2));
  });

  it("are given by the button of their row", async () => {
    showApp({ at: AT });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: "Give “Less salt”" }));
    expect(await screen.findByRole("dialog", { name: "Give “Less salt”" })).toBeVisible();
  });

  it("say that there is no version in the patient's language", async () => {
    const { clinic } = showApp({ at: { ...AT, plan: "goals" } });
    speaks(clinic, "pl");
    const user = userEvent.setup();
    clinic.emit({ kind: "changed", topics: ["patients"], patientIds: [] });
    await user.click(await screen.findByRole("tab", { name: "Handouts" }));
    await user.click(await (await table("Handouts")).findByRole("button", { name: "Less salt" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Give “Less salt”" }));
    expect(dialog.getByText("No Polish version. Print in English?")).toBeVisible();
  });

  it("are taken out where they were entered in error, with a way back", async () => {
    showApp({ at: AT });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: "More: Handout “Less salt”" }));
    await user.click(await screen.findByRole("menuitem", { name: "Entered in error", hidden: true }));
    await user.type(await screen.findByLabelText(/^Reason/), "Another patient{Enter}");
    expect(await screen.findByText("Nothing was given yet.")).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect(await screen.findByRole("button", { name: "More: Handout “Less salt”" })).toBeVisible();
  });
});
