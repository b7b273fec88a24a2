import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import * as R from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";

const CONTACT = { page: "patient", id: "p1", tab: "contact" } as const;

const form = (name = "Add referral") => screen.findByRole("form", { name });

/** Records a referral by keys alone, from the button on. */
async function record(user: ReturnType<typeof userEvent.setup>, typed: Record<string, string>) {
  (await screen.findByRole("button", { name: "Add referral" })).focus();
  await user.keyboard("{Enter}");
  const fields = within(await form());
  expect(fields.getByLabelText("From")).toHaveFocus();
  for (const [label, text] of Object.entries(typed)) {
    fields.getByLabelText(label).focus();
    await user.keyboard(text);
  }
  await user.keyboard("{Enter}");
}

describe("the referrals of a patient", () => {
  it("are recorded by keys, with the sessions that were used", async () => {
    showApp({ at: CONTACT });
    const user = userEvent.setup();
    expect(await screen.findByText("No referral recorded")).toBeVisible();
    await record(user, {
      From: "Dr. Roy",
      Organisation: "Riverside Clinic",
      Reason: "Weight",
      Received: "1 7 2026",
      "Sessions allowed": "6",
    });
    expect(await screen.findByText("Dr. Roy, Riverside Clinic")).toBeVisible();
    expect(screen.getByText(/Weight · received 1 Jul 2026 · 3 of 6 sessions used/)).toBeVisible();
    await expectAccessible();
  });

  it("may be of an organisation alone", async () => {
    showApp({ at: CONTACT });
    const user = userEvent.setup();
    await record(user, { Organisation: "Riverside Clinic" });
    expect(await screen.findByText("Riverside Clinic")).toBeVisible();
  });

  it("are edited in place, and those that are over are folded", async () => {
    const { clinic } = showApp({ at: CONTACT });
    const user = userEvent.setup();
    await record(user, { Organisation: "Riverside Clinic" });
    const sent: unknown[] = [];
    const edit = clinic.editReferral;
    clinic.editReferral = async (given) => (sent.push(given), edit(given));
    (await screen.findByRole("button", { name: "Edit Referral of Riverside Clinic" })).focus();
    await user.keyboard("{Enter}");
    const fields = within(await form("Referral of Riverside Clinic"));
    fields.getByLabelText("Valid until").focus();
    await user.keyboard("31 12 2025{Enter}");
    expect(await screen.findByRole("button", { name: "Over (1)" })).toBeVisible();
    expect(sent).toMatchObject([{ id: "rf1", seen: "1", form: { validUntil: "2025-12-31", received: null } }]);
    await user.click(screen.getByRole("button", { name: "Over (1)" }));
    expect(await screen.findByText("Riverside Clinic")).toBeVisible();
    expect(screen.getByText("Over")).toBeVisible();
  });

  it("that were entered in error go with a reason and come back", async () => {
    showApp({ at: CONTACT });
    const user = userEvent.setup();
    await record(user, { From: "Dr. Roy" });
    await user.click(await screen.findByRole("button", { name: "More: Referral of Dr. Roy" }));
    await user.click(await screen.findByRole("menuitem", { name: "Entered in error", hidden: true }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.type(dialog.getByLabelText(/Reason/), "of her sister{Enter}");
    expect(await screen.findByText("No referral recorded")).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect(await screen.findByText("Dr. Roy")).toBeVisible();
  });

  it("say at its field what is not taken", async () => {
    const { clinic } = showApp({ at: CONTACT });
    const user = userEvent.setup();
    clinic.refuse("addReferral", R.refusal("invalid", { field: "sessionsAllowed", reason: "impossible" }));
    await record(user, { From: "Dr. Roy", "Sessions allowed": "0" });
    const fields = within(await form());
    expect(await fields.findByText("Write a number from 1 to 999, or nothing for no limit.")).toBeVisible();
    expect(fields.getByLabelText("Sessions allowed")).toHaveValue("0");
  });

  it("say that they are used up", async () => {
    const { clinic } = showApp({ at: CONTACT });
    const read = clinic.patient;
    const source = { from: "Dr. Roy", organisation: "", contact: "", reason: "", validUntil: null };
    const counted = { received: "2026-07-01", sessionsAllowed: "3", sessionsUsed: 3, state: "usedUp" as const };
    const referral = { id: "rf9", seen: "1", by: "", ...source, ...counted };
    clinic.patient = async (id) => ({ ...(await read(id)), referrals: { isUnsure: false, referrals: [referral] } });
    expect(await screen.findByText("Used up")).toBeVisible();
    expect(screen.getByText(/3 of 3 sessions used/)).toBeVisible();
  });

  it("say that it is not known whether they are used up", async () => {
    const { clinic } = showApp({ at: CONTACT });
    const read = clinic.patient;
    const source = { from: "Dr. Roy", organisation: "", contact: "", reason: "", validUntil: null };
    const counted = { received: "2026-07-01", sessionsAllowed: "3", sessionsUsed: null, state: "notKnown" as const };
    const referral = { id: "rf9", seen: "1", by: "", ...source, ...counted };
    clinic.patient = async (id) => ({ ...(await read(id)), referrals: { isUnsure: false, referrals: [referral] } });
    expect(await screen.findByText("Sessions used not known")).toBeVisible();
  });

  it("are not called none while one may be missing", async () => {
    const { clinic } = showApp({ at: CONTACT });
    const read = clinic.patient;
    clinic.patient = async (id) => ({ ...(await read(id)), referrals: { isUnsure: true, referrals: [] } });
    expect(await screen.findByText("Chart not all here yet")).toBeVisible();
    expect(screen.queryByText("No referral recorded")).toBeNull();
  });
});
