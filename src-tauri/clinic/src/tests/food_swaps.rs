//! Any food of a plan, any nutrient and any allergies: what is offered in its place, what it changes, and its undo.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use crate::allergies::{self, Severity};
use crate::foods::grid::{GridFood, GridSlot};
use crate::foods::{Allergen, FoodTable, SameNutrient, show};
use crate::meal_plans::{MealPlanView, PlanSwap, record, swap, undo};
use crate::nutrient_targets::Nutrient;
use crate::recalls::Meal;
use crate::testing::{PASSWORD, allergy, registered};
use crate::tests::meal_plans::new_plan;
use crate::tests::recalls::food;
use crate::view::ScreenLanguage;

const EN: ScreenLanguage = ScreenLanguage::En;
/// Milk, white bread, salmon, almonds, lentils, tofu, a boiled egg, chicken, rice, butter.
const FOODS: [&str; 10] = [
    "01077", "18069", "15237", "12061", "16070", "16126", "01129", "05064", "20045", "01001",
];
const ALLERGIES: [(&str, Allergen); 8] = [
    ("Peanut", Allergen::Peanuts),
    ("Milk", Allergen::Milk),
    ("Egg", Allergen::Eggs),
    ("Fish", Allergen::Fish),
    ("Tree nuts", Allergen::Nuts),
    ("Soya", Allergen::Soybeans),
    ("Wheat", Allergen::Gluten),
    ("Lupin", Allergen::Lupin),
];
const NUTRIENTS: [SameNutrient; 3] = [
    SameNutrient::Energy,
    SameNutrient::Carbohydrate,
    SameNutrient::Protein,
];

fn only_food(plan: &MealPlanView) -> GridFood {
    plan.grid.days[0]
        .meals
        .iter()
        .flat_map(|meal| &meal.foods)
        .next()
        .unwrap()
        .clone()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]

    #[test]
    fn a_swap_is_safe_changes_what_it_announces_and_is_undone(
        of in 0..FOODS.len(),
        same in 0..NUTRIENTS.len(),
        grams in 20..300_u32,
        mask in 0_u32..256,
        choice in 0..8_usize,
    ) {
        let (machine, _) = crate::testing::clinic();
        let mut diet = machine.sign_in("diet", PASSWORD);
        let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
        let substances = ALLERGIES.iter().enumerate();
        for (_, (substance, _)) in substances.filter(|(bit, _)| mask & (1 << bit) != 0) {
            allergies::add(&mut diet, &mary, &allergy(substance, Severity::Severe)).unwrap();
        }
        let slot = GridSlot { day: 1, meal: Meal::Breakfast, before: None };
        let written = food(slot, FOODS[of], &format!("{grams} g"));
        let plan = record::add(&mut diet, &new_plan(&mary), &[written], EN).unwrap();
        let former = only_food(&plan);
        let others = swap::similar(&diet, &former.id, NUTRIENTS[same], EN).unwrap();
        let table = FoodTable::of_clinic(&diet).unwrap();
        let group = |id: &str| show(&table, id, "", EN).unwrap().group;
        for other in &others {
            prop_assert_eq!(group(&other.id), group(FOODS[of]));
            let contains = show(&table, &other.id, "", EN).unwrap().allergens.contains;
            for (bit, (substance, allergen)) in ALLERGIES.iter().enumerate() {
                let is_of_patient = mask & (1 << bit) != 0;
                let has = contains.contains(allergen);
                prop_assert!(!(is_of_patient && has), "{}: {}", other.name, substance);
            }
        }
        let Some(other) = others.get(choice.min(others.len().saturating_sub(1))) else {
            return Ok(());
        };
        let form = PlanSwap {
            id: former.id.clone(),
            seen: former.seen.clone(),
            food: other.id.clone(),
            amount: format!("{} g", other.portion.grams.0),
        };
        let changed = swap::swap(&mut diet, &form, EN).unwrap();
        let now = only_food(&changed.plan);
        for (nutrient, before, after) in [
            (Nutrient::Energy, former.kcal, now.kcal),
            (Nutrient::Protein, former.protein, now.protein),
            (Nutrient::Carbohydrate, former.carbohydrate, now.carbohydrate),
        ] {
            let mut changes = other.changes.iter();
            let announced = changes.find(|change| change.nutrient == nutrient);
            if let (Some(by), Some(before), Some(after)) =
                (announced.and_then(|change| change.by), before, after)
            {
                // each of the three is rounded
                prop_assert!(
                    (after.0 - before.0 - by.0).abs() <= 1.0,
                    "{:?} {:?}",
                    nutrient,
                    other
                );
            }
        }
        let back = undo::undo(&mut diet, &plan.id, &changed.undo, EN).unwrap();
        let back = only_food(&back);
        prop_assert_eq!((back.food, back.amount), (former.food, former.amount));
    }
}
