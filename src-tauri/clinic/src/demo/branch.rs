//! The second facility of a large demo clinic: its rooms, and those whose role is for it alone.

use sync_contract::catalog::{Department, Facility, Room};
use sync_contract::ids::{DepartmentId, FacilityId, RoomId};
use vault::read::{Deleted, Stored};

use crate::clinic::{first_facility, or_not_found};
use crate::demo::data::{self, DemoStaff};
use crate::demo::note_accounts;
use crate::demo::setup::add_user;
use crate::error::Result;
use crate::facilities::{self, FacilityForm};
use crate::users::membership::{end, give};
use crate::view::{Id, ReadVersionToken};
use crate::{Clinic, fields};

/// A clinic of fewer people has one facility.
pub(super) const PEOPLE_MIN: usize = 100;
/// One of so many people of these archetypes comes to it, which are one of ten of all: those whom no hospital treats.
pub(super) const FIRST_OF: (u64, &[&str]) = (
    4,
    &[
        "adult-obesity",
        "athlete",
        "coeliac",
        "dyslipidaemia",
        "gout",
        "hypertension-dash",
        "ibs-fodmap",
        "iron-deficiency",
        "obesity-incretin",
        "osteoporosis",
        "t2dm-new",
        "wellness",
    ],
);

const NAME: &str = "Mill Lane Outpatient Branch";
/// An invented address, and a number that France reserves for fiction.
const ADDRESS: &str = "3 rue du Moulin\n13999 Port-des-Saules";
const PHONE: &str = "+33 4 65 71 00 11";
/// The one to which its users belong, by name and code.
const DEPARTMENT: (&str, &str) = ("Outpatient branch", "OUT");
const ROOMS: [(&str, &str); 2] = [("Mill room 1", "M1"), ("Mill room 2", "M2")];

pub(super) struct Branch {
    pub facility: FacilityId,
    pub rooms: Vec<RoomId>,
    pub staff: Vec<DemoStaff>,
}

impl Branch {
    pub fn dietitians(&self) -> impl Iterator<Item = &DemoStaff> {
        self.staff.iter().filter(|one| one.role == "Dietitian")
    }
}

/// Adds what of it is not there yet; an admin does. With a server, which has to accept each user, nothing is added.
/// Returns what is there.
///
/// # Errors
/// Those of a read and of a write.
pub(super) fn add(clinic: &mut Clinic) -> Result<Option<Branch>> {
    let has_server = clinic.unlocked().vault().clinic()?.server.is_some();
    let known = facility(clinic)?;
    let is_out_of_use = known.as_ref().is_some_and(|facility| !facility.is_active);
    if !has_server && !is_out_of_use {
        let facility = match known {
            Some(known) => known.id,
            None => add_facility(clinic)?,
        };
        add_rooms(clinic, facility)?;
        add_staff(clinic, facility)?;
    }
    find(clinic)
}

/// Returns what is there and in use; none where the clinic has no such facility.
///
/// # Errors
/// Those of a read.
pub(super) fn find(clinic: &Clinic) -> Result<Option<Branch>> {
    let Some(facility) = facility(clinic)?.filter(|facility| facility.is_active) else {
        return Ok(None);
    };
    let reader = clinic.read();
    let rooms = reader.all::<Room>(Deleted::Hidden)?.into_iter();
    let mut rooms: Vec<Room> = rooms.map(|row| row.value).collect();
    rooms.retain(|room| room.facility == facility.id && room.is_active);
    rooms.sort_by(|one, other| one.name.cmp(&other.name));
    let mut staff = Vec::new();
    for one in data::branch_staff() {
        let user = reader.user_named(&one.username)?;
        if user.is_some_and(|row| row.value.is_active) {
            staff.push(one);
        }
    }
    Ok(Some(Branch {
        facility: facility.id,
        rooms: rooms.into_iter().map(|room| room.id).collect(),
        staff,
    }))
}

fn facility(clinic: &Clinic) -> Result<Option<Facility>> {
    let mut rows = clinic.read().facilities()?.into_iter();
    let row = rows.find(|row| row.value.name.as_str() == NAME);
    Ok(row.map(|row| row.value))
}

/// Its clock and its currency are those of the first one.
fn add_facility(clinic: &mut Clinic) -> Result<FacilityId> {
    let first = or_not_found(first_facility(&clinic.read())?, "facility")?.value;
    let form = FacilityForm {
        name: NAME.to_owned(),
        address: ADDRESS.to_owned(),
        phone: PHONE.to_owned(),
        licence_number: String::new(),
        time_zone: first.time_zone.to_string(),
        currency: first.currency.to_string(),
        is_active: true,
    };
    facilities::add(clinic, &form)?.id.to()
}

fn add_rooms(clinic: &mut Clinic, facility: FacilityId) -> Result<()> {
    clinic.write("add rooms", |tx| {
        let here = tx.read().all::<Room>(Deleted::Hidden)?;
        for (name, code) in ROOMS {
            let is_it = |row: &Stored<Room>| row.value.name.as_str() == name;
            if here.iter().any(is_it) {
                continue;
            }
            let id: RoomId = tx.new_id();
            tx.insert(&Room {
                id,
                facility,
                name: fields::required(name, "name")?,
                code: fields::optional(code, "code")?,
                is_active: true,
            })?;
        }
        Ok(())
    })
}

/// Adds its department and those who work there, whose role counts nowhere else.
fn add_staff(clinic: &mut Clinic, facility: FacilityId) -> Result<()> {
    let (name, code) = DEPARTMENT;
    clinic.write("add departments", |tx| {
        let here = tx.read().all::<Department>(Deleted::Hidden)?;
        if here.iter().any(|row| row.value.name.as_str() == name) {
            return Ok(());
        }
        let id: DepartmentId = tx.new_id();
        tx.insert(&Department {
            id,
            facility,
            name: fields::required(name, "name")?,
            code: fields::optional(code, "code")?,
            is_active: true,
        })?;
        Ok(())
    })?;
    let staff = data::branch_staff();
    let mut added = Vec::new();
    for one in &staff {
        if clinic.read().user_named(&one.username)?.is_none() {
            add_user(clinic, one)?;
            bind(clinic, &one.username, facility)?;
            added.push(one.username.as_str());
        }
    }
    match added.is_empty() {
        true => Ok(()),
        false => clinic.write("add user", |tx| note_accounts(tx, &added)),
    }
}

/// Gives the role of a user for one facility in the place of that for all of them.
fn bind(clinic: &mut Clinic, username: &str, facility: FacilityId) -> Result<()> {
    let user = or_not_found(clinic.read().user_named(username)?, "user")?;
    let user = user.value.id;
    let memberships = clinic.read().memberships_of(user)?;
    for row in memberships {
        let of = &row.value;
        if row.deleted.is_none() && of.facility.is_none() {
            let role = Id::of(of.role);
            give(clinic, &Id::of(user), &role, Some(&Id::of(facility)))?;
            end(clinic, &Id::of(of.id), &ReadVersionToken::of(&row.seen))?;
        }
    }
    Ok(())
}
