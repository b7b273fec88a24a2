use sync_contract::Right;
use sync_contract::catalog::{Allergy, AllergyStatus, Patient};
use sync_contract::ids::PatientId;
use vault::reads::Stored;

use crate::Clinic;
use crate::clinic::found;
use crate::error::Result;
use crate::patients::view::AllergyView;
use crate::view::{Id, ReadVersionToken};

/// Those that hold now, the gravest first. Errors: `Forbidden` (needs `chart.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: PatientId) -> Result<Vec<AllergyView>> {
    clinic.may(Right::ChartRead)?;
    found(clinic.read().get::<Patient>(patient)?, "patient")?;
    crate::audit::note_read(clinic, patient)?;
    let mut rows = clinic.read().allergies(patient)?;
    rows.retain(|row| row.deleted.is_none() && row.value.status == AllergyStatus::Active);
    rows.sort_by_key(|row| std::cmp::Reverse(row.value.severity.gravity()));
    Ok(rows.iter().map(view).collect())
}

pub(super) fn view(row: &Stored<Allergy>) -> AllergyView {
    AllergyView {
        id: Id::of(row.value.id),
        seen: ReadVersionToken::of(&row.seen),
        substance: row
            .value
            .substance
            .open()
            .map_or(String::new(), |text| text.to_string()),
        severity: row.value.severity.into(),
    }
}

trait Gravity {
    fn gravity(self) -> u8;
}

impl Gravity for sync_contract::catalog::Severity {
    fn gravity(self) -> u8 {
        match self {
            Self::Unknown => 0,
            Self::Mild => 1,
            Self::Moderate => 2,
            Self::Severe => 3,
        }
    }
}
