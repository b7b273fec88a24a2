import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { ClaimForm } from "../../ipc/views";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

const DRAFT = { page: "invoiceDraft", id: "d1" } as const;
const CLAIM: ClaimForm = { policyId: "ip90", referrer: "Dr Sena", referrerNumber: "77", codeIds: ["cc2", "cc1"] };

/** The section for the insurer, unfolded by keys. */
async function section(user: ReturnType<typeof userEvent.setup>, name = "For the insurer") {
  const fold = await screen.findByRole("button", { name });
  expect(fold).toHaveAttribute("aria-expanded", "false");
  fold.focus();
  await user.keyboard("{Enter}");
  return within(await screen.findByRole("group", { name }));
}

it("adds a claim code by keys, refuses one that is taken, and ends its use", async () => {
  showApp({ at: { page: "settings", section: "prices" } });
  const user = userEvent.setup();
  (await screen.findByRole("button", { name: "Add claim code" })).focus();
  await user.keyboard("{Enter}");
  const dialog = within(await screen.findByRole("dialog", { name: "Add claim code" }));
  await waitFor(() => expect(dialog.getByLabelText("Code")).toHaveFocus());
  await user.keyboard("97802{Tab}Group session{Enter}");
  expect(await dialog.findByText("Another claim code has this code.")).toBeVisible();
  expect(dialog.getByLabelText("Code")).toHaveFocus();
  await expectAccessible();
  await user.clear(dialog.getByLabelText("Code"));
  await user.keyboard("97804{Enter}");
  const table = within(await screen.findByRole("table", { name: "Claim codes" }));
  await user.click(await table.findByRole("button", { name: "Group session" }));
  const changed = within(await screen.findByRole("dialog", { name: "Change claim code" }));
  await user.click(changed.getByRole("switch", { name: "Offered on invoices" }));
  await user.click(changed.getByRole("button", { name: "Save claim code" }));
  expect(await table.findByText("Inactive")).toBeVisible();
});

it("offers a half-typed claim code again after Escape", async () => {
  showApp({ at: { page: "settings", section: "prices" } });
  const user = userEvent.setup();
  const open = async () => {
    await user.click(await screen.findByRole("button", { name: "Add claim code" }));
    return within(await screen.findByRole("dialog", { name: "Add claim code" }));
  };
  await user.type((await open()).getByLabelText("Code"), "978{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  const dialog = await open();
  expect(await dialog.findByText(/^Restored what you typed/)).toBeVisible();
  expect(dialog.getByLabelText("Code")).toHaveValue("978");
});

it("shows the claim codes to who may not change them", async () => {
  showApp({ at: { page: "billing" }, rights: ["patients.read", "billing.read"] });
  await userEvent.setup().click(await screen.findByRole("tab", { name: "Price list" }));
  const table = within(await screen.findByRole("table", { name: "Claim codes" }));
  expect(table.getByText("Nutrition therapy, first visit")).toBeVisible();
  expect(screen.getByText(/^Used on invoices as they were/)).toBeVisible();
  expect(screen.queryByRole("button", { name: "Add claim code" })).toBeNull();
  expect(table.queryByRole("button", { name: "Nutrition therapy, first visit" })).toBeNull();
});

it("puts a policy and codes on a draft by keys, and on its invoice", async () => {
  const { clinic } = showApp({ at: DRAFT });
  const user = userEvent.setup();
  const fields = await section(user);
  const policy = await fields.findByRole("combobox", { name: "Insurance policy" });
  expect(policy).toHaveValue("None");
  policy.focus();
  await user.keyboard("{ArrowDown}");
  const list = within(document.getElementById(policy.getAttribute("aria-controls")!)!);
  const names = list.getAllByRole("option", { hidden: true }).map(({ textContent }) => textContent);
  expect(names).toEqual(["None", "Union Mutual, Gold, U-77", "Old Mutual, O-1 (over)"]);
  await user.keyboard("{Enter}");
  expect(policy).toHaveValue("Union Mutual, Gold, U-77");
  await user.type(fields.getByLabelText("Referred by"), "Dr Sena");
  await user.type(fields.getByLabelText("Referrer’s number"), "77");
  const codes = fields.getByRole("combobox", { name: "Claim codes" });
  await user.type(codes, "97802{Enter}97803{Enter}");
  await user.keyboard("{ArrowLeft}{Alt>}{ArrowLeft}{/Alt}");
  codes.focus();
  await expectAccessible();
  const sent: ClaimForm[] = [];
  const edit = clinic.editInvoiceDraft;
  clinic.editInvoiceDraft = async (...given) => (sent.push(given[3].claim), edit(...given));
  await user.keyboard("{Control>}{Enter}{/Control}");
  await screen.findByRole("dialog");
  await user.keyboard("{Enter}");
  const block = within(await screen.findByRole("region", { name: "For the insurer" }));
  expect(sent).toEqual([CLAIM]);
  for (const text of ["Union Mutual", "Gold", "U-77", "G-4", "Paul Eriksen", "Dr Sena (77)"])
    expect(block.getByText(text)).toBeVisible();
  const shown = block.getAllByText(/^9780/).map(({ textContent }) => textContent);
  expect(shown).toEqual(["97803 Nutrition therapy, follow-up", "97802 Nutrition therapy, first visit"]);
  await expectAccessible();
});

it("asks about a policy that is over before it goes onto an invoice", async () => {
  showApp({ at: DRAFT });
  const user = userEvent.setup();
  const fields = await section(user);
  (await fields.findByRole("combobox", { name: "Insurance policy" })).focus();
  await user.keyboard("{ArrowDown}{ArrowDown}{Enter}");
  await user.click(screen.getByRole("button", { name: "Issue invoice" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.getByRole("alert")).toHaveTextContent(/^The policy of Old Mutual ended on .*2025/);
  await waitFor(() => expect(dialog.getByRole("button", { name: "Cancel" })).toHaveFocus());
  await expectAccessible();
  await user.keyboard("{Tab}{Enter}");
  const block = within(await screen.findByRole("region", { name: "For the insurer" }));
  expect(block.getByText("Old Mutual")).toBeVisible();
});

it("asks for another policy where the one of the draft was removed", async () => {
  const { clinic } = showApp({ at: DRAFT });
  const read = clinic.invoiceDraft;
  clinic.invoiceDraft = async (id) => {
    const draft = await read(id);
    const { form, seen } = await clinic.editInvoiceDraft(id, draft.seen, draft.form, {
      ...draft.form,
      claim: { ...CLAIM, policyId: "ip90" },
    });
    const claim = { ...form.claim, policyId: "gone" };
    return { ...draft, seen, form: { ...form, claim }, claim: { ...(await read(id)).claim!, isPolicyGone: true } };
  };
  const user = userEvent.setup();
  expect(await screen.findByText("This policy was removed. Choose another.")).toBeVisible();
  const policy = screen.getByRole("combobox", { name: "Insurance policy" });
  expect(policy).toHaveValue("");
  await user.click(screen.getByRole("button", { name: "Issue invoice" }));
  expect(policy).toHaveFocus();
  expect(screen.queryByRole("dialog")).toBeNull();
  await user.keyboard("{ArrowDown}{ArrowDown}{Enter}");
  expect(policy).toHaveValue("Union Mutual, Gold, U-77");
  expect(screen.queryByText("This policy was removed. Choose another.")).toBeNull();
});

it("unfolds the section where a field of it is refused", async () => {
  const { clinic } = showApp({ at: DRAFT });
  const user = userEvent.setup();
  await user.type((await section(user)).getByLabelText("Referred by"), "Dr Sena");
  const fold = screen.getByRole("button", { name: "For the insurer" });
  await user.click(fold);
  expect(screen.queryByLabelText("Referred by")).toBeNull();
  clinic.refuse("editInvoiceDraft", R.refusal("invalid", { field: "codes", reason: "outOfUse" }));
  await user.click(screen.getByRole("button", { name: "Save draft" }));
  expect(await screen.findByText("This is no longer in use. Choose another.")).toBeVisible();
  expect(screen.getByLabelText("Referred by")).toHaveValue("Dr Sena");
});

it("speaks French on the draft, and is unfolded where it has anything", async () => {
  showApp({ at: DRAFT, language: "fr" });
  const user = userEvent.setup();
  const fields = await section(user, "Pour l’assureur");
  expect(await fields.findByRole("combobox", { name: "Assurance" })).toHaveValue("Aucune");
  expect(fields.getByLabelText("Adressé par")).toBeVisible();
  await user.type(fields.getByLabelText("Numéro du prescripteur"), "77");
  await user.click(screen.getByRole("button", { name: "Enregistrer le brouillon" }));
  expect(await screen.findByText("Brouillon enregistré")).toBeVisible();
  expect(screen.getByLabelText("Numéro du prescripteur")).toHaveValue("77");
});

it("leaves the draft of a patient who was deleted on the screen", async () => {
  const { clinic } = showApp({ at: DRAFT });
  clinic.refuse("patient", R.refusal("notFound"));
  const fields = await section(userEvent.setup());
  expect(await fields.findByRole("combobox", { name: "Insurance policy" })).toHaveValue("None");
});

it("shows nothing for the insurer on an invoice that has none of it", async () => {
  showApp({ at: { page: "invoice", id: "i1" } });
  expect(await screen.findByRole("button", { name: "Take payment" })).toBeVisible();
  expect(screen.queryByRole("region", { name: "For the insurer" })).toBeNull();
});
