//! Settings of the clinic.

use serde::Serialize;
use specta::Type;
use sync_contract::catalog::{Department, Setting, Tenant, setting_id};
use sync_contract::field::Text;
use sync_contract::read_version::ReadVersion;
use sync_contract::{Entity, Right};
use vault::audit::{Outcome, Severity};
use vault::read::{Deleted, Reader};
use vault::{Detail, Event, WriteTx};

use crate::clinic::first_facility;
use crate::error::Result;
use crate::names::StaffNames;
use crate::users::UserRow;
use crate::view::{At, Choice, Id};
use crate::{Clinic, fields, users};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecoveryTest {
    pub tested_at: At,
    pub tested_by: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SettingsView {
    pub clinic_name: String,
    pub time_zone: String,
    pub users: Vec<UserRow>,
    pub roles: Vec<Choice>,
    /// Those in use, by name: where there is one, each user has one.
    pub departments: Vec<Choice>,
    pub recovery: Option<RecoveryTest>,
    pub has_server: bool,
}

/// Minutes without input after which the window locks itself.
pub const LOCK_MINUTES: &str = "lock.minutes";
pub const LOCK_MINUTES_DEFAULT: u32 = 10;
/// When and by whom the recovery key was last tested, as `TIME NAME`.
pub const RECOVERY_TESTED: &str = "recovery.tested";
/// Hours without the server after which the screens warn.
pub const LATE_HOURS: &str = "sync.late_hours";
pub const LATE_HOURS_DEFAULT: u32 = 24;

pub(crate) fn number(reader: &Reader<'_>, name: &str, otherwise: u32) -> Result<u32> {
    let setting = reader.setting(name)?;
    Ok(setting
        .and_then(|setting| setting.value.value.parse().ok())
        .unwrap_or(otherwise))
}

/// Writes a setting whether or not it exists; its id is derived from its name.
pub(crate) fn put(tx: &mut WriteTx<'_>, name: &str, value: &str, seen: &ReadVersion) -> Result<()> {
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

/// Returns the settings, the users and roles, and when the recovery key was last tested.
///
/// # Errors
/// `Forbidden` (needs `users.read`).
pub fn show(clinic: &Clinic) -> Result<SettingsView> {
    clinic.may(Right::UsersRead)?;
    let reader = clinic.read();
    reader.look_over(Tenant::DESCRIPTOR)?;
    let facility = first_facility(&reader)?;
    let roles = reader.roles()?;
    let facts = clinic.unlocked().vault().clinic()?;
    Ok(SettingsView {
        clinic_name: facts.clinic.map_or(String::new(), |(name, _)| name),
        time_zone: facility.map_or("UTC".to_owned(), |facility| {
            facility.value.time_zone.to_string()
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
        departments: departments(&reader)?,
        recovery: recovery(clinic)?,
        has_server: facts.server.is_some(),
    })
}

/// Returns the minutes without input after which the window locks. It concerns the user's own window: no right is
/// needed.
pub fn lock_minutes(clinic: &Clinic) -> Result<u32> {
    number(&clinic.read(), LOCK_MINUTES, LOCK_MINUTES_DEFAULT)
}

fn departments(reader: &Reader<'_>) -> Result<Vec<Choice>> {
    let all = reader.all::<Department>(Deleted::Hidden)?.into_iter();
    let in_use = all.filter(|row| row.value.is_active);
    let mut departments: Vec<Choice> = in_use
        .map(|row| Choice {
            id: Id::of(row.value.id),
            name: row.value.name.to_string(),
        })
        .collect();
    departments.sort_by_cached_key(|one| fields::sort_key(&one.name));
    Ok(departments)
}

fn recovery(clinic: &Clinic) -> Result<Option<RecoveryTest>> {
    let Some(setting) = clinic.read().setting(RECOVERY_TESTED)? else {
        return Ok(None);
    };
    let staff = StaffNames::read(&clinic.read())?;
    Ok(Some(RecoveryTest {
        tested_at: At(setting.value.value.to_string()),
        tested_by: staff.name(setting.updated_by),
    }))
}

/// Logs that the recovery key left the program: on paper, or in the named file.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`).
pub fn note_recovery_sheet(clinic: &Clinic, to: &str) -> Result<()> {
    clinic.may(Right::SettingsManage)?;
    let event = Event::new("export recovery key", "clinic").ended(Outcome::Done, Severity::Warning);
    let detail = Detail {
        remark: to.to_owned(),
        ..Detail::default()
    };
    clinic.record(event, &detail)
}

/// Records that the recovery key was typed back and opened the vault just now.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`).
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
    let tested_by = StaffNames::read(&clinic.read())?.name(by);
    Ok(RecoveryTest {
        tested_at,
        tested_by,
    })
}
