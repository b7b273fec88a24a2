//! A role for another facility than the one concerned: who is offered, booked, called, and reads what they ordered.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use crate::absences::AbsenceForm;
use crate::alerts::AlertForm;
use crate::alerts::list::watch;
use crate::alerts::raise::raise;
use crate::appointments::book::{book, move_to};
use crate::appointments::day::{day, provider_choices};
use crate::appointments::{Move, NewAppointment};
use crate::error::Reason;
use crate::facilities::{find, work_at};
use crate::labs::course::read_results;
use crate::labs::orders::{show, unread};
use crate::labs::record::add_results;
use crate::testing::{ADMIN_PASSWORD, PASSWORD, add_user, at, clinic, registered};
use crate::tests::alerts::typed;
use crate::tests::diary::booking;
use crate::tests::lab_orders::{collected, laboratory, ordered};
use crate::tests::labs::potassium;
use crate::tests::role_facilities::{add_facility, end, give, invalid, of, only_at, with_lyon};
use crate::users::details::{self, UserForm};
use crate::view::{Day, Id};
use crate::{Clinic, absences};

fn monday() -> Day {
    Day("2026-11-23".into())
}

/// How many providers are offered for appointments and for patients, and how many have a column.
fn offered(clinic: &Clinic) -> [usize; 3] {
    let day = day(clinic, &monday()).unwrap();
    let choices = provider_choices(clinic).unwrap();
    let offered = day.choices.providers.len();
    [offered, choices.len(), day.columns.len()]
}

#[test]
fn a_provider_of_one_facility_is_offered_and_booked_there_alone() {
    let (machine, mut admin, lyon) = with_lyon();
    let hillside = find(&admin, "Hillside").unwrap().id;
    let mary = registered(&mut admin, "Mary", "Okafor", "1992-03-12");
    let provider = of(&admin, "diet").id;
    only_at(&mut admin, "diet", "Dietitian", &lyon);
    drop(admin);
    let mut clinic = machine.sign_in("desk", PASSWORD);
    let new = booking(&mary, &provider, "2026-11-23T13:00:00Z");
    let elsewhere = ("providerId", Reason::Elsewhere);
    work_at(&mut clinic, Some(&hillside)).unwrap();
    assert_eq!(offered(&clinic), [0; 3]);
    assert_eq!(invalid(book(&mut clinic, &new).map(drop)), elsewhere);
    // the provider's own facility is Hillside: a column is in Lyon while they are booked there
    work_at(&mut clinic, Some(&lyon)).unwrap();
    assert_eq!(offered(&clinic), [1, 1, 0]);
    assert_eq!(book(&mut clinic, &new).unwrap().facility_id, lyon);
    assert_eq!(offered(&clinic), [1, 1, 1]);
    // at all facilities they are booked where they see patients
    work_at(&mut clinic, None).unwrap();
    assert_eq!(offered(&clinic), [1, 1, 1]);
    let new = NewAppointment {
        starts_at: at("2026-11-23T15:00:00Z"),
        ..new
    };
    let booked = book(&mut clinic, &new).unwrap();
    assert_eq!(booked.facility_id, lyon);
    let to = Move {
        id: booked.id,
        seen: booked.seen,
        provider_id: provider,
        room_id: None,
        facility_id: Some(hillside),
        starts_at: booked.starts_at,
        minutes: 30,
    };
    assert_eq!(invalid(move_to(&mut clinic, &to).map(drop)), elsewhere);
}

#[test]
fn an_appointment_stays_with_a_provider_who_sees_patients_elsewhere_now() {
    let (machine, mut admin, lyon) = with_lyon();
    let mary = registered(&mut admin, "Mary", "Okafor", "1992-03-12");
    let provider = of(&admin, "diet").id;
    let new = booking(&mary, &provider, "2026-11-23T13:00:00Z");
    let booked = book(&mut admin, &new).unwrap();
    only_at(&mut admin, "diet", "Dietitian", &lyon);
    drop(admin);
    let mut clinic = machine.sign_in("desk", PASSWORD);
    // their column has it still
    assert_eq!(offered(&clinic), [0, 0, 1]);
    let to = Move {
        id: booked.id,
        seen: booked.seen,
        provider_id: provider,
        room_id: None,
        facility_id: None,
        starts_at: at("2026-11-23T14:00:00Z"),
        minutes: 30,
    };
    let moved = move_to(&mut clinic, &to).unwrap();
    assert_eq!(moved.starts_at, at("2026-11-23T14:00:00Z"));
}

#[test]
fn at_all_facilities_free_times_are_by_the_providers_own_clock() {
    let (machine, mut admin) = clinic();
    let annapurna = add_facility(&machine, &mut admin, "Annapurna", "Asia/Kathmandu");
    let user = of(&admin, "diet");
    let form = UserForm {
        facility_id: Some(annapurna.clone()),
        ..user.form.clone()
    };
    details::edit(&mut admin, &user.id, &user.seen, &user.form, &form).unwrap();
    drop(admin);
    let mut clinic = machine.sign_in("desk", PASSWORD);
    // from nine to eleven there, from a quarter past four in Paris
    let absence = AbsenceForm {
        provider_id: Some(user.id),
        room_id: None,
        starts_at: at("2026-11-23T03:15:00Z"),
        ends_at: at("2026-11-23T05:15:00Z"),
        reason: String::new(),
    };
    absences::record::add(&mut clinic, &absence).unwrap();
    let free = |clinic: &Clinic| day(clinic, &monday()).unwrap().columns[0].free;
    for at in [None, Some(&annapurna)] {
        work_at(&mut clinic, at).unwrap();
        assert_eq!(free(&clinic), 12);
    }
}

#[test]
fn a_nurse_of_another_facility_is_not_called_to_an_alert() {
    let (machine, mut admin, lyon) = with_lyon();
    let hillside = find(&admin, "Hillside").unwrap().id;
    add_user(&mut admin, "nora", "Nurse");
    only_at(&mut admin, "nora", "Nurse", &lyon);
    let alert = AlertForm {
        facility_id: Some(hillside.clone()),
        ..typed(None)
    };
    raise(&mut admin, &alert).unwrap();
    drop(admin);
    let called = |username: &str| {
        let clinic = machine.sign_in(username, PASSWORD);
        !watch(&clinic).unwrap().critical.is_empty()
    };
    // without a nurse at Hillside it calls all who see it
    assert_eq!(["desk", "nora"].map(called), [true, true]);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    give(&mut admin, "nora", "Nurse", Some(&hillside)).unwrap();
    drop(admin);
    assert_eq!(["desk", "nora"].map(called), [false, true]);
}

#[test]
fn a_role_for_another_facility_shows_no_alert_of_this_one() {
    let (machine, mut admin, lyon) = with_lyon();
    only_at(&mut admin, "diet", "Dietitian", &lyon);
    end(&mut admin, "diet", "Receptionist");
    let hillside = find(&admin, "Hillside").unwrap().id;
    let seen = || watch(&machine.sign_in("diet", PASSWORD)).unwrap().open;
    for facility in [&hillside, &lyon] {
        let alert = AlertForm {
            facility_id: Some(facility.clone()),
            ..typed(None)
        };
        raise(&mut admin, &alert).unwrap();
    }
    // the user's own facility is Hillside, and none of their roles counts there
    assert_eq!(seen(), 1);
    give(&mut admin, "diet", "Dietitian", Some(&hillside)).unwrap();
    assert_eq!(seen(), 2);
}

#[test]
fn what_a_doctor_of_another_facility_has_ordered_others_read() {
    let (machine, doc, _) = laboratory();
    drop(doc);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let lyon = add_facility(&machine, &mut admin, "Lyon", "Europe/Paris");
    let hillside = find(&admin, "Hillside").unwrap().id;
    drop(admin);
    let mut doc = machine.sign_in("doc", PASSWORD);
    // a patient of Hillside, where the doctor works
    let sam = registered(&mut doc, "Sam", "Waller", "1960-01-02");
    let order = ordered(&mut doc, &sam);
    let order = collected(&mut doc, &order).unwrap();
    add_results(&mut doc, &order.id, &[potassium("4.4")]).unwrap();
    drop(doc);
    let unread_of = |username: &str| {
        let clinic = machine.sign_in(username, PASSWORD);
        unread(&clinic, &BTreeSet::new()).unwrap().len()
    };
    assert_eq!(["doc", "deb"].map(unread_of), [1, 0]);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    only_at(&mut admin, "doc", "Doctor", &lyon);
    assert_eq!(["doc", "deb"].map(unread_of), [1, 1]);
    give(&mut admin, "doc", "Doctor", Some(&hillside)).unwrap();
    assert_eq!(["doc", "deb"].map(unread_of), [1, 0]);
    let token = |clinic: &Clinic, id: &Id| show(clinic, id).unwrap().read_token;
    let mut deb = machine.sign_in("deb", PASSWORD);
    assert_eq!(token(&deb, &order.id), None);
    let doctor = of(&admin, "doc").roles.into_iter();
    let doctor = doctor.filter(|role| role.facility_id.as_ref() == Some(&hillside));
    for role in doctor {
        crate::users::membership::end(&mut admin, &role.id, &role.seen).unwrap();
    }
    drop(admin);
    let token = token(&deb, &order.id).unwrap();
    assert!(!read_results(&mut deb, &order.id, &token).unwrap().is_unread);
}
