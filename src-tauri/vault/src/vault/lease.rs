//! For how long after the server's last answer this device opens the clinic for users who may not change its settings.
//!
//! Invariant: the lease counts from a time under the clinic tag, for the days under the same tag, to the present and to
//! the latest time that this device has come to know since. What another program edits in the server's row makes it no
//! longer, and locks nobody out of a clinic that has set none.

use rusqlite::{OptionalExtension, params};
use sync_contract::catalog::Setting;
use sync_contract::field::Time;
use sync_contract::{Entity, Writer, statement};

use crate::crypto::keys::clinic::CLINIC_TAG_LEN;
use crate::crypto::keystore::anchor::server_keys;
use crate::error::Result;
use crate::store::facts::Facts;
use crate::store::setting::{StoredSetting, stored_setting};
use crate::store::{columns, damage, row_tag};
use crate::vault::Vault;
use crate::vault::server::read_tagged;

/// The setting, a number of days; 0 and none: without end.
pub const LEASE_DAYS: &str = "lease.days";
pub const LEASE_DAYS_MOST: u32 = 365;
/// Of a clinic whose setting cannot be read when the server answers, and was not known before.
const LEASE_DAYS_LEAST: u32 = 1;
const DAY_US: i64 = 24 * 60 * 60 * 1_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lease {
    /// The clinic has no server or has set no end.
    Endless,
    Until(LeaseEnd),
    /// What says so in the file was edited: it is over until the server answers, or an admin lifts it.
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
struct Times {
    now_us: i64,
    latest_us: i64,
}

/// When the server answered, the latest time that this device knew then, and for how many days it opens after that.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answered {
    pub from_us: i64,
    pub known_us: i64,
    pub days: u32,
}

impl Lease {
    fn is_over(self, times: Times) -> bool {
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
        if let Some(answered) = self.answered()? {
            return Ok(match answered.days {
                0 => Lease::Endless,
                days => Lease::Until(LeaseEnd {
                    at: lease_end(answered.from_us, days),
                    known_us: answered.known_us,
                }),
            });
        }
        if self.days_set()? == Some(0) {
            return Ok(Lease::Endless);
        }
        // a file that names no server any more does not end what was set: the key store knows that there was one
        let server = read_tagged(&self.conn, &self.facts, &self.tags)?;
        let store = self.env.key_store.as_ref();
        let had_server = !server_keys::load_from(store, self.facts.vault)?.is_empty();
        Ok(
            match server.is_trusted && server.server.is_none() && !had_server {
                true => Lease::Endless,
                false => Lease::Altered,
            },
        )
    }

    /// Returns whether the lease is over by the times that this device knows.
    pub fn is_lease_over(&self) -> Result<bool> {
        Ok(self.lease()?.is_over(self.times()?))
    }

    /// Lets the lease have so many days from the last answer of the server on, as an admin has chosen here. Where
    /// nothing says when that was, it can be lifted, and not be made.
    pub fn set_lease_days(&mut self, days: u32) -> Result<()> {
        let times = self.times()?;
        let lifted = (days == 0).then_some(Answered {
            from_us: times.now_us,
            known_us: times.latest_us,
            days,
        });
        let known = self.answered()?.map(|known| Answered { days, ..known });
        if let Some(answered) = known.or(lifted) {
            let tag = self.tag_key().tag(&input(&self.facts, answered));
            let Answered {
                from_us,
                known_us,
                days,
            } = answered;
            let sql = statement!("vault", "note_lease");
            let values = params![from_us, known_us, days, tag.as_slice()];
            self.conn.execute(sql, values)?;
        }
        Ok(())
    }

    fn times(&self) -> Result<Times> {
        Ok(Times {
            now_us: self.now_us()?,
            latest_us: self.latest_known()?.0,
        })
    }

    /// Returns the lease that begins if the server answers now, and the tag of that.
    pub(super) fn lease_from_now(&self) -> Result<(Answered, [u8; CLINIC_TAG_LEN])> {
        let times = self.times()?;
        let days = match self.days_set()? {
            Some(days) => days,
            None => self
                .answered()?
                .map_or(LEASE_DAYS_LEAST, |before| before.days),
        };
        let answered = Answered {
            from_us: times.now_us,
            known_us: times.latest_us,
            days,
        };
        let tag = self.tag_key().tag(&input(&self.facts, answered));
        Ok((answered, tag))
    }

    /// Returns the days that the clinic has set, 0 where it has set none; none where the file cannot say it.
    fn days_set(&self) -> Result<Option<u32>> {
        Ok(
            match stored_setting(&self.conn, self.tenant(), &self.tags, LEASE_DAYS)? {
                StoredSetting::Is(value) => {
                    value.parse().ok().filter(|days| *days <= LEASE_DAYS_MOST)
                }
                StoredSetting::Absent if !self.has_lost_settings()? => Some(0),
                StoredSetting::Absent | StoredSetting::Altered => None,
            },
        )
    }

    /// Returns whether a setting was taken out of the file, or renamed in it.
    fn has_lost_settings(&self) -> Result<bool> {
        let (tags, settings) = (&self.tags, Setting::DESCRIPTOR);
        Ok(damage::missing_of(&self.conn, tags, settings)? > 0
            || !row_tag::altered_rows(&self.conn, tags, settings)?.is_empty())
    }

    /// Returns since when the lease counts; none where another program wrote that.
    fn answered(&self) -> Result<Option<Answered>> {
        let mut statement = self.conn.prepare_cached(statement!("vault", "lease"))?;
        let stored = statement.query_row([], |row| {
            let days = columns::integer(row, 2)?.and_then(|days| u32::try_from(days).ok());
            let tag = columns::bytes(row, 3)?.map(<[u8; CLINIC_TAG_LEN]>::try_from);
            let of = columns::integer(row, 0)?.zip(columns::integer(row, 1)?);
            let answered = of.zip(days).map(|((from_us, known_us), days)| Answered {
                from_us,
                known_us,
                days,
            });
            Ok(answered.zip(tag.and_then(std::result::Result::ok)))
        });
        let is_ours = |(answered, tag): &(Answered, [u8; CLINIC_TAG_LEN])| {
            let input = input(&self.facts, *answered);
            self.tags
                .values()
                .any(|key| key.verify(&input, tag).is_ok())
        };
        let stored = stored.optional()?.flatten().filter(is_ours);
        Ok(stored.map(|(answered, _)| answered))
    }
}

/// Purpose, clinic, this device's vault, times and days: another device's are none here.
fn input(facts: &Facts, answered: Answered) -> Vec<u8> {
    let mut writer = Writer::with_capacity(80);
    writer.raw(b"nutrivault lease 1");
    writer.uuid(facts.tenant);
    writer.uuid(facts.vault);
    writer.i64(answered.from_us);
    writer.i64(answered.known_us);
    writer.u32(answered.days);
    writer.finish()
}

#[cfg(test)]
mod tests;
