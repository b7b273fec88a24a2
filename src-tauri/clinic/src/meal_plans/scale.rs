//! Scales the days of a plan to an energy or by a factor.

use rust_decimal::Decimal;
use sync_contract::Right;
use sync_contract::catalog::{MealPlan, MealPlanItem};
use vault::read::Reader;

use crate::Clinic;
use crate::chart_row::{self, ChartRow};
use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::foods::FoodTable;
use crate::foods::grid::StoredFood;
use crate::foods::lines::{self, FoodLine};
use crate::foods::scale::{ScaledTo, Scaling, scaled};
use crate::meal_plans::aim::{aim, aimed};
use crate::meal_plans::draft::require_draft;
use crate::meal_plans::list::with_items;
use crate::meal_plans::record::energy;
use crate::meal_plans::undo::{self, Changed};
use crate::meal_plans::{PlanChange, PlanScale, ScaledDay};
use crate::measurements::spelling::{rounded, spelled};
use crate::reads;
use crate::view::{Figure, Id, ScreenLanguage};

/// Returns what a scaling would make of each day, and writes nothing.
///
/// # Errors
/// As [`scale`], but `Forbidden` without `chart.read`.
pub fn consider(clinic: &Clinic, plan: &Id, scale: &PlanScale) -> Result<Vec<ScaledDay>> {
    clinic.may(Right::ChartRead)?;
    let row = clinic.require_row::<MealPlan>(plan.to()?, MealPlan::WHAT)?;
    reads::log_read(clinic, row.value.patient)?;
    let days = days(&clinic.read(), &row.value, scale, ScreenLanguage::En)?;
    Ok(days.iter().map(shown).collect())
}

/// Gives each food of a day that is not locked as many times as much, so that the day gives an energy; amounts stay in
/// their measures and are rounded ([`crate::foods::scale::scaled`]).
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `PlanGiven`, `Invalid` for what is no energy or
/// factor, where nothing is aimed at and neither is given, and for a day that cannot give it: one without a food, or
/// with too much that is locked.
pub fn scale(
    clinic: &mut Clinic,
    plan: &Id,
    scale: &PlanScale,
    language: ScreenLanguage,
) -> Result<PlanChange> {
    clinic.may(Right::ProfilesWrite)?;
    let (changed, days) = clinic.write("scale meal plan", |tx| {
        let row = require_draft(tx, plan)?;
        let days = days(&tx.read(), &row, scale, language)?;
        let mut changed = Changed::default();
        for (id, taken) in days.iter().flat_map(|(_, scaling)| &scaling.changed) {
            let row = chart_row::writable::<MealPlanItem>(tx, id)?;
            let former = or_not_found(MealPlanItem::stored(&row), MealPlanItem::WHAT)?;
            let seen = former.seen.clone();
            changed.changed.push(former);
            lines::replace(tx, row, taken, false, &seen)?;
        }
        Ok((changed, days))
    })?;
    let mut change = undo::change(clinic, plan, changed, language)?;
    change.scaled = days.iter().map(shown).collect();
    Ok(change)
}

fn days(
    reader: &Reader<'_>,
    plan: &MealPlan,
    scale: &PlanScale,
    language: ScreenLanguage,
) -> Result<Vec<(u8, Scaling)>> {
    let rows = with_items(reader, plan.patient)?;
    let own = rows.iter().find(|(row, _)| row.value.id == plan.id);
    let (_, items) = or_not_found(own, MealPlan::WHAT)?;
    let foods: Vec<StoredFood> = items.iter().filter_map(MealPlanItem::stored).collect();
    let to = match (scale.factor.trim(), energy(&scale.energy)?) {
        ("", Some(kcal)) => ScaledTo::Kcal(kcal),
        ("", None) => {
            let aim = aim(&aimed(reader, plan)?);
            ScaledTo::Kcal(aim.ok_or(Error::invalid("energy", Reason::Required))?)
        }
        (typed, _) => ScaledTo::Factor(factor(typed)?),
    };
    let mut days: Vec<u8> = match scale.days.is_empty() {
        true => {
            let of = foods.iter().filter(|food| food.food.is_some());
            of.filter_map(|food| u8::try_from(food.slot.day).ok())
                .collect()
        }
        false => scale.days.clone(),
    };
    days.sort_unstable();
    days.dedup();
    if days.is_empty() {
        return Err(Error::invalid("energy", Reason::Impossible));
    }
    let table = FoodTable::read(reader)?;
    let of_day = |day: u8| {
        let of = foods.iter().filter(|food| food.slot.day == i64::from(day));
        let of: Vec<StoredFood> = of.cloned().collect();
        Ok((day, scaled(&table, &of, to, language)?))
    };
    days.into_iter().map(of_day).collect()
}

/// Reads `0.9`, `1,2` and `90 %`.
fn factor(typed: &str) -> Result<Decimal> {
    let malformed = Error::invalid("factor", Reason::Malformed);
    let text = spelled(typed);
    let (number, part) = match text.trim().strip_suffix('%') {
        Some(percent) => (percent.trim(), Decimal::ONE_HUNDRED),
        None => (text.trim(), Decimal::ONE),
    };
    let number = Decimal::from_str_exact(number).map_err(|_| malformed)?;
    Ok(number / part)
}

fn shown((day, scaling): &(u8, Scaling)) -> ScaledDay {
    let kcal = |exact: Decimal| -> Figure { rounded(exact, 0).into() };
    ScaledDay {
        day: *day,
        before: kcal(scaling.before),
        wanted: kcal(scaling.wanted),
        after: kcal(scaling.after),
        off: (rounded(scaling.after, 0) - rounded(scaling.wanted, 0)).into(),
        changed: u32::try_from(scaling.changed.len()).unwrap_or(u32::MAX),
        locked: scaling.locked,
        unknown: scaling.unknown,
    }
}
