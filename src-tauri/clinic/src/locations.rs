//! Rooms that are booked and departments that people belong to: parts of a facility, with a name and a code.
//!
//! Each is listed with what uses it, so that an admin who takes it out of use sees what that is of: the appointments to
//! come in a room, the active users of a department, and the stays in either.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{Appointment, Department, Facility, Patient, Room, Stay};
use sync_contract::field::{Line, Text, Time};
use sync_contract::ids::{DepartmentId, FacilityId, RoomId};
use sync_contract::{Entity, Right};
use uuid::Uuid;
use vault::read::{Deleted, Reader, Stored};

use crate::clinic::{first_facility, or_not_found};
use crate::clinic_list::{self, Listed};
use crate::error::Result;
use crate::form_edit::merged_form;
use crate::view::{Id, ReadVersionToken, count};
use crate::{Clinic, fields};

/// The common interface of rooms and departments.
pub trait Location: Listed {
    /// What uses it is called in a sentence: one, and more of them.
    const USED_BY: (&'static str, &'static str);

    fn new(id: Self::Id, facts: Facts) -> Self;
    fn facts(&self) -> Facts;

    /// Returns how many use each one now, apart from stays; one that nothing uses is left out.
    fn used(reader: &Reader<'_>, now: Time) -> Result<BTreeMap<Uuid, usize>>;

    /// Returns the one in which a stay is.
    fn of_stay(stay: &Stay) -> Option<Uuid>;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub facility: FacilityId,
    pub name: Line,
    pub code: Option<Text<50>>,
    pub is_active: bool,
}

macro_rules! locations {
    ($($entity:ident($id:ident) = $word:literal, $part:ident of a stay,
       used by $used:ident: $one:literal or $many:literal);+) => {$(
        impl Listed for $entity {
            const WHAT: &'static str = $word;

            fn name(&self) -> Option<&str> {
                Some(&self.name)
            }
        }

        impl Location for $entity {
            const USED_BY: (&'static str, &'static str) = ($one, $many);

            fn new(id: $id, facts: Facts) -> Self {
                let Facts { facility, name, code, is_active } = facts;
                Self { id, facility, name, code, is_active }
            }

            fn facts(&self) -> Facts {
                let Self { facility, name, code, is_active, .. } = self.clone();
                Facts { facility, name, code, is_active }
            }

            fn used(reader: &Reader<'_>, now: Time) -> Result<BTreeMap<Uuid, usize>> {
                $used(reader, now)
            }

            fn of_stay(stay: &Stay) -> Option<Uuid> {
                stay.$part.map(|id| id.0)
            }
        }
    )+};
}
locations!(
    Room(RoomId) = "room", room of a stay,
        used by to_come: "appointment to come" or "appointments to come";
    Department(DepartmentId) = "department", department of a stay,
        used by members: "active user" or "active users"
);

/// How many appointments to come are in each room.
fn to_come(reader: &Reader<'_>, now: Time) -> Result<BTreeMap<Uuid, usize>> {
    // they are asked for by the time, which does not tell that one is gone
    reader.look_over(Appointment::DESCRIPTOR)?;
    let booked = reader.booked_rooms(now)?.into_iter();
    Ok(booked.map(|(room, used)| (room.0, used)).collect())
}

/// How many active users belong to each department.
fn members(reader: &Reader<'_>, _: Time) -> Result<BTreeMap<Uuid, usize>> {
    let mut used = BTreeMap::new();
    for row in reader.users()?.iter().filter(|row| row.value.is_active) {
        if let Some(department) = row.value.department {
            *used.entry(department.0).or_default() += 1;
        }
    }
    Ok(used)
}

/// How many stays are in each one today or to come.
fn stays<P: Location>(reader: &Reader<'_>, today: NaiveDate) -> Result<BTreeMap<Uuid, usize>> {
    // they are asked for by their days, which do not tell that one is gone, nor that its patient is
    reader.look_over(Stay::DESCRIPTOR)?;
    reader.look_over(Patient::DESCRIPTOR)?;
    let mut stays = BTreeMap::new();
    for row in reader.stays_between(today, NaiveDate::MAX)? {
        if let Some(id) = P::of_stay(&row.value) {
            *stays.entry(id).or_default() += 1;
        }
    }
    Ok(stays)
}

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

/// `used_by` counts the appointments to come in a room, and the active users of a department; `stays` the stays that
/// last or that come.
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
    pub used_by: u32,
    pub stays: u32,
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
    by_name::<P>(clinic)
}

/// Returns one by its id, or by its name where only one has it.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`), `NotFound`.
pub fn find<P: Location>(clinic: &Clinic, name_or_id: &str) -> Result<LocationRow> {
    clinic.may(Right::AppointmentsRead)?;
    let rows = by_name::<P>(clinic)?;
    let one = clinic_list::called(rows, name_or_id, |row| (&row.id, &row.name));
    or_not_found(one, P::WHAT)
}

fn by_name<P: Location>(clinic: &Clinic) -> Result<Vec<LocationRow>> {
    let reader = clinic.read();
    let (facilities, used) = (facilities(&reader)?, P::used(&reader, clinic.now())?);
    let stays = stays::<P>(&reader, clinic.today()?)?;
    let mut rows: Vec<LocationRow> = clinic_list::all::<P>(&reader)?
        .iter()
        .map(|location| row(location, &facilities, (&used, &stays)))
        .collect();
    rows.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(rows)
}

/// Returns the names of all facilities, those that are deleted, too.
pub(crate) fn facilities(reader: &Reader<'_>) -> Result<BTreeMap<FacilityId, String>> {
    let all = reader.all::<Facility>(Deleted::Shown)?;
    Ok(all
        .into_iter()
        .map(|row| (row.value.id, row.value.name.to_string()))
        .collect())
}

fn row<P: Location>(
    location: &Stored<P>,
    facilities: &BTreeMap<FacilityId, String>,
    (used, stays): (&BTreeMap<Uuid, usize>, &BTreeMap<Uuid, usize>),
) -> LocationRow {
    let facts = location.value.facts();
    let id: Uuid = location.value.id().into();
    let counted = |of: &BTreeMap<Uuid, usize>| count(of.get(&id).copied().unwrap_or(0));
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
        used_by: counted(used),
        stays: counted(stays),
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
