import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { refusal } from "../test/records";
import { expectAccessible, showApp } from "../test/show";

const at = { page: "visit", id: "v2" } as const;
const drawn = vi.hoisted(() => ({ texts: [] as string[], last: null as Uint8Array | null }));

// the simulated browser draws no pixels: drawing is tested in the real window
vi.mock("./drawing", () => {
  const openPdf = async (bytes: Uint8Array) => {
    drawn.texts.push(new TextDecoder().decode(bytes));
    drawn.last = bytes;
    return { pages: 2, draw: () => ({ done: Promise.resolve(), cancel: () => undefined }), close: () => undefined };
  };
  return { openPdf, openPicture: openPdf };
});

beforeEach(() => {
  drawn.texts = [];
});

async function open(user: ReturnType<typeof userEvent.setup>) {
  await user.type(await screen.findByLabelText("Assessment"), "Seen.");
  await user.click(screen.getByRole("button", { name: "Print" }));
  return within(await screen.findByRole("dialog", { name: "Print: Note" }));
}

it("shows the pages in the language of the patient", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  const dialog = await open(user);
  expect(await dialog.findByText("Page 1 of 2")).toBeVisible();
  expect(screen.getByRole("dialog")).toHaveTextContent("Mary Okafor · 12 Mar 1992 · File 000482");
  expect(dialog.getByLabelText("Language")).toHaveDisplayValue("French, the patient’s");
  expect(dialog.getByText("This note is a draft. Each page says so.")).toBeVisible();
  // what was typed is in the note before its pages are made
  expect(clinic.calls.indexOf("saveDraft")).toBeLessThan(clinic.calls.indexOf("makePrint"));
  await expectAccessible();
  await user.selectOptions(dialog.getByLabelText("Language"), "English");
  await waitFor(() => expect(drawn.texts.at(-1)).toContain('"language":"en"'));
});

it("says where no printer is, and saves the same pages as a file", async () => {
  showApp({ at });
  const user = userEvent.setup();
  const dialog = await open(user);
  await user.click(await dialog.findByRole("button", { name: "Print" }));
  expect(await dialog.findByText("No printer found. Save the PDF and print it elsewhere.")).toBeVisible();
  await user.click(dialog.getByRole("button", { name: "Save PDF" }));
  const saving = within(await screen.findByRole("dialog", { name: "Save a copy outside of the clinic" }));
  expect(saving.getByText(/The copy will not be encrypted/)).toBeVisible();
  expect(saving.getByLabelText("File")).toHaveValue("Note 000482.pdf");
  await user.click(saving.getByRole("button", { name: "Save a copy" }));
  expect(await screen.findByText("Saved as /home/abena/Note 000482.pdf.")).toBeVisible();
});

it("names the characters that no font has, and prints and saves the rest", async () => {
  const { clinic } = showApp({ at });
  const make = clinic.makePrint;
  clinic.makePrint = async (form) => ({ ...(await make(form)), missing: ["\u{13000}", "\u{13001}"] });
  const user = userEvent.setup();
  const dialog = await open(user);
  const sentence = /no font for these characters, so they are printed as boxes: \u{13000} \u{13001}$/u;
  expect(await dialog.findByText(sentence)).toBeVisible();
  expect(await dialog.findByText("Page 1 of 2")).toBeVisible();
  await user.click(dialog.getByRole("button", { name: "Print" }));
  await waitFor(() => expect(clinic.calls).toContain("sendPrint"));
  expect(dialog.getByRole("button", { name: "Save PDF" })).toBeEnabled();
  expect(dialog.getByText(sentence)).toBeVisible();
});

it("has the focus from the start, and prints by Ctrl Enter", async () => {
  const { clinic } = showApp({ at });
  const { makePrint } = clinic;
  let make = () => {};
  const asked = new Promise<void>((resolve) => (make = resolve));
  clinic.makePrint = async (form) => (await asked, makePrint(form));
  const user = userEvent.setup();
  const dialog = await open(user);
  await waitFor(() => expect(dialog.getByRole("button", { name: "Close" })).toHaveFocus());
  await user.keyboard("{Control>}{Enter}{/Control}");
  act(() => make());
  await waitFor(() => expect(dialog.getByRole("button", { name: "Print" })).toHaveFocus());
  expect(clinic.calls).not.toContain("sendPrint");
  await user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => expect(clinic.calls).toContain("sendPrint"));
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.getByRole("button", { name: "Print" })).toHaveFocus());
});

it("forgets the pages when the dialog closes", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  await open(user);
  await waitFor(() => expect(drawn.texts).toHaveLength(1));
  await user.keyboard("{Escape}");
  await waitFor(() => expect(clinic.calls).toContain("endPrint"));
  expect(drawn.last?.every((byte) => byte === 0)).toBe(true);
});

it("says what could not be made, and offers no way out", async () => {
  const { clinic } = showApp({ at });
  clinic.refuse("makePrint", refusal("internal"));
  const user = userEvent.setup();
  const dialog = await open(user);
  expect(await dialog.findByRole("alert")).toBeVisible();
  expect(dialog.queryByRole("button", { name: "Save PDF" })).toBeNull();
});

it("prints the screen by its key, with the parts that are chosen", async () => {
  showApp({ at: { page: "mealPlan", id: "mp1" } });
  const user = userEvent.setup();
  await screen.findByRole("button", { name: "Print" });
  await user.keyboard("{Control>}p{/Control}");
  const dialog = within(await screen.findByRole("dialog", { name: "Print: Meal plan" }));
  expect(await dialog.findByRole("checkbox", { name: "Shopping list" })).toBeChecked();
  expect(drawn.texts.at(-1)).toContain('"sections":null');
  const nutrients = dialog.getByRole("checkbox", { name: "Nutrients and targets" });
  expect(nutrients).not.toBeChecked();
  await user.click(nutrients);
  await waitFor(() => expect(drawn.texts.at(-1)).toContain('"sections":["shoppingList","nutrients"]'));
  await waitFor(() => expect(dialog.getByRole("checkbox", { name: "Nutrients and targets" })).toBeChecked());
  await expectAccessible();
});

it("prints the summary of a visit by its key, and its note by its button", async () => {
  showApp({ at });
  const user = userEvent.setup();
  await screen.findByRole("button", { name: "Print summary" });
  await user.keyboard("{Control>}p{/Control}");
  const dialog = within(await screen.findByRole("dialog", { name: "Print: Visit summary" }));
  expect(await dialog.findByRole("checkbox", { name: "Note, once it is signed" })).toBeChecked();
});
