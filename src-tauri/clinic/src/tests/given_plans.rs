//! Plans that were given: counted as they were then, not edited, and with what was changed since.
#![allow(clippy::unwrap_used)]

use rust_decimal::Decimal;
use sync_contract::catalog::{MealPlan, MealPlanItem};
use sync_contract::field::{Line, Text};
use sync_contract::ids::MealPlanId;

use crate::clinic_foods::profiles::{self, FoodProfileForm};
use crate::clinic_foods::{self, ClinicFoodEdit, ClinicFoodForm, ClinicFoodView, KnownNutrient};
use crate::error::Error;
use crate::foods::grid::GridNutrient;
use crate::foods::lines;
use crate::meal_plans::given::{GivenChange, GivenChangeKind};
use crate::meal_plans::shopping::shopping_list;
use crate::meal_plans::{MealPlanEdit, MealPlanForm, MealPlanView, items, list, record};
use crate::nutrient_targets::{Nutrient, set};
use crate::recipes::{self, RecipeForm, RecipePartForm};
use crate::testing::{Machine, PASSWORD, clinic, registered};
use crate::tests::clinic_foods::oat_drink;
use crate::tests::meal_plans::new_plan;
use crate::tests::nutrient_targets::target;
use crate::tests::recalls::{breakfast, food};
use crate::view::{At, Figure, Id, ScreenLanguage};
use crate::{Clinic, Result};

const EN: ScreenLanguage = ScreenLanguage::En;
const MILK: &str = "01077";
const BANANA: &str = "09040";
const BREAD: &str = "18069";

struct Given {
    _machine: Machine,
    diet: Clinic,
    mary: Id,
    plan: Id,
}

/// A plan with these foods, given to Mary.
fn given(foods: impl FnOnce(&mut Clinic) -> Vec<String>) -> Given {
    let (machine, admin) = clinic();
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let foods = foods(&mut diet);
    let foods: Vec<_> = foods
        .iter()
        .map(|id| food(breakfast(), id, "200 g"))
        .collect();
    let plan = record::add(&mut diet, &new_plan(&mary), &foods, EN).unwrap();
    let plan = record::give(&mut diet, &plan.id, &plan.seen, EN)
        .unwrap()
        .id;
    machine.clock.advance_s(60);
    Given {
        _machine: machine,
        diet,
        mary,
        plan,
    }
}

impl Given {
    fn shown(&self) -> MealPlanView {
        list::show(&self.diet, &self.plan, EN).unwrap()
    }

    fn edit(&mut self, change: impl FnOnce(&mut MealPlanForm)) -> Result<MealPlanView> {
        let shown = self.shown();
        let mut form = shown.form.clone();
        change(&mut form);
        let edit = MealPlanEdit {
            id: shown.id,
            seen: shown.seen,
            loaded: shown.form,
            form,
        };
        record::edit(&mut self.diet, &edit, EN)
    }

    /// Writes as another computer does that does not know yet that the plan was given.
    fn elsewhere(&mut self, change: impl FnOnce(&mut vault::WriteTx<'_>, MealPlan) -> Result<()>) {
        let id: MealPlanId = self.plan.to().unwrap();
        let written = self.diet.write("edit meal plan", |tx| {
            let plan = tx.get::<MealPlan>(id)?.unwrap().value;
            change(tx, plan)
        });
        written.unwrap();
    }
}

fn kinds(changes: &[GivenChange]) -> Vec<(GivenChangeKind, &str)> {
    let each = changes
        .iter()
        .map(|change| (change.kind, change.name.as_str()));
    each.collect()
}

fn kcal(nutrients: &[GridNutrient]) -> Figure {
    let mut all = nutrients.iter();
    let energy = all.find(|of| of.nutrient == Nutrient::Energy);
    energy.unwrap().amount
}

/// Gives a food of the clinic another name and another energy.
fn changed(clinic: &mut Clinic, of: ClinicFoodView) {
    let mut form: ClinicFoodForm = of.form.clone();
    form.name = "Oat milk".into();
    for known in &mut form.nutrients {
        if known.nutrient == Nutrient::Energy {
            *known = KnownNutrient {
                nutrient: Nutrient::Energy,
                amount: "92".into(),
            };
        }
    }
    let edit = ClinicFoodEdit {
        id: of.id,
        seen: of.seen,
        loaded: of.form,
        form,
    };
    clinic_foods::edit(clinic, &edit).unwrap();
}

#[test]
fn a_given_plan_is_counted_with_the_values_of_then() {
    let mut of = given(|diet| {
        let drink = clinic_foods::add(diet, &oat_drink()).unwrap();
        let porridge = RecipeForm {
            name: "Porridge".into(),
            portions: "2".into(),
            yield_weight: String::new(),
            method: String::new(),
            parts: vec![RecipePartForm {
                food: drink.id.0.clone(),
                amount: "400 g".into(),
            }],
        };
        let porridge = recipes::record::add(diet, &porridge, EN).unwrap();
        vec![drink.id.0, porridge.id.0]
    });
    let before = of.shown();
    let day = &before.grid.days[0];
    assert_eq!(kcal(&day.nutrients), Figure(184.0));
    assert_eq!(before.changed_since, []);
    let listed = list::list(&of.diet, &of.mary).unwrap();

    let drink = clinic_foods::find(&of.diet, "Oat drink").unwrap();
    changed(&mut of.diet, drink);
    let after = of.shown();
    assert_eq!(after.grid, before.grid);
    assert_eq!(list::list(&of.diet, &of.mary).unwrap(), listed);
    let foods: Vec<Id> = day.meals[0]
        .foods
        .iter()
        .map(|food| food.id.clone())
        .collect();
    let sum = items::sum(&of.diet, &of.plan, &foods).unwrap();
    assert_eq!(kcal(&sum), Figure(184.0));
    let values = (GivenChangeKind::FoodValues, "Oat drink");
    assert_eq!(kinds(&after.changed_since), [values]);
    let change = &after.changed_since[0];
    let time = |at: &Option<At>| at.clone().unwrap().0;
    assert!(time(&change.at) > time(&after.given_at), "{change:?}");
    assert_eq!(change.by, "diet Test");

    // a copy is a draft, which counts with the values of now
    let mut copy = new_plan(&of.mary);
    copy.from_plan = Some(of.plan.clone());
    let copy = record::add(&mut of.diet, &copy, &[], EN).unwrap();
    assert_eq!(kcal(&copy.grid.days[0].nutrients), Figure(368.0));
    let back = record::take_back(&mut of.diet, &of.plan, &after.seen, EN).unwrap();
    assert_eq!(kcal(&back.grid.days[0].nutrients), Figure(368.0));
    assert_eq!(back.changed_since, []);
}

#[test]
fn what_is_printed_of_a_given_plan_is_not_edited() {
    let mut of = given(|_| vec![MILK.to_owned()]);
    let refusals: [fn(&mut MealPlanForm); 5] = [
        |form| form.title = "More salt".into(),
        |form| form.first_day.0 = "2030-01-01".into(),
        |form| form.days = 2,
        |form| form.energy = "1800".into(),
        |form| form.notes = "Drink water.".into(),
    ];
    let before = of.shown();
    for change in refusals {
        let refused = of.edit(change);
        assert!(matches!(refused, Err(Error::PlanGiven(_))), "{refused:?}");
    }
    assert_eq!(of.shown(), before);
    // how many meals a day may have is on no paper
    let edited = of.edit(|form| form.meals = 5).unwrap();
    assert_eq!((edited.form.meals, edited.changed_since), (5, Vec::new()));
    let back = record::take_back(&mut of.diet, &of.plan, &edited.seen, EN).unwrap();
    assert_eq!(back.given_at, None);
    let edited = of.edit(|form| form.notes = "Drink water.".into()).unwrap();
    assert_eq!(edited.form.notes, "Drink water.");
}

#[test]
fn what_was_changed_of_a_given_plan_is_named() {
    let mut of = given(|_| vec![MILK.to_owned(), BANANA.to_owned()]);
    assert_eq!(of.shown().changed_since, []);
    let foods = of.shown().grid.days[0].meals[0].foods.clone();
    of.elsewhere(|tx, plan| {
        let new = food(breakfast(), BREAD, "1 slice");
        lines::insert::<MealPlanItem>(tx, &plan, &new, EN)?;
        lines::remove::<MealPlanItem>(tx, &foods[1].id, &foods[1].seen)
    });
    let added = (GivenChangeKind::FoodAdded, "White bread");
    let removed = (GivenChangeKind::FoodRemoved, "Banana");
    let shown = of.shown();
    let named = kinds(&shown.changed_since);
    assert!(
        named.contains(&added) && named.contains(&removed),
        "{named:?}"
    );
    assert_eq!(named.len(), 2);

    of.elsewhere(|tx, mut plan| {
        plan.title = Line::new("More salt").unwrap().into();
        let row = tx.get::<MealPlan>(plan.id)?.unwrap();
        tx.update(&plan, &row.seen)?;
        let change = crate::foods::grid::GridAmount {
            id: foods[0].id.clone(),
            seen: foods[0].seen.clone(),
            amount: "100 g".into(),
            is_right: false,
        };
        lines::set_amount::<MealPlanItem>(tx, &change, EN).map(drop)
    });
    let shown = of.shown();
    let named = kinds(&shown.changed_since);
    for change in [
        (GivenChangeKind::About, ""),
        (GivenChangeKind::FoodChanged, "Milk, whole"),
    ] {
        assert!(named.contains(&change), "{named:?}");
    }
    assert_eq!(named.len(), 4);
    // given anew, it is what the patient has
    let back = record::take_back(&mut of.diet, &of.plan, &shown.seen, EN).unwrap();
    assert_eq!(back.changed_since, []);
    let again = record::give(&mut of.diet, &of.plan, &back.seen, EN).unwrap();
    assert_eq!(again.changed_since, []);
}

/// Names foods for patients who read English.
fn named(clinic: &mut Clinic, food: &str, name: &str) {
    let seen = profiles::show(clinic, food, EN).unwrap().seen;
    let form = FoodProfileForm {
        food: food.into(),
        seen,
        english: name.into(),
        french: String::new(),
        texture: None,
        changes_texture: false,
    };
    profiles::describe(clinic, &form, EN).unwrap();
}

fn on_paper(plan: &MealPlanView) -> Vec<&str> {
    let foods = plan.grid.days[0].meals.iter().flat_map(|meal| &meal.foods);
    foods
        .map(crate::foods::grid::GridFood::paper_name)
        .collect()
}

#[test]
fn a_given_plan_has_the_names_for_patients_of_then() {
    let mut of = given(|diet| {
        named(diet, MILK, "Your usual milk");
        let porridge = RecipeForm {
            name: "Porridge".into(),
            portions: "2".into(),
            yield_weight: String::new(),
            method: String::new(),
            parts: vec![RecipePartForm {
                food: BREAD.into(),
                amount: "400 g".into(),
            }],
        };
        let porridge = recipes::record::add(diet, &porridge, EN).unwrap();
        vec![MILK.to_owned(), BANANA.to_owned(), porridge.id.0]
    });
    let then = ["Your usual milk", "Banana", "Porridge"];
    assert_eq!(on_paper(&of.shown()), then);
    assert_eq!(of.shown().changed_since, []);

    for (food, name) in [
        (MILK, "Milk of the farm"),
        (BANANA, "Ripe banana"),
        (BREAD, "Toast"),
    ] {
        named(&mut of.diet, food, name);
    }
    let (after, foods) = list::show_with_foods(&of.diet, &of.plan, EN).unwrap();
    assert_eq!(on_paper(&after), then);
    let bought = shopping_list(&foods, &after.grid, EN);
    let bought = bought.groups.iter().flat_map(|group| &group.foods);
    let mut bought: Vec<&str> = bought.map(|food| food.name.as_str()).collect();
    bought.sort_unstable();
    assert_eq!(bought, ["Banana", "White bread", "Your usual milk"]);
    let mut changes = kinds(&after.changed_since);
    changes.sort_by_key(|(_, name)| *name);
    let renamed = GivenChangeKind::FoodNames;
    assert_eq!(
        changes,
        [
            (renamed, "Banana"),
            (renamed, "Milk, whole"),
            (renamed, "White bread")
        ]
    );
    assert!(after.changed_since.iter().all(|of| of.by == "diet Test"));

    // a draft has the names of now
    let back = record::take_back(&mut of.diet, &of.plan, &after.seen, EN).unwrap();
    let now = ["Milk of the farm", "Ripe banana", "Porridge"];
    assert_eq!(on_paper(&back), now);
    let again = record::give(&mut of.diet, &of.plan, &back.seen, EN).unwrap();
    assert_eq!(
        (on_paper(&again), again.changed_since.len()),
        (now.to_vec(), 0)
    );
}

#[test]
fn a_given_plan_is_compared_with_the_targets_of_then() {
    let mut of = given(|_| vec![MILK.to_owned()]);
    assert!(!of.shown().has_targets);
    set::add(&mut of.diet, &of.mary, &target("50", "60")).unwrap();
    let after = of.shown();
    assert!(!after.has_targets, "{after:?}");
    assert_eq!(
        kinds(&after.changed_since),
        [(GivenChangeKind::Targets, "")]
    );
    let protein = |plan: &MealPlanView| {
        let mut all = plan.grid.days[0].nutrients.iter();
        let protein = all.find(|of| of.nutrient == Nutrient::Protein).unwrap();
        (protein.low, protein.high)
    };
    assert_eq!(protein(&after), (None, None));
    let back = record::take_back(&mut of.diet, &of.plan, &after.seen, EN).unwrap();
    let now = (Some(Figure(50.0)), Some(Figure(60.0)));
    assert_eq!((protein(&back), back.has_targets), (now, true));
    // given anew it keeps those, and its own energy is the one that it has
    let again = record::give(&mut of.diet, &of.plan, &back.seen, EN).unwrap();
    of.elsewhere(|tx, mut plan| {
        plan.energy = Some(Decimal::from(1800)).into();
        let row = tx.get::<MealPlan>(plan.id)?.unwrap();
        tx.update(&plan, &row.seen)?;
        Ok(())
    });
    let shown = of.shown();
    assert_eq!(kinds(&shown.changed_since), [(GivenChangeKind::Energy, "")]);
    assert_eq!((again.aim, shown.aim), (None, Some(Figure(1800.0))));
    assert_eq!(protein(&shown), now);
}

#[test]
fn a_plan_that_a_later_program_gave_is_counted_as_now() {
    let mut of = given(|_| vec![MILK.to_owned()]);
    assert!(!of.shown().has_lost_given);
    of.elsewhere(|tx, mut plan| {
        plan.given_as = Some(Text::new(r#"{"form":2}"#).unwrap()).into();
        let row = tx.get::<MealPlan>(plan.id)?.unwrap();
        tx.update(&plan, &row.seen)?;
        Ok(())
    });
    let shown = of.shown();
    assert!(shown.has_lost_given && shown.given_at.is_some());
    assert_eq!(shown.changed_since, []);
    let draft = record::take_back(&mut of.diet, &of.plan, &shown.seen, EN).unwrap();
    assert!(!draft.has_lost_given);
}
