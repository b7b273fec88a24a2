//! One row that is taken out of the file, or edited, is told where it is looked for by its id, and ends nothing else.
#![allow(clippy::unwrap_used)]

use crate::Clinic;
use crate::alerts::list::{list as alerts, log_due};
use crate::alerts::raise::raise;
use crate::alerts::timers::{self, AlertTimers};
use crate::alerts::{AlertForm, AlertKind, AlertPart, AlertPriority, AlertQuery};
use crate::error::Error;
use crate::invoices::PaymentMethod;
use crate::invoices::payments::{PaymentForm, take};
use crate::invoices::worklist::to_bill;
use crate::profile::{self, ProfileForm};
use crate::testing::{ADMIN_PASSWORD, PASSWORD, clinic, registered};
use crate::tests::invoices::{billing, issued};

fn damage(clinic: &Clinic) -> Vec<String> {
    let unshown = clinic.take_unshown().unwrap().damage.into_iter();
    unshown.map(|of| of.what).collect()
}

#[test]
fn a_profile_that_was_taken_out_is_missing_and_not_written_anew() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1962-04-12");
    let patient = mary.to().unwrap();
    let empty = profile::show(&diet, patient).unwrap();
    let typed = ProfileForm {
        remarks: "Prefers mornings".into(),
        ..ProfileForm::default()
    };
    let mut edit = empty.clone();
    edit.form = typed.clone();
    profile::edit(&mut diet, &empty.form, &edit).unwrap();
    drop(diet);
    let mut diet = machine.sign_in("diet", PASSWORD);
    assert_eq!(profile::show(&diet, patient).unwrap().form, typed);
    assert!(damage(&diet).is_empty());
    assert_eq!(diet.unlocked().edit_table("patient_profiles", None), 1);
    let shown = profile::show(&diet, patient).unwrap();
    assert_eq!(shown.form, ProfileForm::default());
    assert_eq!(damage(&diet), ["patient_profile"]);
    let refused = profile::edit(&mut diet, &empty.form, &edit);
    assert!(matches!(refused, Err(Error::NotAllHere)), "{refused:?}");
}

#[test]
fn a_profile_that_was_moved_to_another_patient_is_reported() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1962-04-12");
    let ann = registered(&mut diet, "Ann", "Mensah", "1990-01-01");
    for patient in [&mary, &ann] {
        let empty = profile::show(&diet, patient.to().unwrap()).unwrap();
        let mut edit = empty.clone();
        edit.form.remarks = "Prefers mornings".into();
        profile::edit(&mut diet, &empty.form, &edit).unwrap();
    }
    drop(diet);
    let diet = machine.sign_in("diet", PASSWORD);
    profile::show(&diet, mary.to().unwrap()).unwrap();
    assert!(damage(&diet).is_empty());
    let id = mary.0.replace('-', "");
    let moved = format!("patient = x'{id}' where patient <> x'{id}'");
    let moved = diet.unlocked().edit_table("patient_profiles", Some(&moved));
    assert_eq!(moved, 1);
    let shown = profile::show(&diet, mary.to().unwrap()).unwrap();
    assert_eq!(shown.form.remarks, "Prefers mornings");
    assert!(damage(&diet).contains(&"patient_profile".to_owned()));
}

#[test]
fn timers_that_were_taken_out_are_missing() {
    let (_machine, mut admin) = clinic();
    let before = timers::show(&admin).unwrap();
    assert!(damage(&admin).is_empty());
    let wanted = AlertTimers {
        critical: 2,
        ..before
    };
    timers::edit(&mut admin, &before, &wanted).unwrap();
    assert!(admin.unlocked().edit_table("settings", None) > 0);
    assert_eq!(timers::show(&admin).unwrap(), before);
    assert!(damage(&admin).contains(&"setting".to_owned()));
}

#[test]
fn an_escalation_that_was_edited_ends_no_list_of_alerts() {
    let (machine, _) = clinic();
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let typed = AlertForm {
        kind: AlertKind::Medical,
        priority: AlertPriority::Critical,
        facility_id: None,
        department_id: None,
        room_id: None,
        title: "Oxygen low".into(),
        description: String::new(),
        expires_at: None,
    };
    raise(&mut admin, &typed).unwrap();
    machine.clock.advance_s(600);
    assert!(log_due(&mut admin).unwrap() > 0);
    let edited = admin
        .unlocked()
        .edit_table("alert_escalations", Some("at = at + 1"));
    assert!(edited > 0);
    assert_eq!(log_due(&mut admin).unwrap(), 0);
    let query = AlertQuery {
        part: AlertPart::Open,
        offset: 0,
        limit: 100,
    };
    assert_eq!(alerts(&admin, &query).unwrap().total, 1);
    assert!(damage(&admin).contains(&"alert_escalation".to_owned()));
}

#[test]
fn payments_that_are_too_large_to_sum_end_no_list() {
    let (_machine, mut bill, mary) = billing();
    let invoice = issued(&mut bill, &mary);
    for _ in 0..2 {
        let paid = PaymentForm {
            method: PaymentMethod::Card,
            amount: "10".into(),
            reference: String::new(),
        };
        take(&mut bill, &invoice.id, &paid).unwrap();
    }
    let largest = format!("amount_minor = {}", i64::MAX);
    assert_eq!(bill.unlocked().edit_table("payments", Some(&largest)), 2);
    to_bill(&bill).unwrap();
}
