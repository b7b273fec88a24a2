use sync_contract::Right;
use sync_contract::catalog::Facility;
use uuid::Uuid;
use vault::reads::{Deleted, Stored};

use super::view::{FacilityForm, FacilityRow};
use crate::Clinic;
use crate::clinic::found;
use crate::error::Result;
use crate::view::{Id, ReadVersionToken};

/// All by name, those that are not in use any more, too. Errors: `Forbidden` (needs `appointments.read`).
pub fn list(clinic: &Clinic) -> Result<Vec<FacilityRow>> {
    clinic.may(Right::AppointmentsRead)?;
    let mut rows: Vec<FacilityRow> = all(clinic)?.iter().map(row).collect();
    rows.sort_by(|a, b| (&a.form.name, &a.id).cmp(&(&b.form.name, &b.id)));
    Ok(rows)
}

/// One by its id or its name. Errors: `Forbidden` (needs `appointments.read`), `NotFound`.
pub fn find(clinic: &Clinic, said: &str) -> Result<FacilityRow> {
    clinic.may(Right::AppointmentsRead)?;
    let said = said.trim();
    let id = Id(said.to_owned()).to::<Uuid>();
    let mut rows = all(clinic)?.into_iter();
    let one = rows.find(|row| match &id {
        Ok(id) => row.value.id.0 == *id,
        Err(_) => row.value.name.to_lowercase() == said.to_lowercase(),
    });
    Ok(row(&found(one, "facility")?))
}

pub(super) fn all(clinic: &Clinic) -> Result<Vec<Stored<Facility>>> {
    Ok(clinic.read().all::<Facility>(Deleted::Hidden)?)
}

fn row(stored: &Stored<Facility>) -> FacilityRow {
    let facility = &stored.value;
    let text = |value: Option<&str>| value.map_or(String::new(), str::to_owned);
    FacilityRow {
        id: Id::of(facility.id),
        seen: ReadVersionToken::of(&stored.seen),
        form: FacilityForm {
            name: facility.name.to_string(),
            address: text(facility.address.as_deref()),
            phone: text(facility.phone.as_deref()),
            licence_number: text(facility.licence_number.as_deref()),
            time_zone: facility.time_zone.to_string(),
            currency: facility.currency.to_string(),
            is_active: facility.is_active,
        },
    }
}
