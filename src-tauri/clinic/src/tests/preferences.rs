//! What a clinic chooses, and what is usual until it does.

use crate::Clinic;
use crate::audit;
use crate::audit::view::AuditQuery;
use crate::error::{Error, Reason};
use crate::patients::register;
use crate::preferences::{Preference, PreferenceEdit, PreferenceView, choose, language, list};
use crate::prints::Paper;
use crate::settings::lock_minutes;
use crate::testing::{PASSWORD, clinic, form};
use crate::view::{ReadVersionToken, ScreenLanguage};

fn chosen(admin: &mut Clinic, of: Preference, value: &str) -> Result<PreferenceView, Error> {
    let rows = list(admin).unwrap();
    let seen = rows.into_iter().find(|row| row.of == of).unwrap().seen;
    let value = value.into();
    choose(admin, &PreferenceEdit { of, seen, value })
}

#[test]
fn what_was_not_chosen_is_as_usual() {
    let (_machine, mut admin) = clinic();
    for row in list(&admin).unwrap() {
        assert_eq!(
            (&row.value, &row.seen),
            (&row.usual, &ReadVersionToken(String::new()))
        );
        // the usual one is no choice that is written
        let same = chosen(&mut admin, row.of, &row.usual).unwrap();
        assert_eq!(same, row);
    }
}

#[test]
fn what_is_chosen_counts_where_it_is_used() {
    let (machine, mut admin) = clinic();
    assert_eq!(
        chosen(&mut admin, Preference::LockMinutes, " 7 ")
            .unwrap()
            .value,
        "7"
    );
    assert_eq!(lock_minutes(&admin).unwrap(), 7);
    let usual = Paper {
        is_letter: false,
        has_letterhead: false,
    };
    assert_eq!(Paper::of(&admin.read()).unwrap(), usual);
    chosen(&mut admin, Preference::Paper, "letter").unwrap();
    chosen(&mut admin, Preference::Letterhead, "NO").unwrap();
    let other = Paper {
        is_letter: true,
        has_letterhead: true,
    };
    assert_eq!(Paper::of(&admin.read()).unwrap(), other);
    let back = chosen(&mut admin, Preference::Paper, "A4").unwrap();
    assert_eq!((&*back.value, &*back.usual), ("A4", "A4"));
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let edit = PreferenceEdit {
        of: Preference::Paper,
        seen: back.seen,
        value: "LETTER".into(),
    };
    assert!(matches!(choose(&mut diet, &edit), Err(Error::Forbidden(_))));
}

#[test]
fn what_a_preference_does_not_take_is_refused() {
    let (_machine, mut admin) = clinic();
    for (of, value, reason) in [
        (Preference::LockMinutes, "0", Reason::Impossible),
        (Preference::LockMinutes, "241", Reason::Impossible),
        (Preference::LateHours, "soon", Reason::Malformed),
        (Preference::LateHours, "-1", Reason::Malformed),
        (Preference::LeaseDays, "366", Reason::Impossible),
        (Preference::DueDays, "366", Reason::Impossible),
        (Preference::DueDays, "1.5", Reason::Malformed),
        (Preference::Paper, "A3", Reason::Unknown),
        (Preference::Letterhead, "", Reason::Unknown),
        (Preference::Language, "DE", Reason::Unknown),
        (Preference::Units, "IMPERIAL", Reason::Unknown),
        (Preference::FileNumberLetters, "A2", Reason::Malformed),
        (Preference::FileNumberLetters, "ABCDE", Reason::Malformed),
        (Preference::InvoiceLetters, "A-", Reason::Malformed),
        (Preference::InvoiceLetters, "ß", Reason::Malformed),
        (Preference::FileNumberLetters, "ı", Reason::Malformed),
        (Preference::RetentionYears, "5", Reason::Impossible),
        (Preference::RetentionYears, "101", Reason::Impossible),
        (Preference::ScreeningTools, "MUST, NRS", Reason::Unknown),
        (Preference::ScreeningTools, " , ", Reason::Required),
    ] {
        let refused = chosen(&mut admin, of, value).unwrap_err();
        let wanted = Error::invalid("value", reason);
        assert_eq!(refused.to_string(), wanted.to_string(), "{of:?} {value}");
    }
    assert_eq!(
        chosen(&mut admin, Preference::DueDays, "0").unwrap().value,
        "0"
    );
}

#[test]
fn the_language_of_the_clinic_is_known_without_a_user() {
    let (_machine, mut admin) = clinic();
    let known = |admin: &Clinic| language(admin.unlocked().vault()).unwrap();
    assert_eq!(known(&admin), None);
    chosen(&mut admin, Preference::Language, "fr").unwrap();
    assert_eq!(known(&admin), Some(ScreenLanguage::Fr));
    chosen(&mut admin, Preference::Language, "computer").unwrap();
    assert_eq!(known(&admin), None);
}

#[test]
fn letters_are_in_new_file_numbers_and_a_count_is_used_once() {
    let (_machine, mut admin) = clinic();
    let number = |admin: &mut Clinic, given: &str| {
        let made = register::register(admin, &form(given, "Okafor", "1992-03-12")).unwrap();
        made.patient.file_number
    };
    assert_eq!(number(&mut admin, "Zoe"), "000001");
    let letters = chosen(&mut admin, Preference::FileNumberLetters, "ac").unwrap();
    assert_eq!((&*letters.value, letters.letters), ("AC", Some(4)));
    assert_eq!(number(&mut admin, "Ben"), "000002-AC");
    chosen(&mut admin, Preference::FileNumberLetters, "B").unwrap();
    assert_eq!(number(&mut admin, "Ivan"), "000003-B");
    chosen(&mut admin, Preference::FileNumberLetters, "").unwrap();
    assert_eq!(number(&mut admin, "Ada"), "000004");
    // the count alone finds the patient still
    let results = crate::patients::search::search(&admin, "000002", 10).unwrap();
    assert_eq!(results.hits[0].patient.file_number, "000002-AC");
}

#[test]
fn entries_say_until_when_the_clinic_retains_them() {
    let (_machine, mut admin) = clinic();
    let newest = |admin: &Clinic| {
        let query = AuditQuery {
            action: Some("edit settings".into()),
            limit: 1,
            ..AuditQuery::default()
        };
        audit::list::list(admin, &query).unwrap().rows.remove(0)
    };
    let year = |text: &str| -> i32 { text[..4].parse().unwrap() };
    let years = |row: &audit::view::AuditRow| year(&row.retained_until.0) - year(&row.at.0);
    chosen(&mut admin, Preference::Paper, "LETTER").unwrap();
    assert_eq!(years(&newest(&admin)), 6);
    chosen(&mut admin, Preference::RetentionYears, "12").unwrap();
    let changed = newest(&admin);
    assert_eq!(years(&changed), 12);
    assert_eq!(changed.who.as_deref(), Some("Ada Okafor"));
    let query = AuditQuery::default();
    let mut sheet = Vec::new();
    audit::export::csv(&mut admin, &query, "review", &mut sheet).unwrap();
    let sheet = String::from_utf8(sheet).unwrap();
    assert!(
        sheet
            .lines()
            .next()
            .unwrap()
            .ends_with("facility,retained_until")
    );
    assert!(sheet.contains(&changed.retained_until.0));
}
