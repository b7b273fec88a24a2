//! Menus for people of the casebook: meals by everyday food that fit what they eat, in the amounts that their energy
//! target asks for.

use crate::demo::casebook::person::DemoPerson;
use crate::demo::data::DemoPlanFood;
use crate::demo::recalls::Eats;

/// Kinds of patients whom the menus suit.
const SUITED: [&str; 6] = [
    "adult-obesity",
    "t2dm-new",
    "hypertension-dash",
    "dyslipidaemia",
    "wellness",
    "osteoporosis",
];
/// One of so many of them has a meal plan.
const EVERY: u64 = 3;
/// What the amounts of a day give as they are written.
const MENU_KCAL: f64 = 1800.0;

const EVERYDAY: u32 = 11;
const VEGETARIAN: u32 = 12;
const WITHOUT_PORK: u32 = 13;
const EAST_ASIAN: u32 = 14;
const MEDITERRANEAN: u32 = 15;

/// Whether the menus suit a person: they know no allergies.
pub fn suit(person: &DemoPerson) -> bool {
    let is_suited = SUITED.contains(&person.archetype.id.as_str());
    is_suited && person.allergies.is_empty() && !person.has("K90")
}

/// Returns the foods of a person's menu; none for a person without a meal plan.
pub fn menu(
    person: &DemoPerson,
    language: &str,
    foods: &[DemoPlanFood],
) -> Option<Vec<DemoPlanFood>> {
    let has_plan = suit(person) && person.key.is_multiple_of(EVERY);
    let kcal = person.targets.filter(|_| has_plan)?.kcal;
    let number = menu_number(person, language);
    let foods = foods.iter().filter(|food| food.plan == number);
    let scaled = foods.map(|food| DemoPlanFood {
        energy: format!("{kcal:.0}"),
        amount: scaled(&food.amount, kcal / MENU_KCAL),
        ..food.clone()
    });
    Some(scaled.collect())
}

fn menu_number(person: &DemoPerson, language: &str) -> u32 {
    let [preference, dislike] =
        [person.preference, person.dislike].map(|text| text.unwrap_or("").to_lowercase());
    let dislikes = |words: &[&str]| words.iter().any(|word| dislike.contains(word));
    match language {
        _ if preference.contains("vegetarian") || preference.contains("plant-based") => VEGETARIAN,
        _ if dislikes(&["fish", "meat"]) => VEGETARIAN,
        _ if preference.contains("halal") || preference.contains("pork") => WITHOUT_PORK,
        _ if dislikes(&["lentils", "pulses", "beans"]) => EVERYDAY,
        "ar" | "tr" | "fa" | "so" | "wo" => WITHOUT_PORK,
        "zh" | "vi" | "ko" | "ja" => EAST_ASIAN,
        "es" | "pt" | "it" | "el" => MEDITERRANEAN,
        _ => EVERYDAY,
    }
}

/// Returns what a person eats by preference, as far as meals go by it.
pub fn eats(person: &DemoPerson, language: &str) -> Eats {
    let texts = [person.preference, person.dislike].map(|text| text.unwrap_or("").to_lowercase());
    let has = |words: &[&str]| {
        let mut texts = texts.iter();
        texts.any(|text| words.iter().any(|word| text.contains(word)))
    };
    let [_, dislike] = &texts;
    let meat = !has(&["vegetarian", "plant-based", "vegan"]) && !dislike.contains("meat");
    Eats {
        meat,
        fish: meat && !dislike.contains("fish") && !has(&["little fish"]),
        pork: meat && !has(&["halal", "pork"]) && menu_number(person, language) != WITHOUT_PORK,
    }
}

/// Returns a share of an amount, in steps in which people measure.
fn scaled(amount: &str, share: f64) -> String {
    let (number, unit) = amount.split_once(' ').expect("a test reads every menu");
    let number: f64 = number.parse().expect("a test reads every menu");
    let step = if number < 12.0 { 1.0 } else { 5.0 };
    let number = ((number * share / step).round() * step).max(step);
    format!("{number:.0} {unit}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::demo::data::casebook_menus;

    /// Returns a column of a reference file by the number of the food.
    fn column(text: &'static str, key: usize, value: &str) -> BTreeMap<String, String> {
        let mut rows = csv::Reader::from_reader(text.as_bytes());
        let at = rows
            .headers()
            .unwrap()
            .iter()
            .position(|name| name == value)
            .unwrap();
        let rows = rows.into_records().map(|row| row.unwrap());
        rows.map(|row| (row[key].to_owned(), row[at].to_owned()))
            .collect()
    }

    fn everyday(value: &str) -> BTreeMap<String, String> {
        let text = include_str!("../../../../../seeds/reference/foods/everyday.csv");
        let more = include_str!("../../../../../seeds/reference/foods/everyday-more.csv");
        let mut all = column(text, 0, value);
        all.extend(column(more, 0, value));
        all
    }

    #[test]
    fn sixty_meals_of_everyday_foods_give_the_energy_of_a_menu() {
        let text = include_str!("../../../../../seeds/reference/foods/composition.csv");
        let (names, energy) = (everyday("en"), column(text, 0, "208"));
        let mut meals = BTreeSet::new();
        let mut days: BTreeMap<(u32, u8), f64> = BTreeMap::new();
        for food in casebook_menus() {
            assert!(names.contains_key(&food.food), "{}", food.food);
            let kcal: f64 = energy[&food.food].parse().unwrap();
            let amount: f64 = food.amount.split_once(' ').unwrap().0.parse().unwrap();
            *days.entry((food.plan, food.day)).or_default() += kcal * amount / 100.0;
            meals.insert((food.plan, food.day, food.meal));
        }
        assert_eq!(meals.len(), 60);
        for (day, kcal) in days {
            assert!((kcal - MENU_KCAL).abs() < 60.0, "{day:?} {kcal}");
        }
    }

    #[test]
    fn menus_have_nothing_that_is_not_eaten_with_them() {
        let text = include_str!("../../../../../seeds/reference/foods/foods.csv");
        let (descriptions, groups) = (column(text, 0, "description"), everyday("group"));
        for food in casebook_menus() {
            let description = descriptions[&food.food].to_lowercase();
            let words: Vec<&str> = description
                .split(|letter: char| !letter.is_alphabetic())
                .collect();
            let has = |of: &[&str]| of.iter().any(|word| words.contains(word));
            let (is_vegetarian, group) = (food.plan == VEGETARIAN, groups[&food.food].as_str());
            let is_of_animal = matches!(group, "meat" | "fish") || has(&["beef", "chicken"]);
            let is_pork = has(&["pork", "ham", "bacon", "wine"]);
            assert!(!(is_vegetarian && is_of_animal), "{description}");
            assert!(
                !(is_vegetarian || food.plan == WITHOUT_PORK) || !is_pork,
                "{description}"
            );
        }
    }

    #[test]
    fn amounts_follow_the_energy_target() {
        assert_eq!(scaled("60 g", 1.5), "90 g");
        assert_eq!(scaled("8 g", 0.5), "4 g");
        assert_eq!(scaled("1 g", 0.2), "1 g");
        assert_eq!(scaled("200 ml", 1.02), "205 ml");
    }
}
