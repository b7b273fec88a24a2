import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { MergeForm } from "../../../ipc/views";
import { person } from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";

const at = { page: "patient", id: "p1" } as const;

async function openDialog(shown = showApp({ at })) {
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "More" }));
  await user.click(await screen.findByRole("menuitem", { name: /Merge with another file/, hidden: true }));
  const dialog = await screen.findByRole("dialog");
  await user.type(within(dialog).getByLabelText("Patient"), "000490{Enter}");
  await within(dialog).findByText("File 000482 goes");
  return { ...shown, user, dialog: within(dialog) };
}

it("compares two files and preselects neither name nor birth date", async () => {
  const { clinic, user, dialog } = await openDialog();
  const asked: MergeForm[] = [];
  const merge = clinic.mergePatients;
  clinic.mergePatients = async (form) => (asked.push(form), merge(form));
  expect(dialog.getByText("File 000490 stays")).toBeVisible();
  expect(dialog.getByText("12 + 3")).toBeVisible();
  const submit = dialog.getByRole("button", { name: "Merge into File 000490" });
  expect(submit).toBeDisabled();
  const birth = within(dialog.getByRole("radiogroup", { name: "Birth date" }));
  expect(birth.getAllByRole("radio").every((radio) => !(radio as HTMLInputElement).checked)).toBe(true);
  await user.click(birth.getAllByRole("radio")[1]!);
  expect(submit).toBeDisabled();
  await user.click(dialog.getByRole("checkbox", { name: /I have checked/ }));
  await user.click(submit);
  await waitFor(() => expect(asked).toHaveLength(1));
  // a phone number that only one file has is taken without a question
  expect(asked[0]).toMatchObject({ from: "p1", into: "p9", take: ["birthDate", "phone"], checked: true });
});

it("marks the digits of a birth date and the letters of a name that differ", async () => {
  const shown = showApp({ at });
  const { clinic } = shown;
  const preview = clinic.mergePreview;
  clinic.mergePreview = async (from, into) => {
    const files = await preview(from, into);
    const form = { ...files.from.form, familyName: "Okafore", birthDate: "1968-08-13", birthDateEstimated: true };
    const differing = [...files.differing, "familyName" as const];
    return { ...files, from: { ...files.from, form }, differing };
  };
  const { dialog } = await openDialog(shown);
  const changedLetters = (field: string) =>
    within(dialog.getByRole("radiogroup", { name: field }))
      .getAllByRole("radio")
      .map((radio) => {
        const label = (radio as HTMLInputElement).labels![0]!;
        return [label.textContent, [...label.querySelectorAll("mark")].map((mark) => mark.textContent)];
      });
  expect(changedLetters("Birth date")).toEqual([
    ["18 Aug 1968", ["8"]],
    ["about 13 Aug 1968", ["about ", "3"]],
  ]);
  expect(changedLetters("Family name")).toEqual([
    ["Okafor", []],
    ["Okafore", ["e"]],
  ]);
});

it("names the diet orders of both files, and the one that counts", async () => {
  const shown = showApp({ at });
  const { clinic } = shown;
  const preview = clinic.mergePreview;
  clinic.mergePreview = async (from, into) => {
    const order = { startedAt: "2026-11-03T10:30:00Z", foodLevel: 4, fluidLevel: 3, isComplete: true, counts: false };
    const later = { ...order, startedAt: "2026-11-05T10:30:00Z", foodLevel: 7, fluidLevel: 0, counts: true };
    return { ...(await preview(from, into)), dietOrders: { from: order, into: later } };
  };
  const { dialog } = await openDialog(shown);
  const orders = within(dialog.getByRole("region", { name: "Diet orders" }));
  expect(orders.getByText(/^File 000490: .*\(counts\)$/)).toBeVisible();
  expect(orders.getByText(/^File 000482: /)).not.toHaveTextContent("counts");
});

it("shows which file came in, with the way back", async () => {
  const { user, dialog } = await openDialog();
  await user.click(within(dialog.getByRole("radiogroup", { name: "Birth date" })).getAllByRole("radio")[1]!);
  await user.click(dialog.getByRole("checkbox", { name: /I have checked/ }));
  await user.click(dialog.getByRole("button", { name: "Merge into File 000490" }));
  expect(await screen.findByText(/^File 000482 was merged into this one, .*Abena Mensah\.$/)).toBeVisible();
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "Undo merge" }));
  expect(await screen.findByText("The files are apart again.")).toBeVisible();
});

it("leads from a file that went to the one that stays", async () => {
  const { clinic } = showApp({ at });
  const patient = clinic.patient;
  const merged = clinic.mergePatients({ from: "p1", into: "p9", seen: "1", take: [], checked: true, reason: "Twice." });
  clinic.patient = async (id) => (await merged, patient(id));
  const user = userEvent.setup();
  expect(await screen.findByText(/^Merged into File 000490, .*Abena Mensah\. Twice\.$/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Open File 000490" }));
  expect(await screen.findByText(/^File 000482 was merged into this one/)).toBeVisible();
});

it.each([
  [true, /^This merge is undone, but File 000482 and File 000490 are still shown together: other merges join them\.$/],
  [false, /^The files are apart again\. File 000490 is still shown together with File 000484\.$/],
])("says what still joins the files of an undone merge: %s", async (stillOne, sentence) => {
  const { clinic, user, dialog } = await openDialog();
  const undo = clinic.undoMerge;
  clinic.undoMerge = async (id) => {
    const undone = await undo(id);
    const readWith = [stillOne ? undone.from.file : person("p3")];
    return { ...undone, into: { ...undone.into, readWith }, stillOne };
  };
  await user.click(within(dialog.getByRole("radiogroup", { name: "Birth date" })).getAllByRole("radio")[1]!);
  await user.click(dialog.getByRole("checkbox", { name: /I have checked/ }));
  await user.click(dialog.getByRole("button", { name: "Merge into File 000490" }));
  await user.click(await screen.findByRole("button", { name: "Undo merge" }));
  expect(await screen.findByText(sentence)).toBeVisible();
});

it("lists likely duplicates, compares them by keys alone, and stays there", async () => {
  showApp({ at: { page: "patients" } });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("radio", { name: "Likely duplicates" }));
  const row = await screen.findByText("similar name, same birth date");
  expect(row).toBeVisible();
  await expectAccessible();
  document.querySelector<HTMLElement>("[data-row-link]")!.focus();
  await user.keyboard("{Enter}");
  const dialog = within(await screen.findByRole("dialog"));
  await dialog.findByText("File 000482 goes");
  expect(dialog.queryByRole("button", { name: "Choose another file" })).toBeNull();
  await user.click(within(dialog.getByRole("radiogroup", { name: "Birth date" })).getAllByRole("radio")[1]!);
  await user.click(dialog.getByRole("checkbox", { name: /I have checked/ }));
  await user.click(dialog.getByRole("button", { name: "Merge into File 000490" }));
  expect(await screen.findByText("All done")).toBeVisible();
});

it("is the first screen of who merges files and books nothing", async () => {
  showApp({ at: { page: "today" }, rights: ["patients.read", "patients.merge", "appointments.read"] });
  expect(await screen.findByRole("button", { name: "Compare" })).toBeVisible();
  expect(screen.queryByRole("radio", { name: "Likely duplicates" })).toBeNull();
});
