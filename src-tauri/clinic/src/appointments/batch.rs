//! Many appointments at once: all of them are booked, or none.

use std::collections::{BTreeMap, BTreeSet};

use sync_contract::Right;
use sync_contract::catalog::{Facility, Patient, Room, User};
use sync_contract::field::Time;
use sync_contract::ids::{AppointmentId, FacilityId, PatientId, RoomId, UserId};
use uuid::Uuid;
use vault::read::{Files, Reader, Stored};

use crate::Clinic;
use crate::appointments::absent::{Slot, away_between, require_none_of};
use crate::appointments::book::{
    Bookable, BookedSlot, Booking, BookingFacts, audit_booked, facilities_of,
};
use crate::appointments::day::look_over;
use crate::appointments::series::OtherAppointment;
use crate::appointments::series::book::wanted;
use crate::appointments::series::check::{Wanted, overlaps};
use crate::appointments::{AppointmentView, NewAppointment, pages};
use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::reads::{ListRead, log_list};

/// A batch has at most so many entries.
pub const ENTRIES_MAX: usize = 1_000;

/// An entry that cannot be booked, by its number from 1, and why.
#[derive(Debug)]
pub struct RefusedEntry {
    pub number: u32,
    pub error: Error,
}

/// An entry that is to be asked about, by its number from 1, for the reasons of `doubts::BookingDoubts`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoubtedEntry {
    pub number: u32,
    pub is_over: bool,
    pub overlaps: Vec<EntryOverlap>,
}

/// Another appointment at the time of an entry; `entry` is the number of another entry, none of a stored appointment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryOverlap {
    pub entry: Option<u32>,
    pub other: OtherAppointment,
}

/// What speaks against the entries of a batch: both are empty where nothing does.
#[derive(Debug)]
pub struct BatchPreview {
    pub refused: Vec<RefusedEntry>,
    pub doubted: Vec<DoubtedEntry>,
}

/// Everything was booked, in the order of the entries, or nothing.
#[derive(Debug)]
pub enum BatchOutcome {
    Booked(Vec<AppointmentView>),
    Refused(Vec<RefusedEntry>),
    Doubted(Vec<DoubtedEntry>),
}

/// Returns which entries cannot be booked, and which are to be asked about. The number of statements does not depend on
/// how many entries there are; nothing is written.
///
/// # Errors
/// `Forbidden` (needs `appointments.write` and `appointments.read`, for a topic `visits.write`), `WithoutCompartment`,
/// `Invalid` for no entry and for more than 1,000.
pub fn preview(clinic: &Clinic, all: &[NewAppointment]) -> Result<BatchPreview> {
    clinic.may(Right::AppointmentsWrite)?;
    clinic.may(Right::AppointmentsRead)?;
    require_count(all.len())?;
    log_list(clinic, ListRead::Diary)?;
    let reader = clinic.read();
    look_over(&reader)?;
    let checked = check(&reader, bookings(clinic, all)?)?;
    Ok(BatchPreview {
        doubted: doubted(&reader, &checked.bookable, clinic.now())?,
        refused: checked.refused,
    })
}

/// Returns which of the entries that can be booked are to be asked about.
///
/// # Errors
/// Those of the disk.
fn doubted(
    reader: &Reader<'_>,
    bookable: &[(u32, Bookable)],
    now: Time,
) -> Result<Vec<DoubtedEntry>> {
    let entries: Vec<Wanted> = bookable
        .iter()
        .map(|(number, one)| wanted(one, *number, one.starts, one.starts, false))
        .collect();
    let mut doubted = Vec::new();
    for (entry, overlaps) in entries.iter().zip(overlaps(reader, &entries)?) {
        let is_over = entry.slot.ends <= now;
        let overlaps = overlaps.into_iter().map(|overlap| EntryOverlap {
            entry: overlap.number,
            other: overlap.other,
        });
        let overlaps: Vec<EntryOverlap> = overlaps.collect();
        if is_over || !overlaps.is_empty() {
            doubted.push(DoubtedEntry {
                number: entry.number,
                is_over,
                overlaps,
            });
        }
    }
    Ok(doubted)
}

/// Books every entry in one transaction, or none where one of them cannot be booked. Each is an action of its own with
/// an audit entry about its patient, as if it had been booked alone. `anyway`: a clash and a time that is over prevent
/// nothing, as in `book::book`; otherwise the entries of which a user is to be asked are returned, and none is booked.
///
/// # Errors
/// As [`preview`], without `appointments.read`; those of a write.
pub fn book_all(clinic: &mut Clinic, all: &[NewAppointment], anyway: bool) -> Result<BatchOutcome> {
    clinic.may(Right::AppointmentsWrite)?;
    require_count(all.len())?;
    let mut unchecked = Some(bookings(clinic, all)?);
    let mut bookable = Vec::new().into_iter();
    let (mut refused, mut asked, now) = (Vec::new(), Vec::new(), clinic.now());
    let mut booked: Vec<BookedSlot> = Vec::new();
    let written = clinic.write_each("book appointment", all, |tx, _| {
        if let Some(bookings) = unchecked.take() {
            let checked = check(&tx.read(), bookings)?;
            if !checked.refused.is_empty() {
                refused = checked.refused;
                return Err(COUNT);
            }
            if !anyway {
                asked = doubted(&tx.read(), &checked.bookable, now)?;
            }
            if !asked.is_empty() {
                return Err(COUNT);
            }
            bookable = checked.bookable.into_iter();
        }
        let Some((_, one)) = bookable.next() else {
            return Ok(());
        };
        let of_entry = one.insert(tx, one.slot(one.starts), None)?;
        audit_booked(tx, &of_entry);
        booked.push(of_entry);
        Ok(())
    });
    match (written, refused.is_empty(), asked.is_empty()) {
        (Err(_), false, _) => return Ok(BatchOutcome::Refused(refused)),
        (Err(_), true, false) => return Ok(BatchOutcome::Doubted(asked)),
        (written, _, _) => written?,
    }
    let ids: Vec<AppointmentId> = booked.iter().map(|one| one.id).collect();
    let times = booked.iter().map(|one| (one.slot.starts, one.slot.ends));
    let times: Vec<(Time, Time)> = times.collect();
    pages::in_order(clinic, &ids, &times).map(BatchOutcome::Booked)
}

const COUNT: Error = Error::Invalid {
    field: "appointments",
    reason: Reason::Impossible,
};

/// # Errors
/// `Invalid`.
fn require_count(entries: usize) -> Result<()> {
    match (1..=ENTRIES_MAX).contains(&entries) {
        true => Ok(()),
        false => Err(COUNT),
    }
}

/// Returns the entries, checked as far as they can be without the rows that they name.
///
/// # Errors
/// Those of the disk.
fn bookings(clinic: &Clinic, all: &[NewAppointment]) -> Result<Vec<Result<Booking>>> {
    let facts = BookingFacts::read(clinic)?;
    let entries = all.iter().map(|new| Booking::with(clinic, &facts, new));
    Ok(entries.collect())
}

/// The entries that can be booked, each with its number, and those that cannot.
struct Checked {
    bookable: Vec<(u32, Bookable)>,
    refused: Vec<RefusedEntry>,
}

/// Checks everything but clashes.
///
/// # Errors
/// What is about none of the entries: a right that is missing, those of the disk.
fn check(reader: &Reader<'_>, bookings: Vec<Result<Booking>>) -> Result<Checked> {
    let rows = NamedRows::read(reader, bookings.iter().flatten())?;
    let entries = bookings.into_iter().map(|booking| rows.check(booking?));
    let entries: Vec<Result<Bookable>> = entries.collect();
    let slot = |one: &Bookable| one.slot(one.starts);
    let slots: Vec<Slot> = entries.iter().flatten().map(slot).collect();
    let away = match (
        slots.iter().map(|slot| slot.starts).min(),
        slots.iter().map(|slot| slot.ends).max(),
    ) {
        (Some(from), Some(until)) => away_between(reader, from, until)?,
        _ => Vec::new(),
    };
    let mut checked = Checked {
        bookable: Vec::new(),
        refused: Vec::new(),
    };
    for (number, entry) in (1u32..).zip(entries) {
        let present = entry.and_then(|one| {
            require_none_of(&away, &slot(&one), None)?;
            Ok(one)
        });
        match present {
            Ok(one) => checked.bookable.push((number, one)),
            Err(error) if is_of_entry(&error) => {
                checked.refused.push(RefusedEntry { number, error });
            }
            Err(error) => return Err(error),
        }
    }
    Ok(checked)
}

/// Returns whether an error is about what an entry says: any other prevents all of them.
fn is_of_entry(error: &Error) -> bool {
    let is_of_rows = matches!(
        error,
        Error::Several(_) | Error::PatientDeleted | Error::NotFound(_)
    );
    is_of_rows || error.is_of_field()
}

/// The rows that entries name, by as many statements for all of them as for one.
struct NamedRows {
    users: BTreeMap<UserId, Stored<User>>,
    rooms: BTreeMap<RoomId, Stored<Room>>,
    facilities: BTreeMap<FacilityId, Stored<Facility>>,
    /// Of each patient on this device whether the file under which they are shown is deleted.
    patients: BTreeMap<PatientId, bool>,
}

impl NamedRows {
    fn read<'b>(reader: &Reader<'_>, bookings: impl Iterator<Item = &'b Booking>) -> Result<Self> {
        let (mut users, mut rooms) = (BTreeSet::new(), BTreeSet::new());
        let mut patients: BTreeSet<PatientId> = BTreeSet::new();
        for booking in bookings {
            users.insert(booking.provider.0);
            rooms.extend(booking.room.map(|room| room.0));
            patients.extend(booking.patient);
        }
        let users = reader.by_ids::<User>(&all_of(users))?.into_iter();
        let rooms = reader.by_ids::<Room>(&all_of(rooms))?.into_iter();
        let facilities = reader.facilities()?.into_iter();
        Ok(Self {
            users: users.map(|row| (row.value.id, row)).collect(),
            rooms: rooms.map(|row| (row.value.id, row)).collect(),
            facilities: facilities.map(|row| (row.value.id, row)).collect(),
            patients: deleted(reader, &all_of(patients))?,
        })
    }

    fn check(&self, booking: Booking) -> Result<Bookable> {
        let user = self.users.get(&booking.provider);
        let user = user.filter(|_| booking.sees_patients.is_anywhere());
        let room = booking.room.map(|room| {
            let row = self.rooms.get(&room);
            let facility = row.and_then(|row| self.facilities.get(&row.value.facility));
            (row, facility)
        });
        booking.checked(facilities_of(user, room), |patient| {
            or_not_found(self.patients.get(&patient).copied(), "patient")
        })
    }
}

fn all_of<T>(set: BTreeSet<T>) -> Vec<T> {
    set.into_iter().collect()
}

/// Returns what `clinic::is_deleted` does, of all patients at once: none of one whose row, or that of the file under
/// which they are shown, is not on this device.
///
/// # Errors
/// Those of the disk.
fn deleted(reader: &Reader<'_>, patients: &[PatientId]) -> Result<BTreeMap<PatientId, bool>> {
    let files = reader.files_of_all(patients)?;
    let shown = |patient: PatientId| {
        let files = files.get(&patient);
        files.and_then(Files::shown).unwrap_or(patient)
    };
    let wanted = patients.iter().flat_map(|one| [one.0, shown(*one).0]);
    let wanted: BTreeSet<Uuid> = wanted.collect();
    let rows = reader.by_ids::<Patient>(&all_of(wanted))?.into_iter();
    let rows: BTreeMap<PatientId, bool> = rows
        .map(|row| (row.value.id, row.deleted.is_some()))
        .collect();
    let is_deleted = |patient: &PatientId| {
        rows.get(patient)?;
        Some((*patient, *rows.get(&shown(*patient))?))
    };
    Ok(patients.iter().filter_map(is_deleted).collect())
}
