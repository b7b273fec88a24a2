//! What was screened, computed from its answers again.

use sync_contract::Right;
use sync_contract::catalog::{Patient, Screening};
use sync_contract::ids::{PatientId, ScreeningId};
use vault::read::Stored;

use crate::Clinic;
use crate::clinic::or_not_found;
use crate::error::Result;
use crate::names::StaffNames;
use crate::screenings::score::{VERSION, score};
use crate::screenings::{Answers, ScreeningResult, ScreeningView};
use crate::view::{At, Id, ReadVersionToken};

/// Returns the screenings of a patient that are not removed, the newest first, those that were corrected among them.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: &Id) -> Result<Vec<ScreeningView>> {
    clinic.may(Right::ChartRead)?;
    let patient: PatientId = patient.to()?;
    clinic.require_row::<Patient>(patient, "patient")?;
    crate::reads::log_read(clinic, patient)?;
    of_patient(clinic, patient)
}

/// Returns one screening that is not removed and that this user can decrypt.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<ScreeningView> {
    clinic.may(Right::ChartRead)?;
    let row = clinic.require_row::<Screening>(id.to::<ScreeningId>()?, "screening")?;
    crate::reads::log_read(clinic, row.value.patient)?;
    let all = of_patient(clinic, row.value.patient)?;
    or_not_found(all.into_iter().find(|view| view.id == *id), "screening")
}

pub(super) fn of_patient(clinic: &Clinic, patient: PatientId) -> Result<Vec<ScreeningView>> {
    let reader = clinic.read();
    let staff = StaffNames::read(&reader)?;
    let rows = reader.screenings_of(patient)?;
    let corrected = corrected(&rows);
    let mut views: Vec<_> = rows
        .iter()
        .filter_map(|row| view(row, &staff, corrected.contains(&row.value.id)))
        .collect();
    views.sort_by(|a, b| (&b.screened_at, &b.id).cmp(&(&a.screened_at, &a.id)));
    Ok(views)
}

/// Returns those that another one corrects.
pub(crate) fn corrected(rows: &[Stored<Screening>]) -> Vec<ScreeningId> {
    let replaced = rows.iter().filter_map(|row| row.value.replaces.open());
    replaced.copied().flatten().collect()
}

pub(crate) fn view(
    row: &Stored<Screening>,
    staff: &StaffNames,
    is_replaced: bool,
) -> Option<ScreeningView> {
    let screening = &row.value;
    let (tool, version) = (*screening.tool.open()?, *screening.version.open()?);
    // what is no list of answers gives no result, and that differs from what is stored
    let answers: Option<Answers> = serde_json::from_str(screening.inputs.open()?).ok();
    let stored: Option<ScreeningResult> = serde_json::from_str(screening.result.open()?).ok();
    let computed = answers
        .as_ref()
        .filter(|_| version == VERSION)
        .and_then(|answers| score(tool, answers).ok());
    Some(ScreeningView {
        id: Id::of(screening.id),
        seen: ReadVersionToken::of(&row.seen),
        tool,
        version: i32::try_from(version).unwrap_or(i32::MAX),
        answers: answers.unwrap_or(Answers::new()),
        differs: version == VERSION && (computed.is_none() || computed != stored),
        result: computed.or(stored),
        screened_at: At::of(screening.screened_at),
        by: staff.name(row.created_by),
        visit_id: screening.visit.map(Id::of),
        replaces: screening.replaces.open().copied().flatten().map(Id::of),
        is_replaced,
    })
}
