import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { expectAccessible, showApp } from "../../test/show";

const at = { page: "settings", section: "notes" } as const;

it("adds a template, with a sample of what it becomes", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Add template" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Add template" }));
  await waitFor(() => expect(dialog.getByLabelText("Name")).toHaveFocus());
  await user.type(dialog.getByLabelText("Name"), "Tube feed");
  await user.click(dialog.getByLabelText("Text"));
  await user.paste("Weighs {weight}, {wheight}");
  expect(dialog.getByText("{wheight} is no field of the chart. Choose one from the list below.")).toBeVisible();
  expect(dialog.getByRole("button", { name: "Save template" })).toBeDisabled();
  await user.clear(dialog.getByLabelText("Text"));
  await user.paste("Weighs ");
  await user.click(dialog.getByRole("button", { name: "Weight" }));
  expect(dialog.getByLabelText("Text")).toHaveValue("Weighs {weight}");
  expect(dialog.getByText("Weighs 72.4 kg")).toBeVisible();
  await expectAccessible();
  await user.click(dialog.getByRole("button", { name: "Save template" }));
  expect(await screen.findByText("Template “Tube feed” saved")).toBeVisible();
  expect(clinic.calls).toContain("addNoteTemplate");
  expect(await within(screen.getByRole("table", { name: "Note templates" })).findByText("Tube feed")).toBeVisible();
});

it("takes a template of the program out of use", async () => {
  const { clinic } = showApp({ at });
  const sent: unknown[] = [];
  const edit = clinic.editNoteTemplate;
  clinic.editNoteTemplate = async (...of) => (sent.push(of), edit(...of));
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Diet recall" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Change template" }));
  expect(dialog.getByText(/came with the program/)).toBeVisible();
  await user.click(dialog.getByRole("switch", { name: "Offered while a note is written" }));
  await user.click(dialog.getByRole("button", { name: "Save template" }));
  const table = screen.getByRole("table", { name: "Note templates" });
  expect(await within(table).findByText("Inactive")).toBeVisible();
  const loaded = { name: "Diet recall", section: "assessment", text: expect.any(String) as string, isActive: true };
  expect(sent).toEqual([["t1", "", loaded, { ...loaded, isActive: false }]]);
});

it("adds a field of notes, whose kind then stays", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  expect(await screen.findByText(/No fields yet/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Add field" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Add field" }));
  await waitFor(() => expect(dialog.getByLabelText("Label")).toHaveFocus());
  await user.paste("Appetite: now");
  expect(dialog.getByText("A label has no colon.")).toBeVisible();
  await user.clear(dialog.getByLabelText("Label"));
  await user.paste("Appetite");
  await user.click(dialog.getByRole("combobox", { name: "Kind of answer" }));
  await user.click(await screen.findByRole("option", { name: "A choice", hidden: true }));
  const save = dialog.getByRole("button", { name: "Save field" });
  expect(save).toBeDisabled();
  await user.click(dialog.getByLabelText("Options"));
  await user.paste("good\npoor");
  await expectAccessible();
  await user.click(save);
  const table = await screen.findByRole("table", { name: "Fields of notes" });
  await user.click(within(table).getByRole("button", { name: "Appetite" }));
  const changed = within(await screen.findByRole("dialog", { name: "Change field" }));
  expect(changed.getByRole("combobox", { name: "Kind of answer" })).toBeDisabled();
  expect(clinic.calls).toContain("addCustomField");
});

it("is not there for those who may not manage settings", async () => {
  showApp({ at, rights: ["users.read"] });
  expect(await screen.findByRole("table", { name: "Users" })).toBeVisible();
  expect(screen.queryByRole("table", { name: "Note templates" })).toBeNull();
});
