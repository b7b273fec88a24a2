//! The recovery key: an age identity, printed at set-up and kept in a safe.
//!
//! The age format on purpose: backups and recovery open with a tool that is not ours. Form 4 is the byte 4 and an
//! age file over `SHA-256(associated data) 32, secret`, since age has no associated data.

use std::fmt;
use std::io::{Read, Write};
use std::str::FromStr;

use age::secrecy::ExposeSecret;
use age::{DecryptError, Decryptor, Encryptor, x25519};
use primitives::{Mac, derive};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::crypto::error::SealError;
use crate::crypto::seal::frame::Form;
use crate::crypto::sign::SigningPair;

const GROUP_LEN: usize = 4;
const TEXT_LEN: usize = 74;
/// How many groups the printed key has; they are numbered from 1, the last has two characters.
pub const RECOVERY_GROUPS: usize = TEXT_LEN.div_ceil(GROUP_LEN);
const PREFIX: &str = "AGE-SECRET-KEY-1";
const DIGEST_LEN: usize = 32;
pub const PROOF_LEN: usize = 32;

pub struct RecoveryKey(x25519::Identity);

/// The public half, stored with the clinic: backups and grants are sealed to it.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryRecipient(x25519::Recipient);

impl RecoveryKey {
    /// From the operating system's randomness, by age itself: the one key whose text age alone can write.
    pub fn generate() -> Self {
        Self(x25519::Identity::generate())
    }

    pub fn recipient(&self) -> RecoveryRecipient {
        RecoveryRecipient(self.0.to_public())
    }

    /// The age identity: the content of a recovery file and of the code to scan.
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.to_string().expose_secret().to_owned())
    }

    /// As it is printed: [`RECOVERY_GROUPS`] groups of four characters.
    pub fn groups(&self) -> Zeroizing<Vec<String>> {
        let text = self.text();
        let groups = text
            .as_bytes()
            .chunks(GROUP_LEN)
            .map(|group| group.iter().map(|byte| char::from(*byte)).collect());
        Zeroizing::new(groups.collect())
    }

    /// Takes the key in any case, in groups or not, with the numbers of the groups or without, and a file that
    /// age's own tool wrote (its comment lines are passed over).
    ///
    /// # Errors
    /// `Mistyped`.
    pub fn parse(typed: &str) -> Result<Self, SealError> {
        let typed = Typed::read(typed);
        let text = typed
            .identity_text()
            .ok_or(SealError::Mistyped("recovery key"))?;
        x25519::Identity::from_str(&text)
            .map(Self)
            .map_err(|_| SealError::Mistyped("recovery key"))
    }

    /// Returns a MAC that only this key can make: it binds the printed key to its clinic. Sealing needs the public half
    /// alone, so without the MAC an attacker who knows that half could pass off a clinic of their own.
    pub fn proof(&self, tenant: Uuid, root: &[u8; 32]) -> [u8; PROOF_LEN] {
        let (mac, message) = self.prover(tenant, root);
        mac.tag(&message)
    }

    /// Compares in constant time.
    ///
    /// # Errors
    /// `Refused`.
    pub fn check_proof(
        &self,
        tenant: Uuid,
        root: &[u8; 32],
        proof: &[u8; PROOF_LEN],
    ) -> Result<(), SealError> {
        let (mac, message) = self.prover(tenant, root);
        match mac.fits(&message, proof) {
            true => Ok(()),
            false => Err(SealError::Refused),
        }
    }

    /// The pair by which this key signs for its clinic: what it signs, only its holder can have signed.
    pub fn signing_pair(&self, tenant: Uuid) -> SigningPair {
        let text = self.text();
        let info: [&[u8]; 2] = [b"nutrivault recovery signing", tenant.as_bytes()];
        SigningPair::from_seed(&derive(None, text.as_bytes(), &info))
    }

    fn prover(&self, tenant: Uuid, root: &[u8; 32]) -> (Mac, Vec<u8>) {
        let key: Zeroizing<[u8; 32]> = derive(
            None,
            self.text().as_bytes(),
            &[b"nutrivault recovery proof"],
        );
        let message: [&[u8]; 3] = [b"nutrivault recovery 1", tenant.as_bytes(), root];
        (Mac::new(&*key), message.concat())
    }

    /// Returns the first group (from 1) that differs from this key, for a user who types it from paper; none when all
    /// agree.
    pub fn first_difference(&self, typed: &str) -> Option<usize> {
        let typed = Typed::read(typed);
        let known = self.groups();
        let differs = |number: &usize| typed.0.get(*number - 1) != known.get(*number - 1);
        (1..=known.len().max(typed.0.len())).find(differs)
    }

    /// Returns whether one group (from 1) was typed as it is printed.
    pub fn group_matches(&self, number: usize, typed: &str) -> bool {
        let typed: Zeroizing<String> =
            Zeroizing::new(typed.chars().filter_map(canonical).collect());
        let known = self.groups();
        number.checked_sub(1).and_then(|digest| known.get(digest)) == Some(&*typed)
    }

    /// Reads what [`RecoveryRecipient::encrypt_into`] wrote, or age's own tool.
    ///
    /// # Errors
    /// `Refused` for a file to another key or a damaged header; damage further on fails the reading.
    pub fn decrypt<R: Read>(&self, input: R) -> Result<impl Read + use<R>, SealError> {
        let identity: &dyn age::Identity = &self.0;
        Decryptor::new(input)
            .and_then(|decryptor| decryptor.decrypt(std::iter::once(identity)))
            .map_err(failure)
    }
}

impl fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryKey(..)")
    }
}

impl RecoveryRecipient {
    /// # Errors
    /// `Mistyped` for anything but an age X25519 recipient.
    pub fn parse(text: &str) -> Result<Self, SealError> {
        x25519::Recipient::from_str(text.trim())
            .map(Self)
            .map_err(|_| SealError::Mistyped("recovery recipient"))
    }

    /// Writes an age file as a stream. It is incomplete, and cannot be opened, before `finish` of the stream.
    pub fn encrypt_into<W: Write>(
        &self,
        output: W,
    ) -> Result<age::stream::StreamWriter<W>, SealError> {
        let recipient: &dyn age::Recipient = &self.0;
        let encryptor = Encryptor::with_recipients(std::iter::once(recipient))
            .expect("one X25519 recipient is always a valid set");
        Ok(encryptor.wrap_output(output)?)
    }
}

impl fmt::Display for RecoveryRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for RecoveryRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecoveryRecipient({})", self.0)
    }
}

/// Form 4.
pub fn seal_to_recovery(
    recipient: &RecoveryRecipient,
    aad: &[u8],
    plain: &[u8],
) -> Result<Vec<u8>, SealError> {
    let mut writer = recipient.encrypt_into(vec![Form::Recovery.byte()])?;
    writer.write_all(&Sha256::digest(aad))?;
    writer.write_all(plain)?;
    Ok(writer.finish()?)
}

/// # Errors
/// `Refused` with another key, with other associated data or after a change; `Malformed`.
pub fn open_with_recovery(
    key: &RecoveryKey,
    aad: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    if Form::of(sealed)? != Form::Recovery {
        return Err(SealError::Malformed);
    }
    let mut reader = key.decrypt(&sealed[1..])?;
    let mut digest = [0; DIGEST_LEN];
    reader
        .read_exact(&mut digest)
        .map_err(|_| SealError::Refused)?;
    // the plaintext is shorter than the file, so nothing is moved while it grows
    let mut plain = Zeroizing::new(Vec::with_capacity(sealed.len()));
    reader
        .read_to_end(&mut plain)
        .map_err(|_| SealError::Refused)?;
    if digest[..] != Sha256::digest(aad)[..] {
        return Err(SealError::Refused);
    }
    Ok(plain)
}

fn failure(error: DecryptError) -> SealError {
    match error {
        DecryptError::Io(error) => SealError::Io(error),
        DecryptError::InvalidHeader | DecryptError::UnknownFormat => SealError::Malformed,
        _ => SealError::Refused,
    }
}

/// What a person typed, in groups.
struct Typed(Zeroizing<Vec<String>>);

impl Typed {
    /// The key begins with a letter, so a text that begins with 1 has its groups numbered.
    fn read(typed: &str) -> Self {
        let lines = typed
            .lines()
            .filter(|line| !line.trim_start().starts_with('#'));
        let text: Zeroizing<Vec<char>> =
            Zeroizing::new(lines.flat_map(str::chars).filter_map(canonical).collect());
        let numbered = text.first() == Some(&'1');
        let mut rest = text.as_slice();
        let mut groups = Zeroizing::new(Vec::with_capacity(RECOVERY_GROUPS));
        while !rest.is_empty() {
            if numbered {
                rest = without_label(rest, groups.len() + 1);
            }
            let (group, after) = rest.split_at(GROUP_LEN.min(rest.len()));
            groups.push(group.iter().collect::<String>());
            rest = after;
        }
        Self(groups)
    }

    fn identity_text(&self) -> Option<Zeroizing<String>> {
        let text = Zeroizing::new(self.0.concat());
        text.starts_with(PREFIX).then_some(text)
    }
}

/// Upper case without what only separates. The key's alphabet has no O, so one that was typed means zero.
fn canonical(character: char) -> Option<char> {
    match character.to_ascii_uppercase() {
        'O' => Some('0'),
        separator if separator.is_whitespace() || matches!(separator, '.' | ':' | ')') => None,
        '\u{2010}'..='\u{2015}' => Some('-'),
        other => Some(other),
    }
}

fn without_label(text: &[char], number: usize) -> &[char] {
    let label: Vec<char> = number.to_string().chars().collect();
    text.strip_prefix(label.as_slice()).unwrap_or(text)
}

#[cfg(test)]
mod tests;
