//! Rooms that are booked and departments that people belong to: parts of a facility, with a name and a code.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::{Department, Facility, Room};
use sync_contract::field::{Line, Text};
use sync_contract::ids::{DepartmentId, FacilityId, RoomId};
use vault::read::{Deleted, Reader, Stored};

use crate::clinic::{first_facility, or_not_found};
use crate::clinic_list::{self, Listed};
use crate::error::Result;
use crate::form_edit::merged_form;
use crate::view::{Id, ReadVersionToken};
use crate::{Clinic, fields};

/// The common interface of rooms and departments.
pub trait Location: Listed {
    fn new(id: Self::Id, facts: Facts) -> Self;
    fn facts(&self) -> Facts;
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
        impl Listed for $entity {
            const WHAT: &'static str = $word;

            fn name(&self) -> Option<&str> {
                Some(&self.name)
            }
        }

        impl Location for $entity {
            fn new(id: $id, facts: Facts) -> Self {
                let Facts { facility, name, code, is_active } = facts;
                Self { id, facility, name, code, is_active }
            }

            fn facts(&self) -> Facts {
                let Self { facility, name, code, is_active, .. } = self.clone();
                Facts { facility, name, code, is_active }
            }
        }
    )+};
}
locations!(
    Room(RoomId) = "room",
    Department(DepartmentId) = "department"
);

/// The facilities in which a location can be.
struct Sites {
    all: Vec<FacilityId>,
    first: Option<FacilityId>,
}

impl Sites {
    fn read(reader: &Reader<'_>) -> Result<Self> {
        let all = reader.all::<Facility>(Deleted::Shown)?;
        Ok(Self {
            all: all.iter().map(|row| row.value.id).collect(),
            first: first_facility(reader)?.map(|row| row.value.id),
        })
    }

    /// # Errors
    /// `NotFound`.
    fn of(&self, form: &LocationForm) -> Result<FacilityId> {
        let wanted = form.facility_id.as_ref().map(Id::to).transpose()?;
        let site = match wanted {
            Some(id) => self.all.contains(&id).then_some(id),
            None => self.first,
        };
        or_not_found(site, Facility::WHAT)
    }
}

/// Returns the checked values of a form. Names are unique within a facility.
fn checked<P: Location>(
    id: P::Id,
    form: &LocationForm,
    sites: &Sites,
    others: &[Stored<P>],
) -> Result<P> {
    let facility = sites.of(form)?;
    let is_there = |row: &&Stored<P>| row.value.facts().facility == facility;
    let name = fields::required(&form.name, "name")?;
    let facts = Facts {
        facility,
        name: clinic_list::free(name, "name", id, others.iter().filter(is_there))?,
        code: fields::optional(&form.code, "code")?,
        is_active: form.is_active,
    };
    Ok(P::new(id, facts))
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
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
    by_name::<P>(&clinic.read())
}

/// Returns one by its id, or by its name where only one has it.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`), `NotFound`.
pub fn find<P: Location>(clinic: &Clinic, name_or_id: &str) -> Result<LocationRow> {
    clinic.may(Right::AppointmentsRead)?;
    let rows = by_name::<P>(&clinic.read())?;
    let one = clinic_list::called(rows, name_or_id, |row| (&row.id, &row.name));
    or_not_found(one, P::WHAT)
}

fn by_name<P: Location>(reader: &Reader<'_>) -> Result<Vec<LocationRow>> {
    let facilities = facilities(reader)?;
    let mut rows: Vec<LocationRow> = clinic_list::all::<P>(reader)?
        .iter()
        .map(|location| row(location, &facilities))
        .collect();
    rows.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(rows)
}

fn facilities(reader: &Reader<'_>) -> Result<BTreeMap<FacilityId, String>> {
    let all = reader.all::<Facility>(Deleted::Shown)?;
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
        id: Id::of(location.value.id()),
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
    let id = clinic.write(&format!("add {}", P::WHAT), |tx| {
        let sites = Sites::read(&tx.read())?;
        clinic_list::add::<P>(tx, |id, others| checked(id, form, &sites, others))
    })?;
    find::<P>(clinic, &id.0)
}

/// Changes the fields of a room or a department in which the form differs from the loaded one. One that is not in use
/// any more is not offered; its bookings stay.
///
/// # Errors
/// As [`add`], `NotFound`.
pub fn edit<P: Location>(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    loaded: &LocationForm,
    form: &LocationForm,
) -> Result<LocationRow> {
    clinic.may(Right::FacilitiesManage)?;
    clinic.write(&format!("edit {}", P::WHAT), |tx| {
        let sites = Sites::read(&tx.read())?;
        clinic_list::edit(tx, id, seen, |row: &Stored<P>, others| {
            let form = merged_form!(LocationForm { name, code, facility_id, is_active }
                of loaded, form, form_of(row));
            checked(row.value.id(), &form, &sites, others)
        })
    })?;
    find::<P>(clinic, &id.0)
}
