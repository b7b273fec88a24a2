//! What the clinic has decided for itself.

pub mod edit;
pub mod show;

use chrono_tz::Tz;
use sync_contract::catalog::{Facility, Setting};
use sync_contract::field::Text;
use sync_contract::seen::ReadVersion;
use vault::Tx;
use vault::reads::{Reader, Stored, setting_id};

use crate::error::Result;

/// Minutes without input after which the window locks itself.
pub const LOCK_MINUTES: &str = "lock.minutes";
pub const LOCK_MINUTES_DEFAULT: u32 = 10;
/// When and by whom the recovery key was last tested, as `TIME NAME`.
pub const RECOVERY_TESTED: &str = "recovery.tested";
/// Hours without the server after which the screens warn.
pub const LATE_HOURS: &str = "sync.late_hours";
pub const LATE_HOURS_DEFAULT: u32 = 24;

/// The zone of the first facility. A name that this machine does not know counts as UTC.
pub(crate) fn zone(reader: &Reader<'_>) -> Result<Tz> {
    let facility = facility(reader)?;
    Ok(facility.map_or(Tz::UTC, |facility| zone_of(&facility.value)))
}

fn zone_of(facility: &Facility) -> Tz {
    Tz::from_str_insensitive(&facility.time_zone).unwrap_or(Tz::UTC)
}

/// The one that was made first.
pub(crate) fn facility(reader: &Reader<'_>) -> Result<Option<Stored<Facility>>> {
    let all = reader.facilities()?;
    Ok(all
        .into_iter()
        .filter(|row| row.deleted.is_none())
        .min_by_key(|row| (row.created_at, row.value.id)))
}

pub(crate) fn number(reader: &Reader<'_>, name: &str, otherwise: u32) -> Result<u32> {
    let setting = reader.setting(name)?;
    Ok(setting
        .and_then(|setting| setting.value.value.parse().ok())
        .unwrap_or(otherwise))
}

/// Writes a setting whether or not there is one; its id follows from its name.
pub(crate) fn put(tx: &mut Tx<'_>, name: &str, value: &str, seen: &ReadVersion) -> Result<()> {
    let setting = Setting {
        id: setting_id(tx.tenant(), name),
        name: Text::new(name).map_err(vault::Error::from)?,
        value: Text::new(value).map_err(vault::Error::from)?,
    };
    if tx.get::<Setting>(setting.id)?.is_some() {
        tx.update(&setting, seen)?;
    } else {
        tx.insert(&setting)?;
    }
    Ok(())
}
