//! Meal plans: begun, filled, copied, scaled, swapped, undone, given and taken back.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use crate::error::{Error, Reason};
use crate::foods::SameNutrient;
use crate::foods::grid::{GridDay, GridFood, GridNutrient, GridSlot};
use crate::meal_plans::{
    MealPlanEdit, MealPlanForm, MealPlanView, NewMealPlan, PlanCopy, PlanScale, PlanSwap, copy,
    items, list, record, scale, swap, undo,
};
use crate::nutrient_targets::{Nutrient, set};
use crate::patients::view::Sex;
use crate::recalls::{Meal, RecallKind};
use crate::testing::{Machine, PASSWORD};
use crate::tests::energy_estimates::person;
use crate::tests::nutrient_targets::target;
use crate::tests::recalls::{food, new_recall};
use crate::view::{Day, Figure, Id, ScreenLanguage};
use crate::{Clinic, Result};

const EN: ScreenLanguage = ScreenLanguage::En;
const MILK: &str = "01077";
const BANANA: &str = "09040";
const BREAD: &str = "18069";
const RICE: &str = "20045";
const FOODS: [&str; 4] = [MILK, BANANA, BREAD, RICE];
const MEALS: [Meal; 3] = [Meal::Breakfast, Meal::Lunch, Meal::Dinner];

pub(super) fn new_plan(patient: &Id) -> NewMealPlan {
    NewMealPlan {
        patient_id: patient.clone(),
        visit_id: None,
        title: "Less salt".into(),
        first_day: None,
        days: None,
        meals: None,
        energy: String::new(),
        from_recall: None,
        from_plan: None,
    }
}

fn at(day: u8, meal: Meal) -> GridSlot {
    GridSlot {
        day,
        meal,
        before: None,
    }
}

struct Planning {
    machine: Machine,
    diet: Clinic,
    mary: Id,
    plan: Id,
}

fn begun() -> Planning {
    let (machine, _) = crate::testing::clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = person(&mut diet, "1992-03-12", Sex::Female);
    let plan = record::add(&mut diet, &new_plan(&mary), &[], EN)
        .unwrap()
        .id;
    Planning {
        machine,
        diet,
        mary,
        plan,
    }
}

impl Planning {
    fn add(&mut self, slot: GridSlot, of: &str, amount: &str) -> MealPlanView {
        items::add(&mut self.diet, &self.plan, &food(slot, of, amount), EN).unwrap()
    }

    fn shown(&self) -> MealPlanView {
        list::show(&self.diet, &self.plan, EN).unwrap()
    }

    fn copy(
        &mut self,
        from_day: u8,
        to_days: &[u8],
        replaces: bool,
    ) -> crate::meal_plans::PlanChange {
        let of = PlanCopy {
            from_day,
            meal: None,
            to_days: to_days.to_vec(),
            replaces,
        };
        copy::copy(&mut self.diet, &self.plan, &of, EN).unwrap()
    }

    fn undo(&mut self, of: &crate::meal_plans::PlanUndo) -> MealPlanView {
        undo::undo(&mut self.diet, &self.plan, of, EN).unwrap()
    }
}

fn foods(day: &GridDay) -> Vec<&GridFood> {
    day.meals.iter().flat_map(|meal| &meal.foods).collect()
}

/// What stands on a day, in its order: meal, time, food and amount.
fn content(plan: &MealPlanView, day: u8) -> Vec<(Meal, String, String, String, Option<Figure>)> {
    let day = plan.grid.days.iter().find(|of| of.day == day);
    let meals = day.into_iter().flat_map(|day| &day.meals);
    let foods = meals.flat_map(|meal| {
        meal.foods.iter().map(|food| {
            let grams = food.portion.as_ref().map(|portion| portion.grams);
            let (name, amount) = (food.name.clone(), food.amount.clone());
            (meal.meal, meal.time.clone(), name, amount, grams)
        })
    });
    foods.collect()
}

fn of_nutrient(nutrients: &[GridNutrient], nutrient: Nutrient) -> &GridNutrient {
    let mut all = nutrients.iter();
    all.find(|of| of.nutrient == nutrient).unwrap()
}

fn kcal(plan: &MealPlanView, day: u8) -> f64 {
    let day = plan.grid.days.iter().find(|of| of.day == day).unwrap();
    of_nutrient(&day.nutrients, Nutrient::Energy).amount.0
}

fn refused<T: std::fmt::Debug>(answer: Result<T>) -> (&'static str, Reason) {
    match answer.unwrap_err() {
        Error::Invalid { field, reason } => (field, reason),
        other => panic!("{other:?}"),
    }
}

fn to(energy: &str, days: &[u8]) -> PlanScale {
    PlanScale {
        days: days.to_vec(),
        energy: energy.to_owned(),
        factor: String::new(),
    }
}

#[test]
fn a_plan_is_a_week_of_four_meals_with_dates_and_an_average() {
    let mut of = begun();
    of.add(at(1, Meal::Breakfast), MILK, "2 cups");
    let plan = of.add(at(7, Meal::Dinner), RICE, "1 cup");
    assert_eq!((plan.form.days, plan.form.meals), (7, 4));
    assert_eq!(
        plan.meals,
        [
            Meal::Breakfast,
            Meal::Lunch,
            Meal::AfternoonSnack,
            Meal::Dinner
        ]
    );
    let dates: Vec<_> = plan
        .grid
        .days
        .iter()
        .map(|day| day.date.clone().unwrap().0)
        .collect();
    assert_eq!(dates.len(), 7);
    assert_eq!(
        (dates[0].as_str(), dates[6].as_str()),
        ("2026-11-20", "2026-11-26")
    );
    let average = of_nutrient(&plan.grid.average, Nutrient::Energy);
    assert_eq!(
        average.amount.0.round(),
        ((kcal(&plan, 1) + kcal(&plan, 7)) / 2.0).round()
    );
    let listed = list::list(&of.diet, &of.mary).unwrap();
    assert_eq!((listed[0].foods, listed[0].given_at.clone()), (2, None));
    assert_eq!(listed[0].title, "Less salt");
}

#[test]
fn what_a_plan_cannot_be_is_refused() {
    let Planning {
        mut diet,
        mary,
        plan,
        ..
    } = begun();
    let mut with = |change: &dyn Fn(&mut NewMealPlan)| {
        let mut form = new_plan(&mary);
        change(&mut form);
        refused(record::add(&mut diet, &form, &[], EN))
    };
    assert_eq!(
        with(&|form| form.title = " ".into()),
        ("title", Reason::Required)
    );
    assert_eq!(
        with(&|form| form.days = Some(15)),
        ("days", Reason::Unknown)
    );
    assert_eq!(with(&|form| form.days = Some(0)), ("days", Reason::Unknown));
    assert_eq!(
        with(&|form| form.meals = Some(2)),
        ("meals", Reason::Unknown)
    );
    let unborn = with(&|form| form.first_day = Some(Day("1990-01-01".into())));
    assert_eq!(unborn, ("firstDay", Reason::Backwards));
    assert_eq!(with(&|form| form.energy = "1,800".into()).0, "energy");
    assert_eq!(with(&|form| form.energy = "0".into()).0, "energy");
    let beyond = items::add(&mut diet, &plan, &food(at(15, Meal::Lunch), MILK, ""), EN);
    assert_eq!(refused(beyond), ("day", Reason::Unknown));
}

#[test]
fn the_energy_of_a_plan_counts_before_that_of_the_target() {
    let mut of = begun();
    let shown = of.add(at(1, Meal::Breakfast), MILK, "2 cups");
    assert_eq!((shown.has_targets, shown.aim), (false, None));
    for (nutrient, low, high) in [
        (Nutrient::Energy, "1800", "2200"),
        (Nutrient::Protein, "75", ""),
    ] {
        let mut form = target(low, high);
        form.nutrient = nutrient;
        set::add(&mut of.diet, &of.mary, &form).unwrap();
    }
    let shown = of.shown();
    assert_eq!((shown.has_targets, shown.aim), (true, Some(Figure(2000.0))));
    let form = MealPlanForm {
        energy: "7,500 kJ".replace(',', ""),
        ..shown.form.clone()
    };
    let edit = MealPlanEdit {
        id: shown.id,
        seen: shown.seen,
        loaded: shown.form,
        form,
    };
    let edited = record::edit(&mut of.diet, &edit, EN).unwrap();
    assert_eq!(edited.aim.unwrap().0.round(), 1793.0);
    let day = &edited.grid.days[0];
    let energy = of_nutrient(&day.nutrients, Nutrient::Energy);
    assert_eq!(energy.low, energy.high);
    let protein = of_nutrient(&day.nutrients, Nutrient::Protein);
    assert_eq!(protein.low, Some(Figure(75.0)));
}

#[test]
fn a_day_is_copied_in_its_order_and_a_copy_is_taken_back() {
    let mut of = begun();
    of.add(at(1, Meal::Breakfast), MILK, "2 cups");
    of.add(at(1, Meal::Breakfast), BANANA, "");
    of.add(at(1, Meal::Dinner), RICE, "150 g");
    items::set_time(&mut of.diet, &of.plan, &at(1, Meal::Breakfast), "7:30", EN).unwrap();
    let before = of.add(at(2, Meal::Breakfast), BREAD, "1 slice");
    let added = of.copy(1, &[2], false);
    let names: Vec<_> = content(&added.plan, 2)
        .into_iter()
        .map(|line| line.2)
        .collect();
    assert_eq!(
        names,
        ["White bread", "Milk, whole", "Banana", "White rice, boiled"]
    );
    let undone = of.undo(&added.undo);
    assert_eq!(content(&undone, 2), content(&before, 2));
    let replaced = of.copy(1, &[2, 3], true);
    for day in [2, 3] {
        assert_eq!(content(&replaced.plan, day), content(&before, 1));
    }
    let undone = of.undo(&replaced.undo);
    assert_eq!(content(&undone, 2), content(&before, 2));
    assert!(content(&undone, 3).is_empty());
    let empty = PlanCopy {
        from_day: 5,
        meal: None,
        to_days: vec![6],
        replaces: false,
    };
    assert!(matches!(
        copy::copy(&mut of.diet, &of.plan, &empty, EN),
        Err(Error::NotFound(_))
    ));
    for (to_days, reason) in [
        (vec![], Reason::Required),
        (vec![5], Reason::Taken),
        (vec![15], Reason::Unknown),
    ] {
        let wrong = PlanCopy {
            to_days,
            ..empty.clone()
        };
        let answer = copy::copy(&mut of.diet, &of.plan, &wrong, EN);
        assert_eq!(refused(answer), ("toDays", reason));
    }
}

#[test]
fn one_meal_is_copied_alone() {
    let mut of = begun();
    of.add(at(1, Meal::Breakfast), MILK, "2 cups");
    of.add(at(1, Meal::Dinner), RICE, "150 g");
    of.add(at(2, Meal::Dinner), BREAD, "");
    let meal = PlanCopy {
        from_day: 1,
        meal: Some(Meal::Breakfast),
        to_days: vec![2],
        replaces: true,
    };
    let copied = copy::copy(&mut of.diet, &of.plan, &meal, EN).unwrap();
    let names: Vec<_> = content(&copied.plan, 2)
        .into_iter()
        .map(|line| line.2)
        .collect();
    assert_eq!(names, ["Milk, whole", "White bread"]);
}

#[test]
fn a_day_is_scaled_to_what_is_aimed_at_and_back() {
    let mut of = begun();
    for (meal, food, amount) in [
        (Meal::Breakfast, MILK, "1 cup"),
        (Meal::Breakfast, BREAD, "2 slices"),
        (Meal::Lunch, RICE, "150 g"),
        (Meal::Dinner, BANANA, "1 medium"),
    ] {
        of.add(at(1, meal), food, amount);
    }
    let before = of.shown();
    let none = scale::consider(&of.diet, &of.plan, &to("", &[1]));
    assert_eq!(refused(none), ("energy", Reason::Required));
    let considered = scale::consider(&of.diet, &of.plan, &to("900 kcal", &[1])).unwrap();
    assert_eq!(content(&of.shown(), 1), content(&before, 1));
    let scaled = scale::scale(&mut of.diet, &of.plan, &to("900 kcal", &[1]), EN).unwrap();
    assert_eq!(scaled.scaled, considered);
    let day = &scaled.scaled[0];
    assert_eq!((day.before.0, day.wanted.0), (kcal(&before, 1), 900.0));
    assert!(day.off.0.abs() <= 20.0, "{day:?}");
    assert_eq!(day.after.0, kcal(&scaled.plan, 1));
    let amounts: Vec<_> = content(&scaled.plan, 1)
        .into_iter()
        .map(|line| line.3)
        .collect();
    assert!(
        amounts[0].ends_with(" cup") && amounts[2].ends_with(" g"),
        "{amounts:?}"
    );
    let undone = of.undo(&scaled.undo);
    assert_eq!(content(&undone, 1), content(&before, 1));
}

#[test]
fn what_is_locked_stays_when_a_day_is_scaled() {
    let mut of = begun();
    of.add(at(1, Meal::Breakfast), MILK, "1 cup");
    let added = of.add(at(1, Meal::Lunch), RICE, "150 g");
    let milk = foods(&added.grid.days[0])[0].clone();
    let locked = items::set_locked(&mut of.diet, &milk.id, &milk.seen, true, EN).unwrap();
    assert!(foods(&locked.grid.days[0])[0].is_locked);
    let scaled = scale::scale(&mut of.diet, &of.plan, &to("400", &[]), EN).unwrap();
    assert_eq!(content(&scaled.plan, 1)[0].3, "1 cup");
    assert_eq!((scaled.scaled[0].locked, scaled.scaled[0].changed), (1, 1));
    let less = scale::scale(&mut of.diet, &of.plan, &to("100", &[]), EN);
    assert_eq!(refused(less), ("energy", Reason::Impossible));
    let factor = PlanScale {
        factor: "50 %".into(),
        ..to("", &[])
    };
    let halved = scale::scale(&mut of.diet, &of.plan, &factor, EN).unwrap();
    assert_eq!(halved.scaled[0].locked, 1);
    assert!(halved.scaled[0].after.0 < scaled.scaled[0].after.0);
    let words = PlanScale {
        factor: "less".into(),
        ..to("", &[])
    };
    let read = scale::scale(&mut of.diet, &of.plan, &words, EN);
    assert_eq!(refused(read), ("factor", Reason::Malformed));
}

#[test]
fn a_swapped_food_has_the_energy_that_its_choice_shows() {
    let mut of = begun();
    for (food, amount) in [(MILK, "2 cups"), (RICE, "150 g"), (BREAD, "2 slices")] {
        let mut plan = of.add(at(1, Meal::Breakfast), food, amount);
        let choices = {
            let food = foods(&plan.grid.days[0])[0].clone();
            swap::similar(&of.diet, &food.id, SameNutrient::Energy, EN).unwrap()
        };
        assert_eq!(choices.len(), 8);
        for choice in choices {
            let former = foods(&plan.grid.days[0])[0].clone();
            let form = PlanSwap {
                id: former.id.clone(),
                seen: former.seen.clone(),
                food: choice.id.clone(),
                amount: format!("{} g", choice.portion.grams.0),
            };
            let changed = swap::swap(&mut of.diet, &form, EN).unwrap();
            let now = foods(&changed.plan.grid.days[0])[0];
            assert_eq!(
                (now.id.clone(), now.food.as_ref()),
                (former.id, Some(&choice.id))
            );
            let announced = choice
                .changes
                .iter()
                .find(|change| change.nutrient == Nutrient::Energy);
            let announced = announced.unwrap().by.unwrap().0;
            let off = now.kcal.unwrap().0 - former.kcal.unwrap().0;
            // each is rounded to one kcal
            assert!(
                (off - announced).abs() <= 1.0,
                "{off} {announced} {choice:?}"
            );
            assert!(announced.abs() <= 5.0, "{choice:?}");
            plan = of.undo(&changed.undo);
            let back = foods(&plan.grid.days[0])[0];
            assert_eq!((&back.amount, &back.food), (&former.amount, &former.food));
        }
        let food = foods(&plan.grid.days[0])[0].clone();
        items::remove(&mut of.diet, &food.id, &food.seen).unwrap();
    }
}

#[test]
fn words_have_no_other_food_and_are_not_scaled() {
    let mut of = begun();
    let mut words = food(at(1, Meal::Lunch), "", "");
    (words.food, words.text) = (None, "a soup of the house".into());
    let added = items::add(&mut of.diet, &of.plan, &words, EN).unwrap();
    let soup = foods(&added.grid.days[0])[0].clone();
    assert_eq!(
        swap::similar(&of.diet, &soup.id, SameNutrient::Energy, EN).unwrap(),
        []
    );
    let scaled = scale::scale(&mut of.diet, &of.plan, &to("400", &[1]), EN);
    assert_eq!(refused(scaled), ("energy", Reason::Impossible));
    assert_eq!(added.grid.days[0].not_counted, 1);
}

#[test]
fn a_plan_begins_with_a_recall_or_an_earlier_plan() {
    let mut of = begun();
    let recall = new_recall(&of.mary, RecallKind::ThreeDays);
    let eaten = [
        food(at(1, Meal::Breakfast), MILK, "2 cups"),
        food(at(2, Meal::EveningSnack), BANANA, ""),
    ];
    let recall = crate::recalls::record::add(&mut of.diet, &recall, &eaten, EN).unwrap();
    let mut form = new_plan(&of.mary);
    form.from_recall = Some(recall.id);
    let plan = record::add(&mut of.diet, &form, &[], EN).unwrap();
    // an evening snack is the sixth meal
    assert_eq!((plan.form.days, plan.form.meals), (2, 6));
    let names: Vec<_> = plan
        .grid
        .days
        .iter()
        .flat_map(foods)
        .map(|food| food.name.as_str())
        .collect();
    assert_eq!(names, ["Milk, whole", "Banana"]);
    let mut form = new_plan(&of.mary);
    (form.title, form.from_plan) = (String::new(), Some(plan.id.clone()));
    let again = record::add(&mut of.diet, &form, &[], EN).unwrap();
    assert_eq!(again.form.title, "Less salt");
    for day in [1, 2] {
        assert_eq!(content(&again, day), content(&plan, day));
    }
    assert_eq!(list::list(&of.diet, &of.mary).unwrap().len(), 3);
    // what another patient eats is of no concern
    let other = person(&mut of.diet, "1980-01-01", Sex::Male);
    let mut form = new_plan(&other);
    form.from_plan = Some(plan.id);
    let refused = record::add(&mut of.diet, &form, &[], EN);
    assert!(matches!(refused, Err(Error::NotFound(_))));
}

#[test]
fn a_plan_is_given_and_is_a_draft_again() {
    let mut of = begun();
    let draft = of.shown();
    let given = record::give(&mut of.diet, &of.plan, &draft.seen, EN).unwrap();
    assert!(given.given_at.is_some());
    let milk = food(at(1, Meal::Lunch), MILK, "1 cup");
    let refused = items::add(&mut of.diet, &of.plan, &milk, EN);
    assert!(matches!(refused, Err(Error::PlanGiven(_))), "{refused:?}");
    let back = record::take_back(&mut of.diet, &of.plan, &given.seen, EN).unwrap();
    assert_eq!(back.given_at, None);
}

#[test]
fn a_removed_plan_comes_back_with_the_foods_that_it_had() {
    let mut of = begun();
    of.add(at(1, Meal::Breakfast), MILK, "2 cups");
    let added = of.add(at(1, Meal::Breakfast), BANANA, "");
    let banana = foods(&added.grid.days[0])[1].clone();
    items::remove(&mut of.diet, &banana.id, &banana.seen).unwrap();
    of.machine.clock.advance_s(1);
    let before = of.shown();
    let seen = record::remove(&mut of.diet, &of.plan, &before.seen, "wrong patient").unwrap();
    assert!(list::list(&of.diet, &of.mary).unwrap().is_empty());
    let back = record::restore(&mut of.diet, &of.plan, &seen, EN).unwrap();
    assert_eq!(content(&back, 1), content(&before, 1));
    assert_eq!(content(&back, 1).len(), 1);
}

#[test]
fn a_change_that_was_changed_since_is_not_undone() {
    let mut of = begun();
    of.add(at(1, Meal::Breakfast), MILK, "2 cups");
    let copied = of.copy(1, &[2], false);
    let milk = foods(&copied.plan.grid.days[1])[0].clone();
    let change = crate::foods::grid::GridAmount {
        id: milk.id,
        seen: milk.seen,
        amount: "1 cup".into(),
        is_right: false,
    };
    items::set_amount(&mut of.diet, &change, EN).unwrap();
    let refused = undo::undo(&mut of.diet, &of.plan, &copied.undo, EN);
    assert!(
        matches!(refused, Err(Error::ChangedMeanwhile)),
        "{refused:?}"
    );
    assert_eq!(content(&of.shown(), 2)[0].3, "1 cup");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn copying_a_day_twice_gives_the_same_items(
        lines in prop::collection::vec((0..3_usize, 0..4_usize, 1..5_u32), 1..8),
        others in prop::collection::vec((0..3_usize, 0..4_usize, 1..5_u32), 0..4),
    ) {
        let mut of = begun();
        for (day, lines) in [(1, &lines), (2, &others)] {
            for (meal, food, count) in lines {
                of.add(at(day, MEALS[*meal]), FOODS[*food], &count.to_string());
            }
        }
        let source = content(&of.shown(), 1);
        let once = of.copy(1, &[2], true);
        prop_assert_eq!(content(&once.plan, 2), source.clone());
        let twice = of.copy(1, &[2], true);
        prop_assert_eq!(content(&twice.plan, 2), source.clone());
        prop_assert_eq!(content(&twice.plan, 1), source.clone());
        // and back again
        of.copy(2, &[1], true);
        prop_assert_eq!(content(&of.shown(), 1), source);
    }
}
