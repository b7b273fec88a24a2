//! What a plan aims at in a day.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, dec};
use sync_contract::catalog::{MealPlan, Nutrient};
use vault::read::Reader;

use crate::error::Result;
use crate::nutrient_targets::DayTarget;
use crate::nutrient_targets::list::in_force_on;

/// Returns what is aimed at on the first day of a plan: the targets of the patient, with the plan's own energy in the
/// place of theirs.
///
/// # Errors
/// Those of a read.
pub(super) fn aimed(reader: &Reader<'_>, plan: &MealPlan) -> Result<BTreeMap<Nutrient, DayTarget>> {
    let mut targets = in_force_on(reader, plan.patient, plan.first_day)?;
    if let Some(energy) = plan.energy.open().copied().flatten() {
        let (low, high) = (Some(energy), Some(energy));
        targets.insert(Nutrient::Energy, DayTarget { low, high });
    }
    Ok(targets)
}

/// Returns the energy of a day that is aimed at, in kcal.
pub(super) fn aim(targets: &BTreeMap<Nutrient, DayTarget>) -> Option<Decimal> {
    let of = targets.get(&Nutrient::Energy)?;
    match (of.low, of.high) {
        (Some(low), Some(high)) => Some((low + high) / dec!(2)),
        (low, high) => low.or(high),
    }
}
