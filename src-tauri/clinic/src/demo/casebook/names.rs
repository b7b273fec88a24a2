//! Invented names for people, that fit sex and language; who lives here in a second language is among them.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::demo::casebook::book::PersonSex;
use crate::demo::casebook::chance::{mixed, one_of, weighed};
use crate::demo::casebook::person::DemoPerson;
use crate::demo::plan::Dice;

/// Names of one language, those of a column between bars.
#[derive(Debug, Deserialize)]
struct Names {
    language: String,
    share: f64,
    female: String,
    male: String,
    family_female: String,
    /// Empty where both have the same.
    family_male: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonName {
    pub given: String,
    pub family: String,
    pub language: String,
}

/// Where most people fast in Ramadan, and where most who fled came from.
const FASTING: [&str; 6] = ["ar", "tr", "fa", "so", "wo", "ar"];
const FLED: [&str; 6] = ["ar", "uk", "fa", "ti", "so", "ta"];
const TRIES: u64 = 40;

/// Returns a name for each, no two of them the same.
pub fn named(people: &[DemoPerson]) -> Vec<PersonName> {
    let rows = csv::Reader::from_reader(
        include_str!("../../../../../seeds/demo/casebook/names.csv").as_bytes(),
    );
    let rows: Vec<Names> = rows
        .into_deserialize()
        .map(|row| row.expect("a test reads the names"))
        .collect();
    let mut taken = BTreeSet::new();
    let names = people.iter().map(|person| {
        let names =
            (0..TRIES).map(|at| one(person, &rows, &mut Dice::new(mixed(person.key, 9000 + at))));
        let mut names: Vec<PersonName> = names.collect();
        let free = names
            .iter()
            .position(|name| !taken.contains(&(name.given.clone(), name.family.clone())));
        let name = names.swap_remove(free.unwrap_or(0));
        taken.insert((name.given.clone(), name.family.clone()));
        name
    });
    names.collect()
}

fn one(person: &DemoPerson, rows: &[Names], dice: &mut Dice) -> PersonName {
    let only: Option<&[&str]> = match person.archetype.id.as_str() {
        "ramadan-t2dm" => Some(&FASTING),
        "refugee-undernutrition" => Some(&FLED),
        _ => None,
    };
    let possible = rows
        .iter()
        .filter(|row| only.is_none_or(|languages| languages.contains(&row.language.as_str())));
    let row = weighed(dice, possible.map(|row| (row, row.share))).unwrap_or(&rows[0]);
    let (given, family) = match person.sex {
        PersonSex::Female => (&row.female, &row.family_female),
        PersonSex::Male if row.family_male.is_empty() => (&row.male, &row.family_female),
        PersonSex::Male => (&row.male, &row.family_male),
    };
    let mut pick = |names: &str| {
        let names: Vec<&str> = names.split('|').collect();
        one_of(dice, &names).map_or(String::new(), |name| (*name).to_owned())
    };
    PersonName {
        given: pick(given),
        family: pick(family),
        language: row.language.clone(),
    }
}
