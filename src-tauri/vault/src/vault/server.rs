//! The address of the clinic's server, under the clinic tag: an edited file cannot redirect a sign-in secret.

use std::collections::BTreeMap;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params};
use sync_contract::hash::is_key_code;
use sync_contract::messages::InfoAnswer;
use sync_contract::statement;

use crate::crypto::keys::clinic::{CLINIC_TAG_LEN, TagKey};
use crate::crypto::keystore::anchor::server_keys;
use crate::crypto::sign::{Purpose, VerifyKey};
use crate::error::{Error, Result};
use crate::store::columns;
use crate::store::device::DeviceRow;
use crate::store::facts::{Facts, NamedServer, server_tag_input};
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
    /// When this device last met it restored from an older backup: rows that other devices sent it since that backup
    /// may be on this device alone.
    pub restored_at_us: Option<i64>,
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
        let stored = self.stored_server()?;
        match stored.is_trusted {
            true => Ok(stored.server),
            false => Err(Error::ServerAltered),
        }
    }

    /// From now on admin-signed changes wait for this server's verdict, and it is what this vault trusts.
    pub fn set_server(&mut self, url: &str, ca_pem: Option<&str>) -> Result<()> {
        let now_us = self.now_us()?;
        // where the file was altered, too: the server that an admin names again has proved one of these keys
        let StoredServer { server, keys, .. } = self.stored_server()?;
        let named = NamedServer {
            url,
            ca_pem,
            // as the file has it: an admin was told where it was edited
            restored_at_us: server.and_then(|server| server.restored_at_us),
        };
        let input = server_tag_input(&self.facts, Some(named), &keys);
        let tag = self.tag_key().tag(&input);
        let (lease, lease_tag) = self.lease_from_now()?;
        self.opened.require()?;
        let tx = immediate(&mut self.conn)?;
        tx.execute(statement!("vault", "set_server_keys"), [&keys])?;
        tx.execute(
            statement!("vault", "set_server"),
            params![
                url,
                ca_pem,
                now_us,
                lease.from_us,
                lease.known_us,
                lease.days,
                lease_tag.as_slice()
            ],
        )?;
        set_tag(&tx, &tag)?;
        tx.commit()?;
        self.pin(&keys);
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
        self.pin(&[]);
        Ok(())
    }

    /// Notes since when the server may lack what it had, or that it lacks nothing any more. What another program edited
    /// here stays so.
    pub(crate) fn set_restored(&mut self, at_us: Option<i64>) -> Result<()> {
        let stored = self.stored_server()?;
        let server = stored.server.filter(|_| stored.is_trusted);
        let tag = server.map(|server| {
            let named = NamedServer {
                restored_at_us: at_us,
                ..named(&server)
            };
            let input = server_tag_input(&self.facts, Some(named), &stored.keys);
            self.tag_key().tag(&input)
        });
        let tx = immediate(&mut self.conn)?;
        tx.execute(statement!("vault", "note_restored"), [at_us])?;
        if let Some(tag) = tag {
            set_tag(&tx, &tag)?;
        }
        Ok(tx.commit()?)
    }

    /// What the file says of the server. Where that was edited, the keys are those that the key store has.
    fn stored_server(&self) -> Result<StoredServer> {
        let mut stored = read_tagged(&self.conn, &self.facts, &self.tags)?;
        // and where the file is as it was before the first of them was known
        if !stored.is_trusted || stored.keys.is_empty() {
            stored.keys = server_keys::load_from(self.env.key_store.as_ref(), self.facts.vault)?;
        }
        Ok(stored)
    }

    /// Keeps the keys of the server in the key store, too. Without them an edited file takes the key that an admin
    /// meets when they name the server again.
    fn pin(&self, keys: &[u8]) {
        let store = self.env.key_store.as_ref();
        if let Err(error) = server_keys::store_in(store, self.facts.vault, keys) {
            tracing::warn!(%error, "the key store does not take the keys of the server");
        }
    }

    /// Returns the key by which the server proves itself, for a device that is invited.
    pub(crate) fn server_key(&self) -> Result<Option<[u8; KEY_LEN]>> {
        let keys = self.trusted_server_keys()?;
        Ok(keys.first_chunk().copied())
    }

    /// The keys that are pinned; none where the file was altered.
    fn trusted_server_keys(&self) -> Result<Vec<u8>> {
        let stored = self.stored_server()?;
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
        let stored = self.stored_server()?;
        let is_known = |known: &[u8]| known == answer.server_key;
        if !stored.keys.is_empty() && !stored.keys.chunks(KEY_LEN).any(is_known) {
            return Ok(false);
        }
        if !stored.is_trusted {
            // an admin is about to name the server again: what was altered here is no reason to follow another key
            return Ok(true);
        }
        self.note_server_catalog(&answer.catalog)?;
        self.pin_keys_of(answer, &stored)?;
        Ok(true)
    }

    /// Returns whether a server has proved the key of which this is the code.
    ///
    /// # Errors
    /// `ServerAltered` while the file names no server of the clinic.
    pub(crate) fn has_proved_key(
        &self,
        nonce: &[u8; 32],
        answer: &InfoAnswer,
        code: &str,
    ) -> Result<bool> {
        if self.trusted_server()?.is_none() {
            return Err(Error::ServerAltered);
        }
        let key = VerifyKey::from_bytes(answer.server_key);
        let input = answer.signing_input(nonce);
        let is_proved = key.verify(Purpose::Identity, &input, &answer.signature);
        Ok(is_proved.is_ok() && is_key_code(code, &answer.server_key))
    }

    /// Pins the key of a server, in the place of the one before.
    pub(crate) fn replace_server_key(&mut self, answer: &InfoAnswer) -> Result<()> {
        let stored = self.stored_server()?;
        self.pin_keys_of(answer, &stored)
    }

    /// Pins the key of a server and its successor.
    fn pin_keys_of(&mut self, answer: &InfoAnswer, stored: &StoredServer) -> Result<()> {
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
            self.pin(&keys);
        }
        Ok(())
    }

    /// Notes what the server knows. Where that changed, it judges once more what it refused before it knew.
    fn note_server_catalog(&mut self, catalog: &[u8; 32]) -> Result<()> {
        let sql = statement!("vault", "server_catalog");
        let known = self.conn.query_row(sql, [], |row| {
            Ok(columns::bytes(row, 0)?.map(<[u8]>::to_vec))
        });
        let Some(known) = known.optional()? else {
            return Ok(());
        };
        if known.as_deref() == Some(catalog) {
            return Ok(());
        }
        if known.is_some() {
            let groups = self.judge_again()?;
            tracing::info!(
                groups,
                "the server is another version: what it refused is sent again"
            );
        }
        // after it: a power cut in between has it done once more
        let sql = statement!("vault", "set_server_catalog");
        self.conn.execute(sql, [catalog.as_slice()])?;
        Ok(())
    }
}

const KEY_LEN: usize = 32;

/// What the file says of the server.
#[derive(Default)]
pub(super) struct StoredServer {
    pub server: Option<ServerConnection>,
    keys: Vec<u8>,
    /// Whether that is what was tagged.
    pub is_trusted: bool,
}

pub(crate) fn read(conn: &Connection) -> Result<Option<ServerConnection>> {
    let mut statement = conn.prepare_cached(statement!("vault", "server"))?;
    let mut rows = statement.query([])?;
    match rows.next()? {
        Some(row) => connected(row),
        None => Ok(None),
    }
}

/// Reads a server; none where another program put something of another type there. A time of another type is none.
fn connected(row: &Row<'_>) -> Result<Option<ServerConnection>> {
    let Some(url) = columns::text(row, 0)? else {
        return Ok(None);
    };
    let ca_pem = columns::text(row, 1)?.map(str::to_owned);
    if ca_pem.is_none() && row.get_ref(1)? != ValueRef::Null {
        return Ok(None);
    }
    Ok(Some(ServerConnection {
        url: url.to_owned(),
        ca_pem,
        connected_at_us: columns::integer(row, 2)?.unwrap_or(0),
        contact_at_us: columns::integer(row, 3)?,
        restored_at_us: columns::integer(row, 4)?,
    }))
}

/// What the file says and whether that is what was tagged, by one statement: another program may be naming a server.
pub(super) fn read_tagged(
    conn: &Connection,
    facts: &Facts,
    tags: &BTreeMap<u16, TagKey>,
) -> Result<StoredServer> {
    let sql = statement!("vault", "tagged_server");
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let Some(row) = rows.next()? else {
        return Ok(StoredServer::default());
    };
    let server = match row.get_ref(0)? {
        ValueRef::Null => None,
        _ => Some(connected(row)?),
    };
    // what has another type was never tagged
    let (Some(server), ValueRef::Blob(tag), ValueRef::Blob(keys)) = (
        server.map_or(Some(None), |server| server.map(Some)),
        row.get_ref(5)?,
        row.get_ref(6)?,
    ) else {
        return Ok(StoredServer::default());
    };
    let input = server_tag_input(facts, server.as_ref().map(named), keys);
    let is_trusted = <[u8; CLINIC_TAG_LEN]>::try_from(tag)
        .is_ok_and(|tag| tags.values().any(|key| key.verify(&input, &tag).is_ok()));
    Ok(StoredServer {
        server,
        keys: keys.to_vec(),
        is_trusted,
    })
}

fn set_tag(conn: &Connection, tag: &[u8; CLINIC_TAG_LEN]) -> Result<()> {
    let sql = statement!("vault", "set_server_tag");
    conn.execute(sql, [tag.as_slice()])?;
    Ok(())
}

/// Moves the server's facts under a tag of a copy's own id; facts without a valid tag stay untagged. Returns the keys
/// that are pinned.
pub(crate) fn carry_over(
    conn: &Connection,
    before: &Facts,
    now: &Facts,
    tags: &BTreeMap<u16, TagKey>,
    rename: impl FnOnce(&[u8]) -> Result<()>,
) -> Result<Vec<u8>> {
    let stored = read_tagged(conn, before, tags)?;
    rename(&stored.keys)?;
    let newest = tags.values().next_back();
    let tag = match newest.filter(|_| stored.is_trusted) {
        Some(key) => {
            let server = stored.server.as_ref().map(named);
            key.tag(&server_tag_input(now, server, &stored.keys))
        }
        None => [0; CLINIC_TAG_LEN],
    };
    set_tag(conn, &tag)?;
    Ok(match stored.is_trusted {
        true => stored.keys,
        false => Vec::new(),
    })
}

fn named(server: &ServerConnection) -> NamedServer<'_> {
    NamedServer {
        url: &server.url,
        ca_pem: server.ca_pem.as_deref(),
        restored_at_us: server.restored_at_us,
    }
}

#[cfg(test)]
mod tests;
