//! Codes with which users sign in once and choose a password, or show that they read an e-mail address. A code of the
//! first kind wraps the user's keys as a password does; the hour in which it may be used is in the row that the admin
//! signed, and in the key of the wrap.

use rusqlite::Connection;
use sync_contract::catalog::{User, UserVerification, VerificationKind};
use sync_contract::field::{Bytes, Time};
use sync_contract::ids::{UserId, UserVerificationId};
use sync_contract::pull::RowState;
use sync_contract::{Entity, FieldRef, Value, statement};
use uuid::Uuid;

use crate::crypto::keys::UserCode;
use crate::crypto::keys::private::UserKeys;
use crate::crypto::password::Password;
use crate::error::{Error, Result};
use crate::sign_in::password::{NewKeys, new_keys};
use crate::store::columns;
use crate::store::device::DeviceRow;
use crate::unlocked::Unlocked;
use crate::vault::Vault;
use crate::verify::chain::Chain;

/// How long a code may be used.
const CODE_LASTS_US: i64 = 3_600 * 1_000_000;

/// How far the clock under which a code is made may be ahead of the one under which it is used: it lasts so much longer
/// at most.
const AHEAD_US: i64 = CODE_LASTS_US + 5 * 60 * 1_000_000;

/// A code that was just made: it is shown once, and stored as its hash.
#[derive(Debug)]
pub struct NewCode {
    pub code: UserCode,
    pub expires_at: Time,
}

impl NewCode {
    /// Returns the row of this code, which wraps the keys of a user.
    pub fn of_keys(
        &self,
        id: UserVerificationId,
        kind: VerificationKind,
        user: &User,
    ) -> UserVerification {
        UserVerification {
            id,
            user: user.id,
            kind,
            email: user.email.clone(),
            code_hash: Bytes(self.code.hash().to_vec()),
            expires_at: self.expires_at,
            kdf_salt: Some(user.kdf_salt.clone()),
        }
    }

    /// Returns the row of this code, which goes to the address that a user has now.
    pub fn of_email(&self, id: UserVerificationId, user: &User) -> UserVerification {
        UserVerification {
            kdf_salt: None,
            ..self.of_keys(id, VerificationKind::Email, user)
        }
    }
}

/// The code that wraps a user's keys now.
pub(super) struct KnownCode {
    hash: [u8; 32],
    pub expires_us: i64,
}

impl KnownCode {
    /// Reads the verified row of a code.
    fn of(row: &RowState) -> Option<Self> {
        let value = |field: FieldRef| field.in_row(row);
        let Value::Time(expires_us) = value(UserVerification::FIELD.expires_at)? else {
            return None;
        };
        let hash = value(UserVerification::FIELD.code_hash)?.as_bytes()?;
        Some(Self {
            hash: hash.try_into().ok()?,
            expires_us: *expires_us,
        })
    }

    /// Returns whether the code counts no more at a time, or not yet: one that seems to be made much later was made
    /// by a clock that ran ahead, and would last for as long as that.
    pub fn is_over(&self, now_us: i64, latest_us: i64) -> bool {
        is_over(self.expires_us, now_us, latest_us)
    }

    /// Returns the code as the password that was stretched.
    ///
    /// # Errors
    /// `WrongPassword` for any other text.
    pub fn password(&self, typed: &Password) -> Result<Password> {
        match UserCode::parse(typed.typed()) {
            Ok(code) if code.hash() == self.hash => Ok(Password::new(&code.text())),
            _ => Err(Error::WrongPassword),
        }
    }
}

fn is_over(expires_us: i64, now_us: i64, latest_us: i64) -> bool {
    let begins_us = expires_us.saturating_sub(CODE_LASTS_US);
    expires_us <= latest_us || begins_us > now_us.saturating_add(AHEAD_US)
}

/// Returns the code that wraps a user's keys: the one with the salt of their password. None once they chose one, and
/// where no admin signed its row: whoever plants one locks nobody out.
pub(super) fn code_of_keys(
    conn: &Connection,
    chain: &Chain<'_>,
    user: Uuid,
    salt: &[u8; 16],
) -> Result<Option<KnownCode>> {
    let mut statement = conn.prepare_cached(statement!("people", "codes_of_keys"))?;
    let mut rows = statement.query(rusqlite::params![user.as_bytes(), salt])?;
    let mut ids = Vec::new();
    while let Some(row) = rows.next()? {
        ids.extend(columns::id(row, 0)?);
    }
    let mut known: Option<KnownCode> = None;
    for id in ids {
        let row = match chain.row(conn, UserVerification::DESCRIPTOR, id) {
            Err(Error::Altered) => continue,
            row => row?,
        };
        let code = row.as_ref().and_then(KnownCode::of);
        // whatever was copied, the shorter one counts
        known = known.into_iter().chain(code).min_by_key(|of| of.expires_us);
    }
    Ok(known)
}

impl Vault {
    /// Returns the latest time that this device knows of: its own, where nothing that it wrote, got or logged is later.
    /// A clock that was set back makes no code last longer.
    pub fn latest_known(&self) -> Result<Time> {
        let device = DeviceRow::load(&self.conn)?;
        let now_us = self.now_us()?;
        let mut statement = self
            .conn
            .prepare_cached(statement!("audit", "latest_of_device"))?;
        let logged_us: Option<i64> = statement.query_row([device.number()], |row| row.get(0))?;
        let written_us = device.clock.last.unix_us();
        let latest = [written_us, logged_us.unwrap_or(now_us)].into_iter();
        Ok(Time(latest.fold(now_us, i64::max)))
    }

    /// Returns whether a code that expires at a time counts no more, or not yet.
    pub fn is_code_over(&self, expires_at: Time) -> Result<bool> {
        let (now_us, latest) = (self.now_us()?, self.latest_known()?);
        Ok(is_over(expires_at.0, now_us, latest.0))
    }
}

impl Unlocked {
    /// Returns a new code, which may be used for an hour from now on.
    pub fn new_code(&mut self) -> Result<NewCode> {
        let vault = &mut self.vault;
        let now_us = vault.now_us()?;
        let written_us = DeviceRow::load(&vault.conn)?.clock.last.unix_us();
        if written_us > now_us.saturating_add(AHEAD_US) {
            return Err(Error::ClockTooFar);
        }
        // as the clock of the row that has it
        let now_us = now_us.max(written_us);
        Ok(NewCode {
            code: UserCode::generate(&mut vault.env.random),
            expires_at: Time(now_us + CODE_LASTS_US),
        })
    }

    /// The `keys` cell of a new user, or of one whose password an admin resets, wrapped by a code. Takes as long as a
    /// sign-in.
    pub fn new_user_keys_under(&mut self, user: UserId, new: &NewCode) -> Result<NewKeys> {
        let vault = &mut self.vault;
        let keys = UserKeys::generate(&mut vault.env.random);
        let parameters = vault.env.password_parameters(None)?;
        let stretched = parameters.stretch(&Password::new(&new.code.text()))?;
        let (secret, random) = (vault.keys.current(), &mut vault.env.random);
        let wrap_key = stretched.code_wrap_key(secret, user.0, new.expires_at.0);
        let sign_in = stretched.sign_in_secret(secret, user.0);
        let wrapped = wrap_key.wrap(&keys, random);
        Ok(new_keys(&keys, wrapped, &sign_in, &parameters))
    }
}
