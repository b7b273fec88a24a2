//! For how long after the server's last answer this device opens the clinic for users who may not change its settings.
//!
//! Invariant: the lease counts from a time under the clinic tag to the latest time that this device knows, so that
//! neither an edited file nor a clock that is set back makes it longer.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};
use sync_contract::catalog::Setting;
use sync_contract::field::Time;
use sync_contract::ids::TenantId;
use sync_contract::{Entity, Writer, statement};

use crate::crypto::keys::clinic::{CLINIC_TAG_LEN, TagKey};
use crate::error::Result;
use crate::store::facts::Facts;
use crate::store::setting::{StoredSetting, stored_setting};
use crate::store::{columns, damage, row_tag};
use crate::vault::Vault;
use crate::vault::server::read_tagged;

/// The setting, a number of days; 0 and none: without end.
pub const LEASE_DAYS: &str = "lease.days";
pub const LEASE_DAYS_MOST: u32 = 365;
const DAY_US: i64 = 24 * 60 * 60 * 1_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lease {
    /// The clinic has no server or has set no end.
    Endless,
    Until(Time),
    /// What says so in the file was edited: it is over until the server answers, or an admin sets it anew.
    Altered,
}

impl Lease {
    pub fn is_over(self, now: Time) -> bool {
        match self {
            Self::Endless => false,
            Self::Until(end) => now.0 >= end.0,
            Self::Altered => true,
        }
    }
}

/// Returns when a lease of so many days ends.
pub fn lease_end(from_us: i64, days: u32) -> Time {
    Time(from_us.saturating_add(i64::from(days) * DAY_US))
}

impl Vault {
    /// Returns the lease of this device. Needs no user.
    pub fn lease(&self) -> Result<Lease> {
        of(&self.conn, &self.facts, &self.tags)
    }

    /// Returns since when the lease counts, if the server answers now, and the tag of that.
    pub(super) fn lease_from_now(&self) -> Result<(i64, [u8; CLINIC_TAG_LEN])> {
        let from_us = self.latest_known()?.0;
        let tag = self.tag_key().tag(&input(&self.facts, from_us));
        Ok((from_us, tag))
    }
}

/// Returns the lease of the device whose file this is.
pub(crate) fn of(conn: &Connection, facts: &Facts, tags: &BTreeMap<u16, TagKey>) -> Result<Lease> {
    let setting = stored_setting(conn, TenantId(facts.tenant), tags, LEASE_DAYS)?;
    let days = match setting {
        StoredSetting::Absent if !has_lost_settings(conn, tags)? => return Ok(Lease::Endless),
        StoredSetting::Absent | StoredSetting::Altered => None,
        StoredSetting::Is(value) => value.parse().ok().filter(|days| *days <= LEASE_DAYS_MOST),
    };
    if days == Some(0) {
        return Ok(Lease::Endless);
    }
    let server = read_tagged(conn, facts, tags)?;
    if server.is_trusted && server.server.is_none() {
        return Ok(Lease::Endless);
    }
    let from_us = from_us(conn, facts, tags)?.filter(|_| server.is_trusted);
    Ok(match days.zip(from_us) {
        Some((days, from_us)) => Lease::Until(lease_end(from_us, days)),
        None => Lease::Altered,
    })
}

/// Returns whether a setting was taken out of the file, or renamed in it.
fn has_lost_settings(conn: &Connection, tags: &BTreeMap<u16, TagKey>) -> Result<bool> {
    Ok(damage::missing_of(conn, tags, Setting::DESCRIPTOR)? > 0
        || !row_tag::altered_rows(conn, tags, Setting::DESCRIPTOR)?.is_empty())
}

/// Returns since when the lease counts; none where another program wrote that.
fn from_us(conn: &Connection, facts: &Facts, tags: &BTreeMap<u16, TagKey>) -> Result<Option<i64>> {
    let mut statement = conn.prepare_cached(statement!("vault", "lease_from"))?;
    let stored = statement.query_row([], |row| {
        let tag = columns::bytes(row, 1)?.map(<[u8; CLINIC_TAG_LEN]>::try_from);
        Ok(columns::integer(row, 0)?.zip(tag.and_then(std::result::Result::ok)))
    });
    let is_ours = |(from_us, tag): &(i64, [u8; CLINIC_TAG_LEN])| {
        let input = input(facts, *from_us);
        tags.values().any(|key| key.verify(&input, tag).is_ok())
    };
    let stored = stored.optional()?.flatten();
    Ok(stored.filter(is_ours).map(|(from_us, _)| from_us))
}

/// Purpose, clinic, this device's vault, and the time: another device's is none here.
fn input(facts: &Facts, from_us: i64) -> Vec<u8> {
    let mut writer = Writer::with_capacity(64);
    writer.raw(b"nutrivault lease 1");
    writer.uuid(facts.tenant);
    writer.uuid(facts.vault);
    writer.i64(from_us);
    writer.finish()
}

#[cfg(test)]
mod tests;
