//! Who may be the same person: hints with reasons, for a person to decide.

use std::collections::BTreeSet;

use chrono::Datelike;
use sync_contract::ids::PatientId;
use uuid::Uuid;

use crate::search::SearchIndex;
use crate::search::document::{Class, Document, Role, phone_end};
use crate::search::fold::{compact_into, fold_into, words};
use crate::search::segment::{Segment, UNBORN};

/// Somebody who is about to be registered, as typed.
#[derive(Clone, Default)]
pub struct Candidate<'a> {
    pub given_name: &'a str,
    pub family_name: &'a str,
    pub other_names: &'a str,
    /// Days since 1970.
    pub birth: Option<i32>,
    pub file_number: &'a str,
    pub national_id: &'a str,
    /// Numbers between semicolons.
    pub phones: &'a str,
    pub email: &'a str,
}

/// Why two may be one, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likeness {
    SameNationalId,
    SameFileNumber,
    SameNameAndBirth,
    /// Given and family name exchanged, born on the same day.
    SwappedNames,
    /// Born on the same day, a letter or two of the name differ.
    SimilarNameAndBirth,
    /// The same name, a digit of the birth date differs or day and month are exchanged.
    SameNameSimilarBirth,
    /// The same name, and no birth date on one side.
    SameName,
    SamePhone,
    SameEmail,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    pub patient: PatientId,
    /// The strongest first, each once.
    pub reasons: Vec<Likeness>,
}

impl SearchIndex {
    /// Patients who may be `candidate`, the likeliest first. Families share telephone and mail: alone they say little.
    pub fn likely_duplicates(
        &self,
        candidate: &Candidate<'_>,
        except: Option<PatientId>,
        limit: usize,
    ) -> Vec<Duplicate> {
        let wanted = Wanted::new(candidate);
        let except = except.map(|patient| patient.0);
        let in_base = |id: &Uuid| Some(*id) != except && !self.stale.contains(id);
        let mut found = wanted.look_in(&self.base, in_base);
        found.extend(wanted.look_in(&self.fresh, |id| Some(*id) != except));
        found.sort_by(|a, b| a.reasons.cmp(&b.reasons).then(a.patient.cmp(&b.patient)));
        found.truncate(limit);
        found
    }
}

/// The candidate, folded.
struct Wanted {
    document: Document,
    given: Vec<String>,
    family: Vec<String>,
}

impl Wanted {
    fn new(candidate: &Candidate<'_>) -> Self {
        let mut document = Document::default();
        fold_into(candidate.given_name, &mut document.given);
        fold_into(candidate.family_name, &mut document.family);
        fold_into(candidate.other_names, &mut document.other);
        fold_into(candidate.email.trim(), &mut document.email);
        compact_into(candidate.file_number, &mut document.file_number);
        compact_into(candidate.national_id, &mut document.national_id);
        document.set_phones(candidate.phones);
        document.birth = candidate.birth;
        Self {
            given: whole_words(&document.given),
            family: whole_words(&document.family),
            document,
        }
    }

    fn look_in(&self, segment: &Segment, allowed: impl Fn(&Uuid) -> bool) -> Vec<Duplicate> {
        let slots = self.neighbours(segment);
        let allowed = slots
            .into_iter()
            .filter(|slot| allowed(&segment.ids[*slot as usize]));
        let judged = allowed.map(|slot| Duplicate {
            patient: PatientId(segment.ids[slot as usize]),
            reasons: self.judge(segment, slot),
        });
        judged
            .filter(|duplicate| !duplicate.reasons.is_empty())
            .collect()
    }

    /// Everybody who shares anything that alone may make a duplicate.
    fn neighbours(&self, segment: &Segment) -> BTreeSet<u32> {
        let mut slots = BTreeSet::new();
        for (class, text) in [
            (Class::FileNumber, self.document.file_number.as_str()),
            (Class::NationalId, &self.document.national_id),
            (Class::Email, &self.document.email),
        ] {
            if !text.is_empty() {
                slots.extend(segment.patients_of(segment.exact(class, text)));
            }
        }
        for phone in self.phones() {
            slots.extend(segment.patients_of(segment.exact(Class::Phone, phone)));
            if let Some(end) = phone_end(phone) {
                slots.extend(segment.patients_of(segment.exact(Class::PhoneEnd, end)));
            }
        }
        if let Some(day) = self.document.birth {
            slots.extend(segment.born(&(day..=day)).iter().map(|(_, slot)| slot));
        }
        // the rarest word of the name: whoever has all of them has that one
        let names = self.given.iter().chain(&self.family);
        let rarest = names
            .map(|name| segment.patients_of(segment.exact(Class::Name, name)))
            .min_by_key(|patients| patients.len());
        slots.extend(rarest.unwrap_or_default());
        slots
    }

    fn judge(&self, segment: &Segment, slot: u32) -> Vec<Likeness> {
        let other = Other::new(segment, slot);
        let mut reasons = Vec::new();
        let same = |text: &str, found: Option<&str>| !text.is_empty() && found == Some(text);
        if same(&self.document.national_id, other.code(Class::NationalId)) {
            reasons.push(Likeness::SameNationalId);
        }
        if same(&self.document.file_number, other.code(Class::FileNumber)) {
            reasons.push(Likeness::SameFileNumber);
        }
        reasons.extend(self.judge_person(&other));
        if self
            .phones()
            .any(|phone| other.phones().any(|found| is_same_phone(phone, found)))
        {
            reasons.push(Likeness::SamePhone);
        }
        if same(&self.document.email, other.code(Class::Email)) {
            reasons.push(Likeness::SameEmail);
        }
        reasons
    }

    fn judge_person(&self, other: &Other<'_>) -> Option<Likeness> {
        if self.given.is_empty() && self.family.is_empty() {
            return None;
        }
        let same_name =
            same_words(&self.given, &other.given) && same_words(&self.family, &other.family);
        let swapped =
            same_words(&self.given, &other.family) && same_words(&self.family, &other.given);
        let (Some(day), Some(born)) = (self.document.birth, other.birth) else {
            return same_name.then_some(Likeness::SameName);
        };
        if day == born {
            return if same_name {
                Some(Likeness::SameNameAndBirth)
            } else if swapped {
                Some(Likeness::SwappedNames)
            } else if self.is_similar(other) {
                Some(Likeness::SimilarNameAndBirth)
            } else {
                None
            };
        }
        ((same_name || swapped) && is_similar_day(day, born))
            .then_some(Likeness::SameNameSimilarBirth)
    }

    /// A typo in one part of the name, the other being the same or missing on one side.
    fn is_similar(&self, other: &Other<'_>) -> bool {
        let given = part_likeness(&self.given, &other.given);
        let family = part_likeness(&self.family, &other.family);
        matches!(
            (given, family),
            (
                PartLikeness::Same | PartLikeness::Similar,
                PartLikeness::Same | PartLikeness::Similar
            ) | (PartLikeness::Missing, PartLikeness::Same)
                | (PartLikeness::Same, PartLikeness::Missing)
        )
    }

    fn phones(&self) -> impl Iterator<Item = &str> {
        self.document
            .phones
            .split(';')
            .filter(|phone| !phone.is_empty())
    }
}

/// A patient of the index, as the tokens say.
struct Other<'s> {
    given: Vec<&'s str>,
    family: Vec<&'s str>,
    birth: Option<i32>,
    codes: Vec<(Class, &'s str)>,
}

impl<'s> Other<'s> {
    fn new(segment: &'s Segment, slot: u32) -> Self {
        let born = segment.births[slot as usize];
        let mut other = Self {
            given: Vec::new(),
            family: Vec::new(),
            birth: (born != UNBORN).then_some(born),
            codes: Vec::new(),
        };
        for (number, role) in segment.tokens_of(slot) {
            // a token that was cut inside a letter is no text
            let Ok(text) = std::str::from_utf8(segment.token(number)) else {
                continue;
            };
            match role {
                Role::Given => other.given.push(text),
                Role::Family => other.family.push(text),
                Role::Other => {}
                Role::None => other.codes.push((segment.class_of(number), text)),
            }
        }
        other.given = without_ends(other.given);
        other.family = without_ends(other.family);
        other
    }

    fn code(&self, wanted: Class) -> Option<&'s str> {
        let found = self.codes.iter().find(|(class, _)| *class == wanted);
        found.map(|(_, code)| *code)
    }

    fn phones(&self) -> impl Iterator<Item = &'s str> {
        let phones = self
            .codes
            .iter()
            .filter(|(class, _)| *class == Class::Phone);
        phones.map(|(_, phone)| *phone)
    }
}

/// Of `obrien` and `brien`, which both stand for O'Brien, only the whole word counts.
fn without_ends(names: Vec<&str>) -> Vec<&str> {
    let is_end = |name: &&str| {
        names.iter().any(|whole| {
            whole.len() > name.len() && whole.len() - name.len() <= 2 && whole.ends_with(*name)
        })
    };
    names.iter().copied().filter(|name| !is_end(name)).collect()
}

fn whole_words(folded: &str) -> Vec<String> {
    let mut found = Vec::new();
    words(folded, &mut String::new(), |word| {
        found.push(word.to_owned())
    });
    let kept = without_ends(found.iter().map(String::as_str).collect());
    kept.into_iter().map(str::to_owned).collect()
}

fn same_words(ours: &[String], theirs: &[&str]) -> bool {
    let mut ours: Vec<&str> = ours.iter().map(String::as_str).collect();
    let mut theirs = theirs.to_vec();
    ours.sort_unstable();
    theirs.sort_unstable();
    ours == theirs
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PartLikeness {
    Same,
    Similar,
    Missing,
    Different,
}

fn part_likeness(ours: &[String], theirs: &[&str]) -> PartLikeness {
    if ours.is_empty() || theirs.is_empty() {
        return if ours.is_empty() && theirs.is_empty() {
            PartLikeness::Same
        } else {
            PartLikeness::Missing
        };
    }
    if same_words(ours, theirs) {
        return PartLikeness::Same;
    }
    let (ours, theirs) = (ours.join(" "), theirs.join(" "));
    let letters = ours.chars().count().max(theirs.chars().count());
    let allowed = if letters >= 8 {
        2
    } else {
        usize::from(letters >= 3)
    };
    match distance(&ours, &theirs, allowed) <= allowed {
        true => PartLikeness::Similar,
        false => PartLikeness::Different,
    }
}

/// Letters changed, added, left out or exchanged with the next; beyond `most` any larger number.
fn distance(one: &str, other: &str, most: usize) -> usize {
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    if one.len().abs_diff(other.len()) > most {
        return most + 1;
    }
    let width = other.len() + 1;
    let mut before = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    for i in 1..=one.len() {
        let mut row = vec![i; width];
        for j in 1..width {
            let changed = last[j - 1] + usize::from(one[i - 1] != other[j - 1]);
            row[j] = changed.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[other.len()]
}

/// One number with and without a country's prefix.
fn is_same_phone(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    one == other || (phone_end(short).is_some() && long.ends_with(short))
}

/// A digit differs, two neighbours are exchanged, or day and month are.
fn is_similar_day(one: i32, other: i32) -> bool {
    let date = |days| sync_contract::field::date_from_days(days);
    let (Some(one), Some(other)) = (date(one), date(other)) else {
        return false;
    };
    let exchanged =
        one.year() == other.year() && (one.month(), one.day()) == (other.day(), other.month());
    exchanged || distance(&one.to_string(), &other.to_string(), 1) <= 1
}

#[cfg(test)]
#[path = "likeness_tests.rs"]
mod tests;
