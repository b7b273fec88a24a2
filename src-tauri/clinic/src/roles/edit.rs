//! Roles of the clinic's own: added, changed and removed. Those that the product brings stay as they are, and are
//! copied instead.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{DeletionReason, Role, User, UserRole};
use sync_contract::field::{Line, Text};
use sync_contract::ids::{RoleId, UserId};
use sync_contract::right::{rights_from_text, rights_to_text};
use sync_contract::{Compartment, Right};
use vault::read::{Deleted, Reader, Stored};
use vault::{AdminSignedOutcome, WriteTx};

use crate::Clinic;
use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::fields::{self, Together};
use crate::roles::{compartments, current, is_for_all_alone};
use crate::view::{Id, ReadVersionToken, count};

/// What a role is called and lets its members do. Which compartments they get the keys of follows from the rights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RoleForm {
    pub name: String,
    pub description: String,
    pub rights: Vec<String>,
}

/// `is_system`: the product brought it, and it is not changed. `members` are the users who have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RoleView {
    pub id: Id,
    pub seen: ReadVersionToken,
    #[serde(flatten)]
    pub form: RoleForm,
    pub compartments: Vec<String>,
    pub is_system: bool,
    pub members: u32,
}

/// Returns the compartment whose keys it takes to use a right; none for one that reads and writes nothing sealed.
fn compartment_of(right: Right) -> Option<Compartment> {
    match right {
        Right::PatientsRead
        | Right::PatientsCreate
        | Right::PatientsUpdate
        | Right::PatientsDelete
        | Right::PatientsMerge
        | Right::PatientsErase
        | Right::PatientsImport
        | Right::PatientsExport
        | Right::AppointmentsRead
        | Right::AppointmentsWrite
        | Right::ReportsRead => Some(Compartment::Contact),
        Right::ChartRead
        | Right::ProfilesWrite
        | Right::AllergiesWrite
        | Right::PrescriptionsWrite
        | Right::PrescriptionsDispense
        | Right::LabsOrder
        | Right::VisitsWrite
        | Right::MeasurementsWrite
        | Right::NotesRead
        | Right::NotesWrite
        | Right::NotesSign
        | Right::DocumentsWrite
        | Right::DocumentsDelete => Some(Compartment::Clinical),
        Right::BillingRead
        | Right::BillingServices
        | Right::BillingWrite
        | Right::BillingCollect => Some(Compartment::Billing),
        Right::AlertsRead | Right::AlertsWrite | Right::AlertsOversee => {
            Some(Compartment::Operations)
        }
        Right::AuditRead | Right::AuditExport => Some(Compartment::Audit),
        Right::UsersManage => Some(Compartment::Staff),
        Right::ClinicManage
        | Right::FacilitiesManage
        | Right::UsersRead
        | Right::RolesManage
        | Right::DevicesManage
        | Right::KeysGrant
        | Right::SettingsManage
        | Right::ClinicExport
        | Right::ConflictsRead
        | Right::ConflictsResolve
        | Right::BackupsCreate
        | Right::SyncRun
        | Right::DemoSeed => None,
    }
}

/// Returns the right to read what another one writes, without which nothing can be done with that; none of one that
/// needs no other.
pub(super) fn read_right(right: Right) -> Option<Right> {
    Some(match right {
        Right::UsersManage | Right::RolesManage | Right::KeysGrant => Right::UsersRead,
        Right::PatientsCreate
        | Right::PatientsUpdate
        | Right::PatientsDelete
        | Right::PatientsMerge
        | Right::PatientsErase
        | Right::PatientsImport
        | Right::PatientsExport => Right::PatientsRead,
        Right::ProfilesWrite
        | Right::AllergiesWrite
        | Right::PrescriptionsWrite
        | Right::PrescriptionsDispense
        | Right::LabsOrder
        | Right::VisitsWrite
        | Right::MeasurementsWrite
        | Right::DocumentsWrite
        | Right::DocumentsDelete => Right::ChartRead,
        Right::AppointmentsWrite => Right::AppointmentsRead,
        Right::NotesWrite | Right::NotesSign => Right::NotesRead,
        Right::AlertsWrite | Right::AlertsOversee => Right::AlertsRead,
        Right::BillingServices | Right::BillingWrite | Right::BillingCollect => Right::BillingRead,
        Right::ConflictsResolve => Right::ConflictsRead,
        Right::AuditExport => Right::AuditRead,
        _ => return None,
    })
}

/// Refuses a right without the one to read what it writes; a role that was so `before` may stay so.
fn require_read_rights(before: &[Right], rights: &[Right]) -> Result<()> {
    let lacking = |all: &[Right], right: Right| {
        let needs = read_right(right).filter(|_| all.contains(&right));
        needs.filter(|needs| !all.contains(needs))
    };
    for right in rights.iter().copied() {
        match lacking(rights, right) {
            Some(needs) if lacking(before, right).is_none() => {
                return Err(Error::RightNeeds { right, needs });
            }
            _ => {}
        }
    }
    Ok(())
}

/// Returns the compartments that these rights take, in the order of the declaration.
pub(super) fn compartments_for(rights: &[Right]) -> Vec<Compartment> {
    let taken: BTreeSet<Compartment> = rights.iter().copied().filter_map(compartment_of).collect();
    let all = Compartment::ALL.into_iter();
    all.filter(|compartment| taken.contains(compartment))
        .collect()
}

/// Returns the roles by name, those of the product first.
///
/// # Errors
/// `Forbidden` (needs `users.read`).
pub fn list(clinic: &Clinic) -> Result<Vec<RoleView>> {
    clinic.may(Right::UsersRead)?;
    let reader = clinic.read();
    let mut rows = reader.roles()?;
    rows.retain(|row| row.deleted.is_none());
    let members: Vec<UserRole> = current(reader.memberships()?).collect();
    let mut roles: Vec<RoleView> = rows.iter().map(|row| view(row, &members)).collect();
    roles.sort_by_cached_key(|role| (!role.is_system, role.form.name.to_lowercase()));
    Ok(roles)
}

fn words(text: &str) -> Vec<String> {
    text.split_ascii_whitespace().map(str::to_owned).collect()
}

fn form_of(role: &Role) -> RoleForm {
    let description = role.description.as_ref();
    RoleForm {
        name: role.name.to_string(),
        description: description.map_or(String::new(), |text| text.to_string()),
        rights: words(&role.rights),
    }
}

/// Returns what is stored with what the editor changed of it.
fn merged(loaded: &RoleForm, form: &RoleForm, stored: RoleForm) -> RoleForm {
    let changed = |loaded: &String, typed: &String, stored: String| match loaded == typed {
        true => stored,
        false => typed.clone(),
    };
    let is_given = |right: &&String| !loaded.rights.contains(right);
    let stays = |right: &String| !loaded.rights.contains(right) || form.rights.contains(right);
    let mut rights: Vec<String> = stored.rights.into_iter().filter(stays).collect();
    for right in form.rights.iter().filter(is_given) {
        if !rights.contains(right) {
            rights.push(right.clone());
        }
    }
    RoleForm {
        name: changed(&loaded.name, &form.name, stored.name),
        description: changed(&loaded.description, &form.description, stored.description),
        rights,
    }
}

fn view(row: &Stored<Role>, members: &[UserRole]) -> RoleView {
    let role = &row.value;
    let of_role = members.iter().filter(|of| of.role == role.id);
    let users: BTreeSet<UserId> = of_role.map(|of| of.user).collect();
    RoleView {
        id: Id::of(role.id),
        seen: ReadVersionToken::of(&row.seen),
        form: form_of(role),
        compartments: words(&role.compartments),
        is_system: role.is_system,
        members: count(users.len()),
    }
}

struct Checked {
    name: Text<100>,
    description: Option<Line>,
    rights: Vec<Right>,
}

impl Checked {
    /// Checks a form. A right that the role has `before` stays; one that is added must be one that this user has,
    /// unless they are an admin.
    fn read(
        clinic: &Clinic,
        own: Option<RoleId>,
        before: &[Right],
        form: &RoleForm,
    ) -> Result<Self> {
        let others = clinic.read().roles()?;
        let name = || {
            let name: Text<100> = fields::required(&form.name, "name")?;
            let folded = name.to_lowercase();
            let is_taken = |row: &Stored<Role>| {
                let is_other = Some(row.value.id) != own && row.deleted.is_none();
                is_other && row.value.name.to_lowercase() == folded
            };
            match others.iter().any(is_taken) {
                true => Err(Error::invalid("name", Reason::Taken)),
                false => Ok(name),
            }
        };
        let rights = || {
            let unknown = |_| Error::invalid("rights", Reason::Unknown);
            let rights: Vec<Right> = form
                .rights
                .iter()
                .map(|word| word.parse().map_err(unknown))
                .collect::<Result<_>>()?;
            match rights.is_empty() {
                true => Err(Error::invalid("rights", Reason::Required)),
                false => Ok(rights),
            }
        };
        let (name, description, rights) = (
            name(),
            fields::optional(&form.description, "description"),
            rights(),
        )
            .together()?;
        if !clinic.unlocked().session().is_admin() {
            let added = rights.iter().filter(|right| !before.contains(right));
            for right in added {
                clinic.may(*right)?;
            }
        }
        require_read_rights(before, &rights)?;
        Ok(Self {
            name,
            description,
            rights,
        })
    }

    fn row(&self, id: RoleId) -> Result<Role> {
        let compartments = compartments_for(&self.rights);
        let names: Vec<&str> = compartments.iter().map(|one| one.name()).collect();
        Ok(Role {
            id,
            name: self.name.clone(),
            description: self.description.clone(),
            is_system: false,
            rights: Text::new(&rights_to_text(&self.rights)).map_err(vault::Error::from)?,
            compartments: Text::new(&names.join(" ")).map_err(vault::Error::from)?,
        })
    }
}

/// Adds a role. With a server it takes effect once that accepts.
///
/// # Errors
/// `Forbidden` (needs `roles.manage`, and each right of the role unless this user is an admin), `TooLong`, `Invalid`
/// for a name that another role has, an unknown right and for none, `RightNeeds` for a right to write without that to
/// read, `NeedsConnection` while another such change waits.
pub fn add(clinic: &mut Clinic, form: &RoleForm) -> Result<AdminSignedOutcome<Id>> {
    clinic.may(Right::RolesManage)?;
    let checked = Checked::read(clinic, None, &[], form)?;
    clinic.write_admin_signed("add role", |tx| {
        let id: RoleId = tx.new_id();
        tx.insert(&checked.row(id)?)?;
        Ok(Id::of(id))
    })
}

/// Changes a role of the clinic's own: only what differs from what the editor `loaded`, right by right. Each member
/// gets the keys that they lack for it at once. Keys that a role takes no longer are not taken back from who has them:
/// what they open is no longer shown.
///
/// # Errors
/// As [`add`], and `NotFound`, `Invalid` for a role that the product brought, and for rights of an admin where somebody
/// has the role for one facility.
pub fn edit(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    loaded: &RoleForm,
    form: &RoleForm,
) -> Result<AdminSignedOutcome<()>> {
    clinic.may(Right::RolesManage)?;
    let (id, seen): (RoleId, _) = (id.to()?, seen.to_read_version()?);
    let before = own_role(clinic.read().get::<Role>(id)?)?;
    let stored = rights_from_text(&before.value.rights);
    let form = merged(loaded, form, form_of(&before.value));
    let checked = Checked::read(clinic, Some(id), &stored, &form)?;
    clinic.write_admin_signed("edit role", |tx| {
        own_role(tx.get::<Role>(id)?)?;
        let role = checked.row(id)?;
        if is_for_all_alone(&role, tx.tenant()) && is_given_for_one(&tx.read(), id)? {
            return Err(Error::invalid("rights", Reason::Elsewhere));
        }
        let taken = compartments(&role);
        // read before the role is another one
        let lacking = lacking(tx, id, &taken)?;
        tx.update(&role, &seen)?;
        for (user, compartments) in lacking {
            for grant in tx.grants_for(user.id, &user.public_key, &compartments)? {
                tx.insert(&grant)?;
            }
        }
        Ok(())
    })
}

/// Removes a role of the clinic's own that no user has.
///
/// # Errors
/// `Forbidden` (needs `roles.manage`), `NotFound`, `Invalid` for a role that the product brought and for one with
/// members, `NeedsConnection` while another such change waits.
pub fn remove(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
) -> Result<AdminSignedOutcome<()>> {
    clinic.may(Right::RolesManage)?;
    let (id, seen): (RoleId, _) = (id.to()?, seen.to_read_version()?);
    clinic.write_admin_signed("remove role", |tx| {
        own_role(tx.get::<Role>(id)?)?;
        if members(&tx.read(), id)?.is_empty() {
            tx.delete::<Role>(id, DeletionReason::NoLongerNeeded, None, &seen)?;
            return Ok(());
        }
        Err(Error::invalid("members", Reason::Impossible))
    })
}

/// Returns a role that is there and that the product did not bring.
fn own_role(row: Option<Stored<Role>>) -> Result<Stored<Role>> {
    let row = or_not_found(row.filter(|row| row.deleted.is_none()), "role")?;
    match row.value.is_system {
        true => Err(Error::invalid("systemRole", Reason::Impossible)),
        false => Ok(row),
    }
}

/// Returns whether a user has a role for one facility.
fn is_given_for_one(reader: &Reader<'_>, role: RoleId) -> Result<bool> {
    let all = reader.all::<UserRole>(Deleted::Hidden)?;
    let mut of_role = all.iter().filter(|row| row.value.role == role);
    Ok(of_role.any(|row| row.value.facility.is_some()))
}

fn members(reader: &Reader<'_>, role: RoleId) -> Result<BTreeSet<UserId>> {
    let all = reader.all::<UserRole>(Deleted::Hidden)?;
    let of_role = all.iter().filter(|row| row.value.role == role);
    Ok(of_role.map(|row| row.value.user).collect())
}

/// Returns the members of a role with the compartments among these that none of their roles has given them.
fn lacking(
    tx: &WriteTx<'_>,
    role: RoleId,
    taken: &[Compartment],
) -> Result<Vec<(User, Vec<Compartment>)>> {
    let reader = tx.read();
    let roles = reader.roles()?;
    let all: Vec<UserRole> = current(reader.memberships()?).collect();
    let mut lacking = Vec::new();
    for user in members(&reader, role)? {
        let own = all.iter().filter(|of| of.user == user).map(|of| of.role);
        let given: BTreeSet<Compartment> = own
            .filter_map(|id| roles.iter().find(|row| row.value.id == id))
            .flat_map(|row| compartments(&row.value))
            .collect();
        let missing: Vec<Compartment> = taken
            .iter()
            .copied()
            .filter(|compartment| !given.contains(compartment))
            .collect();
        if let (Some(row), false) = (tx.get::<User>(user)?, missing.is_empty()) {
            lacking.push((row.value, missing));
        }
    }
    Ok(lacking)
}
