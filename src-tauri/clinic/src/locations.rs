//! Rooms that are booked and departments that people belong to: parts of a facility, with a name and a code.

use std::collections::BTreeMap;

use serde::Serialize;
use sync_contract::catalog::{Department, Facility, Room};
use sync_contract::field::{Line, Text};
use sync_contract::ids::{DepartmentId, FacilityId, RoomId};
use sync_contract::{Entity, Right};
use uuid::Uuid;
use vault::read::{Deleted, Reader, Stored};

use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::form_edit::merged_form;
use crate::view::{Id, ReadVersionToken};
use crate::{Clinic, fields};

/// The common interface of rooms and departments.
pub trait Location: Entity {
    /// What one is called in a sentence.
    const WORD: &'static str;
    fn new(id: Uuid, facts: Facts) -> Self;
    fn facts(&self) -> Facts;
    fn uuid(&self) -> Uuid;
    fn key(id: Uuid) -> Self::Id;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub facility: FacilityId,
    pub name: Line,
    pub code: Option<Text<50>>,
    pub is_active: bool,
}

macro_rules! locations {
    ($($entity:ident($id:ident) = $word:literal),+) => {$(
        impl Location for $entity {
            const WORD: &'static str = $word;

            fn new(id: Uuid, facts: Facts) -> Self {
                let Facts { facility, name, code, is_active } = facts;
                Self { id: $id(id), facility, name, code, is_active }
            }

            fn facts(&self) -> Facts {
                let Self { facility, name, code, is_active, .. } = self.clone();
                Facts { facility, name, code, is_active }
            }

            fn uuid(&self) -> Uuid {
                self.id.0
            }

            fn key(id: Uuid) -> $id {
                $id(id)
            }
        }
    )+};
}
locations!(
    Room(RoomId) = "room",
    Department(DepartmentId) = "department"
);

/// Returns the checked values of a form. Names are unique within a facility.
fn facts<P: Location>(
    reader: &Reader<'_>,
    form: &LocationForm,
    others: &[Stored<P>],
    own: Option<Uuid>,
) -> Result<Facts> {
    let facility = match &form.facility_id {
        Some(id) => {
            let id = id.to()?;
            or_not_found(
                reader.get::<sync_contract::catalog::Facility>(id)?,
                "facility",
            )?
        }
        None => or_not_found(crate::clinic::first_facility(reader)?, "facility")?,
    };
    let facts = Facts {
        facility: facility.value.id,
        name: fields::required(&form.name, "name")?,
        code: fields::optional(&form.code, "code")?,
        is_active: form.is_active,
    };
    let name = facts.name.to_lowercase();
    let is_taken = others.iter().any(|other| {
        let known = other.value.facts();
        Some(other.value.uuid()) != own
            && known.facility == facts.facility
            && known.name.to_lowercase() == name
    });
    if is_taken {
        return Err(Error::invalid("name", Reason::Taken));
    }
    Ok(facts)
}

/// Returns one by its id, or by its name where only one has it.
pub(crate) fn named<'a, P: Location>(
    all: &'a [Stored<P>],
    name_or_id: &str,
) -> Option<&'a Stored<P>> {
    let name_or_id = name_or_id.trim();
    let by_id = Id(name_or_id.to_owned()).to::<Uuid>();
    all.iter().find(|row| match &by_id {
        Ok(id) => row.value.uuid() == *id,
        Err(_) => row.value.facts().name.to_lowercase() == name_or_id.to_lowercase(),
    })
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LocationRow {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub name: String,
    pub code: Option<String>,
    pub facility_id: Id,
    pub facility: String,
    pub is_active: bool,
}

/// Without a facility the location belongs to the one that was created first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocationForm {
    pub name: String,
    pub code: String,
    pub facility_id: Option<Id>,
    pub is_active: bool,
}

/// Returns all of one kind by name, with those that are not in use any more.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`).
pub fn list<P: Location>(clinic: &Clinic) -> Result<Vec<LocationRow>> {
    clinic.may(Right::AppointmentsRead)?;
    let (locations, facilities) = (all::<P>(clinic)?, facilities(clinic)?);
    let mut rows: Vec<LocationRow> = locations
        .iter()
        .map(|location| row(location, &facilities))
        .collect();
    rows.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(rows)
}

/// Returns one by its id or its name.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`), `NotFound`.
pub fn find<P: Location>(clinic: &Clinic, name_or_id: &str) -> Result<LocationRow> {
    clinic.may(Right::AppointmentsRead)?;
    let locations = all::<P>(clinic)?;
    let location = or_not_found(named(&locations, name_or_id), P::WORD)?;
    Ok(row(location, &facilities(clinic)?))
}

pub(super) fn all<P: Location>(clinic: &Clinic) -> Result<Vec<Stored<P>>> {
    Ok(clinic.read().all::<P>(Deleted::Hidden)?)
}

fn facilities(clinic: &Clinic) -> Result<BTreeMap<FacilityId, String>> {
    let all = clinic.read().all::<Facility>(Deleted::Shown)?;
    Ok(all
        .into_iter()
        .map(|row| (row.value.id, row.value.name.to_string()))
        .collect())
}

fn row<P: Location>(
    location: &Stored<P>,
    facilities: &BTreeMap<FacilityId, String>,
) -> LocationRow {
    let facts = location.value.facts();
    LocationRow {
        id: Id::of(location.value.uuid()),
        seen: ReadVersionToken::of(&location.seen),
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

fn form_of<P: Location>(location: &Stored<P>) -> LocationForm {
    let facts = location.value.facts();
    LocationForm {
        name: facts.name.to_string(),
        code: facts.code.map_or(String::new(), |code| code.to_string()),
        facility_id: Some(Id::of(facts.facility)),
        is_active: facts.is_active,
    }
}

impl LocationRow {
    /// Returns what can be edited of it.
    pub fn form(&self) -> LocationForm {
        LocationForm {
            name: self.name.clone(),
            code: self.code.clone().unwrap_or_default(),
            facility_id: Some(self.facility_id.clone()),
            is_active: self.is_active,
        }
    }
}

/// Adds a room or a department.
///
/// # Errors
/// `Forbidden` (needs `facilities.manage`), `NotFound` for the facility, `Invalid` (no name, or one that is taken
/// there).
pub fn add<P: Location>(clinic: &mut Clinic, form: &LocationForm) -> Result<LocationRow> {
    clinic.may(Right::FacilitiesManage)?;
    let facts = facts(&clinic.read(), form, &all::<P>(clinic)?, None)?;
    let id = clinic.write(&format!("add {}", P::WORD), |tx| {
        let id: Uuid = tx.new_id();
        tx.insert(&P::new(id, facts))?;
        Ok(id)
    })?;
    find::<P>(clinic, &id.to_string())
}

/// Changes the fields of a room or a department in which the form differs from the loaded one. One that is not in use
/// any more is not offered; its bookings stay.
///
/// # Errors
/// As [`add`](super::add::add), `NotFound`.
pub fn edit<P: Location>(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    loaded: &LocationForm,
    form: &LocationForm,
) -> Result<LocationRow> {
    clinic.may(Right::FacilitiesManage)?;
    let (own, seen): (Uuid, _) = (id.to()?, seen.to_seen()?);
    let others = all::<P>(clinic)?;
    let stored = or_not_found(others.iter().find(|row| row.value.uuid() == own), P::WORD)?;
    let form = merged_form!(LocationForm { name, code, facility_id, is_active }
        of loaded, form, form_of(stored));
    let facts = facts(&clinic.read(), &form, &others, Some(own))?;
    clinic.write(&format!("edit {}", P::WORD), |tx| {
        or_not_found(tx.get::<P>(P::key(own))?, P::WORD)?;
        tx.update(&P::new(own, facts), &seen)?;
        Ok(())
    })?;
    find::<P>(clinic, &id.0)
}
