//! The medical record has what is written about a patient, by type and by version.
#![allow(clippy::unwrap_used)]

use sync_contract::Entity;
use sync_contract::Right;
use sync_contract::catalog::{NoteVersion, Patient};
use vault::password::Password;
use vault::sample::populate;

use crate::notes::sign::{addendum, sign};
use crate::notes::write::{begin, write};
use crate::notes::{NoteKind, NoteState, versions};
use crate::screenings::NewScreening;
use crate::screenings::record::{record, remove};
use crate::testing::{Machine, PASSWORD, add_user, clinic, registered};
use crate::tests::care::draft_of;
use crate::tests::screenings::must;
use crate::timeline::TimelineEvent;
use crate::timeline::records::{RecordPage, RecordQuery, RecordRow, RecordType, list};
use crate::view::Id;
use crate::{Clinic, Error};

fn query(patient: &Id) -> RecordQuery {
    RecordQuery {
        patient_id: patient.clone(),
        r#type: None,
        all_versions: false,
        after: None,
        limit: 100,
    }
}

fn current(clinic: &Clinic, patient: &Id) -> RecordPage {
    list(clinic, &query(patient)).unwrap()
}

fn all_versions(clinic: &Clinic, patient: &Id) -> RecordPage {
    let query = RecordQuery {
        all_versions: true,
        ..query(patient)
    };
    list(clinic, &query).unwrap()
}

/// The version of each row, of how many, and whether it is the current one.
fn of(page: &RecordPage) -> Vec<(RecordType, u32, u32, bool)> {
    let of = |row: &RecordRow| (row.r#type, row.version, row.versions, row.is_current);
    page.rows.iter().map(of).collect()
}

fn counts(page: &RecordPage) -> Vec<(RecordType, u32)> {
    let counts = page.counts.iter();
    counts.map(|count| (count.r#type, count.count)).collect()
}

/// A note outside of a visit that was committed twice and signed, and a screening that was corrected.
fn written(machine: &Machine) -> (Clinic, Id) {
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1962-03-12");
    let mut note = begin(&mut diet, &mary, NoteKind::Adime).unwrap();
    for text in ["Eats well.", "Eats well, and rice."] {
        machine.clock.advance_s(60);
        note = write(&mut diet, &draft_of(&note, text)).unwrap();
    }
    machine.clock.advance_s(60);
    let draft = draft_of(&note, "Eats well, and much rice.");
    let signed = sign(&mut diet, &draft, &Password::new(PASSWORD)).unwrap();
    machine.clock.advance_s(60);
    let first = record(&mut diet, &must(&mary, "26.4", "below_5", "no")).unwrap();
    machine.clock.advance_s(60);
    let correction = NewScreening {
        replaces: Some(first.id),
        ..must(&mary, "19.1", "below_5", "no")
    };
    record(&mut diet, &correction).unwrap();
    addendum(&mut diet, &signed.id, "Also likes fish.", "Later").unwrap();
    (diet, mary)
}

#[test]
fn the_record_has_the_current_versions_and_on_request_all() {
    let (machine, _) = clinic();
    let (diet, mary) = written(&machine);
    let now = current(&diet, &mary);
    let expected = [
        (RecordType::Screening, 2, 2, true),
        (RecordType::Adime, 3, 3, true),
    ];
    assert_eq!(of(&now), expected);
    assert_eq!((now.total, &now.next), (2, &None));
    let note = &now.rows[1];
    assert_eq!(note.note_id.as_ref(), Some(&note.id));
    assert_eq!(note.text, "Eats well, and much rice.");
    let state = NoteState::Addendum;
    assert_eq!(note.event, TimelineEvent::Note { state });
    let all = all_versions(&diet, &mary);
    let expected = [
        (RecordType::Screening, 2, 2, true),
        (RecordType::Screening, 1, 2, false),
        // dated by when it was begun, and still before its earlier versions
        (RecordType::Adime, 3, 3, true),
        (RecordType::Adime, 2, 3, false),
        (RecordType::Adime, 1, 3, false),
    ];
    assert_eq!(of(&all), expected);
    assert_eq!(all.rows[4].text, "Eats well.");
    // an earlier version is one of those that can be compared
    let listed = versions::list(&diet, &note.id).unwrap();
    for (row, version) in all.rows[3..].iter().zip(&listed[1..]) {
        assert_eq!(row.note_id.as_ref(), Some(&note.id));
        assert_eq!((&row.id, row.version), (&version.id, version.number));
    }
}

#[test]
fn a_version_has_its_author_and_a_number_that_no_missing_one_changes() {
    let (machine, mut admin) = clinic();
    add_user(&mut admin, "nora", "Dietitian");
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1962-03-12");
    let begun = begin(&mut diet, &mary, NoteKind::Adime).unwrap();
    let first = write(&mut diet, &draft_of(&begun, "Eats well.")).unwrap();
    drop(diet);
    machine.clock.advance_s(60);
    let mut nora = machine.sign_in("nora", PASSWORD);
    let second = write(&mut nora, &draft_of(&first, "Eats rice.")).unwrap();
    machine.clock.advance_s(60);
    write(&mut nora, &draft_of(&second, "Eats much rice.")).unwrap();
    let by = |page: &RecordPage| {
        let by = page.rows.iter().map(|row| (row.version, row.by.clone()));
        by.collect::<Vec<_>>()
    };
    let of = |number: u32, name: &str| (number, format!("{name} Test"));
    let all = by(&all_versions(&nora, &mary));
    assert_eq!(all, [of(3, "nora"), of(2, "nora"), of(1, "diet")]);
    let cut = |number: i64| {
        let rows = nora.read().note_versions_of(mary.to().unwrap()).unwrap();
        let row = rows.iter().find(|row| row.value.version == number).unwrap();
        nora.unlocked()
            .cut_row(NoteVersion::DESCRIPTOR, row.value.id.0);
    };
    cut(2);
    let all = by(&all_versions(&nora, &mary));
    assert_eq!(all, [of(3, "nora"), of(1, "diet")]);
    // the newest one is gone: the note says what it said
    cut(3);
    let all = by(&all_versions(&nora, &mary));
    assert_eq!(all, [of(3, "diet"), of(1, "diet")]);
}

#[test]
fn records_are_counted_by_type_and_one_type_can_be_asked_for() {
    let (machine, _) = clinic();
    let (diet, mary) = written(&machine);
    let both = [(RecordType::Adime, 1), (RecordType::Screening, 1)];
    assert_eq!(counts(&current(&diet, &mary)), both);
    let all = [(RecordType::Adime, 3), (RecordType::Screening, 2)];
    assert_eq!(counts(&all_versions(&diet, &mary)), all);
    let of_type = |r#type| {
        let query = RecordQuery {
            r#type: Some(r#type),
            ..query(&mary)
        };
        list(&diet, &query).unwrap()
    };
    let screenings = of_type(RecordType::Screening);
    assert_eq!(of(&screenings), [(RecordType::Screening, 2, 2, true)]);
    assert_eq!(counts(&screenings), both);
    assert_eq!(of_type(RecordType::Letter).total, 0);
}

#[test]
fn what_was_removed_is_not_of_the_record() {
    let (machine, _) = clinic();
    let (mut diet, mary) = written(&machine);
    let screenings = crate::screenings::list::list(&diet, &mary).unwrap();
    let correction = screenings.iter().find(|row| !row.is_replaced).unwrap();
    remove(&mut diet, &correction.id, &correction.seen, "wrong file").unwrap();
    // what it had corrected holds again
    let all = all_versions(&diet, &mary);
    assert_eq!(of(&all)[0].0, RecordType::Adime);
    let of_screenings = of(&all).into_iter();
    let of_screenings = of_screenings.filter(|row| row.0 == RecordType::Screening);
    let of_screenings: Vec<_> = of_screenings.collect();
    let shown = crate::screenings::list::list(&diet, &mary).unwrap();
    assert_eq!(of_screenings.len(), shown.len());
}

/// One of each kind, of which the timeline has as many.
#[test]
fn every_type_of_a_full_chart_is_in_the_record() {
    let machine = Machine::new();
    let (mut clinic, _) = machine.create_clinic(false);
    let sample = populate(clinic.unlocked_mut(), 3, machine.now());
    clinic.actor = crate::Actor::new(clinic.user(), Right::ALL.iter().copied());
    let patient = Id::of(sample.first::<Patient>());
    let page = all_versions(&clinic, &patient);
    let types: Vec<RecordType> = counts(&page).into_iter().map(|(of, _)| of).collect();
    for kind in [
        RecordType::Prescription,
        RecordType::Lab,
        RecordType::Document,
        RecordType::Screening,
        RecordType::Estimate,
        RecordType::Recall,
        RecordType::MealPlan,
        RecordType::DietOrder,
        RecordType::Handout,
    ] {
        assert!(types.contains(&kind), "{kind:?} of {types:?}");
    }
    let sum: u32 = page.counts.iter().map(|count| count.count).sum();
    assert_eq!((sum, page.rows.len()), (page.total, page.total as usize));
}

#[test]
fn a_page_of_the_record_begins_behind_the_one_before() {
    let (machine, _) = clinic();
    let (diet, mary) = written(&machine);
    let keys = |page: &RecordPage| page.rows.iter().map(|row| row.key.clone()).collect();
    let all: Vec<String> = keys(&all_versions(&diet, &mary));
    let (mut paged, mut after): (Vec<String>, _) = (Vec::new(), None);
    loop {
        let query = RecordQuery {
            all_versions: true,
            after,
            limit: 2,
            ..query(&mary)
        };
        let page = list(&diet, &query).unwrap();
        paged.extend(keys(&page) as Vec<String>);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(paged, all);
    for odd in ["", "x", "1.2.3.4.5.6", &all[0].replacen('.', ".+", 1)] {
        let odd = RecordQuery {
            after: Some(odd.to_owned()),
            ..query(&mary)
        };
        assert!(matches!(list(&diet, &odd), Err(Error::Invalid { .. })));
    }
}

#[test]
fn a_user_who_may_not_read_notes_sees_the_rest_of_the_record() {
    let (machine, mut admin) = clinic();
    add_user(&mut admin, "viewer", "Viewer");
    drop(admin);
    let (diet, mary) = written(&machine);
    drop(diet);
    let mut viewer = machine.sign_in("viewer", PASSWORD);
    assert_eq!(current(&viewer, &mary).total, 2);
    let rights = Right::ALL.iter().copied();
    let without = rights.filter(|right| *right != Right::NotesRead);
    viewer.actor = crate::Actor::new(viewer.user(), without);
    let types = counts(&current(&viewer, &mary));
    assert_eq!(types, [(RecordType::Screening, 1)]);
    drop(viewer);
    let at_counter = machine.sign_in("desk", PASSWORD);
    assert!(list(&at_counter, &query(&mary)).is_err());
}
