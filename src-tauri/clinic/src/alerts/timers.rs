//! After how many minutes an alert is escalated: a setting of the clinic for each priority.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::AlertPriority;
use sync_contract::read_version::ReadVersion;
use vault::read::Reader;

use crate::Clinic;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::settings;

/// A day.
const MINUTES_MAX: u32 = 1_440;

/// Minutes by priority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AlertTimers {
    pub low: u32,
    pub medium: u32,
    pub high: u32,
    pub critical: u32,
}

impl AlertTimers {
    pub(super) fn of(&self, priority: AlertPriority) -> u32 {
        match priority {
            AlertPriority::Low => self.low,
            AlertPriority::Medium => self.medium,
            AlertPriority::High => self.high,
            AlertPriority::Critical => self.critical,
        }
    }

    pub(super) fn read(reader: &Reader<'_>) -> Result<Self> {
        let minutes = |priority| {
            let (name, otherwise) = setting(priority);
            settings::number(reader, name, otherwise)
        };
        Ok(Self {
            low: minutes(AlertPriority::Low)?,
            medium: minutes(AlertPriority::Medium)?,
            high: minutes(AlertPriority::High)?,
            critical: minutes(AlertPriority::Critical)?,
        })
    }
}

/// The name of a setting, and the minutes where the clinic has not set it.
fn setting(priority: AlertPriority) -> (&'static str, u32) {
    match priority {
        AlertPriority::Low => ("alerts.minutes.low", 240),
        AlertPriority::Medium => ("alerts.minutes.medium", 60),
        AlertPriority::High => ("alerts.minutes.high", 15),
        AlertPriority::Critical => ("alerts.minutes.critical", 5),
    }
}

/// Returns the minutes after which an alert of each priority is escalated.
///
/// # Errors
/// `Forbidden` (needs `alerts.read`).
pub fn show(clinic: &Clinic) -> Result<AlertTimers> {
    clinic.may(Right::AlertsRead)?;
    AlertTimers::read(&clinic.read())
}

/// Changes the minutes in which the form differs from the loaded one.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`), `Invalid` for less than a minute or more than a day.
pub fn edit(clinic: &mut Clinic, loaded: &AlertTimers, form: &AlertTimers) -> Result<AlertTimers> {
    clinic.may(Right::SettingsManage)?;
    let checked = |minutes: u32, field| match (1..=MINUTES_MAX).contains(&minutes) {
        true => Ok(()),
        false => Err(Error::invalid(field, Reason::Impossible)),
    };
    (
        checked(form.low, "lowMinutes"),
        checked(form.medium, "mediumMinutes"),
        checked(form.high, "highMinutes"),
        checked(form.critical, "criticalMinutes"),
    )
        .together()?;
    let changed: Vec<_> = AlertPriority::ALL
        .iter()
        .filter(|priority| form.of(**priority) != loaded.of(**priority))
        .collect();
    if !changed.is_empty() {
        clinic.write("edit alert timers", |tx| {
            for priority in changed {
                let (name, _) = setting(*priority);
                let before = tx.read().setting(name)?;
                let seen = before.map_or(ReadVersion::default(), |row| row.seen);
                settings::put(tx, name, &form.of(*priority).to_string(), &seen)?;
            }
            Ok(())
        })?;
    }
    AlertTimers::read(&clinic.read())
}
