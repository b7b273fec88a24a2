//! Whether times are free: of absences, of what is closed, of other appointments and of each other, by a number of
//! statements that does not depend on how many there are.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;
use sync_contract::catalog::{Appointment, User};
use sync_contract::field::Time;
use sync_contract::ids::{AppointmentId, FacilityId, PatientId, UserId};
use uuid::Uuid;
use vault::read::{Files, Reader, Stored};

use crate::appointments::ClashOf;
use crate::appointments::absent::{Away, Slot, absent_in, away_between};
use crate::appointments::clash::{Booked, occupies, shared_at_once};
use crate::appointments::day::providers_given;
use crate::appointments::pages::booked;
use crate::appointments::series::{DateState, OtherAppointment, SeriesDate, SeriesPreview};
use crate::error::Result;
use crate::names::{PatientName, patient_names};
use crate::roles::given::GivenAt;
use crate::view::{At, Id, ReadVersionToken, count};
use crate::working_hours::{WorkingHours, is_closed, is_outside};

/// A date that is to be free.
pub(in crate::appointments) struct Wanted {
    pub number: u32,
    /// Of an appointment that is moved.
    pub stored: Option<(AppointmentId, ReadVersionToken)>,
    pub planned: Time,
    pub slot: Slot,
    pub facility: FacilityId,
    /// That of the facility.
    pub zone: Tz,
    pub patients: Vec<PatientId>,
    pub is_skipped: bool,
}

/// Returns the dates with what they are, in their order.
///
/// # Errors
/// Those of the disk.
pub(in crate::appointments) fn check(
    reader: &Reader<'_>,
    wanted: &[Wanted],
) -> Result<Vec<SeriesDate>> {
    let facts = Facts::read(reader, wanted)?;
    let all = facts.of_all(wanted);
    Ok(all.iter().map(|date| facts.date(date, &all)).collect())
}

/// Another appointment at the time of a date: one that is stored, or another of the dates, by its number.
pub(in crate::appointments) struct DateOverlap {
    pub number: Option<u32>,
    pub other: OtherAppointment,
}

/// Returns what each of the dates overlaps, in their order.
///
/// # Errors
/// Those of the disk.
pub(in crate::appointments) fn overlaps(
    reader: &Reader<'_>,
    wanted: &[Wanted],
) -> Result<Vec<Vec<DateOverlap>>> {
    let facts = Facts::read(reader, wanted)?;
    let all = facts.of_all(wanted);
    Ok(all.iter().map(|date| facts.overlaps(date, &all)).collect())
}

/// A date, also in the form that clashes are computed from.
struct Asked<'w> {
    date: &'w Wanted,
    booked: Booked,
}

pub(super) fn preview(dates: Vec<SeriesDate>) -> SeriesPreview {
    let chosen = || dates.iter().filter(|date| !date.is_skipped);
    let ready = chosen().filter(|date| date.state == DateState::Free);
    let ready = count(ready.count());
    let blocked = count(chosen().count()) - ready;
    SeriesPreview {
        ready,
        blocked,
        dates,
    }
}

/// Returns whether each date that is not skipped is free.
pub(super) fn are_free(dates: &[SeriesDate]) -> bool {
    dates
        .iter()
        .all(|date| date.is_skipped || date.state == DateState::Free)
}

struct Facts {
    /// What takes time at any of the dates.
    taken: Vec<Booked>,
    names: BTreeMap<Uuid, String>,
    /// The files under which merged ones are shown.
    shown: BTreeMap<PatientId, PatientId>,
    away: Vec<Away>,
    hours: BTreeMap<UserId, WorkingHours>,
    /// Of all who see patients, and at which facilities they do.
    open: Vec<(GivenAt, WorkingHours)>,
}

fn hours_of(user: &Stored<User>) -> WorkingHours {
    WorkingHours::of(user.value.shift_schedule.as_deref())
}

impl Facts {
    fn read(reader: &Reader<'_>, wanted: &[Wanted]) -> Result<Self> {
        let spans: Vec<_> = wanted
            .iter()
            .map(|date| (date.slot.starts, date.slot.ends))
            .collect();
        let from = spans.iter().map(|(from, _)| *from).min();
        let until = spans.iter().map(|(_, until)| *until).max();
        // what is moved leaves its time
        let leaving: BTreeSet<AppointmentId> = wanted
            .iter()
            .filter(|date| !date.is_skipped)
            .filter_map(|date| date.stored.as_ref().map(|(id, _)| *id))
            .collect();
        let mut appointments = reader.appointments_in(&spans)?;
        appointments.retain(|row| {
            let is_there = row.deleted.is_none() && occupies(row.value.status);
            is_there && !leaving.contains(&row.value.id)
        });
        let ids: Vec<AppointmentId> = appointments.iter().map(|row| row.value.id).collect();
        let attendees = reader.attendees_of(&ids)?;
        let patients = attendees.iter().filter(|row| row.deleted.is_none());
        let patients: Vec<(AppointmentId, PatientId)> = patients
            .map(|row| (row.value.appointment, row.value.patient))
            .collect();
        let named = patient_names(reader, patients.iter().map(|(_, patient)| *patient))?;
        let asked = wanted.iter().flat_map(|date| &date.patients);
        let asked: BTreeSet<PatientId> = asked.copied().collect();
        let asked: Vec<PatientId> = asked.into_iter().collect();
        let files = reader.files_of_all(&asked)?;
        let shown = files
            .iter()
            .filter_map(|(patient, files)| Some((*patient, Files::shown(files)?)));
        let users = reader.users()?;
        Ok(Self {
            taken: booked(reader, &appointments, &attendees)?,
            names: names(&appointments, &patients, &named),
            shown: shown.collect(),
            away: match from.zip(until) {
                Some((from, until)) => away_between(reader, from, until)?,
                None => Vec::new(),
            },
            hours: users
                .iter()
                .map(|user| (user.value.id, hours_of(user)))
                .collect(),
            open: providers_given(reader)?
                .into_iter()
                .map(|(user, given)| (given, hours_of(&user)))
                .collect(),
        })
    }

    fn of_all<'w>(&self, wanted: &'w [Wanted]) -> Vec<Asked<'w>> {
        let asked = |date: &'w Wanted| Asked {
            date,
            booked: self.booked(date),
        };
        wanted.iter().map(asked).collect()
    }

    fn overlaps(&self, asked: &Asked<'_>, all: &[Asked<'_>]) -> Vec<DateOverlap> {
        let own = &asked.booked;
        let mut overlaps: Vec<DateOverlap> = Vec::new();
        for other in &self.taken {
            // one that is skipped stays where it is, and does not overlap itself
            if other.id == own.id {
                continue;
            }
            let shares = shared_at_once(own, other);
            if !shares.is_empty() {
                overlaps.push(DateOverlap {
                    number: None,
                    other: OtherAppointment {
                        id: Some(Id::of(other.id)),
                        starts_at: At::of(other.starts),
                        patient: self.names.get(&other.id).cloned().unwrap_or(String::new()),
                        shares,
                    },
                });
            }
        }
        let number = asked.date.number;
        let others = all.iter().filter(|other| other.date.number != number);
        for other in others.filter(|other| !other.date.is_skipped && !asked.date.is_skipped) {
            let shares = shared_at_once(own, &other.booked);
            if !shares.is_empty() {
                overlaps.push(DateOverlap {
                    number: Some(other.date.number),
                    other: OtherAppointment {
                        id: None,
                        starts_at: At::of(other.booked.starts),
                        patient: String::new(),
                        shares,
                    },
                });
            }
        }
        overlaps
    }

    fn date(&self, asked: &Asked<'_>, all: &[Asked<'_>]) -> SeriesDate {
        let date = asked.date;
        let slot = &date.slot;
        let overlaps = self.overlaps(asked, all).into_iter();
        let overlaps: Vec<OtherAppointment> = overlaps.map(|overlap| overlap.other).collect();
        let absent = absent_in(slot, &self.away);
        let open = self.open.iter();
        let there = open.filter(|(given, _)| given.includes(date.facility));
        let there: Vec<WorkingHours> = there.map(|(_, hours)| hours.clone()).collect();
        let is_shut = is_closed(&there, slot.starts, slot.ends, &date.zone);
        let state = if absent.contains(&ClashOf::Provider) {
            DateState::Absent
        } else if absent.contains(&ClashOf::Room) || is_shut {
            DateState::Closed
        } else if overlaps.is_empty() {
            DateState::Free
        } else {
            DateState::Overlaps
        };
        let hours = self.hours.get(&slot.provider);
        SeriesDate {
            number: date.number,
            id: date.stored.as_ref().map(|(id, _)| Id::of(*id)),
            seen: date.stored.as_ref().map(|(_, seen)| seen.clone()),
            planned_at: At::of(date.planned),
            starts_at: At::of(slot.starts),
            ends_at: At::of(slot.ends),
            state,
            absent,
            overlaps,
            outside_hours: hours
                .is_some_and(|hours| is_outside(hours, slot.starts, slot.ends, &date.zone)),
            is_skipped: date.is_skipped,
        }
    }

    /// A date in the form that clashes are computed from.
    fn booked(&self, date: &Wanted) -> Booked {
        let shown = |patient: &PatientId| self.shown.get(patient).unwrap_or(patient).0;
        Booked {
            id: date.stored.as_ref().map_or(Uuid::nil(), |(id, _)| id.0),
            starts: date.slot.starts,
            ends: date.slot.ends,
            status: sync_contract::catalog::AppointmentStatus::Scheduled,
            provider: date.slot.provider.0,
            room: date.slot.room.map(|room| room.0),
            patients: date.patients.iter().map(shown).collect(),
        }
    }
}

/// Returns the first patient of each appointment; of a group session nobody.
fn names(
    appointments: &[Stored<Appointment>],
    patients: &[(AppointmentId, PatientId)],
    named: &BTreeMap<PatientId, PatientName>,
) -> BTreeMap<Uuid, String> {
    let name = |row: &Stored<Appointment>| {
        if row.value.seats.is_some() {
            return None;
        }
        let mut own = patients.iter().filter(|(id, _)| *id == row.value.id);
        let patient = own.find_map(|(_, patient)| named.get(patient))?;
        Some((row.value.id.0, patient.name.clone()))
    };
    appointments.iter().filter_map(name).collect()
}
