//! Documents that nobody has checked yet, and their filing.

use clinic::attachments::view::{DocumentView, DocumentsOf};
use clinic::filing::{self, DocumentToFile};
use clinic::view::{Id, ReadVersionToken};
use clinic::{Clinic, Error, Reason, documents, office_documents};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::documents::{OfOffice, OneDocument};
use crate::entry::{id, read_version_or};
use crate::exit::{Problem, Result};
use crate::text::{Clocks, label, patient as named};

const FILED: &str = "This document is filed already. Nothing was changed; `nutrivault documents unfile` puts it among \
                     those that are to file.";
const NOT_FILED: &str = "This document is not filed. Nothing was changed; `nutrivault documents to-file` lists those \
                         that are to file.";

pub fn to_file(who: &Who) -> Result<Answer> {
    let clinic = who.unlock()?;
    let all = filing::worklist(&clinic)?;
    let clocks = Clocks::of(&clinic)?;
    let lines = all.documents.iter().map(|one| line(one, &clocks)).collect();
    Answer::done(&all, clocks.headed(lines, "No document is to file."))
}

pub fn file(who: &Who, one: OneDocument) -> Result<Answer> {
    let filed = changed(who, one, FILED, |clinic, row, seen, of| match of.office {
        true => office_documents::file(clinic, row, seen),
        false => documents::file(clinic, row, seen),
    })?;
    let text = format!("`{}` is filed.", filed.name);
    Answer::done(&json!({ "document": filed }), text)
}

pub fn unfile(who: &Who, one: OneDocument) -> Result<Answer> {
    let unfiled = changed(who, one, NOT_FILED, |clinic, row, seen, of| {
        match of.office {
            true => office_documents::unfile(clinic, row, seen),
            false => documents::unfile(clinic, row, seen),
        }
    })?;
    let text = format!("`{}` is to file again.", unfiled.name);
    Answer::done(&json!({ "document": unfiled }), text)
}

/// Returns a document as it is now.
pub fn show(clinic: &Clinic, row: &Id, of: OfOffice) -> Result<DocumentView> {
    Ok(match of.office {
        true => office_documents::show(clinic, row)?,
        false => documents::show(clinic, row)?,
    })
}

/// `out_of_order` is the sentence for a document that is so already.
fn changed(
    who: &Who,
    one: OneDocument,
    out_of_order: &str,
    change: impl FnOnce(&mut Clinic, &Id, &ReadVersionToken, OfOffice) -> clinic::Result<DocumentView>,
) -> Result<DocumentView> {
    let (row, of) = (id(one.id, "ID")?, one.of);
    let mut clinic = who.unlock()?;
    let seen = read_version_or(&clinic, one.seen, |clinic| Ok(show(clinic, &row, of)?.seen))?;
    change(&mut clinic, &row, &seen, of).map_err(|error| refused(error, out_of_order))
}

/// Words what cannot be filed, or cannot be taken back.
fn refused(error: Error, out_of_order: &str) -> Problem {
    let message = match &error {
        Error::Invalid {
            field: "document",
            reason: Reason::OutOfOrder,
        } => out_of_order.to_owned(),
        Error::DocumentIncomplete { here, size } => format!(
            "{here} of {size} bytes of this document are on this computer, so it cannot be filed yet. Nothing was \
             changed; sync for the rest, or add the same file again if its adding was interrupted."
        ),
        _ => return error.into(),
    };
    Problem {
        message,
        ..Problem::from(error)
    }
}

/// `1f0c…  Scan: letter, of 2026-11-18  1f0d…  000012  1992-03-12  Mary Okafor  added 2026-11-20 10:30, by Mei Zhang`.
fn line(document: &DocumentToFile, clocks: &Clocks) -> String {
    let dated = document.dated.as_ref();
    let dated = dated.map_or(String::new(), |day| format!(", of {day}"));
    let office = match document.of {
        DocumentsOf::Chart => "",
        DocumentsOf::Office => ", front desk",
    };
    format!(
        "{}  {}: {}{dated}{office}  {}  added {}, by {}",
        document.id,
        document.name,
        label(&document.kind),
        named(&document.patient),
        clocks.time(&document.added_at),
        document.by
    )
}
