import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import * as R from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";

const OVERVIEW = { page: "patient", id: "p1", tab: "overview" } as const;

const form = (name = "Add pregnancy") => screen.findByRole("form", { name });

/** Records a pregnancy by keys alone, from the button on. */
async function record(user: ReturnType<typeof userEvent.setup>, due: string, typed: Record<string, string> = {}) {
  (await screen.findByRole("button", { name: "Add pregnancy" })).focus();
  await user.keyboard("{Enter}");
  const fields = within(await form());
  expect(fields.getByLabelText("Due date")).toHaveFocus();
  await user.keyboard(due);
  for (const [label, text] of Object.entries(typed)) {
    fields.getByLabelText(label).focus();
    await user.keyboard(text);
  }
  await user.keyboard("{Enter}");
}

describe("the pregnancies of a patient", () => {
  it("are recorded by keys, and the header says how far one is", async () => {
    showApp({ at: OVERVIEW });
    const user = userEvent.setup();
    expect(await screen.findByText("No pregnancy recorded")).toBeVisible();
    await record(user, "1 12 2026", { "Weight before": "60 kg" });
    expect(await screen.findByText("Due 1 Dec 2026")).toBeVisible();
    // in the row, and in the header once the page was read again
    await waitFor(() => expect(screen.getAllByText("Pregnant, 24+3")).toHaveLength(2));
    expect(screen.getByText(/trimester 2 · 60 kg before/)).toBeVisible();
    expect(screen.getByText(/11.5.kg to 16.kg recommended with one child/)).toBeVisible();
    await expectAccessible();
  });

  it("end with an outcome, which takes the chip away", async () => {
    const { clinic } = showApp({ at: OVERVIEW });
    const user = userEvent.setup();
    await record(user, "1 12 2026");
    const sent: unknown[] = [];
    const edit = clinic.editPregnancy;
    clinic.editPregnancy = async (given) => (sent.push(given), edit(given));
    (await screen.findByRole("button", { name: "Edit Pregnancy, due 1 Dec 2026" })).focus();
    await user.keyboard("{Enter}");
    const fields = within(await form("Pregnancy, due 1 Dec 2026"));
    fields.getByLabelText("Ended on").focus();
    await user.keyboard("10 8 2026");
    await user.selectOptions(fields.getByLabelText("Outcome"), "Live birth");
    await user.click(fields.getByRole("button", { name: "Save" }));
    expect(await screen.findByRole("button", { name: "Over (1)" })).toBeVisible();
    expect(sent).toMatchObject([
      { id: "pg1", seen: "1", form: { dueDate: "2026-12-01", endedOn: "2026-08-10", outcome: "liveBirth" } },
    ]);
    await waitFor(() => expect(screen.queryByText("Pregnant, 24+3")).toBeNull());
    await user.click(screen.getByRole("button", { name: "Over (1)" }));
    expect(await screen.findByText(/ended 10 Aug 2026 · Live birth/)).toBeVisible();
  });

  it("that were entered in error go with a reason and come back", async () => {
    showApp({ at: OVERVIEW });
    const user = userEvent.setup();
    await record(user, "1 12 2026");
    await user.click(await screen.findByRole("button", { name: "More: Pregnancy, due 1 Dec 2026" }));
    await user.click(await screen.findByRole("menuitem", { name: "Entered in error", hidden: true }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.type(dialog.getByLabelText(/Reason/), "of her sister{Enter}");
    expect(await screen.findByText("No pregnancy recorded")).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect(await screen.findByText("Due 1 Dec 2026")).toBeVisible();
  });

  it("say at its field why a day is not taken", async () => {
    const { clinic } = showApp({ at: OVERVIEW });
    const user = userEvent.setup();
    clinic.refuse("addPregnancy", R.refusal("invalid", { field: "endedOn", reason: "impossible" }));
    await record(user, "1 12 2026");
    const fields = within(await form());
    expect(await fields.findByText(/Write a day until today/)).toBeVisible();
    expect(fields.getByLabelText("Due date")).toHaveValue("1 12 2026");
  });

  it("are not said to be none while one may be missing", async () => {
    const { clinic } = showApp({ at: OVERVIEW });
    const read = clinic.patient;
    clinic.patient = async (id) => ({ ...(await read(id)), pregnancies: { isUnsure: true, pregnancies: [] } });
    expect(await screen.findByText("Chart not all here yet")).toBeVisible();
    expect(screen.queryByText("No pregnancy recorded")).toBeNull();
  });

  it("have no panel for a man", async () => {
    const { clinic } = showApp({ at: OVERVIEW });
    const read = clinic.patient;
    clinic.patient = async (id) => {
      const view = await read(id);
      return { ...view, header: { ...view.header, sex: "male" } };
    };
    expect(await screen.findByRole("heading", { name: "Conditions" })).toBeVisible();
    expect(screen.queryByRole("button", { name: "Add pregnancy" })).toBeNull();
  });
});
