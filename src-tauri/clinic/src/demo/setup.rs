//! Sets up what a demo clinic works with: its rooms and its users.

use sync_contract::catalog::{Department, Facility, Role, Room};
use sync_contract::ids::{RoomId, UserId};
use vault::password::Password;
use vault::read::Deleted;

use crate::clinic::or_not_found;
use crate::demo::data::{self, DemoStaff};
use crate::demo::note_accounts;
use crate::error::Result;
use crate::users::NewUser;
use crate::users::add::Work;
use crate::view::Id;
use crate::{Clinic, fields, users};

/// An invented address, and a number that France reserves for fiction.
const ADDRESS: &str = "12 quai des Saules\n13999 Port-des-Saules";
const PHONE: &str = "+33 4 65 71 00 10";

/// The counts of what a seed wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seeded {
    pub users: usize,
    pub patients: usize,
    pub appointments: usize,
    pub visits: usize,
}

/// Adds those of all users who are not there yet, but the admin who made the clinic. With a server, which has to accept
/// each of them, none is added. Returns those who are there.
pub(super) fn add_staff(clinic: &mut Clinic) -> Result<Vec<DemoStaff>> {
    let has_server = clinic.unlocked().vault().clinic()?.server.is_some();
    let mut staff = Vec::new();
    let mut added = Vec::new();
    for one in data::staff().into_iter().skip(1) {
        if clinic.read().user_named(&one.username)?.is_none() {
            if has_server {
                continue;
            }
            add_user(clinic, &one)?;
            added.push(one.username.clone());
        }
        staff.push(one);
    }
    if !added.is_empty() {
        let added: Vec<&str> = added.iter().map(String::as_str).collect();
        clinic.write("add user", |tx| note_accounts(tx, &added))?;
    }
    Ok(staff)
}

pub(super) fn receptionist(staff: &[DemoStaff]) -> Result<&DemoStaff> {
    let receptionist = staff.iter().find(|one| one.role == "Receptionist");
    or_not_found(receptionist, "front desk")
}

pub(super) fn become_user(clinic: Clinic, user: &DemoStaff) -> Result<Clinic> {
    let (vault, clock) = clinic.into_parts();
    let unlocked = vault
        .unlock(&user.username, &Password::new(&user.password))
        .map_err(|refused| refused.error)?;
    Ok(Clinic::new(unlocked, clock))
}

/// Gives the facility an address and a telephone number for its letterhead, unless it has one or a server would have to
/// accept it.
pub(super) fn add_address(clinic: &mut Clinic) -> Result<()> {
    let has_server = clinic.unlocked().vault().clinic()?.server.is_some();
    let stored = crate::clinic::first_facility(&clinic.read())?;
    let stored = or_not_found(stored, "facility")?;
    if has_server || stored.value.address.is_some() {
        return Ok(());
    }
    clinic.write("edit facility", |tx| {
        let facility = Facility {
            address: fields::optional_paragraph(ADDRESS, "address")?,
            phone: fields::phones(PHONE)?,
            ..stored.value.clone()
        };
        tx.update(&facility, &stored.seen)?;
        Ok(())
    })
}

pub(super) fn add_rooms(clinic: &mut Clinic) -> Result<Vec<RoomId>> {
    let facility = or_not_found(crate::clinic::first_facility(&clinic.read())?, "facility")?
        .value
        .id;
    clinic.write("add rooms", |tx| {
        let here = tx.read().all::<Room>(Deleted::Hidden)?;
        let mut ids = Vec::new();
        for room in data::rooms() {
            if let Some(row) = here.iter().find(|row| row.value.name.as_str() == room.name) {
                ids.push(row.value.id);
                continue;
            }
            let id: RoomId = tx.new_id();
            let (name, code) = (
                fields::required(&room.name, "name")?,
                fields::optional(&room.code, "code")?,
            );
            tx.insert(&Room {
                id,
                facility,
                name,
                code,
                is_active: true,
            })?;
            ids.push(id);
        }
        Ok(ids)
    })
}

pub(super) fn add_user(clinic: &mut Clinic, one: &DemoStaff) -> Result<()> {
    let roles = clinic.read().roles()?;
    // none at the first seed: they come with the alerts
    let departments = clinic.read().all::<Department>(Deleted::Hidden)?;
    let role: Option<&Role> = roles
        .iter()
        .map(|row| &row.value)
        .find(|role| role.name.as_str() == one.role);
    let new = NewUser {
        first_name: one.first_name.clone(),
        last_name: one.last_name.clone(),
        username: one.username.clone(),
        email: one.email.clone(),
        role_id: Id::of(or_not_found(role, "role")?.id),
        facility_id: None,
        department_id: departments
            .iter()
            .find(|row| row.value.name.as_str() == one.department)
            .or(departments.first())
            .map(|row| Id::of(row.value.id)),
    };
    let work = Work {
        specialization: one.specialization.clone(),
        working_hours: one.working_hours.clone(),
    };
    users::add::add(clinic, &new, &work, &one.password)?;
    Ok(())
}

pub(super) fn user_ids(clinic: &Clinic, staff: &[&DemoStaff]) -> Result<Vec<UserId>> {
    let reader = clinic.read();
    let id = |one: &&DemoStaff| -> Result<UserId> {
        Ok(or_not_found(reader.user_named(&one.username)?, "user")?
            .value
            .id)
    };
    staff.iter().map(id).collect()
}
