//! Finds foods by what was typed, in any order of words, while it is being typed.
//!
//! A name is the better the more of the typed words it has, and the fewer others; rare words count for more. Names of
//! every day go before those of the list, those in the language of the screens before the other's, and foods for
//! babies, of one brand or of a restaurant last.

use std::collections::HashMap;

use crate::fields::folded_words_in_order;
use crate::foods::amount::{Amount, split};
use crate::foods::index::{FoodName, Index, NameSource};
use crate::foods::reference::{FoodIndex, at};
use crate::view::ScreenLanguage;

/// How much of the score is what was typed, and how much what the name has besides.
const TYPED_PART: f32 = 0.62;
const NAME_PART: f32 = 0.38;
const EVERYDAY: f32 = 0.16;
const ALIAS: f32 = 0.15;
const OTHER_LANGUAGE: f32 = 0.10;
const SPECIAL: f32 = -0.08;
/// A name that was typed to its end, and one that was typed without its accents and signs.
const SAME: f32 = 0.4;
const SAME_FOLDED: f32 = 0.35;
/// A name needs so much of its words before it is compared by letters.
const ALMOST_ALL: f32 = 0.99;
/// What a word weighs that says nothing of the food.
const SMALL_WORD: f32 = 0.08;
/// What is said to be absent.
const ABSENT: f32 = 0.35;

const SPECIAL_GROUPS: &[&str] = &[
    "Baby Foods",
    "Fast Foods",
    "Restaurant Foods",
    "American Indian/Alaska Native Foods",
];

const SMALL_WORDS: &[&str] = &[
    "a",
    "an",
    "and",
    "of",
    "the",
    "in",
    "on",
    "with",
    "from",
    "for",
    "or",
    "some",
    "my",
    "cup",
    "cups",
    "glass",
    "bowl",
    "slice",
    "slices",
    "piece",
    "can",
    "tin",
    "tinned",
    "carton",
    "bottle",
    "plate",
    "portion",
    "two",
    "one",
    "three",
    "homemade",
    "plain",
    "cooked",
    "dinner",
    "lunch",
    "breakfast",
    "de",
    "d",
    "du",
    "des",
    "la",
    "le",
    "les",
    "l",
    "un",
    "une",
    "deux",
    "trois",
    "au",
    "aux",
    "a",
    "et",
    "en",
    "avec",
    "tasse",
    "verre",
    "bol",
    "tranche",
    "tranches",
    "morceau",
    "boite",
    "canette",
    "bouteille",
    "assiette",
    "part",
    "maison",
    "nature",
    "cuit",
    "cuite",
    "filet",
    "matiere",
];

const ABSENCES: &[&str] = &["no", "without", "sans"];

struct TypedWord {
    weight: f32,
    /// By name: how near its nearest word is, and what that word weighs.
    names: HashMap<u32, (f32, f32)>,
}

/// Returns the foods that fit what was typed, the best first, and the amount before them where there is one.
pub(super) fn with_amount(
    text: &str,
    language: ScreenLanguage,
    limit: usize,
) -> (Option<Amount>, Vec<FoodIndex>) {
    match split(text) {
        // a name may begin with a number: `half fat milk`
        Some((amount, food)) if !is_name(text) => {
            let ended = text.ends_with(char::is_whitespace);
            let food = if ended { food + " " } else { food };
            (Some(amount), search(&food, language, limit))
        }
        _ => (None, search(text, language, limit)),
    }
}

/// Returns whether a text is the name of a food to its end.
fn is_name(text: &str) -> bool {
    let typed = Typed::of(text);
    let mut names = Index::get().names();
    names.any(|name| name.source != NameSource::Reference && typed.sameness(name) > 0.0)
}

/// What was typed as a name is compared with it.
struct Typed {
    text: String,
    words: Vec<String>,
}

impl Typed {
    fn of(text: &str) -> Self {
        Self {
            text: text.trim().to_lowercase(),
            words: folded_words_in_order(text),
        }
    }

    fn sameness(&self, name: &FoodName) -> f32 {
        if self.text == name.text {
            return SAME;
        }
        let is_near = self.text.len().abs_diff(name.text.len()) <= self.text.len();
        match is_near && self.words == folded_words_in_order(&name.text) {
            true => SAME_FOLDED,
            false => 0.0,
        }
    }
}

fn search(text: &str, language: ScreenLanguage, limit: usize) -> Vec<FoodIndex> {
    let index = Index::get();
    let words = folded_words_in_order(text);
    let is_ended = text.ends_with(char::is_whitespace);
    let mut typed = Vec::new();
    let mut is_absent = false;
    for (position, word) in words.iter().enumerate() {
        let is_complete = is_ended || position + 1 < words.len();
        let near = index.near(word, is_complete);
        let mut names: HashMap<u32, (f32, f32)> = HashMap::new();
        for near in &near {
            let weight = index.weight(near.word);
            for (name, _) in index.names_with(near.word) {
                let known = names.entry(name).or_insert((near.nearness, weight));
                if near.nearness > known.0 {
                    *known = (near.nearness, weight);
                }
            }
        }
        let nearest = near
            .iter()
            .max_by(|one, other| one.nearness.total_cmp(&other.nearness));
        let weight = nearest.map_or(index.weight_of_unknown(), |near| index.weight(near.word));
        let share = match () {
            () if ABSENCES.contains(&word.as_str()) => ABSENT,
            () if is_absent => ABSENT,
            () if SMALL_WORDS.contains(&word.as_str()) && words.len() > 1 => SMALL_WORD,
            () => 1.0,
        };
        is_absent = ABSENCES.contains(&word.as_str());
        typed.push(TypedWord {
            weight: weight * share,
            names,
        });
    }
    ranked(index, &Typed::of(text), &typed, language, limit)
}

/// Returns the foods by the best of their names.
fn ranked(
    index: &Index,
    as_written: &Typed,
    typed: &[TypedWord],
    language: ScreenLanguage,
    limit: usize,
) -> Vec<FoodIndex> {
    // a word that no food has says nothing of their order
    let asked: f32 = typed
        .iter()
        .filter(|of| !of.names.is_empty())
        .map(|of| of.weight)
        .sum();
    if asked <= 0.0 {
        return Vec::new();
    }
    let mut best: HashMap<FoodIndex, f32> = HashMap::new();
    for (name, of) in index.names_of(typed.iter().flat_map(|of| of.names.keys().copied())) {
        let mut has = 0.0;
        let mut covered = 0.0;
        for word in typed {
            if let Some((nearness, weight)) = word.names.get(&name) {
                has += word.weight * nearness;
                covered += weight * nearness;
            }
        }
        let score = TYPED_PART * has / asked
            + NAME_PART * (covered / of.weight).min(1.0)
            + preference(of, language);
        let is_all = covered >= of.weight * ALMOST_ALL;
        let score = if is_all {
            score + as_written.sameness(of)
        } else {
            score
        };
        let known = best.entry(of.food).or_insert(score);
        *known = known.max(score);
    }
    let mut foods: Vec<(FoodIndex, f32)> = best.into_iter().collect();
    foods.sort_by(|(one, score), (other, against)| {
        let shortness = |food: FoodIndex| at(food).description.len();
        let by_score = against.total_cmp(score);
        by_score.then_with(|| (shortness(*one), one).cmp(&(shortness(*other), other)))
    });
    foods
        .into_iter()
        .take(limit)
        .map(|(food, _)| food)
        .collect()
}

fn preference(name: &FoodName, language: ScreenLanguage) -> f32 {
    match name.source {
        NameSource::Everyday(of) if of == language => EVERYDAY,
        NameSource::Alias(of) if of == language => ALIAS,
        NameSource::Everyday(_) | NameSource::Alias(_) => OTHER_LANGUAGE,
        NameSource::Reference if is_special(name.food) => SPECIAL,
        NameSource::Reference => 0.0,
    }
}

fn is_special(food: FoodIndex) -> bool {
    let food = at(food);
    // the list writes brands in capitals
    let is_of_a_brand = food.description.split([',', ' ']).any(|word| {
        word.len() > 3
            && word
                .chars()
                .all(|c| c.is_uppercase() || c == '\'' || c == '-')
    });
    is_of_a_brand || SPECIAL_GROUPS.contains(&food.group.as_str())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::foods::reference::{all, rows};

    const QUERIES: &str = include_str!("../../../../seeds/reference/foods/everyday-queries.csv");

    fn first(text: &str, language: ScreenLanguage) -> Option<&'static str> {
        let (_, foods) = with_amount(text, language, 1);
        foods.first().map(|food| at(*food).id.as_str())
    }

    fn language(code: &str) -> ScreenLanguage {
        if code == "fr" {
            ScreenLanguage::Fr
        } else {
            ScreenLanguage::En
        }
    }

    #[test]
    fn what_people_type_has_its_food_first() {
        let mut wrong = Vec::new();
        let mut count = 0;
        for line in rows(QUERIES) {
            let [code, query, id, _kind] = line.unwrap();
            count += 1;
            let got = first(&query, language(&code));
            if got != Some(id.as_str()) {
                wrong.push(format!("{code} {query}: {id} but {got:?}"));
            }
        }
        assert_eq!(count, 80);
        // at least 95 of a hundred
        assert!(wrong.len() * 20 <= count, "{wrong:#?}");
    }

    #[test]
    fn each_everyday_name_has_its_food_first() {
        let mut wrong = Vec::new();
        for food in all() {
            for language in [ScreenLanguage::En, ScreenLanguage::Fr] {
                let Some(everyday) = &food.everyday else {
                    continue;
                };
                let names = everyday.names(language);
                for name in std::iter::once(&names.name).chain(&names.aliases) {
                    let got = first(name, language);
                    if got != Some(food.id.as_str()) {
                        wrong.push(format!("{name}: {} but {got:?}", food.id));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{} {wrong:#?}", wrong.len());
    }

    #[test]
    fn the_order_of_words_makes_no_difference() {
        for (one, other) in [("milk whole", "whole milk"), ("oil olive", "olive oil")] {
            let in_english = |text| search(text, ScreenLanguage::En, 8);
            assert_eq!(in_english(one)[0], in_english(other)[0]);
        }
        assert!(search("qqqqqq", ScreenLanguage::En, 8).is_empty());
        assert!(search(" ", ScreenLanguage::En, 8).is_empty());
    }
}
