//! Copies a day of a plan, or a meal of it, to other days.

use rust_decimal::Decimal;
use sync_contract::Right;
use sync_contract::catalog::{Meal, MealPlanItem};
use vault::WriteTx;

use crate::Clinic;
use crate::error::{Error, Reason, Result};
use crate::foods::grid::StoredFood;
use crate::foods::lines;
use crate::meal_plans::draft::require_draft;
use crate::meal_plans::undo::{self, Changed};
use crate::meal_plans::{DAYS_MAX, PlanChange, PlanCopy};
use crate::view::{Id, ScreenLanguage};

/// Copies a day, or one meal of it, to other days: in the place of what they have, or after it.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound` where there is nothing to copy, `PatientDeleted`, `PlanGiven`,
/// `Invalid` without another day, and for a day that is none of 1 to 14.
pub fn copy(
    clinic: &mut Clinic,
    plan: &Id,
    copy: &PlanCopy,
    language: ScreenLanguage,
) -> Result<PlanChange> {
    clinic.may(Right::ProfilesWrite)?;
    let changed = clinic.write("copy in meal plan", |tx| copied(tx, plan, copy))?;
    undo::change(clinic, plan, changed, language)
}

fn copied(tx: &mut WriteTx<'_>, plan: &Id, copy: &PlanCopy) -> Result<Changed> {
    let plan = require_draft(tx, plan)?;
    let mut to_days = copy.to_days.clone();
    to_days.sort_unstable();
    to_days.dedup();
    if to_days.is_empty() {
        return Err(Error::invalid("toDays", Reason::Required));
    }
    if to_days.contains(&copy.from_day) {
        return Err(Error::invalid("toDays", Reason::Taken));
    }
    if to_days
        .iter()
        .any(|day| !(1..=DAYS_MAX).contains(&usize::from(*day)))
    {
        return Err(Error::invalid("toDays", Reason::Unknown));
    }
    let foods = lines::foods_of::<MealPlanItem>(tx, plan.id, plan.patient)?;
    let of_day = |day: u8| -> Vec<&StoredFood> {
        let is_of = |meal: Meal| copy.meal.is_none_or(|wanted| wanted == meal);
        let of = foods.iter().filter(|food| food.slot.day == i64::from(day));
        of.filter(|food| is_of(food.slot.meal.0)).collect()
    };
    let source = of_day(copy.from_day);
    if source.is_empty() {
        return Err(Error::NotFound("food of this day"));
    }
    let mut changed = Changed::default();
    for day in to_days {
        let there = of_day(day);
        if copy.replaces {
            for food in &there {
                lines::remove::<MealPlanItem>(tx, &food.id, &food.seen)?;
                changed.removed.push(food.id.clone());
            }
        }
        for food in &source {
            let others = there.iter().filter(|of| of.slot.meal == food.slot.meal);
            let others: Vec<&StoredFood> = match copy.replaces {
                true => Vec::new(),
                false => others.copied().collect(),
            };
            // after what is there already, in the order that they have
            let after = others.iter().map(|of| of.slot.position).max();
            let first = source.iter().find(|of| of.slot.meal == food.slot.meal);
            let start = first.map_or(Decimal::ONE, |of| of.slot.position);
            let position = match after {
                Some(after) => after.floor() + Decimal::ONE + (food.slot.position - start),
                None => food.slot.position,
            };
            let time = others
                .first()
                .map_or(food.time.as_str(), |of| of.time.as_str());
            let slot = (i64::from(day), position);
            let mut line = lines::copied::<MealPlanItem>(tx, &plan, food, slot, time)?;
            line.is_locked = food.is_locked.into();
            tx.insert(&line)?;
            changed.added.push(Id::of(line.id));
        }
    }
    Ok(changed)
}
