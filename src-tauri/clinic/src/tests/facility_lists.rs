//! Absences and the waiting list of two facilities: what is listed at one of them.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use sync_contract::catalog::Room;

use crate::absences::{AbsenceForm, AbsencePart, AbsenceQuery, list as absences, record};
use crate::appointments::book::{book, move_to};
use crate::appointments::day::{provider_choices, show};
use crate::appointments::status::set_status;
use crate::appointments::{AppointmentStatus, AppointmentView, Move, details};
use crate::clashes::decide::decide;
use crate::clashes::list::history;
use crate::clashes::{ClashChoice, ClashRef, DecisionQuery};
use crate::error::{Error, Reason};
use crate::facilities::{find, work_at};
use crate::locations::{self, LocationForm};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, add_user, at, registered};
use crate::tests::diary::booking;
use crate::tests::role_facilities::{end, give, invalid, of, only_at, with_lyon};
use crate::tests::waiting_list::any;
use crate::view::Id;
use crate::waiting_list::{NewWaiting, WaitingPart, WaitingQuery, WaitingWishes};
use crate::waiting_list::{list as waiting, offers, record::add as add_waiting};
use crate::{Clinic, Result};

fn room(admin: &mut Clinic, name: &str, facility: &Id) -> Id {
    let form = LocationForm {
        name: name.into(),
        code: String::new(),
        facility_id: Some(facility.clone()),
        is_active: true,
    };
    locations::add::<Room>(admin, &form).unwrap().id
}

/// Records that a provider or a room is away on Monday afternoon.
fn away(clinic: &mut Clinic, provider: Option<&Id>, room: Option<&Id>) -> Id {
    let form = AbsenceForm {
        provider_id: provider.cloned(),
        room_id: room.cloned(),
        starts_at: at("2026-11-23T12:00:00Z"),
        ends_at: at("2026-11-23T16:00:00Z"),
        reason: String::new(),
    };
    record::add(clinic, &form).unwrap().row.id
}

/// Returns the ids of the absences that are listed, and how many appointments lie in them.
fn listed(clinic: &Clinic) -> (BTreeSet<Id>, u32) {
    let query = AbsenceQuery {
        part: AbsencePart::Current,
        offset: 0,
        limit: 100,
    };
    let page = absences::list(clinic, &query).unwrap();
    assert_eq!(page.total as usize, page.rows.len());
    (
        page.rows.into_iter().map(|row| row.id).collect(),
        page.inside,
    )
}

fn ids(all: &[&Id]) -> BTreeSet<Id> {
    all.iter().map(|id| (*id).clone()).collect()
}

#[test]
fn absences_are_listed_at_the_facility_whose_they_are() {
    let (machine, mut admin, lyon) = with_lyon();
    let hillside = find(&admin, "Hillside").unwrap().id;
    let rooms = [("Room 7", &hillside), ("Room 8", &lyon)];
    let rooms = rooms.map(|(name, at)| room(&mut admin, name, at));
    add_user(&mut admin, "dora", "Dietitian");
    let (diet, dora) = (of(&admin, "diet").id, of(&admin, "dora").id);
    let [shut_here, shut_there] = rooms
        .each_ref()
        .map(|room| away(&mut admin, None, Some(room)));
    let [of_diet, of_dora] = [&diet, &dora].map(|one| away(&mut admin, Some(one), None));
    // of Hillside both, and the role of one of them is for Lyon
    only_at(&mut admin, "diet", "Dietitian", &lyon);
    end(&mut admin, "diet", "Receptionist");
    drop(admin);
    let mut bound = machine.sign_in("diet", PASSWORD);
    assert_eq!(listed(&bound).0, ids(&[&shut_there, &of_diet]));
    // by its id it is none of theirs, either
    for elsewhere in [&shut_here, &of_dora] {
        let shown = absences::show(&bound, elsewhere);
        assert!(matches!(shown, Err(Error::NotFound("absence"))));
        let ended = record::end(&mut bound, elsewhere);
        assert!(matches!(ended, Err(Error::NotFound("absence"))));
    }
    assert_eq!(absences::show(&bound, &of_diet).unwrap().row.id, of_diet);
    drop(bound);
    let mut receptionist = machine.sign_in("desk", PASSWORD);
    work_at(&mut receptionist, Some(&hillside)).unwrap();
    assert_eq!(
        listed(&receptionist).0,
        ids(&[&shut_here, &of_diet, &of_dora])
    );
    work_at(&mut receptionist, None).unwrap();
    let all = ids(&[&shut_here, &shut_there, &of_diet, &of_dora]);
    assert_eq!(listed(&receptionist).0, all);
}

#[test]
fn an_absence_is_listed_where_its_provider_is_booked() {
    let (machine, mut admin, lyon) = with_lyon();
    let mary = registered(&mut admin, "Mary", "Okafor", "1992-03-12");
    let provider = of(&admin, "diet").id;
    drop(admin);
    let mut receptionist = machine.sign_in("desk", PASSWORD);
    work_at(&mut receptionist, Some(&lyon)).unwrap();
    let new = booking(&mary, &provider, "2026-11-23T13:00:00Z");
    let booked = book(&mut receptionist, &new).unwrap();
    assert_eq!(booked.facility_id, lyon);
    let absence = away(&mut receptionist, Some(&provider), None);
    assert_eq!(listed(&receptionist), (ids(&[&absence]), 1));
    let cancelled = AppointmentStatus::Cancelled;
    let now = show(&receptionist, &booked.id).unwrap();
    set_status(&mut receptionist, &now.id, &now.seen, cancelled, None).unwrap();
    assert_eq!(listed(&receptionist), (BTreeSet::new(), 0));
    work_at(&mut receptionist, None).unwrap();
    assert_eq!(listed(&receptionist), (ids(&[&absence]), 0));
}

/// The dietitian `diet` has a role in Lyon alone.
pub(super) fn bound_to_lyon(machine: &Machine, mut admin: Clinic, lyon: &Id) -> Clinic {
    only_at(&mut admin, "diet", "Dietitian", lyon);
    end(&mut admin, "diet", "Receptionist");
    drop(admin);
    machine.sign_in("diet", PASSWORD)
}

#[test]
fn who_is_bound_to_a_facility_shuts_no_room_elsewhere() {
    let (machine, mut admin, lyon) = with_lyon();
    let hillside = find(&admin, "Hillside").unwrap().id;
    let rooms = [("Room 7", &hillside), ("Room 8", &lyon)];
    let [there, here] = rooms.map(|(name, at)| room(&mut admin, name, at));
    let mary = registered(&mut admin, "Mary", "Okafor", "1992-03-12");
    add_user(&mut admin, "dora", "Dietitian");
    let dora = of(&admin, "dora").id;
    for booked in [&there, &here] {
        let mut new = booking(&mary, &dora, "2026-11-23T13:00:00Z");
        new.room_id = Some(booked.clone());
        book(&mut admin, &new).unwrap();
    }
    let shut = away(&mut admin, None, Some(&there));
    let mut bound = bound_to_lyon(&machine, admin, &lyon);
    let form = |room: Option<&Id>, provider: Option<&Id>| AbsenceForm {
        provider_id: provider.cloned(),
        room_id: room.cloned(),
        starts_at: at("2026-11-23T12:00:00Z"),
        ends_at: at("2026-11-23T16:00:00Z"),
        reason: String::new(),
    };
    let inside = |clinic: &Clinic, form: &AbsenceForm| {
        let cards = absences::preview(clinic, form).unwrap().into_iter();
        cards.map(|card| card.facility_id).collect::<Vec<_>>()
    };
    let overlapping = |clinic: &Clinic, form: &AbsenceForm| {
        let rows = absences::overlapping(clinic, form, None).unwrap();
        rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    let elsewhere = form(Some(&there), None);
    assert!(inside(&bound, &elsewhere).is_empty());
    assert!(overlapping(&bound, &elsewhere).is_empty());
    let refused = record::add(&mut bound, &elsewhere).map(drop);
    assert_eq!(invalid(refused), ("roomId", Reason::Elsewhere));
    // of a provider who works at both, they see what is here
    let of_dora = form(None, Some(&dora));
    assert_eq!(inside(&bound, &of_dora), std::slice::from_ref(&lyon));
    assert_eq!(inside(&bound, &form(Some(&here), None)), [lyon]);
    let added = record::add(&mut bound, &of_dora).unwrap();
    assert_eq!(added.appointments.len(), 1);
    drop(bound);
    let receptionist = machine.sign_in("desk", PASSWORD);
    assert_eq!(inside(&receptionist, &elsewhere), [hillside]);
    assert_eq!(overlapping(&receptionist, &elsewhere), [shut]);
    assert_eq!(inside(&receptionist, &of_dora).len(), 2);
}

#[test]
fn an_appointment_elsewhere_is_not_open_by_its_id() {
    let (machine, mut admin, lyon) = with_lyon();
    let hillside = find(&admin, "Hillside").unwrap().id;
    let mary = registered(&mut admin, "Mary", "Okafor", "1992-03-12");
    add_user(&mut admin, "dora", "Dietitian");
    let (diet, dora) = (of(&admin, "diet").id, of(&admin, "dora").id);
    let booked = [(&dora, &hillside), (&diet, &hillside), (&dora, &lyon)];
    let [elsewhere, own, here] = booked.map(|(provider, facility)| {
        let mut new = booking(&mary, provider, "2026-11-23T13:00:00Z");
        new.facility_id = Some(facility.clone());
        book(&mut admin, &new).unwrap()
    });
    let mut bound = bound_to_lyon(&machine, admin, &lyon);
    let to = |of: &AppointmentView, facility: Option<&Id>| Move {
        id: of.id.clone(),
        seen: of.seen.clone(),
        provider_id: of.provider_id.clone(),
        room_id: None,
        facility_id: facility.cloned(),
        starts_at: at("2026-11-23T15:00:00Z"),
        minutes: 30,
    };
    let missing = |answer: Result<()>| assert!(matches!(answer, Err(Error::NotFound(_))));
    let AppointmentView { id, seen, .. } = &elsewhere;
    let cancelled = AppointmentStatus::Cancelled;
    missing(show(&bound, id).map(drop));
    missing(details::show(&bound, id).map(drop));
    missing(set_status(&mut bound, id, seen, cancelled, None).map(drop));
    missing(move_to(&mut bound, &to(&elsewhere, Some(&lyon))).map(drop));
    // nor does one of here leave for there
    let out = move_to(&mut bound, &to(&here, Some(&hillside))).map(drop);
    assert_eq!(invalid(out), ("facilityId", Reason::Unknown));
    // those of here, and their own ones wherever they are
    for one in [&own, &here] {
        let moved = move_to(&mut bound, &to(one, None)).unwrap();
        set_status(&mut bound, &moved.id, &moved.seen, cancelled, None).unwrap();
        assert!(show(&bound, &one.id).is_ok());
    }
    drop(bound);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    give(&mut admin, "diet", "Dietitian", Some(&hillside)).unwrap();
    drop(admin);
    let mut both = machine.sign_in("diet", PASSWORD);
    work_at(&mut both, Some(&lyon)).unwrap();
    set_status(&mut both, id, seen, cancelled, None).unwrap();
}

#[test]
fn what_was_decided_about_a_clash_is_listed_where_it_is() {
    let (machine, mut admin, lyon) = with_lyon();
    let hillside = find(&admin, "Hillside").unwrap().id;
    let mary = registered(&mut admin, "Mary", "Okafor", "1992-03-12");
    add_user(&mut admin, "dora", "Dietitian");
    let dora = of(&admin, "dora").id;
    for facility in [&hillside, &lyon] {
        let two = ["13:00", "13:15"].map(|time| {
            let mut new = booking(&mary, &dora, &format!("2026-11-23T{time}:00Z"));
            new.facility_id = Some(facility.clone());
            book(&mut admin, &new).unwrap().id
        });
        let [appointment_id, other_id] = two;
        let clash = ClashRef {
            id: None,
            appointment_id,
            other_id,
        };
        decide(&mut admin, &clash, ClashChoice::Keep).unwrap();
    }
    let at = |clinic: &Clinic| {
        let query = DecisionQuery {
            offset: 0,
            limit: 10,
        };
        let page = history(clinic, &query).unwrap();
        assert_eq!(page.total as usize, page.rows.len());
        let rows = page.rows.into_iter();
        rows.map(|row| row.appointment.facility_id)
            .collect::<Vec<_>>()
    };
    let bound = bound_to_lyon(&machine, admin, &lyon);
    assert_eq!(at(&bound), [lyon]);
    drop(bound);
    let mut receptionist = machine.sign_in("desk", PASSWORD);
    work_at(&mut receptionist, Some(&hillside)).unwrap();
    assert_eq!(at(&receptionist), [hillside]);
    work_at(&mut receptionist, None).unwrap();
    assert_eq!(at(&receptionist).len(), 2);
}

fn waits(clinic: &mut Clinic, patient: &Id, provider: Option<&Id>) -> Id {
    let new = NewWaiting {
        patient_id: patient.clone(),
        wishes: WaitingWishes {
            provider_id: provider.cloned(),
            ..any()
        },
    };
    add_waiting(clinic, &new).unwrap().id
}

fn who_waits(clinic: &Clinic) -> BTreeSet<Id> {
    let query = WaitingQuery {
        part: WaitingPart::Current,
        offset: 0,
        limit: 100,
    };
    let page = waiting::list(clinic, &query).unwrap();
    assert_eq!(page.total as usize, page.rows.len());
    page.rows.into_iter().map(|row| row.id).collect()
}

#[test]
fn who_waits_is_listed_at_the_facility_of_their_file_or_wish() {
    let (machine, mut admin, lyon) = with_lyon();
    let hillside = find(&admin, "Hillside").unwrap().id;
    only_at(&mut admin, "diet", "Dietitian", &lyon);
    let diet = of(&admin, "diet").id;
    drop(admin);
    let mut receptionist = machine.sign_in("desk", PASSWORD);
    work_at(&mut receptionist, Some(&hillside)).unwrap();
    let mary = registered(&mut receptionist, "Mary", "Okafor", "1992-03-12");
    let sam = registered(&mut receptionist, "Sam", "Waller", "1960-01-02");
    work_at(&mut receptionist, Some(&lyon)).unwrap();
    let anna = registered(&mut receptionist, "Anna", "Weber", "1980-01-02");
    let of_mary = waits(&mut receptionist, &mary, None);
    // with the dietitian of Lyon
    let of_sam = waits(&mut receptionist, &sam, Some(&diet));
    let of_anna = waits(&mut receptionist, &anna, None);
    assert_eq!(who_waits(&receptionist), ids(&[&of_sam, &of_anna]));
    work_at(&mut receptionist, Some(&hillside)).unwrap();
    assert_eq!(who_waits(&receptionist), ids(&[&of_mary, &of_sam]));
    work_at(&mut receptionist, None).unwrap();
    assert_eq!(
        who_waits(&receptionist),
        ids(&[&of_mary, &of_sam, &of_anna])
    );
}

#[test]
fn a_free_time_is_offered_to_those_who_are_listed() {
    let (machine, admin, lyon) = with_lyon();
    drop(admin);
    let mut receptionist = machine.sign_in("desk", PASSWORD);
    let mary = registered(&mut receptionist, "Mary", "Okafor", "1992-03-12");
    let of_mary = waits(&mut receptionist, &mary, None);
    work_at(&mut receptionist, Some(&lyon)).unwrap();
    let anna = registered(&mut receptionist, "Anna", "Weber", "1980-01-02");
    let of_anna = waits(&mut receptionist, &anna, None);
    let sam = registered(&mut receptionist, "Sam", "Waller", "1960-01-02");
    let provider = provider_choices(&receptionist).unwrap().remove(0).id;
    let new = booking(&sam, &provider, "2026-11-24T12:00:00Z");
    let booked = book(&mut receptionist, &new).unwrap();
    let cancelled = AppointmentStatus::Cancelled;
    set_status(&mut receptionist, &booked.id, &booked.seen, cancelled, None).unwrap();
    let offered = |receptionist: &Clinic| {
        let slots = offers::list(receptionist).unwrap().slots.into_iter();
        slots
            .flat_map(|slot| slot.entry_ids)
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(offered(&receptionist), ids(&[&of_anna]));
    work_at(&mut receptionist, None).unwrap();
    assert_eq!(offered(&receptionist), ids(&[&of_mary, &of_anna]));
}
