//! The address of the clinic's server, under the clinic tag: an edited file cannot redirect a sign-in secret.

use std::collections::BTreeMap;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params};
use sync_contract::statement;

use crate::crypto::keys::clinic::{CLINIC_TAG_LEN, TagKey};
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
        let (server, is_trusted) = read_tagged(&self.conn, &self.facts, &self.tags)?;
        match is_trusted {
            true => Ok(server),
            false => Err(Error::ServerAltered),
        }
    }

    /// From now on admin-signed changes wait for this server's verdict, and it is what this vault trusts.
    pub fn set_server(&mut self, url: &str, ca_pem: Option<&str>) -> Result<()> {
        let now_us = self.now_us()?;
        let tag = self
            .tag_key()
            .tag(&server_tag_input(&self.facts, Some((url, ca_pem))));
        let tx = immediate(&mut self.conn)?;
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
        let tag = self.tag_key().tag(&server_tag_input(&self.facts, None));
        let tx = immediate(&mut self.conn)?;
        tx.execute(statement!("vault", "forget_server"), [])?;
        set_tag(&tx, &tag)?;
        tx.commit()?;
        Ok(())
    }
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
) -> Result<(Option<ServerConnection>, bool)> {
    let sql = statement!("vault", "tagged_server");
    let mut statement = conn.prepare_cached(sql)?;
    let (server, stored): (_, Vec<u8>) = statement.query_row([], |row| {
        let is_there = row.get_ref(0)? != ValueRef::Null;
        let server = is_there.then(|| connected(row)).transpose()?;
        Ok((server, row.get(4)?))
    })?;
    let input = server_tag_input(facts, server.as_ref().map(named));
    let is_tagged = <[u8; CLINIC_TAG_LEN]>::try_from(stored.as_slice())
        .is_ok_and(|tag| tags.values().any(|key| key.verify(&input, &tag).is_ok()));
    Ok((server, is_tagged))
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
    rename: impl FnOnce() -> Result<Facts>,
) -> Result<()> {
    let (server, is_trusted) = read_tagged(conn, before, tags)?;
    let now = rename()?;
    let newest = tags.values().next_back();
    let tag = match newest.filter(|_| is_trusted) {
        Some(key) => key.tag(&server_tag_input(&now, server.as_ref().map(named))),
        None => [0; CLINIC_TAG_LEN],
    };
    set_tag(conn, &tag)
}

fn named(server: &ServerConnection) -> (&str, Option<&str>) {
    (&server.url, server.ca_pem.as_deref())
}

#[cfg(test)]
mod tests;
