//! A few documents of patients of the demo, by their place in the list: their files were made by hand for it.

use chrono::{Days, NaiveDate};
use sync_contract::catalog::{ClinicalDocument, OfficeDocument};
use sync_contract::ids::PatientId;

use crate::Clinic;
use crate::attachments::add::all;
use crate::attachments::stored::Attachment;
use crate::attachments::view::{DocumentForm, DocumentType, DocumentView, NewDocument};
use crate::demo::plan::Plan;
use crate::error::Result;
use crate::filing;
use crate::view::Id;

const LETTER: &[u8] = include_bytes!("../../../../seeds/demo/documents/referral.pdf");
const CARD: &[u8] = include_bytes!("../../../../seeds/demo/documents/card.png");

/// Of every patient: one in so many has a letter in the chart, one in as many a card at the front desk.
const EVERY: usize = 6;

/// Of the letters: one in so many is still to file.
const TO_FILE_EVERY: usize = 3;

/// How long the letters were under way.
const LETTER_DAYS: u64 = 9;

/// Adds letters that came before the first visit.
///
/// # Errors
/// Those of a write.
pub(super) fn add_letters(clinic: &mut Clinic, plan: &Plan, patients: &[PatientId]) -> Result<()> {
    for (number, (patient, first)) in some(plan, patients).enumerate() {
        let name = "Letter of the general practitioner";
        let of = (
            DocumentType::Letter,
            first.map(|day| day - Days::new(LETTER_DAYS)),
        );
        let letter = add::<ClinicalDocument>(clinic, patient, name, of, LETTER)?;
        if !number.is_multiple_of(TO_FILE_EVERY) {
            filing::set::<ClinicalDocument>(clinic, &letter.id, &letter.seen, true)?;
        }
    }
    Ok(())
}

/// Adds cards that were shown at the first visit.
///
/// # Errors
/// Those of a write.
pub(super) fn add_cards(clinic: &mut Clinic, plan: &Plan, patients: &[PatientId]) -> Result<()> {
    for (patient, first) in some(plan, patients) {
        let of = (DocumentType::InsuranceCard, first);
        let card = add::<OfficeDocument>(clinic, patient, "Insurance card, front", of, CARD)?;
        filing::set::<OfficeDocument>(clinic, &card.id, &card.seen, true)?;
    }
    Ok(())
}

/// Returns those who have documents, with the day of their first visit.
fn some(
    plan: &Plan,
    patients: &[PatientId],
) -> impl Iterator<Item = (PatientId, Option<NaiveDate>)> {
    let all = patients.iter().zip(&plan.patients).step_by(EVERY);
    all.map(|(patient, planned)| (*patient, planned.visits.first().map(|visit| visit.day)))
}

fn add<A: Attachment>(
    clinic: &mut Clinic,
    patient: PatientId,
    name: &str,
    (kind, dated): (DocumentType, Option<NaiveDate>),
    content: &[u8],
) -> Result<DocumentView> {
    let new = NewDocument {
        patient_id: Id::of(patient),
        form: DocumentForm {
            name: name.to_owned(),
            kind,
            dated: dated.map_or(String::new(), |day| day.to_string()),
        },
    };
    all::<A>(clinic, &new, content)
}
