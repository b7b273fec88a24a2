//! Where a recipe is used.

use std::collections::{BTreeMap, BTreeSet};

use sync_contract::catalog::{MealPlan, MealPlanItem, Patient};
use sync_contract::ids::{MealPlanId, RecipeId};
use sync_contract::{Entity, Right};
use uuid::Uuid;
use vault::read::{Deleted, Reader, Stored};

use crate::Clinic;
use crate::clinic::or_not_found;
use crate::error::Result;
use crate::recipes::versions::{Versions, all};
use crate::recipes::{RECIPE, RecipeUse};
use crate::view::{Id, count, text};

/// Returns in how many plans and other recipes one is used.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn used(clinic: &Clinic, id: &Id) -> Result<RecipeUse> {
    clinic.may(Right::ChartRead)?;
    let reader = clinic.read();
    let rows = all(&reader)?;
    let versions = Versions::of(&rows);
    let recipe = or_not_found(versions.get(&id.0), RECIPE)?.value.id;
    let affected = versions.affected(recipe);
    let is_affected = |food: &str| {
        let row = versions.get(food);
        row.is_some_and(|row| affected.contains(&versions.first(row.value.id)))
    };
    let plans = plans_with(&reader, is_affected)?;
    let unfinished = plans.iter().filter(|row| row.value.given_at.is_none());
    Ok(RecipeUse {
        plans: count(plans.len()),
        unfinished: count(unfinished.count()),
        recipes: count(versions.directly_made_of(recipe).count()),
    })
}

/// Returns the plans that no patient was given yet and that have some recipe.
///
/// # Errors
/// Those of a read.
pub(super) fn unfinished_with_recipes(
    reader: &Reader<'_>,
    versions: &Versions<'_>,
) -> Result<Vec<MealPlanId>> {
    let plans = plans_with(reader, |food| versions.get(food).is_some())?;
    let unfinished = plans.into_iter().filter(|row| row.value.given_at.is_none());
    Ok(unfinished.map(|row| row.value.id).collect())
}

/// Returns the plans with such a food, of patients who are not deleted.
fn plans_with(
    reader: &Reader<'_>,
    is_such: impl Fn(&str) -> bool,
) -> Result<Vec<Stored<MealPlan>>> {
    // one that was edited out makes a plan one without the food
    reader.look_over(MealPlanItem::DESCRIPTOR)?;
    let items = reader.all::<MealPlanItem>(Deleted::Hidden)?;
    let with = items.iter().filter(|row| is_such(&text(&row.value.food)));
    let with: BTreeSet<MealPlanId> = with.map(|row| row.value.meal_plan).collect();
    let ids: Vec<Uuid> = with.into_iter().map(Uuid::from).collect();
    let mut plans = reader.by_ids::<MealPlan>(&ids)?;
    let patients: BTreeSet<Uuid> = plans.iter().map(|row| row.value.patient.0).collect();
    let patients: Vec<Uuid> = patients.into_iter().collect();
    let patients = reader.by_ids::<Patient>(&patients)?;
    let there: BTreeMap<_, bool> = patients
        .iter()
        .map(|row| (row.value.id, row.deleted.is_none()))
        .collect();
    plans.retain(|row| row.deleted.is_none() && there.get(&row.value.patient) == Some(&true));
    Ok(plans)
}

/// Which recipe takes the place of the others that are the same one: by the first of them.
pub(super) type Successors = BTreeMap<RecipeId, RecipeId>;
