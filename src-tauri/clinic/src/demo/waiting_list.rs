//! The waiting list of the demo: five who wait, two of whom were called, and a time that was cancelled.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, NaiveTime};
use sync_contract::catalog::{CallPurpose, CallResult, WaitingListEntry};
use sync_contract::field::{Line, Text, Time, time};
use sync_contract::ids::{PatientId, UserId, WaitingListEntryId};

use crate::appointments::status::{StatusReason, StatusWhy};
use crate::appointments::{AppointmentStatus, NewAppointment, book, status};
use crate::calls::{self, NewCall};
use crate::clock::{at_wall, bounds, day_of};
use crate::demo::absences::working_day;
use crate::error::Result;
use crate::view::{At, Day, Id};
use crate::waiting_list::list::is_any_waiting;
use crate::{Clinic, fields};

/// One who waits since so many days.
struct DemoEntry {
    days: u64,
    kind: Option<&'static str>,
    /// With the first dietitian.
    is_with_first: bool,
    weekdays: Option<&'static str>,
    times: (Option<&'static str>, Option<&'static str>),
    note: &'static str,
    called: Option<(CallResult, &'static str)>,
}

const ANY: DemoEntry = DemoEntry {
    days: 3,
    kind: None,
    is_with_first: false,
    weekdays: None,
    times: (None, None),
    note: "",
    called: None,
};

const ENTRIES: [DemoEntry; 5] = [
    DemoEntry {
        days: 12,
        note: "Can come at short notice",
        called: Some((CallResult::NoAnswer, "")),
        ..ANY
    },
    DemoEntry {
        days: 9,
        kind: Some("FOLLOW_UP"),
        weekdays: Some("TUE THU"),
        times: (Some("16:00"), None),
        called: Some((CallResult::Reached, "Wants a later time of day")),
        ..ANY
    },
    DemoEntry {
        days: 5,
        kind: Some("INITIAL"),
        is_with_first: true,
        ..ANY
    },
    DemoEntry {
        weekdays: Some("MON WED FRI"),
        times: (None, Some("12:00")),
        note: "School run before half past eight",
        ..ANY
    },
    DemoEntry {
        days: 1,
        kind: Some("PHONE"),
        ..ANY
    },
];

const WEEK_US: i64 = 7 * 86_400_000_000;
const HALF_HOUR_US: i64 = 1_800_000_000;

/// Puts patients on the list who come later and wish for an earlier time, and cancels one appointment.
///
/// # Errors
/// Those of a read and of a write.
pub(super) fn record(clinic: &mut Clinic, dietitians: &[UserId]) -> Result<()> {
    // entries of patients who were taken out again are listed no longer
    let is_empty = !is_any_waiting(&clinic.read())?;
    let Some(first) = dietitians.first().copied().filter(|_| is_empty) else {
        return Ok(());
    };
    let zone = clinic.zone()?;
    let today = day_of(clinic.now(), &zone);
    let (_, tonight) = bounds(today, &zone);
    let later = clinic
        .read()
        .attendees_between(tonight, Time(tonight.0 + 2 * WEEK_US))?;
    let later: BTreeSet<PatientId> = later.iter().map(|row| row.value.patient).collect();
    let mut later = later.into_iter();
    for (demo, patient) in ENTRIES.iter().zip(later.by_ref()) {
        insert(clinic, demo, patient, (first, today))?;
    }
    match later.next() {
        Some(patient) => cancel_one(clinic, first, patient, working_day(today, 2)),
        None => Ok(()),
    }
}

fn insert(
    clinic: &mut Clinic,
    demo: &DemoEntry,
    patient: PatientId,
    (first, today): (UserId, NaiveDate),
) -> Result<()> {
    let word = |text: Option<&str>| text.map(|text| fields::fitting(text, "kind")).transpose();
    let hour = |text: Option<&str>| -> Result<Option<Text<5>>> {
        text.map(|text| fields::fitting(text, "fromTime"))
            .transpose()
    };
    let note: Option<Line> = fields::optional(demo.note, "note")?;
    clinic.write("add to waiting list", |tx| {
        let id: WaitingListEntryId = tx.new_id();
        tx.insert(&WaitingListEntry {
            id,
            patient,
            kind: word(demo.kind)?,
            provider: demo.is_with_first.then_some(first),
            weekdays: word(demo.weekdays)?,
            from_time: hour(demo.times.0)?,
            until_time: hour(demo.times.1)?,
            from_day: None,
            until_day: None,
            since: today - Days::new(demo.days),
            note: note.into(),
            outcome: None,
            appointment: None,
            ended_at: None,
            ended_by: None,
            reason: None.into(),
        })?;
        Ok(())
    })?;
    let Some((result, note)) = demo.called else {
        return Ok(());
    };
    let at = at_wall(today - Days::new(1), time(11, 20), &clinic.zone()?);
    let call = NewCall {
        patient_id: Id::of(patient),
        purpose: CallPurpose::Waiting,
        result,
        at: Some(At::of(at)),
        retry_on: (result == CallResult::NoAnswer).then(|| Day::of(today)),
        note: note.to_owned(),
    };
    calls::record(clinic, &call).map(drop)
}

/// Books the first free half hour of a morning or an afternoon, and cancels it again.
fn cancel_one(
    clinic: &mut Clinic,
    provider: UserId,
    patient: PatientId,
    day: NaiveDate,
) -> Result<()> {
    let zone = clinic.zone()?;
    let (from, until) = bounds(day, &zone);
    let booked = clinic
        .read()
        .appointments_between(Some(provider), from, until)?;
    let is_free = |wall: &NaiveTime| {
        let starts = at_wall(day, *wall, &zone).0;
        let mut booked = booked.iter();
        booked.all(|row| row.value.ends.0 <= starts || starts + HALF_HOUR_US <= row.value.starts.0)
    };
    let hours = [9, 10, 11, 14, 15, 16];
    let mut walls = hours
        .iter()
        .flat_map(|hour| [time(*hour, 0), time(*hour, 30)]);
    let Some(wall) = walls.find(is_free) else {
        return Ok(());
    };
    let new = NewAppointment {
        patient_id: Some(Id::of(patient)),
        provider_id: Id::of(provider),
        room_id: None,
        facility_id: None,
        type_id: Id("FOLLOW_UP".to_owned()),
        starts_at: At::of(at_wall(day, wall, &zone)),
        minutes: 30,
        reason: String::new(),
        seats: None,
        topic: String::new(),
    };
    let view = book::book(clinic, &new)?;
    let why = StatusWhy {
        code: Some(StatusReason::Illness),
        text: "Has a cold".to_owned(),
    };
    status::set_status(
        clinic,
        &view.id,
        &view.seen,
        AppointmentStatus::Cancelled,
        Some(&why),
    )
    .map(drop)
}
