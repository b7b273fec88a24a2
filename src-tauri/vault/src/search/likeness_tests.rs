#![allow(clippy::unwrap_used)]

use std::collections::{HashMap, HashSet};

use super::*;
use crate::search::segment::Builder;

const DAY: i32 = 5_000;

fn index(people: &[Candidate<'_>]) -> SearchIndex {
    let mut builder = Builder::default();
    for (place, person) in people.iter().enumerate() {
        let mut document = Wanted::new(person).document;
        builder.push(Uuid::from_u128(place as u128 + 1), &mut document);
    }
    SearchIndex {
        tenant: Uuid::nil(),
        base: builder.freeze(),
        fresh: Segment::default(),
        changed: HashMap::new(),
        stale: HashSet::new(),
        seen: 0,
        damaged: Vec::new(),
        closed: 0,
    }
}

fn person<'a>(given_name: &'a str, family_name: &'a str, birth: Option<i32>) -> Candidate<'a> {
    Candidate {
        given_name,
        family_name,
        birth,
        ..Candidate::default()
    }
}

fn reasons(known: Candidate<'_>, new: Candidate<'_>) -> Vec<Likeness> {
    let found = index(&[known]).likely_duplicates(&new, None, 10);
    found
        .into_iter()
        .flat_map(|duplicate| duplicate.reasons)
        .collect()
}

#[test]
fn each_likeness_has_its_reason() {
    let known = || person("Ada Maria", "O'Brien", Some(DAY));
    for (new, expected) in [
        (
            person("maria ada", "OBRIEN", Some(DAY)),
            vec![Likeness::SameNameAndBirth],
        ),
        (
            person("O’Brien", "Ada Maria", Some(DAY)),
            vec![Likeness::SwappedNames],
        ),
        (
            person("Ada Marai", "O'Brien", Some(DAY)),
            vec![Likeness::SimilarNameAndBirth],
        ),
        (
            person("Ada Maria", "OBrein", Some(DAY)),
            vec![Likeness::SimilarNameAndBirth],
        ),
        (
            person("", "O'Brien", Some(DAY)),
            vec![Likeness::SimilarNameAndBirth],
        ),
        (
            person("Ada Maria", "O'Brien", None),
            vec![Likeness::SameName],
        ),
        (
            person("Ada Maria", "O'Brien", Some(DAY + 1)),
            vec![Likeness::SameNameSimilarBirth],
        ),
        (person("Ada Maria", "O'Brien", Some(DAY + 700)), vec![]),
        (person("Bert", "O'Brien", Some(DAY)), vec![]),
        (person("Ada Maria", "Stone", Some(DAY)), vec![]),
        (person("", "", Some(DAY)), vec![]),
    ] {
        let shown = (
            new.given_name.to_owned(),
            new.family_name.to_owned(),
            new.birth,
        );
        assert_eq!(reasons(known(), new), expected, "{shown:?}");
    }
}

#[test]
fn numbers_telephone_and_mail_are_hints_of_their_own() {
    let known = || Candidate {
        file_number: "AB-1",
        national_id: "12 34",
        phones: "+44 20 7946 0958",
        email: "Family@Example.org",
        ..person("Ada", "Stone", Some(DAY))
    };
    let same = Candidate {
        file_number: "ab1",
        national_id: "1234",
        phones: "0171 1; 020 7946 0958",
        email: "family@example.org",
        ..person("Ben", "Wood", Some(DAY + 400))
    };
    let expected = [
        Likeness::SameNationalId,
        Likeness::SameFileNumber,
        Likeness::SamePhone,
        Likeness::SameEmail,
    ];
    assert_eq!(reasons(known(), same), expected);
    let other_end = Candidate {
        phones: "030 7946 0958",
        ..person("Ben", "Wood", None)
    };
    assert_eq!(reasons(known(), other_end), []);
    assert_eq!(reasons(Candidate::default(), Candidate::default()), []);
}

#[test]
fn the_likeliest_comes_first_and_the_patient_is_no_duplicate_of_themself() {
    let known = index(&[
        Candidate {
            email: "x@y",
            ..person("Ben", "Stone", None)
        },
        person("Ada", "Stone", Some(DAY)),
        person("Adda", "Stone", Some(DAY)),
    ]);
    let new = Candidate {
        email: "x@y",
        ..person("Ada", "Stone", Some(DAY))
    };
    let order = |except| -> Vec<u128> {
        let found = known.likely_duplicates(&new, except, 10);
        found
            .iter()
            .map(|duplicate| duplicate.patient.0.as_u128())
            .collect()
    };
    assert_eq!(order(None), [2, 3, 1]);
    assert_eq!(order(Some(PatientId(Uuid::from_u128(2)))), [3, 1]);
    assert_eq!(known.likely_duplicates(&new, None, 1).len(), 1);
}

#[test]
fn distance_counts_an_exchange_as_one() {
    for (one, other, expected) in [
        ("smith", "smith", 0),
        ("smith", "smiht", 1),
        ("smith", "smth", 1),
        ("smith", "smythe", 2),
        ("", "a", 1),
        ("abcdef", "a", 3),
    ] {
        assert_eq!(distance(one, other, 2), expected, "{one} {other}");
    }
}

#[test]
fn a_birth_date_is_similar_by_one_digit_or_by_day_and_month() {
    let day = |y, m, d| sync_contract::field::days_since_1970(sync_contract::field::date(y, m, d));
    assert!(is_similar_day(day(1984, 3, 12), day(1984, 12, 3)));
    assert!(is_similar_day(day(1984, 3, 12), day(1948, 3, 12)));
    assert!(is_similar_day(day(1984, 3, 12), day(1984, 3, 22)));
    assert!(!is_similar_day(day(1984, 3, 12), day(1985, 4, 12)));
}
