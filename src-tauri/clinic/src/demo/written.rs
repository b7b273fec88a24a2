//! Readings, a screening and a note of a demo visit, by the user who is signed in.

use chrono::NaiveDate;
use rust_decimal::{Decimal, dec};
use sync_contract::catalog::{MeasurementFlag, Note, NoteStatus, note_signing_input};
use sync_contract::field::{Bytes, Time};
use sync_contract::ids::{NoteId, PatientId, VisitId};
use sync_contract::{Compartment, Phi};
use vault::WriteTx;
use vault::sign::Purpose;

use crate::error::{Error, Reason, Result};
use crate::measurements::record::{ReadingEntry, insert, insert_reported, insert_taken};
use crate::measurements::{HowTaken, KnownKind, MeasureKind, Measured, MeasurementContext};
use crate::notes::NoteKind;
use crate::notes::content::{SectionText, canonical};
use crate::notes::write::{blank, insert_version};
use crate::screenings::record::{self, Occasion, scored};
use crate::screenings::{Answers, ScreeningTool};

/// Writes a reading in the unit of its kind, as it is asked about where it is odd, and right.
///
/// # Errors
/// Those of a write.
pub(super) fn reading(
    tx: &mut WriteTx<'_>,
    (patient, visit): (PatientId, VisitId),
    kind: MeasureKind,
    measured: Measured,
    at: Time,
    flag: Option<MeasurementFlag>,
) -> Result<()> {
    let entry = entry((patient, visit), kind, measured, at);
    insert(tx, &entry, &KnownKind::Program(kind), measured, flag)?;
    Ok(())
}

/// Writes a reading that the patient took at home and reported, as [`reading`] does one of the clinic.
///
/// # Errors
/// Those of a write.
pub(super) fn reported(
    tx: &mut WriteTx<'_>,
    of: (PatientId, VisitId),
    kind: MeasureKind,
    measured: Measured,
    at: Time,
    flag: Option<MeasurementFlag>,
) -> Result<()> {
    let entry = entry(of, kind, measured, at);
    insert_reported(tx, &entry, &KnownKind::Program(kind), measured, flag)?;
    Ok(())
}

/// A person with diabetes has no such glucose, in mmol/L, before breakfast.
const FED_FROM_MMOL_L: Decimal = dec!(8);

/// Writes a glucose of a patient with diabetes, with what was eaten before it.
///
/// # Errors
/// Those of a write.
pub(super) fn glucose(
    tx: &mut WriteTx<'_>,
    of: (PatientId, VisitId),
    measured: Measured,
    at: Time,
) -> Result<()> {
    let kind = MeasureKind::Glucose;
    let context = match measured.value < FED_FROM_MMOL_L {
        true => MeasurementContext::Fasting,
        false => MeasurementContext::AfterMeal,
    };
    let how = HowTaken {
        context: Some(context),
        ..HowTaken::default()
    };
    let entry = entry(of, kind, measured, at);
    insert_taken(
        tx,
        &entry,
        &KnownKind::Program(kind),
        measured,
        (None, &how),
    )?;
    Ok(())
}

fn entry(
    (patient, visit): (PatientId, VisitId),
    kind: MeasureKind,
    measured: Measured,
    at: Time,
) -> ReadingEntry {
    ReadingEntry {
        patient,
        visit: Some(visit),
        kind: kind.into(),
        text: match measured.second {
            Some(second) => format!("{}/{second}", measured.value),
            None => format!("{} {}", measured.value, kind.shown_unit()),
        },
        at,
        accept_doubtful: true,
    }
}

/// Writes a screening of a patient with this birth date, at their age on `day`.
///
/// # Errors
/// Those of a write, `Invalid` for answers that the tool has no result of.
pub(super) fn screening(
    tx: &mut WriteTx<'_>,
    tool: ScreeningTool,
    occasion: &Occasion,
    answers: &Answers,
    (birth, day): (Option<NaiveDate>, NaiveDate),
) -> Result<()> {
    let (answers, result) = scored(tool, answers, birth, day)
        .map_err(|_| Error::invalid("answers", Reason::Impossible))?;
    record::insert(tx, tool, occasion, &answers, &result)?;
    Ok(())
}

/// Writes a note of a visit or of none, signed where it has a time for that.
///
/// # Errors
/// Those of a write.
pub(super) fn note(
    tx: &mut WriteTx<'_>,
    (patient, visit): (PatientId, Option<VisitId>),
    kind: NoteKind,
    sections: &[SectionText],
    signed_at: Option<Time>,
) -> Result<Note> {
    let id: NoteId = tx.new_id();
    let mut note = blank(id, patient, visit, kind);
    note.sections = canonical(kind, sections)?.into();
    note.version = 1;
    if let Some(at) = signed_at {
        note.status = NoteStatus::Signed;
        note.signed_at = Some(at.min(tx.now()));
        note.signed_by = Some(tx.user());
        let input = note_signing_input(tx.tenant(), &note)
            .ok_or(Error::KeyMissing(Compartment::Clinical))?;
        note.signature = Phi::new(Some(Bytes(tx.sign(Purpose::Note, &input).to_vec())));
    }
    tx.insert(&note)?;
    insert_version(tx, &note)?;
    Ok(note)
}
