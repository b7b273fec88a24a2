import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import * as R from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";

const CONTACT = { page: "patient", id: "p1", tab: "contact" } as const;

const form = () => screen.findByRole("form", { name: "Record consent" });

/** Records a consent by keys alone, from the button on. */
async function record(user: ReturnType<typeof userEvent.setup>, version: string, day: string) {
  (await screen.findByRole("button", { name: /^Record (new )?consent/ })).focus();
  await user.keyboard("{Enter}");
  const fields = within(await form());
  expect(fields.getByLabelText("Version of the form")).toHaveFocus();
  await user.keyboard(version);
  await user.tab();
  await user.clear(fields.getByLabelText("Signed on"));
  await user.keyboard(`${day}{Enter}`);
}

async function choose(user: ReturnType<typeof userEvent.setup>, item: string, version = "2") {
  await user.click(await screen.findByRole("button", { name: `More: Consent, version ${version}` }));
  await user.click(await screen.findByRole("menuitem", { name: item, hidden: true }));
}

describe("the consent of a patient", () => {
  it("is recorded by keys with the day that was typed", async () => {
    const { clinic } = showApp({ at: CONTACT });
    const user = userEvent.setup();
    const sent: unknown[] = [];
    const add = clinic.addConsent;
    clinic.addConsent = async (given) => (sent.push(given), add(given));
    expect(await screen.findByText("Not asked yet")).toBeVisible();
    await record(user, "2", "3 5 2026");
    expect(await screen.findByText("Signed version 2, 3 May 2026, on paper")).toBeVisible();
    expect(screen.queryByText("Not asked yet")).toBeNull();
    expect(sent).toEqual([
      { patientId: "p1", version: "2", signedOn: "2026-05-03", method: "paper", note: "", documentId: null },
    ]);
    await waitFor(() => expect(screen.getByRole("button", { name: "Record new consent" })).toHaveFocus());
    await expectAccessible();
  });

  it("opens the form that was signed, which is a document of the front desk", async () => {
    const { clinic } = showApp({ at: CONTACT });
    const user = userEvent.setup();
    const form = { id: "of1", seen: "1", name: "Signed form", type: "consent" as const, dated: "2026-05-03" };
    const file = { mediaType: "application/octet-stream", preview: "none" as const, size: 4, here: 4, damaged: false };
    const added = { begunHere: true, addedAt: R.at("10:00"), by: "Abena Mensah", filedAt: null, filedBy: "" };
    clinic.documents = async () => [{ ...form, ...file, ...added }];
    const add = clinic.addConsent;
    clinic.addConsent = (given) => add({ ...given, note: "scanned" });
    await record(user, "2", "3 5 2026");
    await user.click(await screen.findByRole("button", { name: "Consent of that day: Signed form" }));
    const dialog = await screen.findByRole("dialog", { name: "Signed form" });
    expect(dialog).toBeVisible();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("names the document that was signed, and that can be undone", async () => {
    const { clinic } = showApp({ at: CONTACT });
    const user = userEvent.setup();
    const form = { id: "of1", seen: "1", name: "Signed form", type: "consent" as const, dated: "2026-04-01" };
    const file = { mediaType: "application/octet-stream", preview: "none" as const, size: 4, here: 4, damaged: false };
    const added = { begunHere: true, addedAt: R.at("10:00"), by: "Abena Mensah", filedAt: null, filedBy: "" };
    clinic.documents = async () => [{ ...form, ...file, ...added }];
    const named: unknown[] = [];
    const { nameSignedForm } = clinic;
    clinic.nameSignedForm = async (given) => (named.push(given.documentId), nameSignedForm(given));
    await record(user, "2", "3 5 2026");
    await choose(user, "Signed form");
    await user.selectOptions(await screen.findByRole("combobox", { name: "Signed form" }), "Signed form");
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("button", { name: "Signed form: Signed form" })).toBeVisible();
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(screen.queryByRole("button", { name: "Signed form: Signed form" })).toBeNull());
    expect(named).toEqual(["of1", null]);
  });

  it("says at its field why a day is not taken, and leaves what was typed", async () => {
    const { clinic } = showApp({ at: CONTACT });
    const user = userEvent.setup();
    clinic.refuse("addConsent", R.refusal("invalid", { field: "signedOn", reason: "inTheFuture" }));
    await record(user, "2", "1 1 2090");
    const fields = within(await form());
    const why = "Write a day of the past, as 3 5 2026, from the birth date on.";
    expect(await fields.findByText(why)).toBeVisible();
    expect(fields.getByLabelText("Signed on")).toHaveValue("1 1 2090");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("form")).toBeNull());
    expect(screen.getByText("Not asked yet")).toBeVisible();
  });

  it("is withdrawn on a day, and that can be undone", async () => {
    const { clinic } = showApp({ at: CONTACT });
    const user = userEvent.setup();
    await record(user, "2", "3 5 2026");
    await choose(user, "Withdraw");
    const day = within(await screen.findByRole("form", { name: "Withdraw" })).getByLabelText("Withdrawn on");
    expect(day).toHaveFocus();
    await user.clear(day);
    await user.keyboard("5 6 2026{Enter}");
    expect(await screen.findByText("Withdrawn 5 Jun 2026")).toBeVisible();
    expect(await screen.findByText(/Consent to version 2 is withdrawn/)).toBeVisible();
    await expectAccessible();
    const sent: unknown[] = [];
    const withdraw = clinic.withdrawConsent;
    clinic.withdrawConsent = async (given) => (sent.push(given), withdraw(given));
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(screen.queryByText("Withdrawn 5 Jun 2026")).toBeNull());
    // Undo sends the version that the withdrawal made
    expect(sent).toEqual([{ id: "cs1", seen: "1+", withdrawnOn: null }]);
  });

  it("that was entered in error goes with a reason and comes back", async () => {
    const { clinic } = showApp({ at: CONTACT });
    const user = userEvent.setup();
    await record(user, "2", "3 5 2026");
    const sent: unknown[] = [];
    const remove = clinic.removeConsent;
    clinic.removeConsent = async (...of) => (sent.push(of), remove(...of));
    await choose(user, "Entered in error");
    const asked = await screen.findByRole("dialog");
    expect(asked).toHaveTextContent("Mary Okafor · 12 Mar 1992 · File 000482");
    const dialog = within(asked);
    await user.type(dialog.getByLabelText(/Reason/), "of her sister{Enter}");
    expect(await screen.findByText("Not asked yet")).toBeVisible();
    expect(sent).toEqual([["cs1", "1", "of her sister"]]);
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect(await screen.findByText("Signed version 2, 3 May 2026, on paper")).toBeVisible();
  });

  it("shows the newest first, and those before it on demand", async () => {
    showApp({ at: CONTACT });
    const user = userEvent.setup();
    await record(user, "1", "10 1 2025");
    await record(user, "2", "3 5 2026");
    expect(await screen.findByText(/^Signed version 2/)).toBeVisible();
    expect(screen.queryByText(/^Signed version 1/)).toBeNull();
    await user.click(screen.getByRole("button", { name: "Earlier consents (1)" }));
    expect(await screen.findByText(/^Signed version 1, 10 Jan 2025/)).toBeVisible();
  });

  it("that was spoken is not called signed", async () => {
    showApp({ at: CONTACT });
    const user = userEvent.setup();
    (await screen.findByRole("button", { name: "Record consent" })).focus();
    await user.keyboard("{Enter}");
    const fields = within(await form());
    await user.keyboard("2");
    await user.selectOptions(fields.getByLabelText("How"), "verbal");
    // Enter would open the list of the select instead
    await user.keyboard("{Enter}");
    expect(await screen.findByText(/^Agreed to version 2, .*, spoken$/)).toBeVisible();
  });

  it("is not said to be missing where it was damaged", async () => {
    const { clinic } = showApp({ at: CONTACT });
    const open = clinic.patient;
    const damage = { patient: R.person("p1"), what: "consent", damaged: 1, missing: 0 };
    clinic.patient = async (id) => {
      const view = await open(id);
      return { ...view, header: { ...view.header, damaged: [damage] } };
    };
    // in the header and where it is missing
    expect(await screen.findAllByText(/^Consents: /)).toHaveLength(2);
    expect(screen.queryByText("Not asked yet")).toBeNull();
  });

  it("is not said to be missing while the chart has not come", async () => {
    showApp({ at: CONTACT, sync: { toCome: true } });
    expect((await screen.findAllByText("Chart not all here yet")).length).toBeGreaterThan(0);
    expect(screen.queryByText("Not asked yet")).toBeNull();
  });

  it("is read without the right to change it", async () => {
    showApp({ at: CONTACT, rights: ["patients.read"] });
    expect(await screen.findByText("Not asked yet")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Record consent" })).toBeNull();
  });
});
