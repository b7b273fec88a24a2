use std::collections::BTreeSet;

use sync_contract::catalog::admin_role;
use sync_contract::catalog::{Role, User};
use sync_contract::ids::UserId;
use sync_contract::{Compartment, Right};
use vault::password::Password;
use vault::read::Stored;
use vault::{AdminSignedOutcome, NewKeys, StrongerPassword, WriteTx};

use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::roles::{compartments, current};
use crate::users::clinic_name;
use crate::view::Id;
use crate::{Clinic, fields};

/// Unlocks sign-in on this device for a user who was locked out after wrong passwords.
///
/// # Errors
/// `Forbidden` (needs `users.manage`), `NotFound`.
pub fn unlock(clinic: &mut Clinic, id: &Id) -> Result<()> {
    clinic.may(Right::UsersManage)?;
    let id: UserId = id.to()?;
    clinic.require_row::<User>(id, "user")?;
    lift(clinic, id)
}

/// Does the same without checking a right, for an operation that has checked one.
pub(super) fn lift(clinic: &mut Clinic, id: UserId) -> Result<()> {
    if clinic.unlocked().vault().sign_in_wait(id.0)?.is_some() {
        clinic.unlocked_mut().lift_lock_out(id)?;
    }
    Ok(())
}

/// Wraps this user's own keys with a new password. They are the user's own: no right is needed, the old password is.
///
/// # Errors
/// `WrongPassword`, `Invalid` for a short one and for a code of theirs, which others know, `NeedsConnection` while
/// another such change waits.
pub fn set_own_password(
    clinic: &mut Clinic,
    old: &Password,
    new: &str,
) -> Result<AdminSignedOutcome<()>> {
    clinic.unlocked_mut().check_password(old)?;
    let own = or_not_found(clinic.read().get::<User>(clinic.user())?, "user")?;
    check_new(clinic, &own.value, new)?;
    let password = Password::new(new);
    if clinic.unlocked().is_own_code(&password)? {
        return Err(Error::invalid("password", Reason::TooCommon));
    }
    let keys = clinic.unlocked_mut().rewrapped_keys(&password)?;
    let id = clinic.user();
    clinic.write_admin_signed("change password", |tx| {
        let row = or_not_found(tx.get::<User>(id)?, "user")?;
        tx.update(&keys.put_into(row.value), &row.seen)?;
        Ok(())
    })
}

/// Wraps this user's own keys anew under the same password, which costs more to guess then. They are the user's own: no
/// right is needed, the password is.
///
/// # Errors
/// `PasswordReplaced` where they lie under another password since, `WrongPassword`, `NeedsConnection` while another
/// such change waits.
pub fn strengthen_password(
    clinic: &mut Clinic,
    stronger: &StrongerPassword,
) -> Result<AdminSignedOutcome<()>> {
    let keys = clinic.unlocked_mut().stronger_keys(stronger)?;
    let id = clinic.user();
    clinic.write_admin_signed("strengthen password", |tx| {
        let row = or_not_found(tx.get::<User>(id)?, "user")?;
        if !stronger.replaces(&row.value) {
            return Err(vault::Error::KeysReplaced.into());
        }
        tx.update(&keys.put_into(row.value), &row.seen)?;
        Ok(())
    })
}

/// Resets a user's password to one that this user knows, for scripts, and with it creates new keys and the grants that
/// their roles imply. Earlier signatures stay valid. Users change their own password with the old one instead.
///
/// # Errors
/// `Forbidden` (needs `users.manage`, and to be an admin), `NotFound`, `Inactive` for a user who may not sign in,
/// `Invalid` for a short one or for one's own user, `NeedsConnection` while another such change waits.
pub fn reset_password(clinic: &mut Clinic, id: &Id, new: &str) -> Result<AdminSignedOutcome<()>> {
    clinic.may(Right::UsersManage)?;
    let id: UserId = id.to()?;
    if id == clinic.user() {
        return Err(Error::invalid("ownPassword", Reason::Impossible));
    }
    let user = known_active(clinic, id)?;
    check_new(clinic, &user.value, new)?;
    let entitled = entitled(clinic, id)?;
    let keys = clinic
        .unlocked_mut()
        .new_user_keys(id, &Password::new(new))?;
    let outcome = clinic.write_admin_signed("reset password", |tx| {
        replace_keys(tx, id, &keys, &entitled).map(drop)
    })?;
    lift(clinic, id)?;
    Ok(outcome)
}

/// Gives a user new keys, with the grants that their roles imply. Returns the user with them.
pub(super) fn replace_keys(
    tx: &mut WriteTx<'_>,
    id: UserId,
    keys: &NewKeys,
    (entitled, is_admin): &(Vec<Compartment>, bool),
) -> Result<User> {
    let row = known(tx.get::<User>(id)?)?;
    let user = keys.replace_in(row.value, tx.keys_replaced_at(id)?);
    tx.update(&user, &row.seen)?;
    let mut grants = tx.grants_for(id, &keys.public_key, entitled)?;
    if *is_admin {
        grants.push(tx.root_grant_for(id, &keys.public_key)?);
    }
    grants.iter().try_for_each(|grant| tx.insert(grant))?;
    Ok(user)
}

/// Refuses a password that is made of the names of the clinic and of its user, or that is guessed soon anyway.
pub(super) fn check_new(clinic: &Clinic, user: &User, new: &str) -> Result<()> {
    let names = [
        clinic_name(clinic)?,
        user.username.to_string(),
        user.first_name.to_string(),
        user.last_name.to_string(),
    ];
    fields::password(new, &names.each_ref().map(String::as_str))
}

pub(super) fn known(row: Option<Stored<User>>) -> Result<Stored<User>> {
    or_not_found(row.filter(|row| row.deleted.is_none()), "user")
}

/// # Errors
/// `NotFound`, `Inactive` for a user who may not sign in.
pub(super) fn known_active(clinic: &Clinic, id: UserId) -> Result<Stored<User>> {
    let user = known(clinic.read().get::<User>(id)?)?;
    match user.value.is_active {
        true => Ok(user),
        false => Err(vault::Error::Inactive.into()),
    }
}

/// Returns the compartments whose keys a user's roles entitle them to, and whether one of the roles is Admin.
pub(super) fn entitled(clinic: &Clinic, user: UserId) -> Result<(Vec<Compartment>, bool)> {
    let reader = clinic.read();
    let own_roles: BTreeSet<_> = current(reader.memberships_of(user)?)
        .map(|membership| membership.role)
        .collect();
    let roles: Vec<Stored<Role>> = reader.roles()?;
    let entitled: BTreeSet<Compartment> = roles
        .iter()
        .filter(|role| own_roles.contains(&role.value.id))
        .flat_map(|role| compartments(&role.value))
        .collect();
    let is_admin = own_roles.contains(&admin_role(clinic.tenant()));
    Ok((entitled.into_iter().collect(), is_admin))
}
