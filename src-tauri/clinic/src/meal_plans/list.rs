//! Meal plans with their foods.

use std::cmp::Reverse;

use chrono::{Days, NaiveDate};
use sync_contract::Right;
use sync_contract::catalog::{MealPlan, MealPlanItem};
use sync_contract::ids::{MealPlanId, PatientId};
use vault::read::{Reader, Stored};

use crate::chart_row::{self, ChartRow};
use crate::clinic::or_not_found;
use crate::error::Result;
use crate::foods::FoodTable;
use crate::foods::flags::PatientFlags;
use crate::foods::grid::{StoredFood, grid, summed};
use crate::foods::lines::{FoodLine, WithLines, with_lines};
use crate::meal_plans::aim::{aim, aimed};
use crate::meal_plans::exchanges::{self, of_plan};
use crate::meal_plans::given::AsGiven;
use crate::meal_plans::{
    DAYS_MAX, MEALS_MAX, MealPlanForm, MealPlanSummary, MealPlanView, meals_of,
};
use crate::names::StaffNames;
use crate::view::{At, Day, Figure, Id, ReadVersionToken, ScreenLanguage, text};
use crate::{Clinic, reads};

/// Returns the meal plans of a patient, the one that begins last first.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: &Id) -> Result<Vec<MealPlanSummary>> {
    clinic.may(Right::ChartRead)?;
    let patient: PatientId = patient.to()?;
    chart_row::log_list(clinic, patient)?;
    let reader = clinic.read();
    let staff = StaffNames::read(&reader)?;
    let table = FoodTable::read(&reader)?;
    let rows = with_items(&reader, patient)?;
    Ok(rows
        .iter()
        .filter_map(|(row, items)| summary(&table, row, items, &staff))
        .collect())
}

/// Returns a plan with its foods by day and meal, and what they give against what is aimed at on its first day. One
/// that was given is counted as it was then.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id, language: ScreenLanguage) -> Result<MealPlanView> {
    clinic.may(Right::ChartRead)?;
    Ok(show_with_foods(clinic, id, language)?.0)
}

/// Returns a plan as [`show`] does, and the foods with which it is counted: their names and values are those of then,
/// too.
///
/// # Errors
/// As [`show`].
pub(crate) fn show_with_foods(
    clinic: &Clinic,
    id: &Id,
    language: ScreenLanguage,
) -> Result<(MealPlanView, FoodTable)> {
    clinic.may(Right::ChartRead)?;
    let row = clinic.require_row::<MealPlan>(id.to::<MealPlanId>()?, MealPlan::WHAT)?;
    let patient = row.value.patient;
    reads::log_read(clinic, patient)?;
    let reader = clinic.read();
    let rows = with_items(&reader, patient)?;
    let mut of_id = rows
        .into_iter()
        .filter(|(row, _)| Id::of(row.value.id) == *id);
    let (row, items) = or_not_found(of_id.next(), MealPlan::WHAT)?;
    let plan = &row.value;
    let form = or_not_found(form_of(plan), MealPlan::WHAT)?;
    let targets_now = aimed(&reader, plan)?;
    let foods: Vec<StoredFood> = items.iter().filter_map(MealPlanItem::stored).collect();
    let dates = dates(plan, &foods);
    let flags = PatientFlags::of_patient(clinic, &reader, patient)?;
    let table = FoodTable::read(&reader)?;
    let staff = StaffNames::read(&reader)?;
    let given = AsGiven::stored(plan);
    let has_lost_given = plan.given_at.is_some() && given.is_none();
    let (changed_since, targets, table) = match &given {
        Some(given) => {
            let now = (&table, &targets_now);
            let changes = given.changes(&reader, now, (&row, &items), &staff)?;
            let targets = given.targets(plan, targets_now);
            (changes, targets, given.foods_of_then(table, &foods))
        }
        None => (Vec::new(), targets_now, table),
    };
    let view = MealPlanView {
        id: Id::of(plan.id),
        seen: ReadVersionToken::of(&row.seen),
        patient_id: Id::of(patient),
        visit_id: plan.visit.map(Id::of),
        grid: {
            let exchanges = of_plan(plan, language);
            grid(
                &table, foods, &dates, &targets, &exchanges, &flags, language,
            )
        },
        meals: meals_of(form.meals),
        form,
        given_at: plan.given_at.map(At::of),
        changed_since,
        has_lost_given,
        is_removed: row.deleted.is_some(),
        by: staff.name(row.created_by),
        has_targets: !targets.is_empty(),
        aim: aim(&targets).map(Figure::from),
    };
    Ok((view, table))
}

/// Returns each plan with its foods that are not removed, the one that begins last first.
///
/// # Errors
/// Those of a read.
pub(crate) fn with_items(
    reader: &Reader<'_>,
    patient: PatientId,
) -> Result<Vec<WithLines<MealPlanItem>>> {
    let plans = reader.meal_plans_of(patient)?;
    let mut rows = with_lines::<MealPlanItem>(reader, patient, plans)?;
    rows.sort_by_key(|(plan, _)| Reverse((plan.value.first_day, plan.value.id)));
    Ok(rows)
}

/// Returns the foods with which a plan is counted: of one that was given, with the values of then.
pub(super) fn counted_with(plan: &MealPlan, table: FoodTable) -> FoodTable {
    let given = AsGiven::stored(plan);
    let then = given.and_then(|given| table.as_then(&given.foods));
    then.unwrap_or(table)
}

/// Returns none for a plan that this user cannot decrypt; that is told with the answer.
pub(crate) fn summary(
    table: &FoodTable,
    row: &Stored<MealPlan>,
    items: &[Stored<MealPlanItem>],
    staff: &StaffNames,
) -> Option<MealPlanSummary> {
    let plan = &row.value;
    let form = form_of(plan)?;
    let foods: Vec<StoredFood> = items.iter().filter_map(MealPlanItem::stored).collect();
    let days = dates(plan, &foods);
    let then = AsGiven::stored(plan).and_then(|given| table.as_then(&given.foods));
    let summed = summed(then.as_ref().unwrap_or(table), foods, &days)?;
    Some(MealPlanSummary {
        id: Id::of(plan.id),
        seen: ReadVersionToken::of(&row.seen),
        title: form.title,
        first_day: form.first_day,
        days: form.days,
        foods: summed.foods,
        kcal: summed.kcal,
        protein: summed.protein,
        unknown: summed.unknown,
        not_counted: summed.not_counted,
        given_at: plan.given_at.map(At::of),
        is_removed: row.deleted.is_some(),
        by: staff.name(row.created_by),
    })
}

/// Returns what a plan says of itself, where this user can decrypt it.
pub(super) fn form_of(plan: &MealPlan) -> Option<MealPlanForm> {
    let within = |number: i64, most: usize| u8::try_from(number.clamp(1, most as i64)).ok();
    let energy = plan.energy.open()?;
    Some(MealPlanForm {
        title: plan.title.open()?.to_string(),
        first_day: Day::of(plan.first_day),
        days: within(*plan.days.open()?, DAYS_MAX)?,
        meals: within(*plan.meals.open()?, MEALS_MAX)?,
        energy: energy.map_or(String::new(), |energy| energy.normalize().to_string()),
        notes: text(&plan.notes),
        exchanges: exchanges::form(plan),
    })
}

/// Returns the date of each day of a plan. A day that it no longer has is there while it has a food.
fn dates(plan: &MealPlan, foods: &[StoredFood]) -> Vec<Option<Day>> {
    let last = foods.iter().map(|food| food.slot.day).max().unwrap_or(1);
    let days = plan.days.open().copied().unwrap_or(1).max(last);
    let days = 0..u64::try_from(days).unwrap_or(1).min(DAYS_MAX as u64);
    days.map(|day| date(plan.first_day, day).map(Day::of))
        .collect()
}

fn date(first: NaiveDate, after: u64) -> Option<NaiveDate> {
    first.checked_add_days(Days::new(after))
}
