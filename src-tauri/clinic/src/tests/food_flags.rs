//! What a patient must not eat or does not like, as a recall and a plan flag it, and what takes the place of a food.
#![allow(clippy::unwrap_used)]

use sync_contract::Entity;
use sync_contract::catalog::Allergy;

use crate::allergies::{AllergyEdit, AllergyForm, AllergyKind, AllergyStatus, Severity};
use crate::error::Error;
use crate::foods::grid::{FoodGrid, GridFood, GridSlot};
use crate::foods::{Allergen, FlaggedFor, FoodFlag, FoodFlagKind, SameNutrient};
use crate::meal_plans::swap;
use crate::none_known::HealthList;
use crate::prints::{PrintForm, PrintOf};
use crate::recalls::{Meal, RecallKind};
use crate::testing::{Machine, PASSWORD, allergy, registered};
use crate::tests::meal_plans::new_plan;
use crate::tests::merge::merged;
use crate::tests::recalls::{food, new_recall};
use crate::view::{Id, ReadVersionToken, ScreenLanguage};
use crate::{Clinic, allergies, meal_plans, none_known, prints, profile, recalls};

const EN: ScreenLanguage = ScreenLanguage::En;
const MILK: &str = "01077";
const PEANUT_BUTTER: &str = "16098";
const BANANA: &str = "09040";
const KIWI: &str = "09148";
const SPRING_ROLL: &str = "36601";
const LUPIN: &str = "16077";
const CARROTS: &str = "11125";

struct Chart {
    _machine: Machine,
    diet: Clinic,
    mary: Id,
}

impl Chart {
    fn new() -> Self {
        let (machine, _) = crate::testing::clinic();
        let mut diet = machine.sign_in("diet", PASSWORD);
        let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
        Self {
            _machine: machine,
            diet,
            mary,
        }
    }

    fn allergic(&mut self, substance: &str, kind: Option<AllergyKind>) {
        let form = AllergyForm {
            kind,
            ..allergy(substance, Severity::Severe)
        };
        allergies::add(&mut self.diet, &self.mary, &form).unwrap();
    }

    fn dislikes(&mut self, text: &str) {
        let mut view = profile::show(&self.diet, self.mary.to().unwrap()).unwrap();
        let loaded = view.form.clone();
        view.form.dislikes = text.into();
        profile::edit(&mut self.diet, &loaded, &view).unwrap();
    }

    /// A plan with these foods at breakfast.
    fn plan(&mut self, foods: &[&str]) -> meal_plans::MealPlanView {
        let foods: Vec<_> = foods
            .iter()
            .map(|of| food(breakfast(), of, "100 g"))
            .collect();
        let new = new_plan(&self.mary);
        meal_plans::record::add(&mut self.diet, &new, &foods, EN).unwrap()
    }
}

fn breakfast() -> GridSlot {
    GridSlot {
        day: 1,
        meal: Meal::Breakfast,
        before: None,
    }
}

fn foods(grid: &FoodGrid) -> Vec<&GridFood> {
    let meals = grid.days.iter().flat_map(|day| &day.meals);
    meals.flat_map(|meal| &meal.foods).collect()
}

type Flag<'a> = (FoodFlagKind, &'a str, Option<Allergen>);

fn parts(flag: &FoodFlag) -> Flag<'_> {
    (flag.kind, &flag.of, flag.allergen)
}

/// The flags of each food: its kind, whose allergy or dislike it is, and the allergen.
fn flags(grid: &FoodGrid) -> Vec<Vec<Flag<'_>>> {
    let foods = foods(grid).into_iter();
    foods
        .map(|food| food.flags.iter().map(parts).collect())
        .collect()
}

const UNKNOWN: Flag<'static> = (FoodFlagKind::NotKnown, "", None);

#[test]
fn foods_with_an_allergen_and_foods_of_unknown_ones_are_flagged() {
    let mut chart = Chart::new();
    let all = [PEANUT_BUTTER, MILK, BANANA, SPRING_ROLL, KIWI];
    assert!(flags(&chart.plan(&all).grid).iter().all(Vec::is_empty));
    chart.allergic("Peanuts", Some(AllergyKind::Food));
    chart.allergic("Lactose", Some(AllergyKind::Intolerance));
    chart.allergic("Penicillin", Some(AllergyKind::Drug));
    let plan = chart.plan(&all);
    let contains = |of, allergen| (FoodFlagKind::Allergen, of, Some(allergen));
    let expected = [
        // of other allergens of it nothing is known
        vec![contains("Peanuts", Allergen::Peanuts), UNKNOWN],
        vec![contains("Lactose", Allergen::Milk)],
        vec![],
        vec![UNKNOWN],
        vec![],
    ];
    assert_eq!(flags(&plan.grid), expected);
    let of = &plan.grid.flagged_for;
    assert_eq!(of.allergies, ["Lactose", "Peanuts"]);
    assert!(of.is_asked && of.by_name_only.is_empty());
    // a recall flags the same
    let eaten: Vec<_> = all.iter().map(|of| food(breakfast(), of, "1 g")).collect();
    let new = new_recall(&chart.mary, RecallKind::UsualDay);
    let recall = recalls::record::add(&mut chart.diet, &new, &eaten, EN).unwrap();
    assert_eq!(flags(&recall.grid), expected);
    let one = foods(&recall.grid)[1].id.clone();
    let one = recalls::items::show(&chart.diet, &one, EN).unwrap().food;
    assert_eq!(one.flags, foods(&recall.grid)[1].flags);
}

#[test]
fn an_allergy_that_is_none_of_the_fourteen_is_flagged_by_name() {
    let mut chart = Chart::new();
    chart.allergic("Kiwi fruit", None);
    chart.allergic("Pollen", Some(AllergyKind::Other));
    let plan = chart.plan(&[KIWI, BANANA, SPRING_ROLL]);
    let kiwi = (FoodFlagKind::Allergen, "Kiwi fruit", None);
    assert_eq!(flags(&plan.grid), [vec![kiwi], vec![], vec![UNKNOWN]]);
    assert_eq!(plan.grid.flagged_for.by_name_only, ["Kiwi fruit", "Pollen"]);
    // fructose is no food: of nothing is it known whether it has any
    chart.allergic("Fructose", Some(AllergyKind::Intolerance));
    let plan = chart.plan(&[BANANA]);
    assert_eq!(flags(&plan.grid), [vec![UNKNOWN]]);
}

#[test]
fn an_allergy_that_is_over_or_removed_flags_nothing() {
    let mut chart = Chart::new();
    let form = AllergyForm {
        status: AllergyStatus::Resolved,
        ..allergy("Milk", Severity::Mild)
    };
    allergies::add(&mut chart.diet, &chart.mary, &form).unwrap();
    let eggs = allergy("Milk", Severity::Mild);
    let wrong = allergies::add(&mut chart.diet, &chart.mary, &eggs).unwrap();
    allergies::remove(&mut chart.diet, &wrong.id, &wrong.seen, "other patient").unwrap();
    assert_eq!(
        flags(&chart.plan(&[MILK, SPRING_ROLL]).grid),
        [vec![], vec![]]
    );
}

/// The version that is not shown may name any other food.
#[test]
fn a_food_is_not_known_to_be_safe_where_versions_name_two_substances() {
    let mut chart = Chart::new();
    let milk = allergy("Milk", Severity::Severe);
    let milk = allergies::add(&mut chart.diet, &chart.mary, &milk).unwrap();
    let contains = (FoodFlagKind::Allergen, "Milk", Some(Allergen::Milk));
    let plan = chart.plan(&[MILK, BANANA]);
    assert_eq!(flags(&plan.grid), [vec![contains], vec![]]);
    let mut form = milk.form.clone();
    form.substance = "Kiwi fruit".into();
    let edit = AllergyEdit {
        id: milk.id,
        // the writer had not seen the version that it conflicts with
        seen: ReadVersionToken(String::new()),
        loaded: milk.form,
        form,
    };
    allergies::edit(&mut chart.diet, &edit).unwrap();
    let kiwi = (FoodFlagKind::Allergen, "Kiwi fruit", None);
    let plan = chart.plan(&[KIWI, MILK, BANANA]);
    let expected = [vec![kiwi, UNKNOWN], vec![UNKNOWN], vec![UNKNOWN]];
    assert_eq!(flags(&plan.grid), expected);
}

/// What another program took out of the file may have been an allergy to anything.
#[test]
fn a_food_is_not_known_to_be_safe_where_an_allergy_is_gone_from_the_file() {
    let mut chart = Chart::new();
    let form = allergy("Milk", Severity::Severe);
    let milk = allergies::add(&mut chart.diet, &chart.mary, &form).unwrap();
    let unlocked = chart.diet.unlocked();
    unlocked.cut_row(Allergy::DESCRIPTOR, milk.id.to().unwrap());
    let plan = chart.plan(&[MILK, BANANA]);
    assert_eq!(flags(&plan.grid), [vec![UNKNOWN], vec![UNKNOWN]]);
    // and a print of the plan says that something may be missing
    let form = PrintForm {
        of: PrintOf::MealPlan {
            meal_plan_id: plan.id,
        },
        sections: None,
        language: None,
        screens: EN,
    };
    assert!(
        prints::view(&mut chart.diet, &form)
            .unwrap()
            .head
            .is_incomplete
    );
}

#[test]
fn a_grid_shows_whether_allergies_were_asked_for() {
    let mut chart = Chart::new();
    assert_eq!(chart.plan(&[]).grid.flagged_for, FlaggedFor::default());
    none_known::add(&mut chart.diet, &chart.mary, HealthList::Allergies).unwrap();
    assert!(chart.plan(&[]).grid.flagged_for.is_asked);
}

#[test]
fn words_are_flagged_by_what_they_say_and_never_taken_for_safe() {
    let mut chart = Chart::new();
    chart.allergic("Lait", Some(AllergyKind::Food));
    let mut plan = chart.plan(&[]);
    for text in ["soupe au lait", "soup of the house"] {
        let mut words = food(breakfast(), "", "");
        (words.food, words.text) = (None, text.into());
        plan = meal_plans::items::add(&mut chart.diet, &plan.id, &words, EN).unwrap();
    }
    let milk = (FoodFlagKind::Allergen, "Lait", Some(Allergen::Milk));
    assert_eq!(flags(&plan.grid), [vec![milk], vec![UNKNOWN]]);
}

#[test]
fn dislikes_are_matched_by_their_words_in_two_languages() {
    let mut chart = Chart::new();
    chart.dislikes("does not like cooked carrots; banane et poisson, none");
    let plan = chart.plan(&[CARROTS, BANANA, "15237", MILK]);
    let disliked = |of| vec![(FoodFlagKind::Disliked, of, None)];
    let expected = [
        disliked("cooked carrots"),
        disliked("banane"),
        disliked("poisson"),
        vec![],
    ];
    assert_eq!(flags(&plan.grid), expected);
}

#[test]
fn the_allergies_of_merged_files_are_those_of_one_person() {
    let mut chart = Chart::new();
    chart.allergic("Milk", Some(AllergyKind::Food));
    chart.dislikes("banana");
    let other = registered(&mut chart.diet, "Mary", "Okafor", "1992-03-12");
    merged(&mut chart.diet, &chart.mary, &other).unwrap();
    chart.mary = other;
    let plan = chart.plan(&[MILK, BANANA]);
    assert_eq!(flags(&plan.grid)[0][0].0, FoodFlagKind::Allergen);
    assert_eq!(flags(&plan.grid)[1][0].0, FoodFlagKind::Disliked);
}

#[test]
fn lupin_is_flagged_as_cross_reacting_with_a_peanut_allergy() {
    let mut chart = Chart::new();
    chart.allergic("Arachide", Some(AllergyKind::Food));
    let plan = chart.plan(&[LUPIN, "16070"]);
    let cross = (FoodFlagKind::CrossReacts, "Arachide", Some(Allergen::Lupin));
    // it is one food, of which all allergens are known
    assert_eq!(flags(&plan.grid)[0], vec![cross]);
    // a swap of lentils offers it with the warning, after what has none
    let lentils = foods(&plan.grid)[1].id.clone();
    let others = swap::similar(&chart.diet, &lentils, SameNutrient::Protein, EN).unwrap();
    for other in &others {
        let is_lupin = ["16076", LUPIN, "16377"].contains(&other.id.as_str());
        let mut kinds = other.flags.iter().map(|flag| flag.kind);
        assert_eq!(
            kinds.any(|kind| kind == FoodFlagKind::CrossReacts),
            is_lupin,
            "{other:?}"
        );
    }
    assert!(others[0].flags.is_empty(), "{others:?}");
    // with an allergy to it, it is the allergen
    chart.allergic("Lupin", Some(AllergyKind::Food));
    let plan = meal_plans::list::show(&chart.diet, &plan.id, EN).unwrap();
    let lupin = (FoodFlagKind::Allergen, "Lupin", Some(Allergen::Lupin));
    assert_eq!(flags(&plan.grid)[0], vec![lupin, cross]);
}

#[test]
fn a_swap_leaves_allergens_out_and_what_is_not_known_last() {
    let mut chart = Chart::new();
    chart.allergic("Almond", Some(AllergyKind::Food));
    chart.dislikes("pumpkin");
    // sunflower seeds, of a group of nuts
    let plan = chart.plan(&["12036"]);
    let row = foods(&plan.grid)[0].clone();
    for same in [
        SameNutrient::Energy,
        SameNutrient::Carbohydrate,
        SameNutrient::Protein,
    ] {
        let others = swap::similar(&chart.diet, &row.id, same, EN).unwrap();
        assert_eq!(others.len(), 8);
        let kinds: Vec<Vec<FoodFlagKind>> = others
            .iter()
            .map(|other| other.flags.iter().map(|flag| flag.kind).collect())
            .collect();
        let has = |kind| kinds.iter().position(|of| of.contains(&kind));
        assert_eq!(has(FoodFlagKind::Allergen), None, "{others:?}");
        assert!(kinds[0].is_empty(), "{others:?}");
        // what is not known stands behind what is known
        let doubtful = has(FoodFlagKind::NotKnown).unwrap_or(kinds.len());
        assert!(
            kinds[doubtful..].iter().all(|of| !of.is_empty()),
            "{others:?}"
        );
    }
}

#[test]
fn some_foods_are_summed_and_those_of_others_are_not() {
    let mut chart = Chart::new();
    let plan = chart.plan(&[MILK, BANANA, CARROTS]);
    let ids: Vec<Id> = foods(&plan.grid)
        .iter()
        .map(|food| food.id.clone())
        .collect();
    let sum = |clinic: &Clinic, of: &[Id]| meal_plans::items::sum(clinic, &plan.id, of);
    let kcal = |of: &[Id]| sum(&chart.diet, of).unwrap()[0].amount.0;
    assert_eq!(kcal(&ids[..2]), 61.0 + 89.0);
    // a row counts once
    assert_eq!(kcal(&[ids[0].clone(), ids[0].clone()]), 61.0);
    assert_eq!(
        sum(&chart.diet, &ids).unwrap()[0].amount,
        plan.grid.days[0].nutrients[0].amount
    );
    let elsewhere = chart.plan(&[MILK]);
    let other = [foods(&elsewhere.grid)[0].id.clone()];
    let refused = meal_plans::items::sum(&chart.diet, &plan.id, &other);
    assert!(matches!(
        refused,
        Err(Error::NotFound("food of a meal plan"))
    ));
}
