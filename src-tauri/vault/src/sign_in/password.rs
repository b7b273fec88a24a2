use sync_contract::catalog::{FormerKey, User};
use sync_contract::field::{Bytes, Time};
use sync_contract::ids::UserId;
use uuid::Uuid;

use crate::Unlocked;
use crate::crypto::error::SealError;
use crate::crypto::keys::clinic::ClinicSecret;
use crate::crypto::keys::private::UserKeys;
use crate::crypto::password::{Password, PasswordParameters, SignInSecret, Stretched};
use crate::crypto::random::Random;
use crate::crypto::wrap::wrapped_under;
use crate::error::{Error, Result};

/// The values of a user's `keys` cell, made from a password.
#[derive(Debug, Clone)]
pub struct NewKeys {
    pub public_key: Bytes<32>,
    pub signing_key: Bytes<32>,
    pub wrapped_keys: Bytes<512>,
    pub kdf_salt: Bytes<16>,
    pub kdf_memory_kib: i64,
    pub kdf_passes: i64,
    pub kdf_lanes: i64,
    pub sign_in_hash: Bytes<32>,
}

impl NewKeys {
    /// Returns the user's row with these keys instead of the old ones.
    pub fn put_into(&self, user: User) -> User {
        let keys = self.clone();
        User {
            public_key: keys.public_key,
            signing_key: keys.signing_key,
            wrapped_keys: keys.wrapped_keys,
            kdf_salt: keys.kdf_salt,
            kdf_memory_kib: keys.kdf_memory_kib,
            kdf_passes: keys.kdf_passes,
            kdf_lanes: keys.kdf_lanes,
            sign_in_hash: keys.sign_in_hash,
            ..user
        }
    }

    /// As [`NewKeys::put_into`], where the old keys end at `now`: what they signed before stays valid.
    pub fn replace_in(&self, mut user: User, now: Time) -> User {
        if let Ok(signing_key) = <[u8; 32]>::try_from(user.signing_key.0.as_slice()) {
            let mut list = user.former_keys.take().map_or(Vec::new(), |list| list.0);
            let former = FormerKey {
                signing_key,
                until: now,
            };
            former.push_onto(&mut list);
            user.former_keys = Some(Bytes(list));
        }
        self.put_into(user)
    }
}

/// Wraps keys under a password of these costs. Takes as long as a sign-in.
///
/// # Errors
/// `EmptyPassword`.
pub(crate) fn wrap(
    keys: &UserKeys,
    user: Uuid,
    password: &Password,
    secret: &ClinicSecret,
    parameters: &PasswordParameters,
    random: &mut Random,
) -> Result<(NewKeys, SignInSecret)> {
    if password.is_empty() {
        return Err(Error::EmptyPassword);
    }
    let stretched = parameters.stretch(password)?;
    let new_keys = wrap_stretched(keys, user, &stretched, secret, parameters, random);
    Ok((new_keys, stretched.sign_in_secret(secret, user)))
}

fn wrap_stretched(
    keys: &UserKeys,
    user: Uuid,
    stretched: &Stretched,
    secret: &ClinicSecret,
    parameters: &PasswordParameters,
    random: &mut Random,
) -> NewKeys {
    let wrapped = stretched.wrap_key(secret, user).wrap(keys, random);
    let sign_in = stretched.sign_in_secret(secret, user);
    new_keys(keys, wrapped, &sign_in, parameters)
}

/// Returns the cells of keys that were wrapped.
pub(super) fn new_keys(
    keys: &UserKeys,
    wrapped: Vec<u8>,
    sign_in: &SignInSecret,
    parameters: &PasswordParameters,
) -> NewKeys {
    let public = keys.public();
    NewKeys {
        public_key: Bytes(public.exchange.as_bytes().to_vec()),
        signing_key: Bytes(public.verify.as_bytes().to_vec()),
        wrapped_keys: Bytes(wrapped),
        kdf_salt: Bytes(parameters.salt().to_vec()),
        kdf_memory_kib: i64::from(parameters.memory_kib()),
        kdf_passes: i64::from(parameters.passes()),
        kdf_lanes: i64::from(parameters.lanes()),
        sign_in_hash: Bytes(sign_in.hash().to_vec()),
    }
}

/// A password whose stretching takes this machine less than half the time that it may.
#[derive(Debug)]
pub struct WeakPassword {
    password: Password,
    wrapped: Vec<u8>,
    before: PasswordParameters,
    after: PasswordParameters,
}

impl WeakPassword {
    /// Stretches the password by the costs that it has and by those that it gets. Takes as long as two sign-ins: never
    /// on the thread that draws, and never while a vault is locked for it.
    ///
    /// # Errors
    /// `BadParameters`.
    pub fn stretch(self) -> Result<StrongerPassword> {
        Ok(StrongerPassword {
            before: self.before.stretch(&self.password)?,
            after: self.after.stretch(&self.password)?,
            wrapped: self.wrapped,
            parameters: self.after,
        })
    }
}

/// The same password at a higher cost of guessing it.
#[derive(Debug)]
pub struct StrongerPassword {
    wrapped: Vec<u8>,
    before: Stretched,
    after: Stretched,
    parameters: PasswordParameters,
}

impl StrongerPassword {
    /// Returns whether the stored wrap is still the one that this replaces: the keys were not wrapped anew since.
    pub fn replaces(&self, user: &User) -> bool {
        user.wrapped_keys.0 == self.wrapped
    }
}

impl Unlocked {
    /// The `keys` cell of a new user, or of one whose password an admin resets. Takes as long as a sign-in.
    pub fn new_user_keys(&mut self, user: UserId, password: &Password) -> Result<NewKeys> {
        let vault = &mut self.vault;
        let keys = UserKeys::generate(&mut vault.env.random);
        let parameters = vault.env.password_parameters(None)?;
        let (secret, random) = (vault.keys.current(), &mut vault.env.random);
        Ok(wrap(&keys, user.0, password, secret, &parameters, random)?.0)
    }

    /// Returns the password of this sign-in where this machine could make guessing it at least twice as costly. Asked
    /// once: `password` is the one that was typed.
    pub fn weak_password(&mut self, password: &Password) -> Option<WeakPassword> {
        let target = self.vault.env.stretch_target?;
        let opened = self.session.opened_wrap.take()?;
        let (before, elapsed) = (opened.parameters, opened.elapsed);
        Some(WeakPassword {
            after: before.raised(elapsed, target, &mut self.vault.env.random)?,
            password: password.clone(),
            wrapped: opened.wrapped,
            before,
        })
    }

    /// This user's own keys under the same password, at the higher cost.
    ///
    /// # Errors
    /// `KeysReplaced` where they lie under another password since, `WrongPassword` where this never was theirs.
    pub fn stronger_keys(&mut self, stronger: &StrongerPassword) -> Result<NewKeys> {
        let user = self.session.user;
        let vault = &mut self.vault;
        if vault.stored_wrap(user)?.as_ref() != Some(&stronger.wrapped) {
            return Err(Error::KeysReplaced);
        }
        let version = wrapped_under(&stronger.wrapped)?;
        let before = vault.keys.version(version).ok_or(Error::NoKeysHere)?;
        let opened = stronger
            .before
            .wrap_key(before, user)
            .unwrap_keys(&stronger.wrapped);
        let keys = &self.session.keys;
        match opened {
            Ok(opened) if opened.public() == keys.public() => {}
            Ok(_) | Err(SealError::Refused) => return Err(Error::WrongPassword),
            Err(error) => return Err(error.into()),
        }
        let (secret, random) = (vault.keys.current(), &mut vault.env.random);
        let parameters = &stronger.parameters;
        Ok(wrap_stretched(
            keys,
            user,
            &stronger.after,
            secret,
            parameters,
            random,
        ))
    }

    /// This user's own keys under a new password.
    pub fn rewrapped_keys(&mut self, password: &Password) -> Result<NewKeys> {
        let user = self.session.user;
        let before = self.vault.stored_parameters(user)?;
        let vault = &mut self.vault;
        let parameters = vault.env.password_parameters(before.as_ref())?;
        let (secret, random) = (vault.keys.current(), &mut vault.env.random);
        let keys = &self.session.keys;
        Ok(wrap(keys, user, password, secret, &parameters, random)?.0)
    }
}
