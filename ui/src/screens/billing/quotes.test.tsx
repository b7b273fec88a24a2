import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { QuoteEdit } from "../../ipc/views";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

const quote = (id: string) => ({ page: "quote", id }) as const;
const NUMBER = "Q1-00001-K7QX";
const OVER = /^An invoice was made of this quote already/;

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: new Date(R.at("10:20")) }));
afterEach(() => void vi.useRealTimers());

type User = ReturnType<typeof userEvent.setup>;
const line = async (name: string) => within(await screen.findByRole("group", { name }));
const page = async () => within(await screen.findByRole("region", { name: "Page" }));
const type = async (user: User, field: HTMLElement, text: string) => {
  await user.clear(field);
  await user.type(field, text);
};
const press = async (user: User, name: string) => user.click(await screen.findByRole("button", { name }));
const remove = async (user: User) => {
  await press(user, "More");
  await user.click(await screen.findByRole("menuitem", { name: "Remove quote", hidden: true }));
  return within(await screen.findByRole("dialog", { name: `Remove the quote ${NUMBER}?` }));
};
/** What is sent by each edit. */
function editsOf({ clinic }: ReturnType<typeof showApp>) {
  const sent: QuoteEdit[] = [];
  const { editQuote } = clinic;
  clinic.editQuote = async (edit) => (sent.push(edit), editQuote(edit));
  return sent;
}

describe("a quote", () => {
  it("is written by keys, and its page is computed while it is typed", async () => {
    const shown = showApp({ at: { page: "patient", id: "p5", tab: "documents" } });
    const sent = editsOf(shown);
    const user = userEvent.setup();
    await press(user, "New quote");
    expect(await screen.findByText(/^Made 20.Nov.2026, Omar Haddad\.$/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Print" })).toBeDisabled();
    expect(screen.getByRole("button", { name: "Make invoice" })).toBeDisabled();
    await press(user, "Add line");
    await user.keyboard("Body{Enter}");
    const fields = await line("Body composition measurement");
    await type(user, fields.getByLabelText("Quantity"), "3");
    expect((await (await page()).findAllByText("€90.00")).length).toBeGreaterThan(1);
    await type(user, screen.getByLabelText("Valid until"), "31 1 2027");
    await user.type(screen.getByLabelText("Note for the patient"), "Bring your letter");
    expect((await page()).getByText(/^Valid until 31.Jan.2027$/)).toBeVisible();
    expect((await page()).getByText("Bring your letter")).toBeVisible();
    expect(screen.getByRole("button", { name: "Print" })).toBeDisabled();
    await expectAccessible();
    await user.keyboard("{Enter}");
    expect(await screen.findByText("Quote saved")).toBeVisible();
    const typed = { serviceId: "s2", quantity: "3", price: "25.00", tax: "20" };
    expect(sent).toMatchObject([{ form: { lines: [typed], validUntil: "2027-01-31", note: "Bring your letter" } }]);
    expect(sent[0]!.loaded).toEqual({ lines: [], validUntil: "2026-12-20", note: "" });
    expect(await screen.findByText("Waiting")).toBeVisible();
    await waitFor(() => expect(screen.getByRole("button", { name: "Save quote" })).toBeDisabled());
    await press(user, "Print");
    expect(await screen.findByRole("dialog", { name: "Print: Quote" })).toBeVisible();
  });

  it("says at all fields at once what is wrong", async () => {
    const { clinic } = showApp({ at: quote("q1") });
    const user = userEvent.setup();
    const fault = (field: string, reason: "malformed" | "backwards" | "tooLong", limit: number | null = null) => ({
      field,
      reason,
      reference: null,
      limit,
    });
    const fields = [
      fault("lines.0.quantity", "malformed"),
      fault("lines.1.price", "malformed"),
      fault("lines.1.tax", "malformed"),
      fault("lines", "tooLong"),
      fault("validUntil", "backwards"),
      fault("note", "tooLong", 255),
    ];
    clinic.refuse("editQuote", R.refusal("invalid", { field: "lines", reason: "tooLong", fields }));
    await type(user, await screen.findByLabelText("Note for the patient"), "x{Enter}");
    const first = await line("First consultation");
    expect(await first.findByText("A whole number, 1 to 9,999.")).toBeVisible();
    expect(first.getByLabelText("Quantity")).toHaveFocus();
    const second = await line("Body composition measurement");
    expect(second.getByText("An amount with the decimals of the currency.")).toBeVisible();
    expect(second.getByText("0 to 100, with two decimals at most.")).toBeVisible();
    expect(screen.getByText("This is too long.")).toBeVisible();
    expect(screen.getByText(/^Write a day within two years/)).toBeVisible();
    expect(screen.getByText("This is too long: 255 characters at most.")).toBeVisible();
    expect(screen.queryByText("One field cannot be saved as it is.")).toBeNull();
  });

  it.each([
    ["validUntil", "30 9 2026", "Valid until", /^Write a day within two years/],
    ["validUntil", "some day", "Valid until", /^Write a day within two years/],
    ["quantity", "some", "Quantity", /^A whole number/],
    ["price", "ten", "Price", /^An amount with the decimals/],
  ])("refuses a wrong %s before an invoice is made: %s", async (_field, text, label, sentence) => {
    const { clinic } = showApp({ at: quote("q2") });
    const user = userEvent.setup();
    await type(user, await screen.findByLabelText(label), text);
    await press(user, "Make invoice");
    expect(await screen.findByText(sentence)).toBeVisible();
    expect(screen.getByLabelText(label)).toHaveValue(text);
    expect(clinic.calls).not.toContain("invoiceQuote");
  });

  it("asks for the service of a line, and takes the usual days for none", async () => {
    const shown = showApp({ at: quote("q1") });
    const sent = editsOf(shown);
    const user = userEvent.setup();
    await user.clear(await screen.findByLabelText("Valid until"));
    await press(user, "Add line");
    await press(user, "Save quote");
    expect(await screen.findByText("This is needed.")).toBeVisible();
    await press(user, "Remove Service");
    await press(user, "Save quote");
    expect(await screen.findByText("Quote saved")).toBeVisible();
    expect(sent.at(-1)?.form).toMatchObject({ validUntil: null });
    await waitFor(() => expect(screen.getByLabelText("Valid until")).toHaveValue("20 Dec 2026"));
  });

  it("comes back as far as it was typed, until it is saved or begun afresh", async () => {
    const { clinic } = showApp({ at: quote("q1") });
    const user = userEvent.setup();
    await type(user, await screen.findByLabelText("Valid until"), "31 1");
    await user.click(screen.getByRole("button", { name: "Billing" }));
    await user.click(await screen.findByRole("tab", { name: "Quotes" }));
    await user.click(await screen.findByText(NUMBER));
    expect(await screen.findByText(/^Restored what you typed until/)).toBeVisible();
    expect(screen.getByLabelText("Valid until")).toHaveValue("31 1");
    await press(user, "Start over");
    await waitFor(() => expect(screen.getByLabelText("Valid until")).toHaveValue("3 Dec 2026"));
    expect(await clinic.formDraft({ form: "entry", list: "quotes", patientId: "p1", id: "q1" })).toBeNull();
  });
});

it("leaves what is typed where the quote changes meanwhile", async () => {
  const { clinic } = showApp({ at: quote("q1") });
  const user = userEvent.setup();
  await type(user, await screen.findByLabelText("Note for the patient"), "Half typed");
  const read = clinic.quote;
  clinic.quote = async (id) => {
    const now = await read(id);
    return { ...now, seen: "2", form: { ...now.form, validUntil: "2026-12-31" } };
  };
  clinic.emit({ kind: "changed", topics: ["billing"], patientIds: [] });
  await waitFor(() => expect(screen.getByLabelText("Valid until")).toHaveValue("31 Dec 2026"));
  await waitFor(() => expect(screen.getByLabelText("Note for the patient")).toHaveValue("Half typed"));
});

describe("an invoice of a quote", () => {
  it("is made by two keys with what is typed, and each leads to the other", async () => {
    const shown = showApp({ at: quote("q1") });
    const sent = editsOf(shown);
    const user = userEvent.setup();
    await type(user, (await line("First consultation")).getByLabelText("Quantity"), "2");
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await screen.findByRole("button", { name: "Issue invoice" })).toBeVisible();
    expect(sent).toHaveLength(1);
    expect((await line("First consultation")).getByLabelText("Quantity")).toHaveValue("2");
    await press(user, `From quote ${NUMBER}`);
    expect(await screen.findByText("Invoiced")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Make invoice" })).toBeNull();
    await press(user, "Draft of an invoice");
    await press(user, "Issue invoice");
    const asked = within(await screen.findByRole("dialog", { name: "Issue an invoice of €240.00?" }));
    await user.click(asked.getByRole("button", { name: "Issue invoice" }));
    await press(user, `From quote ${NUMBER}`);
    expect(await screen.findByRole("button", { name: /^Invoice 1-00003-K7QX$/ })).toBeVisible();
  });

  it("that is issued leaves the quote to be looked at and printed", async () => {
    showApp({ at: quote("q5") });
    const user = userEvent.setup();
    expect(await screen.findByText(/^Valid until 30.Nov.2026$/)).toBeVisible();
    expect(screen.queryByRole("textbox", { name: "Valid until" })).toBeNull();
    for (const name of ["Add line", "Save quote", "Make invoice", "Patient declined", "More"])
      expect(screen.queryByRole("button", { name })).toBeNull();
    expect(screen.getByRole("button", { name: "Print" })).toBeEnabled();
    await expectAccessible();
    await press(user, "Invoice 1-00001-K7QX");
    expect(await screen.findByRole("button", { name: "From quote Q1-00005-K7QX" })).toBeVisible();
  });

  it.each([
    ["Make invoice", "invoiceQuote"],
    ["Patient declined", "declineQuote"],
  ] as const)("that was made meanwhile is said: %s", async (button, command) => {
    const { clinic } = showApp({ at: quote("q1") });
    const user = userEvent.setup();
    clinic.refuse(command, R.refusal("invalid", { field: "quote", reason: "outOfOrder" }));
    await press(user, button);
    expect(await screen.findByText(OVER)).toBeVisible();
  });

  it.each([
    ["cancelled", "This quote is declined, so no invoice is made of it."],
    ["required", "This quote has no lines."],
  ] as const)("is not made of one that is %s meanwhile", async (reason, sentence) => {
    const { clinic } = showApp({ at: quote("q1") });
    const user = userEvent.setup();
    clinic.refuse("invoiceQuote", R.refusal("invalid", { field: "quote", reason }));
    await press(user, "Make invoice");
    expect(await screen.findByText(sentence)).toBeVisible();
  });

  it("that was made meanwhile is said when the quote is saved or removed", async () => {
    const { clinic } = showApp({ at: quote("q1") });
    const user = userEvent.setup();
    clinic.refuse("editQuote", R.refusal("invalid", { field: "quote", reason: "outOfOrder" }));
    await type(user, await screen.findByLabelText("Note for the patient"), "x");
    await press(user, "Save quote");
    expect(await screen.findByText(OVER)).toBeVisible();
    clinic.refuse("removeQuote", R.refusal("invalid", { field: "quote", reason: "outOfOrder" }));
    const asked = await remove(user);
    await user.type(asked.getByLabelText(/^Reason/), "twice{Enter}");
    expect(await asked.findByText(OVER)).toBeVisible();
  });
});

describe("a quote that is over", () => {
  it("says what its invoice comes to where that is another sum", async () => {
    showApp({ at: quote("q4") });
    expect(await screen.findByText("It is of €99.00: one of the two was changed since.")).toBeVisible();
  });

  it("says since when it has expired, and takes a new last day", async () => {
    const shown = showApp({ at: quote("q2") });
    const sent = editsOf(shown);
    const user = userEvent.setup();
    expect(await screen.findByText(/Expired since 14.Nov.2026\.$/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Make invoice" })).toBeEnabled();
    await type(user, screen.getByLabelText("Valid until"), "31 12 2026{Enter}");
    expect(await screen.findByText("Waiting")).toBeVisible();
    expect(sent).toMatchObject([{ form: { validUntil: "2026-12-31" } }]);
    expect(screen.queryByText(/Expired since/)).toBeNull();
  });

  it("is declined and not declined, each with Undo, and what is typed stays", async () => {
    showApp({ at: quote("q1") });
    const user = userEvent.setup();
    await type(user, await screen.findByLabelText("Note for the patient"), "Half typed");
    await press(user, "Patient declined");
    expect(await screen.findByText(`Quote declined: ${NUMBER}`)).toBeVisible();
    expect(await screen.findByRole("button", { name: "Not declined" })).toBeVisible();
    expect(screen.queryByRole("button", { name: "Make invoice" })).toBeNull();
    await waitFor(() => expect(screen.getByLabelText("Note for the patient")).toHaveValue("Half typed"));
    await press(user, "Undo");
    expect(await screen.findByRole("button", { name: "Make invoice" })).toBeVisible();
    await press(user, "Patient declined");
    await press(user, "Not declined");
    expect(await screen.findByText(`Quote no longer declined: ${NUMBER}`)).toBeVisible();
    await waitFor(() => expect(screen.getByLabelText("Note for the patient")).toHaveValue("Half typed"));
  });

  it("is removed with a reason, and Undo brings it back", async () => {
    showApp({ at: { page: "billing" } });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("tab", { name: "Quotes" }));
    await user.click(await screen.findByText(NUMBER));
    const asked = await remove(user);
    await waitFor(() => expect(asked.getByLabelText(/^Reason/)).toHaveFocus());
    await user.keyboard("of her sister{Enter}");
    expect(await screen.findByText(`Quote removed: ${NUMBER}`)).toBeVisible();
    await user.click(await screen.findByRole("tab", { name: "Quotes" }));
    const rows = within(await screen.findByRole("table", { name: "Quotes" }));
    expect(rows.queryByText(NUMBER)).toBeNull();
    await press(user, "Undo");
    expect(await rows.findByText(NUMBER)).toBeVisible();
  });
});

it("is said in French", async () => {
  const { clinic } = showApp({ at: quote("q2"), language: "fr" });
  const user = userEvent.setup();
  expect(await screen.findByRole("heading", { name: "Devis Q1-00002-K7QX" })).toBeVisible();
  expect(screen.getByText(/Expiré depuis le 14.nov\.? 2026\.$/)).toBeVisible();
  expect(screen.getByLabelText("Valable jusqu’au")).toHaveValue("13 nov. 2026");
  expect(screen.getByRole("button", { name: "Enregistrer le devis" })).toBeDisabled();
  clinic.refuse("invoiceQuote", R.refusal("invalid", { field: "quote", reason: "outOfOrder" }));
  await press(user, "Créer la facture");
  expect(await screen.findByText(/^Une facture a déjà été tirée de ce devis/)).toBeVisible();
  await press(user, "Refusé par le patient");
  expect(await screen.findByText("Devis refusé : Q1-00002-K7QX")).toBeVisible();
});
