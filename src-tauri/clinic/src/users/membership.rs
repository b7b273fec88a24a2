//! The roles of a user: given and ended one by one.

use std::collections::BTreeSet;

use sync_contract::catalog::{DeletionReason, Role, User, UserRole, admin_role};
use sync_contract::ids::{RoleId, UserId, UserRoleId};
use sync_contract::{Compartment, Right};
use vault::read::Reader;
use vault::{AdminSignedOutcome, WriteTx};

use crate::Clinic;
use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::roles::{compartments, current};
use crate::users::add::{check_grantable, facility_of};
use crate::view::{Id, ReadVersionToken};

/// Gives a user a role more, for one facility or for all of them, with the keys of its compartments that they lack.
/// With a server it takes effect once that accepts.
///
/// # Errors
/// `Forbidden` (needs `users.manage`, and each right of the role unless this user is an admin), `NotFound`, `Invalid`
/// for a role that they have there, for a facility that is not in use and for one facility where the role is given for
/// all alone, `NeedsConnection` while another such change waits.
pub fn give(
    clinic: &mut Clinic,
    user: &Id,
    role: &Id,
    facility: Option<&Id>,
) -> Result<AdminSignedOutcome<()>> {
    clinic.may(Right::UsersManage)?;
    let (user, role): (UserId, RoleId) = (user.to()?, role.to()?);
    let stored = or_not_found(clinic.read().get::<Role>(role)?, "role")?.value;
    check_grantable(clinic, &stored)?;
    let facility = match facility {
        None => None,
        Some(id) => Some(facility_of(clinic, &stored, id)?),
    };
    clinic.write_admin_signed("give role", |tx| {
        let row = or_not_found(tx.get::<User>(user)?, "user")?.value;
        let memberships = of_user(&tx.read(), user)?;
        // one for all facilities besides is how a role becomes one for fewer: then the other one ends
        let mut same = memberships.iter().filter(|of| of.role == role);
        if same.any(|of| of.facility == facility) {
            return Err(Error::invalid("roleId", Reason::Taken));
        }
        let has_keys = compartments_of(tx, &memberships)?;
        let id: UserRoleId = tx.new_id();
        tx.insert(&UserRole {
            id,
            user,
            role,
            facility,
        })?;
        let lacking: Vec<Compartment> = compartments(&stored)
            .into_iter()
            .filter(|compartment| !has_keys.contains(compartment))
            .collect();
        let mut grants = tx.grants_for(user, &row.public_key, &lacking)?;
        if role == admin_role(tx.tenant()) {
            grants.push(tx.root_grant_for(user, &row.public_key)?);
        }
        for grant in &grants {
            tx.insert(grant)?;
        }
        Ok(())
    })
}

/// Ends a role of a user: its rights end at once, also in a session that runs. With a server it takes effect once that
/// accepts.
///
/// # Errors
/// `Forbidden` (needs `users.manage`), `NotFound`, `Invalid` for the last role of a user, who would be left with
/// nothing to do (they can be deactivated instead), and for one's own role of an admin, `NeedsConnection` while another
/// such change waits.
pub fn end(
    clinic: &mut Clinic,
    membership: &Id,
    seen: &ReadVersionToken,
) -> Result<AdminSignedOutcome<()>> {
    clinic.may(Right::UsersManage)?;
    let (id, seen): (UserRoleId, _) = (membership.to()?, seen.to_read_version()?);
    let own = clinic.user();
    clinic.write_admin_signed("end role", |tx| {
        let row = or_not_found(tx.get::<UserRole>(id)?, "role")?;
        if row.deleted.is_some() {
            return Err(Error::NotFound("role"));
        }
        let UserRole {
            user,
            role,
            facility,
            ..
        } = row.value;
        if user == own && role == admin_role(tx.tenant()) {
            return Err(Error::invalid("ownRole", Reason::Impossible));
        }
        let all = tx.read().memberships_of(user)?;
        let (same, others): (Vec<_>, Vec<_>) = all
            .into_iter()
            .filter(|row| row.deleted.is_none())
            .partition(|row| row.value.role == role && row.value.facility == facility);
        if others.is_empty() {
            return Err(Error::invalid("lastRole", Reason::Impossible));
        }
        // admins who were apart may have given it twice
        for row in same {
            let seen = match row.value.id == id {
                true => &seen,
                false => &row.seen,
            };
            tx.delete::<UserRole>(row.value.id, DeletionReason::Other, None, seen)?;
        }
        Ok(())
    })
}

fn of_user(reader: &Reader<'_>, user: UserId) -> Result<Vec<UserRole>> {
    Ok(current(reader.memberships_of(user)?).collect())
}

fn compartments_of(tx: &WriteTx<'_>, memberships: &[UserRole]) -> Result<BTreeSet<Compartment>> {
    let mut all = BTreeSet::new();
    for of in memberships {
        let role = tx.get::<Role>(of.role)?;
        all.extend(role.map_or(Vec::new(), |role| compartments(&role.value)));
    }
    Ok(all)
}
