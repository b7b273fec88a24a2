//! What a typed text means, and the patients who match all its words, in any order.

use std::ops::RangeInclusive;

use crate::search::birth;
use crate::search::document::{Class, phone_end};
use crate::search::fold::{compact_into, digits_into, fold, fold_into, words};
use crate::search::segment::{Segment, TokenRange};

/// A shorter word has too many neighbours for a typo to say anything.
const TYPO_LETTERS_MIN: usize = 4;
const PHONE_DIGITS_MIN: usize = 3;

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
    whole: Option<Word>,
}

impl Query {
    pub fn read(text: &str) -> Self {
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
                    // of a name with an apostrophe the first form is the whole
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
        if query.words.len() > 1 && text.chars().any(char::is_numeric) {
            query.whole = Some(Word::number(text));
        }
        query
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
        let mut found = Found {
            matches: Vec::new(),
            known: Known::new(segment, limit),
            skip,
            limit,
        };
        if let Some(whole) = &self.whole {
            let whole = whole.look_up(segment, false);
            found.collect(segment, &[whole]);
        }
        let places: Vec<_> = self
            .words
            .iter()
            .map(|word| word.look_up(segment, typos))
            .collect();
        found.collect(segment, &places);
        found.matches
    }
}

/// A patient of a segment, and the token by which they were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Match {
    pub slot: u32,
    pub token: Option<u32>,
}

/// Who is among the matches already: of a page a glance at all of them tells, of a long list a bit each.
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

    fn holds(&self, matches: &[Match], slot: u32) -> bool {
        match self.0.get(slot as usize / 64) {
            Some(word) => word & (1 << (slot % 64)) != 0,
            None => matches.iter().any(|found| found.slot == slot),
        }
    }

    fn add(&mut self, slot: u32) {
        if let Some(word) = self.0.get_mut(slot as usize / 64) {
            *word |= 1 << (slot % 64);
        }
    }
}

struct Found<F> {
    matches: Vec<Match>,
    known: Known,
    skip: F,
    limit: usize,
}

impl<F: Fn(u32) -> bool> Found<F> {
    /// The rarest word leads, the others are looked up in the patients whom it names.
    fn collect(&mut self, segment: &Segment, places: &[Places]) {
        if self.matches.len() >= self.limit {
            return;
        }
        let counts = places.iter().map(|places| places.count(segment));
        let Some((leading, _)) = counts.enumerate().min_by_key(|(_, count)| *count) else {
            return;
        };
        let fits = |slot: u32| {
            let others = places
                .iter()
                .enumerate()
                .filter(|(place, _)| *place != leading);
            others
                .into_iter()
                .all(|(_, places)| places.hold(segment, slot))
        };
        let lead = &places[leading];
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

    /// Answers whether there is room for more.
    fn push(&mut self, found: Match, fits: &impl Fn(u32) -> bool) -> bool {
        let slot = found.slot;
        if !self.known.holds(&self.matches, slot) && !(self.skip)(slot) && fits(slot) {
            self.known.add(slot);
            self.matches.push(found);
        }
        self.matches.len() < self.limit
    }
}

/// Where a word is found in one segment.
struct Places {
    ranges: Vec<TokenRange>,
    /// Ascending token numbers of names that differ in a letter.
    near: Vec<u32>,
    days: Vec<RangeInclusive<i32>>,
}

impl Places {
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

    fn hold(&self, segment: &Segment, slot: u32) -> bool {
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
        fold_into(typed, &mut word.name);
        word
    }

    fn look_up(&self, segment: &Segment, typos: bool) -> Places {
        let mut places = Places {
            ranges: Vec::with_capacity(4),
            near: Vec::new(),
            days: self.days.clone(),
        };
        let mut add = |range: TokenRange| {
            if !range.is_empty() {
                places.ranges.push(range);
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
        if typos && self.code.is_empty() && self.name.chars().count() >= TYPO_LETTERS_MIN {
            places.near = self.near(segment);
        }
        places
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

/// The word with each two neighbouring letters exchanged.
fn swaps(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let places = (1..letters.len()).filter(|place| letters[place - 1] != letters[*place]);
    places
        .map(|place| {
            let mut swapped = letters.clone();
            swapped.swap(place - 1, place);
            swapped.into_iter().collect()
        })
        .collect()
}
