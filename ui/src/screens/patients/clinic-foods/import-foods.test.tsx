import { fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import * as R from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";

const at = { page: "foods" } as const;

/** Opens the dialog and chooses a list. */
async function chosen(text: string, label = "Choose file") {
  const fields = await screen.findAllByLabelText(label);
  const field = fields.find((one) => "files" in one)!;
  fireEvent.change(field, { target: { files: [new File([text], "foods.csv")] } });
}

async function opened() {
  await userEvent.click(await screen.findByRole("button", { name: "Import…" }));
  return within(await screen.findByRole("dialog", { name: "Import foods" }));
}

it("shows what an import of foods would do, then does it", async () => {
  const { clinic } = showApp({ at });
  const sent: string[] = [];
  const { importFoods } = clinic;
  clinic.importFoods = async () => (sent.push("import"), importFoods());
  const dialog = await opened();
  expect(dialog.getByText("Choose a file first.")).toBeVisible();
  expect(dialog.getByRole("button", { name: "Import foods" })).toBeDisabled();
  await chosen("name,protein_g\nOat drink,0.3\n,1\nRice,7\n");
  expect(await dialog.findByText("2 foods ready · 1 line with errors")).toBeVisible();
  const errors = within(dialog.getByRole("list", { name: "Lines with errors" }));
  expect(errors.getByText("Line 3, name")).toBeVisible();
  expect(errors.getByText("no value")).toBeVisible();
  await expectAccessible();
  expect(sent).toEqual([]);
  await userEvent.click(dialog.getByRole("button", { name: "Import 2 foods" }));
  expect(await screen.findByText("2 foods imported")).toBeVisible();
  expect(sent).toEqual(["import"]);
}, 60_000);

it("names the limit of an amount that cannot be", async () => {
  showApp({ at });
  const dialog = await opened();
  await chosen("name,protein_g\nHeavy bar,101\n");
  const errors = within(await dialog.findByRole("list", { name: "Lines with errors" }));
  expect(errors.getByText("Line 2, protein_g")).toBeVisible();
  expect(errors.getByText(/^100 g have at most 100 g or 910 kcal of anything/)).toBeVisible();
}, 60_000);

it("names both energies of a line that are not one", async () => {
  const { clinic } = showApp({ at });
  const { checkFoodImport } = clinic;
  const error = { line: 2, column: null, values: 3, reason: "impossible", character: null } as const;
  clinic.checkFoodImport = async () => ({
    ...(await checkFoodImport()),
    errors: [{ ...error, field: "energies", value: "kcal 400, kJ 400" }],
  });
  const dialog = await opened();
  await chosen("name,kcal,kJ\nCake,400,400\n");
  const errors = within(await dialog.findByRole("list", { name: "Lines with errors" }));
  expect(errors.getByText("Line 2, energy")).toBeVisible();
  expect(errors.getByText(/^kcal 400, kJ 400: 1 kcal is 4.184 kJ/)).toBeVisible();
}, 60_000);

it("says why a list of foods was not read, and takes another one", async () => {
  const { clinic } = showApp({ at });
  const dialog = await opened();
  await chosen("fat\n1\n");
  expect(await dialog.findByRole("alert")).toHaveTextContent(/no column “name”/);
  clinic.refuse("checkFoodImport", R.refusal("invalid", { field: "file", reason: "tooLarge" }));
  await chosen("name\nRice\n");
  expect(await dialog.findByText(/more than 2,000 lines or 5 MB/)).toBeVisible();
  await chosen("name\nRice\n");
  expect(await dialog.findByText("1 food ready")).toBeVisible();
}, 60_000);

it("undoes an import of foods but for what is used", async () => {
  showApp({ at });
  const dialog = await opened();
  expect(screen.queryByRole("region", { name: "Imported lists" })).toBeNull();
  await chosen("name\nOat drink\nRice\nSoup\n");
  await userEvent.click(await dialog.findByRole("button", { name: "Import 3 foods" }));
  const row = await screen.findByRole("row", { name: /Abena Mensah 3 0/ });
  await expectAccessible();
  await userEvent.click(within(row).getByRole("button", { name: /^Undo import: / }));
  const undo = within(await screen.findByRole("dialog", { name: "Undo import" }));
  expect(await undo.findByText("2 foods are removed.")).toBeVisible();
  expect(undo.getByRole("button", { name: "Cancel" })).toHaveFocus();
  expect(undo.getByText("In a plan, a recall or a recipe: Oat drink.")).toBeVisible();
  await expectAccessible();
  await userEvent.click(undo.getByRole("button", { name: "Undo import" }));
  expect(await screen.findByText("2 foods removed")).toBeVisible();
  expect(await screen.findByRole("row", { name: /Abena Mensah 1 2/ })).toBeVisible();
}, 60_000);

it("says which lines of the program's lists are damaged", async () => {
  const faults = [1, 2, 3, 4, 5, 6].map((line) => ({ file: "foods.csv", line }));
  const { clinic } = showApp({ at: { page: "today" } });
  clinic.foodCount = async () => ({ listed: 8783, own: 0, faults });
  await userEvent.click(await screen.findByRole("button", { name: "Foods" }));
  const alert = await screen.findByText(/^6 lines of the lists that the program brings are damaged/);
  expect(alert).toHaveTextContent("(foods.csv 1, foods.csv 2, foods.csv 3, foods.csv 4, foods.csv 5, …)");
}, 60_000);
