//! Recipes as foods: what they give and contain, changed without a change of plans, and never made of themselves.
#![allow(clippy::unwrap_used)]

use rust_decimal::Decimal;
use serde_json::{Value, json};
use sync_contract::catalog::{Nutrient, Recipe};
use sync_contract::field::Text;
use sync_contract::ids::RecipeId;
use uuid::Uuid;

use crate::error::{Error, Reason};
use crate::foods::{Allergen, FoodAmount, FoodFlagKind, FoodTable, search, show, total};
use crate::meal_plans::shopping::shopping_list;
use crate::recipes::{RecipeEdit, RecipeForm, RecipePartForm, RecipeUse, RecipeView};
use crate::recipes::{consider, list, record, used};
use crate::testing::{Machine, PASSWORD, allergy, clinic, registered};
use crate::tests::meal_plans::new_plan;
use crate::tests::recalls::{breakfast, food};
use crate::view::{Figure, Id, ScreenLanguage};
use crate::{Clinic, allergies, meal_plans};

const EN: ScreenLanguage = ScreenLanguage::En;
const LENTILS: &str = "16069";
const ONIONS: &str = "11282";
const MILK: &str = "01077";
const KIWI: &str = "09148";

pub(super) fn soup() -> Value {
    json!({
        "name": "Lentil soup", "portions": "4", "yieldWeight": "1200", "method": "Simmer for 30 minutes.",
        "parts": [{ "food": LENTILS, "amount": "200 g" }, { "food": ONIONS, "amount": "160 g" },
            { "food": MILK, "amount": "1 cup" }],
    })
}

fn begun() -> (Machine, Clinic, RecipeView) {
    let (machine, admin) = clinic();
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let soup = record::add(&mut diet, &serde_json::from_value(soup()).unwrap(), EN).unwrap();
    (machine, diet, soup)
}

fn part(food: &str, amount: &str) -> RecipePartForm {
    RecipePartForm {
        food: food.into(),
        amount: amount.into(),
    }
}

fn made(name: &str, parts: &[(&str, &str)]) -> RecipeForm {
    RecipeForm {
        name: name.into(),
        portions: "2".into(),
        yield_weight: String::new(),
        method: String::new(),
        parts: parts.iter().map(|(food, of)| part(food, of)).collect(),
    }
}

fn changed(
    clinic: &mut Clinic,
    recipe: &RecipeView,
    also_unfinished: bool,
    change: impl FnOnce(&mut RecipeForm),
) -> crate::Result<RecipeView> {
    let mut form = recipe.form.clone();
    change(&mut form);
    let id = recipe.id.clone();
    let edit = RecipeEdit {
        id,
        form,
        also_unfinished,
    };
    record::edit(clinic, &edit, EN)
}

fn plan(clinic: &mut Clinic, patient: &Id, foods: &[(&str, &str)]) -> meal_plans::MealPlanView {
    let foods = foods
        .iter()
        .map(|(id, amount)| food(breakfast(), id, amount));
    meal_plans::record::add(clinic, &new_plan(patient), &foods.collect::<Vec<_>>(), EN).unwrap()
}

fn first_food(plan: &meal_plans::MealPlanView) -> (Option<String>, Figure) {
    let food = &plan.grid.days[0].meals[0].foods[0];
    (food.food.clone(), food.portion.as_ref().unwrap().grams)
}

#[test]
fn a_portion_gives_its_share_of_the_parts() {
    let (_machine, diet, soup) = begun();
    let table = FoodTable::of_clinic(&diet).unwrap();
    let of = |food: &str, amount: &str| FoodAmount {
        food: food.into(),
        amount: amount.into(),
    };
    let parts = [of(LENTILS, "200 g"), of(ONIONS, "160 g"), of(MILK, "1 cup")];
    let parts = total(&table, &parts, EN).unwrap();
    assert_eq!(soup.sums.parts_grams, Figure(604.0));
    assert_eq!(soup.sums.portion_grams, Some(Figure(300.0)));
    // as a food: four portions of a quarter, or as much by weight
    for amount in ["4 portions", "1200 g"] {
        let eaten = total(&table, &[of(&soup.id.0, amount)], EN).unwrap();
        for (eaten, parts) in eaten.nutrients.iter().zip(&parts.nutrients) {
            let off = (eaten.amount.0 - parts.amount.0).abs();
            assert!(
                off <= 0.51
                    * (eaten.amount.0 - eaten.amount.0.trunc())
                        .signum()
                        .abs()
                        .max(0.01),
                "{:?} {off}",
                eaten.nutrient
            );
            assert_eq!(eaten.unknown > 0, parts.unknown > 0, "{:?}", eaten.nutrient);
        }
    }
    for (portion, parts) in soup.sums.nutrients.iter().zip(&parts.nutrients) {
        assert_eq!(portion.nutrient, parts.nutrient);
        let off = (portion.amount.0 * 4.0 - parts.amount.0).abs();
        // four times half of the last decimal that is shown
        assert!(off <= 2.51, "{portion:?} {parts:?}");
        assert_eq!(portion.unknown, parts.unknown);
    }
}

#[test]
fn a_sum_is_at_least_what_is_known_of_the_parts() {
    let (_machine, mut diet, _) = begun();
    let table = FoodTable::of_clinic(&diet).unwrap();
    let without = |id: &str| {
        let view = show(&table, id, "100 g", EN).unwrap();
        let known = view.nutrients.into_iter();
        let known = known.filter(|of| of.per_hundred_grams.is_none());
        known.map(|of| of.nutrient).collect::<Vec<_>>()
    };
    // white bread knows no vitamin D in some lists: any nutrient that one of both does not have
    let hits = search(&table, "bread", EN, 50);
    let lacking = hits.iter().find_map(|hit| {
        let missing = without(&hit.id);
        let missing = missing
            .into_iter()
            .find(|of| !without(MILK).contains(of) && *of != Nutrient::Energy)?;
        Some((hit.id.clone(), missing))
    });
    let (other, nutrient) = lacking.unwrap();
    let two = made("Two foods", &[(MILK, "200 g"), (&other, "50 g")]);
    let two = record::add(&mut diet, &two, EN).unwrap();
    let sum = two.sums.nutrients.iter().find(|of| of.nutrient == nutrient);
    assert_eq!(sum.unwrap().unknown, 1);
    let table = FoodTable::of_clinic(&diet).unwrap();
    let of = FoodAmount {
        food: two.id.0.clone(),
        amount: "2 portions".into(),
    };
    let eaten = total(&table, &[of], EN).unwrap();
    let eaten = eaten.nutrients.iter().find(|of| of.nutrient == nutrient);
    let milk = FoodAmount {
        food: MILK.into(),
        amount: "200 g".into(),
    };
    let milk = total(&table, &[milk], EN).unwrap();
    let milk = milk.nutrients.iter().find(|of| of.nutrient == nutrient);
    assert_eq!(eaten.unwrap().unknown, 1);
    assert_eq!(eaten.unwrap().amount, milk.unwrap().amount);
    // a row of a plan has no figure for it, and none is 0
    let shown = show(&table, &two.id.0, "", EN).unwrap();
    let shown = shown.nutrients.iter().find(|of| of.nutrient == nutrient);
    assert_eq!(shown.unwrap().in_portion, None);
}

#[test]
fn a_recipe_is_offered_as_a_food_until_it_is_removed() {
    let (machine, mut diet, soup) = begun();
    let first = |clinic: &Clinic, text: &str| {
        let table = FoodTable::of_clinic(clinic).unwrap();
        search(&table, text, EN, 1)[0].clone()
    };
    let hit = first(&diet, "2 portions of lentil soup");
    assert_eq!(hit.id, soup.id.0);
    assert!(hit.is_recipe && hit.is_own);
    assert_eq!(hit.portion.grams, Figure(600.0));
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let before = plan(&mut diet, &mary, &[(&soup.id.0, "1 portion")]);
    let removed = record::remove(&mut diet, &soup.id, &soup.seen, EN).unwrap();
    assert!(!removed.is_active);
    assert_ne!(first(&diet, "lentil soup").id, soup.id.0);
    let after = meal_plans::list::show(&diet, &before.id, EN).unwrap();
    assert_eq!(after.grid, before.grid);
    record::restore(&mut diet, &soup.id, &removed.seen, EN).unwrap();
    assert_eq!(first(&diet, "lentil soup").id, soup.id.0);
    drop(diet);
    let joy = machine.sign_in("desk", PASSWORD);
    assert!(matches!(list::list(&joy, EN), Err(Error::Forbidden(_))));
}

#[test]
fn what_a_part_contains_is_in_the_recipe_and_flagged_by_name() {
    let (_machine, mut diet, soup) = begun();
    let allergens = &soup.sums.allergens;
    assert!(allergens.contains.contains(&Allergen::Milk));
    let salad = made("Salad", &[(KIWI, "100 g")]);
    let salad = record::add(&mut diet, &salad, EN).unwrap();
    let bowl = made("Breakfast bowl", &[(&salad.id.0, "1 portion")]);
    let bowl = record::add(&mut diet, &bowl, EN).unwrap();
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    for substance in ["Kiwi", "Milk"] {
        let form = allergy(substance, crate::allergies::Severity::Severe);
        allergies::add(&mut diet, &mary, &form).unwrap();
    }
    let foods = [(bowl.id.0.as_str(), "1 portion"), (&soup.id.0, "1 portion")];
    let plan = plan(&mut diet, &mary, &foods);
    let flags = |index: usize| {
        let food = &plan.grid.days[0].meals[0].foods[index];
        let flags = food.flags.iter().map(|flag| (flag.kind, flag.of.as_str()));
        flags.collect::<Vec<_>>()
    };
    assert!(
        flags(0).contains(&(FoodFlagKind::Allergen, "Kiwi")),
        "{:?}",
        flags(0)
    );
    assert!(
        flags(1).contains(&(FoodFlagKind::Allergen, "Milk")),
        "{:?}",
        flags(1)
    );
}

#[test]
fn nothing_is_known_of_a_recipe_with_a_part_that_is_gone() {
    let (_machine, mut diet, soup) = begun();
    let lost = Uuid::from_u128(7).to_string();
    let (damaged, first, second) = (
        RecipeId(Uuid::from_u128(1)),
        RecipeId(Uuid::from_u128(2)),
        RecipeId(Uuid::from_u128(3)),
    );
    let row = |id: RecipeId, name: &str, parts: String| Recipe {
        id,
        name: Text::new(name).unwrap().into(),
        portions: 1.into(),
        yield_grams: Some(Decimal::ONE_HUNDRED).into(),
        method: None.into(),
        parts: Text::new(&parts).unwrap().into(),
        replaces: None.into(),
        is_active: true,
    };
    let of = |food: &str| {
        json!([{ "food": food, "name": "Part", "entered": "50 g", "count": "50", "measure": "g", "grams": "50" }])
            .to_string()
    };
    let milk = &soup.form.parts[2].food;
    assert_eq!(milk, MILK);
    diet.write("add recipe", |tx| {
        tx.insert(&row(
            RecipeId(Uuid::from_u128(4)),
            "With what is gone",
            of(&lost),
        ))?;
        tx.insert(&row(damaged, "Damaged", "no list".into()))?;
        // no program of ours writes these
        tx.insert(&row(first, "One", of(&second.to_string())))?;
        tx.insert(&row(second, "Other", of(&first.to_string())))?;
        Ok(())
    })
    .unwrap();
    let recipes = list::list(&diet, EN).unwrap();
    assert_eq!(recipes.len(), 5);
    for recipe in recipes.iter().filter(|of| of.id != soup.id) {
        let known = &recipe.allergens;
        assert!(!known.is_complete && known.free_of.is_empty(), "{recipe:?}");
        let view = list::show(&diet, &recipe.id, EN).unwrap();
        assert!(
            view.sums
                .nutrients
                .iter()
                .all(|of| of.amount == Figure(0.0))
        );
        let table = FoodTable::of_clinic(&diet).unwrap();
        let shown = show(&table, &recipe.id.0, "100 g", EN).unwrap();
        assert!(
            shown
                .nutrients
                .iter()
                .all(|of| of.per_hundred_grams.is_none())
        );
    }
    let damaged = list::show(&diet, &Id::of(damaged), EN).unwrap();
    assert!(!damaged.is_readable && damaged.sums.parts.is_empty());
}

#[test]
fn plans_stay_as_they_were_counted_unless_it_is_wanted() {
    let (_machine, mut diet, soup) = begun();
    let tray = made("Tray", &[(&soup.id.0, "1 portion"), (MILK, "200 g")]);
    let tray = record::add(&mut diet, &tray, EN).unwrap();
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let given = plan(&mut diet, &mary, &[(&soup.id.0, "1 portion")]);
    meal_plans::record::give(&mut diet, &given.id, &given.seen, EN).unwrap();
    let given = meal_plans::list::show(&diet, &given.id, EN).unwrap();
    let draft = plan(&mut diet, &mary, &[(&soup.id.0, "2 portions")]);
    let other = plan(&mut diet, &mary, &[(&tray.id.0, "1 portion")]);
    let use_of = |clinic: &Clinic, id: &Id| used::used(clinic, id).unwrap();
    let (plans, unfinished, recipes) = (3, 2, 1);
    let all = RecipeUse {
        plans,
        unfinished,
        recipes,
    };
    assert_eq!(use_of(&diet, &soup.id), all);

    let grids = |clinic: &Clinic| {
        let shown = |id: &Id| meal_plans::list::show(clinic, id, EN).unwrap().grid;
        [shown(&given.id), shown(&draft.id), shown(&other.id)]
    };
    let before = grids(&diet);
    let more = changed(&mut diet, &soup, false, |form| {
        form.yield_weight = "1600".into()
    })
    .unwrap();
    assert_ne!(more.id, soup.id);
    assert_eq!(grids(&diet), before);
    // the tray is another one, made of the soup of now
    let trays = list::find(&diet, "tray", EN).unwrap();
    assert_ne!(trays.id, tray.id);
    assert_eq!(
        trays.sums.parts[0].portion.as_ref().unwrap().grams,
        Figure(400.0)
    );
    assert_eq!(list::list(&diet, EN).unwrap().len(), 2);
    let was = list::show(&diet, &soup.id, EN).unwrap();
    assert!(!was.is_current && was.form == soup.form);
    let refused = changed(&mut diet, &soup, false, |form| form.portions = "5".into());
    assert!(matches!(refused, Err(Error::ChangedMeanwhile)));

    let last = changed(&mut diet, &more, true, |form| form.portions = "8".into()).unwrap();
    assert_eq!(use_of(&diet, &last.id), all);
    let shown = |id: &Id| meal_plans::list::show(&diet, id, EN).unwrap();
    assert_eq!(first_food(&shown(&given.id)), first_food(&given));
    assert_eq!(
        first_food(&shown(&draft.id)),
        (Some(last.id.0.clone()), Figure(400.0))
    );
    let trays = list::find(&diet, "tray", EN).unwrap();
    assert_eq!(
        first_food(&shown(&other.id)),
        (Some(trays.id.0), Figure(200.0))
    );
    // what is not changed makes no other one
    let same = changed(&mut diet, &last, true, |_| {}).unwrap();
    assert_eq!(same.id, last.id);
}

#[test]
fn a_recipe_that_would_contain_itself_is_refused() {
    let (_machine, mut diet, soup) = begun();
    let tray = made("Tray", &[(&soup.id.0, "1 portion")]);
    let tray = record::add(&mut diet, &tray, EN).unwrap();
    let soup = changed(&mut diet, &soup, false, |form| form.portions = "5".into()).unwrap();
    let tray = list::find(&diet, &tray.form.name, EN).unwrap();
    for food in [&soup.id.0, &tray.id.0] {
        let refused = changed(&mut diet, &soup, false, |form| {
            form.parts.push(part(food, "1 portion"));
        });
        assert!(
            matches!(
                refused,
                Err(Error::Invalid {
                    field: "parts",
                    reason: Reason::ContainsItself
                })
            ),
            "{refused:?}"
        );
        let mut form = soup.form.clone();
        form.parts.push(part(food, "1 portion"));
        let sums = consider::consider(&diet, Some(&soup.id), &form, EN).unwrap();
        let itself: Vec<bool> = sums.parts.iter().map(|part| part.is_itself).collect();
        assert_eq!(itself, [false, false, false, true]);
    }
    let taken = record::add(&mut diet, &made("lentil SOUP", &[(MILK, "1 cup")]), EN);
    assert!(matches!(
        taken,
        Err(Error::Invalid {
            field: "name",
            reason: Reason::Taken
        })
    ));
}

#[test]
fn what_is_bought_for_a_recipe_is_what_it_is_made_of() {
    let (_machine, mut diet, soup) = begun();
    let tray = made("Tray", &[(&soup.id.0, "2 portions")]);
    let tray = record::add(&mut diet, &tray, EN).unwrap();
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let foods = [(tray.id.0.as_str(), "1 portion"), (MILK, "1 cup")];
    let plan = plan(&mut diet, &mary, &foods);
    let table = FoodTable::of_clinic(&diet).unwrap();
    let bought = shopping_list(&table, &plan.grid, EN);
    let foods = bought.groups.iter().flat_map(|group| &group.foods);
    let grams: Vec<(f64, usize)> = foods
        .map(|food| (food.grams.0, food.amounts.len()))
        .collect();
    // a quarter of the soup: 50 g of lentils, 40 g of onions, and 61 g of milk with the cup of 244 g
    let mut sorted = grams.clone();
    sorted.sort_by(|one, other| one.0.total_cmp(&other.0));
    assert_eq!(sorted, [(40.0, 1), (50.0, 1), (305.0, 1)]);
    assert!(bought.words.is_empty());
}

#[test]
fn what_is_bought_is_summed_before_it_is_rounded() {
    let (_machine, mut diet, _) = begun();
    let salad = RecipeForm {
        portions: "3".into(),
        ..made("Salad", &[(LENTILS, "100 g"), (ONIONS, "10 g")])
    };
    let salad = record::add(&mut diet, &salad, EN).unwrap();
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let plan = plan(&mut diet, &mary, &[(salad.id.0.as_str(), "1 portion"); 7]);
    let table = FoodTable::of_clinic(&diet).unwrap();
    let bought = shopping_list(&table, &plan.grid, EN);
    let foods = bought.groups.iter().flat_map(|group| &group.foods);
    let mut amounts: Vec<(f64, f64)> = foods
        .map(|food| (food.grams.0, food.amounts[0].count.0))
        .collect();
    amounts.sort_by(|one, other| one.0.total_cmp(&other.0));
    // seven portions of 36.67 g out of 110 g
    assert_eq!(amounts, [(23.34, 23.34), (233.35, 233.35)]);
}
