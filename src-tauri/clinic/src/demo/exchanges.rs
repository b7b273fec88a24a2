//! The demo's own table of exchanges, and in what the recalls and plans of people with diabetes are counted.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use sync_contract::catalog::{ExchangeTable, MealPlan, Recall};
use vault::WriteTx;
use vault::read::Deleted;

use crate::Clinic;
use crate::error::Result;
use crate::exchange_tables::{ExchangeGroupForm, ExchangeTableForm, TableChoice, checked, shipped};
use crate::foods::FoodGroup;
use crate::meal_plans::exchanges::{ExchangeTargetForm, PlanExchanges, put};
use crate::recalls::Meal;
use crate::recalls::record::put_exchanges;

/// The course of those whose recalls and plans are counted in portions of carbohydrate.
pub(super) const DIABETES: &str = "diabetes";
const NAME: &str = "Exchange list, seven groups";
/// Carbohydrate, protein and fat in g of one exchange, the groups of foods that it counts, and words of others. As the
/// lists of *Choose Your Foods* round them; which foods go where is ours.
const GROUPS: [(&str, [&str; 3], &[FoodGroup], &str); 7] = [
    (
        "Starch",
        ["15", "3", "1"],
        &[
            FoodGroup::Bread,
            FoodGroup::Cereals,
            FoodGroup::Grains,
            FoodGroup::Legumes,
        ],
        "potato, sweet potato, sweetcorn, plantain, cassava, yam",
    ),
    (
        "Fruit",
        ["15", "", ""],
        &[FoodGroup::Fruit],
        "fruit juice, orange juice, apple juice",
    ),
    (
        "Milk",
        ["12", "8", "5"],
        &[],
        "milk whole, milk semi-skimmed, milk skimmed, milk low fat, buttermilk, yogurt, kefir",
    ),
    ("Vegetables", ["5", "2", ""], &[FoodGroup::Vegetables], ""),
    (
        "Meat and fish",
        ["", "7", "5"],
        &[
            FoodGroup::Meat,
            FoodGroup::Fish,
            FoodGroup::Eggs,
            FoodGroup::Dairy,
        ],
        "tofu",
    ),
    (
        "Fat",
        ["", "", "5"],
        &[FoodGroup::Fats, FoodGroup::Nuts],
        "",
    ),
    (
        "Sweets",
        ["15", "", ""],
        &[FoodGroup::Sweets, FoodGroup::Snacks],
        "",
    ),
];

/// Adds the table where it is not there yet; an admin does.
///
/// # Errors
/// Those of a write.
pub(super) fn add(clinic: &mut Clinic) -> Result<()> {
    let groups = GROUPS.iter().map(|(name, grams, foods, words)| {
        let [carbohydrate, protein, fat] = grams.map(str::to_owned);
        ExchangeGroupForm {
            name: (*name).to_owned(),
            carbohydrate,
            protein,
            fat,
            foods: foods.to_vec(),
            words: (*words).to_owned(),
        }
    });
    let form = ExchangeTableForm {
        name: NAME.to_owned(),
        groups: groups.collect(),
        is_active: true,
        is_confirmed: false,
    };
    clinic.write("add exchange table", |tx| {
        let others = tx.read().all::<ExchangeTable>(Deleted::Hidden)?;
        if others.iter().any(|row| row.value.name.as_str() == NAME) {
            return Ok(());
        }
        let table = checked(tx.new_id(), &form, &others)?;
        tx.insert(&table)?;
        Ok(())
    })
}

/// What meals aim at in a day of 1,800 kcal with half of it from carbohydrate, in portions of 15 g, as the menus have.
const PORTIONS: [(Meal, f64); 4] = [
    (Meal::Breakfast, 4.5),
    (Meal::Lunch, 5.0),
    (Meal::AfternoonSnack, 1.5),
    (Meal::Dinner, 5.0),
];
const KCAL: f64 = 1800.0;
/// People measure halves.
const STEPS: f64 = 2.0;

/// Counts a recall in portions of carbohydrate.
///
/// # Errors
/// Those of a read.
pub(super) fn count_recall(tx: &WriteTx<'_>, recall: &mut Recall) -> Result<()> {
    let table = shipped().last().map(|table| TableChoice {
        table: table.id.clone(),
        is_anew: false,
    });
    put_exchanges(recall, &tx.read(), table.as_ref())
}

/// Counts a plan in portions of carbohydrate, with targets for its energy.
///
/// # Errors
/// Those of a read.
pub(super) fn count(tx: &WriteTx<'_>, plan: &mut MealPlan, energy: Option<Decimal>) -> Result<()> {
    let kcal = energy.and_then(|kcal| kcal.to_f64()).unwrap_or(KCAL);
    let Some(table) = shipped().last() else {
        return Ok(());
    };
    let targets = PORTIONS.iter().map(|(meal, portions)| {
        let count = (portions * kcal / KCAL * STEPS).round() / STEPS;
        ExchangeTargetForm {
            meal: *meal,
            group: 0,
            count: count.to_string(),
        }
    });
    let form = PlanExchanges {
        table: table.id.clone(),
        is_anew: false,
        targets: targets.collect(),
    };
    put(plan, &tx.read(), Some(&form))
}
