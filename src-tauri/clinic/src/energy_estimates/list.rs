//! Estimates, computed from their inputs again.

use sync_contract::Right;
use sync_contract::catalog::{EnergyEstimate, Patient};
use sync_contract::ids::{EnergyEstimateId, PatientId};
use vault::read::Stored;

use crate::Clinic;
use crate::clinic::or_not_found;
use crate::energy_estimates::compute::{VERSION, result};
use crate::energy_estimates::{EnergyEstimateView, EnergyResult, EstimateInputs};
use crate::error::Result;
use crate::names::StaffNames;
use crate::view::{At, Id, ReadVersionToken};

/// Returns the estimates of a patient that are not removed, the newest first, those that were corrected among them.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: &Id) -> Result<Vec<EnergyEstimateView>> {
    clinic.may(Right::ChartRead)?;
    let patient: PatientId = patient.to()?;
    clinic.require_row::<Patient>(patient, "patient")?;
    crate::reads::log_read(clinic, patient)?;
    of_patient(clinic, patient)
}

/// Returns one estimate that is not removed and that this user can decrypt.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<EnergyEstimateView> {
    clinic.may(Right::ChartRead)?;
    let row = clinic.require_row::<EnergyEstimate>(id.to::<EnergyEstimateId>()?, "estimate")?;
    crate::reads::log_read(clinic, row.value.patient)?;
    let all = of_patient(clinic, row.value.patient)?;
    or_not_found(all.into_iter().find(|view| view.id == *id), "estimate")
}

pub(crate) fn of_patient(clinic: &Clinic, patient: PatientId) -> Result<Vec<EnergyEstimateView>> {
    let reader = clinic.read();
    let staff = StaffNames::read(&reader)?;
    let rows = reader.energy_estimates_of(patient)?;
    let corrected = corrected(&rows);
    let mut views: Vec<_> = rows
        .iter()
        .filter_map(|row| view(row, &staff, corrected.contains(&row.value.id)))
        .collect();
    views.sort_by(|a, b| (&b.estimated_at, &b.id).cmp(&(&a.estimated_at, &a.id)));
    Ok(views)
}

/// Returns those that another one corrects.
pub(crate) fn corrected(rows: &[Stored<EnergyEstimate>]) -> Vec<EnergyEstimateId> {
    let replaced = rows.iter().filter_map(|row| row.value.replaces.open());
    replaced.copied().flatten().collect()
}

pub(crate) fn view(
    row: &Stored<EnergyEstimate>,
    staff: &StaffNames,
    is_replaced: bool,
) -> Option<EnergyEstimateView> {
    let estimate = &row.value;
    let (method, version) = (*estimate.method.open()?, *estimate.version.open()?);
    // what is no list of inputs gives no result, and that differs from what is stored
    let inputs: Option<EstimateInputs> = serde_json::from_str(estimate.inputs.open()?).ok();
    let stored = stored_result(estimate);
    let computed = inputs
        .as_ref()
        .filter(|_| version == VERSION)
        .and_then(|inputs| result(method, inputs).ok());
    Some(EnergyEstimateView {
        id: Id::of(estimate.id),
        seen: ReadVersionToken::of(&row.seen),
        method,
        version: i32::try_from(version).unwrap_or(i32::MAX),
        inputs: inputs.unwrap_or(EstimateInputs::new()),
        differs: version == VERSION && (computed.is_none() || computed != stored),
        result: computed.or(stored),
        estimated_at: At::of(estimate.estimated_at),
        by: staff.name(row.created_by),
        visit_id: estimate.visit.map(Id::of),
        replaces: estimate.replaces.open().copied().flatten().map(Id::of),
        is_replaced,
    })
}

/// Returns the result as it is stored; none where it cannot be read.
pub(crate) fn stored_result(estimate: &EnergyEstimate) -> Option<EnergyResult> {
    serde_json::from_str(estimate.result.open()?).ok()
}
