//! What never changes about a vault, stored in its file under the clinic tag.

use rusqlite::{Connection, params};
use sync_contract::Writer;
use sync_contract::statement;
use uuid::Uuid;

use crate::crypto::keys::clinic::{CLINIC_TAG_LEN, TagKey};
use crate::crypto::keys::exchange::ExchangeKey;
use crate::crypto::recovery::RecoveryRecipient;
use crate::error::{Error, Result};

/// What never changes about a vault.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub vault: Uuid,
    pub tenant: Uuid,
    pub recovery: RecoveryRecipient,
    /// Audit sessions are sealed to it until a key grant names a newer one.
    pub audit_key: ExchangeKey,
}

pub(crate) fn insert_facts(
    conn: &Connection,
    facts: &Facts,
    tag_key: &TagKey,
    now_ms: u64,
    server_key: &[u8],
) -> Result<()> {
    let recovery = facts.recovery.to_string();
    let input = facts_input(
        facts.vault,
        facts.tenant,
        &recovery,
        facts.audit_key.as_bytes(),
    );
    conn.execute(
        statement!("vault", "insert_facts"),
        params![
            facts.vault.as_bytes(),
            facts.tenant.as_bytes(),
            recovery,
            facts.audit_key.as_bytes(),
            tag_key.tag(&input),
            server_tag_of_none(facts, tag_key, server_key),
            now_ms,
            server_key,
        ],
    )?;
    Ok(())
}

/// Vault, clinic, recovery key, audit key, tag.
type StoredFacts = (Uuid, Uuid, String, [u8; 32], [u8; 16]);

pub(crate) fn read_facts(conn: &Connection) -> Result<StoredFacts> {
    let read = conn.query_row(statement!("vault", "facts"), [], |row| {
        let (vault, tenant) = (Uuid::from_bytes(row.get(0)?), Uuid::from_bytes(row.get(1)?));
        Ok((vault, tenant, row.get(2)?, row.get(3)?, row.get(4)?))
    });
    match read {
        // set-up was interrupted: nothing was ever written into it
        Err(rusqlite::Error::QueryReturnedNoRows) => Err(Error::NotOurs),
        read => Ok(read?),
    }
}

/// An attacker who swapped the recovery key in the file could read every later backup, so it is under the clinic tag.
pub(crate) fn facts_input(
    vault: Uuid,
    tenant: Uuid,
    recovery: &str,
    audit_key: &[u8; 32],
) -> Vec<u8> {
    [
        b"nutrivault facts 1".as_slice(),
        vault.as_bytes(),
        tenant.as_bytes(),
        audit_key,
        recovery.as_bytes(),
    ]
    .concat()
}

/// Of a vault that has not been connected.
fn server_tag_of_none(facts: &Facts, key: &TagKey, server_keys: &[u8]) -> [u8; CLINIC_TAG_LEN] {
    key.tag(&server_tag_input(facts, None, server_keys))
}

/// Purpose, clinic, this device's vault, and where its server is and by which keys it proves itself. No other device's
/// file has the vault's id.
pub(crate) fn server_tag_input(
    facts: &Facts,
    server: Option<(&str, Option<&str>)>,
    server_keys: &[u8],
) -> Vec<u8> {
    let mut writer = Writer::with_capacity(2048);
    writer.raw(b"nutrivault server 2");
    writer.uuid(facts.tenant);
    writer.uuid(facts.vault);
    writer.option(server, |w, (url, ca_pem)| {
        w.text(url);
        w.option(ca_pem, Writer::text);
    });
    writer.bytes(server_keys);
    writer.finish()
}
