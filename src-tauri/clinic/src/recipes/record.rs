//! Adds recipes, changes them, takes them out of use and puts them back.

use std::collections::VecDeque;

use sync_contract::Right;
use sync_contract::catalog::{MealPlan, MealPlanItem, Recipe};
use sync_contract::ids::{MealPlanId, RecipeId};
use vault::WriteTx;

use crate::Clinic;
use crate::chart_row;
use crate::clinic::or_not_found;
use crate::error::{Error, Result};
use crate::foods::dish;
use crate::foods::lines;
use crate::foods::scale::counted_as;
use crate::foods::{FoodTable, TakenFood};
use crate::recipes::content::{Content, form_of};
use crate::recipes::list::show;
use crate::recipes::used::{Successors, unfinished_with_recipes};
use crate::recipes::versions::{Versions, all};
use crate::recipes::{RECIPE, RecipeEdit, RecipeForm, RecipeView};
use crate::view::{Id, ReadVersionToken, ScreenLanguage};

/// Adds a recipe.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `TooLong`, `Invalid` without a name or a part, for a name that another recipe
/// has, portions and a weight that cannot be, an amount that cannot be read or that is none of its food; `NotFound` for
/// a number that no food has.
pub fn add(clinic: &mut Clinic, form: &RecipeForm, language: ScreenLanguage) -> Result<RecipeView> {
    clinic.may(Right::ProfilesWrite)?;
    let id = clinic.write("add recipe", |tx| {
        let rows = all(&tx.read())?;
        let table = FoodTable::read(&tx.read())?;
        let content = Content::read(form, None, &Versions::of(&rows), &table, language)?;
        let id: RecipeId = tx.new_id();
        tx.insert(&content.row(id, None)?)?;
        Ok(id)
    })?;
    show(clinic, &Id::of(id), language)
}

/// Changes a recipe: another row takes its place, and so do others in the place of recipes that are made of it. Plans
/// stay as they were counted; where it is wanted, those that no patient was given yet are counted anew, each a change
/// of its own.
///
/// # Errors
/// As [`add`], `Invalid` for a part that is made of this recipe, `ChangedMeanwhile` for one that was changed since.
pub fn edit(
    clinic: &mut Clinic,
    edit: &RecipeEdit,
    language: ScreenLanguage,
) -> Result<RecipeView> {
    clinic.may(Right::ProfilesWrite)?;
    let rows = all(&clinic.read())?;
    let versions = Versions::of(&rows);
    let row = or_not_found(versions.get(&edit.id.0), RECIPE)?;
    if !versions.is_current(row.value.id) {
        return Err(Error::ChangedMeanwhile);
    }
    if form_of(&row.value).as_ref() == Some(&edit.form) {
        return show(clinic, &edit.id, language);
    }
    let plans = match edit.also_unfinished {
        true => unfinished_with_recipes(&clinic.read(), &versions)?,
        false => Vec::new(),
    };
    let mut successors = Successors::new();
    let mut changed = None;
    let steps = std::iter::once(None).chain(plans.into_iter().map(Some));
    clinic.write_each("edit recipe", steps, |tx, plan| match plan {
        None => {
            changed = Some(replace(
                tx,
                &edit.id,
                &edit.form,
                &mut successors,
                language,
            )?);
            Ok(())
        }
        Some(plan) => count_anew(tx, plan, &successors, language),
    })?;
    let id = changed.map_or(edit.id.clone(), Id::of);
    show(clinic, &id, language)
}

/// Writes the row in the place of a recipe, and those in the place of the recipes that are made of it.
fn replace(
    tx: &mut WriteTx<'_>,
    id: &Id,
    form: &RecipeForm,
    successors: &mut Successors,
    language: ScreenLanguage,
) -> Result<RecipeId> {
    let rows = all(&tx.read())?;
    let versions = Versions::of(&rows);
    let row = or_not_found(versions.get(&id.0), RECIPE)?;
    let table = FoodTable::read(&tx.read())?;
    let content = Content::read(form, Some(&row.value), &versions, &table, language)?;
    let new: RecipeId = tx.new_id();
    tx.insert(&Recipe {
        is_active: row.value.is_active,
        ..content.row(new, Some(row.value.id))?
    })?;
    successors.insert(versions.first(row.value.id), new);
    let mut open = VecDeque::from([(row.value.id, new)]);
    while let Some((old, new)) = open.pop_front() {
        // with what was written for the one before
        let rows = all(&tx.read())?;
        let versions = Versions::of(&rows);
        let table = FoodTable::read(&tx.read())?;
        for made in versions.directly_made_of(old) {
            let next: RecipeId = tx.new_id();
            tx.insert(&made_of(&made.value, (old, new), next, &table, language)?)?;
            successors.insert(versions.first(made.value.id), next);
            open.push_back((made.value.id, next));
        }
    }
    Ok(new)
}

/// Returns a recipe with one of its parts as it is now.
fn made_of(
    recipe: &Recipe,
    (old, new): (RecipeId, RecipeId),
    id: RecipeId,
    table: &FoodTable,
    language: ScreenLanguage,
) -> Result<Recipe> {
    let (old, new) = (old.to_string(), new.to_string());
    let mut parts = or_not_found(dish::parts(recipe), RECIPE)?;
    for part in parts.iter_mut().filter(|part| part.food == old) {
        let index = table.named(&new)?;
        let taken = counted_as(table, index, part.count, &part.measure, language)?;
        part.food.clone_from(&new);
        (part.name, part.grams) = (taken.name, taken.grams);
    }
    let content = Content {
        name: or_not_found(recipe.name.open(), RECIPE)?.clone(),
        portions: *or_not_found(recipe.portions.open(), RECIPE)?,
        yield_grams: *or_not_found(recipe.yield_grams.open(), RECIPE)?,
        method: or_not_found(recipe.method.open(), RECIPE)?.clone(),
        parts,
    };
    content.row(id, Some(recipe.id))
}

/// Puts the recipes of now into a plan, as many of the same measure of each.
fn count_anew(
    tx: &mut WriteTx<'_>,
    plan: MealPlanId,
    successors: &Successors,
    language: ScreenLanguage,
) -> Result<()> {
    let plan = chart_row::writable::<MealPlan>(tx, &Id::of(plan))?.value;
    let rows = all(&tx.read())?;
    let versions = Versions::of(&rows);
    let table = FoodTable::read(&tx.read())?;
    for food in lines::foods_of::<MealPlanItem>(tx, plan.id, plan.patient)? {
        let named = food.food.as_deref().and_then(|food| versions.get(food));
        let successor = named.and_then(|row| successors.get(&versions.first(row.value.id)));
        let (Some(new), Some(count)) = (successor, food.count) else {
            continue;
        };
        let index = table.named(&new.to_string())?;
        let taken = counted_as(&table, index, count, &food.measure, language)?;
        let row = chart_row::writable::<MealPlanItem>(tx, &food.id)?;
        let seen = ReadVersionToken::of(&row.seen);
        let taken = TakenFood {
            entered: food.entered,
            ..taken
        };
        lines::replace(tx, row, &taken, food.is_confirmed, &seen)?;
    }
    Ok(())
}

/// Offers a recipe no longer. Plans keep it.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `ChangedMeanwhile`.
pub fn remove(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    language: ScreenLanguage,
) -> Result<RecipeView> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("remove recipe", |tx| offer(tx, id, seen, false))?;
    show(clinic, id, language)
}

/// Offers a recipe again.
///
/// # Errors
/// As [`remove`].
pub fn restore(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    language: ScreenLanguage,
) -> Result<RecipeView> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("restore recipe", |tx| offer(tx, id, seen, true))?;
    show(clinic, id, language)
}

fn offer(tx: &mut WriteTx<'_>, id: &Id, seen: &ReadVersionToken, is_active: bool) -> Result<()> {
    let row = or_not_found(tx.get::<Recipe>(id.to()?)?, RECIPE)?;
    if row.value.is_active == is_active {
        return Ok(());
    }
    let mut recipe = row.value;
    recipe.is_active = is_active;
    tx.update(&recipe, &seen.to_read_version()?)?;
    Ok(())
}
