//! Sessions of packages as they are used and given back, by hand and as visits are done.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sync_contract::catalog::{Appointment, AppointmentStatus, Attendance, Package, PackageUse};
use sync_contract::field::Line;
use sync_contract::ids::{AppointmentId, PackageUseId, PatientId};
use sync_contract::{Compartment, Entity, Right};
use vault::WriteTx;
use vault::read::Reader;

use crate::chart_row;
use crate::clinic::{is_deleted, or_not_found};
use crate::clock::day_of;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::invoices::packages::balance::{Balance, is_away, is_billed, live, of_same_visit};
use crate::invoices::packages::list::{is_unsure, show};
use crate::invoices::packages::{PackageState, PackageUseForm, PackageView};
use crate::merged_files;
use crate::view::{Day, Id};
use crate::{Clinic, fields};

/// Uses a session of a package: for a finished appointment of its patient, or by hand for a day that has come.
///
/// # Errors
/// `Forbidden` (needs `billing.collect`), `WithoutCompartment`, `KeyMissing`, `NotFound`, `PatientDeleted`,
/// `NotAllHere` while something may have been used that cannot be read, `TooLong`, `Invalid` for a package of which
/// nothing is left on that day, for a day to come or before 1900, and for an appointment that is not done or was paid
/// with a package.
pub fn use_one(clinic: &mut Clinic, form: &PackageUseForm) -> Result<PackageView> {
    clinic.may(Right::BillingCollect)?;
    clinic.may_open(Compartment::Billing)?;
    let of = chart_row::shown::<Package>(clinic, &form.package_id)?
        .value
        .patient;
    clinic.read().package_uses_of(of)?;
    if is_unsure(clinic, of)? {
        return Err(Error::NotAllHere);
    }
    let (zone, today) = (clinic.zone()?, clinic.today()?);
    clinic.write("use package", |tx| {
        let stored = chart_row::writable::<Package>(tx, &form.package_id)?;
        let package = stored.value;
        let appointment = form.appointment_id.as_ref().map(Id::to).transpose()?;
        let balance = Balance::of_patient(&tx.read(), package.patient)?;
        let visit = appointment.map(|id| finished(tx, id, package.patient, &balance));
        let visit = visit.transpose()?;
        let on = match (&visit, &form.on) {
            (Some(appointment), _) => Ok(day_of(appointment.starts, &zone)),
            (None, None) => Ok(today),
            (None, Some(day)) => by_hand(day, today),
        };
        let (used_on, note) = (on, fields::optional(&form.note, "note")).together()?;
        require_left(&balance, &package, used_on)?;
        let of = Used {
            appointment,
            used_on,
            note,
        };
        insert(tx, &package, of)
    })?;
    show(clinic, &form.package_id)
}

/// Returns the day on which a session was used.
///
/// # Errors
/// `Invalid`.
fn by_hand(day: &Day, today: NaiveDate) -> Result<NaiveDate> {
    let day = day.to_date("on")?;
    let reason = match day {
        _ if day > today => Reason::InTheFuture,
        _ if !fields::is_of_diary(day, today) => Reason::Impossible,
        _ => return Ok(day),
    };
    Err(Error::invalid("on", reason))
}

/// # Errors
/// `Invalid`.
fn require_left(balance: &Balance, package: &Package, day: NaiveDate) -> Result<()> {
    match balance.state(package, day) {
        PackageState::Ready => Ok(()),
        PackageState::Expired => Err(Error::invalid("validUntil", Reason::TooLongAgo)),
        PackageState::Void => Err(Error::invalid("package", Reason::Cancelled)),
        PackageState::UsedUp | PackageState::Overused => {
            Err(Error::invalid("sessions", Reason::Taken))
        }
    }
}

/// Returns a finished appointment to which a patient came, under any of the files that were merged with theirs.
///
/// # Errors
/// `NotFound`, `Invalid` for one that is not done or was missed, and for one that is paid or billed already.
fn finished(
    tx: &WriteTx<'_>,
    id: AppointmentId,
    patient: PatientId,
    balance: &Balance,
) -> Result<Appointment> {
    let row = tx.get::<Appointment>(id)?;
    let row = row.filter(|row| row.deleted.is_none());
    let appointment = or_not_found(row, "appointment")?.value;
    let files = merged_files::of(&tx.read(), patient)?;
    let mut seats = tx.read().attendees(id)?;
    seats.retain(|row| row.deleted.is_none() && files.contains(&row.value.patient));
    or_not_found(seats.first(), "appointment")?;
    let came = seats.iter().any(|row| !is_away(&row.value));
    if appointment.status != AppointmentStatus::Completed || !came {
        return Err(Error::invalid("appointment", Reason::OutOfOrder));
    }
    match balance.is_paid(&files, id) || is_billed(&tx.read(), id, patient)? {
        true => Err(Error::invalid("appointment", Reason::Taken)),
        false => Ok(appointment),
    }
}

/// Refuses a visit that a package pays: it would be paid twice.
///
/// # Errors
/// `Invalid`.
pub(in crate::invoices) fn require_unpaid(
    reader: &Reader<'_>,
    patient: PatientId,
    appointment: AppointmentId,
) -> Result<()> {
    let balance = Balance::of_patient(reader, patient)?;
    match balance.is_paid(&merged_files::of(reader, patient)?, appointment) {
        true => Err(Error::invalid("appointment", Reason::Taken)),
        false => Ok(()),
    }
}

/// Returns who came to an appointment that is done; of a group session those who were recorded.
fn who_came(tx: &WriteTx<'_>, appointment: &Appointment) -> Result<BTreeSet<PatientId>> {
    if appointment.status != AppointmentStatus::Completed {
        return Ok(BTreeSet::new());
    }
    let is_group = appointment.seats.is_some();
    let rows = tx.read().attendees(appointment.id)?.into_iter();
    let came = rows.filter(|row| {
        let has_come = !is_group || row.value.attendance == Attendance::Attended;
        row.deleted.is_none() && has_come
    });
    Ok(came.map(|row| row.value.patient).collect())
}

/// What a session of a package was used for.
struct Used {
    appointment: Option<AppointmentId>,
    used_on: NaiveDate,
    note: Option<Line>,
}

fn insert(tx: &mut WriteTx<'_>, package: &Package, used: Used) -> Result<()> {
    let id: PackageUseId = tx.new_id();
    tx.insert(&PackageUse {
        id,
        patient: package.patient,
        package: package.id,
        appointment: used.appointment,
        used_on: used.used_on,
        returns: None,
        note: used.note.into(),
    })?;
    Ok(())
}

/// Gives a session back that was used by mistake: a row of its own names the use.
///
/// # Errors
/// `Forbidden` (needs `billing.collect`), `WithoutCompartment`, `NotFound`, also for one that was given back,
/// `PatientDeleted`.
pub fn give_back(clinic: &mut Clinic, id: &Id) -> Result<PackageView> {
    clinic.may(Right::BillingCollect)?;
    clinic.may_open(Compartment::Billing)?;
    let package = clinic.write("return package use", |tx| {
        let row = chart_row::writable::<PackageUse>(tx, id)?.value;
        let rows = of_same_visit(&tx.read(), &row)?;
        let is_live = rows.iter().any(|other| other.value.id == row.id);
        or_not_found(is_live.then_some(()), "package use")?;
        for used in rows {
            insert_return(tx, &used.value)?;
        }
        Ok(row.package)
    })?;
    show(clinic, &Id::of(package))
}

fn insert_return(tx: &mut WriteTx<'_>, used: &PackageUse) -> Result<()> {
    let id: PackageUseId = tx.new_id();
    tx.insert(&PackageUse {
        id,
        returns: Some(used.id.0),
        note: None.into(),
        ..used.clone()
    })?;
    Ok(())
}

/// Whether a step of an appointment may use a session of a package, or give it back. A user who may not take payments
/// leaves both to billing, and so does a computer that does not have all of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MayUse(bool);

impl MayUse {
    pub fn of(clinic: &Clinic) -> Result<Self> {
        let may = clinic.actor.can(Right::BillingCollect)
            && clinic.has_compartment(Compartment::Billing)
            && !clinic.is_any_unsure(Package::DESCRIPTOR)?
            && !clinic.is_any_unsure(PackageUse::DESCRIPTOR)?;
        Ok(Self(may))
    }
}

/// Uses a session for each patient who came to an appointment that is done, where a package of theirs is of the service
/// of its type, and gives back what was used for one that is not done, or for who did not come. What is on an invoice
/// or on a draft of one is paid there. Who is deleted is left as they are.
///
/// # Errors
/// Those of a write.
pub(crate) fn use_or_give_back(
    tx: &mut WriteTx<'_>,
    appointment: AppointmentId,
    day: NaiveDate,
    MayUse(may): MayUse,
) -> Result<()> {
    if !may {
        return Ok(());
    }
    let Some(row) = tx.get::<Appointment>(appointment)? else {
        return Ok(());
    };
    let came = who_came(tx, &row.value)?;
    let used = live(tx.read().package_uses_at(appointment)?);
    let patients = used
        .iter()
        .map(|row| row.value.patient)
        .chain(came.iter().copied());
    let balance = Balance::of_patients(&tx.read(), &files_of(tx, patients)?)?;
    let mut paid: BTreeSet<PatientId> = BTreeSet::new();
    for row in used {
        let patient = row.value.patient;
        let files = merged_files::of(&tx.read(), patient)?;
        let has_come = came.iter().any(|came| files.contains(came));
        if has_come && balance.pays(&row.value) {
            paid.extend(files);
        } else if !is_gone(tx, patient)? {
            insert_return(tx, &row.value)?;
        }
    }
    if balance.packages.is_empty() {
        return Ok(());
    }
    for patient in came {
        let is_over = paid.contains(&patient) || is_gone(tx, patient)?;
        if is_over || is_billed(&tx.read(), appointment, patient)? {
            continue;
        }
        let files = merged_files::of(&tx.read(), patient)?;
        let Some(package) = balance.to_use(&files, &row.value.kind, day) else {
            continue;
        };
        let of = Used {
            appointment: Some(appointment),
            used_on: day,
            note: None,
        };
        insert(tx, package, of)?;
        paid.extend(files);
    }
    Ok(())
}

fn files_of(tx: &WriteTx<'_>, patients: impl Iterator<Item = PatientId>) -> Result<Vec<PatientId>> {
    let mut files = BTreeSet::new();
    for patient in patients {
        files.extend(merged_files::of(&tx.read(), patient)?);
    }
    Ok(files.into_iter().collect())
}

/// Nothing more is written of a patient who is deleted, or whose row has not arrived.
fn is_gone(tx: &WriteTx<'_>, patient: PatientId) -> Result<bool> {
    match is_deleted(&tx.read(), patient) {
        Err(Error::NotFound(_)) => Ok(true),
        other => other,
    }
}
