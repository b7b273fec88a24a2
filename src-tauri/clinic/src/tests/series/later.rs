//! One date of a series and those after it: moved, cancelled, printed.

use super::*;
use crate::appointments::series::cancel::{cancel_later, restore};
use crate::appointments::series::later::{self, move_later};
use crate::appointments::series::{LaterCancel, LaterDate, LaterMoves, LaterPlan, LaterPut};
use crate::appointments::{AppointmentStatus, Move, status};
use crate::prints::{self, PrintBody, PrintForm, PrintOf};
use crate::view::ScreenLanguage;

fn to(view: &AppointmentView, starts: &str) -> Move {
    Move {
        id: view.id.clone(),
        seen: view.seen.clone(),
        provider_id: view.provider_id.clone(),
        room_id: view.room_id.clone(),
        facility_id: None,
        starts_at: at(starts),
        minutes: 30,
    }
}

fn later_plan(to: Move) -> LaterPlan {
    LaterPlan {
        to,
        moved: Vec::new(),
        skipped: Vec::new(),
    }
}

/// The dates that are previewed and not skipped.
fn moves(clinic: &Clinic, plan: &LaterPlan) -> LaterMoves {
    let shown = later::preview(clinic, plan).unwrap();
    let chosen = shown.dates.into_iter().filter(|date| !date.is_skipped);
    let dates = chosen.map(|date| LaterDate {
        id: date.id.unwrap(),
        seen: date.seen.unwrap(),
        starts_at: date.starts_at,
    });
    LaterMoves {
        to: plan.to.clone(),
        dates: dates.collect(),
    }
}

impl Office {
    fn starts(&self, of: &AppointmentView) -> Vec<String> {
        let series = list::show(&self.clinic, &of.id).unwrap();
        let views = series.appointments.into_iter();
        views
            .map(|view| view.starts_at.0[5..16].to_owned())
            .collect()
    }
}

#[test]
fn this_and_later_move_as_far_and_earlier_ones_stay() {
    let mut office = Office::new();
    let booked = office.booked(4);
    // to the next day, half an hour later
    let plan = later_plan(to(&booked[1], "2026-12-01T09:30:00Z"));
    let form = moves(&office.clinic, &plan);
    let moved = done(move_later(&mut office.clinic, &form).unwrap());
    assert_eq!(moved.len(), 3);
    let wanted = ["11-23T09:00", "12-01T09:30", "12-08T09:30", "12-15T09:30"];
    assert_eq!(office.starts(&booked[0]), wanted);
    // the room was not changed, and so it is in none of them
    assert!(
        moved
            .iter()
            .all(|one| one.room_id.as_ref() == Some(&office.room))
    );
    let without_room = Move {
        room_id: None,
        minutes: 60,
        ..to(&moved[1], "2026-12-08T09:30:00Z")
    };
    let form = moves(&office.clinic, &later_plan(without_room));
    let changed = done(move_later(&mut office.clinic, &form).unwrap());
    assert!(changed.iter().all(|one| one.room_id.is_none()));
    assert_eq!(changed[1].ends_at, at("2026-12-15T10:30:00Z"));
    assert_eq!(office.starts(&booked[0]), wanted);
}

#[test]
fn a_week_later_each_takes_the_time_of_the_next() {
    let mut office = Office::new();
    let booked = office.booked(3);
    let plan = later_plan(to(&booked[0], "2026-11-30T09:00:00Z"));
    let shown = later::preview(&office.clinic, &plan).unwrap();
    assert_eq!(states(&shown), [Free, Free, Free]);
    // one that stays is in the way of the one before it
    let stays = LaterPlan {
        skipped: vec![booked[2].id.clone()],
        ..plan.clone()
    };
    let shown = later::preview(&office.clinic, &stays).unwrap();
    assert_eq!(shown.dates[1].state, Overlaps);
    assert_eq!(shown.dates[1].overlaps[0].id, Some(booked[2].id.clone()));
    let form = moves(&office.clinic, &plan);
    let moved = move_later(&mut office.clinic, &form).unwrap();
    let wanted = ["11-30T09:00", "12-07T09:00", "12-14T09:00"];
    assert_eq!(office.starts(&booked[0]), wanted);
    let SeriesOutcome::Done { back, .. } = moved else {
        panic!("all of them are free");
    };
    later::move_back(&mut office.clinic, &back).unwrap();
    let before = ["11-23T09:00", "11-30T09:00", "12-07T09:00"];
    assert_eq!(office.starts(&booked[0]), before);
}

#[test]
fn one_that_is_not_free_any_more_moves_none() {
    let mut office = Office::new();
    let booked = office.booked(3);
    let plan = later_plan(to(&booked[0], "2026-11-23T10:00:00Z"));
    let form = moves(&office.clinic, &plan);
    office.absence(true, "2026-11-30T10:00:00Z", "2026-11-30T11:00:00Z");
    let answer = move_later(&mut office.clinic, &form).unwrap();
    let SeriesOutcome::NotFree { dates } = answer else {
        panic!("the dietitian is absent");
    };
    let listed: Vec<_> = dates.iter().map(|date| date.state).collect();
    assert_eq!(listed, [Free, Absent, Free]);
    let before = ["11-23T09:00", "11-30T09:00", "12-07T09:00"];
    assert_eq!(office.starts(&booked[0]), before);
    // one that a colleague moved since is not the one that was looked at
    let mut seen = form;
    seen.dates.remove(1);
    let clinic = &mut office.clinic;
    single::move_to(clinic, &to(&booked[2], "2026-12-08T09:00:00Z")).unwrap();
    let refused = move_later(clinic, &seen);
    assert!(
        matches!(refused, Err(Error::ChangedMeanwhile)),
        "{refused:?}"
    );
    assert_eq!(office.starts(&booked[0])[0], "11-23T09:00");
}

#[test]
fn only_this_one_leaves_the_others() {
    let mut office = Office::new();
    let booked = office.booked(3);
    let clinic = &mut office.clinic;
    single::move_to(clinic, &to(&booked[1], "2026-12-01T13:00:00Z")).unwrap();
    let cancelled = AppointmentStatus::Cancelled;
    status::set_status(clinic, &booked[2].id, &booked[2].seen, cancelled, None).unwrap();
    let series = list::show(clinic, &booked[0].id).unwrap().appointments;
    let statuses: Vec<_> = series.iter().map(|one| one.status).collect();
    use AppointmentStatus::{Cancelled, Scheduled};
    assert_eq!(statuses, [Scheduled, Scheduled, Cancelled]);
    let wanted = ["11-23T09:00", "12-01T13:00", "12-07T09:00"];
    assert_eq!(office.starts(&booked[0]), wanted);
}

#[test]
fn this_and_later_are_cancelled_and_taken_back_as_they_were() {
    let mut office = Office::new();
    let booked = office.booked(4);
    let clinic = &mut office.clinic;
    let confirmed = AppointmentStatus::Confirmed;
    status::set_status(clinic, &booked[2].id, &booked[2].seen, confirmed, None).unwrap();
    let form = LaterCancel {
        id: booked[1].id.clone(),
        seen: booked[1].seen.clone(),
        why: status::StatusWhy {
            code: None,
            text: "Moves away".into(),
        },
    };
    let ended = cancel_later(clinic, &form).unwrap();
    assert_eq!(ended.appointments.len(), 3);
    let is_off = |one: &AppointmentView| one.status == AppointmentStatus::Cancelled;
    assert!(ended.appointments.iter().all(is_off));
    let all = list::show(clinic, &booked[0].id).unwrap().appointments;
    assert!(!is_off(&all[0]));
    // what is cancelled is free, and so is its time for another patient
    let anna = office.anna.clone();
    let taken = office.book_one(&anna, "2026-11-30T09:00:00Z");
    assert!(taken.overlaps.is_empty());
    let clinic = &mut office.clinic;
    let back = restore(clinic, &ended.back).unwrap();
    let statuses: Vec<_> = back.iter().map(|one| one.status).collect();
    use AppointmentStatus::{Confirmed, Scheduled};
    assert_eq!(statuses, [Scheduled, Confirmed, Scheduled]);
    let again = restore(clinic, &ended.back);
    assert!(matches!(again, Err(Error::ChangedMeanwhile)), "{again:?}");
    // what comes after a date depends on its start: it is cancelled as it was seen, or not
    let second = cancel_later(clinic, &form);
    assert!(matches!(second, Err(Error::ChangedMeanwhile)), "{second:?}");
    let form = LaterCancel {
        seen: back[0].seen.clone(),
        ..form
    };
    assert_eq!(cancel_later(clinic, &form).unwrap().appointments.len(), 3);
}

#[test]
fn a_date_that_is_named_stays_itself_when_another_gets_its_number() {
    let mut office = Office::new();
    let booked = office.booked(4);
    let plan = LaterPlan {
        moved: vec![LaterPut {
            id: booked[1].id.clone(),
            starts_at: at("2026-12-01T15:00:00Z"),
        }],
        skipped: vec![booked[2].id.clone()],
        ..later_plan(to(&booked[0], "2026-11-23T10:00:00Z"))
    };
    // the third becomes the last, and the fourth the third
    let last = to(&booked[2], "2026-12-22T09:00:00Z");
    single::move_to(&mut office.clinic, &last).unwrap();
    let shown = later::preview(&office.clinic, &plan).unwrap();
    let of = |view: &AppointmentView| {
        let date = shown
            .dates
            .iter()
            .find(|date| date.id.as_ref() == Some(&view.id));
        let date = date.unwrap();
        (
            date.number,
            date.is_skipped,
            date.starts_at.0[5..16].to_owned(),
        )
    };
    assert_eq!(of(&booked[1]), (2, false, "12-01T15:00".into()));
    assert_eq!(of(&booked[2]), (4, true, "12-22T10:00".into()));
    assert_eq!(of(&booked[3]), (3, false, "12-14T10:00".into()));
    // one that was cancelled since is no date any more
    let gone = status::set_status(
        &mut office.clinic,
        &booked[1].id,
        &booked[1].seen,
        AppointmentStatus::Cancelled,
        None,
    );
    gone.unwrap();
    let shown = later::preview(&office.clinic, &plan).unwrap();
    assert_eq!(shown.dates.len(), 3);
}

#[test]
fn a_later_date_in_a_room_that_is_not_in_use_is_skipped_or_moves_none() {
    let mut office = Office::new();
    let booked = office.booked(3);
    let elsewhere = Move {
        room_id: None,
        ..to(&booked[0], "2026-11-23T09:00:00Z")
    };
    let first = single::move_to(&mut office.clinic, &elsewhere).unwrap();
    let plan = later_plan(to(&first, "2026-11-23T10:00:00Z"));
    let form = moves(&office.clinic, &plan);
    let Office {
        _machine: machine,
        clinic,
        room,
        ..
    } = office;
    drop(clinic);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let rooms = locations::list::<Room>(&admin).unwrap();
    let row = rooms.iter().find(|row| row.id == room).unwrap();
    let unused = LocationForm {
        is_active: false,
        ..row.form()
    };
    locations::edit::<Room>(&mut admin, &row.id, &row.seen, &row.form(), &unused).unwrap();
    drop(admin);
    let mut clinic = machine.sign_in("desk", PASSWORD);
    let unknown = ("roomId", Reason::Unknown);
    assert_eq!(fault(later::preview(&clinic, &plan)), unknown);
    assert_eq!(fault(move_later(&mut clinic, &form)), unknown);
    let skips = LaterPlan {
        skipped: booked[1..].iter().map(|date| date.id.clone()).collect(),
        ..plan
    };
    let form = moves(&clinic, &skips);
    assert_eq!(done(move_later(&mut clinic, &form).unwrap()).len(), 1);
}

#[test]
fn what_was_done_neither_moves_nor_ends() {
    let mut office = Office::new();
    let booked = office.booked(3);
    let clinic = &mut office.clinic;
    let mut last = booked[2].clone();
    for step in [AppointmentStatus::InRoom, AppointmentStatus::Completed] {
        last = status::set_status(clinic, &last.id, &last.seen, step, None).unwrap();
    }
    let plan = later_plan(to(&booked[0], "2026-11-23T10:00:00Z"));
    let shown = later::preview(clinic, &plan).unwrap();
    assert_eq!(shown.dates.len(), 2);
    let form = LaterCancel {
        id: booked[1].id.clone(),
        seen: booked[1].seen.clone(),
        why: status::StatusWhy::default(),
    };
    assert_eq!(cancel_later(clinic, &form).unwrap().appointments.len(), 1);
    let of_done = LaterCancel {
        id: last.id.clone(),
        seen: last.seen.clone(),
        why: status::StatusWhy::default(),
    };
    let refused = cancel_later(clinic, &of_done);
    assert_eq!(fault(refused), ("status", Reason::OutOfOrder));
    let refused = later::preview(clinic, &later_plan(to(&last, "2026-12-08T09:00:00Z")));
    assert_eq!(fault(refused), ("appointment", Reason::OutOfOrder));
}

#[test]
fn a_card_lists_the_dates_that_are_still_expected() {
    let mut office = Office::new();
    let booked = office.booked(3);
    let clinic = &mut office.clinic;
    let cancelled = AppointmentStatus::Cancelled;
    status::set_status(clinic, &booked[1].id, &booked[1].seen, cancelled, None).unwrap();
    let form = PrintForm {
        of: PrintOf::AppointmentCard {
            appointment_id: booked[0].id.clone(),
            patient_id: None,
        },
        sections: None,
        language: None,
        screens: ScreenLanguage::En,
    };
    let PrintBody::AppointmentCard(card) = prints::view(clinic, &form).unwrap().body else {
        panic!("an appointment is printed as a card");
    };
    let starts: Vec<_> = card
        .later
        .iter()
        .map(|date| date.starts_at.clone())
        .collect();
    assert_eq!(starts, [booked[2].starts_at.clone()]);
}
