//! Readings that are not part of a visit, such as those of a child's health booklet.
#![allow(clippy::unwrap_used)]

use crate::error::{Error, Reason};
use crate::measurement_kinds::offered;
use crate::measurements::record::{self, confirm, describe, enter};
use crate::measurements::{
    Correction, HowTaken, MeasureKind, MeasurementContext, MeasurementMethod, MeasurementView,
    NewReading, list,
};
use crate::testing::{Machine, PASSWORD, add_user, clinic, registered};
use crate::view::{At, Id};
use crate::visits::{VisitStart, list as visits, show, start};
use crate::{Clinic, Result};
use sync_contract::catalog::VisitType;

fn clinic_with_lea() -> (Machine, Clinic, Id) {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let lea = registered(&mut diet, "Lea", "Tremblay", "2024-05-04");
    (machine, diet, lea)
}

fn entered(
    clinic: &mut Clinic,
    patient: &Id,
    kind: MeasureKind,
    text: &str,
    at: Option<&str>,
) -> Result<MeasurementView> {
    let form = NewReading {
        patient_id: patient.clone(),
        kind: kind.into(),
        text: text.into(),
        at: at.map(|at| At(at.into())),
    };
    enter(clinic, &form)
}

#[test]
fn a_reading_of_a_booklet_is_entered_without_a_visit() {
    let (_machine, mut diet, lea) = clinic_with_lea();
    let at = Some("2025-05-04T09:00:00Z");
    let weight = entered(&mut diet, &lea, MeasureKind::Weight, "19 lb 13 oz", at).unwrap();
    assert_eq!(weight.entered_text, "19 lb 13 oz");
    assert_eq!((weight.quantity.value.0, weight.visit_id), (8.987, None));
    assert_eq!(Some(weight.measured_at.0.as_str()), at);
    assert!(weight.centile.is_some() && !weight.questioned);
    assert!(visits::list(&diet, &lea).unwrap().is_empty());

    // without a time it is of now
    let length = entered(&mut diet, &lea, MeasureKind::Height, "86 cm", None).unwrap();
    assert_eq!(length.measured_at, At::of(diet.now()));
    assert_eq!(list::list(&diet, &lea).unwrap().len(), 2);
}

#[test]
fn a_visit_that_goes_on_shows_what_is_measured_meanwhile() {
    let (_machine, mut diet, lea) = clinic_with_lea();
    let begun = VisitStart {
        patient_id: lea.clone(),
        appointment_id: None,
        r#type: VisitType::Initial,
    };
    let visit = start::start(&mut diet, &begun).unwrap().visit;
    entered(&mut diet, &lea, MeasureKind::Weight, "12.4 kg", None).unwrap();
    let shown = show::show(&mut diet, &visit.id).unwrap();
    let mut lines = shown.grid.lines.into_iter();
    let weight = lines.find(|line| line.kind == MeasureKind::Weight);
    let last = weight.and_then(|line| line.last);
    assert_eq!(last.map(|last| last.quantity.value.0), Some(12.4));
}

#[test]
fn what_is_usual_of_a_small_child_is_asked_about_of_a_grown_person() {
    let (_machine, mut diet, lea) = clinic_with_lea();
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let child = entered(&mut diet, &lea, MeasureKind::Weight, "7.6 kg", None).unwrap();
    assert!(!child.questioned);
    let grown = entered(&mut diet, &mary, MeasureKind::Weight, "7.6 kg", None).unwrap();
    assert!(grown.questioned && grown.entered_text == "7.6 kg");
    confirm(&mut diet, &grown.id, &grown.seen).unwrap();
    let shown = list::show(&diet, &grown.id).unwrap();
    assert!(shown.confirmed && !shown.questioned);
}

#[test]
fn an_odd_one_is_stored_and_asked_about_and_an_impossible_one_is_refused() {
    let (_machine, mut diet, lea) = clinic_with_lea();
    let odd = entered(&mut diet, &lea, MeasureKind::Head, "80 cm", None).unwrap();
    assert!(odd.questioned);
    confirm(&mut diet, &odd.id, &odd.seen).unwrap();
    assert!(list::show(&diet, &odd.id).unwrap().confirmed);

    let mut refused = |text: &str, at: Option<&str>| match entered(
        &mut diet,
        &lea,
        MeasureKind::Weight,
        text,
        at,
    )
    .unwrap_err()
    {
        Error::Invalid { field, reason } => (field, reason),
        other => panic!("{text}: {other}"),
    };
    assert_eq!(refused("abc", None), ("text", Reason::Malformed));
    assert_eq!(refused("7200 kg", None), ("text", Reason::Impossible));
    assert_eq!(refused("9 cm", None), ("text", Reason::Unknown));
    let before_birth = Some("2024-05-02T09:00:00Z");
    assert_eq!(refused("9 kg", before_birth), ("at", Reason::Backwards));
    let to_come = Some("2031-05-02T09:00:00Z");
    assert_eq!(refused("9 kg", to_come), ("at", Reason::InTheFuture));
    assert_eq!(list::list(&diet, &lea).unwrap().len(), 1);
}

#[test]
fn what_is_computed_is_no_kind_of_a_new_reading() {
    let (_machine, diet, _) = clinic_with_lea();
    let kinds = offered(&diet).unwrap();
    let is_of = |kind: MeasureKind| kinds.iter().any(|one| one.kind == kind);
    assert!(is_of(MeasureKind::Weight) && is_of(MeasureKind::Ulna));
    assert!(!is_of(MeasureKind::Bmi) && !is_of(MeasureKind::WaistHip));
}

#[test]
fn a_corrected_reading_shows_its_former_value_and_who_had_entered_it() {
    let (machine, mut admin) = clinic();
    add_user(&mut admin, "nurse", "Nurse");
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let lea = registered(&mut diet, "Lea", "Tremblay", "2024-05-04");
    let weight = entered(&mut diet, &lea, MeasureKind::Weight, "9 kg", None).unwrap();
    assert_eq!(weight.corrected, None);
    let correct = |clinic: &mut Clinic, reading: &MeasurementView, text: &str| {
        let correction = Correction {
            kind: reading.kind.clone(),
            text: text.to_owned(),
            at: None,
            accept_doubtful: true,
        };
        record::correct(clinic, &reading.id, &reading.seen, &correction).unwrap();
        list::show(clinic, &reading.id).unwrap()
    };
    // another spelling of the same value is no correction
    let spelled = correct(&mut diet, &weight, "9.0 kg");
    assert_eq!(spelled.corrected, None);
    drop(diet);
    machine.clock.advance_s(60);

    let mut nurse = machine.sign_in("nurse", PASSWORD);
    let corrected = correct(&mut nurse, &spelled, "9.4");
    let correction = corrected.corrected.clone().unwrap();
    assert_eq!(correction.was, "9 kg");
    let was = correction.quantity.unwrap();
    assert_eq!((was.value.0, was.unit.as_str()), (9.0, "kg"));
    assert_eq!(correction.at, At::of(nurse.now()));
    assert_eq!(correction.was_by, weight.by);
    assert!(correction.by == corrected.by && correction.by != weight.by);
    let listed = list::list(&nurse, &lea).unwrap();
    assert_eq!(listed, std::slice::from_ref(&corrected));

    // the next one shows what the one before it had made of it
    let again = correct(&mut nurse, &corrected, "9.5 kg");
    let again = again.corrected.unwrap();
    assert_eq!((again.was.as_str(), &again.was_by), ("9.4 kg", &again.by));
}

#[test]
fn how_a_reading_was_taken_is_recorded_and_outlives_a_correction() {
    let (_machine, mut diet, lea) = clinic_with_lea();
    let glucose = entered(&mut diet, &lea, MeasureKind::Glucose, "5.4 mmol/L", None).unwrap();
    assert_eq!(glucose.how, HowTaken::default());
    let how = HowTaken {
        method: Some(MeasurementMethod::Reported),
        device: " Contour Next ".into(),
        context: Some(MeasurementContext::Fasting),
    };
    describe(&mut diet, &glucose.id, &glucose.seen, &how).unwrap();
    let stored = HowTaken {
        device: "Contour Next".into(),
        ..how.clone()
    };
    let described = list::show(&diet, &glucose.id).unwrap();
    assert_eq!((&described.how, &described.corrected), (&stored, &None));
    assert_eq!(described.quantity, glucose.quantity);

    // what was seen before is no longer what is described
    let stale = describe(&mut diet, &glucose.id, &glucose.seen, &HowTaken::default());
    assert!(matches!(stale, Err(Error::ChangedMeanwhile)), "{stale:?}");
    let long = HowTaken {
        device: "x".repeat(256),
        ..how
    };
    let refused = describe(&mut diet, &glucose.id, &described.seen, &long);
    assert!(
        matches!(
            refused,
            Err(Error::TooLong {
                field: "device",
                limit: 255
            })
        ),
        "{refused:?}"
    );

    let correction = Correction {
        kind: MeasureKind::Glucose.into(),
        text: "5.6 mmol/L".into(),
        at: None,
        accept_doubtful: false,
    };
    record::correct(&mut diet, &glucose.id, &described.seen, &correction).unwrap();
    let corrected = list::show(&diet, &glucose.id).unwrap();
    assert_eq!((corrected.quantity.value.0, corrected.how), (5.6, stored));
}
