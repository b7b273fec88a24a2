use sync_contract::Right;
use sync_contract::seen::ReadVersion;
use vault::audit::{Outcome, Severity};
use vault::{Detail, Event};

use super::{LOCK_MINUTES, RECOVERY_TESTED};
use crate::Clinic;
use crate::error::{Error, Reason, Result};
use crate::users::view::{RecoveryTest, SettingsEdit, SettingsView};
use crate::view::At;

/// Errors: `Forbidden` (needs `settings.manage`), `Invalid` for a time under one minute or over four hours.
pub fn edit(clinic: &mut Clinic, edit: &SettingsEdit) -> Result<SettingsView> {
    clinic.may(Right::SettingsManage)?;
    if !(1..=240).contains(&edit.lock_minutes) {
        return Err(Error::invalid("lockMinutes", Reason::Impossible));
    }
    let seen = edit.seen.to_seen()?;
    let minutes = edit.lock_minutes.to_string();
    clinic.write("edit settings", |tx| {
        super::put(tx, LOCK_MINUTES, &minutes, &seen)
    })?;
    super::show::show(clinic)
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
        super::put(tx, RECOVERY_TESTED, &tested_at.0, &before)
    })?;
    let by = clinic.user();
    let tested_by = crate::users::names::names(&clinic.read())?.name(by);
    Ok(RecoveryTest {
        tested_at,
        tested_by,
    })
}
