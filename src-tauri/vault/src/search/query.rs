//! What a typed text means, and the patients who match all its words, in any order.

use std::ops::RangeInclusive;

use unicode_normalization::char::is_combining_mark;

use crate::search::birth;
use crate::search::document::{Class, phone_end};
use crate::search::fold::{codes, compact_into, digits_into, fold, words};
use crate::search::segment::{Segment, TokenRange};

/// A shorter word has too many neighbours at edit distance 1.
const TYPO_LETTERS_MIN: usize = 4;
const PHONE_DIGITS_MIN: usize = 3;
/// No name is longer; what follows is not looked at.
const LETTERS_MAX: usize = 400;

/// One typed word, folded for each of the things that it may be.
#[derive(Debug, Default)]
struct Word {
    name: String,
    /// Of a word with a digit: file number or national id.
    code: String,
    digits: String,
    email: String,
    days: Vec<RangeInclusive<i32>>,
}

/// A typed text, folded.
#[derive(Debug, Default)]
pub(super) struct Query {
    words: Vec<Word>,
    /// The whole text as one telephone number or one code with spaces, where it may be that.
    full_text: Option<Word>,
    /// What looks like an e-mail address, as a name: people write `@` in one, too.
    as_name: Vec<Word>,
    /// The same with each part that has an `@` next to digits, or nothing but signs, as a name has it: as one word.
    as_code: Vec<Word>,
}

impl Query {
    pub fn read(text: &str) -> Self {
        let (end, _) = text
            .char_indices()
            .nth(LETTERS_MAX)
            .unwrap_or((text.len(), ' '));
        let text = birth::join(&text[..end]);
        let mut query = Self::default();
        let mut scratch = String::new();
        for typed in text.split_whitespace() {
            if typed.contains('@') {
                query.words.push(Word {
                    email: fold(typed),
                    ..Word::default()
                });
            } else if typed.chars().any(char::is_numeric) {
                query.words.push(Word::number(typed));
            } else {
                let before = query.words.len();
                let folded = fold(typed);
                words(&folded, &mut scratch, |name| {
                    // of a name with an apostrophe the first form is the complete one
                    let name = name.to_owned();
                    query.words.push(Word {
                        name,
                        ..Word::default()
                    });
                });
                if folded.contains(['\'', '\u{2019}']) {
                    query.words.truncate(before + 1);
                }
            }
        }
        if query.words.is_empty() {
            // signs alone: a name may have nothing else
            query.words.extend(signs(&text));
        }
        if text.contains('@') {
            query.as_name = match text.trim_matches(|letter: char| "@ ".contains(letter)) {
                "" => signs(&text).collect(),
                _ => Self::without_at(&text),
            };
            query.as_code = as_code(&text);
        }
        if query.words.len() > 1 && text.chars().any(char::is_numeric) {
            query.full_text = Some(Word::number(&text));
        }
        query
    }

    /// Returns the words of a text in which an `@` only parts them.
    fn without_at(text: &str) -> Vec<Word> {
        Self::read(&text.replace('@', " ")).words
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// At most `limit` patients: `(token, slot)`, the best first. A birth date has no token.
    pub fn run(
        &self,
        segment: &Segment,
        skip: impl Fn(u32) -> bool,
        typos: bool,
        limit: usize,
    ) -> Vec<Match> {
        let mut matched = Collected {
            matches: Vec::new(),
            known: Known::new(segment, limit),
            skip,
            limit,
        };
        if let Some(full_text) = &self.full_text {
            let full_text = full_text.look_up(segment, false);
            matched.collect(segment, &[full_text]);
        }
        for words in [&self.words, &self.as_name, &self.as_code] {
            let terms = words.iter().map(|word| word.look_up(segment, typos));
            matched.collect(segment, &terms.collect::<Vec<_>>());
        }
        matched.matches
    }
}

/// Returns each part of a text as a name that has nothing but signs.
fn signs(text: &str) -> impl Iterator<Item = Word> {
    text.split_whitespace().map(|signs| Word {
        name: fold(signs),
        ..Word::default()
    })
}

/// Returns the parts of a text, each with an `@` as a name has it among its codes.
fn as_code(text: &str) -> Vec<Word> {
    let (mut all, mut scratch) = (Vec::new(), String::new());
    for typed in text.split_whitespace() {
        let before = all.len();
        if typed.contains('@') {
            codes(&fold(typed), &mut scratch, |code| {
                let name = code.to_owned();
                all.push(Word {
                    name,
                    ..Word::default()
                });
            });
        }
        if all.len() == before {
            all.extend(Query::without_at(typed));
        }
    }
    all
}

/// A patient of a segment, and the token by which they were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Match {
    pub slot: u32,
    pub token: Option<u32>,
}

/// The matches so far: a scan for a page, a bit set for a long list.
struct Known(Vec<u64>);

impl Known {
    const PAGE_MAX: usize = 64;

    fn new(segment: &Segment, limit: usize) -> Self {
        let words = if limit > Self::PAGE_MAX {
            segment.ids.len() / 64 + 1
        } else {
            0
        };
        Self(vec![0; words])
    }

    fn contains(&self, matches: &[Match], slot: u32) -> bool {
        match self.0.get(slot as usize / 64) {
            Some(word) => word & (1 << (slot % 64)) != 0,
            None => matches.iter().any(|matched| matched.slot == slot),
        }
    }

    fn add(&mut self, slot: u32) {
        if let Some(word) = self.0.get_mut(slot as usize / 64) {
            *word |= 1 << (slot % 64);
        }
    }
}

struct Collected<F> {
    matches: Vec<Match>,
    known: Known,
    skip: F,
    limit: usize,
}

impl<F: Fn(u32) -> bool> Collected<F> {
    /// The rarest word leads, the others are looked up in the patients whom it names.
    fn collect(&mut self, segment: &Segment, terms: &[Term]) {
        if self.matches.len() >= self.limit {
            return;
        }
        let counts = terms.iter().map(|terms| terms.count(segment));
        let Some((leading, _)) = counts.enumerate().min_by_key(|(_, count)| *count) else {
            return;
        };
        let fits = |slot: u32| {
            let others = terms
                .iter()
                .enumerate()
                .filter(|(index, _)| *index != leading);
            others
                .into_iter()
                .all(|(_, terms)| terms.contains(segment, slot))
        };
        let lead = &terms[leading];
        let by_range = lead.ranges.iter().flat_map(|range| range.clone());
        for token in by_range.chain(lead.near.iter().copied()) {
            for slot in segment.patients_of(token..token + 1) {
                if !self.push(
                    Match {
                        slot: *slot,
                        token: Some(token),
                    },
                    &fits,
                ) {
                    return;
                }
            }
        }
        for days in &lead.days {
            for (_, slot) in segment.born(days) {
                if !self.push(
                    Match {
                        slot: *slot,
                        token: None,
                    },
                    &fits,
                ) {
                    return;
                }
            }
        }
    }

    /// Returns whether there is room for more.
    fn push(&mut self, matched: Match, fits: &impl Fn(u32) -> bool) -> bool {
        let slot = matched.slot;
        if !self.known.contains(&self.matches, slot) && !(self.skip)(slot) && fits(slot) {
            self.known.add(slot);
            self.matches.push(matched);
        }
        self.matches.len() < self.limit
    }
}

/// Where a word is found in one segment.
struct Term {
    ranges: Vec<TokenRange>,
    /// Ascending token numbers of names that differ in a letter.
    near: Vec<u32>,
    days: Vec<RangeInclusive<i32>>,
}

impl Term {
    fn count(&self, segment: &Segment) -> usize {
        let ranges = self
            .ranges
            .iter()
            .map(|range| segment.patients_of(range.clone()).len());
        let near = self
            .near
            .iter()
            .map(|token| segment.patients_of(*token..*token + 1).len());
        let days = self.days.iter().map(|days| segment.born(days).len());
        ranges.chain(near).chain(days).sum()
    }

    fn contains(&self, segment: &Segment, slot: u32) -> bool {
        let born = segment.births[slot as usize];
        self.days.iter().any(|days| days.contains(&born))
            || segment.tokens_of(slot).any(|(token, _)| {
                self.ranges.iter().any(|range| range.contains(&token))
                    || self.near.binary_search(&token).is_ok()
            })
    }
}

impl Word {
    fn number(typed: &str) -> Self {
        let mut word = Self::default();
        compact_into(typed, &mut word.code);
        let of_phone = |letter: char| letter.is_numeric() || " +-()./".contains(letter);
        if typed.chars().all(of_phone) {
            digits_into(typed, &mut word.digits);
            word.days = birth::read(typed.trim());
        }
        // names have such parts without their signs, too
        word.name.clone_from(&word.code);
        word
    }

    fn look_up(&self, segment: &Segment, typos: bool) -> Term {
        let mut terms = Term {
            ranges: Vec::with_capacity(4),
            near: Vec::new(),
            days: self.days.clone(),
        };
        let mut add = |range: TokenRange| {
            if !range.is_empty() {
                terms.ranges.push(range);
            }
        };
        if !self.name.is_empty() {
            add(segment.with_prefix(Class::Name, &self.name));
        }
        if !self.code.is_empty() {
            add(segment.with_prefix(Class::FileNumber, &self.code));
            add(segment.with_prefix(Class::NationalId, &self.code));
        }
        if self.digits.len() >= PHONE_DIGITS_MIN {
            add(segment.with_prefix(Class::Phone, &self.digits));
            if let Some(end) = phone_end(&self.digits) {
                add(segment.exact(Class::PhoneEnd, end));
            }
        }
        if !self.email.is_empty() {
            add(segment.with_prefix(Class::Email, &self.email));
        }
        if typos && self.code.is_empty() && has_typo_letters(&self.name) {
            terms.near = self.near(segment);
        }
        terms
    }

    fn near(&self, segment: &Segment) -> Vec<u32> {
        let mut near = segment.with_typo(&self.name);
        for swapped in swaps(&self.name) {
            near.extend(segment.with_prefix(Class::Name, &swapped));
        }
        near.sort_unstable();
        near.dedup();
        near
    }
}

/// Returns whether a word is long enough for a typo. Where vowels are signs at a letter, a word has fewer letters.
fn has_typo_letters(word: &str) -> bool {
    let least = match word.chars().any(is_combining_mark) {
        true => TYPO_LETTERS_MIN - 1,
        false => TYPO_LETTERS_MIN,
    };
    word.chars().count() >= least
}

/// The word with each two neighbouring letters exchanged.
fn swaps(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let terms = (1..letters.len()).filter(|index| letters[index - 1] != letters[*index]);
    terms
        .map(|index| {
            let mut swapped = letters.clone();
            swapped.swap(index - 1, index);
            swapped.into_iter().collect()
        })
        .collect()
}
