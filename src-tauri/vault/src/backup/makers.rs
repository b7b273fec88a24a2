//! Verifies the author of a backup: any program can seal to the public key in every file, so the seal proves no author.

use std::collections::BTreeMap;

use rusqlite::Connection;
use sha2::{Digest, Sha256};
use sync_contract::catalog::{Device, Tenant, User};
use sync_contract::pull::RowState;
use sync_contract::{Entity, FieldRef, Right, Value};
use uuid::Uuid;

use crate::backup::check::{Altered, Progress, check};
use crate::backup::format::Head;
use crate::crypto::keys::clinic::{ClinicSecret, TagKey};
use crate::crypto::recovery::RecoveryKey;
use crate::crypto::sign::{Purpose, VerifyKey};
use crate::error::{Error, Result};
use crate::recover::{Recovered, recover};
use crate::session::grants::load_roles;
use crate::store::facts::read_facts;
use crate::verify::cells::Verifier;
use crate::verify::chain::{Chain, Prover};
use crate::verify::proofs::Proofs;

/// The clinic, author and device of a backup, by the rows of its clinic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Makers {
    pub clinic: String,
    pub author: String,
    pub device: String,
    /// Of the clinic's root key: eight bytes in groups of four digits.
    pub fingerprint: String,
}

/// Verifies a decrypted copy along the chain: the recovery key proves the root key, the root key and the admins
/// the rows of the device and the author, these two the copy.
///
/// # Errors
/// `ForgedBackup`.
pub(super) fn prove(head: &Head, copy: &Connection, recovery: &RecoveryKey) -> Result<Makers> {
    prove_along(head, copy, recovery).map_err(or_forged)
}

/// Checks every row of a proved copy. Returns what is not what the clinic's devices wrote.
///
/// # Errors
/// `ForgedBackup`.
pub(super) fn check_rows(
    head: &Head,
    copy: &Connection,
    progress: Progress<'_>,
) -> Result<Altered> {
    let (tags, proofs) = (tag_keys(head), Proofs::default());
    let prover = prover(head, &tags, &proofs);
    let checked = prover
        .over(copy)
        .and_then(|chain| check(copy, &prover.verifier, &chain, progress));
    checked.map_err(or_forged)
}

fn or_forged(error: Error) -> Error {
    match error {
        Error::DiskFull | Error::NoPermission | Error::Io(_) => error,
        error => {
            tracing::warn!(%error, "a backup is not what it says of itself");
            Error::ForgedBackup
        }
    }
}

fn tag_keys(head: &Head) -> BTreeMap<u16, TagKey> {
    let secrets = head.secrets.iter();
    secrets
        .map(|(version, bytes)| {
            let secret = ClinicSecret::from_bytes(*version, bytes.clone());
            (*version, secret.tag_key())
        })
        .collect()
}

fn prover<'a>(head: &Head, tags: &'a BTreeMap<u16, TagKey>, proofs: &'a Proofs) -> Prover<'a> {
    Prover {
        verifier: Verifier {
            tenant: head.tenant,
            tags,
        },
        root: VerifyKey::from_bytes(head.root),
        proofs,
    }
}

fn prove_along(head: &Head, copy: &Connection, recovery: &RecoveryKey) -> Result<Makers> {
    let (tags, proofs) = (tag_keys(head), Proofs::default());
    let prover = prover(head, &tags, &proofs);
    let (tenant, root) = (head.tenant, prover.root);
    let chain = prover.over(copy)?;
    let recovered = recover(copy, &chain, tenant, recovery)?;
    let known = head.secrets.iter().any(|(version, bytes)| {
        *version == recovered.secret.version() && **bytes == *recovered.secret.as_bytes()
    });
    if recovered.root.verify_key() != root || !known {
        return Err(Error::ForgedBackup);
    }
    let (_, newest) = tags.last_key_value().ok_or(Error::ForgedBackup)?;
    // a later one than the recovery key opens would be known to its forger
    if newest.version() != recovered.secret.version() {
        return Err(Error::ForgedBackup);
    }
    newest.verify(&head.input(), &head.proof.tag)?;
    check_facts(head, copy, recovery, &recovered)?;
    named(head, copy, &chain)
}

/// Checks the facts that the restored file will have under a tag of its own: the public keys to which every later
/// backup and recovery grant is sealed, and every audit session where no grant is known.
///
/// # Errors
/// `ForgedBackup`.
fn check_facts(
    head: &Head,
    copy: &Connection,
    recovery: &RecoveryKey,
    recovered: &Recovered,
) -> Result<()> {
    let facts = read_facts(copy)?;
    let mut audit_keys = recovered.audit.iter().map(|keys| keys.public());
    let is_own = (facts.vault, facts.tenant) == (head.vault, head.tenant)
        && facts.recovery == recovery.recipient()
        && audit_keys.any(|known| known == facts.audit_key);
    match is_own {
        true => Ok(()),
        false => Err(Error::ForgedBackup),
    }
}

/// The same for a device that is about to write a backup: without proof in its own rows it could not be restored.
///
/// # Errors
/// `NotFound` before this device's own row has come, `NotAdmin` for a user who may make none, `Altered`.
pub(super) fn named(head: &Head, conn: &Connection, chain: &Chain<'_>) -> Result<Makers> {
    let row = |descriptor, id: Uuid| chain.row(conn, descriptor, id)?.ok_or(Error::NotFound);
    let (tenant, device, author) = (
        row(Tenant::DESCRIPTOR, head.tenant)?,
        row(Device::DESCRIPTOR, head.device)?,
        row(User::DESCRIPTOR, head.author)?,
    );
    let input = head.input();
    let device_key = match Device::FIELD.public_key.in_row(&device) {
        Some(Value::Bytes(key)) => key.as_slice().try_into().map(VerifyKey::from_bytes).ok(),
        _ => None,
    };
    let by_device = device_key.is_some_and(|key| {
        key.verify(Purpose::Backup, &input, &head.proof.device)
            .is_ok()
    });
    let by_author = chain
        .keys_at(head.author, head.created_at_us)
        .iter()
        .any(|key| {
            key.verify(Purpose::Backup, &input, &head.proof.author)
                .is_ok()
        });
    // its row keeps the number that it began with: a later one is the word of its key, which signed the head
    let first = Device::FIELD.number.in_row(&device).and_then(Value::as_int);
    let is_number = first.is_some_and(|first| first <= i64::from(head.device_number));
    if !by_device || !by_author || !is_number {
        return Err(Error::Altered);
    }
    // at which facility its author worked then is not known
    let rights = load_roles(conn, chain, head.author)?.anywhere().rights;
    if !rights.contains(&Right::BackupsCreate) {
        return Err(Error::NotAdmin);
    }
    let first = text(&author, User::FIELD.first_name);
    let last = text(&author, User::FIELD.last_name);
    Ok(Makers {
        clinic: text(&tenant, Tenant::FIELD.name),
        author: format!("{first} {last}").trim().to_owned(),
        device: text(&device, Device::FIELD.name),
        fingerprint: fingerprint(&head.root),
    })
}

fn text(row: &RowState, field: FieldRef) -> String {
    let text = field.in_row(row).and_then(Value::as_text);
    text.map_or(String::new(), str::to_owned)
}

fn fingerprint(root: &[u8; 32]) -> String {
    let digest = Sha256::digest(root);
    let pairs = digest[..8]
        .chunks(2)
        .map(|pair| format!("{:02X}{:02X}", pair[0], pair[1]));
    pairs.collect::<Vec<_>>().join(" ")
}
