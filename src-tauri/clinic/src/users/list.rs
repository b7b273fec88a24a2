use std::collections::BTreeMap;

use sync_contract::catalog::{User, UserVerification, VerificationKind};
use sync_contract::field::Time;
use sync_contract::ids::UserId;
use sync_contract::{Entity, Right};
use vault::Wait;
use vault::read::Stored;

use crate::Clinic;
use crate::error::Result;
use crate::names::staff_name;
use crate::roles::{RoleGiven, roles_given};
use crate::users::{PendingCode, UserRow};
use crate::view::{At, Id, ReadVersionToken};

/// Returns all users who work or worked here, by name, with their failed sign-ins on this device.
///
/// # Errors
/// `Forbidden` (needs `users.read`).
pub fn list(clinic: &Clinic) -> Result<Vec<UserRow>> {
    clinic.may(Right::UsersRead)?;
    let reader = clinic.read();
    let roles = roles_given(&reader)?;
    let vault = clinic.unlocked().vault();
    let (waits, signed_in) = (vault.sign_in_waits()?, vault.last_sign_ins()?);
    let users = reader.users()?;
    let now = clinic.now();
    let codes = pending_codes(clinic)?;
    let mut rows: Vec<UserRow> = users
        .iter()
        .map(|user| {
            let id = user.value.id;
            let mut row = row(user, &roles, waits.get(&id.0), now);
            row.code = codes.get(&id).cloned();
            row.last_sign_in = signed_in.get(&id).map(|us| At::of(Time(*us)));
            row
        })
        .collect();
    rows.sort_by_cached_key(|row| (row.name.to_lowercase(), row.username.clone()));
    Ok(rows)
}

fn row(
    user: &Stored<User>,
    roles: &BTreeMap<UserId, Vec<RoleGiven>>,
    wait: Option<&Wait>,
    now: Time,
) -> UserRow {
    let locked_until = wait.filter(|wait| wait.locked_out).map(|wait| {
        let wait_us = i64::try_from(wait.remaining.as_micros()).unwrap_or(i64::MAX);
        At::of(Time(now.0.saturating_add(wait_us)))
    });
    UserRow {
        id: Id::of(user.value.id),
        seen: ReadVersionToken::of(&user.seen),
        username: user.value.username.to_string(),
        name: staff_name(&user.value),
        roles: roles.get(&user.value.id).cloned().unwrap_or(Vec::new()),
        is_active: user.value.is_active,
        is_email_verified: user.value.email.as_ref().map(|_| user.value.email_verified),
        last_sign_in: None,
        locked_until,
        code: None,
    }
}

/// Returns the codes of users who have not chosen a password yet.
fn pending_codes(clinic: &Clinic) -> Result<BTreeMap<UserId, PendingCode>> {
    let reader = clinic.read();
    // a code that is gone, or of another user, would look like a user who has chosen a password
    reader.look_over(UserVerification::DESCRIPTOR)?;
    let known = reader.pending_codes()?;
    if known.is_empty() {
        return Ok(BTreeMap::new());
    }
    let latest = clinic.unlocked().vault().latest_known()?;
    let pending = known.into_iter().map(|row| {
        let UserVerification {
            user,
            kind,
            expires_at,
            ..
        } = row.value;
        let code = PendingCode {
            expires_at: At::of(expires_at),
            is_expired: expires_at <= latest,
            is_reset: kind == VerificationKind::PasswordReset,
        };
        (user, code)
    });
    Ok(pending.collect())
}
