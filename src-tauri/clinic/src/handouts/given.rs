//! What a patient was given to read, as it was then.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{GivenHandout, Handout, Patient};
use sync_contract::field::{Text, Time};
use sync_contract::ids::{GivenHandoutId, HandoutId, PatientId, VisitId};
use sync_contract::{Phi, Right};
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::chart_row::{self, ChartRow};
use crate::clinic::{or_not_found, require_not_deleted};
use crate::clinic_list::Listed;
use crate::error::Result;
use crate::names::StaffNames;
use crate::occasion::file_and_visit;
use crate::view::{At, Id, ReadVersionToken};

impl ChartRow for GivenHandout {
    const WHAT: &'static str = "given handout";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

/// Which version of a leaflet, and at which visit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewGiving {
    pub patient_id: Id,
    pub handout_id: Id,
    pub visit_id: Option<Id>,
}

/// Language, title and text are those of the moment in which it was given; null where they cannot be read on this
/// computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GivenHandoutView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub handout_id: Option<Id>,
    pub visit_id: Option<Id>,
    pub given_at: At,
    pub by: String,
    pub language: Option<String>,
    pub title: Option<String>,
    pub text: Option<String>,
}

/// Returns what a patient was given and not taken back, the last one first.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: &Id) -> Result<Vec<GivenHandoutView>> {
    clinic.may(Right::ChartRead)?;
    let patient: PatientId = patient.to()?;
    chart_row::log_list(clinic, patient)?;
    let reader = clinic.read();
    let staff = StaffNames::read(&reader)?;
    let rows = in_order(&reader, patient)?;
    Ok(rows.iter().map(|row| view(row, &staff)).collect())
}

/// Returns one that was not taken back.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<GivenHandoutView> {
    clinic.may(Right::ChartRead)?;
    let row = chart_row::shown::<GivenHandout>(clinic, id)?;
    Ok(view(&row, &StaffNames::read(&clinic.read())?))
}

/// Returns the rows that are not removed, the last one first.
///
/// # Errors
/// Those of a read.
pub(crate) fn in_order(
    reader: &Reader<'_>,
    patient: PatientId,
) -> Result<Vec<Stored<GivenHandout>>> {
    let mut rows = reader.given_handouts_of(patient)?;
    rows.retain(|row| row.deleted.is_none());
    rows.sort_by_key(|row| Reverse((row.value.given_at, row.value.id)));
    Ok(rows)
}

fn view(row: &Stored<GivenHandout>, staff: &StaffNames) -> GivenHandoutView {
    let given = &row.value;
    GivenHandoutView {
        id: Id::of(given.id),
        seen: ReadVersionToken::of(&row.seen),
        handout_id: given.handout.open().copied().map(Id::of),
        visit_id: given.visit.map(Id::of),
        given_at: At::of(given.given_at),
        by: staff.name(row.created_by),
        language: shown(&given.language),
        title: shown(&given.title),
        text: shown(&given.text),
    }
}

pub(crate) fn shown<C, const MAX: u32>(sealed: &Phi<C, Text<MAX>>) -> Option<String> {
    sealed.open().map(|text| text.to_string())
}

/// Records that a patient is given a leaflet now.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `PatientDeleted`, `NotFound` also for a leaflet that is offered no longer.
pub fn give(clinic: &mut Clinic, new: &NewGiving) -> Result<GivenHandoutView> {
    clinic.may(Right::ProfilesWrite)?;
    let patient: PatientId = new.patient_id.to()?;
    clinic.require_row::<Patient>(patient, "patient")?;
    let (patient, visit) = file_and_visit(clinic, patient, new.visit_id.as_ref())?;
    let handout: HandoutId = new.handout_id.to()?;
    let now = clinic.now();
    let id = clinic.write("give handout", |tx| {
        require_not_deleted(tx, patient)?;
        let handout = tx.get::<Handout>(handout)?;
        let handout = handout.filter(|row| row.deleted.is_none() && row.value.is_active);
        let handout = or_not_found(handout, <Handout as Listed>::WHAT)?.value;
        let given = giving(tx.new_id(), patient, visit, now, handout);
        tx.insert(&given)?;
        Ok(given.id)
    })?;
    show(clinic, &Id::of(id))
}

/// Returns the row of a leaflet that is given at a time.
pub(crate) fn giving(
    id: GivenHandoutId,
    patient: PatientId,
    visit: Option<VisitId>,
    at: Time,
    handout: Handout,
) -> GivenHandout {
    GivenHandout {
        id,
        patient,
        visit,
        given_at: at,
        handout: handout.id.into(),
        language: handout.language.into(),
        title: handout.title.into(),
        text: handout.text.into(),
    }
}

/// Takes back that something was given, which was entered in error. Returns what [`restore`] needs.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `Invalid` without a reason.
pub fn remove(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<ReadVersionToken> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("take back handout", |tx| {
        chart_row::delete::<GivenHandout>(tx, id, seen, reason)
    })?;
    chart_row::removal::<GivenHandout>(clinic, id)
}

/// Returns what names the removal of a removed one, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound` where none is removed.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::ProfilesWrite)?;
    chart_row::removal::<GivenHandout>(clinic, id)
}

/// Puts a removed one back.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<GivenHandoutView> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("restore handout", |tx| {
        chart_row::undelete::<GivenHandout>(tx, id, seen)
    })?;
    show(clinic, id)
}
