//! The words of all names of foods, and how near a typed word is to each of them.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use strsim::osa_distance;

use crate::fields::folded_words_in_order;
use crate::foods::reference::{Food, FoodIndex, all};
use crate::foods::units::singular;
use crate::view::ScreenLanguage;

static INDEX: LazyLock<Index> = LazyLock::new(|| Index::of((0..).zip(all()), None));

/// Typed words of so many letters may have one letter wrong, and two.
const ONE_EDIT_FROM: usize = 4;
const TWO_EDITS_FROM: usize = 8;
const EXACT: f32 = 1.0;
const BEGINNING: f32 = 0.9;
const ONE_EDIT: f32 = 0.75;
const TWO_EDITS: f32 = 0.5;

type WordId = u16;

/// Where a name comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameSource {
    /// The first name of an everyday food in a language.
    Everyday(ScreenLanguage),
    Alias(ScreenLanguage),
    /// The description of the list, or the common name that it gives.
    Reference,
}

#[derive(Debug)]
pub(super) struct FoodName {
    pub food: FoodIndex,
    pub source: NameSource,
    /// In lower case, as it is written.
    pub text: String,
    /// Its folded words, one blank between them.
    pub folded: String,
    pub words: Vec<WordId>,
    /// What its words weigh together.
    pub weight: f32,
}

/// A word of a name that a typed word may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct NearWord {
    pub word: WordId,
    pub nearness: f32,
}

pub(super) struct Index {
    names: Vec<FoodName>,
    /// The folded names of every day.
    everyday: HashSet<String>,
    /// Sorted: what begins alike is together.
    words: Vec<String>,
    /// The rarer a word, the more it weighs.
    weights: Vec<f32>,
    /// The names that have each word.
    by_word: Vec<Vec<u32>>,
}

impl Index {
    pub fn get() -> &'static Self {
        &INDEX
    }

    /// Returns the index of other foods, in which each word weighs as much as in that of the list.
    pub fn of_own<'a>(foods: impl Iterator<Item = (FoodIndex, &'a Food)>) -> Self {
        Self::of(foods, Some(Self::get()))
    }

    fn of<'a>(
        foods: impl Iterator<Item = (FoodIndex, &'a Food)>,
        weighed_by: Option<&Self>,
    ) -> Self {
        let mut names = Vec::new();
        for (at, food) in foods {
            let mut add = |source, name: &str| names.extend(FoodName::of(at, source, name));
            add(NameSource::Reference, &food.description);
            for name in food.common_name.split([',', ';']) {
                add(NameSource::Reference, name);
            }
            for language in [ScreenLanguage::En, ScreenLanguage::Fr] {
                let Some(everyday) = &food.everyday else {
                    continue;
                };
                let of = everyday.names(language);
                add(NameSource::Everyday(language), &of.name);
                for alias in &of.aliases {
                    add(NameSource::Alias(language), alias);
                }
            }
        }
        let of_name = |name: &FoodName| name.folded.split(' ').map(singular).collect::<Vec<_>>();
        let words: BTreeSet<String> = names.iter().flat_map(of_name).collect();
        let words: Vec<String> = words.into_iter().collect();
        let ids: HashMap<&str, WordId> = words.iter().map(String::as_str).zip(0..).collect();
        let mut by_word = vec![Vec::new(); words.len()];
        for (name, number) in names.iter_mut().zip(0..) {
            for word in of_name(name) {
                let id = ids[word.as_str()];
                if !name.words.contains(&id) {
                    name.words.push(id);
                    by_word[usize::from(id)].push(number);
                }
            }
        }
        let all = usize_to_f32(names.len());
        let weight = |of: &Vec<u32>| (all / usize_to_f32(of.len())).ln();
        let weights: Vec<f32> = match weighed_by {
            None => by_word.iter().map(weight).collect(),
            Some(list) => words.iter().map(|word| list.weight_of(word)).collect(),
        };
        for name in &mut names {
            let of_words = name.words.iter().map(|word| weights[usize::from(*word)]);
            name.weight = of_words.sum();
        }
        let everyday = names
            .iter()
            .filter(|name| name.source != NameSource::Reference);
        Self {
            everyday: everyday.map(|name| name.folded.clone()).collect(),
            names,
            words,
            weights,
            by_word,
        }
    }

    pub fn word(&self, word: WordId) -> &str {
        &self.words[usize::from(word)]
    }

    pub fn weight(&self, word: WordId) -> f32 {
        self.weights[usize::from(word)]
    }

    fn weight_of(&self, word: &str) -> f32 {
        let known = self.words.binary_search_by(|of| of.as_str().cmp(word));
        known.map_or(self.weight_of_unknown(), |at| self.weights[at])
    }

    /// Returns what a word weighs that no name has.
    pub fn weight_of_unknown(&self) -> f32 {
        usize_to_f32(self.names.len()).ln()
    }

    pub fn names(&self) -> &[FoodName] {
        &self.names
    }

    /// Returns whether folded words are a name of every day to its end.
    pub fn is_everyday(&self, folded: &str) -> bool {
        self.everyday.contains(folded)
    }

    /// Returns the numbers of the names that have a word.
    pub fn names_with(&self, word: WordId) -> &[u32] {
        &self.by_word[usize::from(word)]
    }

    /// Returns the words of names that a typed word may be, by index: itself, one that begins with it, or, where no
    /// index has either, one that differs by a letter or two. What is still being typed need not be complete.
    pub fn near(indexes: &[&Self], typed: &str, is_complete: bool) -> Vec<Vec<NearWord>> {
        let as_typed = indexes.iter().map(|of| of.as_typed(typed, is_complete));
        let mut near: Vec<Vec<NearWord>> = as_typed.collect();
        let is_exact = near.iter().flatten().any(|of| of.nearness >= EXACT);
        if near.iter().all(Vec::is_empty) || is_complete && !is_exact {
            for (of, near) in indexes.iter().zip(&mut near) {
                near.extend(of.misspelled(typed));
            }
        }
        near
    }

    fn as_typed(&self, typed: &str, is_complete: bool) -> Vec<NearWord> {
        let one = singular(typed);
        let mut near = Vec::new();
        for (word, id) in self.beginning_with(common_beginning(&one, typed)) {
            let nearness = if *word == one || word == typed {
                EXACT
            } else if begins(word, typed, is_complete) {
                // the more of the word is typed, the nearer it is
                let share = usize_to_f32(typed.len()) / usize_to_f32(word.len());
                BEGINNING * (0.5 + 0.5 * share)
            } else {
                continue;
            };
            near.push(NearWord { word: id, nearness });
        }
        near
    }

    fn misspelled(&self, typed: &str) -> Vec<NearWord> {
        let one = singular(typed);
        let mut near = Vec::new();
        if one.len() < ONE_EDIT_FROM {
            return near;
        }
        // people miss the first letter least of all
        let first = one.chars().next().map_or(0, char::len_utf8);
        for (word, id) in self.beginning_with(&one[..first]) {
            let nearness = match edit_distance(&one, word) {
                1 => ONE_EDIT,
                2 if one.len() >= TWO_EDITS_FROM => TWO_EDITS,
                _ => continue,
            };
            near.push(NearWord { word: id, nearness });
        }
        near
    }

    fn beginning_with(&self, letters: &str) -> impl Iterator<Item = (&String, WordId)> {
        let from = self.words.partition_point(|word| word.as_str() < letters);
        let ids = WordId::try_from(from).expect("the lists are of this program")..;
        let words = self.words[from..].iter().zip(ids);
        words.take_while(move |(word, _)| word.starts_with(letters))
    }
}

impl FoodName {
    /// None without a word.
    fn of(food: FoodIndex, source: NameSource, name: &str) -> Option<Self> {
        let folded = folded_words_in_order(name).join(" ");
        (!folded.is_empty()).then(|| Self {
            food,
            source,
            text: name.trim().to_lowercase(),
            folded,
            words: Vec::new(),
            weight: 0.0,
        })
    }
}

/// Returns the letters with which both begin.
fn common_beginning<'a>(one: &'a str, other: &str) -> &'a str {
    let mut letters = one.char_indices().zip(other.chars());
    let end = letters.find(|((_, letter), against)| letter != against);
    let end = end.map_or(one.len().min(other.len()), |((at, _), _)| at);
    &one[..end]
}

/// Returns whether a word begins with what is typed; a complete word needs four letters to be the beginning of another.
fn begins(word: &str, typed: &str, is_complete: bool) -> bool {
    let is_long = typed.len() >= if is_complete { ONE_EDIT_FROM } else { 2 };
    is_long && word.len() > typed.len() && word.starts_with(typed)
}

/// Returns by how many letters two words differ: one letter too many, too few, another, or two that changed their
/// order; 3 for more than two.
fn edit_distance(one: &str, other: &str) -> usize {
    const MANY: usize = 3;
    if one.len().abs_diff(other.len()) >= MANY {
        return MANY;
    }
    osa_distance(one, other).min(MANY)
}

#[allow(clippy::cast_precision_loss)]
fn usize_to_f32(value: usize) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted_by_letter() {
        for (one, other, count) in [
            ("tomato", "tomato", 0),
            ("tomoto", "tomato", 1),
            ("brocoli", "broccoli", 1),
            ("bannana", "banana", 1),
            ("bnanaa", "banana", 2),
            ("mikl", "milk", 1),
            ("milk", "silk", 1),
            ("choucroutte", "choucroute", 1),
            ("okra", "broccoli", 3),
        ] {
            assert_eq!(edit_distance(one, other), count, "{one} {other}");
        }
    }

    #[test]
    fn each_name_is_reached_by_each_of_its_words() {
        let index = Index::get();
        assert!(index.names.len() > 10_000);
        for (name, at) in index.names.iter().zip(0..) {
            for word in &name.words {
                assert!(index.names_with(*word).contains(&at));
            }
            assert!(name.weight > 0.0);
        }
    }
}
