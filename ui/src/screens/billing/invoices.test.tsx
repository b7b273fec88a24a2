import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { expectAccessible, showApp } from "../../test/show";
import { changeOf, minus, minorOf, plainOf } from "../../parts/amounts";

const billing = { page: "billing" } as const;
const dialog = async (name: string) => within(await screen.findByRole("dialog", { name }));

it("begins with what is to be billed, and shows what is unpaid", async () => {
  showApp({ at: billing });
  const user = userEvent.setup();
  const visits = within(await screen.findByRole("table", { name: "To invoice" }));
  expect(visits.getByText(/Wilhelmina Schlüter-Grünewald/)).toBeVisible();
  await user.click(screen.getByRole("tab", { name: "Unpaid 2" }));
  const unpaid = within(await screen.findByRole("table", { name: "Unpaid" }));
  expect(unpaid.getByText("Overdue 12 d")).toBeVisible();
  expect(unpaid.getByText("Part paid")).toBeVisible();
  expect(unpaid.getByText("€35.00")).toBeVisible();
  await expectAccessible();
});

it("fills in a visit, computes while typing, and issues by two keys", async () => {
  showApp({ at: billing });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Invoice" }));
  const line = within(await screen.findByRole("group", { name: "First consultation" }));
  const page = within(await screen.findByRole("region", { name: "Page" }));
  expect(page.getAllByText("€75.00")[0]).toBeVisible();
  await user.clear(line.getByLabelText("Quantity"));
  await user.type(line.getByLabelText("Quantity"), "2");
  expect((await page.findAllByText("€150.00")).length).toBeGreaterThan(1);
  await expectAccessible();
  await user.keyboard("{Control>}{Enter}{/Control}");
  const asked = await dialog("Issue an invoice of €150.00?");
  expect(asked.getByText("Issued invoices can’t be changed, only voided.")).toBeVisible();
  expect(asked.getByRole("button", { name: "Issue invoice" })).toHaveFocus();
  await user.keyboard("{Enter}");
  expect(await screen.findByRole("heading", { name: "Invoice 1-00003-K7QX" })).toBeVisible();
});

it("says at its line what is wrong, and asks nothing", async () => {
  showApp({ at: { page: "invoiceDraft", id: "d1" } });
  const user = userEvent.setup();
  const line = within(await screen.findByRole("group", { name: "Body composition measurement" }));
  await user.clear(line.getByLabelText("Quantity"));
  await user.type(line.getByLabelText("Quantity"), "some");
  await user.click(screen.getByRole("button", { name: "Issue invoice" }));
  expect(await line.findByText("A whole number, 1 to 9,999.")).toBeVisible();
  expect(line.getByLabelText("Quantity")).toHaveFocus();
  expect(screen.queryByRole("dialog")).toBeNull();
});

it("takes all that is left by Enter alone, and Enter prints the receipt", async () => {
  showApp({ at: { page: "invoice", id: "i2" } });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Take payment" }));
  const taking = await dialog("Take payment");
  expect(taking.getByLabelText("Amount")).toHaveValue("35.00");
  await user.type(taking.getByLabelText("Cash given"), "50");
  expect(taking.getByText("Change: €15.00")).toBeVisible();
  await expectAccessible();
  await user.keyboard("{Enter}");
  const taken = await dialog("€35.00 taken");
  expect(taken.getByRole("button", { name: "Print receipt" })).toHaveFocus();
  await user.keyboard("{Enter}");
  expect(await screen.findByRole("dialog", { name: /receipt/i })).toBeVisible();
});

it("refuses more than is left, and shows what may be paid", async () => {
  showApp({ at: { page: "invoice", id: "i1" } });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Take payment" }));
  const taking = await dialog("Take payment");
  await user.clear(taking.getByLabelText("Amount"));
  await user.type(taking.getByLabelText("Amount"), "75.01{Enter}");
  expect(await taking.findByText("An amount above zero, €75.00 at most.")).toBeVisible();
  await user.clear(taking.getByLabelText("Amount"));
  await user.type(taking.getByLabelText("Amount"), "20.505{Enter}");
  expect(await taking.findByText("An amount with 2 decimals at most.")).toBeVisible();
});

it("voids an invoice only once its payment is refunded", async () => {
  showApp({ at: { page: "invoice", id: "i2" } });
  const user = userEvent.setup();
  const openVoid = async () => {
    await user.click(await screen.findByRole("button", { name: "More" }));
    await user.click(await screen.findByRole("menuitem", { name: "Void invoice", hidden: true }));
    return dialog("Void invoice 1-00002-K7QX?");
  };
  expect((await openVoid()).getByText("€40.00 is paid. Refund it before voiding.")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  await user.click(screen.getByRole("button", { name: "Refund" }));
  const back = await dialog("Refund");
  expect(back.getByRole("radio", { name: "Card" })).toBeChecked();
  await user.click(back.getByRole("button", { name: "Refund" }));
  await user.click((await dialog("€40.00 given back")).getAllByRole("button", { name: "Close" })[0]!);
  const asked = await openVoid();
  await user.type(asked.getByLabelText("Reason"), "Wrong patient");
  await user.click(asked.getByRole("button", { name: "Void invoice", hidden: true }));
  expect(await screen.findByText(/Void by Omar Haddad/)).toBeVisible();
  expect(screen.queryByRole("button", { name: "Take payment" })).toBeNull();
});

it("lists the invoices of a patient, and begins a draft for them", async () => {
  showApp({ at: { page: "patient", id: "p1", tab: "documents" } });
  const user = userEvent.setup();
  const table = within(await screen.findByRole("table", { name: "Billing" }));
  expect(table.getByText("1-00001-K7QX")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "New invoice" }));
  expect(await screen.findByRole("button", { name: "Add line" })).toBeVisible();
});

it("shows who only collects no way to write or void an invoice", async () => {
  showApp({ at: { page: "invoice", id: "i1" }, rights: ["patients.read", "billing.read", "billing.collect"] });
  expect(await screen.findByRole("button", { name: "Take payment" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "More" })).toBeNull();
});

it("computes amounts in whole numbers of the smallest unit", () => {
  expect([minorOf("12,5", 2), minorOf("1 250", 0), minorOf("0.005", 3)]).toEqual([1250n, 1250n, 5n]);
  expect([minorOf("1.999", 2), minorOf("ten", 2), minorOf("", 2), minorOf("-1", 2)]).toEqual([null, null, null, null]);
  expect([plainOf(5n, 3), plainOf(1250n, 0), plainOf(1250n, 2)]).toEqual(["0.005", "1250", "12.50"]);
  expect(minus("0.30", "0.20")).toBe("0.10");
  expect([changeOf("50", "35.00", 2), changeOf("20", "35.00", 2), changeOf("", "35.00", 2)]).toEqual([
    "15.00",
    null,
    null,
  ]);
});
