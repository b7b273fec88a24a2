//! Who waits today: however many do, whether they were measured takes as many statements.
#![allow(clippy::unwrap_used)]

use std::sync::atomic::Ordering;

use crate::Clinic;
use crate::appointments::{AppointmentStatus, book, day, status};
use crate::measurements::record::enter;
use crate::measurements::{MeasureKind, NewReading};
use crate::testing::{Machine, PASSWORD, clinic, registered};
use crate::tests::diary::booking;
use crate::today::{WaitingPatient, show};
use crate::view::{Day, Id};

fn friday() -> Day {
    Day("2026-11-20".into())
}

/// Returns the ids of so many patients who are here, each at a quarter of an hour of their own.
fn arrived(machine: &Machine, count: u32) -> Vec<Id> {
    let mut clinic = machine.sign_in("desk", PASSWORD);
    let provider = day::day(&clinic, &friday()).unwrap().choices.providers;
    let one = |number: u32| {
        let birth = format!("1992-03-{:02}", number + 1);
        let patient = registered(&mut clinic, "Mary", "Okafor", &birth);
        let (hour, minute) = (10 + number / 4, number % 4 * 15);
        let starts = format!("2026-11-20T{hour}:{minute:02}:00Z");
        let mut new = booking(&patient, &provider[0].id, &starts);
        new.minutes = 15;
        let booked = book::book(&mut clinic, &new).unwrap();
        let to = AppointmentStatus::Arrived;
        status::set_status(&mut clinic, &booked.id, &booked.seen, to, None).unwrap();
        patient
    };
    (0..count).map(one).collect()
}

fn weigh(clinic: &mut Clinic, patient: &Id) {
    let reading = NewReading {
        patient_id: patient.clone(),
        kind: MeasureKind::Weight.into(),
        text: "72 kg".into(),
        at: None,
    };
    enter(clinic, &reading).unwrap();
}

fn waiting(clinic: &Clinic) -> Vec<WaitingPatient> {
    show(clinic, &friday()).unwrap().waiting
}

/// Returns how many statements it takes to show so many who wait, the second of whom is measured.
fn statements(count: u32) -> usize {
    let (machine, admin) = clinic();
    drop(admin);
    let patients = arrived(&machine, count);
    let mut diet = machine.sign_in("diet", PASSWORD);
    weigh(&mut diet, &patients[1]);
    let counted = diet.unlocked_mut().vault_mut().count_statements();
    waiting(&diet);
    counted.store(0, Ordering::Relaxed);
    let shown = waiting(&diet);
    let statements = counted.load(Ordering::Relaxed);
    let of = |one: &WaitingPatient| (one.patient.id.clone(), one.is_measured);
    let measured = |id: &Id| (id.clone(), Some(*id == patients[1]));
    let wanted: Vec<_> = patients.iter().map(measured).collect();
    let mut shown: Vec<_> = shown.iter().map(of).collect();
    shown.sort_by_key(|(id, _)| patients.iter().position(|one| one == id));
    assert_eq!(shown, wanted);
    statements
}

#[test]
fn more_who_wait_take_as_many_statements() {
    assert_eq!(statements(12), statements(3));
}
