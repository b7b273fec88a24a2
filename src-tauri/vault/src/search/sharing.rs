//! Patients who share a term with a person: where a comparison of persons gets those to compare from.
//!
//! Which of them may be the same person is no question of the index.

use std::collections::BTreeSet;

use sync_contract::ids::PatientId;

use crate::search::SearchIndex;
use crate::search::document::{Class, Document, Role, phone_end};
use crate::search::fold::{compact_into, fold_into, words};
use crate::search::segment::{Segment, TokenRange, UNBORN};

/// A person's fields as they were typed.
#[derive(Clone, Default)]
pub struct PersonFields<'a> {
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

/// The same fields folded, as the index knows a patient.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PersonTerms {
    pub given: Vec<String>,
    pub family: Vec<String>,
    pub other: Vec<String>,
    /// Days since 1970.
    pub birth: Option<i32>,
    pub file_number: Option<String>,
    pub national_id: Option<String>,
    /// The digits of each number, without the zeros and the plus in front.
    pub phones: Vec<String>,
    pub email: Option<String>,
}

impl From<&PersonFields<'_>> for PersonTerms {
    fn from(fields: &PersonFields<'_>) -> Self {
        let mut document = Document::default();
        fold_into(fields.given_name, &mut document.given);
        fold_into(fields.family_name, &mut document.family);
        fold_into(fields.other_names, &mut document.other);
        fold_into(fields.email.trim(), &mut document.email);
        compact_into(fields.file_number, &mut document.file_number);
        compact_into(fields.national_id, &mut document.national_id);
        document.set_phones(fields.phones);
        let code = |text: &mut String| (!text.is_empty()).then(|| std::mem::take(text));
        let (file_number, national_id, email) = (
            code(&mut document.file_number),
            code(&mut document.national_id),
            code(&mut document.email),
        );
        let phones = document.phones.split(';').filter(|phone| !phone.is_empty());
        Self {
            given: full_words(&document.given),
            family: full_words(&document.family),
            other: full_words(&document.other),
            birth: fields.birth,
            phones: phones.map(str::to_owned).collect(),
            file_number,
            national_id,
            email,
        }
    }
}

impl SearchIndex {
    /// Returns the patients who share a code, a telephone number, the birth date or the rarest word of the given and
    /// family name.
    pub fn sharing(&self, person: &PersonTerms) -> Vec<(PatientId, PersonTerms)> {
        let mut sharing = Vec::new();
        for segment in [&self.base, &self.fresh] {
            for slot in slots_sharing(segment, person) {
                let id = segment.ids[slot as usize];
                if !std::ptr::eq(segment, &self.base) || !self.stale.contains(&id) {
                    sharing.push((PatientId(id), terms_of(segment, slot)));
                }
            }
        }
        sharing
    }

    /// Returns all patients as the index knows them.
    pub fn everyone(&self) -> Vec<(PatientId, PersonTerms)> {
        let mut everyone = Vec::new();
        for segment in [&self.base, &self.fresh] {
            let is_base = std::ptr::eq(segment, &self.base);
            for (slot, id) in (0..).zip(&segment.ids) {
                if !is_base || !self.stale.contains(id) {
                    everyone.push((PatientId(*id), terms_of(segment, slot)));
                }
            }
        }
        everyone
    }

    /// Returns the patients whose names have all of these folded words, at most so many.
    pub fn named(&self, words: &[&str], limit: usize) -> Vec<PatientId> {
        let mut named = Vec::new();
        for segment in [&self.base, &self.fresh] {
            let ids = slots_named(segment, words).map(|slot| segment.ids[slot as usize]);
            let is_base = std::ptr::eq(segment, &self.base);
            named.extend(ids.filter(|id| !is_base || !self.stale.contains(id)));
        }
        named.truncate(limit);
        named.into_iter().map(PatientId).collect()
    }
}

fn slots_named(segment: &Segment, words: &[&str]) -> impl Iterator<Item = u32> {
    let exact = words.iter().map(|word| segment.exact(Class::Name, word));
    let tokens: Vec<_> = exact.collect();
    let patients = tokens.iter().map(|of| segment.patients_of(of.clone()));
    let rarest = patients.min_by_key(|patients| patients.len());
    let has_all = move |slot: &u32| {
        let has = |of: &TokenRange| {
            segment
                .tokens_of(*slot)
                .any(|(number, _)| of.contains(&number))
        };
        tokens.iter().all(has)
    };
    rarest.unwrap_or_default().iter().copied().filter(has_all)
}

fn slots_sharing(segment: &Segment, person: &PersonTerms) -> BTreeSet<u32> {
    let mut slots = BTreeSet::new();
    for (class, code) in [
        (Class::FileNumber, &person.file_number),
        (Class::NationalId, &person.national_id),
        (Class::Email, &person.email),
    ] {
        if let Some(code) = code {
            slots.extend(segment.patients_of(segment.exact(class, code)));
        }
    }
    for phone in &person.phones {
        slots.extend(segment.patients_of(segment.exact(Class::Phone, phone)));
        if let Some(end) = phone_end(phone) {
            slots.extend(segment.patients_of(segment.exact(Class::PhoneEnd, end)));
        }
    }
    if let Some(day) = person.birth {
        slots.extend(segment.born(&(day..=day)).iter().map(|(_, slot)| slot));
    }
    // a patient with all words of the name has the rarest one
    let names = person.given.iter().chain(&person.family);
    let rarest = names
        .map(|name| segment.patients_of(segment.exact(Class::Name, name)))
        .min_by_key(|patients| patients.len());
    slots.extend(rarest.unwrap_or_default());
    slots
}

fn terms_of(segment: &Segment, slot: u32) -> PersonTerms {
    let born = segment.births[slot as usize];
    let mut terms = PersonTerms {
        birth: (born != UNBORN).then_some(born),
        ..PersonTerms::default()
    };
    for (number, role) in segment.tokens_of(slot) {
        // a token that was cut inside a letter is no text
        let Ok(text) = std::str::from_utf8(segment.token(number)) else {
            continue;
        };
        let text = text.to_owned();
        match (role, segment.class_of(number)) {
            (Role::Given, _) => terms.given.push(text),
            (Role::Family, _) => terms.family.push(text),
            (Role::Other, _) => terms.other.push(text),
            (Role::None, Class::FileNumber) => terms.file_number = Some(text),
            (Role::None, Class::NationalId) => terms.national_id = Some(text),
            (Role::None, Class::Email) => terms.email = Some(text),
            (Role::None, Class::Phone) => terms.phones.push(text),
            (Role::None, Class::Name | Class::PhoneEnd) => {}
        }
    }
    for names in [&mut terms.given, &mut terms.family, &mut terms.other] {
        *names = without_ends(std::mem::take(names));
    }
    terms
}

/// Of `obrien` and `brien`, which both stand for O'Brien, only the full word counts.
fn without_ends(names: Vec<String>) -> Vec<String> {
    let is_end = |name: &String| {
        names.iter().any(|full| {
            full.len() > name.len() && full.len() - name.len() <= 2 && full.ends_with(name.as_str())
        })
    };
    names.iter().filter(|name| !is_end(name)).cloned().collect()
}

fn full_words(folded: &str) -> Vec<String> {
    let mut all = Vec::new();
    words(folded, &mut String::new(), |word| all.push(word.to_owned()));
    without_ends(all)
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use uuid::Uuid;

    use super::*;
    use crate::search::segment::Builder;

    const DAY: i32 = 5_000;

    fn segment(people: &[(u128, PersonFields<'_>)]) -> Segment {
        let mut builder = Builder::default();
        for (id, person) in people {
            let mut document = Document::default();
            fold_into(person.given_name, &mut document.given);
            fold_into(person.family_name, &mut document.family);
            fold_into(person.email, &mut document.email);
            compact_into(person.file_number, &mut document.file_number);
            compact_into(person.national_id, &mut document.national_id);
            document.set_phones(person.phones);
            document.birth = person.birth;
            builder.push(Uuid::from_u128(*id), &mut document);
        }
        builder.freeze()
    }

    fn person<'a>(given_name: &'a str, family_name: &'a str) -> PersonFields<'a> {
        PersonFields {
            given_name,
            family_name,
            ..PersonFields::default()
        }
    }

    fn index() -> SearchIndex {
        let ada = PersonFields {
            birth: Some(DAY),
            file_number: "AB-1",
            national_id: "12 34",
            phones: "+44 20 7946 0958",
            email: "family@example.org",
            ..person("Ada Maria", "O'Brien")
        };
        SearchIndex {
            base: segment(&[
                (1, ada),
                (2, person("Ben", "Stone")),
                (3, person("Old", "Name")),
            ]),
            fresh: segment(&[(3, person("New", "Name"))]),
            changed: HashMap::new(),
            stale: HashSet::from([Uuid::from_u128(3)]),
            seen: 0,
            damaged: Vec::new(),
            missing: 0,
            undecryptable: 0,
        }
    }

    fn sharing(fields: &PersonFields<'_>) -> Vec<u128> {
        let all = index().sharing(&fields.into());
        all.iter().map(|(patient, _)| patient.0.as_u128()).collect()
    }

    #[test]
    fn patients_of_a_name_have_all_of_its_words() {
        let named = |given_name, family_name| PersonFields {
            given_name,
            family_name,
            ..PersonFields::default()
        };
        let segment = segment(&[
            (1, named("Ada", "Okafor")),
            (2, named("Adaeze", "Okafor")),
            (3, named("Okafor", "Ada")),
            (4, named("Ada Maria", "Okafor")),
        ]);
        let ids = |words: &[&str]| {
            let slots = slots_named(&segment, words);
            let mut ids: Vec<_> = slots
                .map(|slot| segment.ids[slot as usize].as_u128())
                .collect();
            ids.sort_unstable();
            ids
        };
        assert_eq!(ids(&["ada", "okafor"]), [1, 3, 4]);
        assert_eq!(ids(&["adaeze"]), [2]);
        assert!(ids(&["ada", "nobody"]).is_empty());
        assert!(ids(&[]).is_empty());
    }

    #[test]
    fn whatever_is_shared_leads_to_the_patient() {
        for fields in [
            PersonFields {
                birth: Some(DAY),
                ..PersonFields::default()
            },
            PersonFields {
                file_number: "ab1",
                ..PersonFields::default()
            },
            PersonFields {
                national_id: "1234",
                ..PersonFields::default()
            },
            PersonFields {
                phones: "0171 1; 020 7946 0958",
                ..PersonFields::default()
            },
            PersonFields {
                email: "Family@Example.org",
                ..PersonFields::default()
            },
            person("", "OBRIEN"),
            person("O’Brien", "maria"),
        ] {
            assert_eq!(sharing(&fields), [1]);
        }
        assert_eq!(sharing(&person("Ben", "Wood")), [] as [u128; 0]);
        assert_eq!(sharing(&PersonFields::default()), [] as [u128; 0]);
    }

    #[test]
    fn a_changed_patient_is_known_as_they_are_now() {
        let all = index().sharing(&PersonTerms::from(&person("", "Name")));
        let names: Vec<_> = all.iter().map(|(_, terms)| terms.given.concat()).collect();
        assert_eq!(names, ["new"]);
    }

    #[test]
    fn everyone_is_there_once_as_they_are_now() {
        let everyone = index().everyone();
        let known: Vec<_> = everyone
            .iter()
            .map(|(patient, terms)| (patient.0.as_u128(), terms.given.concat()))
            .collect();
        assert_eq!(known.len(), 3);
        assert!(known.contains(&(2, "ben".to_owned())));
        assert!(known.contains(&(3, "new".to_owned())));
    }

    #[test]
    fn a_name_with_an_apostrophe_is_one_word() {
        let typed = PersonTerms::from(&person("Ada", "O'Brien"));
        assert_eq!(typed.family, ["obrien"]);
        let (_, known) = index().sharing(&typed).remove(0);
        assert_eq!(known.family, ["obrien"]);
        assert_eq!(known.given.len(), 2);
    }
}
