//! What the rows of a chart's lists do alike: one is shown until it is removed, removed with a reason, and put back.

use chrono::NaiveDate;
use sync_contract::catalog::{DeletionReason, Measurement, PartialDate, Patient};
use sync_contract::entity::DELETION;
use sync_contract::ids::PatientId;
use sync_contract::read_version::ReadVersion;
use sync_contract::{Entity, Phi, Row};
use uuid::Uuid;
use vault::WriteTx;
use vault::read::{Reader, Stored};

use crate::clinic::{or_not_found, require_not_deleted};
use crate::error::{Error, Reason, Result};
use crate::merged_files;
use crate::names::born_from;
use crate::view::{Id, ReadVersionToken};
use crate::{Clinic, fields};

/// A row of a patient's chart, as it is called in an error.
pub(crate) trait ChartRow: Entity {
    const WHAT: &'static str;

    fn patient(&self) -> PatientId;
}

/// A row that is removed together with the one that it belongs to, and comes back with it.
pub(crate) trait PartRow: ChartRow {
    type Owner: ChartRow;

    fn owner(&self) -> <Self::Owner as Entity>::Id;

    /// Returns those of a patient that are not removed.
    ///
    /// # Errors
    /// Those of a read.
    fn all_of(reader: &Reader<'_>, patient: PatientId) -> vault::Result<Vec<Stored<Self>>>;
}

impl ChartRow for Measurement {
    const WHAT: &'static str = "measurement";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

/// Asks that there is such a patient, and logs that their chart is read.
///
/// # Errors
/// `NotFound`.
pub(crate) fn log_list(clinic: &Clinic, patient: PatientId) -> Result<()> {
    if clinic.page.is_of(patient) {
        return Ok(());
    }
    clinic.require_row::<Patient>(patient, "patient")?;
    crate::reads::log_read(clinic, patient)
}

/// Opens a patient: logs the read, and then reads their page of one state of the file, to which nothing is written
/// meanwhile.
///
/// # Errors
/// `NotFound`, those of `read`.
pub(crate) fn open_page<T>(
    clinic: &Clinic,
    patient: PatientId,
    read: impl FnOnce(Stored<Patient>) -> Result<T>,
) -> Result<T> {
    if !clinic.is_logged(patient.0) {
        // what is logged is there; below it is read once more, of the state of the page
        clinic.require_row::<Patient>(patient, "patient")?;
    }
    crate::reads::log_read(clinic, patient)?;
    clinic.unlocked().read_at_once(|| {
        let _closing = clinic.page.open(patient);
        let row = or_not_found(clinic.read().get::<Patient>(patient)?, "patient")?;
        read(row)
    })
}

/// Returns one row that is not removed, and logs the read.
///
/// # Errors
/// `NotFound`.
pub(crate) fn shown<E: ChartRow>(clinic: &Clinic, id: &Id) -> Result<Stored<E>> {
    let row = clinic.require_row::<E>(id.to()?, E::WHAT)?;
    let row = or_not_found(Some(row).filter(|row| row.deleted.is_none()), E::WHAT)?;
    crate::reads::log_read(clinic, row.value.patient())?;
    Ok(row)
}

/// Returns a row that can be written to, removed or not.
///
/// # Errors
/// `NotFound`, `PatientDeleted`.
pub(crate) fn of_patient_there<E: ChartRow>(tx: &WriteTx<'_>, id: &Id) -> Result<Stored<E>> {
    let row = or_not_found(tx.get::<E>(id.to()?)?, E::WHAT)?;
    require_not_deleted(tx, row.value.patient())?;
    Ok(row)
}

/// Returns a row that can be written to and is not removed.
///
/// # Errors
/// `NotFound`, `PatientDeleted`.
pub(crate) fn writable<E: ChartRow>(tx: &WriteTx<'_>, id: &Id) -> Result<Stored<E>> {
    let row = of_patient_there::<E>(tx, id)?;
    or_not_found(Some(row).filter(|row| row.deleted.is_none()), E::WHAT)
}

/// Reads when something of a patient began, which is not before they were born. What is `stored` already stays, also
/// where the birth date was corrected since.
///
/// # Errors
/// `NotFound`, `Invalid` for what is no date, is to come or lies before the day of birth.
pub(crate) fn onset(
    tx: &WriteTx<'_>,
    patient: PatientId,
    typed: &str,
    stored: &str,
    today: NaiveDate,
) -> Result<Option<PartialDate>> {
    let onset = fields::partial_date(typed, "onset", today)?;
    let Some(began) = onset.as_ref().filter(|began| began.as_str() != stored) else {
        return Ok(onset);
    };
    let patient = or_not_found(tx.get::<Patient>(patient)?, "patient")?;
    let last = fields::days_meant(began.as_str()).map(|(_, last)| last);
    match last.zip(born_from(&patient.value)) {
        Some((last, born)) if last < born => Err(Error::invalid("onset", Reason::Backwards)),
        _ => Ok(onset),
    }
}

/// Reads the row of the same patient that another row names: none for empty text. What is stored already may stay, also
/// when it was removed since.
///
/// # Errors
/// `NotFound`.
pub(crate) fn named<E: ChartRow>(
    tx: &WriteTx<'_>,
    patient: PatientId,
    id: &str,
    stored: Option<E::Id>,
) -> Result<Option<E::Id>> {
    let id: Uuid = match id.trim() {
        "" => return Ok(None),
        id => Id(id.to_owned()).to()?,
    };
    if stored.is_some_and(|stored| stored.into() == id) {
        return Ok(stored);
    }
    let row = tx.get::<E>(id.into())?.filter(|row| row.deleted.is_none());
    let row = or_not_found(row, E::WHAT)?;
    let is_theirs = merged_files::are_one(&tx.read(), patient, row.value.patient())?;
    or_not_found(is_theirs.then_some(()), E::WHAT)?;
    Ok(Some(id.into()))
}

/// Returns the id of a row that another one names, as a form has it; empty where it names none.
pub(crate) fn name_of<C, I: Copy + Into<Uuid>>(link: &Phi<C, Option<I>>) -> String {
    let id = link.open().copied().flatten();
    id.map_or(String::new(), |id| {
        let id: Uuid = id.into();
        id.to_string()
    })
}

/// Removes a row that was entered in error.
///
/// # Errors
/// `NotFound`, `PatientDeleted`, `Invalid` without a reason, `ChangedMeanwhile`.
pub(crate) fn delete<E: ChartRow>(
    tx: &mut WriteTx<'_>,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<()> {
    let reason = fields::required::<4000>(reason, "reason")?;
    writable::<E>(tx, id)?;
    delete_row::<E>(tx, id, seen, &reason)
}

/// Removes a row of any kind that was entered in error.
///
/// # Errors
/// `ChangedMeanwhile`, `ConflictOpen`.
pub(crate) fn delete_row<E: Entity>(
    tx: &mut WriteTx<'_>,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<()> {
    let why = DeletionReason::EnteredInError;
    tx.delete::<E>(id.to()?, why, Some(reason), &seen.to_read_version()?)?;
    require_removed::<E>(tx, id)
}

/// Refuses a removal that did not see what others changed: it would only be a conflict. Nothing of the action is then
/// written. A removal cannot have seen a version that waits for a decision, so that is decided first.
///
/// # Errors
/// `ChangedMeanwhile`, `ConflictOpen`.
pub(crate) fn require_removed<E: Entity>(tx: &WriteTx<'_>, id: &Id) -> Result<()> {
    let row: E::Id = id.to()?;
    let Some(stored) = tx.get::<E>(row)?.filter(|row| row.deleted.is_none()) else {
        return Ok(());
    };
    let is_of_cell = |cell: &u8| *cell != DELETION;
    let open = open_conflict(tx, &stored, is_of_cell)?;
    Err(open.unwrap_or(Error::ChangedMeanwhile))
}

/// Refuses what a user does with a row of which several versions wait for a decision: one of them is on the screen.
///
/// # Errors
/// `ConflictOpen`.
pub(crate) fn require_decided<E: ChartRow>(tx: &WriteTx<'_>, row: &Stored<E>) -> Result<()> {
    match row.conflicted.is_empty() {
        true => Ok(()),
        false => Err(open_conflict(tx, row, |_| true)?.unwrap_or(Error::ChangedMeanwhile)),
    }
}

/// Returns `ConflictOpen` with the first conflict of such a cell.
fn open_conflict<E: Entity>(
    tx: &WriteTx<'_>,
    row: &Stored<E>,
    is_meant: impl Fn(&u8) -> bool,
) -> Result<Option<Error>> {
    let Some(cell) = row.conflicted.iter().copied().find(is_meant) else {
        return Ok(None);
    };
    let conflict = tx
        .read()
        .conflict(E::DESCRIPTOR, row.value.id().into(), cell)?;
    Ok(conflict.map(|conflict| Error::ConflictOpen(conflict.id)))
}

/// Puts a removed row back.
///
/// # Errors
/// `NotFound`, `PatientDeleted`.
pub(crate) fn undelete<E: ChartRow>(
    tx: &mut WriteTx<'_>,
    id: &Id,
    seen: &ReadVersionToken,
) -> Result<()> {
    let row = of_patient_there::<E>(tx, id)?;
    or_not_found(row.deleted, E::WHAT)?;
    tx.undelete::<E>(id.to()?, &seen.to_read_version()?)?;
    Ok(())
}

/// Returns what names the removal of a row, so that it can be taken back.
///
/// # Errors
/// `NotFound`.
pub(crate) fn removal<E: ChartRow>(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    let row = clinic.read().get::<E>(id.to()?)?;
    let row = or_not_found(row.filter(|row| row.deleted.is_some()), E::WHAT)?;
    Ok(ReadVersionToken::of(&row.seen))
}

/// Removes a row that was entered in error, with what belongs to it. What came after its removal goes with it.
///
/// # Errors
/// As [`delete`].
pub(crate) fn delete_with_parts<P: PartRow>(
    tx: &mut WriteTx<'_>,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<()> {
    let row = of_patient_there::<P::Owner>(tx, id)?;
    let written = fields::required::<4000>(reason, "reason")?;
    let owner: Uuid = row.value.id().into();
    for part in P::all_of(&tx.read(), row.value.patient())? {
        if part.value.owner().into() == owner {
            let why = DeletionReason::EnteredInError;
            tx.delete::<P>(part.value.id(), why, Some(written.as_str()), &part.seen)?;
        }
    }
    match row.deleted {
        Some(_) => Ok(()),
        None => delete::<P::Owner>(tx, id, seen, reason),
    }
}

/// Returns what names the removal of a removed row with what went along, for [`undelete_with_parts`].
///
/// # Errors
/// `NotFound` where it is not removed.
pub(crate) fn removal_with_parts<P: PartRow>(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    let reader = clinic.read();
    let row = reader.get::<P::Owner>(id.to()?)?;
    let row = or_not_found(row.filter(|row| row.deleted.is_some()), P::Owner::WHAT)?;
    let owner: Uuid = row.value.id().into();
    let is_part = |part: &Row| P::from_row(part).is_ok_and(|part| part.owner().into() == owner);
    let parts = reader.rows_of_patient(P::DESCRIPTOR, row.value.patient())?;
    let removed_at = row.deleted.as_ref().map(|removal| removal.at);
    // what was taken out before stays out when the row comes back
    let went_along = parts.iter().filter(|part| {
        let at = part.deleted.as_ref().map(|removal| removal.at);
        at >= removed_at && is_part(&part.value)
    });
    let mut seen = row.seen.clone();
    for part in went_along {
        seen.rows.extend(part.seen.rows.clone());
    }
    Ok(ReadVersionToken::of(&seen))
}

/// Puts a removed row back, with what was removed together with it.
///
/// # Errors
/// `NotFound`, `PatientDeleted`.
pub(crate) fn undelete_with_parts<P: PartRow>(
    tx: &mut WriteTx<'_>,
    id: &Id,
    seen: &ReadVersionToken,
) -> Result<()> {
    undelete::<P::Owner>(tx, id, seen)?;
    let owner: <P::Owner as Entity>::Id = id.to()?;
    let owner: Uuid = owner.into();
    let seen: ReadVersion = seen.to_read_version()?;
    let number = P::DESCRIPTOR.number;
    for row in seen.rows.iter().filter(|row| row.entity == number) {
        let part: P::Id = row.row.into();
        // what is named of another row stays with it
        let stored = tx.get::<P>(part)?;
        let stored = stored.filter(|stored| stored.value.owner().into() == owner);
        let stored = or_not_found(stored, P::WHAT)?;
        if stored.deleted.is_some() {
            tx.undelete::<P>(part, &seen)?;
        }
    }
    Ok(())
}
