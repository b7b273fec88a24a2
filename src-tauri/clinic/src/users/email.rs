//! Codes that verify e-mail addresses: an admin sends one to the address of a user, who reads it back.

use sync_contract::catalog::{User, UserVerification};
use sync_contract::ids::{UserId, UserVerificationId};
use sync_contract::{Entity, Right};
use vault::read::{Reader, Stored};
use vault::{AdminSignedOutcome, keys};

use crate::Clinic;
use crate::error::{Error, Reason, Result};
use crate::users::code::UserCode;
use crate::users::password::known;
use crate::view::{At, Id};

/// Makes a code for the address that a user has now. It works for an hour, signs nobody in, and leaves earlier ones
/// valid. With a server it takes effect once that accepts.
///
/// # Errors
/// `Forbidden` (needs `users.manage`), `NotFound`, `Invalid` for a user without an address, or whose address is
/// verified, `NeedsConnection` while another such change waits.
pub fn new_code(clinic: &mut Clinic, id: &Id) -> Result<AdminSignedOutcome<UserCode>> {
    clinic.may(Right::UsersManage)?;
    let id: UserId = id.to()?;
    let code = clinic.unlocked_mut().new_code()?;
    clinic.write_admin_signed("make e-mail code", |tx| {
        let user = to_verify(known(tx.get::<User>(id)?)?)?.value;
        let row: UserVerificationId = tx.new_id();
        tx.insert(&code.of_email(row, &user))?;
        Ok(UserCode::of(&user, &code))
    })
}

/// Returns a user whose address can be verified.
fn to_verify(user: Stored<User>) -> Result<Stored<User>> {
    match (&user.value.email, user.value.email_verified) {
        (None, _) => Err(Error::invalid("email", Reason::Required)),
        (Some(_), true) => Err(Error::invalid("email", Reason::OutOfOrder)),
        (Some(_), false) => Ok(user),
    }
}

/// Verifies the address of a user, who read the code that was sent there: a code does that once, also where the address
/// is given up and comes back. With a server it takes effect once that accepts.
///
/// # Errors
/// `Forbidden` (needs `users.manage`), `NotFound`, `Invalid` for a user without an address, or whose address is
/// verified, for what is no code, for a code of another user or address, and for one that was used or has expired,
/// `NeedsConnection` while another such change waits.
pub fn verify(clinic: &mut Clinic, id: &Id, code: &str) -> Result<AdminSignedOutcome<()>> {
    clinic.may(Right::UsersManage)?;
    let id: UserId = id.to()?;
    let refused = |reason| Error::invalid("code", reason);
    let typed = keys::UserCode::parse(code).map_err(|_| refused(Reason::Malformed))?;
    let reader = clinic.read();
    // a code that is gone would look like one that was never made
    reader.look_over(UserVerification::DESCRIPTOR)?;
    let user = to_verify(known(reader.get::<User>(id)?)?)?.value;
    let sent = codes_of(&reader, &user)?;
    let sent = sent.iter().find(|code| code.code_hash.0 == typed.hash());
    let sent = sent.ok_or(refused(Reason::Unknown))?;
    if clinic.unlocked().vault().is_code_over(sent.expires_at)? {
        return Err(refused(Reason::TooLongAgo));
    }
    let (email, used) = (sent.email.clone(), sent.clone());
    clinic.write_admin_signed("verify e-mail", |tx| {
        let row = to_verify(known(tx.get::<User>(id)?)?)?;
        if row.value.email != email {
            return Err(refused(Reason::Unknown));
        }
        let user = User {
            email_verified: true,
            ..row.value
        };
        tx.update(&user, &row.seen)?;
        let use_id: UserVerificationId = tx.new_id();
        tx.insert(&UserVerification {
            id: use_id,
            email: None,
            ..used
        })?;
        Ok(())
    })
}

/// Returns the codes that were sent to the address that a user has now and were not used. The use of one is a row of
/// its hash without an address.
fn codes_of(reader: &Reader<'_>, user: &User) -> Result<Vec<UserVerification>> {
    let sent = reader.codes_of_email(user.id)?.into_iter();
    let (uses, mut codes): (Vec<_>, Vec<_>) = sent
        .filter(|row| row.deleted.is_none())
        .map(|row| row.value)
        .partition(|code| code.email.is_none());
    let is_used = |code: &UserVerification| uses.iter().any(|of| of.code_hash == code.code_hash);
    codes.retain(|code| code.email == user.email && !is_used(code));
    Ok(codes)
}

/// Returns until when the last code for the address of a user works; none where there is none that does.
pub(super) fn code_until(clinic: &Clinic, user: &User) -> Result<Option<At>> {
    if user.email_verified {
        return Ok(None);
    }
    let sent = codes_of(&clinic.read(), user)?;
    let Some(last) = sent.iter().map(|code| code.expires_at).max() else {
        return Ok(None);
    };
    let is_over = clinic.unlocked().vault().is_code_over(last)?;
    Ok((!is_over).then(|| At::of(last)))
}
