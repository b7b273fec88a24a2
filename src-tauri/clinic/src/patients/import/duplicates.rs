//! Likely duplicates among many records, without comparing each with each.

use std::collections::{BTreeMap, BTreeSet};

use crate::fields;
use crate::patients::import::mapping::Imported;
use crate::patients::likeness::{DuplicateReason, Likeness, folded_words};

/// Two records that may be one person, by their places in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    pub first: usize,
    pub second: usize,
    pub reasons: Vec<DuplicateReason>,
}

/// A word that more records share than this says nothing about any of them.
const BLOCK_MAX: usize = 200;

/// Pairs in the order of the list; `first` comes before `second`.
pub fn pairs(people: &[Likeness]) -> Vec<Pair> {
    let mut blocks: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, person) in people.iter().enumerate() {
        for block in person.blocks() {
            blocks.entry(block).or_default().push(place);
        }
    }
    let mut candidates = BTreeSet::new();
    for places in blocks.values().filter(|places| places.len() <= BLOCK_MAX) {
        for (at, first) in places.iter().enumerate() {
            candidates.extend(places[at + 1..].iter().map(|second| (*first, *second)));
        }
    }
    let compared = candidates
        .into_iter()
        .filter(|(first, second)| first != second)
        .map(|(first, second)| Pair {
            first,
            second,
            reasons: people[first].reasons(&people[second]),
        });
    compared.filter(|pair| !pair.reasons.is_empty()).collect()
}

impl From<&Imported> for Likeness {
    fn from(imported: &Imported) -> Self {
        let names = format!(
            "{} {} {}",
            imported.given_name, imported.family_name, imported.other_names
        );
        let mut likeness = Self {
            names: folded_words(&names),
            birth_date: imported.birth_date,
            email: Some(fields::line(&imported.email).to_lowercase())
                .filter(|email| !email.is_empty()),
            address: folded_words(&format!(
                "{} {}",
                imported.address_lines, imported.postal_code
            )),
            ..Self::default()
        };
        likeness.set_phones(&imported.phone);
        likeness.set_national_id(&imported.national_id);
        likeness
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sync_contract::field::date;

    fn person(names: &str, day: u32) -> Likeness {
        Likeness {
            names: folded_words(names),
            birth_date: Some(date(1980, 1, day)),
            ..Likeness::default()
        }
    }

    #[test]
    fn each_pair_is_found_once() {
        let people = [
            person("Ama Serwaa", 1),
            person("Kofi Boateng", 2),
            person("Serwaa Ama", 1),
            person("Abena Serwaa", 1),
        ];
        let found: Vec<_> = pairs(&people)
            .into_iter()
            .map(|pair| (pair.first, pair.second))
            .collect();
        assert_eq!(found, [(0, 2)]);
    }
}
