//! The department of which a user is head doctor: what nobody there has finished needs them, too, and what its people
//! signed is theirs to void.

use std::collections::BTreeMap;

use sync_contract::catalog::{User, UserRole, system_role};
use sync_contract::ids::{DepartmentId, RoleId, TenantId, UserId};
use vault::read::Stored;

use crate::Clinic;
use crate::error::Result;
use crate::names::staff_name;

/// The role that the product brings; a clinic may call it otherwise.
const HEAD: &str = "Head doctor";

/// Returns the role of those who answer for a department.
pub(crate) fn head_role(tenant: TenantId) -> RoleId {
    system_role(tenant, HEAD)
}

/// Returns the department of this user with its users, this one among them; none where they are of none.
pub(crate) fn own(clinic: &Clinic) -> Result<Option<(DepartmentId, Vec<UserId>)>> {
    let users = clinic.read().users()?;
    let own = users.iter().find(|row| row.value.id == clinic.user());
    let Some(department) = own.and_then(|row| row.value.department) else {
        return Ok(None);
    };
    Ok(Some((department, users_of(&users, department))))
}

/// Returns those of these users who are of a department.
pub(crate) fn users_of(users: &[Stored<User>], department: DepartmentId) -> Vec<UserId> {
    let theirs = users.iter().map(|row| &row.value);
    let theirs = theirs.filter(|user| user.department == Some(department));
    theirs.map(|user| user.id).collect()
}

/// Returns the names of the others in the department of this user, where they are its head doctor.
pub(crate) fn colleagues(clinic: &Clinic) -> Result<BTreeMap<UserId, String>> {
    let (reader, me) = (clinic.read(), clinic.user());
    let head = head_role(reader.tenant_id());
    let roles = reader.memberships_of(me)?;
    // for one facility they are its head doctor while they work there
    let here = clinic.unlocked().session().facility();
    let counts = |role: &UserRole| role.facility.is_none() || role.facility == here;
    let is_head = roles
        .iter()
        .any(|row| row.deleted.is_none() && row.value.role == head && counts(&row.value));
    if !is_head {
        return Ok(BTreeMap::new());
    }
    let users = reader.users()?;
    let own = users.iter().find(|row| row.value.id == me);
    let Some(department) = own.and_then(|row| row.value.department) else {
        return Ok(BTreeMap::new());
    };
    Ok(users
        .iter()
        .map(|row| &row.value)
        .filter(|user| user.department == Some(department) && user.id != me)
        .map(|user| (user.id, staff_name(user)))
        .collect())
}
