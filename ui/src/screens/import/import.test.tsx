import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Right } from "../../ipc/views";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";
import { LIST_BYTES_MAX } from "./use-file";

const LIST = [
  "prenom,nom,born,ward",
  "Ama,Owusu,1990-02-03,A",
  "Mary,Okafor,1992-03-12,B",
  "Kojo,Appiah,30/02/1980,C",
  "Esi,Quaye,03/04/1980,D",
  "Yaw,Addo",
  "Abla,Tetteh,,E",
].join("\n");
const heading = (name: string | RegExp) => screen.findByRole("heading", { level: 2, name });
const button = (name: string | RegExp) => screen.getByRole("button", { name });

async function choose(text: string, name = "patients.csv") {
  const fields = await screen.findAllByLabelText(/^Choose (another )?file$/);
  const input = fields.find((field) => field.matches("input[type=file]"))!;
  fireEvent.change(input, { target: { files: [new File([text], name)] } });
}
function show(rights?: Right[]) {
  return { user: userEvent.setup(), ...showApp({ at: { page: "importPatients" }, rights }) };
}
/** Goes to the third step. */
async function check(text = LIST, rights?: Right[]) {
  const shown = show(rights);
  await choose(text);
  await heading("Which field is each column?");
  await shown.user.click(button("Next"));
  await screen.findByText(/ ready/);
  return shown;
}

describe("the list of an import", () => {
  it("shows where it cannot be read, and another is chosen", async () => {
    const { clinic } = show();
    expect(await heading("File")).toHaveFocus();
    await choose('prenom,nom\nAma,"Owusu');
    expect(await screen.findByRole("alert")).toHaveTextContent(/^Line 2 cannot be read/);
    await expectAccessible();
    clinic.refuse("importBytes", R.refusal("invalid", { field: "file", reason: "tooLarge" }));
    await choose(LIST);
    expect(await screen.findByText(/larger than 32 MB/)).toBeVisible();
    await choose("");
    expect(await screen.findByText(/no headings/)).toBeVisible();
    await choose(LIST);
    expect(await heading("Which field is each column?")).toHaveFocus();
  });
  it("goes to the program in pieces, and no larger one than 32 MB", async () => {
    const { clinic } = show();
    const sent: [number, number][] = [];
    clinic.importBytes = async (first, bytes) => void sent.push([first, bytes.length]);
    const large = new File([new Uint8Array(1024 * 1024 + 5).fill(65)], "large.csv");
    const field = () => screen.findAllByLabelText("Choose file").then((all) => all.find((one) => "files" in one)!);
    fireEvent.change(await field(), { target: { files: [large] } });
    await heading("Which field is each column?");
    expect(sent).toEqual([
      [0, 1024 * 1024],
      [1024 * 1024, 5],
    ]);
    await userEvent.click(button("Back"));
    Object.defineProperty(large, "size", { value: LIST_BYTES_MAX + 1 });
    await userEvent.setup().click(button("Choose another file"));
    const again = (await screen.findAllByLabelText("Choose another file")).find((one) => "files" in one)!;
    fireEvent.change(again, { target: { files: [large] } });
    expect(await screen.findByText(/larger than 32 MB/)).toBeVisible();
    expect(sent).toHaveLength(2);
  });
  it("is forgotten when the page is left", async () => {
    const { user, clinic } = show();
    await choose(LIST);
    await heading("Which field is each column?");
    const before = clinic.calls.filter((name) => name === "forgetImport").length;
    await user.click(screen.getByRole("button", { name: "Patients" }));
    await waitFor(() => expect(clinic.calls.filter((name) => name === "forgetImport")).toHaveLength(before + 1));
  });
});

describe("the columns of a list", () => {
  const pick = async (user: ReturnType<typeof userEvent.setup>, column: string, field: string) => {
    await user.click(screen.getByRole("combobox", { name: `Field of ${column}` }));
    await user.click(await screen.findByRole("option", { name: field, hidden: true }));
  };
  it("have the fields that their headings name, and samples", async () => {
    show();
    await choose(LIST);
    await heading("Which field is each column?");
    expect(screen.getByRole("combobox", { name: "Field of born" })).toHaveValue("Birth date");
    expect(screen.getByRole("combobox", { name: "Field of ward" })).toHaveValue("Not imported");
    expect(screen.getByText("Ama · Mary · Kojo")).toBeVisible();
    expect(screen.getByRole("radio", { name: "Refuse them" })).toBeChecked();
    await expectAccessible();
  });
  it("are not one field twice, and one has a name", async () => {
    const { user } = show();
    await choose(LIST);
    await heading("Which field is each column?");
    await pick(user, "ward", "Given name");
    const ward = screen.getByRole("combobox", { name: "Field of ward" });
    expect(ward).toHaveAccessibleDescription("“prenom” is this field already.");
    expect(button("Next")).toBeDisabled();
    expect(button("Next")).toHaveAccessibleDescription(/Two columns are the same field/);
    for (const column of ["prenom", "nom", "ward"]) await pick(user, column, "Not imported");
    expect(button("Next")).toHaveAccessibleDescription(/Choose the column of the given name/);
    await user.clear(screen.getByRole("combobox", { name: "Field of nom" }));
    await user.keyboard("Family{Enter}");
    expect(screen.getByRole("combobox", { name: "Field of nom" })).toHaveValue("Family name");
    expect(button("Next")).toBeEnabled();
  });
});

describe("the check of an import", () => {
  it("counts what is ready, and a corrected value is checked again", async () => {
    const { user, clinic } = await check();
    expect(await heading("What the import would do")).toHaveFocus();
    expect(screen.getByText("3 ready, 1 likely duplicate, 3 with errors")).toBeVisible();
    expect(screen.getByText("The line has 2 values, and there are 4 headings.")).toBeVisible();
    expect(screen.getByText(/This can be two days/)).toBeVisible();
    await expectAccessible();
    await user.click(button("Edit Line 4, Birth date"));
    const field = screen.getByRole("textbox", { name: /^Line 4, Birth date/ });
    expect(field).toHaveValue("30/02/1980");
    await user.clear(field);
    await user.type(field, "28 Feb 1980{Enter}");
    expect(await screen.findByText("4 ready, 1 likely duplicate, 2 with errors")).toBeVisible();
    // one that cannot be read can be left empty, too
    await user.click(button("Edit Line 5, Birth date"));
    await user.clear(screen.getByRole("textbox", { name: /^Line 5, Birth date/ }));
    await user.keyboard("{Enter}");
    expect(await screen.findByText("5 ready, 1 likely duplicate, 1 with errors")).toBeVisible();
    expect(clinic.calls.filter((name) => name === "checkImport")).toHaveLength(3);
    expect(clinic.calls).not.toContain("beginImport");
  });
  it("reads dates in the order that was chosen", async () => {
    const { user } = await check();
    await user.click(button("Back"));
    await user.click(await screen.findByRole("radio", { name: "Day first: 3 April" }));
    await user.click(button("Next"));
    expect(await screen.findByText("4 ready, 1 likely duplicate, 2 with errors")).toBeVisible();
  });
  it("leaves out likely duplicates, one or all", async () => {
    const { user } = await check();
    const table = within(screen.getByRole("table", { name: "Likely duplicates" }));
    expect(table.getByRole("row", { name: /line 3.*Mary Okafor.*same name/ })).toBeVisible();
    const box = table.getByRole("checkbox", { name: "Leave out line 3, Mary Okafor" });
    await user.click(box);
    expect(screen.getByText(/^2 ready, .*1 left out$/)).toBeVisible();
    expect(button("Import 2 patients")).toBeEnabled();
    await user.click(button("Take all in"));
    expect(box).not.toBeChecked();
    await user.click(button("Leave all out"));
    expect(box).toBeChecked();
    await user.click(table.getByRole("button", { name: "Mary Okafor" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Mary Okafor" })).toBeVisible();
  });
  it("saves the lines with errors, each with its reason", async () => {
    const { user, clinic } = await check();
    let sent: string[] = [];
    const save = clinic.saveImportErrors.bind(clinic);
    clinic.saveImportErrors = async (plan, reasons, path) => ((sent = reasons), save(plan, reasons, path));
    await user.click(button("Save the 3 lines with reasons"));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByLabelText("File")).toHaveValue("patients with errors.csv");
    await user.click(dialog.getByRole("button", { name: "Save a copy" }));
    expect(await dialog.findByText("Saved as /home/abena/patients with errors.csv.")).toBeVisible();
    expect(sent).toEqual([
      "Birth date: This is no day. For example: 12 3 2026.",
      "Birth date: This can be two days. Write the month as a word.",
      "values: The line has 2 values, and there are 4 headings.",
    ]);
  });
  it("shows 25 of many lines, and imports none without the right", async () => {
    const wrong = Array.from({ length: 60 }, (_, index) => `Ama ${index},Owusu,soon,A`);
    const { user } = await check(["prenom,nom,born,ward", ...wrong].join("\n"), ["patients.read", "patients.import"]);
    expect(screen.getAllByRole("button", { name: /^Edit Line/ })).toHaveLength(25);
    await user.click(button("Lines with errors: next"));
    await user.click(button("Lines with errors: next"));
    expect(screen.getByText("51 to 60 of 60")).toBeVisible();
    expect(button("Import 0 patients")).toHaveAccessibleDescription(/Your role may check a list/);
    await expectAccessible();
  });
});

describe("an import", () => {
  const SIX = ["prenom,nom", ...["A", "B", "C", "D", "E", "F"].map((name) => `${name},Owusu`)].join("\n");
  it("runs to its end, and leads to the patients", async () => {
    const { user } = await check(SIX);
    await user.click(button("Import 6 patients"));
    expect(await heading("6 patients imported")).toHaveFocus();
    await expectAccessible();
    await user.click(button("Show patients"));
    expect(await screen.findByRole("heading", { level: 1, name: "Patients" })).toBeVisible();
  });
  it("stops, and goes on from there", async () => {
    const { user, clinic } = await check(SIX);
    const { continueImport } = clinic;
    let arrive = () => {};
    clinic.continueImport = async () => {
      await new Promise<void>((resolve) => (arrive = resolve));
      return continueImport();
    };
    await user.click(button("Import 6 patients"));
    expect(await screen.findByText("2 of 6")).toBeVisible();
    expect(screen.getByText(/Leaving this page stops the import/)).toBeVisible();
    await expectAccessible();
    await user.click(button("Stop"));
    await act(async () => arrive());
    expect(await heading("Stopped: 4 of 6 patients imported")).toHaveFocus();
    clinic.continueImport = continueImport;
    await user.click(button("Go on"));
    expect(await heading("6 patients imported")).toBeVisible();
  });
  it("is not asked for more once the page is left", async () => {
    const { user, clinic } = await check(SIX);
    const { continueImport } = clinic;
    let arrive = () => {};
    clinic.continueImport = async () => {
      await new Promise<void>((resolve) => (arrive = resolve));
      return continueImport();
    };
    await user.click(button("Import 6 patients"));
    await screen.findByText("2 of 6");
    await user.keyboard("{Control>}l{/Control}");
    await screen.findByLabelText("Password");
    await act(async () => arrive());
    expect(clinic.calls.filter((name) => name === "continueImport")).toHaveLength(1);
  });
  it("that fails half way names what is imported, and goes on", async () => {
    const { user, clinic } = await check(SIX);
    clinic.refuse("continueImport", R.refusal("diskFull"));
    await user.click(button("Import 6 patients"));
    expect(await heading("Stopped: 2 of 6 patients imported")).toBeVisible();
    expect(screen.getByText(/The disk is full/)).toBeVisible();
    await user.click(button("Go on"));
    expect(await heading("6 patients imported")).toBeVisible();
  });
  it("that does not begin leaves the check as it is", async () => {
    const { user, clinic } = await check(SIX);
    clinic.refuse("beginImport", R.refusal("vaultBusy"));
    await user.click(button("Import 6 patients"));
    expect(await screen.findByText(/Another program holds/)).toBeVisible();
    expect(button("Import 6 patients")).toBeEnabled();
  });
  it("is undone, but for those who were changed since", async () => {
    const { user, clinic } = await check(SIX);
    await user.click(button("Import 6 patients"));
    await user.click(await screen.findByRole("button", { name: "Undo import" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Remove 6 imported patients?" }));
    expect(dialog.getByRole("button", { name: "Cancel" })).toHaveFocus();
    await user.click(dialog.getByRole("button", { name: "Undo import" }));
    expect(await dialog.findByText("5 removed; 1 was changed since and stays.")).toBeVisible();
    expect(clinic.calls.filter((name) => name === "undoImport")).toHaveLength(3);
    await expectAccessible();
    expect(dialog.getByRole("button", { name: R.NAMES[1]!.name })).toBeVisible();
    await user.keyboard("{Enter}");
    expect(await heading("5 removed; 1 was changed since and stays.")).toHaveFocus();
    expect(screen.queryByRole("button", { name: "Undo import" })).toBeNull();
  });
});

describe("the way to an import", () => {
  it("is in the palette and above the patients, for who may", async () => {
    showApp({ at: { page: "patients" } });
    const user = userEvent.setup();
    expect(await screen.findByRole("button", { name: "Import patients" })).toBeVisible();
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("textbox", { name: "Find a patient or action" }), "csv{Enter}");
    expect(await screen.findByRole("heading", { level: 1, name: "Import patients" })).toBeVisible();
    await waitFor(() => expect(screen.getByRole("heading", { level: 2, name: "File" })).toHaveFocus());
  });
  it("is not there for others", async () => {
    showApp({ at: { page: "patients" }, rights: ["patients.read", "patients.create"] });
    await screen.findByText("14 patients, sorted by family name");
    expect(screen.queryByRole("button", { name: "Import patients" })).toBeNull();
  });
});
