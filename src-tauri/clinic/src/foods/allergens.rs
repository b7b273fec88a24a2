//! The allergens of foods, as far as what the list says of a food tells of them.
//!
//! A food contains what its rules name. Only where a rule says that they name all of it is it known to contain nothing
//! else; of every other food the allergens are not known.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use serde::Serialize;
use specta::Type;

use crate::fields::folded_words_in_order;
use crate::foods::allergies::{Allergen, allergens_of, parts};
use crate::foods::list_faults::{ListFault, ReadList, ShippedList};
use crate::foods::reference::{Food, FoodIndex, all, at};

const RULES: &str = include_str!("../../../../seeds/reference/allergens.csv");

static RULE_LIST: LazyLock<Rules> = LazyLock::new(|| Rules::read(RULES));
pub(super) const LIST: ShippedList = ShippedList {
    table: RULES,
    read: |table| {
        let rules = Rules::read(table);
        (rules.rules.len(), rules.faults)
    },
};
/// One for each food of the list, computed when it is asked for.
static OF_FOODS: LazyLock<Vec<OnceLock<FoodAllergens>>> =
    LazyLock::new(|| all().iter().map(|_| OnceLock::new()).collect());

/// What a food is known to contain, and to be free of. `is_complete` where it contains no other one of the fourteen.
/// `is_clinics` where the clinic says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoodAllergens {
    pub contains: Vec<Allergen>,
    pub free_of: Vec<Allergen>,
    pub is_complete: bool,
    pub is_clinics: bool,
}

impl FoodAllergens {
    /// Returns what a clinic says. What it names in both, as after a merge of two versions, is contained.
    pub(super) fn of_clinic(contains: Vec<Allergen>, mut free_of: Vec<Allergen>) -> Self {
        free_of.retain(|of| !contains.contains(of));
        let is_known = |of: &Allergen| contains.contains(of) || free_of.contains(of);
        Self {
            is_complete: Allergen::ALL.iter().all(is_known),
            is_clinics: true,
            contains,
            free_of,
        }
    }

    /// Returns what is known where another version waits for a decision: it may not be free of what this one says.
    pub(super) fn disputed(self) -> Self {
        Self {
            free_of: Vec::new(),
            is_complete: false,
            ..self
        }
    }

    /// Returns those of foods together: what one contains is in all of it, and it is free of what each is free of. None
    /// is a food of which nothing is known.
    pub(super) fn together<'a>(foods: impl Iterator<Item = Option<&'a Self>>) -> Self {
        let mut all = Self {
            contains: Vec::new(),
            free_of: Allergen::ALL.to_vec(),
            is_complete: true,
            is_clinics: false,
        };
        for food in foods {
            let Some(food) = food else {
                all = all.disputed();
                continue;
            };
            all.add(food.contains.iter().copied());
            all.free_of.retain(|of| food.is_free_of(&[*of]));
            all.is_complete &= food.is_complete;
            all.is_clinics |= food.is_clinics;
        }
        all
    }

    /// Returns whether it contains none of these for certain.
    pub(super) fn is_free_of(&self, allergens: &[Allergen]) -> bool {
        let mut all = allergens.iter();
        all.all(|of| !self.contains.contains(of) && (self.is_complete || self.free_of.contains(of)))
    }

    fn add(&mut self, allergens: impl IntoIterator<Item = Allergen>) {
        self.contains.extend(allergens);
        self.contains.sort_unstable();
        self.contains.dedup();
    }
}

/// Returns the allergens of a food of the list.
pub(super) fn of(food: FoodIndex) -> &'static FoodAllergens {
    OF_FOODS[usize::from(food)].get_or_init(|| RULE_LIST.of_food(at(food)))
}

/// Returns the allergens that words name which are no food of the list. They never name all.
pub(super) fn of_words(text: &str) -> FoodAllergens {
    let mut allergens = RULE_LIST.of_description(text, None);
    allergens.is_complete = false;
    allergens.add(allergens_of(text));
    allergens
}

struct Rule {
    allergens: Vec<Allergen>,
    /// Those of the list; empty for all.
    groups: Vec<String>,
    has_words: bool,
    is_complete: bool,
}

/// Words that a description has one after the other; the first of them is the key under which they stand.
struct Phrase {
    rule: usize,
    rest: Vec<String>,
    /// A description with it is none of the rule.
    excludes: bool,
}

struct Rules {
    rules: Vec<Rule>,
    phrases: HashMap<String, Vec<Phrase>>,
    faults: Vec<ListFault>,
}

/// The first word of a phrase, those after it, and whether a description with it is none of the rule.
type PhraseWords = (String, Vec<String>, bool);

/// Returns a rule with its phrases; none for a line of another form.
fn rule(
    [allergens, groups, words, without, is_complete]: [String; 5],
) -> Option<(Rule, Vec<PhraseWords>)> {
    let allergens = parts(&allergens).map(|code| code.parse().ok());
    let mut phrases = Vec::new();
    for (text, excludes) in [(&words, false), (&without, true)] {
        for phrase in parts(text) {
            let mut words = folded_words_in_order(phrase).into_iter();
            let first = words.next()?;
            phrases.push((first, words.collect(), excludes));
        }
    }
    let rule = Rule {
        allergens: allergens.collect::<Option<_>>()?,
        groups: parts(&groups).map(str::to_owned).collect(),
        has_words: !words.is_empty(),
        is_complete: match is_complete.as_str() {
            "x" => true,
            "" => false,
            _ => return None,
        },
    };
    Some((rule, phrases))
}

impl Rules {
    /// Where a line cannot be read no food is known to contain nothing else: that line may name what it contains.
    fn read(table: &str) -> Self {
        let read = ReadList::of("allergens.csv", table, rule);
        let (mut rules, mut phrases) = (Vec::new(), HashMap::<String, Vec<Phrase>>::new());
        for (mut rule, words) in read.lines {
            for (first, rest, excludes) in words {
                phrases.entry(first).or_default().push(Phrase {
                    rule: rules.len(),
                    rest,
                    excludes,
                });
            }
            rule.is_complete &= read.faults.is_empty();
            rules.push(rule);
        }
        Self {
            rules,
            phrases,
            faults: read.faults,
        }
    }

    fn of_food(&self, food: &Food) -> FoodAllergens {
        let mut allergens = self.of_description(&food.description, Some(&food.group));
        // the name of every day says at times what the description does not
        if let Some(everyday) = food.everyday.as_ref().filter(|_| !allergens.is_complete) {
            allergens.add(allergens_of(&everyday.english.name));
        }
        allergens
    }

    fn of_description(&self, description: &str, group: Option<&str>) -> FoodAllergens {
        let words = folded_words_in_order(description);
        let mut is_named = vec![false; self.rules.len()];
        let mut is_excluded = vec![false; self.rules.len()];
        for (at, word) in words.iter().enumerate() {
            for phrase in self.phrases.get(word).into_iter().flatten() {
                if words[at + 1..].starts_with(&phrase.rest) {
                    let hit = if phrase.excludes {
                        &mut is_excluded
                    } else {
                        &mut is_named
                    };
                    hit[phrase.rule] = true;
                }
            }
        }
        let of_group = |rule: &Rule| {
            let mut groups = rule.groups.iter();
            rule.groups.is_empty() || group.is_some_and(|group| groups.any(|of| of == group))
        };
        let applying = self.rules.iter().enumerate().filter(|(at, rule)| {
            of_group(rule) && (is_named[*at] || !rule.has_words) && !is_excluded[*at]
        });
        let mut allergens = FoodAllergens {
            contains: Vec::new(),
            free_of: Vec::new(),
            is_complete: false,
            is_clinics: false,
        };
        for (_, rule) in applying {
            allergens.add(rule.allergens.iter().copied());
            allergens.is_complete |= rule.is_complete;
        }
        allergens
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeSet;

    use super::*;
    use crate::foods::reference::index_of;

    fn of_each() -> impl Iterator<Item = &'static FoodAllergens> {
        let indexes = all().iter().zip(0..);
        indexes.map(|(_, index)| of(index))
    }

    fn of_id(id: &str) -> &'static FoodAllergens {
        of(index_of(id).unwrap())
    }

    #[test]
    fn no_food_is_free_of_what_a_lost_rule_may_name() {
        let is_any_complete = |table: &str| {
            let rules = Rules::read(table).rules;
            rules.iter().any(|rule| rule.is_complete)
        };
        assert!(is_any_complete(RULES));
        assert!(!is_any_complete(&format!("{RULES}MOLLUSCS,?\n")));
    }

    #[test]
    fn the_rules_name_groups_of_the_list_and_each_allergen() {
        let rules = Rules::read(RULES);
        let groups: BTreeSet<&str> = all().iter().map(|food| food.group.as_str()).collect();
        for group in rules.rules.iter().flat_map(|rule| &rule.groups) {
            assert!(groups.contains(group.as_str()), "{group}");
        }
        for allergen in Allergen::ALL {
            let mut foods = of_each();
            assert!(
                foods.any(|of| of.contains.contains(allergen)),
                "{allergen:?}"
            );
        }
    }

    #[test]
    fn foods_contain_what_their_names_say() {
        use Allergen::*;
        for (id, contains) in [
            ("01077", &[Milk][..]),
            ("01123", &[Eggs]),
            ("01057", &[Eggs, Milk]),
            ("18069", &[Gluten]),
            ("16098", &[Peanuts]),
            ("12061", &[Nuts]),
            ("15016", &[Fish]),
            ("15151", &[Crustaceans]),
            ("15165", &[Molluscs]),
            ("11143", &[Celery]),
            ("02046", &[Mustard]),
            ("12166", &[Sesame]),
            ("14096", &[Sulphites]),
            ("16077", &[Lupin]),
            ("16126", &[Soybeans]),
            ("16123", &[Gluten, Soybeans]),
            ("06419", &[Gluten]),
            ("06583", &[Gluten]),
            ("19087", &[Milk]),
            ("21401", &[Gluten]),
            // names that have a word of another food
            ("11266", &[]),
            ("16082", &[]),
            ("20133", &[]),
            ("11485", &[]),
            ("11493", &[]),
            ("12117", &[]),
            ("18228", &[Gluten]),
            ("20061", &[]),
            ("28337", &[]),
        ] {
            assert_eq!(of_id(id).contains, contains, "{id}");
        }
    }

    #[test]
    fn only_what_is_one_food_is_known_to_contain_nothing_else() {
        for id in [
            "01077", "09040", "20045", "12061", "05064", "15016", "11124",
        ] {
            assert!(of_id(id).is_complete, "{id}");
        }
        // made of several foods, processed, or cooked in what is not said
        for id in [
            "18069", "36601", "21118", "07970", "19304", "11531", "03012", "15002", "11403",
            "13327",
        ] {
            assert!(!of_id(id).is_complete, "{id}");
        }
        // a rule of this kind reaches no group of dishes
        let made = [
            "Baked Products",
            "Baby Foods",
            "Breakfast Cereals",
            "Fast Foods",
            "Meals, Entrees, and Side Dishes",
            "Restaurant Foods",
            "Sausages and Luncheon Meats",
            "Snacks",
            "Soups, Sauces, and Gravies",
            "American Indian/Alaska Native Foods",
        ];
        for (food, of_each) in all().iter().zip(of_each()) {
            let is_made = made.contains(&food.group.as_str());
            assert!(!(is_made && of_each.is_complete), "{}", food.description);
        }
    }

    #[test]
    fn words_contain_what_they_say_and_are_never_complete() {
        let soup = of_words("Soup of the house with cream and celery");
        assert_eq!(soup.contains, [Allergen::Milk, Allergen::Celery]);
        assert!(!soup.is_complete);
        assert_eq!(of_words("carrots, raw").contains, []);
        for (text, contains) in [
            ("Gyoza wrappers", &[Allergen::Gluten][..]),
            ("Pork dumplings", &[Allergen::Gluten]),
            ("Chicken tenders", &[Allergen::Gluten]),
            ("Grilled chicken strips", &[]),
            ("Rice noodle salad", &[]),
            ("Shirataki noodles", &[]),
            ("Egg noodle", &[Allergen::Gluten, Allergen::Eggs]),
            ("White chocolate", &[Allergen::Milk]),
        ] {
            assert_eq!(of_words(text).contains, contains, "{text}");
        }
        assert!(!of_words("carrots, raw").is_complete);
    }
}
