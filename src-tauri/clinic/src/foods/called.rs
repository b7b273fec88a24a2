//! What a food is called and of which group it is, as it is compared with what a patient does not eat.

use sync_contract::catalog::FoodGroup;

use crate::fields::folded_words_in_order;
use crate::foods::allergies::singulars;
use crate::foods::reference::{Food, FoodIndex};
use crate::foods::table::FoodTable;
use crate::foods::units::singular;

/// Words that say nothing of what is meant, in English and French.
const LOOSE: &[&str] = &[
    "a",
    "aime",
    "all",
    "allergie",
    "allergy",
    "and",
    "any",
    "au",
    "aucun",
    "aucune",
    "aux",
    "avec",
    "d",
    "de",
    "des",
    "dislike",
    "dislikes",
    "do",
    "does",
    "doesn",
    "don",
    "du",
    "et",
    "fruit",
    "hate",
    "hates",
    "in",
    "intolerance",
    "l",
    "la",
    "le",
    "les",
    "like",
    "likes",
    "n",
    "ne",
    "no",
    "none",
    "not",
    "of",
    "ou",
    "or",
    "pas",
    "protein",
    "proteine",
    "s",
    "t",
    "the",
    "un",
    "une",
    "with",
];
/// A word of a name begins with so many typed letters at the least, or is the same.
const BEGINNING_MIN: usize = 4;

/// The names of a food, or of words that are none of the lists; of a recipe those of what it is made of, too.
pub(super) struct Names(Vec<Called>);

/// The words of each name of one food and of its group, which only a food of the lists has.
pub(super) struct Called {
    pub group: Option<FoodGroup>,
    pub names: Vec<Vec<String>>,
}

impl Names {
    pub fn of_food(table: &FoodTable, index: FoodIndex) -> Self {
        let mut names = Self(vec![Called::of(table.at(index))]);
        for (food, called) in table.ingredients(index) {
            names.0.push(Called::of_words(called));
            names.0.extend(food.map(|food| Called::of(table.at(food))));
        }
        names
    }

    pub fn of_words(text: &str) -> Self {
        Self(vec![Called::of_words(text)])
    }

    pub fn each(&self) -> impl Iterator<Item = &Called> {
        self.0.iter()
    }

    /// Returns whether one name has all of these words.
    pub fn have(&self, words: &[String]) -> bool {
        self.each().any(|of| of.has(words))
    }
}

impl Called {
    pub fn of(food: &Food) -> Self {
        let group = food.shop_group();
        let mut names = vec![singulars(&food.description), singulars(&food.common_name)];
        if let Some(everyday) = &food.everyday {
            for of in [&everyday.english, &everyday.french] {
                names.push(singulars(&of.name));
                names.extend(of.aliases.iter().map(|alias| singulars(alias)));
            }
        }
        names.extend(group_words(group).iter().map(|of| singulars(of)));
        Self {
            group: Some(group),
            names,
        }
    }

    fn of_words(text: &str) -> Self {
        Self {
            group: None,
            names: vec![singulars(text)],
        }
    }

    /// Returns whether one name has all of these words, or words that begin with them.
    pub fn has(&self, words: &[String]) -> bool {
        let is_in = |name: &Vec<String>, word: &String| {
            let is_begun =
                |of: &String| word.len() >= BEGINNING_MIN && of.starts_with(word.as_str());
            name.iter().any(|of| of == word || is_begun(of))
        };
        let has_all = |name: &Vec<String>| words.iter().all(|word| is_in(name, word));
        !words.is_empty() && self.names.iter().any(has_all)
    }

    /// Returns whether one name has exactly these words, in any order.
    pub fn has_exactly(&self, words: &[String]) -> bool {
        let has_all = |name: &Vec<String>| words.iter().all(|word| name.contains(word));
        self.names.iter().any(has_all)
    }
}

/// Returns whether a word says nothing of what is meant.
pub(super) fn is_loose(word: &str) -> bool {
    LOOSE.contains(&word)
}

/// Returns the words by which a food is found.
pub(super) fn words_of(text: &str) -> Vec<String> {
    let words = folded_words_in_order(text).into_iter();
    let meaningful = words.filter(|word| !is_loose(word));
    meaningful.map(|word| singular(&word)).collect()
}

/// Returns what people call a group when they do not eat it.
fn group_words(group: FoodGroup) -> &'static [&'static str] {
    match group {
        FoodGroup::Vegetables => &["vegetables", "légumes"],
        FoodGroup::Fruit => &["fruits"],
        FoodGroup::Bread => &["bread", "pain"],
        FoodGroup::Cereals => &["cereals", "céréales"],
        FoodGroup::Legumes => &["pulses", "legumes", "légumineuses", "légumes secs"],
        FoodGroup::Nuts => &["nuts", "fruits à coque"],
        FoodGroup::Meat => &["meat", "viande"],
        FoodGroup::Fish => &["fish", "seafood", "poisson", "fruits de mer"],
        FoodGroup::Eggs => &["eggs", "œufs", "oeufs"],
        FoodGroup::Dairy => &["dairy", "produits laitiers"],
        FoodGroup::Sweets => &["sweets", "sucreries"],
        FoodGroup::Alcohol => &["alcohol", "alcool"],
        FoodGroup::Grains
        | FoodGroup::Fats
        | FoodGroup::Condiments
        | FoodGroup::Dishes
        | FoodGroup::Snacks
        | FoodGroup::Drinks
        | FoodGroup::BabyFoods
        | FoodGroup::Supplements => &[],
    }
}
