//! Meal plans of some grown-up patients of the demo, begun on the day after their last visit: menus of some days,
//! repeated over the days of the plan.

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use sync_contract::catalog::{Meal, MealPlan, MealPlanItem, Patient};
use sync_contract::field::Time;
use sync_contract::ids::PatientId;
use vault::WriteTx;

use crate::age::Age;
use crate::clinic::or_not_found;
use crate::clock::at_wall;
use crate::demo::data::{DemoPlanFood, courses, plan_foods};
use crate::demo::exchanges::{self, DIABETES};
use crate::demo::plan::{Plan, PlannedVisit};
use crate::demo::recalls::{GROWN_UP_YEARS, VISIT_US, read};
use crate::demo::recipes::DemoRecipes;
use crate::error::Result;
use crate::foods::FoodTable;
use crate::foods::grid::{GridSlot, NewGridFood};
use crate::foods::lines;
use crate::meal_plans::{given, record};
use crate::names::birth;
use crate::view::ScreenLanguage;
use crate::{Clinic, fields};

const EVERY: usize = 6;
const FIRST: usize = 2;
/// The one that is still a draft.
const DRAFT: u32 = 2;

/// Writes those of the patients of the dietitian at this index, who is signed in.
///
/// # Errors
/// Those of a write.
pub(super) fn record(
    clinic: &mut Clinic,
    plan: &Plan,
    patients: &[PatientId],
    recipes: &DemoRecipes,
    dietitian: usize,
) -> Result<()> {
    let (today, zone) = (clinic.today()?, clinic.zone()?);
    let (foods, courses) = (plan_foods(), courses());
    let of_plan: Vec<&[DemoPlanFood]> = foods
        .chunk_by(|one, other| one.plan == other.plan)
        .collect();
    clinic.write("add meal plan", |tx| {
        let table = FoodTable::read(&tx.read())?;
        let seen = plan.patients.iter().zip(patients).enumerate();
        let mut patterns = of_plan.iter().cycle();
        for (_, (planned, patient)) in seen.filter(|(index, _)| index % EVERY == FIRST) {
            let Some(last) = planned.visits.last() else {
                continue;
            };
            let given = Given::at_visit(last, today, &zone);
            let person = or_not_found(tx.get::<Patient>(*patient)?, "patient")?.value;
            let is_grown_up =
                birth(&person).is_some_and(|born| Age::on(born, given.day).years >= GROWN_UP_YEARS);
            let foods = patterns.next().filter(|_| is_grown_up);
            if let Some(foods) = foods.filter(|_| planned.dietitian == dietitian) {
                let is_counted = courses[planned.course].code == DIABETES;
                insert(tx, &table, recipes, *patient, (given, foods), is_counted)?;
            }
        }
        Ok(())
    })
}

/// When a plan was given.
#[derive(Debug, Clone, Copy)]
pub(super) struct Given {
    day: NaiveDate,
    at: Time,
}

impl Given {
    /// At the end of a visit.
    pub fn at_visit(visit: &PlannedVisit, today: NaiveDate, zone: &Tz) -> Self {
        let day = visit.day.min(today);
        let at = Time(at_wall(day, visit.at, zone).0 + VISIT_US);
        Self { day, at }
    }
}

/// Writes a meal plan that begins on the next day, given to the patient but for the one that is a draft. `is_counted`
/// is one in portions of carbohydrate.
///
/// # Errors
/// Those of a write.
pub(super) fn insert(
    tx: &mut WriteTx<'_>,
    table: &FoodTable,
    recipes: &DemoRecipes,
    patient: PatientId,
    (given, foods): (Given, &[DemoPlanFood]),
    is_counted: bool,
) -> Result<()> {
    let first = or_not_found(foods.first(), "food")?;
    let title = fields::required(&first.title, "title")?;
    let is_given = first.plan != DRAFT;
    let first_day = given
        .day
        .checked_add_days(Days::new(1))
        .unwrap_or(given.day);
    let size = (first.days, first.meals);
    let energy = record::energy(&first.energy)?;
    let mut plan = MealPlan {
        energy: energy.into(),
        notes: fields::optional_paragraph(&first.notes, "notes")?.into(),
        given_at: is_given.then(|| given.at.min(tx.now())),
        given_by: is_given.then(|| tx.user()),
        ..record::begun(tx.new_id(), patient, title, first_day, size)
    };
    if is_counted {
        exchanges::count(tx, &mut plan, energy)?;
    }
    tx.insert(&plan)?;
    let menus: Vec<&[DemoPlanFood]> = foods.chunk_by(|one, other| one.day == other.day).collect();
    for (day, menu) in (1..=first.days).zip(menus.iter().cycle()) {
        for foods in menu.chunk_by(|one, other| one.meal == other.meal) {
            for (number, food) in (1_u32..).zip(foods) {
                let meal: Meal = read(&food.meal)?;
                let new = NewGridFood {
                    slot: GridSlot {
                        day,
                        meal,
                        before: None,
                    },
                    food: Some(food_number(&food.food, recipes)).filter(|food| !food.is_empty()),
                    text: food.text.clone(),
                    amount: food.amount.clone(),
                };
                let time = fields::optional(&food.time, "time")?;
                let (position, language) = (number.into(), ScreenLanguage::En);
                let item =
                    lines::line::<MealPlanItem>(tx, table, &plan, &new, time, position, language)?;
                tx.insert(&item)?;
            }
        }
    }
    if is_given {
        let row = or_not_found(tx.get::<MealPlan>(plan.id)?, "meal plan")?;
        plan.given_as = Some(given::text_of(tx, table, &plan)?).into();
        tx.update(&plan, &row.seen)?;
    }
    Ok(())
}

/// Returns the number of a food, which a recipe has by its name.
fn food_number(food: &str, recipes: &DemoRecipes) -> String {
    recipes.get(food).map_or(food, String::as_str).to_owned()
}
