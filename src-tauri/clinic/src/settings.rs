//! What the clinic has decided for itself.

use chrono_tz::Tz;
use sync_contract::Right;
use sync_contract::catalog::{Facility, Setting};
use sync_contract::field::Text;
use sync_contract::seen::ReadVersion;
use vault::audit::{Outcome, Severity};
use vault::read::{Reader, Stored, setting_id};
use vault::{Detail, Event, Tx};

use crate::error::{Error, Reason, Result};
use crate::users::{RecoveryTest, SettingsEdit, SettingsView};
use crate::view::{At, Choice, Id, ReadVersionToken};
use crate::{Clinic, users};

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

/// What the clinic has decided, who works there, and when the recovery key was last tested.
///
/// Errors: `Forbidden` (needs `users.read`).
pub fn show(clinic: &Clinic) -> Result<SettingsView> {
    clinic.may(Right::UsersRead)?;
    let reader = clinic.read();
    let facility = facility(&reader)?;
    let lock = reader.setting(LOCK_MINUTES)?;
    let roles = reader.roles()?;
    let facts = clinic.unlocked().vault().clinic()?;
    Ok(SettingsView {
        clinic_name: facts.clinic.map_or(String::new(), |(name, _)| name),
        time_zone: facility.map_or("UTC".to_owned(), |facility| {
            facility.value.time_zone.to_string()
        }),
        lock_minutes: number(&reader, LOCK_MINUTES, LOCK_MINUTES_DEFAULT)?,
        seen: lock.map_or(ReadVersionToken(String::new()), |lock| {
            ReadVersionToken::of(&lock.seen)
        }),
        users: users::list::list(clinic)?,
        roles: roles
            .iter()
            .filter(|role| role.deleted.is_none())
            .map(|role| Choice {
                id: Id::of(role.value.id),
                name: role.value.name.to_string(),
            })
            .collect(),
        recovery: recovery(clinic)?,
        has_server: facts.server.is_some(),
    })
}

/// Minutes without input after which the window locks itself. It is everybody's own window: no right is asked for.
pub fn lock_minutes(clinic: &Clinic) -> Result<u32> {
    number(&clinic.read(), LOCK_MINUTES, LOCK_MINUTES_DEFAULT)
}

fn recovery(clinic: &Clinic) -> Result<Option<RecoveryTest>> {
    let Some(setting) = clinic.read().setting(RECOVERY_TESTED)? else {
        return Ok(None);
    };
    let staff = users::names(&clinic.read())?;
    Ok(Some(RecoveryTest {
        tested_at: At(setting.value.value.to_string()),
        tested_by: staff.name(setting.updated_by),
    }))
}

/// Errors: `Forbidden` (needs `settings.manage`), `Invalid` for a time under one minute or over four hours.
pub fn edit(clinic: &mut Clinic, edit: &SettingsEdit) -> Result<SettingsView> {
    clinic.may(Right::SettingsManage)?;
    if !(1..=240).contains(&edit.lock_minutes) {
        return Err(Error::invalid("lockMinutes", Reason::Impossible));
    }
    let seen = edit.seen.to_seen()?;
    let minutes = edit.lock_minutes.to_string();
    clinic.write("edit settings", |tx| put(tx, LOCK_MINUTES, &minutes, &seen))?;
    show(clinic)
}

/// Writes down that the recovery key left the program: on paper, or in the file that is named.
///
/// Errors: `Forbidden` (needs `settings.manage`).
pub fn note_recovery_sheet(clinic: &Clinic, to: &str) -> Result<()> {
    clinic.may(Right::SettingsManage)?;
    let event = Event::new("export recovery key", "clinic").ended(Outcome::Done, Severity::Warning);
    let detail = Detail {
        remark: to.to_owned(),
        ..Detail::default()
    };
    Ok(clinic.unlocked().record(event, &detail)?)
}

/// Writes down that the recovery key was typed back and opened the vault just now.
///
/// Errors: `Forbidden` (needs `settings.manage`).
pub fn note_recovery_test(clinic: &mut Clinic) -> Result<RecoveryTest> {
    clinic.may(Right::SettingsManage)?;
    let tested_at = At::of(clinic.now());
    let before = clinic
        .read()
        .setting(RECOVERY_TESTED)?
        .map_or(ReadVersion::default(), |setting| setting.seen);
    clinic.write("test recovery key", |tx| {
        put(tx, RECOVERY_TESTED, &tested_at.0, &before)
    })?;
    let by = clinic.user();
    let tested_by = crate::users::names(&clinic.read())?.name(by);
    Ok(RecoveryTest {
        tested_at,
        tested_by,
    })
}
