import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { NAMES, refusal } from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";

const AT = { page: "patient", id: "p1", tab: "labs", labs: "prescriptions" } as const;

/** Opens the form of a new prescription by keys and fills in what it needs. */
async function answered(user: ReturnType<typeof userEvent.setup>, medicine: string, quantity = "60") {
  (await screen.findByRole("button", { name: "New prescription" })).focus();
  await user.keyboard("{Enter}");
  const form = within(await screen.findByRole("form", { name: "New prescription" }));
  await user.type(form.getByRole("textbox", { name: /^Medicine/ }), medicine);
  await user.type(form.getByRole("textbox", { name: /^Dose/ }), "1 tablet");
  await user.type(form.getByRole("textbox", { name: /^How often/ }), "daily");
  await user.type(form.getByRole("textbox", { name: /^Quantity/ }), quantity);
  await user.type(form.getByRole("textbox", { name: /^Valid until/ }), "2026-12-20");
  return form;
}

describe("the prescriptions of a patient", () => {
  it("say how far each is, what is left and what was dispensed beyond", async () => {
    showApp({ at: AT });
    const table = within(await screen.findByRole("table", { name: "Prescriptions" }));
    expect(table.getByText("Metformin 500 mg, 1 tablet, twice a day")).toBeVisible();
    expect(table.getAllByText("3 of 3 refills left")[0]).toBeVisible();
    expect(table.getByText("Dispensed more often than allowed: 1")).toBeVisible();
    expect(table.getByText("Expired")).toBeVisible();
    await expectAccessible();
  });

  it("ask for a reason where an allergy names the medicine", async () => {
    const { clinic } = showApp({ at: AT });
    const user = userEvent.setup();
    const sent: unknown[] = [];
    const prescribe = clinic.prescribeMedicine;
    clinic.prescribeMedicine = async (given) => (sent.push(given.form.allergyReason), prescribe(given));
    const form = await answered(user, "Penicillin V");
    await user.click(form.getByRole("button", { name: "Prescribe" }));
    expect(await form.findByText("Allergy: Penicillin (Rash). Prescribe anyway?")).toBeVisible();
    await expectAccessible();
    await user.type(form.getByRole("textbox", { name: /^Reason despite the allergy/ }), "Tolerated");
    await user.click(form.getByRole("button", { name: "Prescribe anyway" }));
    await waitFor(() => expect(screen.queryByRole("form", { name: "New prescription" })).toBeNull());
    expect(sent).toEqual(["", "Tolerated"]);
    expect(screen.getByText("Penicillin V, 1 tablet, daily")).toBeVisible();
  });

  it("say below a field what it does not take", async () => {
    showApp({ at: AT });
    const user = userEvent.setup();
    const form = await answered(user, "Metformin", "many");
    await user.click(form.getByRole("button", { name: "Prescribe" }));
    expect(await form.findByText("A full number from 1 to 9,999.")).toBeVisible();
    expect(form.getByRole("textbox", { name: /^Quantity/ })).toBeInvalid();
  });

  it("are corrected while nothing of them was dispensed", async () => {
    showApp({ at: AT });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: /^More: Metformin/ }));
    await user.click(await screen.findByRole("menuitem", { name: "Correct prescription", hidden: true }));
    const form = within(await screen.findByRole("form", { name: "Correct prescription" }));
    expect(form.getByRole("textbox", { name: /^Medicine/ })).toHaveValue("Metformin 500 mg");
    await user.type(form.getByRole("textbox", { name: /^Dose/ }), "s{Enter}");
    expect(await screen.findByText("Metformin 500 mg, 1 tablets, twice a day")).toBeVisible();
    // what stood there is said with it, in the list and in full
    const was = /Was: Metformin 500 mg, 1 tablet, twice a day, 3 months, With food, 60 \(\+3\), .+ Corrected .+ Osei$/;
    expect(await screen.findByText(was)).toHaveTextContent(/^With food · Was: /);
    await user.click(screen.getByRole("button", { name: /^Metformin 500 mg, 1 tablets/ }));
    const dialog = within(await screen.findByRole("dialog", { name: "Metformin 500 mg" }));
    expect(dialog.getByText(was)).toHaveTextContent(/^Was: /);
    await expectAccessible();
  });

  it("are not corrected once they were dispensed", async () => {
    showApp({ at: AT });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: /^More: Vitamin D/ }));
    await screen.findByRole("menuitem", { name: "Stop", hidden: true });
    expect(screen.queryByRole("menuitem", { name: "Correct prescription", hidden: true })).toBeNull();
    expect(screen.queryByRole("menuitem", { name: "Entered in error", hidden: true })).toBeNull();
  });

  it("are stopped for a reason, with a way back", async () => {
    const { clinic } = showApp({ at: AT });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: /^More: Metformin/ }));
    await user.click(await screen.findByRole("menuitem", { name: "Stop", hidden: true }));
    const dialog = within(await screen.findByRole("dialog", { name: "Why is Metformin 500 mg stopped?" }));
    await user.type(dialog.getByRole("textbox", { name: /^Reason/ }), "Rash{Enter}");
    expect(await screen.findByText("Stopped")).toBeVisible();
    expect((await clinic.prescriptions("p1"))[0]).toMatchObject({ state: "stopped", statusReason: "Rash" });
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(screen.queryByText("Stopped")).toBeNull());
  });

  it("show each time that they were dispensed, and that one was taken back", async () => {
    showApp({ at: AT });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: /^Vitamin D 1000 IU, / }));
    const dialog = within(await screen.findByRole("dialog", { name: "Vitamin D 1000 IU" }));
    const [first] = dialog.getAllByRole("button", { name: "Undo dispensing" });
    await user.click(first!);
    const asked = within(await screen.findByRole("dialog", { name: "Why is it taken back?" }));
    await user.type(asked.getByRole("textbox", { name: /^Reason/ }), "Wrong patient{Enter}");
    expect(await dialog.findByText(/Taken back .+ Wrong patient/)).toBeVisible();
    expect(dialog.getAllByRole("button", { name: "Undo dispensing" })).toHaveLength(2);
  });

  it("are renewed as another one, and completed with it", async () => {
    showApp({ at: AT });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: /^More: Metformin/ }));
    await user.click(await screen.findByRole("menuitem", { name: "Renew", hidden: true }));
    expect(await screen.findByText("Completed")).toBeVisible();
    const rows = await screen.findAllByRole("button", { name: /^Metformin 500 mg, / });
    await user.click(rows[1]!);
    const dialog = within(await screen.findByRole("dialog", { name: "Metformin 500 mg" }));
    expect(dialog.getByText("Renewed by a later prescription")).toBeVisible();
  });
});

describe("the pharmacist's first page", () => {
  const RIGHTS = ["patients.read", "chart.read", "prescriptions.dispense", "sync.run"] as const;

  it("has what waits, and D and Enter dispense it", async () => {
    const { clinic } = showApp({ rights: [...RIGHTS] });
    const user = userEvent.setup();
    expect(await screen.findByRole("tab", { name: "To dispense 1" })).toBeVisible();
    const row = await screen.findByRole("button", { name: new RegExp(`^${NAMES[0]!.name}`) });
    row.focus();
    await user.keyboard("d");
    const dialog = within(await screen.findByRole("dialog", { name: "Dispense Metformin 500 mg?" }));
    expect(dialog.getByRole("textbox", { name: "Quantity" })).toHaveValue("60");
    await expectAccessible();
    await user.keyboard("{Enter}");
    expect(await screen.findByText("All done")).toBeVisible();
    expect((await clinic.prescriptions("p1"))[0]).toMatchObject({ isDispensed: true, left: 3 });
  });

  it("asks for a reason where an allergy came after the order", async () => {
    const { clinic } = showApp({ rights: [...RIGHTS] });
    const user = userEvent.setup();
    const { dispensePrescription } = clinic;
    clinic.dispensePrescription = async (id, seen, quantity, reason) =>
      reason === ""
        ? {
            outcome: "asked",
            questions: [{ question: "allergy", substance: "Metformin", reaction: "Rash", isOfClass: false }],
          }
        : dispensePrescription(id, seen, quantity, reason);
    (await screen.findByRole("button", { name: new RegExp(`^${NAMES[0]!.name}`) })).focus();
    await user.keyboard("d");
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(dialog.getByRole("button", { name: "Dispense" }));
    expect(await dialog.findByText("Allergy: Metformin (Rash). Dispense anyway?")).toBeVisible();
    await user.type(dialog.getByRole("textbox", { name: /^Reason despite the allergy/ }), "Tolerated");
    await expectAccessible();
    await user.click(dialog.getByRole("button", { name: "Dispense anyway" }));
    expect(await screen.findByText("All done")).toBeVisible();
    const [first] = await clinic.prescriptions("p1");
    expect(first!.dispensed[0]).toMatchObject({ allergyReason: "Tolerated" });
  });

  it("says how much is ordered where more was typed", async () => {
    const { clinic } = showApp({ rights: [...RIGHTS] });
    const user = userEvent.setup();
    (await screen.findByRole("button", { name: new RegExp(`^${NAMES[0]!.name}`) })).focus();
    await user.keyboard("d");
    const dialog = within(await screen.findByRole("dialog"));
    clinic.refuse("dispensePrescription", refusal("invalid", { field: "quantity", reason: "tooLarge" }));
    await user.keyboard("9{Enter}");
    expect(await dialog.findByText("At most what is ordered each time: 60.")).toBeVisible();
  });
});
