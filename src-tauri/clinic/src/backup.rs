//! Backups of the complete clinic that only the recovery key opens: when the last one was made and rehearsed, and when
//! the next one is due.

use std::io;
use std::path::Path;

use chrono::{Days, NaiveDate};
use serde::Serialize;
use specta::Type;
use sync_contract::field::Time;
use sync_contract::{Compartment, Right};
use vault::audit::{AuditFilter, Outcome};
use vault::{BackupReport, BackupWritten, Detail, Event};

use crate::Clinic;
use crate::clock::day_of;
use crate::error::{Error, Reason, Result};
use crate::names::StaffNames;
use crate::settings::{number, put};
use crate::view::{At, Day, ReadVersionToken};

/// After how many days the next backup is due, a setting.
const EVERY_DAYS: &str = "backup.every_days";
const EVERY_DAYS_DEFAULT: u32 = 7;
const EVERY_DAYS_MAX: u32 = 90;
/// A restore that was rehearsed longer ago is no longer relied on.
const REHEARSED_DAYS: u64 = 90;

const CREATE: &str = "create backup";
/// One that was begun is in the log before it leaves the clinic; this says that it was complete.
const FINISH: &str = "finish backup";
const REHEARSE: &str = "rehearse backup";

/// A backup that was written.
#[derive(Debug)]
pub struct Backup {
    pub written: BackupWritten,
    /// The compartments of which not all rows have come to this computer: the backup lacks them, too.
    pub to_come: Vec<&'static str>,
}

/// Writes a backup to one file that the recovery key opens. What of the file is damaged or missing is noted.
///
/// # Errors
/// `Forbidden` (needs `backups.create`), `NotWritten` where this user may not write the file, those of the disk.
pub fn create(clinic: &Clinic, out: &Path) -> Result<Backup> {
    clinic.may(Right::BackupsCreate)?;
    // said now: such a backup is refused on the day when it is needed
    clinic.unlocked().vault().check_file()?;
    clinic.read().look_over_all()?;
    clinic
        .unlocked()
        .record(Event::new(CREATE, "clinic"), &named(out))?;
    let to_come = clinic.read().compartments_to_come()?;
    let written = clinic.unlocked().back_up(out).map_err(not_written)?;
    clinic
        .unlocked()
        .record(Event::new(FINISH, "clinic"), &named(out))?;
    Ok(Backup {
        written,
        to_come: to_come.map(Compartment::name).collect(),
    })
}

/// The clinic's own file was written just now: what may not be written is the backup.
fn not_written(error: vault::Error) -> Error {
    match error {
        vault::Error::NoPermission => Error::NotWritten(io::ErrorKind::PermissionDenied.into()),
        other => other.into(),
    }
}

/// A backup that was made or rehearsed at this computer, with the name of its file, which only those read who read the
/// audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BackupStep {
    pub at: At,
    pub by: String,
    pub file: Option<String>,
}

/// What the audit log of this computer has about backups. `is_due`: none was made, or `next_on` has come.
/// `is_rehearsal_due`: a backup was made, and within 90 days none was rehearsed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BackupsView {
    pub last: Option<BackupStep>,
    pub rehearsed: Option<BackupStep>,
    pub every_days: u32,
    pub seen: ReadVersionToken,
    pub next_on: Option<Day>,
    pub is_due: bool,
    pub is_rehearsal_due: bool,
}

/// What a backup has in it, as a restore of it would bring it back. `altered` rows are not what the clinic's computers
/// wrote: a restore refuses them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Rehearsal {
    pub made_at: At,
    pub made_by: String,
    pub computer: String,
    pub seconds: u32,
    pub patients: u32,
    pub rows: u32,
    pub audit_entries: u32,
    pub altered: u32,
}

/// Returns when the last backup was made and rehearsed at this computer, and when the next one is due.
///
/// # Errors
/// `Forbidden` (needs `backups.create`).
pub fn show(clinic: &Clinic) -> Result<BackupsView> {
    clinic.may(Right::BackupsCreate)?;
    let reader = clinic.read();
    let every_days = number(&reader, EVERY_DAYS, EVERY_DAYS_DEFAULT)?.clamp(1, EVERY_DAYS_MAX);
    let seen = reader
        .setting(EVERY_DAYS)?
        .map_or(ReadVersionToken(String::new()), |setting| {
            ReadVersionToken::of(&setting.seen)
        });
    let (zone, today) = (clinic.zone()?, clinic.today()?);
    let (last, rehearsed) = (latest(clinic, FINISH)?, latest(clinic, REHEARSE)?);
    let day = |step: &Option<(Time, BackupStep)>| step.as_ref().map(|(at, _)| day_of(*at, &zone));
    let after = |day: NaiveDate, days: u64| day.checked_add_days(Days::new(days)).unwrap_or(day);
    let next_on = day(&last).map(|made| after(made, every_days.into()));
    let relied_until = day(&rehearsed).map(|day| after(day, REHEARSED_DAYS));
    Ok(BackupsView {
        is_due: next_on.is_none_or(|next| next <= today),
        is_rehearsal_due: last.is_some() && relied_until.is_none_or(|until| until < today),
        last: last.map(|(_, step)| step),
        rehearsed: rehearsed.map(|(_, step)| step),
        every_days,
        seen,
        next_on: next_on.map(Day::of),
    })
}

/// Changes after how many days the next backup is due.
///
/// # Errors
/// `Forbidden` (needs `backups.create` and `settings.manage`), `Invalid` outside 1 to 90.
pub fn edit_days(
    clinic: &mut Clinic,
    seen: &ReadVersionToken,
    every_days: u32,
) -> Result<BackupsView> {
    clinic.may(Right::BackupsCreate)?;
    clinic.may(Right::SettingsManage)?;
    if !(1..=EVERY_DAYS_MAX).contains(&every_days) {
        return Err(Error::invalid("everyDays", Reason::Impossible));
    }
    let before = show(clinic)?;
    if before.every_days != every_days {
        let seen = seen.to_read_version()?;
        clinic.write("edit settings", |tx| {
            put(tx, EVERY_DAYS, &every_days.to_string(), &seen)
        })?;
    }
    show(clinic)
}

/// Records that a backup was opened and checked to its end, as a restore would, and took so long.
///
/// # Errors
/// `Forbidden` (needs `backups.create`), `BadBackup` for one of another clinic.
pub fn note_rehearsal(
    clinic: &Clinic,
    file: &Path,
    report: &BackupReport,
    seconds: u64,
) -> Result<Rehearsal> {
    clinic.may(Right::BackupsCreate)?;
    if report.tenant != clinic.tenant().0 {
        return Err(Error::Vault(vault::Error::BadBackup));
    }
    if report.altered == 0 {
        clinic
            .unlocked()
            .record(Event::new(REHEARSE, "clinic"), &named(file))?;
    }
    let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    let patients = report.rows.iter().find(|(table, _)| *table == "patients");
    Ok(Rehearsal {
        made_at: At::of(Time(report.created_at_us)),
        made_by: report.author.clone(),
        computer: report.device.clone(),
        seconds: number(seconds),
        patients: number(patients.map_or(0, |(_, rows)| *rows)),
        rows: number(report.rows.iter().map(|(_, rows)| rows).sum()),
        audit_entries: number(report.audit_entries),
        altered: number(report.altered),
    })
}

fn named(file: &Path) -> Detail {
    let name = file.file_name();
    Detail {
        remark: name.map_or(String::new(), |name| name.to_string_lossy().into_owned()),
        ..Detail::default()
    }
}

/// Returns the latest entry of an action that was done, in the audit logs of this computer.
fn latest(clinic: &Clinic, action: &str) -> Result<Option<(Time, BackupStep)>> {
    let filter = AuditFilter {
        action: Some(action.to_owned()),
        outcome: Some(Outcome::Done),
        ..AuditFilter::default()
    };
    let lines = clinic.unlocked().audit(&filter, 1)?;
    let Some(line) = lines.first() else {
        return Ok(None);
    };
    let at = Time(line.entry.at_us);
    let by = line.entry.user.map(Into::into);
    let staff = StaffNames::read(&clinic.read())?;
    let detail = line.detail.as_ref();
    let file = detail.map(|detail| detail.remark.clone());
    Ok(Some((
        at,
        BackupStep {
            at: At::of(at),
            by: by.map_or(String::new(), |by| staff.name(by)),
            file: file.filter(|name| !name.is_empty()),
        },
    )))
}
