//! The address of the clinic's server, under the clinic tag: an edited file cannot redirect a sign-in secret.

use std::collections::BTreeMap;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params};
use sync_contract::messages::InfoAnswer;
use sync_contract::statement;

use crate::crypto::keys::clinic::{CLINIC_TAG_LEN, TagKey};
use crate::crypto::sign::{Purpose, VerifyKey};
use crate::error::{Error, Result};
use crate::store::device::DeviceRow;
use crate::store::facts::{Facts, server_tag_input};
use crate::store::file::immediate;
use crate::vault::Vault;

/// The server of a clinic, as the file names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerConnection {
    pub url: String,
    pub ca_pem: Option<String>,
    pub connected_at_us: i64,
    /// When the server last answered.
    pub contact_at_us: Option<i64>,
}

impl Vault {
    /// Returns by how many milliseconds the server's clock was ahead of this machine's when it last answered; negative
    /// where this machine's is ahead.
    pub fn clock_offset_ms(&self) -> Result<i64> {
        Ok(DeviceRow::load(&self.conn)?.offset_ms)
    }

    /// Returns the server in the file, for screens; `None` while the clinic has none. Code that is about to send
    /// anything asks [`Vault::trusted_server`].
    pub fn server(&self) -> Result<Option<ServerConnection>> {
        read(&self.conn)
    }

    /// The server that this clinic was connected to by its own programs, for this vault.
    ///
    /// # Errors
    /// `ServerAltered` when address, certificates or their being there at all are not what was tagged.
    pub fn trusted_server(&self) -> Result<Option<ServerConnection>> {
        let stored = read_tagged(&self.conn, &self.facts, &self.tags)?;
        match stored.is_trusted {
            true => Ok(stored.server),
            false => Err(Error::ServerAltered),
        }
    }

    /// From now on admin-signed changes wait for this server's verdict, and it is what this vault trusts.
    pub fn set_server(&mut self, url: &str, ca_pem: Option<&str>) -> Result<()> {
        let now_us = self.now_us()?;
        // where the file was altered, too: the server that an admin names again has proved one of these keys
        let keys = read_tagged(&self.conn, &self.facts, &self.tags)?.keys;
        let tag = self
            .tag_key()
            .tag(&server_tag_input(&self.facts, Some((url, ca_pem)), &keys));
        let tx = immediate(&mut self.conn)?;
        tx.execute(statement!("vault", "set_server_keys"), [&keys])?;
        tx.execute(
            statement!("vault", "set_server"),
            params![url, ca_pem, now_us],
        )?;
        set_tag(&tx, &tag)?;
        tx.commit()?;
        Ok(())
    }

    /// Undoes [`Vault::set_server`] when the server did not take the clinic.
    pub fn forget_server(&mut self) -> Result<()> {
        let tag = self
            .tag_key()
            .tag(&server_tag_input(&self.facts, None, &[]));
        let tx = immediate(&mut self.conn)?;
        tx.execute(statement!("vault", "set_server_keys"), [&[0_u8; 0]])?;
        tx.execute(statement!("vault", "forget_server"), [])?;
        set_tag(&tx, &tag)?;
        tx.commit()?;
        Ok(())
    }

    /// Returns the key by which the server proves itself, for a device that is invited.
    pub(crate) fn server_key(&self) -> Result<Option<[u8; KEY_LEN]>> {
        let keys = self.trusted_server_keys()?;
        Ok(keys.first_chunk().copied())
    }

    /// The keys that are pinned; none where the file was altered.
    fn trusted_server_keys(&self) -> Result<Vec<u8>> {
        let stored = read_tagged(&self.conn, &self.facts, &self.tags)?;
        Ok(match stored.is_trusted {
            true => stored.keys,
            false => Vec::new(),
        })
    }

    /// Returns whether a server has proved a key that is pinned. The first key that a clinic meets is pinned, and with
    /// a pinned key the one that it announces as its successor.
    pub(crate) fn prove_server(&mut self, nonce: &[u8; 32], answer: &InfoAnswer) -> Result<bool> {
        let input = answer.signing_input(nonce);
        let key = VerifyKey::from_bytes(answer.server_key);
        if key
            .verify(Purpose::Identity, &input, &answer.signature)
            .is_err()
        {
            return Ok(false);
        }
        let stored = read_tagged(&self.conn, &self.facts, &self.tags)?;
        let is_known = |known: &[u8]| known == answer.server_key;
        if !stored.keys.is_empty() && !stored.keys.chunks(KEY_LEN).any(is_known) {
            return Ok(false);
        }
        if !stored.is_trusted {
            // an admin is about to name the server again: what was altered here is no reason to follow another key
            return Ok(true);
        }
        let mut keys = answer.server_key.to_vec();
        if let Some(successor) = answer.successor {
            keys.extend(successor);
        }
        if keys != stored.keys {
            let server = stored.server.as_ref().map(named);
            let tag = self
                .tag_key()
                .tag(&server_tag_input(&self.facts, server, &keys));
            let tx = immediate(&mut self.conn)?;
            tx.execute(statement!("vault", "set_server_keys"), [&keys])?;
            set_tag(&tx, &tag)?;
            tx.commit()?;
        }
        Ok(true)
    }
}

const KEY_LEN: usize = 32;

/// What the file says of the server.
struct StoredServer {
    server: Option<ServerConnection>,
    keys: Vec<u8>,
    /// Whether that is what was tagged.
    is_trusted: bool,
}

fn read(conn: &Connection) -> Result<Option<ServerConnection>> {
    let mut statement = conn.prepare_cached(statement!("vault", "server"))?;
    Ok(statement.query_row([], connected).optional()?)
}

fn connected(row: &Row<'_>) -> rusqlite::Result<ServerConnection> {
    Ok(ServerConnection {
        url: row.get(0)?,
        ca_pem: row.get(1)?,
        connected_at_us: row.get(2)?,
        contact_at_us: row.get(3)?,
    })
}

/// What the file says and whether that is what was tagged, by one statement: another program may be naming a server.
fn read_tagged(
    conn: &Connection,
    facts: &Facts,
    tags: &BTreeMap<u16, TagKey>,
) -> Result<StoredServer> {
    let sql = statement!("vault", "tagged_server");
    let mut statement = conn.prepare_cached(sql)?;
    let (server, stored, keys): (_, Vec<u8>, Vec<u8>) = statement.query_row([], |row| {
        let is_there = row.get_ref(0)? != ValueRef::Null;
        let server = is_there.then(|| connected(row)).transpose()?;
        Ok((server, row.get(4)?, row.get(5)?))
    })?;
    let input = server_tag_input(facts, server.as_ref().map(named), &keys);
    let is_trusted = <[u8; CLINIC_TAG_LEN]>::try_from(stored.as_slice())
        .is_ok_and(|tag| tags.values().any(|key| key.verify(&input, &tag).is_ok()));
    Ok(StoredServer {
        server,
        keys,
        is_trusted,
    })
}

fn set_tag(conn: &Connection, tag: &[u8; CLINIC_TAG_LEN]) -> Result<()> {
    let sql = statement!("vault", "set_server_tag");
    conn.execute(sql, [tag.as_slice()])?;
    Ok(())
}

/// Moves the server's facts under a tag of a copy's own id; facts without a valid tag stay untagged.
pub(crate) fn carry_over(
    conn: &Connection,
    before: &Facts,
    tags: &BTreeMap<u16, TagKey>,
    rename: impl FnOnce(&[u8]) -> Result<Facts>,
) -> Result<()> {
    let stored = read_tagged(conn, before, tags)?;
    let now = rename(&stored.keys)?;
    let newest = tags.values().next_back();
    let tag = match newest.filter(|_| stored.is_trusted) {
        Some(key) => {
            let server = stored.server.as_ref().map(named);
            key.tag(&server_tag_input(&now, server, &stored.keys))
        }
        None => [0; CLINIC_TAG_LEN],
    };
    set_tag(conn, &tag)
}

fn named(server: &ServerConnection) -> (&str, Option<&str>) {
    (&server.url, server.ca_pem.as_deref())
}

#[cfg(test)]
mod tests;
