//! The fourteen allergens that the law of the European Union names (Regulation 1169/2011, annex II), and which of them
//! words mean, in English and French: those of an allergy in a chart, and of a food.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::fields::folded_words_in_order;
use crate::foods::list_faults::{ReadList, ShippedList};
use crate::foods::units::singular;

const ALLERGIES: &str = include_str!("../../../../seeds/reference/allergies.csv");

static NAMED: LazyLock<Vec<NamedAllergy>> = LazyLock::new(|| {
    let mut named: Vec<NamedAllergy> = read(ALLERGIES).lines.into_iter().flatten().collect();
    named.sort_by_key(|of| std::cmp::Reverse(of.words.len()));
    named
});
pub(super) const LIST: ShippedList = ShippedList {
    table: ALLERGIES,
    read: |table| read(table).counted(),
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Allergen {
    Gluten,
    Crustaceans,
    Eggs,
    Fish,
    Peanuts,
    Soybeans,
    Milk,
    Nuts,
    Celery,
    Mustard,
    Sesame,
    Sulphites,
    Lupin,
    Molluscs,
}

// by their codes in the tables and in the rows of clinics
sync_contract::spelled! {
    Allergen {
        Gluten = "GLUTEN",
        Crustaceans = "CRUSTACEANS",
        Eggs = "EGGS",
        Fish = "FISH",
        Peanuts = "PEANUTS",
        Soybeans = "SOYBEANS",
        Milk = "MILK",
        Nuts = "NUTS",
        Celery = "CELERY",
        Mustard = "MUSTARD",
        Sesame = "SESAME",
        Sulphites = "SULPHITES",
        Lupin = "LUPIN",
        Molluscs = "MOLLUSCS",
    }
}

/// The allergens that words of an allergy mean; none for what only looks like one of them.
struct NamedAllergy {
    words: Vec<String>,
    allergens: Vec<Allergen>,
}

fn read(table: &str) -> ReadList<Vec<NamedAllergy>> {
    ReadList::of("allergies.csv", table, |[allergens, words]| {
        let allergens = parts(&allergens).map(|code| code.parse().ok());
        let allergens: Vec<Allergen> = allergens.collect::<Option<_>>()?;
        let named = parts(&words).map(|words| NamedAllergy {
            words: singulars(words),
            allergens: allergens.clone(),
        });
        Some(named.collect())
    })
}

/// Returns which of the fourteen words mean. A word counts once: "peanut butter" is no butter.
pub(crate) fn allergens_of(text: &str) -> Vec<Allergen> {
    let mut words = singulars(text);
    let mut allergens = Vec::new();
    for named in NAMED.iter() {
        let length = named.words.len();
        let mut at = 0;
        while at + length <= words.len() {
            if words[at..at + length] == named.words[..] {
                allergens.extend(&named.allergens);
                words.splice(at..at + length, [String::new()]);
            }
            at += 1;
        }
    }
    allergens.sort_unstable();
    allergens.dedup();
    allergens
}

/// Returns the folded words of a text without the endings of their plurals.
pub(super) fn singulars(text: &str) -> Vec<String> {
    let words = folded_words_in_order(text).into_iter();
    words.map(|word| singular(&word)).collect()
}

/// Returns what stands between semicolons.
pub(super) fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allergies_mean_allergens_in_two_languages() {
        use Allergen::*;
        for (text, allergens) in [
            ("Peanut", &[Peanuts][..]),
            ("Peanuts and tree nuts (almond)", &[Peanuts, Nuts]),
            ("Arachides", &[Peanuts]),
            ("peanut butter", &[Peanuts]),
            ("Cow's milk protein", &[Milk]),
            ("lactose", &[Milk]),
            ("Lait de vache", &[Milk]),
            ("Œufs", &[Eggs]),
            ("Oeuf cru", &[Eggs]),
            ("Shellfish", &[Crustaceans, Molluscs]),
            ("Fruits de mer", &[Crustaceans, Molluscs]),
            ("Fruits à coque", &[Nuts]),
            ("Noix de cajou", &[Nuts]),
            ("Wheat", &[Gluten]),
            ("Maladie cœliaque", &[Gluten]),
            ("Céleri-rave", &[Celery]),
            ("Sulfites", &[Sulphites]),
            // only look like one of them
            ("Coconut", &[]),
            ("Noix de coco", &[]),
            ("Coconut milk", &[]),
            ("Buckwheat", &[]),
            ("Nutmeg", &[]),
            ("Gluten-free bread", &[]),
            ("Kiwi", &[]),
            ("Strawberries", &[]),
            ("", &[]),
        ] {
            assert_eq!(allergens_of(text), allergens, "{text}");
        }
        for allergen in Allergen::ALL {
            let mut named = NAMED.iter();
            assert!(named.any(|of| of.allergens == [*allergen]), "{allergen:?}");
        }
    }
}
