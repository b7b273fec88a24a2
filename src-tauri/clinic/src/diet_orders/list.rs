//! The orders of a patient as they stand now.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use sync_contract::Right;
use sync_contract::catalog::{DietOrder, Nutrient};
use sync_contract::field::Time;
use sync_contract::ids::PatientId;
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::chart_row::{self, ChartRow};
use crate::clinic::or_not_found;
use crate::diet_orders::content::{Content, Supplement, TubeFeed};
use crate::diet_orders::gives::gives;
use crate::diet_orders::{DietOrderState, DietOrderView};
use crate::error::Result;
use crate::names::StaffNames;
use crate::nutrient_targets::DayTarget;
use crate::nutrient_targets::list::in_force_on;
use crate::view::{At, Id, ReadVersionToken, text};

/// Returns the orders that are not removed, the one that started last first: that is the current one, unless it ended.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: &Id) -> Result<Vec<DietOrderView>> {
    clinic.may(Right::ChartRead)?;
    let patient: PatientId = patient.to()?;
    chart_row::log_list(clinic, patient)?;
    of_patient(clinic, patient)
}

/// Returns one order that is not removed.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<DietOrderView> {
    clinic.may(Right::ChartRead)?;
    let row = chart_row::shown::<DietOrder>(clinic, id)?;
    let mut all = of_patient(clinic, row.value.patient)?.into_iter();
    or_not_found(all.find(|view| view.id == *id), DietOrder::WHAT)
}

fn of_patient(clinic: &Clinic, patient: PatientId) -> Result<Vec<DietOrderView>> {
    let reader = clinic.read();
    let staff = StaffNames::read(&reader)?;
    let targets = in_force_on(&reader, patient, clinic.today()?)?;
    let rows = in_order(&reader, patient)?;
    let later = std::iter::once(None).chain(rows.iter().map(Some));
    let views = rows.iter().zip(later);
    let views = views.map(|(row, next)| view(row, next, &staff, &targets));
    Ok(views.collect())
}

/// Returns the rows that are not removed, the one that started last first.
///
/// # Errors
/// Those of a read.
pub(crate) fn in_order(reader: &Reader<'_>, patient: PatientId) -> Result<Vec<Stored<DietOrder>>> {
    let mut rows = reader.diet_orders_of(patient)?;
    rows.retain(|row| row.deleted.is_none());
    rows.sort_by_key(|row| Reverse(started(row)));
    Ok(rows)
}

/// Returns the order that goes on.
///
/// # Errors
/// Those of a read.
pub(crate) fn current(
    reader: &Reader<'_>,
    patient: PatientId,
) -> Result<Option<Stored<DietOrder>>> {
    let newest = in_order(reader, patient)?.into_iter().next();
    Ok(newest.filter(|row| row.value.ended_at.is_none()))
}

/// Returns what tells which of two orders started last.
pub(crate) fn started(row: &Stored<DietOrder>) -> impl Ord + use<> {
    (row.value.started_at, row.created, row.value.id)
}

/// Returns when an order was over and how, where `next` is the one that took its place.
fn over(row: &DietOrder, next: Option<&DietOrder>) -> (DietOrderState, Option<Time>) {
    let replaced_at = next.map(|next| next.started_at);
    match (row.ended_at, replaced_at) {
        (Some(ended), Some(replaced)) if replaced < ended => {
            (DietOrderState::Replaced, Some(replaced))
        }
        (Some(ended), _) => (DietOrderState::Ended, Some(ended)),
        (None, Some(replaced)) => (DietOrderState::Replaced, Some(replaced)),
        (None, None) => (DietOrderState::Current, None),
    }
}

fn view(
    row: &Stored<DietOrder>,
    next: Option<&Stored<DietOrder>>,
    staff: &StaffNames,
    targets: &BTreeMap<Nutrient, DayTarget>,
) -> DietOrderView {
    let order = &row.value;
    let (content, is_complete) = Content::of(order);
    let (state, over_at) = over(order, next.map(|next| &next.value));
    let none = BTreeMap::new();
    // targets of today say nothing of an order of last month
    let targets = match state {
        DietOrderState::Current => targets,
        _ => &none,
    };
    DietOrderView {
        id: Id::of(order.id),
        seen: ReadVersionToken::of(&row.seen),
        state,
        started_at: At::of(order.started_at),
        over_at: over_at.map(At::of),
        end_reason: text(&order.end_reason),
        by: staff.name(row.created_by),
        food_level: content.food_level,
        fluid_level: content.fluid_level,
        supplements: content.supplements.iter().map(Supplement::view).collect(),
        tube_feed: content.tube_feed.as_ref().map(TubeFeed::view),
        remark: text(&order.remark),
        gives: gives(&content, targets).filter(|_| is_complete),
        is_complete,
    }
}
