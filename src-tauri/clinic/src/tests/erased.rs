use sync_contract::catalog::ErasureReason;
use vault::{AdminSignedOutcome, SecondSigner};

use crate::Clinic;
use crate::appointments::{AppointmentStatus, book, day};
use crate::patients::erase::{ErasureForm, erase, preview, second};
use crate::testing::{Machine, add_user, registered};
use crate::tests::diary::booking;
use crate::view::Day;

/// The status of the appointment that starts at a time, and how many patients it has.
fn at(clinic: &Clinic, starts: &str) -> (AppointmentStatus, usize) {
    let shown = day::day(clinic, &Day("2026-11-20".into())).unwrap();
    let mut views = shown.appointments.iter();
    let view = views.find(|view| view.starts_at.0 == starts).unwrap();
    (view.status, view.patients.len())
}

/// What is to come would wait for a patient whom nothing names any more.
#[test]
fn the_coming_appointments_of_an_erased_patient_are_cancelled() {
    let machine = Machine::new();
    let (mut admin, recovery) = machine.create_clinic(false);
    add_user(&mut admin, "diet", "Dietitian");
    let mary = registered(&mut admin, "Mary", "Okafor", "1992-03-12");
    let kofi = registered(&mut admin, "Kofi", "Mensah", "1990-01-02");
    let empty = day::day(&admin, &Day("2026-11-20".into())).unwrap();
    let provider = empty.choices.providers[0].id.clone();
    let times = ["2026-11-20T14:00:00Z", "2026-11-20T15:00:00Z"];
    for (patient, starts) in [&mary, &kofi].into_iter().zip(times) {
        book::book(&mut admin, &booking(patient, &provider, starts)).unwrap();
    }
    let shown = preview(&admin, &mary).unwrap();
    let form = ErasureForm {
        id: mary,
        reason: ErasureReason::PatientRequest,
        file_number: shown.files[0].file_number.clone(),
        merged: Vec::new(),
    };
    let signer = SecondSigner::Recovery(&recovery);
    let orders = second(&mut admin, &form, &signer).unwrap();
    let erased = erase(&mut admin, &orders).unwrap();
    assert!(matches!(erased, AdminSignedOutcome::Applied(())));
    let [theirs, other] = times.map(|starts| at(&admin, starts));
    assert_eq!(theirs, (AppointmentStatus::Cancelled, 0));
    assert_eq!(other, (AppointmentStatus::Scheduled, 1));
}
