//! Absences and the waiting list of two facilities: what is listed at one of them.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use sync_contract::catalog::Room;

use crate::Clinic;
use crate::absences::{AbsenceForm, AbsencePart, AbsenceQuery, list as absences, record};
use crate::appointments::AppointmentStatus;
use crate::appointments::book::book;
use crate::appointments::day::{provider_choices, show};
use crate::appointments::status::set_status;
use crate::error::Error;
use crate::facilities::{find, work_at};
use crate::locations::{self, LocationForm};
use crate::testing::{PASSWORD, add_user, at, registered};
use crate::tests::diary::booking;
use crate::tests::role_facilities::{end, of, only_at, with_lyon};
use crate::tests::waiting_list::any;
use crate::view::Id;
use crate::waiting_list::{NewWaiting, WaitingPart, WaitingQuery, WaitingWishes};
use crate::waiting_list::{list as waiting, offers, record::add as add_waiting};

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
