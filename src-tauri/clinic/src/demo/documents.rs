//! A few documents of patients of the demo, by their place in the list: their files were made by hand for it.

use chrono::{Days, NaiveDate};
use sync_contract::catalog::{ClinicalDocument, OfficeDocument};
use sync_contract::ids::PatientId;

use crate::Clinic;
use crate::attachments::add::all;
use crate::attachments::stored::Attachment;
use crate::attachments::view::{DocumentForm, DocumentType, NewDocument};
use crate::error::Result;
use crate::view::Id;

const LETTER: &[u8] = include_bytes!("../../../../seeds/demo/documents/referral.pdf");
const CARD: &[u8] = include_bytes!("../../../../seeds/demo/documents/card.png");

/// Of every patient: one in so many has a letter in the chart, one in as many a card at the front desk.
const EVERY: usize = 6;

/// How long the letters were under way.
const LETTER_DAYS: u64 = 9;

/// # Errors
/// Those of a write.
pub(super) fn add_letters(clinic: &mut Clinic, patients: &[PatientId]) -> Result<()> {
    let written = clinic.today()? - Days::new(LETTER_DAYS);
    for patient in patients.iter().step_by(EVERY) {
        let name = "Letter of the general practitioner";
        let of = (DocumentType::Letter, Some(written));
        add::<ClinicalDocument>(clinic, *patient, name, of, LETTER)?;
    }
    Ok(())
}

/// # Errors
/// Those of a write.
pub(super) fn add_cards(clinic: &mut Clinic, patients: &[PatientId]) -> Result<()> {
    for patient in patients.iter().step_by(EVERY) {
        let of = (DocumentType::InsuranceCard, None);
        add::<OfficeDocument>(clinic, *patient, "Insurance card, front", of, CARD)?;
    }
    Ok(())
}

fn add<A: Attachment>(
    clinic: &mut Clinic,
    patient: PatientId,
    name: &str,
    (kind, dated): (DocumentType, Option<NaiveDate>),
    content: &[u8],
) -> Result<()> {
    let new = NewDocument {
        patient_id: Id::of(patient),
        form: DocumentForm {
            name: name.to_owned(),
            kind,
            dated: dated.map_or(String::new(), |day| day.to_string()),
        },
    };
    all::<A>(clinic, &new, content).map(drop)
}
