//! Allergies of a patient.

use serde::Serialize;
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::{Allergy, AllergyStatus, DeletionReason, Patient};
use sync_contract::ids::{AllergyId, PatientId};
use vault::read::Stored;

use crate::clinic::{or_not_found, require_not_deleted};
use crate::error::Result;
use crate::view::{Id, ReadVersionToken};
use crate::{Clinic, fields};

pub use sync_contract::catalog::Severity;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AllergyView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub substance: String,
    pub severity: Severity,
}

/// Returns one allergy that is not removed.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<AllergyView> {
    clinic.may(Right::ChartRead)?;
    let id: AllergyId = id.to()?;
    let row = clinic.read().get::<Allergy>(id)?;
    let row = or_not_found(row.filter(|row| row.deleted.is_none()), "allergy")?;
    crate::reads::log_read(clinic, row.value.patient)?;
    Ok(view(&row))
}

/// Returns the allergies that are not removed, the most severe first.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: PatientId) -> Result<Vec<AllergyView>> {
    clinic.may(Right::ChartRead)?;
    clinic.require_row::<Patient>(patient, "patient")?;
    crate::reads::log_read(clinic, patient)?;
    let mut rows = clinic.read().allergies(patient)?;
    rows.retain(|row| row.deleted.is_none() && row.value.status == AllergyStatus::Active);
    rows.sort_by_key(|row| std::cmp::Reverse(row.value.severity.gravity()));
    Ok(rows.iter().map(view).collect())
}

fn view(row: &Stored<Allergy>) -> AllergyView {
    AllergyView {
        id: Id::of(row.value.id),
        seen: ReadVersionToken::of(&row.seen),
        substance: row
            .value
            .substance
            .open()
            .map_or(String::new(), |text| text.to_string()),
        severity: row.value.severity,
    }
}

trait Gravity {
    fn gravity(self) -> u8;
}

impl Gravity for Severity {
    fn gravity(self) -> u8 {
        match self {
            Self::Unknown => 0,
            Self::Mild => 1,
            Self::Moderate => 2,
            Self::Severe => 3,
        }
    }
}

/// # Errors
/// `Forbidden` (needs `allergies.write`), `NotFound`, `PatientDeleted`, `Invalid` without a substance.
pub fn add(
    clinic: &mut Clinic,
    patient: &Id,
    substance: &str,
    severity: Severity,
) -> Result<AllergyView> {
    clinic.may(Right::AllergiesWrite)?;
    let patient: PatientId = patient.to()?;
    let substance = fields::required(substance, "substance")?;
    let id = clinic.write("add allergy", |tx| {
        require_not_deleted(tx, patient)?;
        let id: AllergyId = tx.new_id();
        tx.insert(&Allergy {
            id,
            patient,
            substance: substance.into(),
            code: None.into(),
            reaction: None.into(),
            severity,
            status: AllergyStatus::Active,
            onset: None.into(),
        })?;
        Ok(id)
    })?;
    Ok(view(&or_not_found(
        clinic.read().get::<Allergy>(id)?,
        "allergy",
    )?))
}

/// # Errors
/// `Forbidden` (needs `allergies.write`), `NotFound`, `PatientDeleted`, `Invalid` without a reason.
pub fn remove(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken, reason: &str) -> Result<()> {
    clinic.may(Right::AllergiesWrite)?;
    let (id, seen): (AllergyId, _) = (id.to()?, seen.to_seen()?);
    let reason = fields::required::<4000>(reason, "reason")?;
    clinic.write("remove allergy", |tx| {
        require_not_deleted(
            tx,
            or_not_found(tx.get::<Allergy>(id)?, "allergy")?
                .value
                .patient,
        )?;
        tx.delete::<Allergy>(
            id,
            DeletionReason::EnteredInError,
            Some(reason.as_str()),
            &seen,
        )?;
        Ok(())
    })
}
