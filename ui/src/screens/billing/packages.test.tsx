import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { PackageUseForm, Right } from "../../ipc/views";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

const billing = { page: "billing" } as const;
const COLLECTS: Right[] = ["patients.read", "billing.read", "billing.collect"];
const USE = "Use package: Wilhelmina Schlüter-Grünewald";
const visits = async () => within(await screen.findByRole("table", { name: "To invoice" }));

it("pays a visit with a package by Enter, and Undo takes it back", async () => {
  const { clinic } = showApp({ at: billing });
  const user = userEvent.setup();
  const sent: PackageUseForm[] = [];
  const pay = clinic.usePackage;
  clinic.usePackage = async (form) => (sent.push(form), pay(form));
  const row = await visits();
  expect(row.getByText(/^4 of 6 left, until 3.Mar.2027$/)).toBeVisible();
  await expectAccessible();
  row.getByRole("button", { name: USE }).focus();
  await user.keyboard("{Enter}");
  expect(await screen.findByText(/^Package used: 3 of 6 left/)).toBeVisible();
  await waitFor(() => expect(screen.queryByRole("button", { name: USE })).toBeNull());
  expect(sent).toEqual([{ packageId: "k2", appointmentId: "a1", on: null, note: "" }]);
  expect(clinic.calls).not.toContain("beginInvoice");
  await user.click(screen.getByRole("button", { name: "Undo" }));
  expect(await (await visits()).findByText(/^4 of 6 left/)).toBeVisible();
});

it("begins one invoice, however often its button is pressed", async () => {
  const { clinic } = showApp({ at: billing });
  const user = userEvent.setup();
  await user.dblClick((await visits()).getByRole("button", { name: "Invoice" }));
  expect(await screen.findByRole("button", { name: "Issue invoice" })).toBeVisible();
  expect(clinic.calls.filter((call) => call === "beginInvoice")).toHaveLength(1);
});

it("offers nothing but an invoice where the patient has no package", async () => {
  const { clinic } = showApp({ at: billing });
  const work = clinic.billingWork;
  clinic.billingWork = async () => {
    const all = await work();
    return { ...all, toInvoice: all.toInvoice.map((row) => ({ ...row, package: null })) };
  };
  const row = await visits();
  expect(row.getByRole("button", { name: "Invoice" })).toBeVisible();
  expect(row.queryByRole("button", { name: USE })).toBeNull();
  expect(row.queryByText(/left/)).toBeNull();
});

it("uses packages, and writes no invoice, for those who take payments", async () => {
  showApp({ at: billing, rights: COLLECTS });
  const row = await visits();
  expect(row.getByRole("button", { name: USE })).toBeVisible();
  expect(row.queryByRole("button", { name: "Invoice" })).toBeNull();
});

it.each([
  ["sessions", "taken", /^No session of this package is left/],
  ["validUntil", "tooLongAgo", /^This package has expired/],
  ["package", "cancelled", /^The invoice of this package is void/],
  ["appointment", "taken", /^This visit was paid with a package already/],
  ["appointment", "outOfOrder", /^This visit is not done any more/],
] as const)("says why a visit was not paid: %s %s", async (field, reason, sentence) => {
  const { clinic } = showApp({ at: billing });
  const user = userEvent.setup();
  clinic.refuse("usePackage", R.refusal("invalid", { field, reason }));
  await user.click((await visits()).getByRole("button", { name: USE }));
  expect(await screen.findByText(sentence)).toBeVisible();
});

it("is said in French", async () => {
  showApp({ at: billing, language: "fr" });
  const row = within(await screen.findByRole("table", { name: "À facturer" }));
  expect(row.getByText(/^reste 4 sur 6, jusqu’au 3.mars.2027$/)).toBeVisible();
  expect(row.getByRole("button", { name: /^Utiliser le forfait : Wilhelmina/ })).toBeVisible();
});
