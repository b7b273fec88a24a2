import { screen, waitFor, within } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import * as R from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";

const AT = { page: "patient", id: "p1", tab: "visits" } as const;
const table = () => within(screen.getByRole("table", { name: "Records" }));
/** The texts of the rows, each as its cells one after the other. */
const texts = () =>
  table()
    .getAllByRole("row")
    .slice(1)
    .map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent).join(" | "));
const columnOf = (index: number) => texts().map((text) => text.split(" | ")[index]);
const link = (name: string) => table().getByRole("button", { name });

async function shown() {
  const app = showApp({ at: AT });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("radio", { name: "Records" }));
  await screen.findByRole("table", { name: "Records" });
  return { ...app, user };
}

async function pick(user: UserEvent, option: string) {
  await user.click(screen.getByRole("combobox", { name: "Type" }));
  await user.click(await screen.findByRole("option", { name: option, hidden: true }));
}

async function showAllVersions(user: UserEvent) {
  await user.click(screen.getByRole("radio", { name: "All versions" }));
  await waitFor(() => expect(screen.getAllByText("Earlier version")).not.toHaveLength(0));
}

describe("the records of a patient", () => {
  it("are listed with their type, text, status and version", async () => {
    await shown();
    expect(texts().slice(0, 4)).toEqual([
      "2 Nov 2026, 09:00 | Prescription | Metformin: 500 mg, Active | – | – | Abena Mensah",
      "1 Sep 2026 | Document | Letter: Referral.pdf | – | – | Bright Osei",
      "14 Aug 2026, 10:42 | ADIME | Draft 3 of the assessment. | Signed | 3 of 3 | Abena Mensah",
      "2 Jul 2026, 09:00 | Energy needed | Mifflin-St Jeor 1990: 1,850\u202fkcal | – | 2 of 2 | Abena Mensah",
    ]);
    await expectAccessible();
  });

  it("of one type are picked by name and number", async () => {
    const { user } = await shown();
    await user.click(screen.getByRole("combobox", { name: "Type" }));
    const options = await screen.findAllByRole("option", { hidden: true });
    expect(options.map(({ textContent }) => textContent)).toEqual([
      "All types",
      "ADIME (1)",
      "Prescription (1)",
      "Document (1)",
      "Energy needed (1)",
      "Handout given (60)",
    ]);
    await user.click(screen.getByRole("option", { name: "Document (1)", hidden: true }));
    await waitFor(() => expect(columnOf(1)).toEqual(["Document"]));
    expect(screen.getByRole("combobox", { name: "Type" })).toHaveValue("Document (1)");
    await pick(user, "All types");
    await waitFor(() => expect(texts()).toHaveLength(50));
  });

  it("have their earlier versions among them on request", async () => {
    const { user } = await shown();
    await showAllVersions(user);
    await pick(user, "ADIME (3)");
    await waitFor(() => expect(columnOf(4)).toEqual(["3 of 3", "2 of 3", "1 of 3"]));
    expect(columnOf(3)).toEqual(["Signed", "Earlier version", "Earlier version"]);
    await user.click(screen.getByRole("radio", { name: "Current versions" }));
    await waitFor(() => expect(columnOf(4)).toEqual(["3 of 3"]));
    expect(screen.getByRole("combobox", { name: "Type" })).toHaveValue("ADIME (1)");
  });

  it("open by Enter: a note with its text and the way to its visit", async () => {
    const { user } = await shown();
    link("14 Aug 2026, 10:42").focus();
    await user.keyboard("{Enter}");
    const peek = within(await screen.findByRole("dialog", { name: "ADIME" }));
    expect(await peek.findByText("Assessment")).toBeVisible();
    expect(peek.getByText("14 Aug 2026, 10:42")).toBeVisible();
    expect(peek.getByText("3 of 3")).toBeVisible();
    expect(peek.getByText("Signed")).toBeVisible();
    expect(peek.queryByRole("button", { name: "Compare versions" })).toBeNull();
    await expectAccessible();
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("dialog", { name: "ADIME" })).toBeNull();
    expect(link("14 Aug 2026, 10:42")).toHaveFocus();
    await user.keyboard("{Enter}");
    await user.click(await screen.findByRole("button", { name: "Open visit" }));
    expect(await screen.findByText("End visit")).toBeVisible();
  });

  it("compare an earlier version of a note with the one before it", async () => {
    const { user } = await shown();
    await showAllVersions(user);
    await user.click(link("14 Aug 2026, 10:30"));
    const peek = within(await screen.findByRole("dialog", { name: "ADIME" }));
    expect(peek.getByText("2 of 3")).toBeVisible();
    expect(peek.getByText("Earlier version")).toBeVisible();
    expect(peek.getByText("Draft 2 of the assessment.")).toBeVisible();
    expect(peek.queryByText("Assessment")).toBeNull();
    await user.click(peek.getByRole("button", { name: "Compare versions" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Versions of this note" }));
    expect(await dialog.findByText("early (nv2)")).toBeVisible();
    expect(dialog.getByText("late (nv1)")).toBeVisible();
    await expectAccessible();
    // Escape ends the comparison alone
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog", { name: "Versions of this note" })).toBeNull());
    expect(screen.getByRole("dialog", { name: "ADIME" })).toBeVisible();
  });

  it("compare the oldest version of a note with the next one", async () => {
    const { user } = await shown();
    await showAllVersions(user);
    await user.click(link("14 Aug 2026, 10:10"));
    await user.click(await screen.findByRole("button", { name: "Compare versions" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Versions of this note" }));
    expect(await dialog.findByText("late (nv1)")).toBeVisible();
    expect(dialog.getByText("early (nv2)")).toBeVisible();
  });

  it("other than notes have nothing to compare", async () => {
    const { user } = await shown();
    await showAllVersions(user);
    await user.click(link("1 Jul 2026, 09:00"));
    const peek = within(await screen.findByRole("dialog", { name: "Energy needed" }));
    expect(peek.getByText("1 of 2")).toBeVisible();
    expect(peek.queryByRole("button", { name: "Compare versions" })).toBeNull();
    expect(peek.queryByRole("button", { name: "Open visit" })).toBeNull();
    await pick(user, "Document (1)");
    expect(screen.queryByRole("dialog", { name: "Energy needed" })).toBeNull();
  });

  it("are read page by page, and a refusal is shown", async () => {
    const { user, clinic } = await shown();
    expect(texts()).toHaveLength(50);
    clinic.refuse("records", R.refusal("diskFull"));
    await user.click(screen.getByRole("button", { name: "Show earlier" }));
    const alert = await screen.findByRole("alert");
    expect(texts()).toHaveLength(50);
    await user.click(within(alert).getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(texts()).toHaveLength(64));
    expect(screen.queryByRole("button", { name: "Show earlier" })).toBeNull();
  });

  it("of a type that is gone leave the filter as it is", async () => {
    const { user, clinic } = await shown();
    await pick(user, "Document (1)");
    await waitFor(() => expect(columnOf(1)).toEqual(["Document"]));
    clinic.records = async () => ({ rows: [], counts: [], total: 0, next: null });
    clinic.emit({ kind: "changed", topics: ["patients"], patientIds: ["p1"] });
    expect(await screen.findByText("No record of this type")).toBeVisible();
    expect(screen.getByRole("combobox", { name: "Type" })).toHaveValue("Document (0)");
  });

  it("may be none yet", async () => {
    showApp({ at: AT, empty: true });
    await userEvent.click(await screen.findByRole("radio", { name: "Records" }));
    expect(await screen.findByText("No records yet")).toBeVisible();
    expect(screen.getByRole("combobox", { name: "Type" })).toHaveValue("All types");
    await expectAccessible();
  });

  it("are in French, too", async () => {
    showApp({ at: AT, language: "fr" });
    await userEvent.click(await screen.findByRole("radio", { name: "Dossier médical" }));
    expect(await screen.findByText("3 sur 3")).toBeVisible();
    await userEvent.click(screen.getByRole("radio", { name: "Toutes les versions" }));
    await waitFor(() => expect(screen.getAllByText("Version antérieure")).toHaveLength(3));
  });
});
