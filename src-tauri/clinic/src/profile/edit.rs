use sync_contract::Right;
use sync_contract::catalog::PatientProfile;
use sync_contract::ids::PatientId;

use super::show::{profile_id, show};
use super::view::ProfileView;
use crate::Clinic;
use crate::clinic::kept;
use crate::error::Result;
use crate::fields;

/// Errors: `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `Invalid` for a text that is too long.
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
        kept(tx, patient)?;
        if tx.get::<PatientProfile>(profile.id)?.is_some() {
            tx.update(&profile, &seen)?;
        } else {
            tx.insert(&profile)?;
        }
        Ok(())
    })?;
    show(clinic, patient)
}
