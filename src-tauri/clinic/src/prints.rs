//! Prints: what a record says as it stands, whose it is and who prints it, and that it left the clinic.
//!
//! A print that is looked at is a read. That it was printed or saved is in the audit log before it leaves.

mod head;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::Note;
use sync_contract::entity::Entity;
use sync_contract::ids::{NoteId, PatientId};
use uuid::Uuid;
use vault::{Detail, Event};

pub use crate::prints::head::{Letterhead, PrintHead};

use crate::Clinic;
use crate::error::Result;
use crate::notes::{NoteView, show};
use crate::view::{Id, ScreenLanguage};

/// Which record is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(
    tag = "print",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum PrintOf {
    /// With its addenda; a draft is printed as a draft.
    Note { note_id: Id },
}

/// What to print, in which language: without one in the patient's, and where the program does not print in that, in
/// the language of the screens.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrintForm {
    pub of: PrintOf,
    pub language: Option<ScreenLanguage>,
    pub screens: ScreenLanguage,
}

/// Where a print goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrintTo {
    Paper,
    /// A file outside of the clinic, which is not encrypted.
    File,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PrintView {
    pub language: ScreenLanguage,
    pub head: PrintHead,
    pub body: PrintBody,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum PrintBody {
    Note(NoteView),
}

/// Returns what a print of a record says. A read of the patient.
///
/// # Errors
/// `Forbidden` (needs `patients.read`, since each page names the patient, and the right to read the record:
/// `notes.read`), `NotFound`.
pub fn view(clinic: &mut Clinic, form: &PrintForm) -> Result<PrintView> {
    clinic.may(Right::PatientsRead)?;
    let printed = printed(clinic, &form.of)?;
    let head = head::head(clinic, printed.patient)?;
    let language = form.language.or(head.language()).unwrap_or(form.screens);
    let body = match &form.of {
        PrintOf::Note { note_id } => PrintBody::Note(show::show(clinic, note_id)?),
    };
    Ok(PrintView {
        language,
        head,
        body,
    })
}

/// Logs that a print leaves the clinic. Called before it does: what cannot be audited is not printed.
///
/// # Errors
/// As [`view`]; those of the disk.
pub fn log(clinic: &Clinic, of: &PrintOf, to: PrintTo) -> Result<()> {
    clinic.may(Right::PatientsRead)?;
    let printed = printed(clinic, of)?;
    let event = match to {
        PrintTo::Paper => Event::new("print record", printed.resource),
        PrintTo::File => Event::new("save print", printed.resource),
    };
    let event = event.of(printed.row).about(printed.patient.0);
    Ok(clinic.unlocked().record(event, &Detail::default())?)
}

/// The row of which something is printed.
struct Printed {
    resource: &'static str,
    row: Uuid,
    patient: PatientId,
}

/// Checks the right to read the record, and finds it.
fn printed(clinic: &Clinic, of: &PrintOf) -> Result<Printed> {
    match of {
        PrintOf::Note { note_id } => {
            clinic.may(Right::NotesRead)?;
            let id: NoteId = note_id.to()?;
            let note = clinic.require_row::<Note>(id, "note")?.value;
            Ok(Printed {
                resource: Note::DESCRIPTOR.name,
                row: id.0,
                patient: note.patient,
            })
        }
    }
}
