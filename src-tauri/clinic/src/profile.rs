//! The clinical profile of a patient, apart from visits: history, preferences, dislikes.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::{Patient, PatientProfile};
use sync_contract::ids::{PatientId, PatientProfileId, TenantId, derived_id};

use crate::clinic::{or_not_found, require_not_deleted};
use crate::error::Result;
use crate::view::text;
use crate::view::{Id, ReadVersionToken};
use crate::{Clinic, fields};

/// Empty text means not recorded. `seen` is empty until there is a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfileView {
    pub patient_id: Id,
    pub seen: ReadVersionToken,
    pub history: String,
    pub preferences: String,
    pub dislikes: String,
    pub remarks: String,
}

/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, patient: PatientId) -> Result<ProfileView> {
    clinic.may(Right::ChartRead)?;
    or_not_found(clinic.read().get::<Patient>(patient)?, "patient")?;
    crate::reads::log_read(clinic, patient)?;
    let row = clinic
        .read()
        .get::<PatientProfile>(profile_id(clinic.tenant(), patient))?;
    let of = |field: fn(&PatientProfile) -> String| {
        row.as_ref().map_or(String::new(), |row| field(&row.value))
    };
    Ok(ProfileView {
        patient_id: Id::of(patient),
        seen: row.as_ref().map_or(ReadVersionToken(String::new()), |row| {
            ReadVersionToken::of(&row.seen)
        }),
        history: of(|profile| text(&profile.medical_history)),
        preferences: of(|profile| text(&profile.dietary_preferences)),
        dislikes: of(|profile| text(&profile.dislikes)),
        remarks: of(|profile| text(&profile.notes)),
    })
}

/// Returns the id of a patient's profile: there is one, whichever device creates it first.
pub(crate) fn profile_id(tenant: TenantId, patient: PatientId) -> PatientProfileId {
    PatientProfileId(derived_id(tenant, &format!("profile/{patient}")))
}

/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `Invalid` for a text that is too long.
pub fn edit(clinic: &mut Clinic, form: &ProfileView) -> Result<ProfileView> {
    clinic.may(Right::ProfilesWrite)?;
    let patient: PatientId = form.patient_id.to()?;
    let seen = form.seen.to_seen()?;
    let profile = PatientProfile {
        id: profile_id(clinic.tenant(), patient),
        patient,
        medical_history: fields::optional_paragraph(&form.history, "history")?.into(),
        dietary_preferences: fields::optional_paragraph(&form.preferences, "preferences")?.into(),
        dislikes: fields::optional_paragraph(&form.dislikes, "dislikes")?.into(),
        notes: fields::optional_paragraph(&form.remarks, "remarks")?.into(),
    };
    clinic.write("edit profile", |tx| {
        require_not_deleted(tx, patient)?;
        if tx.get::<PatientProfile>(profile.id)?.is_some() {
            tx.update(&profile, &seen)?;
        } else {
            tx.insert(&profile)?;
        }
        Ok(())
    })?;
    show(clinic, patient)
}
