//! A series of the demo: a patient who comes once a week to their own dietitian, for some weeks.

use chrono::{Days, NaiveTime};
use sync_contract::catalog::Patient;
use sync_contract::field::time;
use sync_contract::ids::{PatientId, RoomId, UserId};

use crate::Clinic;
use crate::appointment_types::known::USUAL_TYPE;
use crate::appointments::NewAppointment;
use crate::appointments::series::book::{book, preview};
use crate::appointments::series::{
    DateState, RepeatEnd, RepeatRule, RepeatUnit, SeriesBooking, SeriesPlan, SeriesStart,
};
use crate::clock::{at_wall, bounds, day_of};
use crate::demo::absences::working_day;
use crate::error::Result;
use crate::view::{At, Id};

/// Dates that a series has at least.
const DATES_MIN: u32 = 3;
/// Weeks of a series. A later day that is empty is filled once it is near.
const WEEKS: u32 = 4;
/// Who comes so soon is asked.
const DAYS: u64 = 6;
const TIMES: [NaiveTime; 8] = [
    time(16, 0),
    time(15, 30),
    time(15, 0),
    time(14, 0),
    time(13, 0),
    time(11, 30),
    time(9, 0),
    time(8, 0),
];

/// Books one who comes in the coming days, so that no list of those without an appointment changes.
///
/// # Errors
/// Those of a read and of a write.
pub(super) fn record(clinic: &mut Clinic, dietitians: &[UserId], rooms: &[RoomId]) -> Result<()> {
    let zone = clinic.zone()?;
    let today = day_of(clinic.now(), &zone);
    let (tonight, last) = (bounds(today, &zone).1, today + Days::new(DAYS));
    let coming = clinic
        .read()
        .attendees_between(tonight, bounds(last, &zone).1)?;
    let first = working_day(today, 1);
    for patient in coming.iter().rev().map(|row| row.value.patient) {
        let person = clinic.require_row::<Patient>(patient, "patient")?.value;
        let own = |id: &UserId| Some(*id) == person.dietitian;
        let Some(index) = dietitians.iter().position(own) else {
            continue;
        };
        for time in TIMES {
            let starts = At::of(at_wall(first, time, &zone));
            let plan = plan(patient, dietitians[index], rooms.get(index), starts);
            let shown = preview(clinic, &plan)?;
            if shown.ready < DATES_MIN {
                continue;
            }
            let free = shown.dates.into_iter();
            let free = free.filter(|date| date.state == DateState::Free);
            let dates = free.map(|date| SeriesStart {
                number: date.number,
                starts_at: date.starts_at,
            });
            let form = SeriesBooking {
                appointment: plan.appointment,
                dates: dates.collect(),
            };
            book(clinic, &form)?;
            return Ok(());
        }
    }
    Ok(())
}

fn plan(patient: PatientId, provider: UserId, room: Option<&RoomId>, starts_at: At) -> SeriesPlan {
    SeriesPlan {
        appointment: NewAppointment {
            patient_id: Some(Id::of(patient)),
            provider_id: Id::of(provider),
            room_id: room.map(|room| Id::of(*room)),
            facility_id: None,
            type_id: Id(USUAL_TYPE.to_owned()),
            starts_at,
            minutes: 0,
            reason: String::new(),
            seats: None,
            topic: String::new(),
        },
        rule: RepeatRule {
            every: 1,
            unit: RepeatUnit::Week,
            end: RepeatEnd::Count { count: WEEKS },
        },
        moved: Vec::new(),
        skipped: Vec::new(),
    }
}
