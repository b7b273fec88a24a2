//! What a list counts or leaves out by columns that it does not show: edited by another program, it is reported.
#![allow(clippy::unwrap_used)]

use crate::allergies::{self, Severity};
use crate::appointments::book::book;
use crate::appointments::day::{appointments_of, provider_choices};
use crate::patients::view::{DeletionReason, PatientQuery, PatientSort};
use crate::patients::{deleted, edit, list};
use crate::prescriptions::worklist::to_dispense;
use crate::prescriptions::{DispensingPart, DispensingQuery};
use crate::prints::{self, PrintForm, PrintOf};
use crate::testing::{Machine, PASSWORD, allergy, clinic, registered};
use crate::tests::diary::booking;
use crate::tests::merge::merged;
use crate::tests::prescriptions::{pharmacy, prescribed};
use crate::view::{Day, Id, ScreenLanguage};
use crate::{Clinic, chart};

/// Signs in, reads, and returns what is reported.
fn reported(machine: &Machine, user: &str, read: impl FnOnce(&mut Clinic)) -> Vec<String> {
    let mut clinic = machine.sign_in(user, PASSWORD);
    read(&mut clinic);
    let damage = clinic.take_unshown().unwrap().damage;
    damage.into_iter().map(|of| of.what).collect()
}

fn edited(machine: &Machine, table: &str, set: Option<&str>) {
    let clinic = machine.sign_in("diet", PASSWORD);
    assert!(clinic.unlocked().edit_table(table, set) > 0, "{table}");
}

fn listed(clinic: &mut Clinic) {
    let query = PatientQuery {
        text: String::new(),
        status: None,
        dietitian_id: None,
        tag_id: None,
        is_mine: false,
        is_of_department: false,
        sort: PatientSort::Name,
        after: None,
        offset: 0,
        limit: 100,
    };
    list::list(clinic, &query).unwrap();
}

fn day_printed(clinic: &mut Clinic) {
    let form = PrintForm {
        of: PrintOf::DayList {
            day: Day("2026-11-20".into()),
            provider_id: None,
            department_id: None,
        },
        sections: None,
        language: None,
        screens: ScreenLanguage::En,
    };
    prints::view(clinic, &form).unwrap();
}

fn one_who_comes() -> (Machine, Id) {
    let (machine, admin) = clinic();
    drop(admin);
    let mut office = machine.sign_in("desk", PASSWORD);
    let mary = registered(&mut office, "Mary", "Okafor", "1962-04-12");
    let provider = provider_choices(&office).unwrap().remove(0).id;
    book(
        &mut office,
        &booking(&mary, &provider, "2026-11-20T13:00:00Z"),
    )
    .unwrap();
    (machine, mary)
}

#[test]
fn an_appointment_that_was_taken_out_is_reported_wherever_it_is_counted() {
    let (machine, mary) = one_who_comes();
    let patient = mary.to().unwrap();
    let shown = |clinic: &mut Clinic| {
        appointments_of(clinic, patient).unwrap();
    };
    for read in [&listed as &dyn Fn(&mut Clinic), &day_printed, &shown] {
        assert_eq!(reported(&machine, "desk", read), Vec::<String>::new());
    }
    edited(&machine, "appointments", Some("starts = starts + 1"));
    for read in [&listed as &dyn Fn(&mut Clinic), &day_printed, &shown] {
        assert_eq!(reported(&machine, "desk", read), ["appointment"]);
    }
}

#[test]
fn a_deletion_that_was_edited_out_is_reported_with_the_deleted() {
    let (machine, mary) = one_who_comes();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let seen = chart::show(&mut diet, &mary).unwrap().form.seen;
    edit::delete(&mut diet, &mary, &seen, DeletionReason::Other, "").unwrap();
    drop(diet);
    edited(&machine, "patients", Some("deleted_at = null"));
    let read = |clinic: &mut Clinic| {
        deleted::list(clinic).unwrap();
    };
    assert_eq!(reported(&machine, "diet", read), ["patient"]);
}

/// The substances that the pharmacist sees with the first prescription.
fn substances(clinic: &Clinic) -> Vec<String> {
    let query = DispensingQuery {
        part: DispensingPart::Waiting,
        search: String::new(),
        offset: 0,
        limit: 100,
    };
    let mut page = to_dispense(clinic, &query).unwrap();
    page.rows.remove(0).prescription.allergies
}

#[test]
fn the_pharmacist_sees_the_allergies_of_every_file_of_a_patient() {
    let (machine, mut doc, mary) = pharmacy();
    prescribed(&mut doc, &mary);
    let twice = registered(&mut doc, "Marie", "Okafor", "1962-04-12");
    let metformin = allergy("Metformin", Severity::Severe);
    allergies::add(&mut doc, &twice, &metformin).unwrap();
    drop(doc);
    let mut diet = machine.sign_in("diet", PASSWORD);
    merged(&mut diet, &twice, &mary).unwrap();
    drop(diet);
    let phil = machine.sign_in("phil", PASSWORD);
    assert_eq!(substances(&phil), ["Metformin"]);
    drop(phil);
    edited(&machine, "allergies", None);
    let read = |clinic: &mut Clinic| assert_eq!(substances(clinic), Vec::<String>::new());
    assert_eq!(reported(&machine, "phil", read), ["allergy"]);
}
