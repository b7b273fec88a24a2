//! For how long an entry of the audit log is retained at least: the clinic's choice at the time of the entry.

use rusqlite::Connection;
use sync_contract::ids::TenantId;

use crate::error::Result;
use crate::store::setting::{StoredSetting, stored_setting};
use crate::verify::cells::Verifier;

/// The setting, a number of years.
pub const RETENTION_YEARS: &str = "retention.years";
/// The least that the law asks for, and what counts until the clinic chooses more.
pub const RETENTION_YEARS_LEAST: u32 = 6;
pub const RETENTION_YEARS_MOST: u32 = 100;

/// Returns how long an entry is retained at least, with each year as long as a leap year. A row that another program
/// edited shortens nothing below the least.
pub(crate) fn retention_us(conn: &Connection, verifier: Verifier<'_>) -> Result<i64> {
    let tenant = TenantId(verifier.tenant);
    let value = match stored_setting(conn, tenant, verifier.tags, RETENTION_YEARS)? {
        StoredSetting::Is(value) => Some(value),
        StoredSetting::Absent | StoredSetting::Altered => None,
    };
    Ok(years_us(years_of(value.as_deref())))
}

/// Returns the years of a stored value: the least for what is no number of them.
fn years_of(value: Option<&str>) -> u32 {
    value
        .and_then(|value| value.parse().ok())
        .unwrap_or(RETENTION_YEARS_LEAST)
        .clamp(RETENTION_YEARS_LEAST, RETENTION_YEARS_MOST)
}

pub(crate) const fn years_us(years: u32) -> i64 {
    years as i64 * 366 * 24 * 60 * 60 * 1_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_retains_entries_for_less_than_six_years() {
        for (value, years) in [
            (None, 6),
            (Some("0"), 6),
            (Some("-3"), 6),
            (Some("soon"), 6),
            (Some("10"), 10),
            (Some("4000"), 100),
        ] {
            assert_eq!(years_of(value), years, "{value:?}");
        }
    }
}
