//! For how long after the server's last answer this device opens the clinic for users who may not change its settings.
//!
//! Invariant: the lease counts from a time under the clinic tag to the present, and to the latest time that this device
//! has come to know since, so that neither an edited file nor a clock that is set back makes it longer.

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
    Until(LeaseEnd),
    /// What says so in the file was edited: it is over until the server answers, or an admin sets it anew.
    Altered,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeaseEnd {
    pub at: Time,
    /// A clock that had run ahead before the server answered says nothing of the time since.
    known_us: i64,
}

/// The present time of this device, and the latest that it knows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Times {
    pub now_us: i64,
    pub latest_us: i64,
}

/// When the server answered, and the latest time that this device knew then.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answered {
    pub from_us: i64,
    pub known_us: i64,
}

impl Lease {
    pub(crate) fn is_over(self, times: Times) -> bool {
        match self {
            Self::Endless => false,
            Self::Until(end) => {
                let is_later = times.latest_us > end.known_us;
                times.now_us >= end.at.0 || is_later && times.latest_us >= end.at.0
            }
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

    /// Returns whether the lease is over by the times that this device knows.
    pub fn is_lease_over(&self) -> Result<bool> {
        Ok(self.lease()?.is_over(self.times()?))
    }

    pub(crate) fn times(&self) -> Result<Times> {
        Ok(Times {
            now_us: self.now_us()?,
            latest_us: self.latest_known()?.0,
        })
    }

    /// Returns since when the lease counts, if the server answers now, and the tag of that.
    pub(super) fn lease_from_now(&self) -> Result<(Answered, [u8; CLINIC_TAG_LEN])> {
        let times = self.times()?;
        let answered = Answered {
            from_us: times.now_us,
            known_us: times.latest_us,
        };
        let tag = self.tag_key().tag(&input(&self.facts, answered));
        Ok((answered, tag))
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
    let answered = answered(conn, facts, tags)?.filter(|_| server.is_trusted);
    Ok(match days.zip(answered) {
        Some((days, answered)) => Lease::Until(LeaseEnd {
            at: lease_end(answered.from_us, days),
            known_us: answered.known_us,
        }),
        None => Lease::Altered,
    })
}

/// Returns whether a setting was taken out of the file, or renamed in it.
fn has_lost_settings(conn: &Connection, tags: &BTreeMap<u16, TagKey>) -> Result<bool> {
    Ok(damage::missing_of(conn, tags, Setting::DESCRIPTOR)? > 0
        || !row_tag::altered_rows(conn, tags, Setting::DESCRIPTOR)?.is_empty())
}

/// Returns since when the lease counts; none where another program wrote that.
fn answered(
    conn: &Connection,
    facts: &Facts,
    tags: &BTreeMap<u16, TagKey>,
) -> Result<Option<Answered>> {
    let mut statement = conn.prepare_cached(statement!("vault", "lease_from"))?;
    let stored = statement.query_row([], |row| {
        let times = columns::integer(row, 0)?.zip(columns::integer(row, 1)?);
        let tag = columns::bytes(row, 2)?.map(<[u8; CLINIC_TAG_LEN]>::try_from);
        Ok(times.zip(tag.and_then(std::result::Result::ok)))
    });
    let ours = |((from_us, known_us), tag): ((i64, i64), [u8; CLINIC_TAG_LEN])| {
        let answered = Answered { from_us, known_us };
        let input = input(facts, answered);
        let is_ours = tags.values().any(|key| key.verify(&input, &tag).is_ok());
        is_ours.then_some(answered)
    };
    Ok(stored.optional()?.flatten().and_then(ours))
}

/// Purpose, clinic, this device's vault, and the times: another device's are none here.
fn input(facts: &Facts, answered: Answered) -> Vec<u8> {
    let mut writer = Writer::with_capacity(72);
    writer.raw(b"nutrivault lease 1");
    writer.uuid(facts.tenant);
    writer.uuid(facts.vault);
    writer.i64(answered.from_us);
    writer.i64(answered.known_us);
    writer.finish()
}

#[cfg(test)]
mod tests;
