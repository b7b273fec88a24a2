//! What people do about an alert: take it on, end it, escalate it.

use sync_contract::catalog::{Alert, AlertEscalation, AlertOutcome, EscalationReason};
use sync_contract::field::{Line, Time};
use sync_contract::ids::AlertEscalationId;
use sync_contract::{Compartment, Right};
use vault::WriteTx;
use vault::read::Stored;

use crate::alerts::escalation::LEVEL_MAX;
use crate::alerts::list::{level, seen, show, state};
use crate::alerts::sight::Sight;
use crate::alerts::{AlertState, AlertView, WHAT};
use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::view::{Id, set};
use crate::{Clinic, fields};

/// Takes an alert on. One that was taken on stays with the user who did.
///
/// # Errors
/// `Forbidden` (needs `alerts.write`), `NotFound`, `Invalid` for one that is over.
pub fn acknowledge(clinic: &mut Clinic, id: &Id) -> Result<AlertView> {
    clinic.may(Right::AlertsWrite)?;
    answer(clinic, "acknowledge alert", id, |tx, stored, now| {
        let mut alert = stored.value.clone();
        if alert.acknowledged_at.is_none() {
            alert.acknowledged_at = Some(now);
            alert.acknowledged_by = Some(tx.user());
            tx.update(&alert, &stored.seen)?;
        }
        Ok(())
    })
}

/// Ends an alert that was dealt with. Empty `remark` is not recorded.
///
/// # Errors
/// `Forbidden` (needs `alerts.write`), `NotFound`, `TooLong`, `Invalid` for one that is over.
pub fn resolve(clinic: &mut Clinic, id: &Id, remark: &str) -> Result<AlertView> {
    clinic.may(Right::AlertsWrite)?;
    let remark = fields::optional(remark, "remark")?;
    answer(clinic, "resolve alert", id, |tx, stored, now| {
        end(tx, stored, AlertOutcome::Resolved, remark, now)
    })
}

/// Ends an alert that was raised in error.
///
/// # Errors
/// `Forbidden` (needs `alerts.write`), `NotFound`, `TooLong`, `Invalid` without a reason and for one that is over.
pub fn cancel(clinic: &mut Clinic, id: &Id, reason: &str) -> Result<AlertView> {
    clinic.may(Right::AlertsWrite)?;
    let reason = fields::required(reason, "reason")?;
    answer(clinic, "cancel alert", id, |tx, stored, now| {
        end(tx, stored, AlertOutcome::Cancelled, Some(reason), now)
    })
}

/// Escalates an alert by a level now. Empty `remark` is not recorded.
///
/// # Errors
/// `Forbidden` (needs `alerts.write`), `NotFound`, `TooLong`, `Invalid` for one that is over or at the last level.
pub fn escalate(clinic: &mut Clinic, id: &Id, remark: &str) -> Result<AlertView> {
    clinic.may(Right::AlertsWrite)?;
    let remark: Option<Line> = fields::optional(remark, "remark")?;
    answer(clinic, "escalate alert", id, |tx, stored, now| {
        let from = level(&tx.read(), stored, now)?;
        if from >= LEVEL_MAX {
            return Err(Error::invalid("level", Reason::OutOfOrder));
        }
        let id: AlertEscalationId = tx.new_id();
        tx.insert(&AlertEscalation {
            id,
            alert: stored.value.id,
            from_level: i64::from(from),
            to_level: i64::from(from) + 1,
            reason: EscalationReason::Manual,
            at: now,
            remark: remark.into(),
        })?;
        Ok(())
    })
}

/// Writes what a person does about an alert that they see and that is not over, as it is stored now: there is no form
/// that could be stale, and who hurries is not asked again.
fn answer(
    clinic: &mut Clinic,
    operation: &str,
    id: &Id,
    write: impl FnOnce(&mut WriteTx<'_>, &Stored<Alert>, Time) -> Result<()>,
) -> Result<AlertView> {
    clinic.may(Right::AlertsWrite)?;
    clinic.may_open(Compartment::Operations)?;
    let sight = Sight::read(clinic)?;
    let alert = seen(clinic, &sight, id)?.value.id;
    clinic.write(operation, |tx| {
        let (stored, now) = (or_not_found(tx.get::<Alert>(alert)?, WHAT)?, tx.now());
        match state(&stored.value, now) {
            AlertState::Active | AlertState::Acknowledged => write(tx, &stored, now),
            AlertState::Resolved | AlertState::Cancelled => {
                Err(Error::invalid("state", Reason::OutOfOrder))
            }
        }
    })?;
    show(clinic, id)
}

fn end(
    tx: &mut WriteTx<'_>,
    stored: &Stored<Alert>,
    outcome: AlertOutcome,
    remark: Option<Line>,
    now: Time,
) -> Result<()> {
    let mut alert = stored.value.clone();
    alert.outcome = Some(outcome);
    alert.ended_at = Some(now);
    alert.ended_by = Some(tx.user());
    set(&mut alert.remark, remark);
    tx.update(&alert, &stored.seen)?;
    Ok(())
}
