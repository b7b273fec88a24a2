import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { NewPackage, PackageView } from "../../../ipc/views";
import * as R from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";

const MARY = { page: "patient", id: "p1", tab: "documents" } as const;
const AMA = { page: "patient", id: "p3", tab: "documents" } as const;

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: new Date(R.at("10:20")) }));
afterEach(() => void vi.useRealTimers());

const table = async () => within(await screen.findByRole("table", { name: "Packages" }));
const dialog = async (name: string | RegExp) => within(await screen.findByRole("dialog", { name }));

/** Opens the dialog by keys and chooses the first service of the price list. */
async function beginSale(user: ReturnType<typeof userEvent.setup>) {
  (await screen.findByRole("button", { name: "Sell package" })).focus();
  await user.keyboard("{Enter}");
  const fields = await dialog("Sell package");
  await waitFor(() => expect(fields.getByRole("combobox", { name: "Service" })).toHaveFocus());
  await user.keyboard("First{Enter}");
  return fields;
}
const type = async (user: ReturnType<typeof userEvent.setup>, field: HTMLElement, text: string) => {
  await user.clear(field);
  await user.type(field, text);
};

describe("the packages of a patient", () => {
  it("say what is left, until when, and lead to their invoice", async () => {
    showApp({ at: MARY });
    const user = userEvent.setup();
    const rows = await table();
    expect(rows.getByText(/^4 of 6 left, until 3.Mar.2027$/)).toBeVisible();
    expect(rows.queryByText("Used up")).toBeNull();
    await expectAccessible();
    await user.click(rows.getByRole("button", { name: "1-00090-K7QX" }));
    expect(screen.queryByRole("table", { name: "Packages" })).toBeNull();
  });

  it("say why none can be used, and then offer no use", async () => {
    const { clinic } = showApp({ at: MARY });
    const read = clinic.packages;
    const state = (one: PackageView, id: string, more: Partial<PackageView>) => ({
      ...one,
      id,
      invoice: null,
      ...more,
    });
    clinic.packages = async (id) => {
      const [one] = (await read(id)).packages as [PackageView];
      const packages = [
        state(one, "k2", { state: "usedUp", left: 0 }),
        state(one, "k3", { state: "expired", service: "" }),
        state(one, "k4", { state: "void" }),
        state(one, "k5", { state: "overused", left: -1 }),
      ];
      return { isUnsure: true, packages };
    };
    const rows = await table();
    for (const word of ["Used up", "Expired", "Invoice void", "Used 1 more than paid for"])
      expect(rows.getByText(word)).toBeVisible();
    expect(rows.getAllByText(/^0 of 6 left, /)).toHaveLength(2);
    expect(rows.queryByRole("button", { name: /^Use a session/ })).toBeNull();
    expect(screen.getByText(/^Some packages, or sessions used of them/)).toBeVisible();
  });

  it("are only looked at by those who neither sell nor take payments", async () => {
    showApp({ at: { ...MARY, tab: "billing" }, rights: ["patients.read", "billing.read"] });
    const rows = await table();
    expect(rows.queryByRole("button", { name: /^(Use|More)/ })).toBeNull();
    expect(screen.queryByRole("button", { name: "Sell package" })).toBeNull();
  });

  it("are used and not changed by those who take payments", async () => {
    showApp({ at: { ...MARY, tab: "billing" }, rights: ["patients.read", "billing.read", "billing.collect"] });
    const user = userEvent.setup();
    const rows = await table();
    expect(rows.getByRole("button", { name: /^Use a session/ })).toBeVisible();
    await user.click(rows.getByRole("button", { name: "More: First consultation" }));
    const items = await screen.findAllByRole("menuitem", { hidden: true });
    expect(items.map(({ textContent }) => textContent)).toEqual(["Use a session"]);
  });
});

describe("a package", () => {
  it("is sold by keys with the draft of its invoice", async () => {
    const { clinic } = showApp({ at: AMA });
    const user = userEvent.setup();
    const sent: NewPackage[] = [];
    const { addPackage } = clinic;
    clinic.addPackage = async (sold) => (sent.push(sold), addPackage(sold));
    const fields = await beginSale(user);
    expect(fields.getByLabelText("Price of a session")).toHaveValue("75.00");
    await user.tab();
    await user.keyboard("6");
    expect(fields.getByText("6 × €75.00 = €450.00")).toBeVisible();
    await type(user, fields.getByLabelText("Price of a session"), "65");
    expect(fields.getByText("6 × €65.00 = €390.00")).toBeVisible();
    await expectAccessible();
    await user.type(fields.getByLabelText("Valid until"), "3 3 2027{Enter}");
    expect((await table()).getByText(/^6 of 6 left, until 3.Mar.2027$/)).toBeVisible();
    const form = { sessions: "6", validUntil: "2027-03-03", note: "" };
    expect(sent).toEqual([{ patientId: "p3", serviceId: "s1", form, price: "65" }]);
    expect((await table()).getByRole("button", { name: "Draft" })).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "Open draft" }));
    expect(await screen.findByRole("button", { name: "Issue invoice" })).toBeVisible();
    expect(await screen.findByLabelText("Quantity")).toHaveValue("6");
  });

  it("that is paid for elsewhere has no draft, and no price", async () => {
    const { clinic } = showApp({ at: AMA });
    const user = userEvent.setup();
    const sent: NewPackage[] = [];
    const { addPackage } = clinic;
    clinic.addPackage = async (sold) => (sent.push(sold), addPackage(sold));
    const fields = await beginSale(user);
    await user.click(fields.getByLabelText("Make an invoice draft"));
    expect(fields.queryByLabelText("Price of a session")).toBeNull();
    await user.type(fields.getByLabelText("Sessions"), "10{Enter}");
    expect((await table()).getByText("10 of 10 left")).toBeVisible();
    expect(sent).toMatchObject([{ price: null, form: { validUntil: null } }]);
    expect(screen.queryByRole("button", { name: "Open draft" })).toBeNull();
  });

  it("says at all fields at once what is wrong, and what was typed stays", async () => {
    showApp({ at: AMA });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: "Sell package" }));
    const fields = await dialog("Sell package");
    await user.type(fields.getByLabelText("Sessions"), "many");
    await user.type(fields.getByLabelText("Valid until"), "1 1 2020");
    await user.type(fields.getByLabelText("Price of a session"), "ten");
    await user.click(fields.getByRole("button", { name: "Sell package" }));
    expect(await fields.findByText("This is needed.")).toBeVisible();
    expect(fields.getByText("A whole number, 1 to 200.")).toBeVisible();
    expect(fields.getByText("Use today or a later date. For example: 31 12 2027")).toBeVisible();
    expect(fields.getByText("An amount with the decimals of the currency.")).toBeVisible();
    expect(fields.getByRole("combobox", { name: "Service" })).toHaveFocus();
    expect(fields.getByLabelText("Sessions")).toHaveValue("many");
    expect(fields.queryByRole("alert")).toBeNull();
  });

  it("comes back as far as it was typed, until it is sold or cancelled", async () => {
    const { clinic } = showApp({ at: AMA });
    const user = userEvent.setup();
    let fields = await beginSale(user);
    await user.type(fields.getByLabelText("Sessions"), "12");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await user.click(screen.getByRole("button", { name: "Sell package" }));
    fields = await dialog("Sell package");
    expect(fields.getByLabelText("Sessions")).toHaveValue("12");
    expect(fields.getByRole("combobox", { name: "Service" })).toHaveValue("First consultation");
    expect(fields.getByText(/^Restored what you typed until/)).toBeVisible();
    await user.click(fields.getByRole("button", { name: "Sell package" }));
    expect(await (await table()).findByText("12 of 12 left")).toBeVisible();
    const of = { form: "entry", list: "packages", patientId: "p3", id: null } as const;
    expect(await clinic.formDraft(of)).toBeNull();
  });

  it("is used by two keys, and Undo takes it back", async () => {
    const { clinic } = showApp({ at: MARY });
    const user = userEvent.setup();
    (await table()).getByRole("button", { name: "Use a session: First consultation" }).focus();
    await user.keyboard("{Enter}");
    const fields = await dialog("Use a session: First consultation");
    await waitFor(() => expect(fields.getByLabelText("Day")).toHaveFocus());
    await user.keyboard("{Enter}");
    expect(await screen.findByText(/^Package used: 3 of 6 left/)).toBeVisible();
    expect((await clinic.packages("p1")).packages[0]!.uses[0]).toMatchObject({ on: R.DAY, appointmentId: null });
    await user.click(screen.getByRole("button", { name: "Undo" }));
    expect(await (await table()).findByText(/^4 of 6 left/)).toBeVisible();
  });

  it("is used on an earlier day with a note, and not on one to come", async () => {
    const { clinic } = showApp({ at: MARY });
    const user = userEvent.setup();
    await user.click((await table()).getByRole("button", { name: "Use a session: First consultation" }));
    const fields = await dialog("Use a session: First consultation");
    await user.type(fields.getByLabelText("Note"), "By phone");
    await user.type(fields.getByLabelText("Day"), "21 11 2026{Enter}");
    expect(await fields.findByText("This has not come yet.")).toBeVisible();
    await type(user, fields.getByLabelText("Day"), "-1d{Enter}");
    expect(await screen.findByText(/^Package used: 3 of 6 left/)).toBeVisible();
    expect((await clinic.packages("p1")).packages[0]!.uses[0]).toMatchObject({ on: "2026-11-19", note: "By phone" });
  });

  it("of which nothing is left any more says so in its dialog", async () => {
    const { clinic } = showApp({ at: MARY });
    const user = userEvent.setup();
    await user.click((await table()).getByRole("button", { name: "Use a session: First consultation" }));
    const fields = await dialog("Use a session: First consultation");
    clinic.refuse("usePackage", R.refusal("invalid", { field: "sessions", reason: "taken" }));
    await user.click(fields.getByRole("button", { name: "Use a session" }));
    expect(await fields.findByRole("alert")).toHaveTextContent(/^No session of this package is left/);
    clinic.refuse("usePackage", R.refusal("notAllHere"));
    await user.click(fields.getByRole("button", { name: "Use a session" }));
    await waitFor(() => expect(fields.getByRole("alert")).not.toHaveTextContent(/^No session/));
  });

  it("opens to its uses, which are given back one by one", async () => {
    showApp({ at: MARY });
    const user = userEvent.setup();
    (await table()).getByRole("button", { name: "First consultation" }).focus();
    await user.keyboard("{Enter}");
    const peek = await dialog("First consultation");
    expect(peek.getByText("For the family")).toBeVisible();
    expect(peek.getByText("Omar Haddad · visit")).toBeVisible();
    expect(peek.getByText("Omar Haddad · By phone")).toBeVisible();
    await expectAccessible();
    peek.getByRole("button", { name: "Give back: 13 Nov 2026" }).focus();
    await user.keyboard("{Enter}");
    expect(await screen.findByText("Session returned: 5 of 6 left")).toBeVisible();
    expect(peek.queryByText("Omar Haddad · visit")).toBeNull();
    await waitFor(() => expect(peek.getByRole("button", { name: "Give back: 2 Oct 2026" })).toHaveFocus());
    await user.keyboard("{Enter}");
    expect(await peek.findByText("None used yet.")).toBeVisible();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog", { name: "First consultation" })).toBeNull());
  });
});

describe("the menu of a package", () => {
  const choose = async (user: ReturnType<typeof userEvent.setup>, item: string) => {
    await user.click((await table()).getByRole("button", { name: "More: First consultation" }));
    await user.click(await screen.findByRole("menuitem", { name: item, hidden: true }));
  };

  it("changes how many sessions it has, and no fewer than are used", async () => {
    const { clinic } = showApp({ at: MARY });
    const user = userEvent.setup();
    const sent: unknown[] = [];
    const { editPackage } = clinic;
    clinic.editPackage = async (edit) => (sent.push(edit), editPackage(edit));
    await choose(user, "Edit package");
    const fields = await dialog("Edit package");
    await waitFor(() => expect(fields.getByLabelText("Sessions")).toHaveFocus());
    expect(fields.getByLabelText("Valid until")).toHaveValue("3 Mar 2027");
    await type(user, fields.getByLabelText("Sessions"), "1{Enter}");
    expect(await fields.findByText("A whole number, 2 to 200.")).toBeVisible();
    await user.clear(fields.getByLabelText("Valid until"));
    await type(user, fields.getByLabelText("Sessions"), "8{Enter}");
    expect(await (await table()).findByText("6 of 8 left")).toBeVisible();
    const loaded = { sessions: "6", validUntil: "2027-03-03", note: "For the family" };
    const form = { sessions: "8", validUntil: null, note: "For the family" };
    expect(sent.at(-1)).toEqual({ id: "k1", seen: "1", loaded, form });
  });

  it("removes one that is not used with a reason, and Undo brings it back", async () => {
    const { clinic } = showApp({ at: MARY });
    const user = userEvent.setup();
    for (const id of ["ku1", "ku2"]) await clinic.returnPackageUse(id);
    await (await table()).findByText(/^6 of 6 left/);
    await choose(user, "Remove package");
    const fields = await dialog("Remove the package First consultation?");
    await waitFor(() => expect(fields.getByLabelText(/^Reason/)).toHaveFocus());
    await user.keyboard("of her sister{Enter}");
    expect(await screen.findByText("No packages yet")).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect((await table()).getByText(/^6 of 6 left/)).toBeVisible();
  });

  it("says first what was used of one that is to be removed", async () => {
    const { clinic } = showApp({ at: MARY });
    const user = userEvent.setup();
    await choose(user, "Remove package");
    const asked = await dialog("Remove the package First consultation?");
    expect(asked.getByRole("alert")).toHaveTextContent("2 sessions are used.");
    expect(asked.queryByLabelText(/^Reason/)).toBeNull();
    expect(clinic.calls).not.toContain("removePackage");
  });
});

it("is said in French", async () => {
  showApp({ at: MARY, language: "fr" });
  const user = userEvent.setup();
  const rows = within(await screen.findByRole("table", { name: "Forfaits" }));
  expect(rows.getByText(/^reste 4 sur 6, jusqu’au 3.mars.2027$/)).toBeVisible();
  await user.click(rows.getByRole("button", { name: "Utiliser une séance : First consultation" }));
  await user.keyboard("{Enter}");
  expect(await screen.findByText(/^Forfait utilisé : reste 3 sur 6/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Vendre un forfait" }));
  const fields = await dialog("Vendre un forfait");
  await user.click(fields.getByRole("button", { name: "Vendre un forfait" }));
  expect((await fields.findAllByText("À remplir.")).length).toBe(2);
});
