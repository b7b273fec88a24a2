//! What services would cost patients.

use clinic::invoices::quotes::list::{list, open, show};
use clinic::invoices::quotes::write::{add, decline, edit, invoice, remove, removed, restore};
use clinic::invoices::quotes::{NewQuote, QuoteEdit, QuoteForm, QuoteView};
use clinic::services;
use clinic::view::Id;
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::quotes::{QuoteChange, QuoteEntry, Quotes};
use crate::commands::invoices::{draft_answer, item, lines, of};
use crate::commands::removal;
use crate::entry::{
    day, entry, id, nothing_to_change, read_version, read_version_or, replace, required,
};
use crate::exit::Result;
use crate::text::{label, listed};

pub fn run(who: &Who, args: Quotes) -> Result<Answer> {
    match args {
        Quotes::List { patient } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            let quotes = list(&clinic, &patient)?;
            let lines = quotes.quotes.iter().map(line).collect();
            Answer::done(&quotes, listed(lines, "No quotes."))
        }
        Quotes::Open => {
            let clinic = who.unlock()?;
            let quotes = open(&clinic)?;
            let lines = quotes.quotes.iter().map(line).collect();
            Answer::done(&quotes, listed(lines, "No quote waits for an answer."))
        }
        Quotes::Show { id: row } => {
            let row = id(row, "ID")?;
            let clinic = who.unlock()?;
            answer("", &show(&clinic, &row)?)
        }
        Quotes::New {
            input,
            entry: flags,
        } => made(who, entry(&input, flags)?),
        Quotes::Edit {
            id: row,
            input,
            entry: flags,
        } => {
            let (row, mut change): (Id, QuoteChange) = (id(row, "ID")?, entry(&input, flags)?);
            let token = change.seen.take();
            if change == QuoteChange::default() {
                return Err(nothing_to_change("quotes edit", "--valid-until"));
            }
            let mut clinic = who.unlock()?;
            let stored = show(&clinic, &row)?;
            let mut form = stored.form.clone();
            if !change.lines.is_empty() {
                form.lines = lines(&services::list(&clinic)?, &change.lines)?;
            }
            replace(&mut form.note, change.note);
            if let Some(last) = change.valid_until {
                form.valid_until = Some(day(last, "valid_until")?);
            }
            let changed = QuoteEdit {
                seen: read_version(token, stored.seen.clone(), &input)?,
                id: row,
                loaded: stored.form,
                form,
            };
            let edited = edit(&mut clinic, &changed)?;
            let has_changed = edited.seen != stored.seen;
            Ok(answer("Changed ", &edited)?.with_change(has_changed))
        }
        Quotes::Decline {
            id: row,
            undo,
            seen,
        } => {
            let row = id(row, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = read_version_or(&clinic, seen, |clinic| Ok(show(clinic, &row)?.seen))?;
            let heading = if undo { "Reopened " } else { "Declined " };
            answer(heading, &decline(&mut clinic, &row, &seen, !undo)?)
        }
        Quotes::Invoice { id: row, seen } => {
            let row = id(row, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = read_version_or(&clinic, seen, |clinic| Ok(show(clinic, &row)?.seen))?;
            draft_answer("Began", &invoice(&mut clinic, &row, &seen)?)
        }
        Quotes::Remove { of } => removal::remove(
            who,
            of.id,
            of.seen,
            |clinic, row| Ok(show(clinic, row)?.seen),
            |clinic, row, seen| remove(clinic, row, seen, &of.reason),
        ),
        Quotes::Restore { of } => answer(
            "Restored ",
            &removal::restore(who, of.id, of.seen, removed, restore)?,
        ),
    }
}

fn made(who: &Who, args: QuoteEntry) -> Result<Answer> {
    let patient_id = id(required(args.patient, "patient")?, "patient")?;
    let valid_until = args.valid_until.map(|last| day(last, "valid_until"));
    let valid_until = valid_until.transpose()?;
    let mut clinic = who.unlock()?;
    let new = NewQuote {
        patient_id,
        form: QuoteForm {
            lines: lines(&services::list(&clinic)?, &args.lines)?,
            valid_until,
            note: args.note.unwrap_or_default(),
        },
    };
    answer("Made ", &add(&mut clinic, &new)?)
}

fn answer(heading: &str, quote: &QuoteView) -> Result<Answer> {
    let lines = quote.lines.iter().flatten().map(item);
    let note = Some(&quote.form.note).filter(|note| !note.is_empty());
    let text: Vec<String> = std::iter::once(format!("{heading}{}", line(quote)))
        .chain(lines)
        .chain(note.map(|note| format!("  {note}")))
        .collect();
    Answer::done(&json!({ "quote": quote }), text.join("\n"))
}

/// `1f0c…  Q2-00003-K7QX  000482 Mary Okafor, 90.00 EUR, until 2026-12-20 (waiting)`.
fn line(quote: &QuoteView) -> String {
    let made = match &quote.invoice {
        None => String::new(),
        Some(invoice) => {
            let other = match invoice.total == quote.sums.total {
                true => String::new(),
                false => format!(" of {}", invoice.total),
            };
            match &invoice.number {
                Some(number) => format!(", invoice {number}{other}"),
                None => format!(", draft {}{other}", invoice.draft_id),
            }
        }
    };
    let deleted = match quote.is_patient_deleted {
        true => ", the patient is deleted",
        false => "",
    };
    format!(
        "{}  {}  {}, {} {}, until {} ({}{made}{deleted})",
        quote.id,
        quote.number,
        of(quote.patient.as_ref()),
        quote.sums.total,
        quote.sums.currency,
        quote.valid_until,
        label(&quote.state)
    )
}
