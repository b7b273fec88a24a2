// The screens of billing, for whatever walks every screen.
/** One of two of this name, so that the number of the file is typed. */
const IN_ADVANCE = { file: "000002", patient: "Grace Williams", service: "Follow-up, 30 min" };

/** Billing staff see what there is to bill, a draft, an invoice, a payment, expenses, a quote and a package. */
export async function billed(walk) {
  const { who, words } = walk;
  const { billing, cash, claims, diary, expenses, quotes } = words;
  const part = async (name) => {
    // the tabs move once their counts have come
    const counts = "return /\\d/.test(document.querySelector('[role=tablist]')?.textContent ?? '')";
    await who.until("the counts", () => who.run(counts));
    await who.press(name, "[role=tablist]");
  };
  const first = async () => {
    await who.until("the rows", () => who.find("tbody tr button"));
    await who.run("document.querySelector('tbody tr button').click()");
  };
  await walk.signIn("omar");
  await who.see(billing.toInvoice, "main");
  await walk.at("billing");
  await part(billing.unpaid);
  await who.see(billing.left, "table");
  await walk.at("billing-unpaid");
  await first();
  await who.see(billing.noPayments, "main");
  await walk.at("invoice");
  await who.press(billing.pay, "main");
  await who.see(billing.cashGiven, "[role=dialog]");
  await walk.at("payment");
  await walk.leave();
  await walk.page("billing");
  await part(billing.drafts);
  await first();
  await who.see(billing.dueDays, "main");
  await walk.at("invoice-draft");
  // one that has anything for the insurer is unfolded from the first on
  if (!(await who.shows(claims.referrer, "main"))) await who.press(claims.title, "main");
  await who.see(claims.policy, "main");
  await who.see(claims.codes, "main");
  await walk.at("invoice-draft-insurer");
  await who.press(billing.issue, "main");
  await who.see(billing.issueHelp, "[role=dialog]");
  await walk.at("issue");
  await walk.leave();
  await walk.page("billing");
  await part(cash.overdue);
  await who.see(cash.remind, "table");
  await walk.at("overdue");
  await part(cash.title);
  await who.see(cash.close, "main");
  await walk.at("cash");
  await part(expenses.title);
  // this month has none on its first day
  await who.press(diary.previous.month, "main");
  await who.see(expenses.category, "table");
  await walk.at("expenses");
  await who.press(expenses.record, "main");
  await who.see(expenses.cashHelp, "[role=dialog]");
  await walk.at("expense");
  await walk.leave();
  await part(quotes.title);
  await who.see(billing.status, "table");
  await walk.at("quotes");
  await first();
  await who.see(quotes.noteHelp, "main");
  await walk.at("quote");
  await walk.page("billing");
  await part(billing.priceList);
  await who.see(words.services.priceHead, "main");
  await walk.at("price-list");
  await packaged(walk);
  await walk.lock();
}

/** A patient's package with the sessions that were used of it, and another that is sold. */
async function packaged(walk) {
  const { who, words } = walk;
  const { billing, packages } = words;
  const { file, patient, service } = IN_ADVANCE;
  await walk.open(file, patient);
  await who.press(billing.title, "[role=tablist]");
  await who.see(packages.left(4, 6), "main");
  await walk.at("packages");
  // the button of the row is left out where letters are large
  await who.press(packages.more(service), "main");
  await who.press(packages.use, "[role=menu]");
  await who.see(packages.day, "[role=dialog]");
  await walk.at("package-use");
  await walk.leave();
  await who.press(service, "main");
  await who.see(packages.uses, "[role=dialog]");
  await walk.at("package");
  await walk.leave();
  await who.press(packages.sell, "main");
  await who.see(packages.withDraft, "[role=dialog]");
  await walk.at("package-sell");
  await walk.leave();
}
