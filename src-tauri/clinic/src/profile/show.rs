use sync_contract::Right;
use sync_contract::catalog::{Patient, PatientProfile};
use sync_contract::ids::{PatientId, PatientProfileId, TenantId, derived_id};

use super::view::ProfileView;
use crate::Clinic;
use crate::clinic::found;
use crate::error::Result;
use crate::patients::identity::text;
use crate::view::{Id, ReadVersionToken};

/// Errors: `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, patient: PatientId) -> Result<ProfileView> {
    clinic.may(Right::ChartRead)?;
    found(clinic.read().get::<Patient>(patient)?, "patient")?;
    crate::audit::note_read(clinic, patient)?;
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

/// A patient has one profile, whichever device makes it first.
pub(crate) fn profile_id(tenant: TenantId, patient: PatientId) -> PatientProfileId {
    PatientProfileId(derived_id(tenant, &format!("profile/{patient}")))
}
