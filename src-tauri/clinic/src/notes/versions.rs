//! The versions of a note as its authors committed them, and what changed between two of them.

use serde::Serialize;
use specta::Type;
use sync_contract::catalog::{Note, NoteVersion};
use sync_contract::ids::{NoteId, NoteVersionId};
use sync_contract::{Compartment, Right};
use vault::read::Stored;

use crate::Clinic;
use crate::clinic::or_not_found;
use crate::difference::{Piece, differences};
use crate::error::{Error, Result};
use crate::names::StaffNames;
use crate::notes::content::{SectionText, sections};
use crate::notes::form::NoteSection;
use crate::view::{At, Id};

/// `number` counts the commits of one computer: two that wrote apart both have a version of one number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NoteVersionRow {
    pub id: Id,
    pub number: u32,
    pub at: At,
    pub by: String,
}

/// A section in both versions; the pieces of a version are its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SectionChange {
    /// None for the fields that the clinic added.
    pub section: Option<NoteSection>,
    pub earlier: Vec<Piece>,
    pub later: Vec<Piece>,
}

/// Sections that neither version has are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NoteComparison {
    pub earlier: NoteVersionRow,
    pub later: NoteVersionRow,
    pub sections: Vec<SectionChange>,
}

/// Returns the versions of a note, the newest first. A read of the patient.
///
/// # Errors
/// `Forbidden` (needs `notes.read`), `NotFound`.
pub fn list(clinic: &Clinic, note: &Id) -> Result<Vec<NoteVersionRow>> {
    clinic.may(Right::NotesRead)?;
    let (_, rows) = read(clinic, note)?;
    let staff = StaffNames::read(&clinic.read())?;
    Ok(rows.iter().map(|row| view(row, &staff)).collect())
}

/// Returns what two versions of a note say, section by section, with the words marked that the other does not have. A
/// read of the patient.
///
/// # Errors
/// `Forbidden` (needs `notes.read`), `NotFound`, also for a version of another note.
pub fn compare(clinic: &Clinic, note: &Id, earlier: &Id, later: &Id) -> Result<NoteComparison> {
    clinic.may(Right::NotesRead)?;
    let (note, rows) = read(clinic, note)?;
    let staff = StaffNames::read(&clinic.read())?;
    let version = |id: &Id| -> Result<(NoteVersionRow, Vec<SectionText>, String)> {
        let id: NoteVersionId = id.to()?;
        let row = or_not_found(rows.iter().find(|row| row.value.id == id), "version")?;
        let stored = row.value.sections.open();
        let stored = stored.ok_or(Error::KeyMissing(Compartment::Clinical))?;
        let custom = row.value.custom_fields.open();
        let custom = custom.ok_or(Error::KeyMissing(Compartment::Clinical))?;
        let custom = custom.as_deref().unwrap_or_default().to_owned();
        Ok((view(row, &staff), sections(note.kind, stored)?, custom))
    };
    let (earlier, ours, our_custom) = version(earlier)?;
    let (later, theirs, their_custom) = version(later)?;
    let text = |of: &[SectionText], section| {
        let own = of.iter().find(|given| given.section == section);
        own.map_or(String::new(), |given| given.text.clone())
    };
    let mut order: Vec<NoteSection> = ours.iter().map(|given| given.section).collect();
    for given in &theirs {
        if !order.contains(&given.section) {
            order.push(given.section);
        }
    }
    let change = |section, ours: &str, theirs: &str| {
        let [earlier, later] = differences(ours, theirs);
        (!ours.is_empty() || !theirs.is_empty()).then_some(SectionChange {
            section,
            earlier,
            later,
        })
    };
    let of_sections = order.into_iter().filter_map(|section| {
        let (ours, theirs) = (text(&ours, section), text(&theirs, section));
        change(Some(section), &ours, &theirs)
    });
    Ok(NoteComparison {
        earlier,
        later,
        sections: of_sections
            .chain(change(None, &our_custom, &their_custom))
            .collect(),
    })
}

/// Returns a note with its versions, the newest first.
fn read(clinic: &Clinic, note: &Id) -> Result<(Note, Vec<Stored<NoteVersion>>)> {
    let id: NoteId = note.to()?;
    let note = clinic.require_row::<Note>(id, "note")?.value;
    crate::reads::log_read(clinic, note.patient)?;
    let mut rows = clinic.read().note_versions(note.patient, id)?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.created));
    Ok((note, rows))
}

fn view(row: &Stored<NoteVersion>, staff: &StaffNames) -> NoteVersionRow {
    NoteVersionRow {
        id: Id::of(row.value.id),
        number: u32::try_from(row.value.version).unwrap_or(0),
        at: At::of(row.created_at),
        by: staff.name(row.created_by),
    }
}
