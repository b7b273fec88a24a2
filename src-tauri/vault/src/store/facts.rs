//! What never changes about a vault, stored in its file under the clinic tag. The key store has it, too: what another
//! program edited in the file is put back from there.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use sync_contract::Writer;
use sync_contract::catalog::Device;
use sync_contract::{Entity, statement};
use uuid::Uuid;

use crate::crypto::keys::clinic::{CLINIC_TAG_LEN, TagKey};
use crate::crypto::keys::exchange::ExchangeKey;
use crate::crypto::keystore::entry::{KeyEntry, KeyStore, Owner};
use crate::crypto::recovery::RecoveryRecipient;
use crate::error::{Error, Result};
use crate::store::device::DeviceRow;
use crate::store::row_tag::RowTagCheck;
use crate::store::scope::Scope;
use crate::store::{columns, device, row_tag, stored_sum};

/// What never changes about a vault.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub vault: Uuid,
    pub tenant: Uuid,
    pub recovery: RecoveryRecipient,
    /// Audit sessions are sealed to it until a key grant names a newer one.
    pub audit_key: ExchangeKey,
}

impl Facts {
    /// Those of the vault that this device makes of a clinic, and under which its keys are stored.
    pub fn of(keys: &KeyEntry) -> Self {
        Self::under(
            KeyEntry::vault_of(keys.device.public().verify.as_bytes()),
            keys,
        )
    }

    fn under(vault: Uuid, keys: &KeyEntry) -> Self {
        let owner = keys.owner.clone();
        Self {
            vault,
            tenant: owner.tenant,
            recovery: owner.recovery,
            audit_key: owner.audit_key,
        }
    }

    pub fn owner(&self) -> Owner {
        Owner {
            tenant: self.tenant,
            recovery: self.recovery.clone(),
            audit_key: self.audit_key,
        }
    }

    fn tag_input(&self) -> Vec<u8> {
        let recovery = self.recovery.to_string();
        facts_input(
            self.vault,
            self.tenant,
            &recovery,
            self.audit_key.as_bytes(),
        )
    }
}

pub(crate) fn insert_facts(
    conn: &Connection,
    facts: &Facts,
    tag_key: &TagKey,
    server_keys: &[u8],
) -> Result<()> {
    let server_tag = server_tag_of_none(facts, tag_key, server_keys);
    insert(conn, facts, tag_key, server_keys, &server_tag)
}

fn insert(
    conn: &Connection,
    facts: &Facts,
    tag_key: &TagKey,
    server_keys: &[u8],
    server_tag: &[u8],
) -> Result<()> {
    conn.execute(
        statement!("vault", "insert_facts"),
        params![
            facts.vault.as_bytes(),
            facts.tenant.as_bytes(),
            facts.recovery.to_string(),
            facts.audit_key.as_bytes(),
            tag_key.tag(&facts.tag_input()),
            server_tag,
            server_keys,
        ],
    )?;
    Ok(())
}

/// Returns the facts of a copy that has no key store: they are not verified.
///
/// # Errors
/// `Damaged` where they are not there.
pub(crate) fn read_facts(conn: &Connection) -> Result<Facts> {
    let read = conn.query_row(statement!("vault", "facts"), [], |row| {
        let (vault, tenant) = (Uuid::from_bytes(row.get(0)?), Uuid::from_bytes(row.get(1)?));
        Ok((vault, tenant, row.get::<_, String>(2)?, row.get(3)?))
    });
    let (vault, tenant, recovery, audit_key) = match read {
        Err(rusqlite::Error::QueryReturnedNoRows) => return Err(Error::Damaged),
        read => read?,
    };
    Ok(Facts {
        vault,
        tenant,
        recovery: RecoveryRecipient::parse(&recovery).map_err(|_| Error::Damaged)?,
        audit_key: ExchangeKey::from_bytes(audit_key),
    })
}

/// Returns the id that the file says of itself.
pub(crate) fn stored_id(conn: &Connection) -> Result<Option<Uuid>> {
    let sql = statement!("vault", "facts");
    let id = conn.query_row(sql, [], |row| columns::id(row, 0));
    Ok(id.optional()?.flatten())
}

/// Returns the keys of a file, and its facts as the key store has them. Where another program edited the id, or took
/// it away, the keys are found by the row of this device.
pub(crate) fn find_keys(
    conn: &Connection,
    store: &dyn KeyStore,
) -> Result<Option<(KeyEntry, Facts)>> {
    if let Some(id) = stored_id(conn)?
        && let Some(keys) = KeyEntry::load_from(store, id)?
    {
        let facts = Facts::under(id, &keys);
        if are_stored(conn, &facts, &keys)? || is_of(conn, &keys)? {
            return Ok(Some((keys, facts)));
        }
    }
    for key in device_keys(conn)? {
        let id = KeyEntry::vault_of(&key);
        if let Some(keys) = KeyEntry::load_from(store, id)? {
            let facts = Facts::under(id, &keys);
            if is_of(conn, &keys)? {
                return Ok(Some((keys, facts)));
            }
        }
    }
    Ok(None)
}

/// The public keys in the rows of devices, checked or not.
fn device_keys(conn: &Connection) -> Result<Vec<[u8; 32]>> {
    let mut statement = conn.prepare(statement!("vault", "device_keys"))?;
    let mut rows = statement.query([])?;
    let mut keys = Vec::new();
    while let Some(row) = rows.next()? {
        let key = columns::bytes(row, 0)?;
        keys.extend(key.and_then(|key| key.first_chunk().copied()));
    }
    Ok(keys)
}

/// Returns whether the file says exactly this of itself.
fn are_stored(conn: &Connection, facts: &Facts, keys: &KeyEntry) -> Result<bool> {
    let sql = statement!("vault", "are_facts");
    let values = params![
        facts.vault.as_bytes(),
        facts.tenant.as_bytes(),
        facts.recovery.to_string(),
        facts.audit_key.as_bytes(),
    ];
    let tag = conn.query_row(sql, values, |row| {
        let tag = columns::bytes(row, 0)?;
        Ok(tag.and_then(|tag| <[u8; CLINIC_TAG_LEN]>::try_from(tag).ok()))
    });
    let Some(tag) = tag.optional()?.flatten() else {
        return Ok(false);
    };
    let input = facts.tag_input();
    let tags = keys.tag_keys();
    Ok(tags.values().any(|key| key.verify(&input, &tag).is_ok()))
}

/// Returns whether a file is this device's: its own row has a tag of these keys, or a row of the clinic's devices has
/// that names it.
fn is_of(conn: &Connection, keys: &KeyEntry) -> Result<bool> {
    let tags = keys.tag_keys();
    let own = keys.device.public().verify;
    let columns = columns::of(Device::DESCRIPTOR);
    let key = Device::FIELD.public_key;
    let key = columns
        .of_clear(key.cell.number, key.number)
        .ok_or(Error::Damaged)?;
    let sql = statement!("audit", "devices_of_key");
    let mut statement = conn.prepare(sql)?;
    let indices = columns.indices(&statement)?;
    let mut rows = statement.query([own.as_bytes()])?;
    let mut check = RowTagCheck::new(&tags);
    while let Some(row) = rows.next()? {
        let is_named = row.get_ref(indices[key])? == ValueRef::Blob(own.as_bytes());
        if is_named && check.fits(columns, |column| Ok(row.get_ref(indices[column])?))? {
            return Ok(true);
        }
    }
    row_tag::register(conn, &tags)?;
    device::register(conn, &own)?;
    Ok(DeviceRow::load(conn).is_ok_and(|device| device.repair.is_none()))
}

/// Puts back what the key store knows where another program edited it. That is an edit of this device's own row, too:
/// it alarms until an admin ends that. What is said of the server stays, and counts only under its own tag.
pub(crate) fn put_back(conn: &Connection, facts: &Facts, keys: &KeyEntry) -> Result<()> {
    if are_stored(conn, facts, keys)? {
        return Ok(());
    }
    let tx = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
    let (server_keys, server_tag) = stored_server(&tx)?;
    tx.execute(statement!("backup", "forget_facts"), [])?;
    let tag_key = keys.current().tag_key();
    insert(&tx, facts, &tag_key, &server_keys, &server_tag)?;
    let mut device = DeviceRow::load(&tx)?;
    device.is_intact = false;
    device.save(&tx)?;
    Ok(tx.commit()?)
}

/// Notes with this device's row that the file was edited, where the guarded rows, or the counts of rows, are not those
/// that this program stored last: an older copy of one of them was put back, say. The server's are pulled again from
/// the beginning. From then on the sum is that of the rows as they are, so that another one that is put back is noted,
/// too. Returns whether anything was noted; the caller saves the row.
pub(crate) fn doubt_sum(conn: &Connection, device: &mut DeviceRow) -> Result<bool> {
    // with a row that is repaired the sum is taken anew, and all is pulled again
    if device.repair.is_some() || stored_sum::fits(conn)? {
        return Ok(false);
    }
    tracing::warn!("guarded rows, or counts of rows, are not those that were stored last");
    device.is_intact = false;
    stored_sum::doubt(conn)?;
    // a row that was taken out is counted already: counted once more, one would be missing for good
    Scope::restore_rows(conn)?;
    conn.execute(statement!("backup", "forget_position"), [])?;
    Ok(true)
}

/// Returns the keys of the server and their tag as they are, of lengths that the file takes.
fn stored_server(conn: &Connection) -> Result<(Vec<u8>, Vec<u8>)> {
    let read = |row: &rusqlite::Row<'_>| {
        let (keys, tag) = (columns::bytes(row, 0)?, columns::bytes(row, 1)?);
        Ok((keys.unwrap_or(&[]).to_vec(), tag.unwrap_or(&[]).to_vec()))
    };
    let sql = statement!("vault", "stored_server");
    let stored = conn.query_row(sql, [], read).optional()?;
    Ok(match stored {
        Some((keys, tag)) if [0, 32, 64].contains(&keys.len()) => (keys, tag),
        _ => (Vec::new(), Vec::new()),
    })
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

/// What the clinic tag covers of a server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NamedServer<'a> {
    pub url: &'a str,
    pub ca_pem: Option<&'a str>,
    pub restored_at_us: Option<i64>,
}

/// Purpose, clinic, this device's vault, and where its server is, by which keys it proves itself and since when it may
/// lack what it had. No other device's file has the vault's id.
pub(crate) fn server_tag_input(
    facts: &Facts,
    server: Option<NamedServer<'_>>,
    server_keys: &[u8],
) -> Vec<u8> {
    let mut writer = Writer::with_capacity(2048);
    writer.raw(b"nutrivault server 3");
    writer.uuid(facts.tenant);
    writer.uuid(facts.vault);
    writer.option(server, |w, server| {
        w.text(server.url);
        w.option(server.ca_pem, Writer::text);
        w.option(server.restored_at_us, Writer::i64);
    });
    writer.bytes(server_keys);
    writer.finish()
}
