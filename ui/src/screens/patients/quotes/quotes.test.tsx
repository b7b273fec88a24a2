import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { NewQuote, QuoteView, Right } from "../../../ipc/views";
import * as R from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";

const MARY = { page: "patient", id: "p1", tab: "documents" } as const;
const READS: Right[] = ["patients.read", "billing.read"];

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: new Date(R.at("10:20")) }));
afterEach(() => void vi.useRealTimers());

const table = async (name = "Quotes") => within(await screen.findByRole("table", { name }));

it("lists the quotes of a patient, and a row opens its page", async () => {
  showApp({ at: MARY });
  const user = userEvent.setup();
  const rows = await table();
  const [, first, second] = rows.getAllByRole("row").map(({ textContent }) => textContent);
  expect(first).toMatch(/^Q1-00005-K7QX1 Oct 202630 Nov 2026Invoiced€75\.00$/);
  expect(second).toMatch(/^Q1-00001-K7QX1 Oct 20263 Dec 2026Waiting€165\.00$/);
  await expectAccessible();
  await user.click(rows.getByText("Waiting"));
  expect(await screen.findByRole("heading", { name: "Quote Q1-00001-K7QX" })).toBeVisible();
});

it("says each state in a word of its own", async () => {
  const { clinic } = showApp({ at: MARY });
  const read = clinic.quotes;
  clinic.quotes = async (id) => {
    const [one] = (await read(id)).quotes as [QuoteView];
    const states = ["empty", "expired", "declined"] as const;
    const quotes = states.map((state, index) => ({ ...one, id: `${index}`, state, isPatientDeleted: index === 0 }));
    return { isUnsure: true, quotes };
  };
  const rows = await table();
  for (const word of ["No lines", "Expired", "Declined", "Patient deleted"]) expect(rows.getByText(word)).toBeVisible();
  expect(screen.getByText(/^Some quotes, or invoices of them, are not/)).toBeVisible();
});

it("begins one quote, however often it is pressed, and opens its page", async () => {
  const { clinic } = showApp({ at: { ...MARY, id: "p5" } });
  const user = userEvent.setup();
  const sent: NewQuote[] = [];
  const { addQuote } = clinic;
  clinic.addQuote = async (quote) => (sent.push(quote), addQuote(quote));
  expect(await screen.findByText("No quotes yet")).toBeVisible();
  await user.dblClick(screen.getByRole("button", { name: "New quote" }));
  expect(await screen.findByRole("heading", { name: "Quote Q1-00006-K7QX" })).toBeVisible();
  expect(screen.getByText("No lines")).toBeVisible();
  expect(sent).toEqual([{ patientId: "p5", form: { lines: [], validUntil: null, note: "" } }]);
});

it("says why none was begun", async () => {
  const { clinic } = showApp({ at: MARY });
  const user = userEvent.setup();
  clinic.refuse("addQuote", R.refusal("patientDeleted"));
  await user.click(await screen.findByRole("button", { name: "New quote" }));
  expect(await screen.findByText("This patient was deleted.")).toBeVisible();
});

it("shows who may only read them no way to begin one", async () => {
  showApp({ at: { ...MARY, tab: "billing" }, rights: READS });
  expect((await table()).getByText("Q1-00001-K7QX")).toBeVisible();
  expect(screen.queryByRole("button", { name: "New quote" })).toBeNull();
});

it("is said in French", async () => {
  showApp({ at: MARY, language: "fr" });
  const rows = await table("Devis");
  expect(rows.getByText("Valable jusqu’au")).toBeVisible();
  expect(rows.getByText("En attente")).toBeVisible();
  expect(screen.getByRole("button", { name: "Nouveau devis" })).toBeVisible();
});
