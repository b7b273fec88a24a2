//! A screening that is half answered.

use sync_contract::Right;
use sync_contract::catalog::Screening;
use sync_contract::field::Time;
use sync_contract::ids::{PatientId, ScreeningId};
use sync_contract::read_version::ReadVersion;

use crate::Clinic;
use crate::clinic::is_deleted;
use crate::error::{Error, Reason, Result};
use crate::form_drafts::draft_id;
use crate::notes::DraftSaved;
use crate::screenings::score::{VERSION, canonical, tidied};
use crate::screenings::{Answers, NewScreening, ScreeningTool};
use crate::view::{At, Id};

/// What a user answered and did not finish.
pub(super) struct Begun {
    pub tool: ScreeningTool,
    pub answers: Answers,
    pub saved_at: Time,
}

fn id_of(patient: PatientId, corrects: Option<&Id>) -> Result<ScreeningId> {
    let corrects = corrects.map(Id::to).transpose()?;
    Ok(draft_id(patient, corrects))
}

/// Stores what is answered so far. Recording the screening takes it away.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `Invalid` for answers that have no form.
pub fn save(clinic: &mut Clinic, form: &NewScreening) -> Result<DraftSaved> {
    clinic.may(Right::MeasurementsWrite)?;
    let patient: PatientId = form.patient_id.to()?;
    if is_deleted(&clinic.read(), patient)? {
        return Err(Error::PatientDeleted);
    }
    let malformed = |_| Error::invalid("answers", Reason::Malformed);
    let draft = Screening {
        id: id_of(patient, form.replaces.as_ref())?,
        patient,
        visit: form.visit_id.as_ref().map(Id::to).transpose()?,
        tool: form.tool.into(),
        version: VERSION.into(),
        inputs: canonical(&tidied(&form.answers).map_err(malformed)?)?.into(),
        result: canonical(&())?.into(),
        screened_at: clinic.now(),
        replaces: form.replaces.as_ref().map(Id::to).transpose()?.into(),
    };
    let unlocked = clinic.unlocked_mut();
    unlocked.save_draft(&draft, &ReadVersion::default())?;
    Ok(DraftSaved {
        saved_at: At::of(clinic.now()),
    })
}

/// Throws away what was answered.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `Invalid` for what is no id.
pub fn discard(clinic: &mut Clinic, patient: &Id, corrects: Option<&Id>) -> Result<()> {
    clinic.may(Right::MeasurementsWrite)?;
    let id = id_of(patient.to()?, corrects)?;
    Ok(clinic.unlocked_mut().drop_draft::<Screening>(id)?)
}

/// Returns the id of the draft that a form, once recorded, leaves behind.
pub(super) fn of_form(form: &NewScreening) -> Result<ScreeningId> {
    id_of(form.patient_id.to()?, form.replaces.as_ref())
}

/// Returns this user's draft; none where a later version wrote it in another form.
pub(super) fn find(
    clinic: &Clinic,
    patient: PatientId,
    corrects: Option<&Id>,
) -> Result<Option<Begun>> {
    let id = id_of(patient, corrects)?;
    let stored = clinic.unlocked().draft::<Screening>(id)?;
    Ok(stored.and_then(|draft| {
        Some(Begun {
            tool: *draft.value.tool.open()?,
            answers: serde_json::from_str(draft.value.inputs.open()?).ok()?,
            saved_at: draft.saved_at,
        })
    }))
}
