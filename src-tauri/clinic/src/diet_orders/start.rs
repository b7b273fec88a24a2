//! Starts orders, ends them, and removes what was entered in error.

use sync_contract::Right;
use sync_contract::catalog::{DietOrder, Patient};
use sync_contract::ids::{DietOrderId, PatientId};
use vault::WriteTx;
use vault::read::Stored;

use crate::chart_row;
use crate::clinic::require_not_deleted;
use crate::diet_orders::content::Content;
use crate::diet_orders::gives::gives;
use crate::diet_orders::list::{in_order, show};
use crate::diet_orders::questions::questions;
use crate::diet_orders::{ConsideredOrder, DietOrderForm, DietOrderView, StartedOrder};
use crate::error::{Error, Result};
use crate::nutrient_targets::list::in_force_on;
use crate::view::{Id, ReadVersionToken};
use crate::{Clinic, fields};

/// Returns what an order would give and what would be asked about it. Writes nothing.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), those of [`Content::read`].
pub fn consider(clinic: &Clinic, patient: &Id, form: &DietOrderForm) -> Result<ConsideredOrder> {
    clinic.may(Right::ProfilesWrite)?;
    let patient: PatientId = patient.to()?;
    clinic.require_row::<Patient>(patient, "patient")?;
    let reader = clinic.read();
    let content = Content::read(form, &reader)?;
    let targets = in_force_on(&reader, patient, clinic.today()?)?;
    Ok(ConsideredOrder {
        gives: gives(&content, &targets),
        questions: questions(&content),
    })
}

/// Starts an order, which takes the place of the current one. What is improbable is asked about first, unless a person
/// confirmed it.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, those of [`Content::read`].
pub fn start(
    clinic: &mut Clinic,
    patient: &Id,
    form: &DietOrderForm,
    is_confirmed: bool,
) -> Result<StartedOrder> {
    clinic.may(Right::ProfilesWrite)?;
    let patient: PatientId = patient.to()?;
    let now = clinic.now();
    clinic.require_row::<Patient>(patient, "patient")?;
    let content = Content::read(form, &clinic.read())?;
    let questions = questions(&content);
    if !questions.is_empty() && !is_confirmed {
        return Ok(StartedOrder::Asked { questions });
    }
    let id = clinic.write("start diet order", |tx| {
        require_not_deleted(tx, patient)?;
        let id: DietOrderId = tx.new_id();
        tx.insert(&content.row(id, patient, now)?)?;
        Ok(id)
    })?;
    let order = Box::new(show(clinic, &Id::of(id))?);
    Ok(StartedOrder::Started { order })
}

/// Ends the current order: from now on the patient has none.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `TooLong`, `ChangedMeanwhile` for one that is
/// over.
pub fn end(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<DietOrderView> {
    clinic.may(Right::ProfilesWrite)?;
    let reason = fields::optional(reason, "reason")?;
    let now = clinic.now();
    clinic.write("end diet order", |tx| {
        let mut order = newest(tx, id)?.value;
        if order.ended_at.is_some() {
            return Err(Error::ChangedMeanwhile);
        }
        order.ended_at = Some(now);
        order.end_reason = reason.into();
        tx.update(&order, &seen.to_read_version()?)?;
        Ok(())
    })?;
    show(clinic, id)
}

/// Lets an order go on that was ended in error, while none took its place.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `ChangedMeanwhile` where a later one started.
pub fn go_on(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<DietOrderView> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("go on with diet order", |tx| {
        let mut order = newest(tx, id)?.value;
        order.ended_at = None;
        order.end_reason = None.into();
        tx.update(&order, &seen.to_read_version()?)?;
        Ok(())
    })?;
    show(clinic, id)
}

/// Returns an order, which is the one that started last.
fn newest(tx: &WriteTx<'_>, id: &Id) -> Result<Stored<DietOrder>> {
    let row = chart_row::writable::<DietOrder>(tx, id)?;
    let rows = in_order(&tx.read(), row.value.patient)?;
    let newest = rows.first().map(|row| row.value.id);
    match newest == Some(row.value.id) {
        true => Ok(row),
        false => Err(Error::ChangedMeanwhile),
    }
}

/// Removes one that was entered in error: the earlier one counts again. Returns what [`restore`] needs.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `Invalid` without a reason.
pub fn remove(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<ReadVersionToken> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("remove diet order", |tx| {
        chart_row::delete::<DietOrder>(tx, id, seen, reason)
    })?;
    chart_row::removal::<DietOrder>(clinic, id)
}

/// Returns what names the removal of a removed one, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound` where none is removed.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::ProfilesWrite)?;
    chart_row::removal::<DietOrder>(clinic, id)
}

/// Puts a removed one back.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<DietOrderView> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("restore diet order", |tx| {
        chart_row::undelete::<DietOrder>(tx, id, seen)
    })?;
    show(clinic, id)
}
