import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import * as R from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";

const CONTACT = { page: "patient", id: "p1", tab: "contact" } as const;

const form = (name = "Add policy") => screen.findByRole("form", { name });

/** Records a policy by keys alone, from the button on. */
async function record(user: ReturnType<typeof userEvent.setup>, insurer: string, typed: Record<string, string> = {}) {
  (await screen.findByRole("button", { name: "Add policy" })).focus();
  await user.keyboard("{Enter}");
  const fields = within(await form());
  expect(fields.getByLabelText("Insurer")).toHaveFocus();
  await user.keyboard(insurer);
  for (const [label, text] of Object.entries(typed)) {
    fields.getByLabelText(label).focus();
    await user.keyboard(text);
  }
  await user.keyboard("{Enter}");
}

describe("the insurance of a patient", () => {
  it("is recorded by keys, and its number is shown by its end", async () => {
    const { clinic } = showApp({ at: CONTACT });
    const user = userEvent.setup();
    expect(await screen.findByText("No insurance recorded")).toBeVisible();
    let asked = 0;
    const number = clinic.socialSecurityNumber;
    clinic.socialSecurityNumber = async (id) => ((asked += 1), number(id));
    await record(user, "Union Mutual", {
      "Member id": "U-77",
      "Social security number": "078-05-1120",
      "Valid from": "1 1 2026",
    });
    expect(await screen.findByText("Union Mutual")).toBeVisible();
    expect(screen.getByText(/Primary · member U-77 · from 1 Jan 2026/)).toBeVisible();
    expect(screen.getByText(/Social security number ••• 1120/)).toBeVisible();
    expect(screen.queryByText(/078-05/)).toBeNull();
    expect(asked).toBe(0);
    await user.click(screen.getByRole("button", { name: "Show number" }));
    expect(await screen.findByText(/078-05-1120/)).toBeVisible();
    expect(asked).toBe(1);
    await user.click(screen.getByRole("button", { name: "Hide number" }));
    expect(screen.queryByText(/078-05/)).toBeNull();
    await expectAccessible();
  });

  it("is edited in place, and the number that is not typed stays", async () => {
    const { clinic } = showApp({ at: CONTACT });
    const user = userEvent.setup();
    await record(user, "Union Mutual", { "Social security number": "078-05-1120" });
    const sent: unknown[] = [];
    const edit = clinic.editPolicy;
    clinic.editPolicy = async (given) => (sent.push(given), edit(given));
    (await screen.findByRole("button", { name: "Edit Policy of Union Mutual" })).focus();
    await user.keyboard("{Enter}");
    const fields = within(await form("Policy of Union Mutual"));
    expect(fields.getByLabelText("Social security number")).toHaveAttribute("placeholder", "••• 1120");
    fields.getByLabelText("Valid to").focus();
    await user.keyboard("31 12 2025{Enter}");
    expect(await screen.findByRole("button", { name: "Over (1)" })).toBeVisible();
    expect(sent).toMatchObject([
      { id: "ip1", seen: "1", form: { validTo: "2025-12-31", validFrom: null }, socialSecurityNumber: null },
    ]);
    expect(screen.queryByText("Union Mutual")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Over (1)" }));
    expect(await screen.findByText("Union Mutual")).toBeVisible();
    expect(screen.getByText("Over")).toBeVisible();
  });

  it("loses its number and gets it back by Undo", async () => {
    showApp({ at: CONTACT });
    const user = userEvent.setup();
    await record(user, "Union Mutual", { "Social security number": "078-05-1120" });
    await user.click(await screen.findByRole("button", { name: "More: Policy of Union Mutual" }));
    await user.click(await screen.findByRole("menuitem", { name: "Remove social security number", hidden: true }));
    await waitFor(() => expect(screen.queryByText(/••• 1120/)).toBeNull());
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect(await screen.findByText(/••• 1120/)).toBeVisible();
  });

  it("that was entered in error goes with a reason and comes back", async () => {
    showApp({ at: CONTACT });
    const user = userEvent.setup();
    await record(user, "Union Mutual");
    await user.click(await screen.findByRole("button", { name: "More: Policy of Union Mutual" }));
    await user.click(await screen.findByRole("menuitem", { name: "Entered in error", hidden: true }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.type(dialog.getByLabelText(/Reason/), "of her sister{Enter}");
    expect(await screen.findByText("No insurance recorded")).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect(await screen.findByText("Union Mutual")).toBeVisible();
  });

  it("says at its field why a day is not taken", async () => {
    const { clinic } = showApp({ at: CONTACT });
    const user = userEvent.setup();
    clinic.refuse("addPolicy", R.refusal("invalid", { field: "validTo", reason: "backwards" }));
    await record(user, "Union Mutual", { "Valid from": "1 1 2026", "Valid to": "31 12 2025" });
    const fields = within(await form());
    expect(await fields.findByText("Write a day, as 31 12 2026, not before the first one.")).toBeVisible();
    expect(fields.getByLabelText("Valid to")).toHaveValue("31 12 2025");
  });

  it("has no panel without billing", async () => {
    const { clinic } = showApp({ at: CONTACT });
    const read = clinic.patient;
    clinic.patient = async (id) => ({ ...(await read(id)), insurance: null });
    await screen.findByText("Not asked yet");
    expect(screen.queryByText("Insurance")).toBeNull();
    expect(screen.queryByRole("button", { name: "Add policy" })).toBeNull();
  });

  it("is not said to be none while a policy may be missing", async () => {
    const { clinic } = showApp({ at: CONTACT });
    const read = clinic.patient;
    clinic.patient = async (id) => ({ ...(await read(id)), insurance: { isUnsure: true, policies: [] } });
    expect(await screen.findByText("Chart not all here yet")).toBeVisible();
    expect(screen.queryByText("No insurance recorded")).toBeNull();
  });
});
