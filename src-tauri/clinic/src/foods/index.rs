//! The words of all names of foods, and how near a typed word is to each of them.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use crate::fields::folded_words_in_order;
use crate::foods::reference::{Food, FoodIndex, all};
use crate::foods::units::singular;
use crate::view::ScreenLanguage;

static INDEX: LazyLock<Index> = LazyLock::new(|| Index::of(all()));

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

    fn of(foods: &[Food]) -> Self {
        let mut index = Self {
            names: Vec::new(),
            words: Vec::new(),
            weights: Vec::new(),
            by_word: Vec::new(),
        };
        let mut ids = HashMap::new();
        for (food, at) in foods.iter().zip(0..) {
            index.add(&mut ids, at, NameSource::Reference, &food.description);
            for name in food.common_name.split([',', ';']) {
                index.add(&mut ids, at, NameSource::Reference, name);
            }
            for language in [ScreenLanguage::En, ScreenLanguage::Fr] {
                let Some(everyday) = &food.everyday else {
                    continue;
                };
                let names = everyday.names(language);
                index.add(&mut ids, at, NameSource::Everyday(language), &names.name);
                for alias in &names.aliases {
                    index.add(&mut ids, at, NameSource::Alias(language), alias);
                }
            }
        }
        let all = usize_to_f32(index.names.len());
        let weight = |names: &Vec<u32>| (all / usize_to_f32(names.len())).ln();
        index.weights = index.by_word.iter().map(weight).collect();
        for name in &mut index.names {
            let weights = name
                .words
                .iter()
                .map(|word| index.weights[usize::from(*word)]);
            name.weight = weights.sum();
        }
        index
    }

    fn add(
        &mut self,
        ids: &mut HashMap<String, WordId>,
        food: FoodIndex,
        source: NameSource,
        name: &str,
    ) {
        let number = u32::try_from(self.names.len()).expect("the lists are of this program");
        let mut words = Vec::new();
        for word in folded_words_in_order(name) {
            let word = singular(&word);
            let next = WordId::try_from(self.words.len()).expect("the lists are of this program");
            let id = *ids.entry(word.clone()).or_insert(next);
            if id == next {
                self.words.push(word);
                self.by_word.push(Vec::new());
            }
            if !words.contains(&id) {
                words.push(id);
                self.by_word[usize::from(id)].push(number);
            }
        }
        if !words.is_empty() {
            let text = name.trim().to_lowercase();
            self.names.push(FoodName {
                food,
                source,
                text,
                words,
                weight: 0.0,
            });
        }
    }

    pub fn weight(&self, word: WordId) -> f32 {
        self.weights[usize::from(word)]
    }

    /// Returns what a word weighs that no name has.
    pub fn weight_of_unknown(&self) -> f32 {
        usize_to_f32(self.names.len()).ln()
    }

    pub fn names(&self) -> impl Iterator<Item = &FoodName> {
        self.names.iter()
    }

    /// Returns names by their numbers, each once.
    pub fn names_of(
        &self,
        numbers: impl Iterator<Item = u32>,
    ) -> impl Iterator<Item = (u32, &FoodName)> {
        let numbers: BTreeSet<u32> = numbers.collect();
        numbers.into_iter().map(|at| (at, &self.names[at as usize]))
    }

    pub fn names_with(&self, word: WordId) -> impl Iterator<Item = (u32, &FoodName)> {
        let names = self.by_word[usize::from(word)].iter();
        names.map(|at| (*at, &self.names[*at as usize]))
    }

    /// Returns the words of names that a typed word may be: itself, one that begins with it, or, where there is
    /// neither, one that differs by a letter or two. What is still being typed need not be complete.
    pub fn near(&self, typed: &str, is_complete: bool) -> Vec<NearWord> {
        let one = singular(typed);
        let mut near = Vec::new();
        for (word, id) in self.words.iter().zip(0..) {
            let nearness = if *word == one || word == typed {
                EXACT
            } else if begins(word, typed, is_complete) {
                // the more of the word is typed, the nearer it is
                BEGINNING * usize_to_f32(typed.len()) / usize_to_f32(word.len()) * 0.5
                    + BEGINNING * 0.5
            } else {
                continue;
            };
            near.push(NearWord { word: id, nearness });
        }
        let may_be_mistyped =
            near.is_empty() || is_complete && near.iter().all(|of| of.nearness < EXACT);
        if may_be_mistyped && one.len() >= ONE_EDIT_FROM {
            for (word, id) in self.words.iter().zip(0..) {
                let nearness = match edit_distance(&one, word) {
                    1 => ONE_EDIT,
                    2 if one.len() >= TWO_EDITS_FROM => TWO_EDITS,
                    _ => continue,
                };
                near.push(NearWord { word: id, nearness });
            }
        }
        near
    }
}

/// Returns whether a word begins with what is typed; a complete word needs four letters to be the beginning of another.
fn begins(word: &str, typed: &str, is_complete: bool) -> bool {
    let is_long = typed.len() >= if is_complete { ONE_EDIT_FROM } else { 2 };
    is_long && word.len() > typed.len() && word.starts_with(typed)
}

/// Returns by how many letters two words differ: one letter too many, too few, another, or two that changed their
/// order; 3 for more than two. (Damerau's distance, without two changes of one pair.)
fn edit_distance(one: &str, other: &str) -> usize {
    const MANY: usize = 3;
    if one.len().abs_diff(other.len()) >= MANY {
        return MANY;
    }
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    // people miss the first letter least of all
    if one.first() != other.first() {
        return MANY;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut line = vec![row + 1];
        for (column, against) in other.iter().enumerate() {
            let changed = last[column] + usize::from(letter != against);
            let mut least = changed.min(last[column + 1] + 1).min(line[column] + 1);
            let is_turned =
                row > 0 && column > 0 && one[row - 1] == *against && other[column - 1] == *letter;
            if is_turned {
                least = least.min(before[column - 1] + 1);
            }
            line.push(least);
        }
        before = std::mem::replace(&mut last, line);
    }
    last.last().copied().unwrap_or(MANY).min(MANY)
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
            ("milk", "silk", 3),
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
                assert!(index.names_with(*word).any(|(of, _)| of == at));
            }
            assert!(name.weight > 0.0);
        }
    }
}
