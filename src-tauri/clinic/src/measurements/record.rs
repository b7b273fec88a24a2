use sync_contract::Right;
use sync_contract::catalog::{
    DeletionReason, Measurement, MeasurementFlag, MeasurementMethod, Patient, Visit,
};
use sync_contract::field::Time;
use sync_contract::ids::{MeasurementId, PatientId, VisitId};
use sync_contract::read_version::ReadVersion;
use vault::WriteTx;
use vault::read::Stored;

use crate::chart_row;
use crate::clinic::{or_not_found, require_not_deleted};
use crate::clock::day_of;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::measurements::corrected;
use crate::measurements::doubt::{is_confirmed, present, within_visit};
use crate::measurements::known::KnownKind;
use crate::measurements::list::{Readings, grid, show};
use crate::measurements::measure::Measure;
use crate::measurements::read::Measured;
use crate::measurements::unit_system::UnitSystem;
use crate::measurements::{
    ConsideredReading, Correction, HowTaken, MeasureGrid, MeasurementView, NewMeasurement,
    NewReading, unsaved,
};
use crate::names::born_from;
use crate::view::{At, Id, ReadVersionToken};
use crate::{Clinic, fields};

/// A reading that need not be part of a visit.
#[derive(Debug, Clone)]
pub struct ReadingEntry {
    pub patient: PatientId,
    pub visit: Option<VisitId>,
    pub kind: Measure,
    /// As it was typed: `159 lb`.
    pub text: String,
    pub at: Time,
    /// Stores a value that is far from what is likely.
    pub accept_doubtful: bool,
}

/// Records one line of a visit's grid, or corrects the one that it replaces. What a full disk does not take is held,
/// sealed, and recorded once there is room; an empty text that replaces nothing drops what was held of the line.
///
/// Stores a doubtful value, too: the screen asks about it until a person keeps or changes it.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `Invalid` for what is no measurement, for a
/// kind that is offered no longer, and for a time that is still to come or before the day of birth.
pub fn record(clinic: &mut Clinic, form: &NewMeasurement) -> Result<MeasureGrid> {
    clinic.may(Right::MeasurementsWrite)?;
    let visit: VisitId = form.visit_id.to()?;
    let stored = clinic.require_row::<Visit>(visit, "visit")?;
    let stored = or_not_found(Some(stored).filter(|row| row.deleted.is_none()), "visit")?;
    if let Some(replaced) = &form.replaces {
        let correction = Correction {
            kind: form.kind.clone(),
            text: form.text.clone(),
            at: form.at.clone(),
            accept_doubtful: form.accept_doubtful,
        };
        correct(clinic, &replaced.id, &replaced.seen, &correction)?;
    } else if form.text.trim().is_empty() {
        // cleared again before there was room for it
        let kind = KnownKind::offered(&clinic.read(), &form.kind)?;
        let draft = unsaved::draft_of(visit, &kind)?;
        clinic.unlocked_mut().drop_draft::<Measurement>(draft)?;
    } else {
        let kind = KnownKind::offered(&clinic.read(), &form.kind)?;
        let text = with_unit(clinic, &kind, &form.text)?;
        let (measured, at) = (kind.read(&text), past(clinic, form.at.as_ref())).together()?;
        let entry = ReadingEntry {
            patient: stored.value.patient,
            visit: Some(visit),
            kind: form.kind.clone(),
            text,
            at: at.unwrap_or_else(|| within_visit(clinic.now(), &stored)),
            accept_doubtful: form.accept_doubtful,
        };
        if at.is_some() {
            after_birth(clinic, &entry)?;
        }
        let flag = flag(clinic, &entry, &kind, None)?;
        let draft = unsaved::draft_of(visit, &kind)?;
        let added = clinic.write("add measurement", |tx| {
            require_not_deleted(tx, entry.patient)?;
            insert(tx, &entry, &kind, measured, flag)?;
            Ok(tx.drop_draft::<Measurement>(draft)?)
        });
        if let Err(refused) = added {
            let reading = row(draft, &entry, &kind, measured, flag)?;
            return Err(unsaved::seal_refused(
                clinic,
                refused,
                &reading,
                &ReadVersion::default(),
            ));
        }
    }
    grid(clinic, &stored)
}

/// Returns a typed text as it is stored: with the unit of the clinic behind a bare number that is in another one than
/// the stored one.
fn with_unit(clinic: &Clinic, kind: &KnownKind, text: &str) -> Result<String> {
    Ok(kind.with_unit(text, UnitSystem::of(&clinic.read())?))
}

/// Returns when a reading was taken that does not say so: within its visit, else now.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`.
pub fn usual_time(clinic: &Clinic, visit: Option<VisitId>) -> Result<Time> {
    clinic.may(Right::MeasurementsWrite)?;
    match visit {
        Some(visit) => {
            let stored = clinic.require_row::<Visit>(visit, "visit")?;
            Ok(within_visit(clinic.now(), &stored))
        }
        None => Ok(clinic.now()),
    }
}

/// Returns a time that a form names, unless it is still to come.
fn past(clinic: &Clinic, at: Option<&At>) -> Result<Option<Time>> {
    let at = at.map(|at| at.to_time("at")).transpose()?;
    match at {
        Some(at) if at > present(clinic)? => Err(Error::invalid("at", Reason::InTheFuture)),
        at => Ok(at),
    }
}

/// Refuses a time before the day of birth.
fn after_birth(clinic: &Clinic, entry: &ReadingEntry) -> Result<()> {
    let patient = clinic.read().get::<Patient>(entry.patient)?;
    let patient = or_not_found(patient, "patient")?.value;
    let zone = clinic.zone()?;
    match born_from(&patient).is_some_and(|born| day_of(entry.at, &zone) < born) {
        true => Err(Error::invalid("at", Reason::Backwards)),
        false => Ok(()),
    }
}

/// Returns the reading in its stored unit, and why it should be confirmed. Writes nothing.
///
/// # Errors
/// As [`record`], `Invalid` for a time in the future, and with `Backwards` on `at` for one before the day of birth.
pub fn consider(clinic: &Clinic, entry: &ReadingEntry) -> Result<ConsideredReading> {
    clinic.may(Right::MeasurementsWrite)?;
    let kind = KnownKind::of(&clinic.read(), &entry.kind)?;
    weigh(clinic, entry, &kind, None).map(|(_, considered)| considered)
}

/// Records a reading and returns what was understood of it.
///
/// # Errors
/// As [`consider`], and `Invalid` with `Impossible` on `doubtful` for a value that is far from the last one, unless the
/// caller accepts it.
pub fn add(clinic: &mut Clinic, entry: &ReadingEntry) -> Result<(Id, ConsideredReading)> {
    clinic.may(Right::MeasurementsWrite)?;
    add_taken(clinic, entry, &HowTaken::default())
}

/// Records a reading, with how it was taken, and returns what was understood of it.
///
/// # Errors
/// As [`add`], and `TooLong` for a device.
pub fn add_taken(
    clinic: &mut Clinic,
    entry: &ReadingEntry,
    how: &HowTaken,
) -> Result<(Id, ConsideredReading)> {
    clinic.may(Right::MeasurementsWrite)?;
    let kind = KnownKind::offered(&clinic.read(), &entry.kind)?;
    let entry = &ReadingEntry {
        text: with_unit(clinic, &kind, &entry.text)?,
        ..entry.clone()
    };
    let (measured, considered) = weigh(clinic, entry, &kind, None)?;
    if considered.doubt.is_some() && !entry.accept_doubtful {
        return Err(Error::invalid("doubtful", Reason::Impossible));
    }
    let flag = flag(clinic, entry, &kind, None)?;
    let id = clinic.write("add measurement", |tx| {
        require_not_deleted(tx, entry.patient)?;
        insert_taken(tx, entry, &kind, measured, (flag, how))
    })?;
    Ok((Id::of(id), considered))
}

/// Records a reading that is not part of a visit.
///
/// Stores a doubtful value, too: the list asks about it until a person keeps or changes it.
///
/// # Errors
/// As [`record`].
pub fn enter(clinic: &mut Clinic, form: &NewReading) -> Result<MeasurementView> {
    clinic.may(Right::MeasurementsWrite)?;
    let kind = KnownKind::offered(&clinic.read(), &form.kind)?;
    let text = with_unit(clinic, &kind, &form.text)?;
    let (measured, at) = (kind.read(&text), past(clinic, form.at.as_ref())).together()?;
    let entry = ReadingEntry {
        patient: form.patient_id.to()?,
        visit: None,
        kind: form.kind.clone(),
        text,
        at: at.unwrap_or(clinic.now()),
        accept_doubtful: false,
    };
    after_birth(clinic, &entry)?;
    let id = clinic.write("add measurement", |tx| {
        require_not_deleted(tx, entry.patient)?;
        insert(tx, &entry, &kind, measured, None)
    })?;
    show(clinic, &Id::of(id))
}

/// Returns what is stored about a question that the writer has answered already; there may have been none.
fn flag(
    clinic: &Clinic,
    entry: &ReadingEntry,
    kind: &KnownKind,
    corrected: Option<MeasurementId>,
) -> Result<Option<MeasurementFlag>> {
    if !entry.accept_doubtful {
        return Ok(None);
    }
    let is_asked =
        weigh(clinic, entry, kind, corrected)?.1.doubt.is_some() || entry.at > present(clinic)?;
    Ok(is_asked.then_some(MeasurementFlag::Confirmed))
}

/// Checks an entry; `corrected` is the reading that it replaces, so it is not compared with it.
fn weigh(
    clinic: &Clinic,
    entry: &ReadingEntry,
    kind: &KnownKind,
    corrected: Option<MeasurementId>,
) -> Result<(Measured, ConsideredReading)> {
    let measured = kind.read(&with_unit(clinic, kind, &entry.text)?)?;
    if entry.at > Time(clinic.now().0 + DAY_US) {
        return Err(Error::invalid("at", Reason::InTheFuture));
    }
    after_birth(clinic, entry)?;
    let readings = Readings::of(clinic, entry.patient)?;
    let series = readings.series();
    let earlier = series
        .points
        .iter()
        .rev()
        .filter(|point| Some(point.id) != corrected)
        .find(|point| Measure::Program(point.kind) == entry.kind && point.at <= entry.at);
    let years = series.years(entry.at);
    let is_doubtful = kind.is_doubtful(measured, earlier.map(|point| point.measured), years);
    let considered = ConsideredReading {
        quantity: kind.quantity(measured, series.units),
        doubt: is_doubtful.then(|| {
            let last = earlier.map(|point| series.reading(point));
            kind.doubt(last, years, series.units)
        }),
    };
    Ok((measured, considered))
}

const DAY_US: i64 = 86_400_000_000;

pub(crate) fn insert(
    tx: &mut WriteTx<'_>,
    entry: &ReadingEntry,
    kind: &KnownKind,
    measured: Measured,
    flag: Option<MeasurementFlag>,
) -> Result<MeasurementId> {
    insert_taken(tx, entry, kind, measured, (flag, &HowTaken::default()))
}

/// Records a reading, with how it was taken.
pub(crate) fn insert_taken(
    tx: &mut WriteTx<'_>,
    entry: &ReadingEntry,
    kind: &KnownKind,
    measured: Measured,
    (flag, how): (Option<MeasurementFlag>, &HowTaken),
) -> Result<MeasurementId> {
    let id: MeasurementId = tx.new_id();
    let mut reading = row(id, entry, kind, measured, flag)?;
    how.write_to(&mut reading)?;
    tx.insert(&reading)?;
    Ok(id)
}

/// Records a reading that the patient took and reported.
pub(crate) fn insert_reported(
    tx: &mut WriteTx<'_>,
    entry: &ReadingEntry,
    kind: &KnownKind,
    measured: Measured,
    flag: Option<MeasurementFlag>,
) -> Result<MeasurementId> {
    let how = HowTaken {
        method: Some(MeasurementMethod::Reported),
        ..HowTaken::default()
    };
    insert_taken(tx, entry, kind, measured, (flag, &how))
}

fn row(
    id: MeasurementId,
    entry: &ReadingEntry,
    kind: &KnownKind,
    measured: Measured,
    flag: Option<MeasurementFlag>,
) -> Result<Measurement> {
    Ok(Measurement {
        id,
        patient: entry.patient,
        visit: entry.visit,
        kind: kind.code()?,
        value: measured.value.into(),
        second_value: measured.second.into(),
        unit: kind.unit()?,
        measured_at: entry.at,
        method: Some(MeasurementMethod::Measured),
        entered: fields::optional(&entry.text, "text")?.into(),
        device: None.into(),
        flag: flag.into(),
        own_kind: kind.own_id(),
        former: None.into(),
        former_by: None.into(),
        context: None.into(),
    })
}

/// Returns the corrected reading in its stored unit, and why it should be confirmed. Writes nothing.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `Invalid` for what is no measurement, and for a time that is
/// still to come or before the day of birth.
pub fn consider_correction(
    clinic: &Clinic,
    id: &Id,
    correction: &Correction,
) -> Result<ConsideredReading> {
    clinic.may(Right::MeasurementsWrite)?;
    let id: MeasurementId = id.to()?;
    let stored = clinic.require_row::<Measurement>(id, "measurement")?.value;
    let entry = again(clinic, &stored, correction)?;
    let kind = KnownKind::of(&clinic.read(), &entry.kind)?;
    let kind = kind.correcting(&stored, &entry.text);
    let (measured, mut considered) = weigh(clinic, &entry, &kind, Some(id))?;
    if is_confirmed(&stored) && is_of(&stored, &kind, measured)? {
        considered.doubt = None;
    }
    Ok(considered)
}

/// Returns a reading with what is typed now.
fn again(clinic: &Clinic, stored: &Measurement, correction: &Correction) -> Result<ReadingEntry> {
    let at = past(clinic, correction.at.as_ref())?;
    let entry = ReadingEntry {
        patient: stored.patient,
        visit: stored.visit,
        kind: correction.kind.clone(),
        text: correction.text.clone(),
        at: at.unwrap_or(stored.measured_at),
        accept_doubtful: correction.accept_doubtful,
    };
    if at.is_some() {
        after_birth(clinic, &entry)?;
    }
    Ok(entry)
}

/// Returns whether a reading already has this value.
fn is_of(stored: &Measurement, kind: &KnownKind, measured: Measured) -> Result<bool> {
    Ok(stored.kind == kind.code()?
        && stored.own_kind == kind.own_id()
        && stored.unit == kind.unit()?
        && stored.value.open() == Some(&measured.value)
        && stored.second_value.open() == Some(&measured.second))
}

/// Replaces the value of a reading; what stood there and who had entered it is shown with it. A number without a unit
/// keeps that of the reading. What is asked about the new value is answered where the caller accepts it.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `Invalid` for what is no measurement, and
/// for a time that is still to come or before the day of birth.
pub fn correct(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    correction: &Correction,
) -> Result<()> {
    clinic.may(Right::MeasurementsWrite)?;
    let (id, seen): (MeasurementId, _) = (id.to()?, seen.to_read_version()?);
    let stored = or_not_found(clinic.read().get::<Measurement>(id)?, "measurement")?;
    let kind = KnownKind::of(&clinic.read(), &correction.kind)?;
    let kind = kind.correcting(&stored.value, &correction.text);
    let text = with_unit(clinic, &kind, &correction.text)?;
    let (measured, entry) =
        (kind.read(&text), again(clinic, &stored.value, correction)).together()?;
    let flag = flag(clinic, &entry, &kind, Some(id))?;
    let corrected = |row: &Stored<Measurement>| -> Result<Measurement> {
        let mut measurement = row.value.clone();
        let is_same = is_of(&measurement, &kind, measured)?;
        // another spelling of a value that was kept is no new question
        if !(is_confirmed(&measurement) && is_same) {
            measurement.flag = flag.into();
        }
        if !is_same {
            corrected::note(&mut measurement, corrected::answers_for(row))?;
        }
        measurement.kind = kind.code()?;
        measurement.own_kind = kind.own_id();
        measurement.unit = kind.unit()?;
        measurement.value = measured.value.into();
        measurement.second_value = measured.second.into();
        measurement.entered = fields::optional(&text, "text")?.into();
        if correction.at.is_some() {
            measurement.measured_at = entry.at;
        }
        Ok(measurement)
    };
    let written = clinic.write("correct measurement", |tx| {
        let row = or_not_found(tx.get::<Measurement>(id)?, "measurement")?;
        require_not_deleted(tx, row.value.patient)?;
        tx.update(&corrected(&row)?, &seen)?;
        Ok(tx.drop_draft::<Measurement>(id)?)
    });
    if let Err(refused) = written {
        let reading = corrected(&stored)?;
        return Err(unsaved::seal_refused(clinic, refused, &reading, &seen));
    }
    Ok(())
}

/// Confirms a questioned reading: its value and time are right. A reading that is not questioned stays as it is.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `ChangedMeanwhile` where it is no longer the
/// value that was seen.
pub fn confirm(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<()> {
    clinic.may(Right::MeasurementsWrite)?;
    let shown = show(clinic, id)?;
    if shown.seen != *seen {
        return Err(Error::ChangedMeanwhile);
    }
    if !shown.questioned {
        return Ok(());
    }
    let (id, seen): (MeasurementId, _) = (id.to()?, seen.to_read_version()?);
    clinic.write("confirm measurement", |tx| {
        let mut measurement = or_not_found(tx.get::<Measurement>(id)?, "measurement")?.value;
        require_not_deleted(tx, measurement.patient)?;
        measurement.flag = Some(MeasurementFlag::Confirmed).into();
        tx.update(&measurement, &seen)?;
        Ok(())
    })
}

/// Records how a reading was taken; its value stays.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `TooLong` for a device,
/// `ChangedMeanwhile` where it is no longer the reading that was seen.
pub fn describe(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    how: &HowTaken,
) -> Result<()> {
    clinic.may(Right::MeasurementsWrite)?;
    let shown = show(clinic, id)?;
    if shown.seen != *seen {
        return Err(Error::ChangedMeanwhile);
    }
    if shown.how == *how {
        return Ok(());
    }
    let (id, seen): (MeasurementId, _) = (id.to()?, seen.to_read_version()?);
    clinic.write("describe measurement", |tx| {
        let mut reading = or_not_found(tx.get::<Measurement>(id)?, "measurement")?.value;
        require_not_deleted(tx, reading.patient)?;
        how.write_to(&mut reading)?;
        tx.update(&reading, &seen)?;
        Ok(())
    })
}

/// Removes a reading that was entered in error. Returns what [`restore`] needs.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`.
pub fn remove(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<ReadVersionToken> {
    clinic.may(Right::MeasurementsWrite)?;
    clinic.write("remove measurement", |tx| {
        let row = chart_row::writable::<Measurement>(tx, id)?.value;
        let why = DeletionReason::EnteredInError;
        tx.delete::<Measurement>(row.id, why, None, &seen.to_read_version()?)?;
        tx.drop_draft::<Measurement>(row.id)?;
        chart_row::require_removed::<Measurement>(tx, id)
    })?;
    chart_row::removal::<Measurement>(clinic, id)
}

/// Returns what names the removal of a removed reading, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound` where none is removed.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::MeasurementsWrite)?;
    chart_row::removal::<Measurement>(clinic, id)
}

/// Puts a removed reading back.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<()> {
    clinic.may(Right::MeasurementsWrite)?;
    clinic.write("restore measurement", |tx| {
        chart_row::undelete::<Measurement>(tx, id, seen)
    })
}
