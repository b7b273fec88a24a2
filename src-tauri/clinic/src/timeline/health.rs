//! What may tell why a patient's body changed: allergies, conditions, medicines and problems.

use chrono::NaiveDate;
use sync_contract::ids::PatientId;

use crate::Clinic;
use crate::error::Result;
use crate::fields::days_meant;
use crate::names::StaffNames;
use crate::timeline::collect::Collected;
use crate::timeline::{Entry, TimelineEvent};

/// `first` and `last` are the days between which it happened, where it is known by its month or its year alone.
pub(crate) struct HealthEvent {
    pub on: String,
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub event: TimelineEvent,
}

/// Returns what began and what became of it, dated as in the timeline, in the order of time.
pub(crate) fn health_events(clinic: &Clinic, patient: PatientId) -> Result<Vec<HealthEvent>> {
    let staff = StaffNames::read(&clinic.read())?;
    let mut collected = Collected::of(clinic, patient, &staff)?;
    collected.background()?;
    collected.problems()?;
    let mut entries = collected.entries;
    entries.retain(|entry| !matches!(entry.event, TimelineEvent::NoneKnown { .. }));
    entries.sort_by_key(|entry| entry.key);
    Ok(entries.into_iter().filter_map(health_event).collect())
}

fn health_event(entry: Entry) -> Option<HealthEvent> {
    let (first, last) = days_meant(&entry.on)?;
    Some(HealthEvent {
        on: entry.on,
        first,
        last,
        event: entry.event,
    })
}
