//! The clinical profile of a patient, apart from visits: history, preferences, dislikes.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::{Patient, PatientProfile};
use sync_contract::ids::{PatientId, PatientProfileId, TenantId, derived_id};

use crate::clinic::{or_not_found, require_not_deleted};
use crate::error::Result;
use crate::view::{Id, ReadVersionToken, set, text};
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
    let id = profile_id(clinic.tenant(), patient);
    let history = fields::optional_paragraph(&form.history, "history")?;
    let preferences = fields::optional_paragraph(&form.preferences, "preferences")?;
    let dislikes = fields::optional_paragraph(&form.dislikes, "dislikes")?;
    let remarks = fields::optional_paragraph(&form.remarks, "remarks")?;
    clinic.write("edit profile", |tx| {
        require_not_deleted(tx, patient)?;
        let stored = tx.get::<PatientProfile>(id)?.map(|row| row.value);
        let is_new = stored.is_none();
        let mut profile = stored.unwrap_or_else(|| PatientProfile {
            id,
            patient,
            medical_history: None.into(),
            dietary_preferences: None.into(),
            dislikes: None.into(),
            notes: None.into(),
        });
        set(&mut profile.medical_history, history);
        set(&mut profile.dietary_preferences, preferences);
        set(&mut profile.dislikes, dislikes);
        set(&mut profile.notes, remarks);
        if is_new {
            tx.insert(&profile)?;
        } else {
            tx.update(&profile, &seen)?;
        }
        Ok(())
    })?;
    show(clinic, patient)
}
