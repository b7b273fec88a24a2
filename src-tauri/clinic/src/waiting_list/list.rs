//! Those who wait, and those whose wait ended.

use std::collections::{BTreeMap, BTreeSet};

use sync_contract::catalog::{Appointment, FreedSlot, Patient, PhoneCall, WaitingListEntry};
use sync_contract::field::Time;
use sync_contract::ids::{PatientId, WaitingListEntryId};
use sync_contract::{Entity, Right};
use uuid::Uuid;
use vault::read::{Files, Reader, Stored};

use crate::Clinic;
use crate::appointment_types::known::Types;
use crate::appointments::day::look_over;
use crate::appointments::here::Here;
use crate::calls::{self, CallView};
use crate::clinic::or_not_found;
use crate::clock::start_of;
use crate::error::Result;
use crate::names::{PatientName, StaffNames, phone};
use crate::reads::{ListRead, log_list};
use crate::view::{At, Day, Id, ReadVersionToken, RecordSync, count, page, text};
use crate::waiting_list::wishes::days_of;
use crate::waiting_list::{
    WHAT, WaitingEnd, WaitingEntry, WaitingPage, WaitingPart, WaitingQuery, WaitingWishes,
};

const DAY_US: i64 = 86_400_000_000;
/// How long an entry that has ended is listed.
const ENDED_US: i64 = 90 * DAY_US;

/// Returns a part of the waiting list where the session works. Patients who are deleted, or whose file is not on this
/// device, are not on it.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`).
pub fn list(clinic: &Clinic, query: &WaitingQuery) -> Result<WaitingPage> {
    clinic.may(Right::AppointmentsRead)?;
    log_list(clinic, ListRead::Diary)?;
    let reader = clinic.read();
    look_over_all(&reader)?;
    let entries = match query.part {
        WaitingPart::Current => reader.waiting()?,
        WaitingPart::Ended => {
            reader.waits_ended_since(Time(clinic.now().0.saturating_sub(ENDED_US)))?
        }
    };
    let people = People::of(&reader, &entries)?;
    let here = Here::read(&reader, &clinic.workplace()?)?;
    let listed = entries.into_iter().filter(|row| people.lists(row, &here));
    let entries: Vec<_> = listed.collect();
    let total = count(entries.len());
    let shown: Vec<_> = page(entries, query.offset, query.limit).collect();
    Ok(WaitingPage {
        total,
        rows: rows(clinic, &reader, &people, &shown)?,
    })
}

/// Returns whether a patient who is not deleted waits, at whichever facility.
///
/// # Errors
/// Those of the disk.
pub(crate) fn is_any_waiting(reader: &Reader<'_>) -> Result<bool> {
    let entries = reader.waiting()?;
    let people = People::of(reader, &entries)?;
    Ok(entries.iter().any(|row| people.has(row)))
}

/// Returns one entry.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<WaitingEntry> {
    clinic.may(Right::AppointmentsRead)?;
    log_list(clinic, ListRead::Diary)?;
    one(clinic, id.to()?)
}

pub(crate) fn one(clinic: &Clinic, id: WaitingListEntryId) -> Result<WaitingEntry> {
    let entries = [clinic.require_row::<WaitingListEntry>(id, WHAT)?];
    let reader = clinic.read();
    reader.look_over(PhoneCall::DESCRIPTOR)?;
    let people = People::of(&reader, &entries)?;
    or_not_found(rows(clinic, &reader, &people, &entries)?.pop(), WHAT)
}

/// Reads by its tag whatever the list and the free times depend on.
pub(super) fn look_over_all(reader: &Reader<'_>) -> Result<()> {
    look_over(reader)?;
    for entity in [
        Patient::DESCRIPTOR,
        PhoneCall::DESCRIPTOR,
        WaitingListEntry::DESCRIPTOR,
        FreedSlot::DESCRIPTOR,
    ] {
        reader.look_over(entity)?;
    }
    Ok(())
}

/// Whose entries they are: by the file under which a patient is shown.
pub(super) struct People {
    merged: BTreeMap<PatientId, Files>,
    patients: BTreeMap<PatientId, Stored<Patient>>,
}

impl People {
    pub fn of(reader: &Reader<'_>, entries: &[Stored<WaitingListEntry>]) -> Result<Self> {
        let mut people = Self {
            merged: reader.merged_files()?,
            patients: BTreeMap::new(),
        };
        let ids = entries.iter().map(|row| people.shown(row.value.patient).0);
        let ids: BTreeSet<Uuid> = ids.collect();
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let patients = reader.by_ids::<Patient>(&ids)?.into_iter();
        let patients = patients.filter(|row| row.deleted.is_none());
        people.patients = patients.map(|row| (row.value.id, row)).collect();
        Ok(people)
    }

    pub fn shown(&self, patient: PatientId) -> PatientId {
        let files = self.merged.get(&patient);
        files.and_then(Files::shown).unwrap_or(patient)
    }

    fn has(&self, entry: &Stored<WaitingListEntry>) -> bool {
        self.patients.contains_key(&self.shown(entry.value.patient))
    }

    /// Returns whether an entry is of a patient who is known and waits where the session works.
    pub fn lists(&self, entry: &Stored<WaitingListEntry>, here: &Here) -> bool {
        let patient = self.patients.get(&self.shown(entry.value.patient));
        patient.is_some_and(|row| here.has_waiting(row.value.facility, entry.value.provider))
    }

    /// All files of a patient.
    fn files(&self, patient: PatientId) -> Vec<PatientId> {
        let files = self.merged.get(&patient);
        let others = files
            .into_iter()
            .flat_map(|files| files.patients.iter().copied());
        let mut all: Vec<PatientId> = others.chain([patient]).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Returns entries as they are listed, those of patients who are not known left out, by a fixed number of statements.
pub(super) fn rows(
    clinic: &Clinic,
    reader: &Reader<'_>,
    people: &People,
    entries: &[Stored<WaitingListEntry>],
) -> Result<Vec<WaitingEntry>> {
    let staff = StaffNames::read(reader)?;
    let types = Types::read(reader)?;
    let zone = clinic.zone()?;
    let files = entries
        .iter()
        .flat_map(|row| people.files(row.value.patient));
    let files: BTreeSet<PatientId> = files.collect();
    let files: Vec<PatientId> = files.into_iter().collect();
    let calls = reader.waiting_calls(&files)?;
    let booked = booked(reader, entries)?;
    let queued = reader.sync_of(WaitingListEntry::DESCRIPTOR, entries)?;
    let row = |row: &Stored<WaitingListEntry>| {
        let entry = &row.value;
        let patient = people.patients.get(&people.shown(entry.patient))?;
        let since = start_of(entry.since, &zone);
        let own = calls.iter().filter(|call| {
            let is_own = people.shown(call.value.patient) == patient.value.id;
            is_own
                && call.value.at >= since
                && entry.ended_at.is_none_or(|end| call.value.at <= end)
        });
        let own: Vec<&Stored<PhoneCall>> = own.collect();
        let last_call: Option<CallView> = own.first().map(|call| calls::view(call, &staff));
        Some(WaitingEntry {
            id: Id::of(entry.id),
            seen: ReadVersionToken::of(&row.seen),
            patient: PatientName::of(&patient.value),
            phone: phone(&patient.value),
            wishes: wishes(entry),
            r#type: entry.kind.as_ref().map(|kind| types.name(kind)),
            provider: entry.provider.map(|user| staff.name(user)),
            since: Day::of(entry.since),
            added_by: staff.name(row.created_by),
            calls: count(own.len()),
            last_call,
            end: end(entry, &staff, &booked),
            sync: RecordSync::of(row, &queued),
        })
    };
    Ok(entries.iter().filter_map(row).collect())
}

pub(super) fn wishes(entry: &WaitingListEntry) -> WaitingWishes {
    let time = |text: Option<&str>| text.unwrap_or_default().to_owned();
    WaitingWishes {
        type_id: entry.kind.as_ref().map(|kind| Id(kind.to_string())),
        provider_id: entry.provider.map(Id::of),
        weekdays: days_of(entry.weekdays.as_deref()),
        from_time: time(entry.from_time.as_deref()),
        until_time: time(entry.until_time.as_deref()),
        from_day: entry.from_day.map(Day::of),
        until_day: entry.until_day.map(Day::of),
        note: text(&entry.note),
    }
}

/// Reads when those who were booked come.
fn booked(
    reader: &Reader<'_>,
    entries: &[Stored<WaitingListEntry>],
) -> Result<BTreeMap<Uuid, Time>> {
    let ids = entries.iter().filter_map(|row| row.value.appointment);
    let ids: BTreeSet<Uuid> = ids.map(|id| id.0).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let booked = reader.by_ids::<Appointment>(&ids)?;
    let times = booked.iter().map(|row| (row.value.id.0, row.value.starts));
    Ok(times.collect())
}

fn end(
    entry: &WaitingListEntry,
    staff: &StaffNames,
    booked: &BTreeMap<Uuid, Time>,
) -> Option<WaitingEnd> {
    let starts = entry.appointment.and_then(|id| booked.get(&id.0));
    Some(WaitingEnd {
        outcome: entry.outcome?,
        at: At::of(entry.ended_at?),
        by: entry
            .ended_by
            .map_or(String::new(), |user| staff.name(user)),
        reason: text(&entry.reason),
        starts_at: starts.map(|starts| At::of(*starts)),
    })
}
