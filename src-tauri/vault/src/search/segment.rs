//! A frozen index over some patients: flat arrays, one arena of sorted tokens, no pointer per word.

use std::cmp::Ordering;
use std::thread;

use fst::automaton::{Automaton, Levenshtein};
use fst::{IntoStreamer, Map, MapBuilder, Streamer};
use unicode_normalization::char::canonical_combining_class;
use uuid::Uuid;
use zeroize::Zeroize;

use crate::search::document::{Class, Document, Role};

/// Tokens by number, in the order of their bytes.
pub(super) type TokenRange = std::ops::Range<u32>;

const ROLE_SHIFT: u32 = 28;
const TOKEN_MASK: u32 = (1 << ROLE_SHIFT) - 1;
/// No birth date.
pub(super) const UNBORN: i32 = i32::MIN;

#[derive(Default)]
pub(super) struct Segment {
    /// Patients in the order of their folded names.
    pub ids: Vec<Uuid>,
    pub births: Vec<i32>,
    by_birth: Vec<(i32, u32)>,
    /// The distinct tokens, one after another, class by class.
    arena: Vec<u8>,
    ends: Vec<u32>,
    /// The first token of each class, and the end of the last.
    bounds: [u32; Class::ALL.len() + 1],
    /// Where the patients of each token begin in `patients`; one more than there are tokens.
    starts: Vec<u32>,
    patients: Vec<u32>,
    /// Where the tokens of each patient begin in `tokens`; one more than there are patients.
    token_starts: Vec<u32>,
    /// Token numbers with the role that the word has in the name.
    tokens: Vec<u32>,
    /// Names to token numbers.
    names: Option<Map<Vec<u8>>>,
}

/// Names must not outlive the session in freed memory.
impl Drop for Segment {
    fn drop(&mut self) {
        self.arena.zeroize();
        self.births.zeroize();
        for (day, _) in &mut self.by_birth {
            day.zeroize();
        }
    }
}

/// A token of a patient on its way into the index.
#[derive(Clone, Copy)]
struct Entry {
    /// The first bytes as a number: nearly every token fits, so that sorting reads nothing else.
    head: u128,
    offset: u32,
    patient: u32,
    length: u16,
    role: u8,
}

const HEAD: usize = 16;

/// Fewer tokens are sorted before another thread has begun.
const SORTED_ALONE_MAX: usize = 20_000;

/// Gathers documents and freezes them.
#[derive(Default)]
pub(super) struct Builder {
    text: Vec<u8>,
    /// By class: each is sorted for itself.
    entries: [Vec<Entry>; Class::ALL.len()],
    ids: Vec<Uuid>,
    births: Vec<i32>,
    /// The first bytes of the folded name, family first.
    order: Vec<(u128, u32)>,
}

impl Drop for Builder {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}

impl Builder {
    pub fn push(&mut self, id: Uuid, document: &mut Document) {
        let patient =
            u32::try_from(self.ids.len()).expect("no clinic has four thousand million patients");
        self.ids.push(id);
        self.births.push(document.birth.unwrap_or(UNBORN));
        self.order
            .push((u128::from_be_bytes(document.order()), patient));
        document.tokens(|class, role, token| {
            let token = &token.as_bytes()[..token.len().min(usize::from(u16::MAX))];
            let offset =
                u32::try_from(self.text.len()).expect("names of a clinic are less than 4 GiB");
            self.text.extend_from_slice(token);
            self.entries[class.index()].push(Entry {
                head: head_of(token),
                offset,
                patient,
                length: token.len() as u16,
                role: role as u8,
            });
        });
    }

    /// Puts the patients of another one behind these.
    pub fn append(&mut self, other: &Self) {
        let patients =
            u32::try_from(self.ids.len()).expect("no clinic has four thousand million patients");
        let text = u32::try_from(self.text.len()).expect("names of a clinic are less than 4 GiB");
        self.text.extend_from_slice(&other.text);
        self.ids.extend_from_slice(&other.ids);
        self.births.extend_from_slice(&other.births);
        let order = other.order.iter();
        self.order
            .extend(order.map(|(name, patient)| (*name, patient + patients)));
        for (ours, theirs) in self.entries.iter_mut().zip(&other.entries) {
            ours.extend(theirs.iter().map(|entry| Entry {
                offset: entry.offset + text,
                patient: entry.patient + patients,
                ..*entry
            }));
        }
    }

    pub fn freeze(mut self) -> Segment {
        self.order.sort_unstable();
        let in_order = || self.order.iter().map(|(_, patient)| *patient as usize);
        let mut segment = Segment::default();
        segment.ids = in_order().map(|patient| self.ids[patient]).collect();
        segment.births = in_order().map(|patient| self.births[patient]).collect();
        let mut slots = vec![0; self.ids.len()];
        for (slot, patient) in in_order().enumerate() {
            slots[patient] = slot as u32;
        }
        let text = &self.text;
        let bytes = |entry: &Entry| &text[entry.offset as usize..][..usize::from(entry.length)];
        let sort = |entries: &mut Vec<Entry>| sort_entries(entries, &slots, text);
        let total: usize = self.entries.iter().map(Vec::len).sum();
        if let [names, others @ ..] = &mut self.entries
            && total > SORTED_ALONE_MAX
        {
            // half of all tokens are names
            thread::scope(|scope| {
                scope.spawn(|| sort(names));
                others.iter_mut().for_each(sort);
            });
        } else {
            self.entries.iter_mut().for_each(sort);
        }
        segment.index_births();
        segment.index_tokens(&self.entries, bytes);
        segment.index_names();
        segment
    }
}

/// Gives each entry the slot of its patient, and sorts by token, then by slot.
fn sort_entries(entries: &mut [Entry], slots: &[u32], text: &[u8]) {
    for entry in entries.iter_mut() {
        entry.patient = slots[entry.patient as usize];
    }
    let rest = |entry: &Entry| {
        let bytes = &text[entry.offset as usize..][..usize::from(entry.length)];
        bytes.get(HEAD..).unwrap_or_default()
    };
    entries.sort_unstable_by(|a, b| {
        a.head.cmp(&b.head).then_with(|| {
            let is_complete = usize::from(a.length.max(b.length)) <= HEAD;
            let rests = if is_complete {
                Ordering::Equal
            } else {
                rest(a).cmp(rest(b))
            };
            rests.then_with(|| (a.length, a.patient, a.role).cmp(&(b.length, b.patient, b.role)))
        })
    });
}

fn head_of(token: &[u8]) -> u128 {
    let mut head = [0; HEAD];
    let length = token.len().min(HEAD);
    head[..length].copy_from_slice(&token[..length]);
    u128::from_be_bytes(head)
}

/// Returns whether a name begins with a word but for one letter at most.
fn begins_nearly(name: &str, word: &str) -> bool {
    let (mut name, mut word) = (name.chars(), word.chars());
    loop {
        let (name_from_here, word_from_here) = (name.as_str(), word.as_str());
        let Some(typed) = word.next() else {
            return true;
        };
        let letter = name.next();
        if letter != Some(typed) {
            let (name, word) = (without_virama(name.as_str()), without_virama(word.as_str()));
            let is_one_more = name_from_here.starts_with(word);
            let is_another = letter.is_some() && name.starts_with(word);
            let is_one_fewer = letter.is_some() && name.starts_with(word_from_here);
            return is_one_more || is_another || is_one_fewer;
        }
    }
}

/// What follows a letter: the sign that joins it to the next one is a part of it and is typed or left out with it.
fn without_virama(rest: &str) -> &str {
    const VIRAMA_CLASS: u8 = 9;
    rest.trim_start_matches(|sign| canonical_combining_class(sign) == VIRAMA_CLASS)
}

/// Returns the first number of the range for which `before` is false.
fn partition(range: TokenRange, before: impl Fn(u32) -> bool) -> u32 {
    let (mut low, mut high) = (range.start, range.end);
    while low < high {
        let middle = low + (high - low) / 2;
        if before(middle) {
            low = middle + 1
        } else {
            high = middle
        }
    }
    low
}

impl Segment {
    fn index_births(&mut self) {
        let dated = self
            .births
            .iter()
            .enumerate()
            .filter(|(_, day)| **day != UNBORN);
        self.by_birth = dated.map(|(slot, day)| (*day, slot as u32)).collect();
        self.by_birth.sort_unstable();
        self.by_birth.shrink_to_fit();
    }

    fn index_tokens<'t>(&mut self, classes: &[Vec<Entry>], bytes: impl Fn(&Entry) -> &'t [u8]) {
        let total = classes.iter().map(Vec::len).sum();
        let mut counts = vec![0_u32; self.ids.len() + 1];
        let mut numbers = Vec::with_capacity(total);
        for (index, entries) in classes.iter().enumerate() {
            let mut last: Option<&Entry> = None;
            for entry in entries {
                let same = |last: &Entry| {
                    (last.head, last.length) == (entry.head, entry.length)
                        && (usize::from(entry.length) <= HEAD || bytes(last) == bytes(entry))
                };
                let known = last.filter(|last| same(last));
                if known.is_none() {
                    self.arena.extend_from_slice(bytes(entry));
                    self.ends.push(self.arena.len() as u32);
                    self.starts.push(self.patients.len() as u32);
                }
                if known.is_none_or(|last| last.patient != entry.patient) {
                    self.patients.push(entry.patient);
                }
                last = Some(entry);
                numbers.push(self.ends.len() as u32 - 1);
                counts[entry.patient as usize + 1] += 1;
            }
            self.bounds[index + 1] = self.ends.len() as u32;
        }
        self.starts.push(self.patients.len() as u32);
        for slot in 1..counts.len() {
            counts[slot] += counts[slot - 1];
        }
        self.token_starts.clone_from(&counts);
        self.tokens = vec![0; total];
        for (entry, number) in classes.iter().flatten().zip(numbers) {
            let index = &mut counts[entry.patient as usize];
            self.tokens[*index as usize] = number | (u32::from(entry.role) << ROLE_SHIFT);
            *index += 1;
        }
        self.arena.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.starts.shrink_to_fit();
        self.patients.shrink_to_fit();
    }

    fn index_names(&mut self) {
        let names = self.with_prefix(Class::Name, "");
        let mut builder = MapBuilder::memory();
        for token in names {
            let name = self.token(token);
            builder
                .insert(name, u64::from(token))
                .expect("tokens are sorted and distinct");
        }
        let bytes = builder.into_inner().expect("memory takes every byte");
        self.names = Some(Map::new(bytes).expect("it was built just now"));
    }

    /// The text of a token.
    pub fn token(&self, number: u32) -> &[u8] {
        let number = number as usize;
        let start = if number == 0 {
            0
        } else {
            self.ends[number - 1]
        };
        &self.arena[start as usize..self.ends[number] as usize]
    }

    /// Returns the tokens of a class that begin with `prefix`; they are contiguous.
    pub fn with_prefix(&self, class: Class, prefix: &str) -> TokenRange {
        let prefix = prefix.as_bytes();
        let index = class.index();
        let all = self.bounds[index]..self.bounds[index + 1];
        let first = partition(all.clone(), |number| self.token(number) < prefix);
        // few words share a longer prefix, so the end is near
        let mut step = 1;
        while first + step < all.end && self.token(first + step).starts_with(prefix) {
            step *= 2;
        }
        let near = first..all.end.min(first + step);
        first..partition(near, |number| self.token(number).starts_with(prefix))
    }

    pub fn exact(&self, class: Class, text: &str) -> TokenRange {
        let range = self.with_prefix(class, text);
        match range.clone().next() {
            Some(first) if self.token(first).len() == text.len() => first..first + 1,
            _ => range.start..range.start,
        }
    }

    /// Names that begin with `word` but for one letter: another, one more or one fewer.
    pub fn with_typo(&self, word: &str) -> Vec<u32> {
        if !word.is_ascii() {
            // the automaton takes no beginning of a word whose letters have several bytes
            let names = self.with_prefix(Class::Name, "");
            return names
                .filter(|number| {
                    std::str::from_utf8(self.token(*number))
                        .is_ok_and(|name| begins_nearly(name, word))
                })
                .collect();
        }
        let (Some(names), Ok(automaton)) = (&self.names, Levenshtein::new(word, 1)) else {
            return Vec::new();
        };
        let mut numbers = Vec::new();
        let mut stream = names.search(automaton.starts_with()).into_stream();
        while let Some((_, number)) = stream.next() {
            numbers.push(number as u32);
        }
        numbers
    }

    /// The patients of a range of tokens, one of several words more than once.
    pub fn patients_of(&self, range: TokenRange) -> &[u32] {
        if range.is_empty() {
            return &[];
        }
        let (start, end) = (
            self.starts[range.start as usize],
            self.starts[range.end as usize],
        );
        &self.patients[start as usize..end as usize]
    }

    /// The tokens of a patient with the role that each has.
    pub fn tokens_of(&self, slot: u32) -> impl Iterator<Item = (u32, Role)> {
        let slot = slot as usize;
        let (start, end) = (self.token_starts[slot], self.token_starts[slot + 1]);
        let tokens = &self.tokens[start as usize..end as usize];
        tokens
            .iter()
            .map(|token| (token & TOKEN_MASK, Role::from_bits(token >> ROLE_SHIFT)))
    }

    pub fn class_of(&self, number: u32) -> Class {
        let beyond = self.bounds.partition_point(|first| *first <= number);
        Class::ALL[beyond - 1]
    }

    /// The patients born within a span of days.
    pub fn born(&self, days: &std::ops::RangeInclusive<i32>) -> &[(i32, u32)] {
        let start = self.by_birth.partition_point(|(day, _)| day < days.start());
        let end = self.by_birth.partition_point(|(day, _)| day <= days.end());
        &self.by_birth[start..end]
    }

    /// Returns its size in memory.
    pub fn bytes(&self) -> usize {
        let words = self.ends.capacity()
            + self.starts.capacity()
            + self.patients.capacity()
            + self.token_starts.capacity()
            + self.tokens.capacity()
            + self.births.capacity()
            + 2 * self.by_birth.capacity();
        let names = self
            .names
            .as_ref()
            .map_or(0, |names| names.as_fst().as_bytes().len());
        words * 4 + self.ids.capacity() * 16 + self.arena.capacity() + names
    }
}
