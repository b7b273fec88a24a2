//! Tables of exchanges, and plans that count by them.
#![allow(clippy::unwrap_used)]

use serde_json::json;
use sync_contract::catalog::{MealPlan, Recall};
use sync_contract::ids::{MealPlanId, RecallId};

use crate::error::{Error, Reason};
use crate::exchange_tables::{
    ExchangeGroupForm, ExchangeTableForm, ExchangeTableView, TableChoice, add, edit, find, list,
    offered,
};
use crate::foods::FoodGroup;
use crate::foods::grid::GridSlot;
use crate::meal_plans::exchanges::{ExchangeTargetForm, PlanExchanges};
use crate::meal_plans::{
    MealPlanEdit, MealPlanForm, MealPlanView, NewMealPlan, PlanCopy, PlanScale, PlanSwap, copy,
    items, record, scale, swap,
};
use crate::patients::view::Sex;
use crate::recalls::{self, Meal, RecallEdit, RecallForm, RecallKind, RecallView};
use crate::recipes::{self, RecipeForm};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD};
use crate::tests::energy_estimates::person;
use crate::tests::meal_plans::new_plan;
use crate::tests::recalls::{food, new_recall};
use crate::view::{Figure, Id, ScreenLanguage};
use crate::{Clinic, Result};

const EN: ScreenLanguage = ScreenLanguage::En;
const MILK: &str = "01077";
const BREAD: &str = "18069";
const RICE: &str = "20045";

fn group(name: &str, carbohydrate: &str, foods: &[FoodGroup]) -> ExchangeGroupForm {
    ExchangeGroupForm {
        name: name.into(),
        carbohydrate: carbohydrate.into(),
        protein: String::new(),
        fat: String::new(),
        foods: foods.to_vec(),
        words: String::new(),
    }
}

fn our_list() -> ExchangeTableForm {
    let starch = [FoodGroup::Bread, FoodGroup::Grains];
    let mut milk = group("Milk", "12", &[FoodGroup::Dairy]);
    (milk.protein, milk.fat) = ("8".into(), "5".into());
    ExchangeTableForm {
        name: "Our list".into(),
        groups: vec![group("Starch", "15", &starch), milk],
        is_active: true,
        is_confirmed: false,
    }
}

fn refused<T: std::fmt::Debug>(answer: Result<T>) -> (&'static str, Reason) {
    match answer.unwrap_err() {
        Error::Invalid { field, reason } => (field, reason),
        other => panic!("{other:?}"),
    }
}

fn admin_of() -> (Machine, Clinic) {
    let (machine, clinic) = crate::testing::clinic();
    drop(clinic);
    let admin = machine.sign_in("admin", ADMIN_PASSWORD);
    (machine, admin)
}

/// As its editor changed it.
fn changed(
    admin: &mut Clinic,
    stored: &ExchangeTableView,
    change: impl FnOnce(&mut ExchangeTableForm),
) -> Result<ExchangeTableView> {
    let mut form = stored.form.clone();
    change(&mut form);
    let seen = stored.seen.clone().unwrap();
    edit(admin, &stored.id, &seen, &stored.form, &form)
}

#[test]
fn a_clinic_has_two_tables_of_the_program_and_its_own() {
    let (machine, mut admin) = admin_of();
    let shipped = list(&admin, ScreenLanguage::Fr).unwrap();
    let names: Vec<_> = shipped
        .iter()
        .map(|table| table.form.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "Portions de 10 g de glucides",
            "Portions de 15 g de glucides"
        ]
    );
    assert!(shipped.iter().all(|table| table.seen.is_none()));
    let added = add(&mut admin, &our_list()).unwrap();
    assert_eq!(added.form.groups, our_list().groups);
    let same = changed(&mut admin, &added, |form| form.name = "Our table".into()).unwrap();
    assert_eq!(find(&admin, "our table").unwrap(), same);
    let retired = changed(&mut admin, &same, |form| form.is_active = false).unwrap();
    assert_eq!(list(&admin, EN).unwrap().len(), 3);
    drop(admin);
    let diet = machine.sign_in("diet", PASSWORD);
    assert_eq!(offered(&diet, EN).unwrap().len(), 2);
    assert!(!retired.form.is_active);
}

#[test]
fn a_table_that_makes_no_sense_is_refused_field_by_field() {
    let (_machine, mut admin) = admin_of();
    let mut of = |change: fn(&mut ExchangeTableForm)| {
        let mut form = our_list();
        change(&mut form);
        refused(add(&mut admin, &form))
    };
    let odd = of(|form| form.groups[0].carbohydrate = "40".into());
    assert_eq!(odd, ("isConfirmed", Reason::Required));
    let no_group = of(|form| form.groups.clear());
    assert_eq!(no_group, ("groups", Reason::Required));
    let negative = of(|form| form.groups[1].protein = "-3".into());
    assert_eq!(negative.0, "groups.1.protein");
    let much = of(|form| form.groups[1].fat = "101".into());
    assert_eq!(much, ("groups.1.fat", Reason::Impossible));
    let nothing = of(|form| form.groups[0].carbohydrate = "0".into());
    assert_eq!(nothing, ("groups.0.carbohydrate", Reason::Required));
    let same = of(|form| form.groups[1].name = "STARCH".into());
    assert_eq!(same, ("groups.1.name", Reason::Taken));
    let foods = of(|form| form.groups[1].foods.push(FoodGroup::Bread));
    assert_eq!(foods, ("groups.1.foods", Reason::Taken));
    let rest = of(|form| form.groups.iter_mut().for_each(|group| group.foods.clear()));
    assert_eq!(rest, ("groups.1.foods", Reason::Taken));
    let taken = of(|form| form.name = "portions DE 10 g de glucides".into());
    assert_eq!(taken, ("name", Reason::Taken));
    let confirmed = ExchangeTableForm {
        is_confirmed: true,
        ..our_list()
    };
    let mut sugar = confirmed.clone();
    sugar.groups[0].carbohydrate = "40".into();
    assert!(!add(&mut admin, &sugar).unwrap().form.is_confirmed);
    assert_eq!(refused(add(&mut admin, &sugar)), ("name", Reason::Taken));
}

struct Planning {
    machine: Machine,
    diet: Clinic,
    mary: Id,
    plan: Id,
    table: Id,
}

/// A plan, and the table of the clinic, which is not chosen yet.
fn begun() -> Planning {
    let (machine, mut admin) = admin_of();
    let table = add(&mut admin, &our_list()).unwrap().id;
    drop(admin);
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
        table,
    }
}

impl Planning {
    fn shown(&self, language: ScreenLanguage) -> MealPlanView {
        crate::meal_plans::list::show(&self.diet, &self.plan, language).unwrap()
    }

    fn set(&mut self, exchanges: Option<PlanExchanges>) -> Result<MealPlanView> {
        let shown = self.shown(EN);
        let edit = MealPlanEdit {
            id: shown.id,
            seen: shown.seen,
            form: MealPlanForm {
                exchanges,
                ..shown.form.clone()
            },
            loaded: shown.form,
        };
        record::edit(&mut self.diet, &edit, EN)
    }

    fn add(&mut self, meal: Meal, of: &str, amount: &str) -> MealPlanView {
        let slot = GridSlot {
            day: 1,
            meal,
            before: None,
        };
        items::add(&mut self.diet, &self.plan, &food(slot, of, amount), EN).unwrap()
    }
}

fn target(meal: Meal, group: u8, count: &str) -> ExchangeTargetForm {
    ExchangeTargetForm {
        meal,
        group,
        count: count.into(),
    }
}

fn chosen(table: &Id, targets: Vec<ExchangeTargetForm>) -> PlanExchanges {
    PlanExchanges {
        table: table.clone(),
        is_anew: false,
        targets,
    }
}

fn sums(plan: &MealPlanView) -> Vec<(f64, u32, Option<Figure>)> {
    let groups = plan.grid.days[0].exchanges.groups.iter();
    groups
        .map(|sum| (sum.amount.0, sum.unknown, sum.target))
        .collect()
}

#[test]
fn a_plan_counts_lines_meals_and_days_against_targets() {
    let mut of = begun();
    let table = of.table.clone();
    assert_eq!(of.shown(EN).grid.exchanges_of, None);
    let targets = vec![
        target(Meal::Lunch, 1, " 1,5 "),
        target(Meal::Breakfast, 0, "2"),
        target(Meal::Dinner, 0, ""),
    ];
    let plan = of.set(Some(chosen(&table, targets))).unwrap();
    // in the order of the day, without those that are empty
    let stored = vec![
        target(Meal::Breakfast, 0, "2"),
        target(Meal::Lunch, 1, "1.5"),
    ];
    assert_eq!(plan.form.exchanges.unwrap().targets, stored);
    of.add(Meal::Breakfast, BREAD, "60 g");
    let plan = of.add(Meal::Breakfast, MILK, "1 cup");
    // 60 g of bread have 29.7 g of carbohydrate, a cup of milk 11.7 g
    let breakfast = &plan.grid.days[0].meals[0];
    let lines: Vec<_> = breakfast
        .foods
        .iter()
        .map(|food| (food.exchanges[0].group, food.exchanges[0].amount.unwrap().0))
        .collect();
    assert_eq!(lines, [(0, 2.0), (1, 1.0)]);
    let starch = &breakfast.exchanges.groups[0];
    assert_eq!((starch.amount.0, starch.target), (2.0, Some(Figure(2.0))));
    assert_eq!(breakfast.exchanges.groups[1].target, None);
    assert_eq!(
        sums(&plan),
        [(2.0, 0, Some(Figure(2.0))), (1.0, 0, Some(Figure(1.5)))]
    );
    assert_eq!(plan.grid.average_exchanges, plan.grid.days[0].exchanges);
    let banana = of.add(Meal::Lunch, "09040", "1");
    assert_eq!(banana.grid.days[0].exchanges.in_no_group, 1);
    let of_nothing = of.set(None).unwrap();
    assert_eq!(of_nothing.grid.exchanges_of, None);
    assert!(of_nothing.grid.days[0].exchanges.groups.is_empty());
}

#[test]
fn a_recipe_is_as_many_exchanges_as_its_parts() {
    let mut of = begun();
    let table = of.table.clone();
    of.set(Some(chosen(&table, Vec::new()))).unwrap();
    let recipe: RecipeForm = serde_json::from_value(json!({
        "name": "Milk rice", "portions": "2", "yieldWeight": "400 g", "method": "",
        "parts": [{ "food": MILK, "amount": "488 g" }, { "food": RICE, "amount": "107 g" }],
    }))
    .unwrap();
    let dish = recipes::record::add(&mut of.diet, &recipe, EN).unwrap().id;
    let plan = of.add(Meal::Dinner, &dish.0, "1 portion");
    // half of 23.4 g of milk's carbohydrate and of 30.1 g of rice's
    assert_eq!(sums(&plan), [(1.0, 0, None), (1.0, 0, None)]);
    let line = &plan.grid.days[0].meals[0].foods[0];
    assert_eq!(line.exchanges.len(), 2);
}

#[test]
fn a_plan_has_its_table_as_it_was_when_it_chose_it() {
    let mut of = begun();
    let table = of.table.clone();
    let two = vec![target(Meal::Breakfast, 0, "2")];
    of.set(Some(chosen(&table, two.clone()))).unwrap();
    of.add(Meal::Breakfast, BREAD, "60 g");
    let mut admin = of.machine.sign_in("admin", ADMIN_PASSWORD);
    let stored = find(&admin, "Our list").unwrap();
    changed(&mut admin, &stored, |form| {
        form.groups[0].carbohydrate = "10".into();
    })
    .unwrap();
    drop(admin);
    of.diet = of.machine.sign_in("diet", PASSWORD);
    assert_eq!(sums(&of.shown(EN))[0].0, 2.0);
    // another target keeps it, choosing it anew takes it as it is now
    let more = vec![target(Meal::Breakfast, 0, "3")];
    assert_eq!(sums(&of.set(Some(chosen(&table, more))).unwrap())[0].0, 2.0);
    let anew = PlanExchanges {
        is_anew: true,
        ..chosen(&table, two)
    };
    let plan = of.set(Some(anew)).unwrap();
    assert_eq!(sums(&plan)[0].0, 3.0);
    assert!(!plan.form.exchanges.unwrap().is_anew);
}

#[test]
fn copying_scaling_swapping_and_a_plan_from_a_plan_retain_it() {
    let mut of = begun();
    let tables = offered(&of.diet, EN).unwrap();
    let portions = tables[1].id.clone();
    let targets = vec![target(Meal::Breakfast, 0, "2")];
    of.set(Some(chosen(&portions, targets.clone()))).unwrap();
    let line = of.add(Meal::Breakfast, BREAD, "60 g").grid.days[0].meals[0].foods[0].clone();
    let days = PlanCopy {
        from_day: 1,
        meal: None,
        to_days: vec![2],
        replaces: false,
    };
    let copied = copy::copy(&mut of.diet, &of.plan, &days, EN).unwrap().plan;
    assert_eq!(copied.grid.days[1].exchanges, copied.grid.days[0].exchanges);
    let twice = PlanScale {
        days: vec![2],
        energy: String::new(),
        factor: "2".into(),
    };
    let scaled = scale::scale(&mut of.diet, &of.plan, &twice, EN)
        .unwrap()
        .plan;
    assert_eq!(scaled.grid.days[1].exchanges.groups[0].amount.0, 4.0);
    let other = PlanSwap {
        id: line.id,
        seen: line.seen,
        food: RICE.into(),
        amount: "107 g".into(),
    };
    let swapped = swap::swap(&mut of.diet, &other, EN).unwrap().plan;
    assert_eq!(sums(&swapped), [(2.0, 0, Some(Figure(2.0)))]);
    let next = NewMealPlan {
        title: String::new(),
        from_plan: Some(of.plan.clone()),
        ..new_plan(&of.mary)
    };
    let next = record::add(&mut of.diet, &next, &[], EN).unwrap();
    assert_eq!(next.form.exchanges, Some(chosen(&portions, targets)));
    // in the words of the reader
    let french = of.shown(ScreenLanguage::Fr).grid.exchanges_of.unwrap();
    assert_eq!(french.name, "Portions de 15 g de glucides");
    assert_eq!(french.groups[0].name, "Portions de glucides");
}

#[test]
fn what_a_later_program_counts_in_is_not_written_over() {
    let mut of = begun();
    let id: MealPlanId = of.plan.to().unwrap();
    let later = of.diet.write("edit meal plan", |tx| {
        let row = tx.get::<MealPlan>(id)?.unwrap();
        let mut plan = row.value;
        plan.exchange_table = Some("{\"form\":2}".try_into().unwrap()).into();
        tx.update(&plan, &row.seen)?;
        Ok::<_, Error>(())
    });
    later.unwrap();
    assert_eq!(of.shown(EN).form.exchanges, None);
    let table = of.table.clone();
    let refused = of.set(Some(chosen(&table, Vec::new())));
    assert!(matches!(refused, Err(Error::NotAllHere)), "{refused:?}");
}

#[test]
fn a_target_without_a_group_or_twice_and_an_unknown_table_are_refused() {
    let mut of = begun();
    let table = of.table.clone();
    let mut set = |targets| refused(of.set(Some(chosen(&table, targets))));
    let no_group = set(vec![target(Meal::Lunch, 2, "1")]);
    assert_eq!(no_group, ("targets", Reason::Unknown));
    let twice = set(vec![
        target(Meal::Lunch, 1, "1"),
        target(Meal::Lunch, 1, "2"),
    ]);
    assert_eq!(twice, ("targets", Reason::Taken));
    let much = set(vec![target(Meal::Lunch, 1, "51")]);
    assert_eq!(much, ("targets", Reason::Impossible));
    let below = set(vec![target(Meal::Lunch, 1, "-1")]);
    assert_eq!(below.0, "targets");
    let unknown = of.set(Some(chosen(&of.mary.clone(), Vec::new())));
    assert!(matches!(unknown, Err(Error::NotFound("exchange table"))));
    let mut admin = of.machine.sign_in("admin", ADMIN_PASSWORD);
    let stored = find(&admin, "Our list").unwrap();
    changed(&mut admin, &stored, |form| form.is_active = false).unwrap();
    drop(admin);
    of.diet = of.machine.sign_in("diet", PASSWORD);
    let retired = of.set(Some(chosen(&table, Vec::new())));
    assert!(matches!(retired, Err(Error::NotFound("exchange table"))));
}

impl Planning {
    fn begin_recall(&mut self) -> RecallView {
        let new = new_recall(&self.mary, RecallKind::TwentyFourHours);
        recalls::record::add(&mut self.diet, &new, &[], EN).unwrap()
    }

    fn count_recall(&mut self, id: &Id, exchanges: Option<TableChoice>) -> Result<RecallView> {
        let shown = recalls::list::show(&self.diet, id, EN).unwrap();
        let edit = RecallEdit {
            id: shown.id,
            seen: shown.seen,
            form: RecallForm {
                exchanges,
                ..shown.form.clone()
            },
            loaded: shown.form,
        };
        recalls::record::edit(&mut self.diet, &edit, EN)
    }
}

fn now(table: &Id) -> Option<TableChoice> {
    Some(TableChoice {
        table: table.clone(),
        is_anew: true,
    })
}

fn counted(recall: &RecallView) -> Vec<(f64, Option<Figure>)> {
    let groups = recall.grid.days[0].exchanges.groups.iter();
    groups.map(|sum| (sum.amount.0, sum.target)).collect()
}

#[test]
fn a_recall_is_counted_as_the_last_plan_or_by_another_table() {
    let mut of = begun();
    assert_eq!(of.begin_recall().form.exchanges, None);
    let table = of.table.clone();
    let aims = vec![target(Meal::Breakfast, 0, "4")];
    of.set(Some(chosen(&table, aims))).unwrap();
    let begun = of.begin_recall();
    let as_plan = TableChoice {
        table: table.clone(),
        is_anew: false,
    };
    assert_eq!(begun.form.exchanges, Some(as_plan));
    let breakfast = GridSlot {
        day: 1,
        meal: Meal::Breakfast,
        before: None,
    };
    let bread = food(breakfast, BREAD, "60 g");
    let eaten = recalls::items::add(&mut of.diet, &begun.id, &bread, EN).unwrap();
    // 30 g of carbohydrate; what the plan aims at is of the plan
    assert_eq!(counted(&eaten), [(2.0, None), (0.0, None)]);
    let finished = recalls::record::finish(&mut of.diet, &begun.id, &eaten.seen, EN).unwrap();
    let tens = offered(&of.diet, EN).unwrap()[0].id.clone();
    let other = of.count_recall(&finished.id, now(&tens)).unwrap();
    assert_eq!(counted(&other), [(3.0, None)]);
    let french = recalls::list::show(&of.diet, &begun.id, ScreenLanguage::Fr).unwrap();
    let name = french.grid.exchanges_of.unwrap().name;
    assert_eq!(name, "Portions de 10 g de glucides");
    let next = NewMealPlan {
        from_recall: Some(begun.id.clone()),
        ..new_plan(&of.mary)
    };
    let next = record::add(&mut of.diet, &next, &[], EN).unwrap();
    assert_eq!(next.form.exchanges, Some(chosen(&tens, Vec::new())));
    let none = of.count_recall(&begun.id, None).unwrap();
    assert!(none.form.exchanges.is_none() && counted(&none).is_empty());
    let unknown = of.count_recall(&begun.id, now(&begun.id));
    assert!(matches!(unknown, Err(Error::NotFound(_))), "{unknown:?}");
}

#[test]
fn what_a_later_program_counts_a_recall_in_is_not_written_over() {
    let mut of = begun();
    let shown = of.begin_recall();
    let id: RecallId = shown.id.to().unwrap();
    let later = of.diet.write("edit recall", |tx| {
        let row = tx.get::<Recall>(id)?.unwrap();
        let mut recall = row.value;
        recall.exchange_table = Some("{\"form\":2}".try_into().unwrap()).into();
        tx.update(&recall, &row.seen)?;
        Ok::<_, Error>(())
    });
    later.unwrap();
    let table = of.table.clone();
    let refused = of.count_recall(&shown.id, now(&table));
    assert!(matches!(refused, Err(Error::NotAllHere)), "{refused:?}");
    let other = RecallEdit {
        form: RecallForm {
            remark: "was ill".into(),
            ..shown.form.clone()
        },
        loaded: shown.form,
        seen: recalls::list::show(&of.diet, &shown.id, EN).unwrap().seen,
        id: shown.id,
    };
    let edited = recalls::record::edit(&mut of.diet, &other, EN).unwrap();
    assert_eq!(edited.form.remark, "was ill");
}
