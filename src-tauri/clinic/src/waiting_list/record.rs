//! The waiting list as patients are put on it, called, and taken off it.

use chrono::NaiveDate;
use sync_contract::catalog::{Patient, User, WaitingListEntry, WaitingOutcome};
use sync_contract::field::{Line, Text};
use sync_contract::ids::{PatientId, UserId, WaitingListEntryId};
use sync_contract::{Compartment, Right};
use vault::WriteTx;
use vault::read::Stored;

use crate::appointment_types::known::Types;
use crate::appointments::day::providers_anywhere;
use crate::calls::{self, CallPurpose, NewCall};
use crate::clinic::{or_not_found, require_not_deleted};
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::view::{Day, Id, ReadVersionToken, set};
use crate::waiting_list::list::{one, wishes};
use crate::waiting_list::wishes::{text_of, time_of};
use crate::waiting_list::{NewWaiting, WHAT, WaitingCall, WaitingEntry, WaitingWishes};
use crate::working_hours::shown;
use crate::{Clinic, fields, merged_files};

/// The checked values of a form.
struct Checked {
    kind: Option<Text<50>>,
    provider: Option<UserId>,
    weekdays: Option<Text<50>>,
    times: (Option<Text<5>>, Option<Text<5>>),
    days: (Option<NaiveDate>, Option<NaiveDate>),
    note: Option<Line>,
}

/// Puts a patient on the waiting list.
///
/// # Errors
/// `Forbidden` (needs `appointments.write`), `NotFound`, `PatientDeleted`, `TooLong`, `Invalid` for a patient who waits
/// already, for a type or a provider that cannot be booked, for what is no time of a day or no day of the diary, and
/// for times and days in the wrong order.
pub fn add(clinic: &mut Clinic, new: &NewWaiting) -> Result<WaitingEntry> {
    clinic.may(Right::AppointmentsWrite)?;
    clinic.may_open(Compartment::Contact)?;
    let patient: PatientId = new.patient_id.to()?;
    let checked = checked(clinic, &new.wishes, None);
    let since = clinic.today()?;
    let id = clinic.write("add to waiting list", |tx| {
        let (checked, ()) = (checked, require_not_waiting(tx, patient)).together()?;
        require_not_deleted(tx, patient)?;
        insert(tx, patient, since, checked)
    })?;
    one(clinic, id)
}

/// Asks the front desk to call a patient who should come again: an entry with the day on which they are due and their
/// dietitian, and nothing more.
///
/// # Errors
/// `Forbidden` (needs `appointments.write` and `chart.read`), `NotFound`, `PatientDeleted`, `Invalid` for a patient who
/// waits already.
pub fn ask_to_call(clinic: &mut Clinic, patient: &Id) -> Result<WaitingEntry> {
    clinic.may(Right::AppointmentsWrite)?;
    clinic.may(Right::ChartRead)?;
    clinic.may_open(Compartment::Contact)?;
    let patient: PatientId = patient.to()?;
    let reader = clinic.read();
    let visits = reader.last_visits_due(&[patient])?;
    let due = visits.get(&patient).and_then(|visit| visit.due);
    let row = clinic.require_row::<Patient>(patient, "patient")?;
    let bookable = providers_anywhere(&reader)?;
    let dietitian = row.value.dietitian;
    let dietitian = dietitian.filter(|user| bookable.iter().any(|row| row.value.id == *user));
    let since = clinic.today()?;
    let id = clinic.write("add to waiting list", |tx| {
        require_not_waiting(tx, patient)?;
        require_not_deleted(tx, patient)?;
        let wishes = Checked {
            kind: None,
            provider: dietitian,
            weekdays: None,
            times: (None, None),
            days: (due, None),
            note: None,
        };
        insert(tx, patient, since, wishes)
    })?;
    one(clinic, id)
}

/// Changes the wishes in which the form differs from the loaded one.
///
/// # Errors
/// As [`add`], `Invalid` for an entry that has ended.
pub fn edit(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    loaded: &WaitingWishes,
    wanted: &WaitingWishes,
) -> Result<WaitingEntry> {
    clinic.may(Right::AppointmentsWrite)?;
    clinic.may_open(Compartment::Contact)?;
    let (row, seen): (WaitingListEntryId, _) = (id.to()?, seen.to_read_version()?);
    let stored = clinic.require_row::<WaitingListEntry>(row, WHAT)?;
    let wanted = merged_form!(WaitingWishes {
        type_id, provider_id, weekdays, from_time, until_time, from_day, until_day, note
    } of loaded, wanted, wishes(&stored.value));
    let checked = checked(clinic, &wanted, Some(&stored.value));
    clinic.write("edit waiting list", |tx| {
        let mut entry = current(tx, row)?.value;
        require_not_deleted(tx, entry.patient)?;
        let checked = checked?;
        entry.kind = checked.kind;
        entry.provider = checked.provider;
        entry.weekdays = checked.weekdays;
        (entry.from_time, entry.until_time) = checked.times;
        (entry.from_day, entry.until_day) = checked.days;
        set(&mut entry.note, checked.note);
        tx.update(&entry, &seen)?;
        Ok(())
    })?;
    one(clinic, row)
}

/// Takes a patient off the list who wants no time any more.
///
/// # Errors
/// `Forbidden` (needs `appointments.write`), `NotFound`, `TooLong`, `Invalid` without a reason and for an entry that
/// has ended.
pub fn end(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<WaitingEntry> {
    clinic.may(Right::AppointmentsWrite)?;
    clinic.may_open(Compartment::Contact)?;
    let (row, seen): (WaitingListEntryId, _) = (id.to()?, seen.to_read_version()?);
    let reason: Line = fields::required(reason, "reason")?;
    let user = clinic.user();
    clinic.write("end waiting", |tx| {
        let mut entry = current(tx, row)?.value;
        entry.outcome = Some(WaitingOutcome::NoLongerWanted);
        entry.appointment = None;
        entry.ended_at = Some(tx.now());
        entry.ended_by = Some(user);
        entry.reason = Some(reason).into();
        tx.update(&entry, &seen)?;
        Ok(())
    })?;
    one(clinic, row)
}

/// Puts a patient on the list again whose wait had ended, with their wishes and since when they wait.
///
/// # Errors
/// `Forbidden` (needs `appointments.write`), `NotFound`, `PatientDeleted`, `Invalid` for an entry that has not ended
/// and for a patient who waits by another one.
pub fn reopen(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<WaitingEntry> {
    clinic.may(Right::AppointmentsWrite)?;
    clinic.may_open(Compartment::Contact)?;
    let (row, seen): (WaitingListEntryId, _) = (id.to()?, seen.to_read_version()?);
    clinic.write("reopen waiting", |tx| {
        let mut entry = stored(tx, row)?.value;
        if entry.ended_at.is_none() {
            return Err(Error::invalid("entry", Reason::OutOfOrder));
        }
        require_not_deleted(tx, entry.patient)?;
        require_not_waiting(tx, entry.patient)?;
        entry.outcome = None;
        entry.appointment = None;
        entry.ended_at = None;
        entry.ended_by = None;
        entry.reason = None.into();
        tx.update(&entry, &seen)?;
        Ok(())
    })?;
    one(clinic, row)
}

/// Records a call about the waiting list. It is never edited: the next one says what is true.
///
/// # Errors
/// As a call; `Invalid` for an entry that has ended.
pub fn call(clinic: &mut Clinic, form: &WaitingCall) -> Result<WaitingEntry> {
    clinic.may(Right::AppointmentsWrite)?;
    let row: WaitingListEntryId = form.id.to()?;
    let entry = clinic.require_row::<WaitingListEntry>(row, WHAT)?.value;
    if entry.ended_at.is_some() {
        return Err(Error::invalid("entry", Reason::Cancelled));
    }
    let patient = merged_files::shown(&clinic.read(), entry.patient)?;
    let new = NewCall {
        patient_id: Id::of(patient),
        purpose: CallPurpose::Waiting,
        result: form.result,
        at: None,
        retry_on: form.retry_on.clone(),
        note: form.note.clone(),
    };
    calls::record(clinic, &new)?;
    one(clinic, row)
}

/// Returns an entry that has not ended.
pub(super) fn current(
    tx: &WriteTx<'_>,
    id: WaitingListEntryId,
) -> Result<Stored<WaitingListEntry>> {
    let stored = stored(tx, id)?;
    match stored.value.ended_at {
        Some(_) => Err(Error::invalid("entry", Reason::Cancelled)),
        None => Ok(stored),
    }
}

fn stored(tx: &WriteTx<'_>, id: WaitingListEntryId) -> Result<Stored<WaitingListEntry>> {
    let stored = tx.get::<WaitingListEntry>(id)?;
    or_not_found(stored.filter(|row| row.deleted.is_none()), WHAT)
}

/// One entry is enough: two would be called about twice.
fn require_not_waiting(tx: &WriteTx<'_>, patient: PatientId) -> Result<()> {
    let reader = tx.read();
    let files = merged_files::of(&reader, patient)?;
    let files: Vec<PatientId> = files.into_iter().collect();
    match reader.waits_of(&files)?.is_empty() {
        true => Ok(()),
        false => Err(Error::invalid("patientId", Reason::Taken)),
    }
}

fn insert(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    since: NaiveDate,
    wishes: Checked,
) -> Result<WaitingListEntryId> {
    let id: WaitingListEntryId = tx.new_id();
    tx.insert(&WaitingListEntry {
        id,
        patient,
        kind: wishes.kind,
        provider: wishes.provider,
        weekdays: wishes.weekdays,
        from_time: wishes.times.0,
        until_time: wishes.times.1,
        from_day: wishes.days.0,
        until_day: wishes.days.1,
        since,
        note: wishes.note.into(),
        outcome: None,
        appointment: None,
        ended_at: None,
        ended_by: None,
        reason: None.into(),
    })?;
    Ok(id)
}

/// Returns the checked values of a form. A type or a provider that the entry has already is kept, though it can be
/// booked no longer.
fn checked(
    clinic: &Clinic,
    form: &WaitingWishes,
    before: Option<&WaitingListEntry>,
) -> Result<Checked> {
    let bookable = providers_anywhere(&clinic.read())?;
    let today = clinic.today()?;
    let day = |day: &Option<Day>, field: &'static str| {
        let Some(day) = day else {
            return Ok(None);
        };
        let day = day.to_date(field)?;
        match fields::is_of_diary(day, today) {
            true => Ok(Some(day)),
            false => Err(Error::invalid(field, Reason::Impossible)),
        }
    };
    let weekdays = text_of(&form.weekdays);
    let types = Types::read(&clinic.read())?;
    let (kind, provider, times, days, weekdays, note) = (
        kind(form, &types, before),
        provider(form, &bookable, before),
        times(form),
        (
            day(&form.from_day, "fromDay"),
            day(&form.until_day, "untilDay"),
        )
            .together()
            .and_then(|days| in_order(days, "untilDay", |from, until| from <= until)),
        weekdays
            .map(|text| fields::fitting(&text, "weekdays"))
            .transpose(),
        fields::optional(&form.note, "note"),
    )
        .together()?;
    Ok(Checked {
        kind,
        provider,
        weekdays,
        times,
        days,
        note,
    })
}

fn kind(
    form: &WaitingWishes,
    types: &Types,
    before: Option<&WaitingListEntry>,
) -> Result<Option<Text<50>>> {
    let Some(id) = &form.type_id else {
        return Ok(None);
    };
    let kind: Text<50> = fields::required(&id.0, "typeId")?;
    let is_same = before.is_some_and(|entry| entry.kind.as_ref() == Some(&kind));
    match is_same || types.offered().any(|known| known.code == *kind) {
        true => Ok(Some(kind)),
        false => Err(Error::invalid("typeId", Reason::Unknown)),
    }
}

fn provider(
    form: &WaitingWishes,
    bookable: &[Stored<User>],
    before: Option<&WaitingListEntry>,
) -> Result<Option<UserId>> {
    let Some(id) = &form.provider_id else {
        return Ok(None);
    };
    let id: UserId = id.to()?;
    let is_same = before.is_some_and(|entry| entry.provider == Some(id));
    match is_same || bookable.iter().any(|row| row.value.id == id) {
        true => Ok(Some(id)),
        false => Err(Error::invalid("providerId", Reason::Unknown)),
    }
}

/// Reads a time of day by which somebody wants to come; empty text is any.
///
/// # Errors
/// `Invalid` for what is no time of day.
pub fn wished_time(text: &str, field: &'static str) -> Result<Option<chrono::NaiveTime>> {
    match text.trim() {
        "" => Ok(None),
        text => time_of(text)
            .map(Some)
            .ok_or(Error::invalid(field, Reason::Malformed)),
    }
}

fn times(form: &WaitingWishes) -> Result<(Option<Text<5>>, Option<Text<5>>)> {
    let times = (
        wished_time(&form.from_time, "fromTime"),
        wished_time(&form.until_time, "untilTime"),
    )
        .together()?;
    let (from, until) = in_order(times, "untilTime", |from, until| from < until)?;
    let written = |time: Option<chrono::NaiveTime>, field| {
        let text = time.map(shown);
        text.map(|text| fields::fitting(&text, field)).transpose()
    };
    (written(from, "fromTime"), written(until, "untilTime")).together()
}

fn in_order<T: Copy>(
    (from, until): (Option<T>, Option<T>),
    field: &'static str,
    is_in_order: impl Fn(T, T) -> bool,
) -> Result<(Option<T>, Option<T>)> {
    match from
        .zip(until)
        .is_none_or(|(from, until)| is_in_order(from, until))
    {
        true => Ok((from, until)),
        false => Err(Error::invalid(field, Reason::Backwards)),
    }
}
