//! Registers the people of the casebook and books their appointments, as the front desk does.

use chrono::{NaiveDateTime, TimeDelta};
use rust_decimal::Decimal;
use sync_contract::catalog::{
    Appointment, AppointmentMode, AppointmentPatient, AppointmentStatus, Attendance, Sex,
    StatusReason,
};
use sync_contract::field::{Text, Time, time};
use sync_contract::ids::{
    AppointmentId, AppointmentPatientId, FacilityId, PatientId, RoomId, UserId,
};
use vault::WriteTx;

use crate::appointments::book::insert_booked;
use crate::appointments::status::{Change, insert_change};
use crate::clinic::or_not_found;
use crate::clock::at_wall;
use crate::demo::appointment_types::{HOME, VIDEO};
use crate::demo::casebook::book::{Mode, PersonSex, VisitKind};
use crate::demo::casebook::chance::{happens, weighed};
use crate::demo::casebook::names::PersonName;
use crate::demo::casebook::person::{DemoPerson, Outcome, PersonVisit};
use crate::demo::casebook::slots;
use crate::demo::contacts;
use crate::demo::data::DemoPatient;
use crate::demo::diary::insert_course;
use crate::demo::plan::{Dice, Plan, PlannedNote, PlannedPatient, PlannedVisit};
use crate::error::Result;
use crate::patients::identity;
use crate::patients::register::file_number;
use crate::{Clinic, fields};

/// Patients whose appointments are booked in one operation.
const TOGETHER: usize = 25;
const HOUR_US: i64 = 3_600_000_000;

/// Returns what the parts of the demo that go by a place in a list need of people: who they are, and when they came.
pub fn as_plan(people: &[DemoPerson], names: &[PersonName], providers: &[usize]) -> Plan {
    let people = people.iter().zip(names).zip(providers).zip(0..);
    let patients = people.map(|(((person, name), provider), number)| PlannedPatient {
        person: DemoPatient {
            given_name: name.given.clone(),
            family_name: name.family.clone(),
            sex: match person.sex {
                PersonSex::Female => "F".to_owned(),
                PersonSex::Male => "M".to_owned(),
            },
            birth_date: person.birth.to_string(),
            phone: phone(number),
            language: name.language.clone(),
        },
        dietitian: *provider,
        course: 0,
        height_cm: Decimal::ZERO,
        visits: attended(person).map(planned).collect(),
    });
    Plan {
        patients: patients.collect(),
        appointments: Vec::new(),
    }
}

fn attended(person: &DemoPerson) -> impl Iterator<Item = &PersonVisit> {
    let visits = person.visits.iter();
    visits.filter(|visit| matches!(visit.outcome, Outcome::Attended | Outcome::Running))
}

fn planned(visit: &PersonVisit) -> PlannedVisit {
    PlannedVisit {
        day: visit.day,
        at: visit.at,
        height_cm: Decimal::ZERO,
        weight_kg: Decimal::ZERO,
        waist_cm: None,
        pressure: None,
        glucose_mmol_l: None,
        note: PlannedNote::Signed,
        appointment: None,
    }
}

/// Returns a number that France reserves for fiction.
fn phone(number: usize) -> String {
    format!("+33 6 39 98 {:02} {:02}", 10 + number / 100, number % 100)
}

/// Registers people, in the order in which they came.
///
/// # Errors
/// Those of a write.
pub(super) fn register(
    clinic: &mut Clinic,
    people: &[DemoPerson],
    plan: &Plan,
    dietitians: &[UserId],
    first: u32,
) -> Result<Vec<PatientId>> {
    clinic.write("register patients", |tx| {
        let mut ids = Vec::new();
        for ((person, planned), number) in people.iter().zip(&plan.patients).zip(first..) {
            let of = &planned.person;
            let mut patient = identity::blank(tx.new_id());
            patient.given_name = fields::optional(&of.given_name, "givenName")?.into();
            patient.family_name = fields::optional(&of.family_name, "familyName")?.into();
            patient.birth_date = Some(person.birth).into();
            patient.sex = match person.sex {
                PersonSex::Female => Sex::Female,
                PersonSex::Male => Sex::Male,
            };
            patient.phones = fields::phones(&of.phone)?.into();
            patient.preferred_language = fields::optional(&of.language, "language")?;
            patient.dietitian = dietitians.get(planned.dietitian).copied();
            contacts::describe(&mut patient, ids.len())?;
            // whose day of birth a table of growth needs, knows it
            patient.birth_date_estimated = false.into();
            patient.status = person.status;
            let number =
                Text::new(&file_number(tx.device_number(), number)).map_err(vault::Error::from)?;
            patient.file_number = Some(number).into();
            tx.insert(&patient)?;
            ids.push(patient.id);
        }
        Ok(ids)
    })
}

/// Where a dietitian sees patients.
#[derive(Clone, Copy)]
pub struct WorkSite {
    pub facility: FacilityId,
    pub room: Option<RoomId>,
}

/// What all appointments have in common.
struct Booker<'a> {
    dietitians: &'a [(UserId, WorkSite)],
    zone: chrono_tz::Tz,
    now: NaiveDateTime,
}

/// Books the appointments of all people and returns their ids by person and visit.
///
/// # Errors
/// Those of a write.
pub(super) fn book(
    clinic: &mut Clinic,
    people: &[DemoPerson],
    patients: &[PatientId],
    providers: &[usize],
    dietitians: &[(UserId, WorkSite)],
    now: NaiveDateTime,
) -> Result<Vec<Vec<AppointmentId>>> {
    let booker = Booker {
        dietitians,
        zone: clinic.zone()?,
        now,
    };
    let all: Vec<(&DemoPerson, PatientId, usize)> = people
        .iter()
        .zip(patients)
        .zip(providers)
        .map(|((person, patient), provider)| (person, *patient, *provider))
        .collect();
    let mut ids = Vec::new();
    for together in all.chunks(TOGETHER) {
        let booked: Vec<Vec<AppointmentId>> = clinic.write("book appointments", |tx| {
            let mut ids = Vec::new();
            for (person, patient, provider) in together {
                let visits = person.visits.iter().enumerate();
                let visits =
                    visits.map(|visit| booker.insert(tx, person, visit, (*patient, *provider)));
                ids.push(visits.collect::<Result<_>>()?);
            }
            Ok(ids)
        })?;
        ids.extend(booked);
    }
    Ok(ids)
}

impl Booker<'_> {
    fn insert(
        &self,
        tx: &mut WriteTx<'_>,
        person: &DemoPerson,
        (at, visit): (usize, &PersonVisit),
        (patient, provider): (PatientId, usize),
    ) -> Result<AppointmentId> {
        let starts = at_wall(visit.day, visit.at, &self.zone);
        let mut dice = person.dice(10_000 + at as u64);
        let is_near = visit.day <= self.now.date() + TimeDelta::days(7);
        let is_next = visit.day.and_time(visit.at) <= self.now + TimeDelta::minutes(30);
        let status = match visit.outcome {
            Outcome::Attended => AppointmentStatus::Completed,
            Outcome::NoShow => AppointmentStatus::NoShow,
            Outcome::Cancelled => AppointmentStatus::Cancelled,
            Outcome::Running => AppointmentStatus::InRoom,
            Outcome::Booked if is_next => AppointmentStatus::Arrived,
            Outcome::Booked if is_near && happens(&mut dice, 0.6) => AppointmentStatus::Confirmed,
            Outcome::Booked => AppointmentStatus::Scheduled,
        };
        let id: AppointmentId = tx.new_id();
        let comes_here = visit.mode == Mode::InPerson;
        let kind = match (visit.kind, visit.mode) {
            (VisitKind::Initial, _) => "INITIAL",
            (_, Mode::Video) => VIDEO,
            (_, Mode::Home) => HOME,
            _ => "FOLLOW_UP",
        };
        let (provider, site) = *or_not_found(self.dietitians.get(provider), "dietitian")?;
        tx.insert(&Appointment {
            id,
            facility: site.facility,
            room: site.room.filter(|_| comes_here),
            provider,
            starts,
            ends: Time(starts.0 + visit.minutes * 60_000_000),
            status,
            kind: Text::new(kind).map_err(vault::Error::from)?,
            mode: match visit.mode {
                Mode::InPerson => AppointmentMode::InPerson,
                Mode::Phone => AppointmentMode::Phone,
                Mode::Video => AppointmentMode::Video,
                Mode::Home => AppointmentMode::Home,
            },
            series: None,
            seats: None,
        })?;
        let attendee: AppointmentPatientId = tx.new_id();
        let reason = slots::at_first_visit(person, person.referral).filter(|_| at == 0);
        tx.insert(&AppointmentPatient {
            id: attendee,
            patient,
            appointment: id,
            reason: fields::optional_paragraph(&reason.unwrap_or(String::new()), "reason")?.into(),
            notes: None.into(),
            attendance: match visit.outcome {
                Outcome::Attended | Outcome::Running => Attendance::Attended,
                Outcome::NoShow => Attendance::Absent,
                _ => Attendance::Expected,
            },
        })?;
        // booked an hour after the last visit began, or 7 to 30 days ahead of the first one
        let before = at
            .checked_sub(1)
            .and_then(|before| person.visits.get(before));
        let booked = match before {
            Some(before) => at_wall(before.day, before.at, &self.zone).0 + HOUR_US,
            None => {
                at_wall(
                    visit.day - TimeDelta::days(dice.between(7, 30)),
                    time(11, 20),
                    &self.zone,
                )
                .0
            }
        };
        let now = tx.now().0;
        let booked = Time(booked.min(starts.0 - HOUR_US).min(now - HOUR_US));
        let first = Change::booked(id, booked);
        insert_change(tx, &first)?;
        if status == AppointmentStatus::Cancelled {
            let change = Change {
                from: Some(first.to),
                to: status,
                at: Time(
                    (starts.0 - 24 * HOUR_US * dice.between(0, 4))
                        .max(booked.0 + HOUR_US)
                        .min(now),
                ),
                reason_code: Some(cancelled(&mut dice)),
                ..first
            };
            insert_change(tx, &change)?;
        } else {
            insert_course(tx, first, status, (starts, visit.minutes))?;
        }
        Ok(id)
    }
}

/// A patient who is due, and a free time.
pub struct Due {
    pub patient: PatientId,
    pub provider: UserId,
    pub site: WorkSite,
    pub starts: Time,
}

/// Books half an hour for each.
///
/// # Errors
/// Those of a write.
pub(super) fn book_due(clinic: &mut Clinic, wanted: &[Due]) -> Result<()> {
    if wanted.is_empty() {
        return Ok(());
    }
    clinic.write("book appointments", |tx| {
        for due in wanted {
            let id: AppointmentId = tx.new_id();
            let appointment = Appointment {
                id,
                facility: due.site.facility,
                room: due.site.room,
                provider: due.provider,
                starts: due.starts,
                ends: Time(due.starts.0 + HOUR_US / 2),
                status: AppointmentStatus::Scheduled,
                kind: Text::new("FOLLOW_UP").map_err(vault::Error::from)?,
                mode: AppointmentMode::InPerson,
                series: None,
                seats: None,
            };
            insert_booked(tx, &appointment, Some(due.patient), None)?;
        }
        Ok(())
    })
}

fn cancelled(dice: &mut Dice) -> StatusReason {
    let reasons = [
        (StatusReason::PatientRequest, 0.46),
        (StatusReason::Illness, 0.27),
        (StatusReason::ClinicRequest, 0.12),
        (StatusReason::Weather, 0.03),
        (StatusReason::Unreachable, 0.04),
        (StatusReason::Other, 0.08),
    ];
    weighed(dice, reasons).unwrap_or(StatusReason::Other)
}
