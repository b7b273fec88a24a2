use sync_contract::field::date;

use super::*;

const DAY: i32 = 5_000;

fn person(names: &str, birth: Option<NaiveDate>) -> ComparedPerson {
    typed(&PersonFields {
        given_name: names,
        birth: birth.map(days_since_1970),
        ..PersonFields::default()
    })
}

fn typed(fields: &PersonFields<'_>) -> ComparedPerson {
    ComparedPerson::of(fields, "", "")
}

fn named<'a>(given_name: &'a str, family_name: &'a str, birth: Option<i32>) -> PersonFields<'a> {
    PersonFields {
        given_name,
        family_name,
        birth,
        ..PersonFields::default()
    }
}

/// Returns why two are likely one person; empty when they are not.
fn likely(one: &ComparedPerson, two: &ComparedPerson) -> Vec<DuplicateReason> {
    let similarity = one.compare(two);
    if similarity.is_likely {
        similarity.reasons
    } else {
        Vec::new()
    }
}

/// Returns why a user who registers one of them is shown the other.
fn hints(one: &PersonFields<'_>, two: &PersonFields<'_>) -> Vec<DuplicateReason> {
    let similarity = typed(one).compare(&typed(two));
    if similarity.is_hint() {
        similarity.reasons
    } else {
        Vec::new()
    }
}

#[test]
fn order_accents_and_one_typo_are_forgiven() {
    let birth = Some(date(1992, 3, 12));
    let mary = person("María Okafor", birth);
    for (other, expected) in [
        ("okafor maria", vec![SameName, SameBirthDate]),
        ("Maria Okafro", vec![SimilarName, SameBirthDate]),
        ("Mary Okafor", vec![]),
        ("Maria Ann Okafor", vec![SimilarName, SameBirthDate]),
    ] {
        assert_eq!(likely(&mary, &person(other, birth)), expected, "{other}");
    }
}

#[test]
fn a_birth_date_that_differs_contradicts_a_name() {
    let mary = person("Mary Okafor", Some(date(1992, 3, 12)));
    let other = person("Mary Okafor", Some(date(1975, 8, 30)));
    assert_eq!(likely(&mary, &other), []);
    assert_eq!(likely(&mary, &person("Mary Okafor", None)), [SameName]);
    let exchanged = person("Mary Okafor", Some(date(1992, 12, 3)));
    assert_eq!(likely(&mary, &exchanged), [SameName, SimilarBirthDate]);
}

#[test]
fn a_common_word_alone_is_no_similarity() {
    let (one, two) = (person("Maria", None), person("Maria Silva", None));
    assert_eq!(likely(&one, &two), []);
    assert_eq!(likely(&person("", None), &person("", None)), []);
}

#[test]
fn families_share_a_phone_and_are_not_one_person() {
    let with_phone = |names: &str, phones: &str| {
        typed(&PersonFields {
            given_name: names,
            phones,
            ..PersonFields::default()
        })
    };
    let father = with_phone("Kwame Mensah", "+233 24 555 0182");
    let daughter = with_phone("Abena Mensah", "+233245550182");
    assert_eq!(likely(&father, &daughter), []);
    assert!(father.compare(&daughter).is_hint());
    let again = with_phone("Kwami Mensah", "+233 (24) 5550182");
    assert_eq!(likely(&father, &again), [SimilarName, SamePhone]);
}

#[test]
fn each_similarity_has_its_reasons() {
    let known = named("Ada Maria", "O'Brien", Some(DAY));
    for (new, expected) in [
        (
            named("maria ada", "OBRIEN", Some(DAY)),
            vec![SameName, SameBirthDate],
        ),
        // given and family name swapped
        (
            named("O’Brien", "Ada Maria", Some(DAY)),
            vec![SameName, SameBirthDate],
        ),
        (
            named("Ada Marai", "O'Brien", Some(DAY)),
            vec![SimilarName, SameBirthDate],
        ),
        (
            named("Ada Maria", "OBrein", Some(DAY)),
            vec![SimilarName, SameBirthDate],
        ),
        (
            named("", "O'Brien", Some(DAY)),
            vec![SimilarName, SameBirthDate],
        ),
        (named("Ada Maria", "O'Brien", None), vec![SameName]),
        (
            named("Ada Maria", "O'Brien", Some(DAY + 1)),
            vec![SameName, SimilarBirthDate],
        ),
        (named("Ada Maria", "O'Brien", Some(DAY + 700)), vec![]),
        (named("Bert", "O'Brien", Some(DAY)), vec![]),
        (named("Ada Maria", "Stone", Some(DAY)), vec![]),
        (named("", "", Some(DAY)), vec![]),
    ] {
        let shown = (new.given_name, new.family_name, new.birth);
        assert_eq!(hints(&known, &new), expected, "{shown:?}");
        assert_eq!(hints(&new, &known), expected, "{shown:?}");
    }
}

#[test]
fn numbers_telephone_and_mail_are_hints_of_their_own() {
    let known = PersonFields {
        file_number: "AB-1",
        national_id: "12 34",
        phones: "+44 20 7946 0958",
        email: "Family@Example.org",
        ..named("Ada", "Stone", Some(DAY))
    };
    let same = PersonFields {
        file_number: "ab1",
        national_id: "1234",
        phones: "0171 1; 020 7946 0958",
        email: "family@example.org",
        ..named("Ben", "Wood", Some(DAY + 400))
    };
    let expected = [SameNationalId, SameFileNumber, SamePhone, SameEmail];
    assert_eq!(hints(&known, &same), expected);
    let other_end = PersonFields {
        phones: "030 7946 0958",
        ..named("Ben", "Wood", None)
    };
    assert_eq!(hints(&known, &other_end), []);
    assert_eq!(
        hints(&PersonFields::default(), &PersonFields::default()),
        []
    );
}

#[test]
fn the_likeliest_comes_first() {
    let new = typed(&PersonFields {
        email: "x@y",
        ..named("Ada", "Stone", Some(DAY))
    });
    let by_mail = typed(&PersonFields {
        email: "x@y",
        ..named("Ben", "Stone", None)
    });
    let known = [
        by_mail,
        typed(&named("Ada", "Stone", Some(DAY))),
        typed(&named("Adda", "Stone", Some(DAY))),
    ];
    let similarities = known.map(|known| new.compare(&known));
    assert!(similarities.iter().all(Similarity::is_hint));
    let [mail, same, similar] = similarities.each_ref().map(Similarity::rank);
    assert!(same < similar && similar < mail);
}

#[test]
fn typos_are_counted_once_each() {
    for (one, two, expected) in [
        ("okafor", "okafro", 1),
        ("okafor", "okafr", 1),
        ("kitten", "sitting", 3),
        ("", "abc", 3),
        ("smith", "smith", 0),
        ("smith", "smiht", 1),
        ("smith", "smth", 1),
        ("smith", "smythe", 2),
        ("", "a", 1),
    ] {
        assert_eq!(osa_distance(one, two), expected, "{one} {two}");
    }
    assert!(is_similar_word("abdulrahman", "abdulrahmna"));
    assert!(!is_similar_word("abcdef", "a"));
}

#[test]
fn a_birth_date_is_similar_by_one_digit_or_by_day_and_month() {
    let day = |y, m, d| days_since_1970(date(y, m, d));
    assert!(is_similar_day(day(1984, 3, 12), day(1984, 12, 3)));
    assert!(is_similar_day(day(1984, 3, 12), day(1948, 3, 12)));
    assert!(is_similar_day(day(1984, 3, 12), day(1984, 3, 22)));
    assert!(!is_similar_day(day(1984, 3, 12), day(1985, 4, 12)));
}

#[test]
fn each_pair_is_listed_once() {
    let people = [
        person("Ama Serwaa", Some(date(1980, 1, 1))),
        person("Kofi Boateng", Some(date(1980, 1, 2))),
        person("Serwaa Ama", Some(date(1980, 1, 1))),
        person("Abena Serwaa", Some(date(1980, 1, 1))),
    ];
    let indexes: Vec<_> = pairs(&people)
        .into_iter()
        .map(|pair| (pair.first, pair.second))
        .collect();
    assert_eq!(indexes, [(0, 2)]);
}
