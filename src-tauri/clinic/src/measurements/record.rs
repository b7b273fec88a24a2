use sync_contract::Right;
use sync_contract::catalog::{
    DeletionReason, Measurement, MeasurementFlag, MeasurementMethod, Patient, Visit,
};
use sync_contract::field::{Text, Time};
use sync_contract::ids::{MeasurementId, PatientId, VisitId};
use vault::WriteTx;

use crate::chart_row;
use crate::clinic::{or_not_found, require_not_deleted};
use crate::clock::day_of;
use crate::error::{Error, Reason, Result};
use crate::measurements::doubt::{present, within_visit};
use crate::measurements::kind::MeasureKind;
use crate::measurements::list::{grid, is_confirmed, points, show};
use crate::measurements::read::{MeasureProblem, Measured, read};
use crate::measurements::{Considered, Doubt, MeasureGrid, NewMeasurement, is_doubtful};
use crate::names::birth;
use crate::view::{Id, Quantity, ReadVersionToken};
use crate::{Clinic, fields};

/// A reading that need not be part of a visit.
#[derive(Debug, Clone)]
pub struct Reading {
    pub patient: PatientId,
    pub visit: Option<VisitId>,
    pub kind: MeasureKind,
    /// As it was typed: `159 lb`.
    pub text: String,
    pub at: Time,
    /// Stores a value that is far from what is likely.
    pub accept_doubtful: bool,
}

/// Records one line of a visit's grid, or corrects the one that it replaces.
///
/// Stores a doubtful value, too: the screen asks about it until a person keeps or changes it.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `Invalid` for what is no measurement.
pub fn record(clinic: &mut Clinic, form: &NewMeasurement) -> Result<MeasureGrid> {
    clinic.may(Right::MeasurementsWrite)?;
    let visit: VisitId = form.visit_id.to()?;
    let stored = clinic.require_row::<Visit>(visit, "visit")?;
    let stored = or_not_found(Some(stored).filter(|row| row.deleted.is_none()), "visit")?.value;
    let measured = understood(form.kind, &form.text)?;
    if let Some(replaced) = &form.replaces {
        let accepts = form.accept_doubtful;
        correct(
            clinic,
            &replaced.id,
            &replaced.seen,
            form.kind,
            &form.text,
            accepts,
        )?;
    } else {
        let at = within_visit(clinic.now(), &stored);
        let entry = Reading {
            patient: stored.patient,
            visit: Some(visit),
            kind: form.kind,
            text: form.text.clone(),
            at,
            accept_doubtful: form.accept_doubtful,
        };
        let flag = flag(clinic, &entry, None)?;
        clinic.write("add measurement", |tx| {
            require_not_deleted(tx, entry.patient)?;
            insert(tx, &entry, measured, flag)
        })?;
    }
    grid(clinic, &stored)
}

/// Returns the reading in its stored unit, and why it should be confirmed. Writes nothing.
///
/// # Errors
/// As [`record`], `Invalid` for a time in the future, and with `Backwards` on `at` for one before the day of birth.
pub fn consider(clinic: &Clinic, entry: &Reading) -> Result<Considered> {
    clinic.may(Right::MeasurementsWrite)?;
    weigh(clinic, entry, None).map(|(_, considered)| considered)
}

/// Records a reading and returns what was understood of it.
///
/// # Errors
/// As [`consider`], and `Invalid` with `Impossible` on `doubtful` for a value that is far from the last one, unless the
/// caller accepts it.
pub fn add(clinic: &mut Clinic, entry: &Reading) -> Result<(Id, Considered)> {
    clinic.may(Right::MeasurementsWrite)?;
    let (measured, considered) = weigh(clinic, entry, None)?;
    if considered.doubt.is_some() && !entry.accept_doubtful {
        return Err(Error::invalid("doubtful", Reason::Impossible));
    }
    let flag = flag(clinic, entry, None)?;
    let id = clinic.write("add measurement", |tx| {
        require_not_deleted(tx, entry.patient)?;
        insert(tx, entry, measured, flag)
    })?;
    Ok((Id::of(id), considered))
}

/// Returns what is stored about a question that the writer has answered already; there may have been none.
fn flag(
    clinic: &Clinic,
    entry: &Reading,
    corrected: Option<MeasurementId>,
) -> Result<Option<MeasurementFlag>> {
    if !entry.accept_doubtful {
        return Ok(None);
    }
    let is_asked =
        weigh(clinic, entry, corrected)?.1.doubt.is_some() || entry.at > present(clinic)?;
    Ok(is_asked.then_some(MeasurementFlag::Confirmed))
}

/// Checks an entry; `corrected` is the reading that it replaces, so it is not compared with it.
pub(super) fn weigh(
    clinic: &Clinic,
    entry: &Reading,
    corrected: Option<MeasurementId>,
) -> Result<(Measured, Considered)> {
    let measured = understood(entry.kind, &entry.text)?;
    if entry.at > Time(clinic.now().0 + DAY_US) {
        return Err(Error::invalid("at", Reason::InTheFuture));
    }
    let reader = clinic.read();
    let patient = or_not_found(reader.get::<Patient>(entry.patient)?, "patient")?.value;
    let zone = clinic.zone()?;
    if birth(&patient).is_some_and(|birth| day_of(entry.at, &zone) < birth) {
        return Err(Error::invalid("at", Reason::Backwards));
    }
    let points = points(&reader, entry.patient)?;
    let earlier = points
        .iter()
        .rev()
        .filter(|point| Some(point.id) != corrected)
        .find(|point| point.kind == entry.kind && point.at <= entry.at);
    let is_doubtful = is_doubtful(entry.kind, measured, earlier.map(|point| point.measured));
    let considered = Considered {
        quantity: Quantity::of(entry.kind, measured),
        doubt: is_doubtful
            .then(|| Doubt::of(entry.kind, earlier.map(|point| (point.measured, point.at)))),
    };
    Ok((measured, considered))
}

const DAY_US: i64 = 86_400_000_000;

pub(super) fn understood(kind: MeasureKind, text: &str) -> Result<Measured> {
    read(kind, text).map_err(|problem| match problem {
        MeasureProblem::NotANumber => Error::invalid("text", Reason::Malformed),
        MeasureProblem::UnknownUnit => Error::invalid("text", Reason::Unknown),
        MeasureProblem::Impossible => Error::invalid("text", Reason::Impossible),
    })
}

pub(crate) fn insert(
    tx: &mut WriteTx<'_>,
    entry: &Reading,
    measured: Measured,
    flag: Option<MeasurementFlag>,
) -> Result<MeasurementId> {
    let id: MeasurementId = tx.new_id();
    tx.insert(&Measurement {
        id,
        patient: entry.patient,
        visit: entry.visit,
        kind: code(entry.kind)?,
        value: measured.value.into(),
        second_value: measured.second.into(),
        unit: unit(entry.kind)?,
        measured_at: entry.at,
        method: Some(MeasurementMethod::Measured),
        entered: fields::optional(&entry.text, "text")?.into(),
        device: None.into(),
        flag: flag.into(),
    })?;
    Ok(id)
}

pub(super) fn code(kind: MeasureKind) -> Result<Text<50>> {
    let code = kind.code().ok_or(Error::invalid("kind", Reason::Unknown))?;
    Ok(Text::new(code).map_err(vault::Error::from)?)
}

pub(super) fn unit(kind: MeasureKind) -> Result<Text<20>> {
    Ok(Text::new(kind.stored_unit()).map_err(vault::Error::from)?)
}

/// Returns the corrected reading in its stored unit, and why it should be confirmed. Writes nothing.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `Invalid` for what is no measurement.
pub fn consider_correction(
    clinic: &Clinic,
    id: &Id,
    kind: MeasureKind,
    text: &str,
) -> Result<Considered> {
    clinic.may(Right::MeasurementsWrite)?;
    let id: MeasurementId = id.to()?;
    let stored = clinic.require_row::<Measurement>(id, "measurement")?.value;
    let entry = again(&stored, kind, text);
    let (measured, mut considered) = weigh(clinic, &entry, Some(id))?;
    if is_confirmed(&stored) && is_of(&stored, kind, measured) {
        considered.doubt = None;
    }
    Ok(considered)
}

/// Returns a reading with what is typed now, about which nothing is answered yet.
fn again(stored: &Measurement, kind: MeasureKind, text: &str) -> Reading {
    Reading {
        patient: stored.patient,
        visit: stored.visit,
        kind,
        text: text.to_owned(),
        at: stored.measured_at,
        accept_doubtful: false,
    }
}

/// Returns whether a reading already has this value.
fn is_of(stored: &Measurement, kind: MeasureKind, measured: Measured) -> bool {
    MeasureKind::from_code(&stored.kind) == Some(kind)
        && stored.value.open() == Some(&measured.value)
        && stored.second_value.open() == Some(&measured.second)
}

/// Replaces the value of a reading; the earlier one stays in the audit log. What is asked about the new value is
/// answered where the caller `accepts` it.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `Invalid` for what is no measurement.
pub fn correct(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    kind: MeasureKind,
    text: &str,
    accepts: bool,
) -> Result<()> {
    clinic.may(Right::MeasurementsWrite)?;
    let (id, seen): (MeasurementId, _) = (id.to()?, seen.to_seen()?);
    let measured = understood(kind, text)?;
    let stored = or_not_found(clinic.read().get::<Measurement>(id)?, "measurement")?.value;
    let entry = Reading {
        accept_doubtful: accepts,
        ..again(&stored, kind, text)
    };
    let flag = flag(clinic, &entry, Some(id))?;
    clinic.write("correct measurement", |tx| {
        let mut measurement = or_not_found(tx.get::<Measurement>(id)?, "measurement")?.value;
        require_not_deleted(tx, measurement.patient)?;
        // another spelling of a value that was kept is no new question
        if !(is_confirmed(&measurement) && is_of(&measurement, kind, measured)) {
            measurement.flag = flag.into();
        }
        measurement.kind = code(kind)?;
        measurement.unit = unit(kind)?;
        measurement.value = measured.value.into();
        measurement.second_value = measured.second.into();
        measurement.entered = fields::optional(text, "text")?.into();
        tx.update(&measurement, &seen)?;
        Ok(())
    })
}

/// Answers the question about a reading: its value and time are right. A reading that nobody asks about stays as it is.
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
    let (id, seen): (MeasurementId, _) = (id.to()?, seen.to_seen()?);
    clinic.write("confirm measurement", |tx| {
        let mut measurement = or_not_found(tx.get::<Measurement>(id)?, "measurement")?.value;
        require_not_deleted(tx, measurement.patient)?;
        measurement.flag = Some(MeasurementFlag::Confirmed).into();
        tx.update(&measurement, &seen)?;
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
        tx.delete::<Measurement>(row.id, why, None, &seen.to_seen()?)?;
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
