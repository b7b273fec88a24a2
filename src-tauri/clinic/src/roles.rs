//! Roles: named lists of rights, and the compartments whose keys their members hold.

pub mod edit;
pub(crate) mod given;

use std::collections::BTreeMap;

use serde::Serialize;
use specta::Type;
use sync_contract::catalog::{Facility, Role, UserRole, admin_role, system_role};
use sync_contract::field::Text;
use sync_contract::ids::{FacilityId, TenantId, UserId};
use sync_contract::right::{rights_from_text, rights_to_text};
use sync_contract::{Compartment, Right};
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::error::Result;

const ROLES: &str = include_str!("../../../seeds/reference/roles/roles.csv");
const RIGHTS: &str = include_str!("../../../seeds/reference/roles/rights.csv");

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultRole {
    pub name: String,
    pub description: String,
    pub compartments: Vec<Compartment>,
    pub rights: Vec<Right>,
}

/// Returns the default roles in the order of the file, Admin first.
pub fn default_roles() -> Vec<DefaultRole> {
    read(ROLES, RIGHTS).expect("the built-in roles are checked by a test")
}

fn read(roles: &str, rights: &str) -> Result<Vec<DefaultRole>, String> {
    let mut read = Vec::new();
    for record in csv::Reader::from_reader(roles.as_bytes()).into_records() {
        let record = record.map_err(|error| error.to_string())?;
        let [name, compartments, description] = record.iter().collect::<Vec<_>>()[..] else {
            return Err("a role has three columns".into());
        };
        let compartments: Result<Vec<_>, String> =
            compartments.split(' ').map(compartment).collect();
        read.push(DefaultRole {
            name: name.to_owned(),
            description: description.to_owned(),
            compartments: compartments?,
            rights: Vec::new(),
        });
    }
    give_rights(&mut read, rights)?;
    Ok(read)
}

fn compartment(name: &str) -> Result<Compartment, String> {
    let known = Compartment::ALL
        .into_iter()
        .find(|compartment| compartment.name() == name);
    known.ok_or_else(|| format!("no compartment {name}"))
}

fn give_rights(roles: &mut [DefaultRole], table: &str) -> Result<(), String> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let columns = reader.headers().map_err(|error| error.to_string())?.clone();
    for record in reader.into_records() {
        let record = record.map_err(|error| error.to_string())?;
        let word = record.get(0).ok_or("a line without its right")?;
        let right = word
            .parse::<Right>()
            .map_err(|_| format!("no right {word}"))?;
        for (column, sign) in columns.iter().zip(record.iter()).skip(1) {
            let role = roles.iter_mut().find(|role| role.name == column);
            let role = role.ok_or_else(|| format!("no role {column}"))?;
            match sign {
                "x" => role.rights.push(right),
                "" => {}
                other => return Err(format!("{other} is neither x nor empty")),
            }
        }
    }
    Ok(())
}

/// One line a right, one column a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RightsMatrix {
    pub roles: Vec<RoleColumn>,
    pub rights: Vec<RightLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RoleColumn {
    pub name: String,
    pub compartments: Vec<String>,
}

/// `held[i]` belongs to `roles[i]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RightLine {
    pub right: String,
    #[serde(rename = "held")]
    pub granted: Vec<bool>,
}

/// Returns the table of these roles, rights in alphabetical order.
pub fn matrix(roles: &[DefaultRole]) -> RightsMatrix {
    let mut rights = Right::ALL.to_vec();
    rights.sort_by_key(|right| right.as_str());
    let line = |right: &Right| RightLine {
        right: right.as_str().to_owned(),
        granted: roles
            .iter()
            .map(|role| role.rights.contains(right))
            .collect(),
    };
    RightsMatrix {
        roles: roles.iter().map(column).collect(),
        rights: rights.iter().map(line).collect(),
    }
}

fn column(role: &DefaultRole) -> RoleColumn {
    let names = |compartment: &Compartment| compartment.name().to_owned();
    RoleColumn {
        name: role.name.clone(),
        compartments: role.compartments.iter().map(names).collect(),
    }
}

/// Returns the rights of each role in this clinic.
///
/// # Errors
/// `Forbidden` (needs `users.read`).
pub fn rights(clinic: &Clinic) -> Result<RightsMatrix> {
    clinic.may(Right::UsersRead)?;
    let stored = clinic.read().roles()?;
    let live = stored.iter().filter(|row| row.deleted.is_none());
    let mut roles: Vec<DefaultRole> = live.map(|row| as_listed(&row.value)).collect();
    let order: Vec<String> = default_roles().into_iter().map(|role| role.name).collect();
    roles.sort_by_key(|role| {
        order
            .iter()
            .position(|name| *name == role.name)
            .unwrap_or(order.len())
    });
    Ok(matrix(&roles))
}

fn as_listed(role: &Role) -> DefaultRole {
    DefaultRole {
        name: role.name.to_string(),
        description: role
            .description
            .as_ref()
            .map_or(String::new(), |text| text.to_string()),
        compartments: compartments(role),
        rights: rights_from_text(&role.rights),
    }
}

/// Returns the compartments whose keys the members of a role have.
pub(crate) fn compartments(role: &Role) -> Vec<Compartment> {
    let named = |name: &str| {
        Compartment::ALL
            .into_iter()
            .find(|compartment| compartment.name() == name)
    };
    role.compartments
        .split_ascii_whitespace()
        .filter_map(named)
        .collect()
}

/// A role of a user, by its name. `facility` is the name of the one for which it was given, none of a role for all of
/// them; while that is out of use the role gives nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RoleGiven {
    pub name: String,
    pub facility: Option<String>,
    pub is_out_of_use: bool,
}

/// Returns each user's roles, by three statements whatever the number of users.
///
/// # Errors
/// Those of the disk.
pub(crate) fn roles_given(reader: &Reader<'_>) -> Result<BTreeMap<UserId, Vec<RoleGiven>>> {
    let (roles, facilities) = (reader.roles()?, reader.facilities()?);
    let mut given: BTreeMap<UserId, Vec<RoleGiven>> = BTreeMap::new();
    for membership in current(reader.memberships()?) {
        let role = roles.iter().find(|role| role.value.id == membership.role);
        let named = role.map(|role| RoleGiven {
            name: role.value.name.to_string(),
            facility: facility_name(&facilities, membership.facility),
            is_out_of_use: is_out_of_use(&facilities, membership.facility),
        });
        given.entry(membership.user).or_default().extend(named);
    }
    Ok(given)
}

/// Returns the name of the facility of a role for one; empty where it is not on this device.
pub(crate) fn facility_name(
    facilities: &[Stored<Facility>],
    id: Option<FacilityId>,
) -> Option<String> {
    let id = id?;
    let one = facilities.iter().find(|row| row.value.id == id);
    Some(one.map_or(String::new(), |row| row.value.name.to_string()))
}

/// Returns whether a role gives nothing because its facility is out of use.
pub(crate) fn is_out_of_use(facilities: &[Stored<Facility>], id: Option<FacilityId>) -> bool {
    let is_in_use = |id: FacilityId| {
        let mut all = facilities.iter().map(|row| &row.value);
        all.any(|facility| facility.id == id && facility.is_active)
    };
    id.is_some_and(|id| !is_in_use(id))
}

/// Returns whether a role is given for all facilities alone: an admin is one everywhere, and users, roles and keys are
/// managed for all of the clinic.
pub(crate) fn is_for_all_alone(role: &Role, tenant: TenantId) -> bool {
    let of_admins = [Right::UsersManage, Right::RolesManage, Right::KeysGrant];
    let rights = rights_from_text(&role.rights);
    role.id == admin_role(tenant) || of_admins.iter().any(|right| rights.contains(right))
}

/// Returns the memberships that were not taken back.
pub(crate) fn current(memberships: Vec<Stored<UserRole>>) -> impl Iterator<Item = UserRole> {
    memberships
        .into_iter()
        .filter(|row| row.deleted.is_none())
        .map(|row| row.value)
}

/// Returns the rows of the roles that a new clinic starts with.
pub(crate) fn first_rows(tenant: TenantId) -> Vec<Role> {
    default_roles()
        .into_iter()
        .map(|role| row(tenant, &role))
        .collect()
}

fn row(tenant: TenantId, role: &DefaultRole) -> Role {
    const CHECKED: &str = "the built-in roles are short; a test founds a clinic with them";
    let names: Vec<&str> = role
        .compartments
        .iter()
        .map(|compartment| compartment.name())
        .collect();
    Role {
        id: system_role(tenant, &role.name),
        name: Text::new(&role.name).expect(CHECKED),
        description: Some(Text::new(&role.description).expect(CHECKED)),
        is_system: true,
        rights: Text::new(&rights_to_text(&role.rights)).expect(CHECKED),
        compartments: Text::new(&names.join(" ")).expect(CHECKED),
    }
}

#[cfg(test)]
mod tests;
