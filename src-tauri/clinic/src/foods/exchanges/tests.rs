#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use rust_decimal::dec;

use super::*;
use crate::foods::reference::{all, index_of};
use crate::foods::totals::sums;

fn group(name: &str, grams: [i64; 3], foods: &[FoodGroup], words: &[&str]) -> ExchangeGroup {
    let [carbohydrate, protein, fat] = grams.map(Decimal::from);
    ExchangeGroup {
        name: name.to_owned(),
        carbohydrate,
        protein,
        fat,
        foods: foods.to_vec(),
        words: words.iter().map(|word| (*word).to_owned()).collect(),
    }
}

fn of(groups: Vec<ExchangeGroup>) -> Exchanges {
    Exchanges::of(Id("t".into()), "Table".into(), groups)
}

fn portions(grams: i64) -> Exchanges {
    of(vec![group("Portions", [grams, 0, 0], &[], &[])])
}

/// A table of groups, without one that takes the rest.
fn list() -> Exchanges {
    of(vec![
        group(
            "Starch",
            [15, 3, 1],
            &[FoodGroup::Bread, FoodGroup::Grains],
            &["potatoes", "maïs doux"],
        ),
        group("Milk", [12, 8, 5], &[FoodGroup::Dairy], &[]),
        group("Meat", [0, 7, 5], &[FoodGroup::Meat], &[]),
        group("Fat", [0, 0, 5], &[FoodGroup::Fats], &[]),
        group("Vegetables", [5, 2, 0], &[FoodGroup::Vegetables], &[]),
    ])
}

/// The only group of a food, and how many of it so many grams are.
fn one(exchanges: &Exchanges, id: &str, grams: Decimal) -> Option<(String, Option<f64>)> {
    let food = index_of(id).unwrap();
    let shown = exchanges
        .in_groups(&FoodTable::default(), food, grams)
        .shown();
    assert!(shown.len() <= 1, "{shown:?}");
    let first = shown.first()?;
    let name = exchanges.groups[usize::from(first.group)].name.clone();
    Some((name, first.amount.map(|amount| amount.0)))
}

#[test]
fn a_food_is_counted_by_the_nutrient_of_its_group() {
    let list = list();
    let of = |id, grams| one(&list, id, grams).unwrap();
    let is = |name: &str, amount| (name.to_owned(), Some(amount));
    // milk: 4.8 g of carbohydrate in 100 g; 244 g have 11.7 g
    assert_eq!(of("01077", dec!(244)), is("Milk", 1.0));
    // white bread: 49.42 g of carbohydrate
    assert_eq!(of("18069", dec!(30)), is("Starch", 1.0));
    // butter: 81.11 g of fat, and nothing of carbohydrate that counts
    assert_eq!(of("01001", dec!(10)), is("Fat", 1.6));
    // broccoli is none of the words, sweetcorn is by its French name
    assert_eq!(of("11090", dec!(100)).0, "Vegetables");
    assert_eq!(of("11168", dec!(100)).0, "Starch");
    // a fruit is in no group of this table
    let banana = index_of("09040").unwrap();
    let counted = list.in_groups(&FoodTable::default(), banana, dec!(100));
    assert_eq!(counted.shown(), []);
    let totals = list.totals(&[&counted], 1, None);
    assert_eq!(totals.in_no_group, 1);
}

#[test]
fn what_is_not_known_is_counted_and_never_taken_for_nothing() {
    let table = FoodTable::default();
    let without = (0..all().len()).map(|index| u16::try_from(index).unwrap());
    let without = without.filter(|index| {
        let known = table.per_hundred_grams(*index);
        known
            .iter()
            .any(|(of, amount)| of.nutrient == Nutrient::Fat && amount.is_none())
    });
    // every food of the list has its carbohydrate, protein and fat
    assert_eq!(without.count(), 0);
    let portions = portions(10);
    let mut unknown = InGroups::default();
    unknown.add(Some(0), Known::default());
    let milk = portions.in_groups(&table, index_of("01077").unwrap(), dec!(100));
    let totals = portions.totals(&[&milk, &unknown], 1, None);
    assert_eq!(
        (totals.groups[0].amount.0, totals.groups[0].unknown),
        (0.5, 1)
    );
    assert_eq!(unknown.shown()[0].amount, None);
}

#[test]
fn targets_are_those_of_a_meal_or_of_the_day() {
    let mut portions = portions(15);
    assert_eq!(portions.totals(&[], 1, None).groups[0].target, None);
    let target = |meal, count| ExchangeTarget {
        meal,
        group: 0,
        count,
    };
    portions.targets = vec![
        target(Meal::Breakfast, dec!(3)),
        target(Meal::Lunch, dec!(4.5)),
    ];
    let at = |meal| portions.totals(&[], 1, meal).groups[0].target;
    assert_eq!(at(Some(Meal::Lunch)), Some(Figure(4.5)));
    assert_eq!(at(Some(Meal::Dinner)), None);
    assert_eq!(at(None), Some(Figure(7.5)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Portions of a nutrient are its total, by so many grams.
    #[test]
    fn portions_of_a_day_are_its_carbohydrate(
        items in prop::collection::vec((0..8789_u16, 1..2_000_u32), 0..40),
        grams in 5..31_i64,
        days in 1..8_usize,
    ) {
        let (table, portions) = (FoodTable::default(), portions(grams));
        let items: Vec<(FoodIndex, Decimal)> = items
            .into_iter()
            .map(|(food, grams)| (food, Decimal::from(grams)))
            .collect();
        let counted: Vec<InGroups> = items
            .iter()
            .map(|(food, grams)| portions.in_groups(&table, *food, *grams))
            .collect();
        let counted: Vec<&InGroups> = counted.iter().collect();
        let totals = portions.totals(&counted, days, None);
        let all = sums(&table, &items, Decimal::from(days));
        let (_, carbohydrate) = all
            .iter()
            .find(|(total, _)| total.nutrient == Nutrient::Carbohydrate)
            .unwrap();
        let expected = rounded(*carbohydrate / Decimal::from(grams), DECIMALS);
        let off = (totals.groups[0].amount.0 - Figure::from(expected).0).abs();
        // a quotient of 28 digits may round to the other side of a half
        prop_assert!(off < 0.11, "{:?} {}", totals, expected);
        prop_assert_eq!(totals.in_no_group, 0);
    }

    /// Each food is in one group at most, and twice as much of it is twice as many exchanges.
    #[test]
    fn a_food_is_in_one_group_and_grows_with_its_grams(
        food in 0..8789_u16,
        grams in 1..1_000_u32,
    ) {
        let (table, list) = (FoodTable::default(), list());
        let grams = Decimal::from(grams);
        let of = |grams| list.in_groups(&table, food, grams);
        let (single, double) = (of(grams), of(grams * dec!(2)));
        prop_assert_eq!(single.by_group.len() + usize::from(single.has_others), 1);
        for (group, known) in &single.by_group {
            let twice = double.by_group[group].amount.unwrap();
            let off = (twice - known.amount.unwrap() * dec!(2)).abs();
            prop_assert!(off < dec!(0.000001));
        }
    }

    /// Foods of two meals together are what each of them is.
    #[test]
    fn exchanges_of_meals_add_up_to_those_of_their_day(
        items in prop::collection::vec((0..8789_u16, 1..500_u32, any::<bool>()), 0..20),
    ) {
        let (table, list) = (FoodTable::default(), list());
        let counted: Vec<(InGroups, bool)> = items
            .iter()
            .map(|(food, grams, at)| (list.in_groups(&table, *food, Decimal::from(*grams)), *at))
            .collect();
        let of = |wanted: Option<bool>| {
            let foods: Vec<&InGroups> = counted
                .iter()
                .filter(|(_, at)| wanted.is_none_or(|wanted| wanted == *at))
                .map(|(of, _)| of)
                .collect();
            list.totals(&foods, 1, None)
        };
        let (first, second, day) = (of(Some(true)), of(Some(false)), of(None));
        prop_assert_eq!(first.in_no_group + second.in_no_group, day.in_no_group);
        for ((first, second), day) in first.groups.iter().zip(&second.groups).zip(&day.groups) {
            // each is rounded to a tenth
            prop_assert!((first.amount.0 + second.amount.0 - day.amount.0).abs() < 0.151);
            prop_assert_eq!(first.unknown + second.unknown, day.unknown);
        }
    }
}
