//! Dietary recalls: begun, filled meal by meal, summed against targets, finished and taken back.
#![allow(clippy::unwrap_used)]

use crate::error::{Error, Reason};
use crate::foods::grid::{
    GridAmount, GridDay, GridFood, GridNutrient, GridSlot, NewGridFood, TargetVerdict,
};
use crate::nutrient_targets::{Nutrient, set};
use crate::patients::view::Sex;
use crate::recalls::{
    Meal, NewRecall, RecallEdit, RecallForm, RecallKind, RecallView, items, list, record,
};
use crate::testing::{Machine, PASSWORD};
use crate::tests::energy_estimates::person;
use crate::tests::nutrient_targets::target;
use crate::view::{Day, Figure, Id, ReadVersionToken, ScreenLanguage};
use crate::{Clinic, Result};

const EN: ScreenLanguage = ScreenLanguage::En;
const MILK: &str = "01077";
const BANANA: &str = "09040";
const BREAD: &str = "18069";

pub(super) fn new_recall(patient: &Id, kind: RecallKind) -> NewRecall {
    NewRecall {
        patient_id: patient.clone(),
        visit_id: None,
        kind,
        taken_on: None,
        days: Vec::new(),
    }
}

pub(super) fn breakfast() -> GridSlot {
    at(1, Meal::Breakfast)
}

fn at(day: u8, meal: Meal) -> GridSlot {
    GridSlot {
        day,
        meal,
        before: None,
    }
}

pub(super) fn food(slot: GridSlot, food: &str, amount: &str) -> NewGridFood {
    NewGridFood {
        slot,
        food: Some(food.to_owned()),
        text: String::new(),
        amount: amount.to_owned(),
    }
}

fn words(text: &str) -> NewGridFood {
    NewGridFood {
        food: None,
        text: text.to_owned(),
        ..food(breakfast(), "", "")
    }
}

fn mary() -> (Machine, Clinic, Id) {
    let (machine, _) = crate::testing::clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = person(&mut diet, "1992-03-12", Sex::Female);
    (machine, diet, mary)
}

pub(super) fn begun(kind: RecallKind) -> (Machine, Clinic, Id, Id) {
    let (machine, mut diet, mary) = mary();
    let recall = record::add(&mut diet, &new_recall(&mary, kind), &[], EN).unwrap();
    (machine, diet, mary, recall.id)
}

pub(super) fn add(
    clinic: &mut Clinic,
    recall: &Id,
    slot: GridSlot,
    of: &str,
    amount: &str,
) -> RecallView {
    items::add(clinic, recall, &food(slot, of, amount), EN).unwrap()
}

pub(super) fn foods(day: &GridDay) -> Vec<&GridFood> {
    day.meals.iter().flat_map(|meal| &meal.foods).collect()
}

fn names(recall: &RecallView) -> Vec<&str> {
    let foods = recall.grid.days.iter().flat_map(foods);
    foods.map(|food| food.name.as_str()).collect()
}

fn of(nutrients: &[GridNutrient], nutrient: Nutrient) -> &GridNutrient {
    let mut all = nutrients.iter();
    all.find(|of| of.nutrient == nutrient).unwrap()
}

fn refused<T: std::fmt::Debug>(answer: Result<T>) -> (&'static str, Reason) {
    match answer.unwrap_err() {
        Error::Invalid { field, reason } => (field, reason),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_recall_sums_its_foods_by_meal_and_day() {
    let (_machine, mut diet, mary, id) = begun(RecallKind::TwentyFourHours);
    add(&mut diet, &id, breakfast(), MILK, "2 cups");
    add(&mut diet, &id, breakfast(), BANANA, "");
    let lunch = add(&mut diet, &id, at(1, Meal::Lunch), BREAD, "2 slices");
    let [day] = &lunch.grid.days[..] else {
        panic!("{lunch:?}");
    };
    assert_eq!(day.date, Some(Day("2026-11-19".into())));
    let meals: Vec<_> = day
        .meals
        .iter()
        .map(|meal| (meal.meal, meal.grams.0))
        .collect();
    // 488 g of milk and a banana of 118 g, 58 g of bread
    assert_eq!(meals, [(Meal::Breakfast, 606.0), (Meal::Lunch, 58.0)]);
    let [milk, banana, bread] = foods(day)[..] else {
        panic!("{day:?}");
    };
    assert_eq!(
        (milk.amount.as_str(), milk.kcal),
        ("2 cups", Some(Figure(298.0)))
    );
    assert!(banana.amount.starts_with("1 medium"), "{banana:?}");
    assert_eq!(bread.portion.as_ref().unwrap().grams, Figure(58.0));
    let energy = of(&day.nutrients, Nutrient::Energy);
    // 61 kcal, 89 kcal and 266 kcal in 100 g
    assert_eq!((energy.amount, energy.unknown), (Figure(557.0), 0));
    assert_eq!(
        energy.largest,
        [milk.id.clone(), bread.id.clone(), banana.id.clone()]
    );
    assert!(lunch.grid.average.is_empty());
    let listed = list::list(&diet, &mary).unwrap();
    assert_eq!((listed[0].foods, listed[0].kcal), (3, Some(Figure(557.0))));
}

#[test]
fn what_has_no_value_is_counted_and_never_taken_for_nothing() {
    let (_machine, mut diet, _, id) = begun(RecallKind::TwentyFourHours);
    let added = add(&mut diet, &id, breakfast(), "01008", "50 g");
    let vitamin_d = of(&added.grid.days[0].nutrients, Nutrient::VitaminD);
    assert_eq!((vitamin_d.amount, vitamin_d.unknown), (Figure(0.0), 1));
    let added = items::add(&mut diet, &id, &words("a handful of okrra"), EN).unwrap();
    let day = &added.grid.days[0];
    let stored = foods(day)[1];
    assert_eq!(stored.name, "a handful of okrra");
    assert_eq!(
        (&stored.food, &stored.portion, stored.kcal),
        (&None, &None, None)
    );
    assert_eq!(day.not_counted, 1);
    // the sum does not say that words have no energy
    assert_eq!(of(&day.nutrients, Nutrient::Energy).unknown, 0);
    let empty = items::add(&mut diet, &id, &words("  "), EN);
    assert_eq!(refused(empty), ("text", Reason::Required));
}

#[test]
fn sums_are_compared_with_the_targets_of_the_day() {
    let (_machine, mut diet, mary, id) = begun(RecallKind::TwentyFourHours);
    let shown = add(&mut diet, &id, breakfast(), MILK, "2 cups");
    assert!(!shown.has_targets);
    for (nutrient, low, high) in [
        (Nutrient::Energy, "300", "300"),
        (Nutrient::Protein, "75", ""),
        (Nutrient::Sodium, "", "100"),
        (Nutrient::Calcium, "500", "2000"),
    ] {
        let mut form = target(low, high);
        form.nutrient = nutrient;
        set::add(&mut diet, &mary, &form).unwrap();
    }
    let shown = list::show(&diet, &id, EN).unwrap();
    let day = &shown.grid.days[0];
    let verdict = |nutrient| of(&day.nutrients, nutrient).verdict;
    assert!(shown.has_targets);
    // 298 kcal are near 300
    assert_eq!(verdict(Nutrient::Energy), Some(TargetVerdict::OnTarget));
    assert_eq!(verdict(Nutrient::Protein), Some(TargetVerdict::Low));
    assert_eq!(verdict(Nutrient::Sodium), Some(TargetVerdict::High));
    assert_eq!(verdict(Nutrient::Calcium), Some(TargetVerdict::OnTarget));
    assert_eq!(verdict(Nutrient::Iron), None);
    let of_meal = of(&day.meals[0].nutrients, Nutrient::Protein);
    assert_eq!((of_meal.low, of_meal.verdict), (None, None));
}

#[test]
fn an_unknown_value_leaves_the_verdict_open() {
    let (_machine, mut diet, mary, id) = begun(RecallKind::TwentyFourHours);
    let mut form = target("15", "");
    form.nutrient = Nutrient::VitaminD;
    set::add(&mut diet, &mary, &form).unwrap();
    let known = add(&mut diet, &id, breakfast(), MILK, "1 cup");
    let of_day = |view: &RecallView| of(&view.grid.days[0].nutrients, Nutrient::VitaminD).clone();
    assert_eq!(of_day(&known).verdict, Some(TargetVerdict::Low));
    let unknown = add(&mut diet, &id, breakfast(), "01008", "50 g");
    assert_eq!(
        (of_day(&unknown).unknown, of_day(&unknown).verdict),
        (1, None)
    );
}

#[test]
fn three_days_have_their_dates_and_an_average() {
    let (_machine, mut diet, _, id) = begun(RecallKind::ThreeDays);
    add(&mut diet, &id, breakfast(), MILK, "1 cup");
    let shown = add(&mut diet, &id, at(3, Meal::Dinner), MILK, "3 cups");
    let dates: Vec<_> = shown
        .grid
        .days
        .iter()
        .map(|day| day.date.clone().unwrap().0)
        .collect();
    assert_eq!(dates, ["2026-11-17", "2026-11-18", "2026-11-19"]);
    // of the two days that have a food: four cups of 149 kcal
    let energy = of(&shown.grid.average, Nutrient::Energy);
    assert_eq!(energy.amount, Figure(298.0));
    let calcium = of(&shown.grid.average, Nutrient::Calcium);
    assert_eq!(calcium.amount, Figure(551.0));
    let beyond = items::add(&mut diet, &id, &food(at(4, Meal::Lunch), MILK, ""), EN);
    assert_eq!(refused(beyond), ("day", Reason::Unknown));
}

#[test]
fn a_doubtful_amount_is_asked_about_until_it_is_answered() {
    let (_machine, mut diet, _, id) = begun(RecallKind::TwentyFourHours);
    let shown = add(&mut diet, &id, breakfast(), MILK, "150 cups");
    let milk = foods(&shown.grid.days[0])[0].clone();
    assert!(milk.questioned);
    assert_eq!(milk.meant.as_deref(), Some("150 g"));
    let mut change = GridAmount {
        id: milk.id.clone(),
        seen: milk.seen.clone(),
        amount: milk.amount.clone(),
        is_right: true,
    };
    let stored = items::set_amount(&mut diet, &change, EN).unwrap();
    let stored = foods(&stored.grid.days[0])[0].clone();
    assert_eq!(
        (stored.questioned, stored.amount.as_str()),
        (false, "150 cups")
    );
    // another amount is asked about anew, and one that is not doubtful has no answer
    change.seen = stored.seen;
    change.amount = "150 g".into();
    let used = items::set_amount(&mut diet, &change, EN).unwrap();
    let used = foods(&used.grid.days[0])[0].clone();
    assert_eq!(
        (used.questioned, used.portion.unwrap().grams),
        (false, Figure(150.0))
    );
    change.seen = used.seen;
    (change.amount, change.is_right) = ("2 kg".into(), false);
    let asked = items::set_amount(&mut diet, &change, EN).unwrap();
    let asked = foods(&asked.grid.days[0])[0].clone();
    assert_eq!((asked.questioned, asked.meant), (true, Some("2 g".into())));
}

#[test]
fn a_number_alone_counts_the_measure_that_is_shown() {
    let (_machine, mut diet, _, id) = begun(RecallKind::TwentyFourHours);
    let mut shown = add(&mut diet, &id, breakfast(), MILK, "2 tbsp");
    for (typed, entered, grams) in [
        ("3", "3 tbsp", 45.0),
        ("1/2", "1/2 tbsp", 7.5),
        ("150g", "150g", 150.0),
        ("80", "80 g", 80.0),
        ("1,5 cup", "1,5 cup", 366.0),
        ("2", "2 cup", 488.0),
        ("250 ml", "250 ml", 257.83),
        ("100", "100 ml", 103.13),
    ] {
        let milk = foods(&shown.grid.days[0])[0].clone();
        let change = GridAmount {
            id: milk.id,
            seen: milk.seen,
            amount: typed.to_owned(),
            is_right: false,
        };
        shown = items::set_amount(&mut diet, &change, EN).unwrap();
        let milk = foods(&shown.grid.days[0])[0];
        let now = (milk.amount.as_str(), milk.portion.as_ref().unwrap().grams.0);
        assert_eq!(now, (entered, grams), "{typed}");
    }
    let milk = foods(&shown.grid.days[0])[0].clone();
    let slices = GridAmount {
        id: milk.id,
        seen: milk.seen,
        amount: "2 slices".into(),
        is_right: false,
    };
    assert_eq!(
        refused(items::set_amount(&mut diet, &slices, EN)),
        ("amount", Reason::Unknown)
    );
}

#[test]
fn foods_have_an_order_are_moved_and_come_back() {
    let (_machine, mut diet, _, id) = begun(RecallKind::TwentyFourHours);
    add(&mut diet, &id, breakfast(), MILK, "");
    add(&mut diet, &id, breakfast(), BANANA, "");
    let shown = add(&mut diet, &id, breakfast(), BREAD, "");
    assert_eq!(names(&shown), ["Milk, whole", "Banana", "White bread"]);
    let [milk, _, bread] = foods(&shown.grid.days[0])[..] else {
        panic!("{shown:?}");
    };
    let before_milk = GridSlot {
        before: Some(milk.id.clone()),
        ..breakfast()
    };
    let (bread, milk) = (bread.clone(), milk.clone());
    let moved = items::move_to(&mut diet, &bread.id, &bread.seen, &before_milk, EN).unwrap();
    assert_eq!(names(&moved), ["White bread", "Milk, whole", "Banana"]);
    let dinner = at(1, Meal::Dinner);
    items::add(&mut diet, &id, &food(dinner.clone(), BANANA, ""), EN).unwrap();
    items::set_time(&mut diet, &id, &dinner, "19h30", EN).unwrap();
    let moved = items::move_to(&mut diet, &milk.id, &milk.seen, &dinner, EN).unwrap();
    let evening = &moved.grid.days[0].meals[1];
    assert_eq!((evening.time.as_str(), evening.foods.len()), ("19:30", 2));
    assert_eq!(evening.foods[1].name, "Milk, whole");
    let milk = evening.foods[1].clone();
    let removal = items::remove(&mut diet, &milk.id, &milk.seen).unwrap();
    assert_eq!(names(&list::show(&diet, &id, EN).unwrap()).len(), 3);
    let back = items::restore(&mut diet, &milk.id, &removal, EN).unwrap();
    assert_eq!(names(&back).len(), 4);
    assert_eq!(back.grid.days[0].meals[1].foods[1].id, milk.id);
}

#[test]
fn a_meal_has_room_for_many_foods_before_its_first() {
    let (_machine, mut diet, _, id) = begun(RecallKind::TwentyFourHours);
    add(&mut diet, &id, breakfast(), MILK, "");
    let mut shown = add(&mut diet, &id, breakfast(), BANANA, "");
    // each between the first and the one that came before it, until no position is left
    for number in 1..=75 {
        let second = foods(&shown.grid.days[0])[1].id.clone();
        let slot = GridSlot {
            before: Some(second),
            ..breakfast()
        };
        shown = add(&mut diet, &id, slot, BREAD, &format!("{number} g"));
    }
    let amounts: Vec<_> = foods(&shown.grid.days[0])
        .iter()
        .skip(1)
        .take(75)
        .map(|food| food.portion.as_ref().unwrap().grams.0)
        .collect();
    let wanted: Vec<f64> = (1..=75).rev().map(f64::from).collect();
    assert_eq!(amounts, wanted);
}

#[test]
fn the_time_of_a_meal_is_parsed_in_every_spelling() {
    let (_machine, mut diet, _, id) = begun(RecallKind::TwentyFourHours);
    add(&mut diet, &id, breakfast(), MILK, "");
    let mut set = |text: &str| items::set_time(&mut diet, &id, &breakfast(), text, EN);
    for (typed, time) in [
        ("7:30", "07:30"),
        ("7h", "07:00"),
        ("7.30", "07:30"),
        ("730", "07:30"),
        ("1930", "19:30"),
        ("7", "07:00"),
        ("", ""),
    ] {
        let shown = set(typed).unwrap();
        assert_eq!(shown.grid.days[0].meals[0].time, time, "{typed}");
    }
    for typed in ["25:00", "7:75", "noon", "-7", "é7"] {
        assert_eq!(refused(set(typed)), ("time", Reason::Malformed), "{typed}");
    }
    let lunch = items::set_time(&mut diet, &id, &at(1, Meal::Lunch), "12", EN);
    assert!(matches!(lunch, Err(Error::NotFound("meal"))));
}

#[test]
fn what_is_asked_at_the_end_is_stored_and_finished() {
    let (_machine, mut diet, _, id) = begun(RecallKind::TwentyFourHours);
    let shown = list::show(&diet, &id, EN).unwrap();
    let mut wanted = shown.form.clone();
    wanted.is_typical = Some(false);
    wanted.remark = "Was travelling".into();
    wanted.checklist.drinks = true;
    let edit = |view: &RecallView, form: RecallForm| RecallEdit {
        id: view.id.clone(),
        seen: view.seen.clone(),
        loaded: view.form.clone(),
        form,
    };
    let edited = record::edit(&mut diet, &edit(&shown, wanted.clone()), EN).unwrap();
    assert_eq!(edited.form, wanted);
    assert!(!edited.form.checklist.is_complete());
    // an older form that ticks another box keeps the first one
    let mut other = shown.form.clone();
    other.checklist.sauces = true;
    let stale = RecallEdit {
        seen: edited.seen.clone(),
        ..edit(&shown, other)
    };
    let both = record::edit(&mut diet, &stale, EN).unwrap().form;
    assert!(both.checklist.drinks && both.checklist.sauces);
    assert_eq!(both.remark, "Was travelling");
    let shown = list::show(&diet, &id, EN).unwrap();
    let finished = record::finish(&mut diet, &id, &shown.seen, EN).unwrap();
    assert!(finished.finished_at.is_some());
    let open = record::reopen(&mut diet, &id, &finished.seen, EN).unwrap();
    assert_eq!(open.finished_at, None);
}

#[test]
fn the_foods_of_a_finished_recall_stay_as_they_are() {
    let (_machine, mut diet, _, id) = begun(RecallKind::TwentyFourHours);
    add(&mut diet, &id, breakfast(), MILK, "");
    let shown = add(&mut diet, &id, breakfast(), BANANA, "");
    let [milk, banana] = foods(&shown.grid.days[0])[..] else {
        panic!("{shown:?}");
    };
    let (milk, banana) = (milk.clone(), banana.clone());
    let removal = items::remove(&mut diet, &banana.id, &banana.seen).unwrap();
    let finished = record::finish(&mut diet, &id, &shown.seen, EN).unwrap();
    let more = GridAmount {
        id: milk.id.clone(),
        seen: milk.seen.clone(),
        amount: "2 cups".into(),
        is_right: false,
    };
    let dinner = at(1, Meal::Dinner);
    let refused = [
        items::add(&mut diet, &id, &food(dinner.clone(), BANANA, ""), EN).err(),
        items::add(&mut diet, &id, &words("a sip of water"), EN).err(),
        items::set_amount(&mut diet, &more, EN).err(),
        items::move_to(&mut diet, &milk.id, &milk.seen, &dinner, EN).err(),
        items::set_time(&mut diet, &id, &breakfast(), "8", EN).err(),
        items::remove(&mut diet, &milk.id, &milk.seen).err(),
        items::restore(&mut diet, &banana.id, &removal, EN).err(),
    ];
    for refused in refused {
        let is_so = matches!(refused, Some(Error::RecallFinished));
        assert!(is_so, "{refused:?}");
    }
    assert_eq!(list::show(&diet, &id, EN).unwrap().grid, finished.grid);
    record::reopen(&mut diet, &id, &finished.seen, EN).unwrap();
    items::restore(&mut diet, &banana.id, &removal, EN).unwrap();
}

#[test]
fn a_recall_is_about_days_that_have_been() {
    let (_machine, mut diet, mary) = mary();
    let with = |taken_on: &str, kind, days: &[&str]| NewRecall {
        taken_on: Some(Day(taken_on.to_owned())),
        days: days.iter().map(|day| Day((*day).to_owned())).collect(),
        ..new_recall(&mary, kind)
    };
    use RecallKind::{ThreeDays, TwentyFourHours, UsualDay};
    for (taken_on, kind, days, field, reason) in [
        (
            "2026-11-21",
            UsualDay,
            &[][..],
            "takenOn",
            Reason::InTheFuture,
        ),
        ("1992-03-11", UsualDay, &[], "takenOn", Reason::Backwards),
        (
            "2026-11-20",
            UsualDay,
            &["2026-11-19"],
            "days",
            Reason::TooLarge,
        ),
        (
            "2026-11-18",
            TwentyFourHours,
            &["2026-11-19"],
            "days",
            Reason::InTheFuture,
        ),
        (
            "2026-11-20",
            ThreeDays,
            &["2026-11-19", "2026-11-19"],
            "days",
            Reason::Taken,
        ),
    ] {
        let refusal = refused(record::add(&mut diet, &with(taken_on, kind, days), &[], EN));
        assert_eq!(refusal, (field, reason), "{taken_on} {days:?}");
    }
    let usual = record::add(&mut diet, &with("2026-11-20", UsualDay, &[]), &[], EN).unwrap();
    assert_eq!(usual.grid.days[0].date, None);
}

#[test]
fn a_day_that_a_kind_no_longer_has_is_not_hidden() {
    let (_machine, mut diet, _, id) = begun(RecallKind::ThreeDays);
    let shown = add(&mut diet, &id, at(3, Meal::Lunch), MILK, "");
    let mut wanted = shown.form.clone();
    (wanted.kind, wanted.days) = (RecallKind::UsualDay, Vec::new());
    let edit = RecallEdit {
        id: id.clone(),
        seen: shown.seen.clone(),
        loaded: shown.form.clone(),
        form: wanted,
    };
    let edited = record::edit(&mut diet, &edit, EN).unwrap();
    assert_eq!((edited.grid.days.len(), names(&edited).len()), (3, 1));
}

#[test]
fn a_recall_goes_with_its_foods_and_comes_back_with_them() {
    let (machine, mut diet, mary, id) = begun(RecallKind::TwentyFourHours);
    add(&mut diet, &id, breakfast(), MILK, "");
    let shown = add(&mut diet, &id, breakfast(), BANANA, "");
    let banana = foods(&shown.grid.days[0])[1].clone();
    items::remove(&mut diet, &banana.id, &banana.seen).unwrap();
    machine.clock.advance_s(1);
    let shown = list::show(&diet, &id, EN).unwrap();
    let removal = record::remove(&mut diet, &id, &shown.seen, "another patient").unwrap();
    assert_eq!(list::list(&diet, &mary).unwrap(), []);
    let back = record::restore(&mut diet, &id, &removal, EN).unwrap();
    // what was taken out before stays out
    assert_eq!(names(&back), ["Milk, whole"]);
}

/// What names a removal comes from outside.
#[test]
fn what_is_named_of_another_recall_does_not_come_back_with_it() {
    let (_machine, mut diet, mary, id) = begun(RecallKind::TwentyFourHours);
    let new = new_recall(&mary, RecallKind::UsualDay);
    let other = record::add(&mut diet, &new, &[], EN).unwrap().id;
    let shown = add(&mut diet, &other, breakfast(), MILK, "");
    let milk = foods(&shown.grid.days[0])[0].clone();
    let of_other = items::remove(&mut diet, &milk.id, &milk.seen).unwrap();
    let shown = list::show(&diet, &id, EN).unwrap();
    let removal = record::remove(&mut diet, &id, &shown.seen, "another patient").unwrap();
    let mut both = removal.to_read_version().unwrap();
    both.rows.extend(of_other.to_read_version().unwrap().rows);
    let both = ReadVersionToken::of(&both);
    let refused = record::restore(&mut diet, &id, &both, EN).err();
    assert!(matches!(refused, Some(Error::NotFound(_))), "{refused:?}");
    assert_eq!(names(&list::show(&diet, &other, EN).unwrap()), [""; 0]);
    record::restore(&mut diet, &id, &removal, EN).unwrap();
}

#[test]
fn foods_are_named_in_the_language_of_the_screen() {
    let (_machine, mut diet, _, id) = begun(RecallKind::TwentyFourHours);
    add(&mut diet, &id, breakfast(), MILK, "1 tasse");
    add(&mut diet, &id, breakfast(), BANANA, "");
    let french = list::show(&diet, &id, ScreenLanguage::Fr).unwrap();
    assert_eq!(names(&french), ["Lait entier", "Banane"]);
    let amounts = |recall: &RecallView| {
        let foods = recall.grid.days[0].meals[0].foods.iter();
        foods.map(|food| food.amount.clone()).collect::<Vec<_>>()
    };
    // the usual amount is one of the list, and what was typed in French is read in English
    assert_eq!(amounts(&french)[0], "1 tasse");
    let banana = &amounts(&french)[1];
    assert!(banana.starts_with("1 de taille moyenne ("), "{banana}");
    let english = amounts(&list::show(&diet, &id, EN).unwrap());
    assert_eq!(english[0], "1 cup");
    assert!(english[1].starts_with("1 medium ("), "{english:?}");
}
