import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { CustomFieldKind, CustomValue, NoteDraft } from "../../ipc/views";
import { expectAccessible, primaryButtons, showApp } from "../../test/show";

const at = { page: "visit", id: "v2" } as const;

it("finds a template by its letters and takes it from the chart", async () => {
  showApp({ at });
  const user = userEvent.setup();
  const field = await screen.findByLabelText<HTMLTextAreaElement>("Assessment");
  await user.type(field, "Seen. /summ");
  const offered = screen.getByRole("listbox", { name: "Templates", hidden: true });
  expect(within(offered).getAllByRole("option", { hidden: true })).toHaveLength(1);
  await user.keyboard("{Enter}");
  await waitFor(() => expect(field.value).toMatch(/^Seen\. Weight 74\.5/));
  expect(field.value).toContain("Not asked yet. Lose weight slowly, Walk after dinner.\nNext: ");
});

it("pulls in one field of the chart, and closes where none has the name", async () => {
  showApp({ at });
  const user = userEvent.setup();
  const field = await screen.findByLabelText<HTMLTextAreaElement>("Diagnosis");
  await user.type(field, "/aller{Enter}");
  await waitFor(() => expect(field.value).toMatch(/Peanut/));
  await user.clear(field);
  await user.type(field, "per /xyz{Enter}day");
  expect(field.value).toBe("per /xyz\nday");
});

it("says of a chart that is not all here that the list may be longer", async () => {
  const { clinic } = showApp({ at });
  const visit = clinic.visit;
  clinic.visit = async (id) => {
    const shown = await visit(id);
    return { ...shown, header: { ...shown.header, partial: true } };
  };
  const user = userEvent.setup();
  const field = await screen.findByLabelText<HTMLTextAreaElement>("Diagnosis");
  await user.type(field, "/aller{Enter}");
  await waitFor(() => expect(field.value).toContain("not all of the chart is here"));
});

it("leaves what is typed elsewhere while the chart is read", async () => {
  const { clinic } = showApp({ at });
  const plan = clinic.carePlan;
  let answer = () => {};
  clinic.carePlan = async (id) => {
    await new Promise<void>((resolve) => (answer = resolve));
    return plan(id);
  };
  const user = userEvent.setup();
  const field = await screen.findByLabelText<HTMLTextAreaElement>("Diagnosis");
  const other = screen.getByLabelText<HTMLTextAreaElement>("Monitoring");
  await user.type(field, "/goals{Enter}");
  await user.click(other);
  await user.paste("Weigh in May.");
  answer();
  await waitFor(() => expect(field.value).toContain("Walk after dinner"));
  expect(other.value).toBe("Weigh in May.");
});

it("says that the chart cannot be read, and leaves what was typed", async () => {
  const { clinic } = showApp({ at });
  clinic.carePlan = async () => Promise.reject(new Error("gone"));
  const user = userEvent.setup();
  const field = await screen.findByLabelText<HTMLTextAreaElement>("Diagnosis");
  await user.type(field, "/goals{Enter}");
  expect(await screen.findByText(/could not be read/)).toBeVisible();
  expect(field.value).toBe("/goals");
});

it("offers every kind of note while nothing is written", async () => {
  showApp({ at });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("combobox", { name: "Form of the note" }));
  await user.click(await screen.findByRole("option", { name: "Consultation", hidden: true }));
  expect(await screen.findByLabelText("Question")).toBeVisible();
  expect(screen.queryByLabelText("Monitoring")).toBeNull();
});

it("asks the clinic’s own fields, and saves what is typed whatever it is", async () => {
  const { clinic } = showApp({ at });
  const visit = clinic.visit;
  const field = (label: string, kind: CustomFieldKind): CustomValue => ({
    label,
    kind,
    noteKind: kind === "date" ? "letter" : null,
    options: kind === "choice" ? ["good", "poor"] : [],
    value: "",
  });
  const custom = [field("Appetite", "choice"), field("Cups", "number"), field("Stoma", "yesNo"), field("Seen", "date")];
  clinic.visit = async (id) => {
    const shown = await visit(id);
    return { ...shown, note: shown.note && { ...shown.note, custom } };
  };
  const saved: NoteDraft[] = [];
  const save = clinic.saveDraft;
  clinic.saveDraft = async (draft) => (saved.push(draft), save(draft));
  const user = userEvent.setup();
  await user.click(await screen.findByRole("combobox", { name: "Appetite" }));
  await user.click(await screen.findByRole("option", { name: "poor", hidden: true }));
  await user.click(screen.getByRole("radio", { name: "Yes" }));
  await user.type(screen.getByLabelText("Cups"), "two");
  expect(screen.getByText(/This is not a number/)).toBeVisible();
  await user.tab();
  await waitFor(() =>
    expect(saved.at(-1)?.custom).toEqual([
      { label: "Appetite", value: "poor" },
      { label: "Cups", value: "two" },
      { label: "Stoma", value: "yes" },
      { label: "Seen", value: "" },
    ]),
  );
  // a field for letters is not shown in this note
  expect(screen.queryByLabelText("Seen")).toBeNull();
});

it("shows which words changed between any two versions of a note", async () => {
  showApp({ at });
  const user = userEvent.setup();
  await user.click(await screen.findByLabelText("Assessment"));
  await user.paste("Eats early.");
  await user.click(await screen.findByRole("button", { name: "Versions" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Versions of this note" }));
  expect((await dialog.findByText("early (nv3)")).tagName).toBe("MARK");
  expect(dialog.getByText("late (nv2)").tagName).toBe("MARK");
  await user.click(dialog.getByRole("combobox", { name: "Earlier" }));
  await user.click(await screen.findByRole("option", { name: /10:10/, hidden: true }));
  expect(await dialog.findByText("late (nv1)")).toBeVisible();
  await expectAccessible();
});

it("says why an empty note cannot be signed; to end the visit is then next", async () => {
  showApp({ at });
  const user = userEvent.setup();
  const field = await screen.findByLabelText("Assessment");
  expect(screen.getByText("Write a section first.")).toBeVisible();
  expect(primaryButtons()).toEqual(["End visit"]);
  await user.type(field, "A");
  expect(primaryButtons()).toEqual(["Sign note"]);
  await user.type(field, "{Backspace}");
  expect(primaryButtons()).toEqual(["End visit"]);
  expect(screen.getByRole("button", { name: "Sign note" })).toBeDisabled();
  expect(field).toHaveFocus();
});
