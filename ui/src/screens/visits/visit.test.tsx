import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { NoteDraft } from "../../ipc/views";
import { PASSWORD } from "../../test/fake-clinic";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

const at = { page: "visit", id: "v2" } as const;

it("shows BMI and change while a weight is typed, and records it on Enter", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  const weight = await screen.findByLabelText("Weight");
  await user.type(weight, "159 lb");
  expect(await screen.findByText(/^26\.5/)).toBeVisible();
  expect(clinic.calls).not.toContain("recordMeasurement");
  await user.keyboard("{Enter}");
  await waitFor(() => expect(clinic.calls).toContain("recordMeasurement"));
  expect(screen.getByLabelText("Height")).toHaveFocus();
});

it("judges an impossible form on leaving the field, never while typing", async () => {
  showApp({ at });
  const user = userEvent.setup();
  const weight = await screen.findByLabelText("Weight");
  await user.type(weight, "abc");
  expect(screen.queryByText(/That is not a weight/)).toBeNull();
  await user.tab();
  expect(await screen.findByText("That is not a weight. For example: 72.4 kg or 159 lb")).toBeVisible();
});

it("saves the note while it is typed, and signs it with a password", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  await user.click(await screen.findByLabelText("Assessment"));
  // at once: each key draws the whole visit
  await user.paste("Eats breakfast now.");
  await user.tab();
  expect(await screen.findByText("Saved on this computer 10:42")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Sign note" }));
  const dialog = await screen.findByRole("dialog");
  await user.type(within(dialog).getByLabelText("Your password"), `${PASSWORD}{Enter}`);
  expect(await screen.findByText("Signed by Abena Mensah, 20 Nov 2026, 10:44")).toBeVisible();
  expect(screen.queryByLabelText("Assessment")).toBeNull();
  expect(screen.getByRole("button", { name: "Add addendum" })).toBeVisible();
  expect(clinic.calls.filter((call) => call === "signNote")).toHaveLength(1);
});

it("signs nothing while another version waits, and leads to the conflict", async () => {
  const { clinic } = showApp({ at });
  clinic.refuse("signNote", R.refusal("conflictOpen", { conflict: "c1" }));
  const user = userEvent.setup();
  await user.click(await screen.findByLabelText("Assessment"));
  await user.paste("Eats breakfast now.");
  await user.click(screen.getByRole("button", { name: "Sign note" }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.type(dialog.getByLabelText("Your password"), `${PASSWORD}{Enter}`);
  expect(await dialog.findByText("Another version waits for a decision.")).toBeVisible();
  await user.click(dialog.getByRole("button", { name: "Show both versions" }));
  expect(await screen.findByText("Here — Abena Mensah, this computer, 19 Nov 2026, 16:02")).toBeVisible();
  expect(screen.queryByRole("dialog")).toBeNull();
});

it("begins at the first measure", async () => {
  showApp({ at });
  await waitFor(() => expect(screen.getByLabelText("Weight")).toHaveFocus());
});

it("asks again for a wrong password, and says what is locked", async () => {
  showApp({ at });
  const user = userEvent.setup();
  await user.click(await screen.findByLabelText("Assessment"));
  await user.paste("Eats breakfast now.");
  await user.click(screen.getByRole("button", { name: "Sign note" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.getByText("Once signed, this note can’t be edited. You can still add an addendum.")).toBeVisible();
  expect(dialog.getByText("Type your password first.")).toBeVisible();
  await user.type(dialog.getByLabelText("Your password"), "not this");
  await user.click(dialog.getByRole("button", { name: "Sign and lock" }));
  expect(await dialog.findByText(/Wrong password/)).toBeVisible();
  expect(dialog.getByLabelText("Your password")).toHaveFocus();
});

it("keeps what was typed when saving fails, says so, and tries again", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  const { saveDraft } = clinic;
  clinic.saveDraft = async () => Promise.reject(R.refusal("vaultBusy"));
  await user.type(await screen.findByLabelText("Diagnosis"), "Text");
  await user.tab();
  expect(await screen.findByText(/Could not save/)).toBeVisible();
  expect(screen.getByLabelText("Diagnosis")).toHaveValue("Text");
  clinic.saveDraft = saveDraft;
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText("Saved on this computer 10:42")).toBeVisible();
});

it("has what could not be saved when one comes back, and saves it then", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  const { saveDraft } = clinic;
  clinic.saveDraft = async () => Promise.reject(R.refusal("diskFull"));
  await user.type(await screen.findByLabelText("Diagnosis"), "Text");
  await user.tab();
  expect(await screen.findByText(/The disk is full\. Keep this window open/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Patients" }));
  await waitFor(() => expect(screen.queryByLabelText("Diagnosis")).toBeNull());
  clinic.saveDraft = saveDraft;
  await user.click(await screen.findByRole("button", { name: "Back" }));
  await waitFor(() => expect(screen.getByLabelText("Diagnosis")).toHaveValue("Text"));
  expect(await screen.findByText("Saved on this computer 10:42")).toBeVisible();
});

it("saves the last keys before the window locks", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText("Monitoring"), "Call in a week");
  await user.keyboard("{Control>}l{/Control}");
  await screen.findByText("Your note is saved.");
  expect(clinic.calls.indexOf("saveDraft")).toBeGreaterThan(-1);
  expect(clinic.calls.indexOf("saveDraft")).toBeLessThan(clinic.calls.indexOf("lock"));
});

describe("on a full disk", () => {
  const typed = async () => {
    const { clinic } = showApp({ at, isDiskFull: true });
    const user = userEvent.setup();
    clinic.saveDraft = async () => Promise.reject(R.refusal("diskFull"));
    await user.type(await screen.findByLabelText("Diagnosis"), "Text");
    await user.tab();
    expect(await screen.findByText(/The disk is full\. Keep this window open/)).toBeVisible();
    const { start, lock } = clinic;
    // the lock committed nothing
    clinic.start = async () => {
      const view = await start();
      return { ...view, unstoredDrafts: 1, last: view.last && { ...view.last, hasSaved: false } };
    };
    clinic.lock = async () => (await lock(), false);
    return { clinic, user };
  };

  it("says before a lock by hand what is not saved", async () => {
    const { clinic, user } = await typed();
    await user.keyboard("{Control>}l{/Control}");
    const dialog = await screen.findByRole("dialog", { name: "Leave what is not saved?" });
    expect(within(dialog).getByText(/A note or a measurement is kept, encrypted/)).toBeVisible();
    expect(within(dialog).getByRole("button", { name: "Stay here" })).toHaveFocus();
    await expectAccessible();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(clinic.calls).not.toContain("lock");
    expect(screen.getByLabelText("Diagnosis")).toHaveValue("Text");
    await user.keyboard("{Control>}l{/Control}");
    await user.click(await screen.findByRole("button", { name: "Leave anyway" }));
    expect(await screen.findByText(/A note or measurement that was typed here is not on the disk/)).toBeVisible();
    expect(screen.queryByText("Your note is saved.")).toBeNull();
  });

  it("locks without a question where nobody may be there", async () => {
    const { clinic } = await typed();
    act(() => clinic.emit({ kind: "closing", cause: null }));
    expect(await screen.findByText(/A note or measurement that was typed here is not on the disk/)).toBeVisible();
    expect(clinic.calls).toContain("lock");
  });

  it("saves by itself once there is room", async () => {
    const { clinic } = await typed();
    clinic.saveDraft = async () => ({ savedAt: R.at("10:43") });
    act(() => clinic.emit({ kind: "diskChanged" }));
    expect(await screen.findByText("Saved on this computer 10:43")).toBeVisible();
  });

  it("has what waited over a lock, and says that it is not saved", async () => {
    const { clinic } = showApp({ at });
    const { visit } = clinic;
    clinic.visit = async (id) => {
      const shown = await visit(id);
      return { ...shown, note: { ...shown.note!, recovered: R.at("09:40"), savedAt: null } };
    };
    const saved: NoteDraft[] = [];
    clinic.saveDraft = async (draft) => {
      saved.push(draft);
      return Promise.reject(R.refusal("diskFull"));
    };
    expect(await screen.findByText(/was found: .* the disk was full/)).toBeVisible();
    expect(await screen.findByText(/The disk is full\. Keep this window open/)).toBeVisible();
    expect(saved.length).toBe(1);
  });
});

it("copies a section of the previous note across", async () => {
  showApp({ at });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Copy to today’s note: Intervention" }));
  expect(screen.getByLabelText<HTMLTextAreaElement>("Intervention").value).toContain("Replace one sweetened drink");
});

it("offers templates after a slash", async () => {
  showApp({ at });
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText("Assessment"), "/");
  await user.click(await screen.findByRole("option", { name: "Diet recall", hidden: true }));
  expect(screen.getByLabelText<HTMLTextAreaElement>("Assessment").value).toBe("Breakfast:\nLunch:\nSupper:\nSnacks:");
});

it("offers a template that is read after its letters were typed", async () => {
  const { clinic } = showApp({ at });
  const read = clinic.noteTemplates;
  let answer = () => undefined as void;
  const asked = new Promise<void>((resolve) => (answer = resolve));
  clinic.noteTemplates = async (...of) => (await asked, read(...of));
  const user = userEvent.setup();
  const assessment = await screen.findByLabelText<HTMLTextAreaElement>("Assessment");
  await user.type(assessment, "/diet");
  expect(screen.queryByRole("option", { name: "Diet recall", hidden: true })).toBeNull();
  answer();
  await screen.findByRole("option", { name: "Diet recall", hidden: true });
  await user.keyboard("{Enter}");
  expect(assessment.value).toBe("Breakfast:\nLunch:\nSupper:\nSnacks:");
});

it("names the patient, birth date and file, and is accessible", async () => {
  showApp({ at });
  expect(await screen.findByRole("heading", { level: 1, name: "Mary Okafor" })).toBeVisible();
  expect(screen.getByText(/12 Mar 1992 · File 000482/)).toBeVisible();
  await screen.findByText(/peanut allergy confirmed/);
  await expectAccessible();
});

it("is discarded after one question, and brought back", async () => {
  const { clinic } = showApp({ at: { page: "visit", id: "v2" } });
  const sent: unknown[] = [];
  const discard = clinic.discardVisit;
  clinic.discardVisit = async (...of) => (sent.push(of), discard(...of));
  const restore = clinic.restoreVisit;
  clinic.restoreVisit = async (...of) => (sent.push(of), restore(...of));
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "More" }));
  await user.click(await screen.findByRole("menuitem", { name: "Discard visit", hidden: true }));
  const dialog = await screen.findByRole("dialog");
  expect(dialog).toHaveTextContent("Discard this visit of Mary Okafor, with its note and readings?");
  await user.click(within(dialog).getByRole("button", { name: "Discard visit" }));
  expect(await screen.findByRole("tab", { name: "Overview" })).toBeVisible();
  await user.click(await screen.findByRole("button", { name: "Undo" }));
  expect(await screen.findByRole("button", { name: "End visit" })).toBeVisible();
  expect(sent).toEqual([
    ["v2", "1", true, null],
    ["v2", "removal"],
  ]);
});

it("says when the next visit is due, and books it on that day", async () => {
  const { clinic } = showApp({ at });
  const sent: unknown[] = [];
  const edit = clinic.editVisit;
  clinic.editVisit = async (form) => (sent.push(form.form.followUpOn), edit(form));
  const user = userEvent.setup();
  const due = await screen.findByLabelText("Next visit on");
  await user.type(due, "soon");
  await user.tab();
  expect(due).toHaveAccessibleDescription(/^No such day\./);
  // with no day to book on, the visit is not left
  await user.click(screen.getByRole("button", { name: "Book" }));
  expect(due).toHaveValue("soon");
  expect(sent).toEqual([]);
  await user.clear(due);
  await user.type(due, `14/12/${R.DAY.slice(2, 4)}`);
  await user.tab();
  await waitFor(() => expect(sent).toEqual(["2026-12-14"]));
  expect(due).toHaveValue("14 Dec 2026");
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "Book" }));
  expect(await screen.findByText(/Monday.*14 Dec 2026/)).toBeVisible();
  expect(await screen.findByText(/Mary Okafor/)).toBeVisible();
});
