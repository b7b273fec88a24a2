use std::collections::BTreeMap;

use sync_contract::Right;
use sync_contract::catalog::Facility;
use sync_contract::ids::FacilityId;
use vault::reads::{Deleted, Stored};

use super::view::PlaceRow;
use super::{Place, named};
use crate::Clinic;
use crate::clinic::found;
use crate::error::Result;
use crate::view::{Id, ReadVersionToken};

/// All of one kind by name, those that are not in use any more, too. Errors: `Forbidden` (needs `appointments.read`).
pub fn list<P: Place>(clinic: &Clinic) -> Result<Vec<PlaceRow>> {
    clinic.may(Right::AppointmentsRead)?;
    let (places, facilities) = (all::<P>(clinic)?, facilities(clinic)?);
    let mut rows: Vec<PlaceRow> = places.iter().map(|place| row(place, &facilities)).collect();
    rows.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(rows)
}

/// One by its id or its name. Errors: `Forbidden` (needs `appointments.read`), `NotFound`.
pub fn find<P: Place>(clinic: &Clinic, said: &str) -> Result<PlaceRow> {
    clinic.may(Right::AppointmentsRead)?;
    let places = all::<P>(clinic)?;
    let place = found(named(&places, said), P::WORD)?;
    Ok(row(place, &facilities(clinic)?))
}

pub(super) fn all<P: Place>(clinic: &Clinic) -> Result<Vec<Stored<P>>> {
    Ok(clinic.read().all::<P>(Deleted::Hidden)?)
}

fn facilities(clinic: &Clinic) -> Result<BTreeMap<FacilityId, String>> {
    let all = clinic.read().all::<Facility>(Deleted::Shown)?;
    Ok(all
        .into_iter()
        .map(|row| (row.value.id, row.value.name.to_string()))
        .collect())
}

fn row<P: Place>(place: &Stored<P>, facilities: &BTreeMap<FacilityId, String>) -> PlaceRow {
    let facts = place.value.facts();
    PlaceRow {
        id: Id::of(place.value.uuid()),
        seen: ReadVersionToken::of(&place.seen),
        name: facts.name.to_string(),
        code: facts.code.map(|code| code.to_string()),
        facility_id: Id::of(facts.facility),
        facility: facilities
            .get(&facts.facility)
            .cloned()
            .unwrap_or(String::new()),
        is_active: facts.is_active,
    }
}
