//! Files of a patient: of the chart, or of the front desk.

use std::io::Write;
use std::path::Path;

use clinic::attachments::measure::MeasuredFile;
use clinic::attachments::view::{
    DocumentEdit, DocumentForm, DocumentType, DocumentView, NewDocument,
};
use clinic::view::Id;
use clinic::{Clinic, Error, documents, office_documents};
use serde_json::json;
use sync_contract::catalog::{CHUNK_BYTES, DOCUMENT_BYTES_MAX};

use crate::answer::Answer;
use crate::args::Who;
use crate::args::documents::{DocumentEntry, Documents, LabelEntry, OfOffice};
use crate::commands::export::to_file_over;
use crate::commands::filing;
use crate::entry::{choice, entry, id, nothing_to_change, read_version, read_version_or, required};
use crate::exit::{Problem, Result};
use crate::file::{Limit, content_of};
use crate::progress;
use crate::text::{Clocks, label, listed};

/// Chunks that are stored in one transaction: some 1 MB, since each waits for the disk, and has to fit on it.
const CHUNKS_AT_ONCE: usize = 4;
const LIMIT: Limit = Limit {
    bytes_max: DOCUMENT_BYTES_MAX,
    is: "is larger than 50 MB",
    then: "Add it in parts, or a smaller copy of it",
};

pub fn run(who: &Who, args: Documents) -> Result<Answer> {
    match args {
        Documents::List { patient, of } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            let all = match of.office {
                true => office_documents::list(&clinic, &patient)?,
                false => documents::list(&clinic, &patient)?,
            };
            let clocks = Clocks::of(&clinic)?;
            let lines = all.iter().map(|one| line(one, &clocks)).collect();
            Answer::done(
                &json!({ "documents": all }),
                listed(lines, "No documents yet."),
            )
        }
        Documents::ToFile => filing::to_file(who),
        Documents::Show { id: row, of } => {
            let row = id(row, "ID")?;
            let clinic = who.unlock()?;
            answer("", &filing::show(&clinic, &row, of)?, &Clocks::of(&clinic)?)
        }
        Documents::Add {
            input,
            entry: flags,
            of,
        } => add(who, entry(&input, flags)?, of),
        Documents::Save {
            id: row,
            out,
            replace,
            of,
        } => {
            let row = id(row, "ID")?;
            let clinic = who.unlock()?;
            save(&clinic, &row, &out, replace, of)
        }
        Documents::Edit {
            id: row,
            input,
            entry: flags,
            of,
        } => {
            let row = id(row, "ID")?;
            let mut change: LabelEntry = entry(&input, flags)?;
            let token = change.seen.take();
            if change == LabelEntry::default() {
                return Err(nothing_to_change("documents edit", "--name"));
            }
            let mut clinic = who.unlock()?;
            let stored = filing::show(&clinic, &row, of)?;
            let edit = DocumentEdit {
                id: row,
                seen: read_version(token, stored.seen, &input)?,
                form: DocumentForm {
                    name: change.name.unwrap_or(stored.name),
                    kind: kind_or(change.kind, stored.kind)?,
                    dated: change
                        .dated
                        .unwrap_or_else(|| stored.dated.map_or(String::new(), |day| day.0)),
                },
            };
            let changed = match of.office {
                true => office_documents::edit(&mut clinic, &edit)?,
                false => documents::edit(&mut clinic, &edit)?,
            };
            answer("Changed ", &changed, &Clocks::of(&clinic)?)
        }
        Documents::File { one } => filing::file(who, one),
        Documents::Unfile { one } => filing::unfile(who, one),
        Documents::Remove {
            id: row,
            reason,
            seen,
            of,
        } => {
            let row = id(row, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = read_version_or(&clinic, seen, |clinic| {
                Ok(filing::show(clinic, &row, of)?.seen)
            })?;
            let removal = match of.office {
                true => office_documents::remove(&mut clinic, &row, &seen, &reason)?,
                false => documents::remove(&mut clinic, &row, &seen, &reason)?,
            };
            let text = format!("Removed {row}.");
            Answer::done(&json!({ "id": row, "seen": removal }), text)
        }
        Documents::Restore { id: row, seen, of } => {
            let row = id(row, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = read_version_or(&clinic, seen, |clinic| {
                Ok(match of.office {
                    true => office_documents::removed(clinic, &row)?,
                    false => documents::removed(clinic, &row)?,
                })
            })?;
            let restored = match of.office {
                true => office_documents::restore(&mut clinic, &row, &seen)?,
                false => documents::restore(&mut clinic, &row, &seen)?,
            };
            answer("Restored ", &restored, &Clocks::of(&clinic)?)
        }
    }
}

fn kind_or(entered: Option<String>, stored: DocumentType) -> Result<DocumentType> {
    entered.map_or(Ok(stored), |entered| choice(&entered, "type"))
}

fn add(who: &Who, args: DocumentEntry, of: OfOffice) -> Result<Answer> {
    let patient_id = id(required(args.patient, "patient")?, "patient")?;
    let path = required(args.file, "file")?;
    let kind = kind_or(args.kind, DocumentType::Other)?;
    let mut clinic = who.unlock()?;
    let content = content_of(&path, LIMIT)?;
    let file = MeasuredFile::of(&content)?;
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let new = NewDocument {
        patient_id,
        form: DocumentForm {
            name: args.name.or(name).unwrap_or_default(),
            kind,
            dated: args.dated.unwrap_or_default(),
        },
    };
    let adding = match of.office {
        true => office_documents::begin(&mut clinic, &new, &file)?,
        false => documents::begin(&mut clinic, &new, &file)?,
    };
    let (row, mut here) = (adding.document.id, adding.document.here);
    let bar = progress::counted("MB");
    bar.set_length(content.len() as u64 / 1_000_000);
    for piece in runs(&adding.missing) {
        let from = piece.start as usize * CHUNK_BYTES;
        let to = (piece.end as usize * CHUNK_BYTES).min(content.len());
        let bytes = &content[from..to];
        let stored = match of.office {
            true => office_documents::store(&mut clinic, &row, &file, piece.start, bytes),
            false => documents::store(&mut clinic, &row, &file, piece.start, bytes),
        };
        stored.map_err(|error| interrupted(error, here, adding.document.size))?;
        here += u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        bar.set_position(to as u64 / 1_000_000);
    }
    bar.finish_and_clear();
    answer(
        "Added ",
        &filing::show(&clinic, &row, of)?,
        &Clocks::of(&clinic)?,
    )
}

/// Adds to an error that interrupted the adding that the stored chunks stay.
fn interrupted(error: Error, here: u32, size: u32) -> Problem {
    let why = match &error {
        Error::Vault(vault::Error::DiskFull) => "The disk is full",
        Error::Vault(vault::Error::NoPermission) => "The clinic's file can no longer be written",
        Error::Vault(vault::Error::InUse) => "The clinic is in use by another program",
        _ => return error.into(),
    };
    Problem {
        message: format!(
            "{why}, so not all of this document was added. What was stored of it is safe: {} of {}. See to that, and \
             give the same command again; it goes on where it stopped.",
            amount(here),
            amount(size)
        ),
        ..Problem::from(error)
    }
}

/// Groups consecutive missing chunks into ranges that are stored in one transaction each.
fn runs(missing: &[u32]) -> Vec<std::ops::Range<u32>> {
    let following = missing.chunk_by(|one, next| one + 1 == *next);
    let pieces = following.flat_map(|run| run.chunks(CHUNKS_AT_ONCE));
    let range = |piece: &[u32]| {
        let first = piece.first().copied().unwrap_or(0);
        first..first + u32::try_from(piece.len()).unwrap_or(0)
    };
    pieces.map(range).collect()
}

fn save(clinic: &Clinic, row: &Id, out: &Path, replace: bool, of: OfOffice) -> Result<Answer> {
    let document = filing::show(clinic, row, of)?;
    let write = |to: &mut dyn Write| {
        match of.office {
            true => office_documents::save(clinic, row, to)?,
            false => documents::save(clinic, row, to)?,
        }
        Ok(())
    };
    to_file_over(out, replace, write)?;
    let text = format!("Wrote `{}`. The copy is not encrypted.", out.display());
    Answer::done(&json!({ "path": out, "document": document }), text)
}

fn answer(heading: &str, document: &DocumentView, clocks: &Clocks) -> Result<Answer> {
    let text = format!("{heading}{}", line(document, clocks));
    Answer::done(&json!({ "document": document }), text)
}

fn line(document: &DocumentView, clocks: &Clocks) -> String {
    let DocumentView {
        size,
        here,
        damaged,
        ..
    } = document;
    let here = match here == size {
        true => String::new(),
        false => format!(", {} of {} are here", amount(*here), amount(*size)),
    };
    let damaged = if *damaged { ", damaged" } else { "" };
    let dated = document.dated.as_ref();
    let dated = dated.map_or(String::new(), |day| format!(", of {}", day.0));
    let filed = match &document.filed_at {
        Some(at) => format!("filed {}, by {}", clocks.time(at), document.filed_by),
        None => "to file".to_owned(),
    };
    format!(
        "{}  {}: {}{dated}, {}{here}{damaged}, added {}, by {}, {filed}",
        document.id,
        document.name,
        label(&document.kind),
        amount(*size),
        clocks.time(&document.added_at),
        document.by
    )
}

/// Formats a number of bytes: `812 kB`, `3.4 MB`.
pub fn amount(bytes: u32) -> String {
    match bytes {
        ..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{:.1} MB", f64::from(bytes) / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_parts_are_stored_in_runs_of_a_few() {
        assert!(runs(&[]).is_empty());
        let missing: Vec<u32> = (0..6).chain(8..10).collect();
        assert_eq!(runs(&missing), [0..4, 4..6, 8..10]);
    }

    #[test]
    fn amounts_are_those_that_people_say() {
        let amounts = [812, 1_000, 340_001, 3_400_000, 50_000_000].map(amount);
        assert_eq!(
            amounts,
            ["812 bytes", "1 kB", "341 kB", "3.4 MB", "50.0 MB"]
        );
    }
}
