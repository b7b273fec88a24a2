//! The sentences of notes, and how often each was written.

use std::collections::BTreeMap;

use crate::demo::casebook::person::PersonNote;

/// How often a patient's notes have a sentence at most.
pub const MOST: usize = 2;

/// Returns the sentences of a line of a note, each with the sign that ends it.
pub fn parts(line: &str) -> Vec<&str> {
    let (mut parts, mut rest) = (Vec::new(), line);
    while !rest.is_empty() {
        let end = ["; ", ". "].iter().filter_map(|end| rest.find(end)).min();
        let (sentence, after) = rest.split_at(end.map_or(rest.len(), |end| end + 2));
        parts.push(sentence);
        rest = after;
    }
    parts
}

/// Returns a sentence as it is compared: without the sign that ends it, in small letters.
fn compared(sentence: &str) -> String {
    sentence.trim().trim_end_matches(['.', ';']).to_lowercase()
}

/// How often each sentence was written in the notes of earlier visits.
#[derive(Debug, Default)]
pub struct Earlier(BTreeMap<String, usize>);

impl Earlier {
    pub fn add(&mut self, note: &PersonNote) {
        for (_, text) in &note.sections {
            for sentence in text.split('\n').flat_map(parts) {
                *self.0.entry(compared(sentence)).or_default() += 1;
            }
        }
    }

    pub fn has_enough(&self, sentence: &str) -> bool {
        let times = self.0.get(&compared(sentence));
        times.is_some_and(|times| *times >= MOST)
    }

    /// Whether words were in a sentence.
    pub fn has(&self, words: &str) -> bool {
        let words = words.to_lowercase();
        self.0.keys().any(|sentence| sentence.contains(&words))
    }

    /// Returns the sentences that were written too often.
    #[cfg(test)]
    pub fn too_often(&self) -> impl Iterator<Item = &str> {
        let all = self.0.iter().filter(|(_, times)| **times > MOST);
        all.map(|(sentence, _)| sentence.as_str())
    }
}
