//! Takes back what was done to several foods of a plan at once.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use sync_contract::Right;
use sync_contract::catalog::MealPlanItem;

use crate::Clinic;
use crate::chart_row::{self, ChartRow};
use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::foods::grid::StoredFood;
use crate::foods::lines;
use crate::foods::scale::counted_as;
use crate::foods::{FoodTable, TakenFood};
use crate::meal_plans::draft::require_draft;
use crate::meal_plans::{ChangedFood, FormerFood, MealPlanView, PlanChange, PlanUndo, list};
use crate::view::{Id, ReadVersionToken, ScreenLanguage};

/// What a change did, by the rows as they were before it.
#[derive(Default)]
pub(super) struct Changed {
    pub added: Vec<Id>,
    pub removed: Vec<Id>,
    pub changed: Vec<StoredFood>,
}

/// Returns a plan after a change, with what takes it back.
///
/// # Errors
/// Those of a read.
pub(super) fn change(
    clinic: &Clinic,
    plan: &Id,
    changed: Changed,
    language: ScreenLanguage,
) -> Result<PlanChange> {
    let plan = list::show(clinic, plan, language)?;
    let meals = plan.grid.days.iter().flat_map(|day| &day.meals);
    let foods = meals.flat_map(|meal| &meal.foods);
    let now: BTreeMap<&Id, &ReadVersionToken> = foods.map(|food| (&food.id, &food.seen)).collect();
    let seen = |id: &Id| or_not_found(now.get(id), MealPlanItem::WHAT).map(|seen| (*seen).clone());
    let undo = PlanUndo {
        added: {
            let added = changed.added.iter().map(|id| {
                let (id, seen) = (id.clone(), seen(id)?);
                Ok(ChangedFood { id, seen })
            });
            added.collect::<Result<_>>()?
        },
        removed: {
            let removed = changed.removed.iter().map(|id| {
                let seen = chart_row::removal::<MealPlanItem>(clinic, id)?;
                let id = id.clone();
                Ok(ChangedFood { id, seen })
            });
            removed.collect::<Result<_>>()?
        },
        changed: {
            let changed = changed
                .changed
                .iter()
                .map(|food| former(food, seen(&food.id)?));
            changed.collect::<Result<_>>()?
        },
    };
    Ok(PlanChange {
        plan,
        undo,
        scaled: Vec::new(),
    })
}

fn former(food: &StoredFood, seen: ReadVersionToken) -> Result<FormerFood> {
    let of_list = food.food.clone().zip(food.count);
    let (id, count) = or_not_found(of_list, MealPlanItem::WHAT)?;
    Ok(FormerFood {
        id: food.id.clone(),
        seen,
        food: id,
        amount: food.entered.clone(),
        count: count.to_string(),
        measure: food.measure.clone(),
        is_right: food.is_confirmed,
    })
}

/// Takes a change back: what it added goes, what it took out comes back, and what it changed is as it was.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `PlanGiven`, `ChangedMeanwhile` where a row of
/// the change was edited since.
pub fn undo(
    clinic: &mut Clinic,
    plan: &Id,
    undo: &PlanUndo,
    language: ScreenLanguage,
) -> Result<MealPlanView> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("undo change of meal plan", |tx| {
        let plan = require_draft(tx, plan)?.id;
        let is_of = |item: &MealPlanItem| {
            or_not_found((item.meal_plan == plan).then_some(()), MealPlanItem::WHAT)
        };
        for food in &undo.added {
            is_of(&chart_row::writable::<MealPlanItem>(tx, &food.id)?.value)?;
            lines::remove::<MealPlanItem>(tx, &food.id, &food.seen)?;
        }
        for food in &undo.removed {
            is_of(&chart_row::of_patient_there::<MealPlanItem>(tx, &food.id)?.value)?;
            chart_row::undelete::<MealPlanItem>(tx, &food.id, &food.seen)?;
        }
        let table = FoodTable::read(&tx.read())?;
        for food in &undo.changed {
            let row = chart_row::writable::<MealPlanItem>(tx, &food.id)?;
            is_of(&row.value)?;
            let taken = TakenFood {
                entered: food.amount.clone(),
                ..as_before(&table, food, language)?
            };
            lines::replace(tx, row, &taken, food.is_right, &food.seen)?;
        }
        Ok(())
    })?;
    list::show(clinic, plan, language)
}

fn as_before(table: &FoodTable, food: &FormerFood, language: ScreenLanguage) -> Result<TakenFood> {
    let count = food.count.parse::<Decimal>();
    let count = count.map_err(|_| Error::invalid("count", Reason::Malformed))?;
    counted_as(
        table,
        table.named(&food.food)?,
        count,
        &food.measure,
        language,
    )
}
