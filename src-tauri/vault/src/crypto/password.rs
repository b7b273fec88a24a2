//! Derives two secrets from a password.
//!
//! Argon2id makes guessing slow, the clinic secret makes it impossible without an enrolled device.

#[cfg(any(test, feature = "testing"))]
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, Version};
use primitives::derive;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::crypto::error::SealError;
use crate::crypto::keys::clinic::ClinicSecret;
use crate::crypto::random::Random;
use crate::crypto::wrap::WrapKey;

/// What a password costs at least: 64 MiB, 3 passes, 1 lane, above the strength that OWASP names.
pub const MEMORY_KIB_MIN: u32 = 64 * 1024;
pub const PASSES_MIN: u32 = 3;
/// Beyond these a stored record could only be meant to hang or exhaust the device.
pub const MEMORY_KIB_MAX: u32 = 1024 * 1024;
pub const PASSES_MAX: u32 = 16;
/// How long a sign-in may take a fast device: unnoticed by a person, and a cold start stays below half a second.
pub const STRETCH_TARGET: Duration = Duration::from_millis(250);

/// No program that is shipped has this in it.
#[cfg(any(test, feature = "testing"))]
static STRETCHES_FOR_SHOW: AtomicBool = AtomicBool::new(false);

/// From now on this process stretches no password at the cost that its row names, which is most of the time of a test.
/// What it makes then opens in processes that asked for the same alone.
#[cfg(any(test, feature = "testing"))]
pub fn stretch_for_show() {
    STRETCHES_FOR_SHOW.store(true, Ordering::SeqCst);
}

/// The same for a program that was built with the tests, where one of them asks for it.
#[cfg(all(feature = "testing", debug_assertions))]
pub fn stretch_for_show_if(is_asked: impl FnOnce() -> bool) {
    if is_asked() {
        stretch_for_show();
    }
}

/// Does nothing: this build stretches every password at its cost.
#[cfg(not(all(feature = "testing", debug_assertions)))]
pub fn stretch_for_show_if(_: impl FnOnce() -> bool) {}

/// A password as typed, brought to one spelling.
///
/// NFC, because keyboards differ in whether they send a letter with its accent or both apart, and the two look
/// alike. Not NFKC: it would also make equal what a person chose as different (a superscript two and a two).
/// Nothing is trimmed or folded in case.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl Password {
    pub fn new(typed: &str) -> Self {
        // room for the longest outcome, so that growing leaves no copy behind
        let mut composed = Zeroizing::new(String::with_capacity(typed.len() * 3));
        composed.extend(typed.nfc());
        Self(composed)
    }

    /// As it was typed, where it may be a code.
    pub(crate) fn typed(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(..)")
    }
}

/// The parameters stored with a wrap: how its password was stretched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordParameters {
    memory_kib: u32,
    passes: u32,
    salt: [u8; 16],
}

impl PasswordParameters {
    /// One: more lanes would help an attacker's hardware more than a computer that also draws a window.
    const LANES: u32 = 1;

    /// The floor, with a new salt.
    pub fn floor(random: &mut Random) -> Self {
        Self {
            memory_kib: MEMORY_KIB_MIN,
            passes: PASSES_MIN,
            salt: random.bytes(),
        }
    }

    /// As many passes as this device makes within `target`, and never fewer than the floor.
    ///
    /// `elapsed` reads a clock that only runs forward. Takes about one sign-in at the floor.
    pub fn measure(
        target: Duration,
        mut elapsed: impl FnMut() -> Duration,
        random: &mut Random,
    ) -> Result<Self, SealError> {
        let floor = Self::floor(random);
        let start = elapsed();
        floor.stretch(&Password::new("a password to measure with"))?;
        let per_pass = elapsed().saturating_sub(start) / PASSES_MIN;
        let passes = target.as_micros() / per_pass.as_micros().max(1);
        let passes = u32::try_from(passes).unwrap_or(PASSES_MAX);
        Ok(Self {
            passes: passes.clamp(PASSES_MIN, PASSES_MAX),
            ..floor
        })
    }

    /// Returns whether a guess at this one takes less work than at the other.
    pub fn is_weaker_than(&self, other: &Self) -> bool {
        let work = |of: &Self| u64::from(of.memory_kib) * u64::from(of.passes);
        work(self) < work(other)
    }

    /// Returns what a machine that stretched by these within `elapsed` makes within `target`, with a new salt. None
    /// where that is not at least twice the work: a busy moment and a quiet one differ by less.
    pub fn raised(&self, elapsed: Duration, target: Duration, random: &mut Random) -> Option<Self> {
        let passes = target.as_micros() * u128::from(self.passes) / elapsed.as_micros().max(1);
        let passes = u32::try_from(passes).map_or(PASSES_MAX, |passes| passes.min(PASSES_MAX));
        (passes >= 2 * self.passes).then(|| Self {
            passes,
            salt: random.bytes(),
            ..*self
        })
    }

    /// The costs of `other`, with a salt of its own.
    pub fn as_costly_as(self, other: &Self) -> Self {
        Self {
            salt: self.salt,
            ..*other
        }
    }

    pub fn memory_kib(&self) -> u32 {
        self.memory_kib
    }

    pub fn lanes(&self) -> u32 {
        Self::LANES
    }

    pub fn salt(&self) -> &[u8; 16] {
        &self.salt
    }

    pub fn passes(&self) -> u32 {
        self.passes
    }

    /// As the user's row carries them.
    ///
    /// # Errors
    /// `BadParameters` below the floor, so that no server can weaken a password, or beyond what an honest
    /// device writes.
    pub fn from_fields(
        memory_kib: i64,
        passes: i64,
        lanes: i64,
        salt: [u8; 16],
    ) -> Result<Self, SealError> {
        let within = |number: i64, least: u32, most: u32| {
            u32::try_from(number)
                .ok()
                .filter(|number| (least..=most).contains(number))
                .ok_or(SealError::BadParameters)
        };
        within(lanes, Self::LANES, Self::LANES)?;
        Ok(Self {
            memory_kib: within(memory_kib, MEMORY_KIB_MIN, MEMORY_KIB_MAX)?,
            passes: within(passes, PASSES_MIN, PASSES_MAX)?,
            salt,
        })
    }

    /// The slow step, a quarter of a second by intent: never on the thread that draws.
    pub fn stretch(&self, password: &Password) -> Result<Stretched, SealError> {
        let mut stretched = Zeroizing::new([0; 32]);
        let (memory_kib, passes) = self.work();
        argon2id(
            memory_kib,
            passes,
            &self.salt,
            password.0.as_bytes(),
            &mut stretched,
        )?;
        Ok(Stretched(stretched))
    }

    #[cfg(not(any(test, feature = "testing")))]
    fn work(&self) -> (u32, u32) {
        (self.memory_kib, self.passes)
    }

    /// Next to none in a test that asked for it: its users sign in some thousand times.
    #[cfg(any(test, feature = "testing"))]
    fn work(&self) -> (u32, u32) {
        if STRETCHES_FOR_SHOW.load(Ordering::SeqCst) {
            (64, 1)
        } else {
            (self.memory_kib, self.passes)
        }
    }
}

/// The keys under a password that signed its user in, and how long this machine stretched it.
pub(crate) struct OpenedWrap {
    pub wrapped: Vec<u8>,
    pub parameters: PasswordParameters,
    pub elapsed: Duration,
}

fn argon2id(
    memory_kib: u32,
    passes: u32,
    salt: &[u8],
    password: &[u8],
    out: &mut [u8; 32],
) -> Result<(), SealError> {
    let params = Params::new(
        memory_kib,
        passes,
        PasswordParameters::LANES,
        Some(out.len()),
    )
    .map_err(|_| SealError::BadParameters)?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password, salt, out)
        .map_err(|_| SealError::BadParameters)
}

/// A stretched password; with each version of the clinic secret it gives other secrets.
pub struct Stretched(Zeroizing<[u8; 32]>);

impl Stretched {
    /// Opens and makes this user's wrap.
    pub fn wrap_key(&self, clinic: &ClinicSecret, user: Uuid) -> WrapKey {
        WrapKey::new(
            user,
            clinic.version(),
            &self.derive(clinic, b"nutrivault wrap", user),
        )
    }

    /// Opens and makes this user's wrap under a code that may be used until a time: with another time it does not
    /// open, and neither does it as if the code were a password. So a row that was edited, or taken out of the file,
    /// makes no code last longer.
    pub(crate) fn code_wrap_key(
        &self,
        clinic: &ClinicSecret,
        user: Uuid,
        expires_us: i64,
    ) -> WrapKey {
        let until = expires_us.to_be_bytes();
        let key = derive(
            Some(clinic.as_bytes()),
            &*self.0,
            &[b"nutrivault code wrap", user.as_bytes(), &until],
        );
        WrapKey::new(user, clinic.version(), &key)
    }

    /// Signs this user in at the server.
    pub fn sign_in_secret(&self, clinic: &ClinicSecret, user: Uuid) -> SignInSecret {
        SignInSecret(self.derive(clinic, b"nutrivault sign-in", user))
    }

    fn derive(&self, clinic: &ClinicSecret, domain: &[u8], user: Uuid) -> Zeroizing<[u8; 32]> {
        derive(
            Some(clinic.as_bytes()),
            &*self.0,
            &[domain, user.as_bytes()],
        )
    }
}

impl std::fmt::Debug for Stretched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stretched(..)")
    }
}

/// Sent to the server at sign-in, over TLS; the server stores its hash alone.
pub struct SignInSecret(Zeroizing<[u8; 32]>);

impl SignInSecret {
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// SHA-256: the secret has 256 bits of its own, so a slow hash would add nothing.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(*self.0).into()
    }
}

impl std::fmt::Debug for SignInSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignInSecret(..)")
    }
}

#[cfg(test)]
mod tests;
