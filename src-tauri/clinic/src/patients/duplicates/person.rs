//! Compares two records that may be one person: names in any order, with accents and typos tolerated, and other fields.
//!
//! All functions are pure. Registering shows every hint, an import flags the likely ones; both by the same comparison.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use strsim::osa_distance;
use sync_contract::catalog::Patient;
use sync_contract::field::{date_from_days, days_since_1970};
use vault::search::{PersonFields, PersonTerms};

use crate::fields::folded_words;
use crate::names::birth;
use crate::patients::view::{DuplicateReason, PatientForm};
use crate::view::text;

use DuplicateReason::*;

/// Shorter numbers are extensions and emergency numbers, which many share.
const PHONE_DIGITS_MIN: usize = 6;
/// The last digits that identify a number, with and without a country's prefix.
const PHONE_END_DIGITS: usize = 7;
/// A term that more records of a list share than this says nothing about any of them.
const BLOCK_MAX: usize = 200;

/// The fields of a person that are compared.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ComparedPerson {
    pub terms: PersonTerms,
    /// Folded words of the street and the postal code, sorted.
    pub address: Vec<String>,
}

/// The result of comparing two records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Similarity {
    /// The strongest first, each once.
    pub reasons: Vec<DuplicateReason>,
    /// One national id, or a name that is the same or similar with a birth date, phone, e-mail or address that agrees.
    /// A name alone is enough only when it is the same and no birth date contradicts it.
    pub is_likely: bool,
}

/// Two records of a list that are likely one person, by their index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    pub first: usize,
    pub second: usize,
    pub reasons: Vec<DuplicateReason>,
}

impl Similarity {
    /// Returns whether a person should be asked. Families share telephone and mail: alone they say little.
    pub fn is_hint(&self) -> bool {
        let alone = [SameNationalId, SameFileNumber, SamePhone, SameEmail];
        self.is_likely || alone.iter().any(|reason| self.reasons.contains(reason))
    }

    /// Orders hints, the likeliest first.
    pub fn rank(&self) -> (usize, &[DuplicateReason]) {
        const STRENGTHS: [&[DuplicateReason]; 8] = [
            &[SameNationalId],
            &[SameFileNumber],
            &[SameName, SameBirthDate],
            &[SimilarName, SameBirthDate],
            &[SameName, SimilarBirthDate],
            &[SameName],
            &[SamePhone],
            &[SameEmail],
        ];
        let has = |strength: &&[DuplicateReason]| {
            strength.iter().all(|reason| self.reasons.contains(reason))
        };
        let strength = STRENGTHS.iter().position(has).unwrap_or(STRENGTHS.len());
        (strength, &self.reasons)
    }
}

impl ComparedPerson {
    pub fn compare(&self, other: &Self) -> Similarity {
        let (ours, theirs) = (&self.terms, &other.terms);
        let birth = compare_dates(ours.birth, theirs.birth);
        let name = self.compare_names(other, birth);
        let phone = ours
            .phones
            .iter()
            .any(|one| theirs.phones.iter().any(|two| is_same_phone(one, two)));
        let is_same = |one: &Option<String>, two: &Option<String>| one.is_some() && one == two;
        let email = is_same(&ours.email, &theirs.email);
        let id = is_same(&ours.national_id, &theirs.national_id);
        let file_number = is_same(&ours.file_number, &theirs.file_number);
        let address = self.address.len() > 1 && self.address == other.address;
        let contradicts = birth.is_none() && ours.birth.is_some() && theirs.birth.is_some();
        let agrees = birth.is_some() || phone || email || address;
        let is_likely = match name {
            Some(SameName) => agrees || id || !contradicts,
            Some(_) => agrees || id,
            None => id && agrees,
        } || (birth == Some(SameBirthDate) && address)
            || file_number;
        let codes = [(id, SameNationalId), (file_number, SameFileNumber)];
        let others = [
            (phone, SamePhone),
            (email, SameEmail),
            (address, SameAddress),
        ];
        let agreeing = |(agrees, reason): (bool, DuplicateReason)| agrees.then_some(reason);
        Similarity {
            reasons: (codes.into_iter().filter_map(agreeing))
                .chain(name)
                .chain(birth)
                .chain(others.into_iter().filter_map(agreeing))
                .collect(),
            is_likely,
        }
    }

    /// Returns all words of the names, sorted.
    pub fn names(&self) -> Vec<&str> {
        let Self { terms, .. } = self;
        let all = terms.given.iter().chain(&terms.family).chain(&terms.other);
        let mut names: Vec<&str> = all.map(String::as_str).collect();
        names.sort_unstable();
        names
    }

    fn compare_names(
        &self,
        other: &Self,
        birth: Option<DuplicateReason>,
    ) -> Option<DuplicateReason> {
        compare_words(&self.names(), &other.names()).or_else(|| {
            // one name alone may be shared by thousands, but not by people born on the same day
            let is_one_part = birth == Some(SameBirthDate) && self.shares_only_part(other);
            is_one_part.then_some(SimilarName)
        })
    }

    /// Returns whether the given or the family name is the same and one of the records lacks the other.
    fn shares_only_part(&self, other: &Self) -> bool {
        let sorted = |words: &[String]| {
            let mut words = words.to_vec();
            words.sort_unstable();
            words
        };
        let is_same =
            |ours: &[String], theirs: &[String]| !ours.is_empty() && sorted(ours) == sorted(theirs);
        let is_missing = |ours: &[String], theirs: &[String]| ours.is_empty() != theirs.is_empty();
        let (ours, theirs) = (&self.terms, &other.terms);
        (is_same(&ours.family, &theirs.family) && is_missing(&ours.given, &theirs.given))
            || (is_same(&ours.given, &theirs.given) && is_missing(&ours.family, &theirs.family))
    }

    /// Returns blocking keys: only records that share one of these are compared.
    fn blocks(&self) -> Vec<String> {
        let Self { terms, .. } = self;
        let names = self.names().into_iter().map(|name| format!("n{name}"));
        let birth = terms.birth.map(|day| format!("b{day}"));
        let phones = terms.phones.iter().map(|phone| {
            let start = phone.len().saturating_sub(PHONE_END_DIGITS);
            format!("p{}", &phone[start..])
        });
        let email = terms.email.as_ref().map(|email| format!("e{email}"));
        let id = terms.national_id.as_ref().map(|id| format!("i{id}"));
        names
            .chain(birth)
            .chain(phones)
            .chain(email)
            .chain(id)
            .collect()
    }
}

/// Returns the likely duplicates in a list, in its order and without comparing each with each; `first` comes before
/// `second`.
pub fn pairs(people: &[ComparedPerson]) -> Vec<Pair> {
    let mut blocks: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, person) in people.iter().enumerate() {
        for block in person.blocks() {
            blocks.entry(block).or_default().push(index);
        }
    }
    let mut candidates = BTreeSet::new();
    for indexes in blocks.values().filter(|indexes| indexes.len() <= BLOCK_MAX) {
        for (at, first) in indexes.iter().enumerate() {
            candidates.extend(indexes[at + 1..].iter().map(|second| (*first, *second)));
        }
    }
    let mut pairs = Vec::new();
    for (first, second) in candidates
        .into_iter()
        .filter(|(first, second)| first != second)
    {
        let similarity = people[first].compare(&people[second]);
        if similarity.is_likely {
            pairs.push(Pair {
                first,
                second,
                reasons: similarity.reasons,
            });
        }
    }
    pairs
}

fn address(lines: &str, postal_code: &str) -> Vec<String> {
    folded_words(&format!("{lines} {postal_code}"))
}

impl ComparedPerson {
    pub fn of(fields: &PersonFields<'_>, address_lines: &str, postal_code: &str) -> Self {
        Self {
            terms: fields.into(),
            address: address(address_lines, postal_code),
        }
    }

    /// Returns the person of a form, who has no file number yet; `birth` is none while a date is only half typed.
    pub fn of_form(form: &PatientForm, birth: Option<NaiveDate>) -> Self {
        let fields = PersonFields {
            given_name: &form.given_name,
            family_name: &form.family_name,
            other_names: &form.other_names,
            birth: birth.map(days_since_1970),
            file_number: "",
            national_id: &form.national_id,
            phones: &form.phone,
            email: &form.email,
        };
        Self::of(&fields, &form.address.lines, &form.address.postal_code)
    }
}

impl From<&Patient> for ComparedPerson {
    fn from(patient: &Patient) -> Self {
        let fields = PersonFields {
            given_name: &text(&patient.given_name),
            family_name: &text(&patient.family_name),
            other_names: &text(&patient.other_names),
            birth: birth(patient).map(days_since_1970),
            file_number: &text(&patient.file_number),
            national_id: &text(&patient.national_id),
            phones: &text(&patient.phones),
            email: &text(&patient.email),
        };
        Self::of(
            &fields,
            &text(&patient.address_lines),
            &text(&patient.postal_code),
        )
    }
}

fn compare_words(ours: &[&str], theirs: &[&str]) -> Option<DuplicateReason> {
    if ours.is_empty() || theirs.is_empty() {
        return None;
    }
    if ours == theirs {
        return Some(SameName);
    }
    let (few, many) = if ours.len() <= theirs.len() {
        (ours, theirs)
    } else {
        (theirs, ours)
    };
    let mut free = many.to_vec();
    for word in few {
        let at = free.iter().position(|other| is_similar_word(word, other))?;
        free.swap_remove(at);
    }
    // one word alone may be a name that thousands have
    (few.len() > 1 || many.len() == 1).then_some(SimilarName)
}

/// Returns whether the edit distance is at most one from four letters on, and two from eight; shorter words must be
/// equal.
fn is_similar_word(one: &str, two: &str) -> bool {
    let (ones, twos) = (one.chars().count(), two.chars().count());
    let typos_max = match ones.max(twos) {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    };
    ones.abs_diff(twos) <= typos_max && osa_distance(one, two) <= typos_max
}

/// Returns whether two numbers are the same, with or without a country's prefix.
fn is_same_phone(one: &str, two: &str) -> bool {
    let (short, long) = if one.len() <= two.len() {
        (one, two)
    } else {
        (two, one)
    };
    short.len() >= PHONE_DIGITS_MIN
        && (short == long || (short.len() >= PHONE_END_DIGITS && long.ends_with(short)))
}

fn compare_dates(ours: Option<i32>, theirs: Option<i32>) -> Option<DuplicateReason> {
    let (ours, theirs) = (ours?, theirs?);
    if ours == theirs {
        return Some(SameBirthDate);
    }
    is_similar_day(ours, theirs).then_some(SimilarBirthDate)
}

/// Returns whether one digit differs, or two neighbouring digits, or day and month are swapped.
fn is_similar_day(one: i32, two: i32) -> bool {
    let (Some(one), Some(two)) = (date_from_days(one), date_from_days(two)) else {
        return false;
    };
    let exchanged =
        one.year() == two.year() && (one.month(), one.day()) == (two.day(), two.month());
    exchanged || osa_distance(&one.to_string(), &two.to_string()) <= 1
}

#[cfg(test)]
mod tests;
