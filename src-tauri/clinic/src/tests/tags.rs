//! Labels: named once, put on and taken off, and a filter of the list.
#![allow(clippy::unwrap_used)]

use crate::error::{Error, Reason};
use crate::patients::list;
use crate::patients::view::{DeletionReason, PatientQuery, PatientSort};
use crate::tags::{Colour, TagEdit, TagForm, TagRow};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, clinic, registered};
use crate::view::Id;
use crate::{Clinic, Result, chart, patients, tags};

fn form(name: &str, colour: Colour) -> TagForm {
    TagForm {
        name: name.to_owned(),
        colour,
        is_active: true,
    }
}

fn edit(row: &TagRow, change: impl FnOnce(&mut TagForm)) -> TagEdit {
    let mut edit = TagEdit {
        id: row.id.clone(),
        seen: row.seen.clone(),
        loaded: row.form.clone(),
        form: row.form.clone(),
    };
    change(&mut edit.form);
    edit
}

#[track_caller]
fn refused<T: std::fmt::Debug>(answer: Result<T>, field: &str, reason: Reason) {
    match answer.unwrap_err() {
        Error::Invalid {
            field: of,
            reason: why,
        } => assert_eq!((of, why), (field, reason)),
        other => unreachable!("{other:?}"),
    }
}

/// A clinic with the label "Diabète", whose receptionist has registered Mary.
fn clinic_with_mary() -> (Machine, Clinic, Id, TagRow) {
    let (machine, mut admin) = clinic();
    let tag = tags::add(&mut admin, &form("Diabète", Colour::Blue)).unwrap();
    drop(admin);
    let mut receptionist = machine.sign_in("desk", PASSWORD);
    let mary = registered(&mut receptionist, "Mary", "Okafor", "1992-03-12");
    (machine, receptionist, mary, tag)
}

fn names(clinic: &mut Clinic, patient: &Id) -> Vec<String> {
    let tags = chart::show(clinic, patient).unwrap().header.tags;
    tags.into_iter().map(|tag| tag.name).collect()
}

fn with_tag(clinic: &Clinic, tag: &TagRow) -> Vec<Id> {
    let query = PatientQuery {
        text: String::new(),
        status: None,
        dietitian_id: None,
        tag_id: Some(tag.id.clone()),
        is_mine: false,
        is_of_department: false,
        sort: PatientSort::Name,
        after: None,
        offset: 0,
        limit: 20,
    };
    let rows = list::list(clinic, &query).unwrap().rows;
    assert!(
        rows.iter()
            .all(|row| row.tags.iter().any(|chip| chip.id == tag.id))
    );
    rows.into_iter().map(|row| row.patient.id).collect()
}

#[test]
fn a_name_is_given_once_without_regard_to_case_and_accents() {
    let (_machine, mut admin) = clinic();
    let first = tags::add(&mut admin, &form(" Diabète ", Colour::Blue)).unwrap();
    assert_eq!(first.form.name, "Diabète");
    let again = tags::add(&mut admin, &form("diabete", Colour::Red));
    refused(again, "name", Reason::Taken);
    refused(
        tags::add(&mut admin, &form(" ", Colour::Red)),
        "name",
        Reason::Required,
    );
    let second = tags::add(&mut admin, &form("VIP", Colour::Amber)).unwrap();
    let renamed = edit(&second, |form| form.name = "DIABETE".into());
    refused(tags::edit(&mut admin, &renamed), "name", Reason::Taken);
    // its own name may be spelled otherwise
    let spelled = edit(&first, |form| form.name = "diabete".into());
    let spelled = tags::edit(&mut admin, &spelled).unwrap();
    assert_eq!(spelled.form.colour, Colour::Blue);
    // a form that was loaded before that changes the colour and nothing else
    let red = edit(&first, |form| form.colour = Colour::Red);
    let red = tags::edit(&mut admin, &red).unwrap();
    assert_eq!(red.form, form("diabete", Colour::Red));
}

#[test]
fn a_label_is_put_on_taken_off_and_put_on_again() {
    let (_machine, mut receptionist, mary, tag) = clinic_with_mary();
    registered(&mut receptionist, "Ben", "Tal", "1990-01-02");
    assert!(names(&mut receptionist, &mary).is_empty());
    for _ in 0..2 {
        let on = tags::patient::put_on(&mut receptionist, &mary, &tag.id).unwrap();
        assert_eq!(on.len(), 1);
        assert_eq!(names(&mut receptionist, &mary), ["Diabète"]);
        assert_eq!(with_tag(&receptionist, &tag), std::slice::from_ref(&mary));
        assert_eq!(tags::list(&receptionist).unwrap()[0].used_by, 1);

        let off = tags::patient::take_off(&mut receptionist, &mary, &tag.id).unwrap();
        assert!(off.is_empty());
        assert!(names(&mut receptionist, &mary).is_empty());
        assert!(with_tag(&receptionist, &tag).is_empty());
        assert_eq!(tags::list(&receptionist).unwrap()[0].used_by, 0);
    }
    let missing = Id::of(uuid::Uuid::from_u128(7));
    let unknown = tags::patient::put_on(&mut receptionist, &missing, &tag.id);
    assert!(matches!(unknown, Err(Error::NotFound("patient"))));
    let unknown = tags::patient::put_on(&mut receptionist, &mary, &missing);
    assert!(matches!(unknown, Err(Error::NotFound("tag"))));
}

#[test]
fn a_label_that_is_not_active_stays_where_it_is_and_goes_to_no_one_else() {
    let (machine, mut receptionist, mary, tag) = clinic_with_mary();
    tags::patient::put_on(&mut receptionist, &mary, &tag.id).unwrap();
    let ben = registered(&mut receptionist, "Ben", "Tal", "1990-01-02");
    drop(receptionist);
    let mut admin = machine.sign_in("Admin", ADMIN_PASSWORD);
    let over = edit(&tag, |form| form.is_active = false);
    assert_eq!(tags::edit(&mut admin, &over).unwrap().used_by, 1);
    drop(admin);
    let mut receptionist = machine.sign_in("desk", PASSWORD);
    assert!(tags::choices(&receptionist).unwrap().is_empty());
    assert_eq!(tags::list(&receptionist).unwrap().len(), 1);
    assert_eq!(names(&mut receptionist, &mary), ["Diabète"]);
    assert_eq!(with_tag(&receptionist, &tag), [mary]);
    let refusal = tags::patient::put_on(&mut receptionist, &ben, &tag.id);
    refused(refusal, "tag", Reason::Impossible);
}

#[test]
fn a_deleted_patient_is_not_counted_and_gets_no_label() {
    let (machine, mut receptionist, mary, tag) = clinic_with_mary();
    tags::patient::put_on(&mut receptionist, &mary, &tag.id).unwrap();
    drop(receptionist);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let seen = chart::show(&mut diet, &mary).unwrap().form.seen;
    let why = DeletionReason::Duplicate;
    patients::edit::delete(&mut diet, &mary, &seen, why, "").unwrap();
    assert_eq!(tags::list(&diet).unwrap()[0].used_by, 0);
    let off = tags::patient::take_off(&mut diet, &mary, &tag.id);
    assert!(matches!(off, Err(Error::PatientDeleted)), "{off:?}");
}
