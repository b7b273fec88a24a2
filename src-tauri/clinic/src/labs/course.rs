//! The course of an order: collected, cancelled, finished, and its results read.

use chrono::NaiveDate;
use chrono_tz::Tz;
use sync_contract::Right;
use sync_contract::catalog::{LabStatus, LabTest, Patient};
use sync_contract::ids::{LabTestId, PatientId};
use vault::WriteTx;
use vault::read::Stored;

use crate::chart_row;
use crate::clinic::or_not_found;
use crate::clock::day_of;
use crate::error::{Error, LabHalt, Reason, Result};
use crate::fields::Together;
use crate::labs::orders::{ORDER, Shown, is_complete, lines_of, show, state};
use crate::labs::{LabCollection, LabOrderState, LabOrderView};
use crate::names::born_from;
use crate::view::{Day, Id, ReadVersionToken, set};
use crate::{Clinic, fields};

/// Returns an order that is not removed, and whether it has results.
pub(super) fn writable(tx: &WriteTx<'_>, id: &Id) -> Result<(Stored<LabTest>, bool)> {
    let row = chart_row::writable::<LabTest>(tx, id)?;
    let row = or_not_found(
        Some(row).filter(|row| row.value.ordered_by.is_some()),
        ORDER,
    )?;
    let has_results = !lines_of(&tx.read(), row.value.id)?.is_empty();
    Ok((row, has_results))
}

/// # Errors
/// `LabHalted` for an order that is cancelled or collected already.
pub(super) fn require_ordered(order: &LabTest, has_results: bool) -> Result<()> {
    match state(order, has_results) {
        LabOrderState::Ordered => Ok(()),
        LabOrderState::Cancelled => Err(Error::LabHalted(LabHalt::Cancelled)),
        LabOrderState::Collected | LabOrderState::Resulted => {
            Err(Error::LabHalted(LabHalt::Collected))
        }
    }
}

/// Records that what an order needs was collected, by this user.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `LabHalted` for one that is cancelled or
/// collected already, `TooLong`, `Invalid` for a day in the future, before birth or before the order.
pub fn collect(clinic: &mut Clinic, collection: &LabCollection) -> Result<LabOrderView> {
    clinic.may(Right::MeasurementsWrite)?;
    let (now, by, today) = (clinic.now(), clinic.user(), clinic.today()?);
    let zones = clinic.workplace()?.zones();
    let seen = collection.seen.to_read_version()?;
    let row = chart_row::shown::<LabTest>(clinic, &collection.id)?.value;
    let person = clinic.require_row::<Patient>(row.patient, "patient")?.value;
    let (day, laboratory) = (
        collected_on(clinic, &person, &collection.collected_on),
        fields::optional(&collection.laboratory, "laboratory"),
    )
        .together()?;
    clinic.write("collect lab order", |tx| {
        let (stored, has_results) = writable(tx, &collection.id)?;
        require_ordered(&stored.value, has_results)?;
        require_since_order(&stored, day, (&zones, today))?;
        let mut row = stored.value;
        row.status = LabStatus::Collected;
        row.collected_on = Some(day);
        row.collected_at = (day == today).then_some(now);
        row.collected_by = Some(by);
        set(&mut row.laboratory, laboratory);
        tx.update(&row, &seen)?;
        Ok(())
    })?;
    show(clinic, &collection.id)
}

/// Cancels an order, for which there is a reason.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `LabHalted` for one that is cancelled
/// already or has results, `TooLong`, `Invalid` without a reason.
pub fn cancel(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<LabOrderView> {
    clinic.may(Right::MeasurementsWrite)?;
    let (seen, reason) = (seen.to_read_version()?, fields::required(reason, "reason")?);
    clinic.write("cancel lab order", |tx| {
        let (stored, has_results) = writable(tx, id)?;
        let mut row = stored.value;
        if row.status == LabStatus::Cancelled {
            return Err(Error::LabHalted(LabHalt::Cancelled));
        }
        if has_results {
            return Err(Error::LabHalted(LabHalt::Resulted));
        }
        row.status = LabStatus::Cancelled;
        row.status_reason = Some(reason).into();
        tx.update(&row, &seen)?;
        Ok(())
    })?;
    show(clinic, id)
}

/// Says that no more results of an order will come.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `LabHalted` for one that is cancelled,
/// `Invalid` without a result.
pub fn finish(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<LabOrderView> {
    clinic.may(Right::MeasurementsWrite)?;
    let seen = seen.to_read_version()?;
    clinic.write("finish lab order", |tx| {
        let (stored, has_results) = writable(tx, id)?;
        let mut row = stored.value;
        if row.status == LabStatus::Cancelled {
            return Err(Error::LabHalted(LabHalt::Cancelled));
        }
        if !has_results {
            return Err(Error::invalid("results", Reason::Required));
        }
        row.status = LabStatus::Resulted;
        tx.update(&row, &seen)?;
        Ok(())
    })?;
    show(clinic, id)
}

/// Marks the results of an order as read by the user who ordered it; `read_token` is that of the view that they saw.
/// What was entered or corrected since stays unread.
///
/// # Errors
/// `Forbidden` (needs `labs.order` and `measurements.write`), `NotFound`, also without a result, `PatientDeleted`,
/// `LabHalted` for what another user has ordered who can read it, `Invalid` for a token that is none.
pub fn read_results(clinic: &mut Clinic, id: &Id, read_token: &str) -> Result<LabOrderView> {
    clinic.may(Right::LabsOrder)?;
    clinic.may(Right::MeasurementsWrite)?;
    let malformed = || Error::invalid("readToken", Reason::Malformed);
    let sum: i64 = read_token.trim().parse().map_err(|_| malformed())?;
    let (now, by) = (clinic.now(), clinic.user());
    let sheet = clinic.read().get::<LabTest>(id.to::<LabTestId>()?)?;
    let patient: Vec<PatientId> = sheet.iter().map(|row| row.value.patient).collect();
    let shown = Shown::read(clinic, &clinic.read(), &[], &patient)?;
    clinic.write("read lab results", |tx| {
        // of a removed sheet, too: results that another computer entered meanwhile are read like all others
        let stored = chart_row::of_patient_there::<LabTest>(tx, id)?;
        let lines = lines_of(&tx.read(), stored.value.id)?;
        let ordered_by = or_not_found(stored.value.ordered_by, ORDER)?;
        or_not_found(lines.first(), "result")?;
        if !shown.may_read(stored.value.patient, ordered_by) {
            return Err(Error::LabHalted(LabHalt::OfAnother));
        }
        let mut row = stored.value;
        row.read_at = Some(now);
        row.read_by = Some(by);
        row.read_sum = Some(sum);
        tx.update(&row, &stored.seen)?;
        Ok(())
    })?;
    show(clinic, id)
}

/// Returns the day of a collection, which is not before birth and not to come.
pub(super) fn collected_on(clinic: &Clinic, patient: &Patient, day: &Day) -> Result<NaiveDate> {
    const FIELD: &str = "collectedOn";
    let date = day.to_date(FIELD)?;
    if date > clinic.today()? {
        return Err(Error::invalid(FIELD, Reason::InTheFuture));
    }
    if born_from(patient).is_some_and(|born| date < born) {
        return Err(Error::invalid(FIELD, Reason::Backwards));
    }
    Ok(date)
}

/// Requires that what an order needs was not collected on a day before it, be it by the clock of another facility, or
/// ordered where the clock ran ahead.
///
/// # Errors
/// `Invalid`.
pub(super) fn require_since_order(
    sheet: &Stored<LabTest>,
    day: NaiveDate,
    (zones, today): (&[Tz], NaiveDate),
) -> Result<()> {
    let ordered_at = sheet.value.ordered_at.unwrap_or(sheet.created_at);
    let ordered_on = zones.iter().map(|zone| day_of(ordered_at, zone)).min();
    let is_before = ordered_on.is_some_and(|ordered_on| day < ordered_on.min(today));
    match sheet.value.ordered_by.is_some() && is_before {
        true => Err(Error::invalid("collectedOn", Reason::TooLongAgo)),
        false => Ok(()),
    }
}

/// Asks whether results may be entered on a sheet.
///
/// # Errors
/// `LabHalted` for an order that is cancelled or not collected.
pub(super) fn require_open(sheet: &LabTest) -> Result<()> {
    if sheet.ordered_by.is_none() {
        return Ok(());
    }
    match state(sheet, false) {
        LabOrderState::Cancelled => Err(Error::LabHalted(LabHalt::Cancelled)),
        LabOrderState::Ordered => Err(Error::LabHalted(LabHalt::NotCollected)),
        LabOrderState::Collected | LabOrderState::Resulted => Ok(()),
    }
}

/// Writes how far an order is once results were added to its sheet or removed: it is resulted once each test has one,
/// and collected again once none is there.
///
/// # Errors
/// Those of a write.
pub(super) fn follow(tx: &mut WriteTx<'_>, stored: &Stored<LabTest>) -> Result<()> {
    let mut row = stored.value.clone();
    if row.ordered_by.is_none() {
        return Ok(());
    }
    let lines = lines_of(&tx.read(), row.id)?;
    row.status = match row.status {
        LabStatus::Collected if is_complete(&row, &lines) => LabStatus::Resulted,
        LabStatus::Resulted if lines.is_empty() => LabStatus::Collected,
        _ => return Ok(()),
    };
    tx.update(&row, &stored.seen)?;
    Ok(())
}
