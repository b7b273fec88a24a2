//! Codes with which users sign in once and choose a password that no other person knows. Those that verify an e-mail
//! address are in [`email`](crate::users::email).

use serde::Serialize;
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::{User, UserVerification, VerificationKind};
use sync_contract::ids::{UserId, UserVerificationId};
use vault::password::Password;
use vault::{AdminSignedOutcome, NewCode, WriteTx};

use crate::Clinic;
use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::users::NewUser;
use crate::users::add::{self, Work};
use crate::users::password::{check_new, entitled, known_active, lift, replace_keys};
use crate::view::{At, Id};

/// A code as it is shown once: only its hash is stored.
#[derive(Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UserCode {
    pub user_id: Id,
    pub username: String,
    /// In groups of four, without letters that look alike.
    pub code: String,
    pub expires_at: At,
}

impl std::fmt::Debug for UserCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "UserCode({})", self.username)
    }
}

impl UserCode {
    pub(super) fn of(user: &User, new: &NewCode) -> Self {
        Self {
            user_id: Id::of(user.id),
            username: user.username.to_string(),
            code: new.code.text().to_string(),
            expires_at: At::of(new.expires_at),
        }
    }
}

/// Adds a user with a role, the keys that it implies, and a code for an hour: they sign in with it and choose a
/// password. With a server it takes effect once that accepts.
///
/// # Errors
/// Those of [`add::add`], apart from the password's.
pub fn add_with_code(
    clinic: &mut Clinic,
    new: &NewUser,
    work: &Work,
) -> Result<AdminSignedOutcome<UserCode>> {
    clinic.may(Right::UsersManage)?;
    let role = add::role_to_give(clinic, new)?;
    let user = add::user(clinic, new, work, &role)?;
    let code = clinic.unlocked_mut().new_code()?;
    let keys = clinic.unlocked_mut().new_user_keys_under(user.id, &code)?;
    let user = keys.put_into(user);
    clinic.write_admin_signed("add user", |tx| {
        add::insert(tx, &user, &role)?;
        insert_code(tx, &code, VerificationKind::Activation, &user)?;
        Ok(UserCode::of(&user, &code))
    })
}

/// Makes a new code for a user who did not use the last one in time, or who forgot their password: with it come new
/// keys, and what they signed with the old ones stays valid. Their old password and older codes count no more. With a
/// server it takes effect once that accepts.
///
/// # Errors
/// `Forbidden` (needs `users.manage`, and to be an admin), `NotFound`, `Inactive`, `Invalid` for one's own user,
/// `NeedsConnection` while another such change waits.
pub fn new_code(clinic: &mut Clinic, id: &Id) -> Result<AdminSignedOutcome<UserCode>> {
    clinic.may(Right::UsersManage)?;
    let id: UserId = id.to()?;
    if id == clinic.user() {
        return Err(Error::invalid("ownPassword", Reason::Impossible));
    }
    known_active(clinic, id)?;
    let entitled = entitled(clinic, id)?;
    let kind = kind_of_next(clinic, id)?;
    let code = clinic.unlocked_mut().new_code()?;
    let keys = clinic.unlocked_mut().new_user_keys_under(id, &code)?;
    let outcome = clinic.write_admin_signed("make code", |tx| {
        let user = replace_keys(tx, id, &keys, &entitled)?;
        insert_code(tx, &code, kind, &user)?;
        Ok(UserCode::of(&user, &code))
    })?;
    lift(clinic, id)?;
    Ok(outcome)
}

/// Wraps this user's own keys with the password that they choose after signing in with a code. They are the user's own:
/// no right is needed, and until then the session has none. It counts at once, also without a connection.
///
/// # Errors
/// `Invalid` for a short or common one, for a code of theirs, which others know, and in a session that began with a
/// password; `PasswordReplaced` where the code was used elsewhere or another was made.
pub fn choose_password(clinic: &mut Clinic, new: &str) -> Result<()> {
    if !clinic.unlocked().session().must_choose_password() {
        return Err(Error::invalid("chosenPassword", Reason::Impossible));
    }
    let own = or_not_found(clinic.read().get::<User>(clinic.user())?, "user")?;
    check_new(clinic, &own.value, new)?;
    let password = Password::new(new);
    if clinic.unlocked().is_own_code(&password)? {
        return Err(Error::invalid("password", Reason::TooCommon));
    }
    clinic.unlocked_mut().choose_password(&password)?;
    clinic.take_rights()
}

fn insert_code(
    tx: &mut WriteTx<'_>,
    code: &NewCode,
    kind: VerificationKind,
    user: &User,
) -> Result<()> {
    let id: UserVerificationId = tx.new_id();
    Ok(tx.insert(&code.of_keys(id, kind, user))?)
}

/// Returns what the next code of a user is for: one who never chose a password is still to be activated.
fn kind_of_next(clinic: &Clinic, user: UserId) -> Result<VerificationKind> {
    let pending = clinic.read().pending_codes()?;
    let is_new =
        |code: &UserVerification| code.user == user && code.kind == VerificationKind::Activation;
    Ok(match pending.iter().any(|row| is_new(&row.value)) {
        true => VerificationKind::Activation,
        false => VerificationKind::PasswordReset,
    })
}
