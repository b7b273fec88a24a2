//! Base types of all views: ids, times, days and figures in the form in which they are serialised.
//!
//! Each is text or a number in TypeScript, and is parsed into its type where an operation takes it.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::field::{Text, Time};
use sync_contract::read_version::ReadVersion;
use sync_contract::{Entity, Phi};
use uuid::Uuid;
use vault::RowSync;
use vault::read::Stored;

use crate::clock;
use crate::error::{Error, Reason, Result};

macro_rules! travelling_text {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

travelling_text! {
    /// An opaque id.
    Id;
    /// A time in UTC: `2026-11-20T09:42:00Z`.
    At;
    /// A calendar day: `2026-11-20`.
    Day;
    /// The version of a record that its reader saw; a client that changes the record sends it back unchanged.
    ReadVersionToken;
}

impl Id {
    pub fn of(id: impl Into<Uuid>) -> Self {
        Self(id.into().to_string())
    }

    /// # Errors
    /// `Invalid` for what is not an id.
    pub fn to<T: From<Uuid>>(&self) -> Result<T> {
        let id: Uuid = self
            .0
            .parse()
            .map_err(|_| Error::invalid("id", Reason::Malformed))?;
        Ok(id.into())
    }
}

/// The language of the screens; what a clinic wrote has the one in which it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ScreenLanguage {
    En,
    Fr,
}

impl At {
    /// Truncates to the millisecond: the resolution of dates in JavaScript.
    pub fn of(time: Time) -> Self {
        Self(clock::rfc3339(Time(
            time.0.div_euclid(1000).saturating_mul(1000),
        )))
    }

    /// Parses a time; seconds may be absent.
    ///
    /// # Errors
    /// `Invalid` for what is not an RFC 3339 time.
    pub fn to_time(&self, field: &'static str) -> Result<Time> {
        // a leap second would be read as the first second of the next minute
        if self.0.get(17..19) == Some("60") {
            return Err(Error::invalid(field, Reason::Malformed));
        }
        let moment = DateTime::parse_from_rfc3339(&self.0)
            .or_else(|_| DateTime::parse_from_str(&self.0, "%Y-%m-%dT%H:%M%#z"))
            .map_err(|_| Error::invalid(field, Reason::Malformed))?;
        Ok(Time(moment.timestamp_micros()))
    }
}

impl Day {
    pub fn of(day: NaiveDate) -> Self {
        Self(day.to_string())
    }

    pub fn to_date(&self, field: &'static str) -> Result<NaiveDate> {
        // exactly as views write it: chrono also reads a sign, fewer digits and years of more than four
        let is_written = self.0.len() == 10
            && self.0.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        let date = is_written.then(|| self.0.parse().ok()).flatten();
        date.ok_or(Error::invalid(field, Reason::NotADate))
    }
}

impl ReadVersionToken {
    pub fn of(seen: &ReadVersion) -> Self {
        Self(seen.to_token())
    }

    /// # Errors
    /// `Invalid` for what is not a token.
    pub fn to_read_version(&self) -> Result<ReadVersion> {
        ReadVersion::from_token(&self.0).map_err(|_| Error::invalid("seen", Reason::Malformed))
    }
}

/// A finite number; a plain one in TypeScript, as no view has a NaN.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct Figure(#[specta(type = i32)] pub f64);

impl Figure {
    /// Returns a computed number to so many decimals.
    pub fn rounded(value: f64, decimals: i32) -> Self {
        let scale = 10_f64.powi(decimals);
        // what rounds to nothing has no sign
        Self((value * scale).round() / scale + 0.0)
    }
}

impl From<Decimal> for Figure {
    fn from(number: Decimal) -> Self {
        Self(
            number
                .to_f64()
                .expect("a decimal of 96 bits fits a double's range"),
        )
    }
}

/// A value in its unit; `second` is the lower figure of a blood pressure and none for everything else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Quantity {
    pub value: Figure,
    pub second: Option<Figure>,
    pub unit: String,
}

/// An option of a list to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Choice {
    pub id: Id,
    pub name: String,
}

/// The sync state of a record: `only_here` changes have not reached the server since `since`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecordSync {
    pub only_here: u32,
    pub since: Option<At>,
    /// A conflict, a refused or a quarantined change of the record, or of what belongs to it, waits for the user.
    pub needs_you: bool,
    /// Changes of computers that were taken out of the clinic and of deactivated users, which wait for a review.
    pub in_review: u32,
}

impl RecordSync {
    /// `queued` says what of such rows is in the queue. A change that was sent and not acknowledged still counts as
    /// only here: green means acknowledged.
    pub(crate) fn of<E: Entity>(row: &Stored<E>, queued: &HashMap<Uuid, RowSync>) -> Self {
        let id: Uuid = row.value.id().into();
        // a row that is not named there is on the server
        let sync = queued.get(&id).copied().unwrap_or_default();
        Self {
            only_here: sync.waiting + sync.sending,
            since: sync.since_us.map(|us| At::of(Time(us))),
            needs_you: sync.refused > 0 || !row.conflicted.is_empty() || !row.damaged.is_empty(),
            in_review: 0,
        }
    }

    /// Returns the combined state of a parent and its children.
    pub fn and(self, other: Self) -> Self {
        Self {
            only_here: self.only_here.saturating_add(other.only_here),
            since: match (self.since, other.since) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            },
            needs_you: self.needs_you || other.needs_you,
            in_review: self.in_review.max(other.in_review),
        }
    }
}

/// Sets a field to what a form says. A form shows a value that cannot be decrypted as empty, so empty text leaves it.
pub fn set<C, T>(field: &mut Phi<C, Option<T>>, value: Option<T>) {
    if value.is_some() || field.open().is_some() {
        *field = Phi::new(value);
    }
}

/// Returns empty text for a value that is not recorded, and for one that this user cannot decrypt.
pub fn text<C, const MAX: u32>(sealed: &Phi<C, Option<Text<MAX>>>) -> String {
    sealed
        .open()
        .and_then(Option::as_ref)
        .map_or(String::new(), |text| text.to_string())
}

/// Returns a page of rows, of 100 at the most.
pub(crate) fn page<T>(
    rows: impl IntoIterator<Item = T>,
    offset: u32,
    limit: u32,
) -> impl Iterator<Item = T> {
    let rows = rows.into_iter().skip(offset as usize);
    rows.take(limit.clamp(1, 100) as usize)
}

/// Returns a count for TypeScript, whose bound integers have 32 bits.
pub fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn moments_travel_to_the_millisecond_and_back() {
        let at = At::of(Time(1_795_340_520_123_456));
        assert_eq!(at.0, "2026-11-22T09:42:00.123Z");
        assert_eq!(at.to_time("at").unwrap(), Time(1_795_340_520_123_000));
        assert!(At("yesterday".into()).to_time("at").is_err());
    }

    #[test]
    fn a_day_that_does_not_exist_or_is_written_otherwise_is_refused() {
        for day in [
            "2026-02-30",
            "2026-1-5",
            "+2026-01-5",
            "-262143-01-01",
            "+10000-01-01",
            " 2026-01-5",
        ] {
            assert!(Day(day.into()).to_date("birthDate").is_err(), "{day}");
        }
        assert!(At("2026-12-31T23:59:60Z".into()).to_time("at").is_err());
        assert_eq!(
            Day("2028-02-29".into())
                .to_date("birthDate")
                .unwrap()
                .to_string(),
            "2028-02-29"
        );
    }

    #[test]
    fn a_parent_counts_its_children_since_the_oldest() {
        let early = RecordSync {
            only_here: 1,
            since: Some(At::of(Time(0))),
            needs_you: false,
            ..RecordSync::default()
        };
        let late = RecordSync {
            only_here: 2,
            since: Some(At::of(Time(5_000_000))),
            needs_you: true,
            ..RecordSync::default()
        };
        let both = late.and(early.clone());
        assert_eq!(
            (both.only_here, both.since, both.needs_you),
            (3, early.since, true)
        );
    }
}
