//! What patients dislike, by meaning: "oily fish" is salmon, "red meat" is beef, and "yoghurt" each yogurt of the list.

use std::sync::LazyLock;

use sync_contract::catalog::FoodGroup;

use crate::fields::folded_words_in_order;
use crate::foods::allergies::{parts, singulars};
use crate::foods::called::{Called, Names, is_loose, words_of};
use crate::foods::groups;
use crate::foods::index::Index;
use crate::foods::list_faults::{ReadList, ShippedList};

const DISLIKES: &str = include_str!("../../../../seeds/reference/dislikes.csv");

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| read(DISLIKES).lines);
pub(super) const LIST: ShippedList = ShippedList {
    table: DISLIKES,
    read: |table| read(table).counted(),
};

/// A word of so many letters that no food has may have one of them wrong.
const CORRECTED_FROM: usize = 5;
/// Of these one letter at the most is wrong.
const ONE_EDIT: f32 = 0.7;
/// What charts say of foods that no food has in its name.
const SAYING: &[&str] = &[
    "food", "dish", "kind", "sort", "type", "eat", "very", "plat", "sorte", "mange", "tres",
    "toute", "tout",
];

/// The foods that words of a chart mean: those of one of the groups that have one of the words in a name, and none of
/// the exceptions. No group is any, and no words are.
struct Rule {
    phrases: Vec<Vec<String>>,
    groups: Vec<FoodGroup>,
    words: Vec<Vec<String>>,
    except: Vec<Vec<String>>,
}

/// What is disliked. `words` are those that a name of the food has besides what the rule asks for.
#[derive(Debug)]
pub(super) struct Dislike {
    pub name: String,
    rule: Option<usize>,
    words: Vec<String>,
}

/// Returns what is disliked, term by term.
pub(super) fn listed(dislikes: &str) -> Vec<Dislike> {
    let separated = dislikes.to_lowercase().replace(" and ", ",");
    let separated = [" et ", " or ", " ou "]
        .into_iter()
        .fold(separated, |text, word| text.replace(word, ","));
    let terms = separated
        .split([',', ';', '\n', '/', '.', ':'])
        .map(|term| without_when(term).trim());
    terms.filter_map(Dislike::of).collect()
}

impl Dislike {
    /// None where the words say nothing of a food.
    fn of(term: &str) -> Option<Self> {
        if words_of(term).is_empty() {
            return None;
        }
        let all: Vec<String> = singulars(term).into_iter().map(corrected).collect();
        let (rule, rest): (Option<usize>, Vec<String>) = match longest(&all) {
            Some((rule, at, length)) => {
                let rest = all[..at].iter().chain(&all[at + length..]).cloned();
                (Some(rule), rest.filter(|word| !is_loose(word)).collect())
            }
            None => {
                let words = words_of(term).into_iter().map(corrected);
                (None, words.collect())
            }
        };
        let words = rest.into_iter();
        let words: Vec<String> = words
            .filter(|word| !SAYING.contains(&word.as_str()))
            .collect();
        (rule.is_some() || !words.is_empty()).then(|| Self {
            name: meant(term),
            rule,
            words,
        })
    }

    /// Returns whether a food of these names is meant, or one that it is made of.
    pub fn is_of(&self, names: &Names) -> bool {
        names.each().any(|called| {
            let fits = self.rule.is_none_or(|rule| RULES[rule].fits(called));
            fits && (self.words.is_empty() || called.has(&self.words))
        })
    }
}

impl Rule {
    fn fits(&self, called: &Called) -> bool {
        let has = |of: &[Vec<String>]| of.iter().any(|words| called.has_exactly(words));
        let is_meant = match called.group {
            Some(group) => {
                let is_of_group = self.groups.is_empty() || self.groups.contains(&group);
                is_of_group && (self.words.is_empty() || has(&self.words))
            }
            // words that are no food of a list have no group
            None => has(&self.words) || has(&self.phrases),
        };
        is_meant && !has(&self.except)
    }
}

/// Returns the rule with the longest phrase that these words have, where it begins, and how many words it has.
fn longest(words: &[String]) -> Option<(usize, usize, usize)> {
    let mut longest: Option<(usize, usize, usize)> = None;
    for (number, rule) in RULES.iter().enumerate() {
        for phrase in &rule.phrases {
            let mut windows = words.windows(phrase.len());
            let at = windows.position(|window| window == phrase.as_slice());
            let is_longer = longest.is_none_or(|(_, _, length)| phrase.len() > length);
            if let (Some(at), true) = (at, is_longer) {
                longest = Some((number, at, phrase.len()));
            }
        }
    }
    longest
}

/// Returns a word as the foods have it where it has one letter too many, too few or another, as the search reads it;
/// as it is where a food or a rule has it, or none is near.
fn corrected(word: String) -> String {
    let mut phrases = RULES.iter().flat_map(|rule| &rule.phrases);
    if word.len() < CORRECTED_FROM || is_loose(&word) || phrases.any(|of| of.contains(&word)) {
        return word;
    }
    let index = Index::get();
    let near = Index::near(&[index], &word, true).into_iter().flatten();
    let near: Vec<_> = near.map(|of| (index.word(of.word), of.nearness)).collect();
    if near
        .iter()
        .any(|(known, _)| known.starts_with(word.as_str()))
    {
        return word;
    }
    let nearest = near
        .iter()
        .max_by(|(_, one), (_, other)| one.total_cmp(other));
    match nearest {
        Some((known, nearness)) if *nearness >= ONE_EDIT => (*known).to_owned(),
        _ => word,
    }
}

/// Returns a term without the time from which it is so: "eggs" of "eggs since pregnancy".
fn without_when(term: &str) -> &str {
    let mut words = [" since ", " depuis "].into_iter();
    words
        .find_map(|word| term.split_once(word))
        .map_or(term, |(what, _)| what)
}

/// Returns a term without what it begins with that says nothing: "fish" of "does not like fish".
fn meant(term: &str) -> String {
    let is_empty_word = |word: &&str| {
        let words = folded_words_in_order(word);
        words.iter().all(|word| is_loose(word))
    };
    let words: Vec<&str> = term.split_whitespace().skip_while(is_empty_word).collect();
    words.join(" ")
}

fn read(table: &str) -> ReadList<Rule> {
    let each = |text: &str| parts(text).map(singulars).collect::<Vec<_>>();
    ReadList::of("dislikes.csv", table, |[phrases, groups, words, except]| {
        Some(Rule {
            phrases: each(&phrases),
            groups: parts(&groups)
                .map(groups::everyday)
                .collect::<Option<_>>()?,
            words: each(&words),
            except: each(&except),
        })
    })
}

#[cfg(test)]
mod tests;
