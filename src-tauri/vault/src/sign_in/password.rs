use sync_contract::catalog::{FormerKey, User};
use sync_contract::field::{Bytes, Time};
use sync_contract::ids::UserId;
use uuid::Uuid;

use crate::Unlocked;
use crate::crypto::keys::clinic::ClinicSecret;
use crate::crypto::keys::private::UserKeys;
use crate::crypto::password::{Password, PasswordParameters, SignInSecret};
use crate::crypto::random::Random;
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
    let wrapped = stretched.wrap_key(secret, user).wrap(keys, random);
    let sign_in = stretched.sign_in_secret(secret, user);
    let public = keys.public();
    let new_keys = NewKeys {
        public_key: Bytes(public.exchange.as_bytes().to_vec()),
        signing_key: Bytes(public.verify.as_bytes().to_vec()),
        wrapped_keys: Bytes(wrapped),
        kdf_salt: Bytes(parameters.salt().to_vec()),
        kdf_memory_kib: i64::from(parameters.memory_kib()),
        kdf_passes: i64::from(parameters.passes()),
        kdf_lanes: i64::from(parameters.lanes()),
        sign_in_hash: Bytes(sign_in.hash().to_vec()),
    };
    Ok((new_keys, sign_in))
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
