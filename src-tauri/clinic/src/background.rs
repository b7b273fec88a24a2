//! What is known of a patient apart from visits: allergies, conditions, medicines, and the profile.

use serde::Serialize;
use specta::Type;
use sync_contract::Right;
use sync_contract::ids::PatientId;
use vault::read::Reader;

use crate::allergies::AllergyView;
use crate::conditions::ConditionView;
use crate::error::Result;
use crate::medications::MedicationView;
use crate::names::StaffNames;
use crate::none_known::NoneKnownView;
use crate::profile::ProfileView;
use crate::{Clinic, allergies, conditions, medications, none_known, profile};

/// Entries that are over stand last in their list. A list without entries and without an answer in `none_known` was
/// not asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BackgroundView {
    pub allergies: Vec<AllergyView>,
    pub conditions: Vec<ConditionView>,
    pub medications: Vec<MedicationView>,
    pub none_known: Vec<NoneKnownView>,
    pub profile: ProfileView,
}

/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, patient: PatientId) -> Result<BackgroundView> {
    clinic.may(Right::ChartRead)?;
    let reader = clinic.read();
    of_patient(clinic, &reader, patient, &StaffNames::read(&reader)?)
}

/// Does the same with names that were read already.
pub(crate) fn of_patient(
    clinic: &Clinic,
    reader: &Reader<'_>,
    patient: PatientId,
    staff: &StaffNames,
) -> Result<BackgroundView> {
    Ok(BackgroundView {
        allergies: allergies::list(clinic, patient)?,
        conditions: conditions::list(clinic, patient)?,
        medications: medications::list(clinic, patient)?,
        none_known: none_known::of_patient(clinic, reader, patient, staff)?,
        profile: profile::show(clinic, patient)?,
    })
}
