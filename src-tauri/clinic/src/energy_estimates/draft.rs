//! An estimate that is half filled in.

use sync_contract::Right;
use sync_contract::catalog::EnergyEstimate;
use sync_contract::field::Time;
use sync_contract::ids::{EnergyEstimateId, PatientId};
use sync_contract::read_version::ReadVersion;

use crate::Clinic;
use crate::clinic::is_deleted;
use crate::energy_estimates::compute::{VERSION, canonical};
use crate::energy_estimates::{EnergyMethod, EstimateInputs, NewEnergyEstimate};
use crate::error::{Error, Result};
use crate::form_drafts::draft_id;
use crate::notes::DraftSaved;
use crate::view::{At, Id};

/// What a user typed and did not record.
pub(super) struct Begun {
    pub method: EnergyMethod,
    pub inputs: EstimateInputs,
    pub saved_at: Time,
}

fn id_of(patient: PatientId, corrects: Option<&Id>) -> Result<EnergyEstimateId> {
    let corrects = corrects.map(Id::to).transpose()?;
    Ok(draft_id(patient, corrects))
}

/// Stores what is typed so far, right or wrong. Recording the estimate takes it away.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `Invalid` for what is too long.
pub fn save(clinic: &mut Clinic, form: &NewEnergyEstimate) -> Result<DraftSaved> {
    clinic.may(Right::MeasurementsWrite)?;
    let patient: PatientId = form.patient_id.to()?;
    if is_deleted(&clinic.read(), patient)? {
        return Err(Error::PatientDeleted);
    }
    let draft = EnergyEstimate {
        id: id_of(patient, form.replaces.as_ref())?,
        patient,
        visit: form.visit_id.as_ref().map(Id::to).transpose()?,
        method: form.method.into(),
        version: VERSION.into(),
        inputs: canonical(&form.inputs)?.into(),
        result: canonical(&())?.into(),
        estimated_at: clinic.now(),
        replaces: form.replaces.as_ref().map(Id::to).transpose()?.into(),
    };
    let unlocked = clinic.unlocked_mut();
    unlocked.save_draft(&draft, &ReadVersion::default())?;
    Ok(DraftSaved {
        saved_at: At::of(clinic.now()),
    })
}

/// Throws away what was typed.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `Invalid` for what is no id.
pub fn discard(clinic: &mut Clinic, patient: &Id, corrects: Option<&Id>) -> Result<()> {
    clinic.may(Right::MeasurementsWrite)?;
    let id = id_of(patient.to()?, corrects)?;
    Ok(clinic.unlocked_mut().drop_draft::<EnergyEstimate>(id)?)
}

/// Returns the id of the draft that a form, once recorded, leaves behind.
pub(super) fn of_form(form: &NewEnergyEstimate) -> Result<EnergyEstimateId> {
    id_of(form.patient_id.to()?, form.replaces.as_ref())
}

/// Returns this user's draft; none where a later version wrote it in another form.
pub(super) fn find(
    clinic: &Clinic,
    patient: PatientId,
    corrects: Option<&Id>,
) -> Result<Option<Begun>> {
    let id = id_of(patient, corrects)?;
    let stored = clinic.unlocked().draft::<EnergyEstimate>(id)?;
    Ok(stored.and_then(|draft| {
        Some(Begun {
            method: *draft.value.method.open()?,
            inputs: serde_json::from_str(draft.value.inputs.open()?).ok()?,
            saved_at: draft.saved_at,
        })
    }))
}
