//! Invoices, and what is paid for them.

use clinic::claim_codes;
use clinic::insurance::PolicyState;
use clinic::invoices::draft::{add, edit, remove};
use clinic::invoices::issue::{doubted_policy, issue};
use clinic::invoices::list::{list, show, show_draft};
use clinic::invoices::overdue::{OverdueAge, OverduePart, overdue};
use clinic::invoices::payments::{PaymentForm, refund, take};
use clinic::invoices::void::void;
use clinic::invoices::worklist::to_bill;
use clinic::invoices::{
    ClaimForm, ClaimView, DoubtedPolicy, InvoiceDraftView, InvoiceForm, InvoiceLineForm,
    InvoiceLineView, InvoiceState, InvoiceView, NewInvoice, PaymentView,
};
use clinic::names::PatientName;
use clinic::services::{self, ServiceView, called};
use clinic::{Clinic, Error};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::invoices::{InvoiceEntry, Invoices, PaymentArgs};
use crate::commands::facilities::nothing_called;
use crate::entry::{choice, entry, id, read_version, read_version_or, replace, required};
use crate::exit::{Problem, Result};
use crate::text::{Clocks, listed, patient as patient_text, spoken};

pub fn run(who: &Who, args: Invoices) -> Result<Answer> {
    match args {
        Invoices::List { patient } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            let all = list(&clinic, &patient)?;
            let drafts = all.drafts.iter().map(draft_line);
            let lines = drafts.chain(all.invoices.iter().map(line)).collect();
            Answer::done(&json!(all), listed(lines, "No invoices."))
        }
        Invoices::Work => {
            let clinic = who.unlock()?;
            let work = to_bill(&clinic)?;
            let clocks = Clocks::of(&clinic)?;
            let visits = work.to_invoice.iter().map(|one| {
                let package = one.package.as_ref().map_or(String::new(), |package| {
                    let (id, left, of) = (&package.package_id, package.left, package.sessions);
                    format!(", package {id} has {left} of {of} left")
                });
                format!(
                    "to invoice: {}, {} {}{package}",
                    of(one.patient.as_ref()),
                    clocks.time_and_zone(&one.starts_at),
                    spoken(&one.kind.to_lowercase())
                )
            });
            let drafts = work.drafts.iter().map(draft_line);
            let lines = visits.chain(drafts).chain(work.unpaid.iter().map(line));
            Answer::done(
                &json!(work),
                listed(lines.collect(), "No billing is left to do."),
            )
        }
        Invoices::Overdue => {
            let clinic = who.unlock()?;
            let all = overdue(&clinic)?;
            let lines = all.parts.iter().flat_map(part).collect();
            Answer::done(&json!(all), listed(lines, "Nothing is overdue."))
        }
        Invoices::Show { id: row } => {
            let row = id(row, "ID")?;
            let clinic = who.unlock()?;
            match show(&clinic, &row) {
                Err(Error::NotFound(_)) => match show_draft(&clinic, &row) {
                    Err(Error::NotFound(_)) => Err(Error::NotFound("invoice or draft").into()),
                    draft => draft_answer("Draft", &draft?),
                },
                shown => answer("Invoice", &shown?, &clinic),
            }
        }
        Invoices::New {
            input,
            entry: flags,
        } => begin(who, entry(&input, flags)?),
        Invoices::Line {
            id: row,
            lines: typed,
            seen,
        } => {
            let row = id(row, "ID")?;
            let mut clinic = who.unlock()?;
            let stored = show_draft(&clinic, &row)?;
            let seen = read_version_or(&clinic, seen, |_| Ok(stored.seen.clone()))?;
            let mut form = stored.form.clone();
            form.lines.extend(lines(&services::list(&clinic)?, &typed)?);
            let edited = edit(&mut clinic, &row, &seen, &stored.form, &form)?;
            Ok(draft_answer("Changed", &edited)?.with_change(true))
        }
        Invoices::Edit {
            id: row,
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let row = id(row, "ID")?;
            let mut clinic = who.unlock()?;
            let stored = show_draft(&clinic, &row)?;
            let seen = read_version(args.seen.clone(), stored.seen.clone(), &input)?;
            let mut form = stored.form.clone();
            if !args.lines.is_empty() {
                form.lines = lines(&services::list(&clinic)?, &args.lines)?;
            }
            form.claim = claim(&clinic, form.claim, &args)?;
            replace(&mut form.due_days, args.due_days);
            let edited = edit(&mut clinic, &row, &seen, &stored.form, &form)?;
            let changed = edited.seen != stored.seen;
            Ok(draft_answer("Changed", &edited)?.with_change(changed))
        }
        Invoices::Discard { of } => {
            let row = id(of.id, "ID")?;
            let mut clinic = who.unlock()?;
            let seen =
                read_version_or(
                    &clinic,
                    of.seen,
                    |clinic| Ok(show_draft(clinic, &row)?.seen),
                )?;
            remove(&mut clinic, &row, &seen, &of.reason)?;
            Answer::done(&json!({ "id": row }), format!("Discarded {row}."))
        }
        Invoices::Issue {
            id: row,
            seen,
            anyway,
        } => {
            let row = id(row, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = read_version_or(&clinic, seen, |clinic| Ok(show_draft(clinic, &row)?.seen))?;
            if !anyway {
                require_no_doubt(doubted_policy(&clinic, &row)?)?;
            }
            let invoice = issue(&mut clinic, &row, &seen).map_err(of_issue)?;
            answer("Issued", &invoice, &clinic)
        }
        Invoices::Void { id: row, reason } => {
            let row = id(row, "ID")?;
            let mut clinic = who.unlock()?;
            let invoice = void(&mut clinic, &row, &reason)?;
            answer("Voided", &invoice, &clinic)
        }
        Invoices::Pay { id: row, payment } => {
            let (row, form) = (id(row, "ID")?, payment_form(payment)?);
            let mut clinic = who.unlock()?;
            let invoice = take(&mut clinic, &row, &form)?;
            answer("Paid:", &invoice, &clinic)
        }
        Invoices::Refund { id: row, payment } => {
            let (row, form) = (id(row, "ID")?, payment_form(payment)?);
            let mut clinic = who.unlock()?;
            let invoice = refund(&mut clinic, &row, &form)?;
            answer("Refunded:", &invoice, &clinic)
        }
    }
}

/// A heading with how much is left to pay, and the invoices under it.
fn part(part: &OverduePart) -> Vec<String> {
    let days = match part.age {
        OverdueAge::UpTo30 => "1 to 30 days",
        OverdueAge::UpTo60 => "31 to 60 days",
        OverdueAge::Over60 => "over 60 days",
    };
    let sums = part.sums.iter();
    let sums: Vec<String> = sums
        .map(|sum| format!("{} {}", sum.left, sum.currency))
        .collect();
    let heading =
        (part.total > 0).then(|| format!("{days}: {} left of {}", sums.join(", "), part.total));
    let rows = part
        .invoices
        .iter()
        .map(|invoice| format!("  {}, {} days", line(invoice), invoice.days_overdue));
    heading.into_iter().chain(rows).collect()
}

fn begin(who: &Who, args: InvoiceEntry) -> Result<Answer> {
    let patient_id = id(required(args.patient.clone(), "patient")?, "patient")?;
    let appointment_id = args
        .appointment
        .clone()
        .map(|appointment| id(appointment, "appointment"))
        .transpose()?;
    let mut clinic = who.unlock()?;
    let claim = claim(&clinic, ClaimForm::default(), &args)?;
    let new = NewInvoice {
        patient_id,
        appointment_id,
        form: InvoiceForm {
            lines: lines(&services::list(&clinic)?, &args.lines)?,
            due_days: args.due_days.unwrap_or(String::new()),
            claim,
        },
    };
    Ok(draft_answer("Began", &add(&mut clinic, &new)?)?.with_change(true))
}

/// # Errors
/// `anyway` where the policy on the claim does not hold today.
fn require_no_doubt(doubted: Option<DoubtedPolicy>) -> Result<()> {
    let Some(policy) = doubted else {
        return Ok(());
    };
    let when = match (policy.state, policy.valid_from, policy.valid_to) {
        (PolicyState::Ahead, Some(first), _) => format!("begins on {}", first.0),
        (PolicyState::Over, _, Some(last)) => format!("ended on {}", last.0),
        _ => "does not hold today".to_owned(),
    };
    let message = format!(
        "The policy on this draft, of {}, {when}. Nothing was issued; put another one on the draft, or say --anyway \
         when it is right.",
        policy.insurer
    );
    Err(Problem::needs_person("anyway", message).at("anyway"))
}

/// Returns the sentence for a draft that is not issued: what is wrong with its claim no option of the command corrects.
fn of_issue(error: Error) -> Problem {
    match error {
        Error::Invalid {
            field: "policy", ..
        } => Problem::refused(
            "invalid",
            "The policy on this draft was removed. Nothing was issued; put another one on it with `nutrivault invoices \
             edit`, or none.",
        )
        .at("policy"),
        error => error.into(),
    }
}

/// Replaces what the entry names of a claim; the rest stays.
fn claim(clinic: &Clinic, mut form: ClaimForm, args: &InvoiceEntry) -> Result<ClaimForm> {
    match args.policy.as_deref() {
        Some("") => form.policy_id = None,
        Some(policy) => form.policy_id = Some(id(policy.to_owned(), "policy")?),
        None => {}
    }
    replace(&mut form.referrer, args.referrer.clone());
    replace(&mut form.referrer_number, args.referrer_number.clone());
    if !args.claim_codes.is_empty() {
        let codes = claim_codes::list(clinic)?;
        let code = |which: &String| match claim_codes::called(codes.clone(), which) {
            Some(code) => Ok(code.id),
            None => {
                let all: Vec<&str> = codes.iter().map(|code| code.form.code.as_str()).collect();
                Err(nothing_called("claim code", which, &all.join(", ")))
            }
        };
        form.code_ids = args.claim_codes.iter().map(code).collect::<Result<_>>()?;
    }
    Ok(form)
}

/// Reads `CODE*3=45.00/20` each.
pub(super) fn lines(services: &[ServiceView], typed: &[String]) -> Result<Vec<InvoiceLineForm>> {
    let line = |typed: &String| {
        let (what, costs) = typed.split_once('=').unwrap_or((typed, ""));
        let (which, quantity) = what.split_once('*').unwrap_or((what, "1"));
        let (price, tax) = costs.split_once('/').unwrap_or((costs, ""));
        let Some(service) = called(services.to_vec(), which) else {
            let codes: Vec<&str> = services.iter().map(|one| one.form.code.as_str()).collect();
            return Err(nothing_called("service", which, &codes.join(", ")));
        };
        Ok(InvoiceLineForm {
            service_id: service.id,
            quantity: quantity.trim().to_owned(),
            price: price.trim().to_owned(),
            tax: tax.trim().to_owned(),
        })
    };
    typed.iter().map(line).collect()
}

fn payment_form(args: PaymentArgs) -> Result<PaymentForm> {
    Ok(PaymentForm {
        method: choice(&args.method, "method")?,
        amount: args.amount.unwrap_or(String::new()),
        reference: args.reference.unwrap_or(String::new()),
    })
}

/// `1f0c…  2-00017-K7QX  000482 Mary Okafor, 90.00 EUR, 50.00 left, due 2026-12-20 (part paid)`.
fn line(invoice: &InvoiceView) -> String {
    let state = match invoice.state {
        InvoiceState::Overpaid => "overpaid",
        InvoiceState::Overdue => "overdue",
        InvoiceState::PartPaid => "part paid",
        InvoiceState::Open => "open",
        InvoiceState::Paid => "paid",
        InvoiceState::Void => "void",
    };
    let twin = if invoice.is_twin {
        ", a second invoice of the same visit"
    } else {
        ""
    };
    let deleted = if invoice.is_patient_deleted {
        ", the patient is deleted"
    } else {
        ""
    };
    format!(
        "{}  {}  {}, {} {}, {} left, due {} ({state}{twin}{deleted})",
        invoice.id,
        invoice.number,
        of(invoice.patient.as_ref()),
        invoice.sums.total,
        invoice.sums.currency,
        invoice.balance,
        invoice.due_on.0
    )
}

pub(super) fn of(patient: Option<&PatientName>) -> String {
    patient.map_or_else(|| "not here".to_owned(), patient_text)
}

fn draft_line(draft: &InvoiceDraftView) -> String {
    format!(
        "{}  draft  {}, {} {}",
        draft.id,
        of(draft.patient.as_ref()),
        draft.sums.total,
        draft.sums.currency
    )
}

pub(super) fn item(line: &InvoiceLineView) -> String {
    format!(
        "  {} × {}, {} each, {} % tax: {}",
        line.quantity, line.description, line.price, line.tax_percent, line.total
    )
}

/// `  for the insurer: Acme, member 12; referred by Dr. Osei (345); 97802 Nutrition therapy`.
fn claim_line(claim: &ClaimView) -> String {
    let insurer = match (claim.is_policy_gone, claim.insurer.as_str()) {
        (true, _) => "its policy was removed".to_owned(),
        (false, "") => String::new(),
        (false, insurer) => format!("{insurer}, member {}", claim.member_id),
    };
    let referrer = match (claim.referrer.as_str(), claim.referrer_number.as_str()) {
        ("", "") => String::new(),
        (name, "") => format!("referred by {name}"),
        (name, number) => format!("referred by {name} ({number})"),
    };
    let codes = claim.codes.iter();
    let codes: Vec<String> = codes
        .map(|code| format!("{} {}", code.code, code.name))
        .collect();
    let parts = [insurer, referrer, codes.join(", ")];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("  for the insurer: {}", parts.join("; "))
}

fn payment(payment: &PaymentView, clocks: &Clocks) -> String {
    let what = match payment.refunds {
        Some(_) => "given back",
        None => "paid",
    };
    format!(
        "  {} {what} {}, {}, {}",
        payment.id,
        payment.amount,
        clocks.time_and_zone(&payment.at),
        payment.by
    )
}

fn answer(heading: &str, invoice: &InvoiceView, clinic: &Clinic) -> Result<Answer> {
    let clocks = Clocks::of(clinic)?;
    let lines = invoice.lines.iter().flatten().map(item);
    let payments = invoice.payments.iter();
    let payments = payments.map(|one| payment(one, &clocks));
    let void = invoice.void.iter();
    let void = void.map(|void| format!("  void: {}", void.reason));
    let text: Vec<String> = std::iter::once(format!("{heading} {}", line(invoice)))
        .chain(lines)
        .chain(invoice.claim.iter().map(claim_line))
        .chain(payments)
        .chain(void)
        .collect();
    Answer::done(&json!({ "invoice": invoice }), text.join("\n"))
}

pub(super) fn draft_answer(heading: &str, draft: &InvoiceDraftView) -> Result<Answer> {
    let lines = draft.lines.iter().flatten().map(item);
    let text: Vec<String> = std::iter::once(format!("{heading} {}", draft_line(draft)))
        .chain(lines)
        .chain(draft.claim.iter().map(claim_line))
        .collect();
    Answer::done(&json!({ "draft": draft }), text.join("\n"))
}
