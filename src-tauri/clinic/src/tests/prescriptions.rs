//! Prescriptions: written, corrected until they are dispensed, counted, renewed, and refused where they are over.

use std::slice::from_ref;

use sync_contract::Entity;
use sync_contract::catalog::{Allergy, DeletionReason, Dispensing, Prescription};
use sync_contract::ids::DispensingId;

use crate::allergies::{self, AllergyKind, Severity};
use crate::conflicts::view::{FieldChoice, FieldDecision, Resolution};
use crate::error::{Error, Reason, Undispensable};
use crate::prescriptions::dispense::take_back;
use crate::prescriptions::list::{list, show};
use crate::prescriptions::prescribe::{
    edit, prescribe, remove, removed, renew, restore, set_status,
};
use crate::prescriptions::worklist::to_dispense;
use crate::prescriptions::{
    DispensingPart, DispensingQuery, NewPrescription, Prescribed, PrescriptionEdit,
    PrescriptionForm, PrescriptionQuestion, PrescriptionState, PrescriptionStatus,
    PrescriptionView,
};
use crate::prints::{self, PrintBody, PrintForm, PrintOf, PrintTo};
use crate::testing::dispensed as dispense;
use crate::testing::{Machine, PASSWORD, add_user, allergy, clinic, registered};
use crate::tests::contested::accept_all;
use crate::tests::disagreement::{add_siblings, cell, stored};
use crate::view::{Day, Id, ScreenLanguage};
use crate::{Clinic, chart, conflicts, patients};

const DAY_S: i64 = 86_400;

/// A clinic with a doctor `doc` and a pharmacist `phil`, and one patient.
pub(super) fn pharmacy() -> (Machine, Clinic, Id) {
    let (machine, mut admin) = clinic();
    add_user(&mut admin, "doc", "Doctor");
    add_user(&mut admin, "phil", "Pharmacist");
    drop(admin);
    let mut doc = machine.sign_in("doc", PASSWORD);
    let mary = registered(&mut doc, "Mary", "Okafor", "1962-04-12");
    (machine, doc, mary)
}

pub(super) fn typed() -> PrescriptionForm {
    PrescriptionForm {
        medication: "Metformin 500 mg".into(),
        dosage: "1 tablet".into(),
        frequency: "twice a day".into(),
        duration: String::new(),
        instructions: "With food".into(),
        quantity: "60".into(),
        refills: "1".into(),
        prescribed_on: Day("2026-11-20".into()),
        valid_until: Day("2026-12-20".into()),
        allergy_reason: String::new(),
    }
}

fn new(patient: &Id, form: PrescriptionForm) -> NewPrescription {
    NewPrescription {
        patient_id: patient.clone(),
        visit_id: None,
        form,
    }
}

fn written(of: Prescribed) -> PrescriptionView {
    match of {
        Prescribed::Written { prescription } => *prescription,
        Prescribed::Asked { questions } => panic!("{questions:?}"),
    }
}

pub(super) fn prescribed(doc: &mut Clinic, patient: &Id) -> PrescriptionView {
    written(prescribe(doc, &new(patient, typed())).unwrap())
}

fn why(refused: Error) -> Undispensable {
    match refused {
        Error::NotDispensable(why) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_refill_is_counted_and_the_last_one_is_the_last() {
    let (machine, mut doc, mary) = pharmacy();
    let script = prescribed(&mut doc, &mary);
    assert_eq!((script.left, script.refills_left()), (2, 1));
    drop(doc);
    let mut phil = machine.sign_in("phil", PASSWORD);
    let given = dispense(&mut phil, &script.id, &script.seen, "").unwrap();
    assert_eq!(given.dispensed[0].quantity, Some(60));
    assert_eq!((given.left, given.refills_left()), (1, 1));
    let given = dispense(&mut phil, &script.id, &given.seen, "30").unwrap();
    assert_eq!((given.left, given.beyond, given.dispensed.len()), (0, 0, 2));
    let refused = dispense(&mut phil, &script.id, &given.seen, "").unwrap_err();
    assert_eq!(why(refused), Undispensable::NoRefillLeft);

    // what was given in error is taken back once, and counts no more
    let last = given.dispensed[1].id.clone();
    let back = take_back(&mut phil, &last, "Wrong patient").unwrap();
    assert_eq!((back.left, back.dispensed.len()), (1, 2));
    let taken = back.dispensed[1].taken_back.as_ref().unwrap();
    assert_eq!(taken.reason, "Wrong patient");
    let refused = take_back(&mut phil, &last, "Again").unwrap_err();
    assert!(matches!(refused, Error::ChangedMeanwhile), "{refused:?}");
    let refused = take_back(&mut phil, &back.dispensed[0].id, " ").unwrap_err();
    assert!(
        matches!(
            refused,
            Error::Invalid {
                field: "reason",
                ..
            }
        ),
        "{refused:?}"
    );
}

/// As after two pharmacists were apart who both dispensed the last refill.
#[test]
fn what_two_dispensed_apart_is_all_shown_with_a_warning() {
    let (machine, mut doc, mary) = pharmacy();
    let once = PrescriptionForm {
        refills: "0".into(),
        ..typed()
    };
    let script = written(prescribe(&mut doc, &new(&mary, once)).unwrap());
    drop(doc);
    let mut phil = machine.sign_in("phil", PASSWORD);
    dispense(&mut phil, &script.id, &script.seen, "").unwrap();
    let now = phil.now();
    phil.write("dispense prescription", |tx| {
        let id: DispensingId = tx.new_id();
        tx.insert(&Dispensing {
            id,
            patient: mary.to().unwrap(),
            prescription: script.id.to().unwrap(),
            at: now,
            reverses: None,
            quantity: Some(60).into(),
            reason: None.into(),
            medication: None.into(),
            dosage: None.into(),
        })?;
        Ok::<_, Error>(())
    })
    .unwrap();
    let shown = show(&phil, &script.id).unwrap();
    assert_eq!((shown.left, shown.beyond, shown.dispensed.len()), (0, 1, 2));
}

#[test]
fn one_that_was_changed_meanwhile_is_looked_at_before_it_is_dispensed() {
    let (machine, mut doc, mary) = pharmacy();
    let script = prescribed(&mut doc, &mary);
    let change = PrescriptionEdit {
        id: script.id.clone(),
        seen: script.seen.clone(),
        loaded: script.form.clone(),
        form: PrescriptionForm {
            dosage: "2 tablets".into(),
            ..script.form.clone()
        },
    };
    let changed = written(edit(&mut doc, &change).unwrap());
    assert_eq!(changed.form.dosage, "2 tablets");
    drop(doc);
    let mut phil = machine.sign_in("phil", PASSWORD);
    let refused = dispense(&mut phil, &script.id, &script.seen, "").unwrap_err();
    assert!(matches!(refused, Error::ChangedMeanwhile), "{refused:?}");
    let refused = dispense(&mut phil, &script.id, &changed.seen, "0").unwrap_err();
    let is_of = matches!(
        refused,
        Error::Invalid {
            field: "quantity",
            reason: Reason::Impossible
        }
    );
    assert!(is_of, "{refused:?}");
}

/// One whose dosage two computers changed apart: `3 tablets` are shown, and `2 tablets` are the other version.
fn contested(doc: &mut Clinic, patient: &Id) -> PrescriptionView {
    let script = prescribed(doc, patient);
    let mut change = PrescriptionEdit {
        id: script.id.clone(),
        seen: script.seen.clone(),
        loaded: script.form.clone(),
        form: script.form.clone(),
    };
    change.form.dosage = "2 tablets".into();
    let id = script.id.to().unwrap();
    let changed = written(edit(doc, &change).unwrap());
    let theirs = stored(doc, Prescription::DESCRIPTOR, id);
    let mut back = PrescriptionEdit {
        seen: changed.seen.clone(),
        loaded: changed.form.clone(),
        ..change
    };
    back.form.dosage = "3 tablets".into();
    edit(doc, &back).unwrap();
    accept_all(doc);
    let ours = stored(doc, Prescription::DESCRIPTOR, id);
    let order = cell(&theirs, Prescription::CELL.order.number);
    add_siblings(doc, ours, vec![order]);
    show(doc, &script.id).unwrap()
}

/// It is decided as one, so each version is shown in full: the medicine alone would be the same twice.
#[test]
fn two_corrections_made_apart_are_shown_with_the_full_order() {
    let (_machine, mut doc, mary) = pharmacy();
    contested(&mut doc, &mary);
    let rows = conflicts::show::list(&doc).unwrap();
    let conflict = conflicts::show::show(&doc, &rows[0].id).unwrap();
    let [order] = &conflict.fields[..] else {
        panic!("{:?}", conflict.fields)
    };
    let line = |dosage| {
        let rest = "twice a day, 60 (+1), 2026-11-20 – 2026-12-20, With food";
        Some(format!("Metformin 500 mg: {dosage}, {rest} (doc Test)"))
    };
    assert_eq!(order.values, [line("3 tablets"), line("2 tablets")]);
}

#[test]
fn a_contested_order_is_neither_dispensed_nor_renewed_until_it_is_decided() {
    let (machine, mut doc, mary) = pharmacy();
    let script = contested(&mut doc, &mary);
    assert!(script.is_contested && script.state == PrescriptionState::Active);
    let refused = renew(&mut doc, &script.id, "").unwrap_err();
    assert!(matches!(refused, Error::ConflictOpen(_)), "{refused:?}");
    drop(doc);
    let mut phil = machine.sign_in("phil", PASSWORD);
    let refused = dispense(&mut phil, &script.id, &script.seen, "").unwrap_err();
    assert!(matches!(refused, Error::ConflictOpen(_)), "{refused:?}");
    drop(phil);
    let mut doc = machine.sign_in("doc", PASSWORD);
    decide(&mut doc, 1).unwrap();
    let decided = show(&doc, &script.id).unwrap();
    assert_eq!(
        (decided.is_contested, &*decided.form.dosage),
        (false, "2 tablets")
    );
    drop(doc);
    let mut phil = machine.sign_in("phil", PASSWORD);
    dispense(&mut phil, &script.id, &decided.seen, "").unwrap();
}

fn decide(doc: &mut Clinic, sibling: u32) -> crate::error::Result<()> {
    let rows = conflicts::show::list(doc).unwrap();
    let conflict = conflicts::show::show(doc, &rows[0].id).unwrap();
    let choice = FieldChoice {
        key: conflict.fields[0].key.clone(),
        decision: FieldDecision::Sibling { sibling },
    };
    let resolution = Resolution {
        id: conflict.id,
        seen: conflict.seen,
        choices: vec![choice],
    };
    conflicts::resolve::resolve(doc, &resolution).map(drop)
}

/// A pharmacist whose computer had not pulled the other version has dispensed what their computer showed.
#[test]
fn a_contested_order_that_was_dispensed_stays_what_was_dispensed() {
    let (_machine, mut doc, mary) = pharmacy();
    let script = contested(&mut doc, &mary);
    let now = doc.now();
    doc.write("dispense prescription", |tx| {
        let id: DispensingId = tx.new_id();
        tx.insert(&Dispensing {
            id,
            patient: mary.to()?,
            prescription: script.id.to()?,
            at: now,
            reverses: None,
            quantity: Some(60).into(),
            reason: None.into(),
            medication: Some("Metformin 500 mg".try_into().unwrap()).into(),
            dosage: Some("2 tablets".try_into().unwrap()).into(),
        })?;
        Ok::<_, Error>(())
    })
    .unwrap();
    let refused = decide(&mut doc, 0).unwrap_err();
    assert!(matches!(refused, Error::AlreadyDispensed), "{refused:?}");
    assert!(show(&doc, &script.id).unwrap().is_contested);
    decide(&mut doc, 1).unwrap();
    assert_eq!(show(&doc, &script.id).unwrap().form.dosage, "2 tablets");
}

#[test]
fn one_that_is_over_is_not_dispensed_and_can_be_renewed() {
    let (machine, mut doc, mary) = pharmacy();
    let script = prescribed(&mut doc, &mary);
    let set = |doc: &mut Clinic, seen: &_, status, reason| {
        set_status(doc, &script.id, seen, status, reason)
    };
    let refused = set(&mut doc, &script.seen, PrescriptionStatus::Stopped, "").unwrap_err();
    assert!(
        matches!(
            refused,
            Error::Invalid {
                field: "reason",
                ..
            }
        ),
        "{refused:?}"
    );
    let stopped = set(&mut doc, &script.seen, PrescriptionStatus::Stopped, "Rash").unwrap();
    assert_eq!(stopped.status_reason, "Rash");
    drop(doc);
    let mut phil = machine.sign_in("phil", PASSWORD);
    let refused = dispense(&mut phil, &script.id, &stopped.seen, "").unwrap_err();
    assert_eq!(why(refused), Undispensable::Stopped);
    drop(phil);

    let mut doc = machine.sign_in("doc", PASSWORD);
    let on = set(&mut doc, &stopped.seen, PrescriptionStatus::Active, "").unwrap();
    assert_eq!(
        (on.state, on.status_reason.as_str()),
        (PrescriptionState::Active, "")
    );
    // the last day is a day on which it counts, the next one is not
    machine.clock.advance_s(30 * DAY_S);
    assert_eq!(
        show(&doc, &script.id).unwrap().state,
        PrescriptionState::Active
    );
    machine.clock.advance_s(DAY_S);
    assert_eq!(
        show(&doc, &script.id).unwrap().state,
        PrescriptionState::Expired
    );
    drop(doc);
    let mut phil = machine.sign_in("phil", PASSWORD);
    let refused = dispense(&mut phil, &script.id, &on.seen, "").unwrap_err();
    assert_eq!(why(refused), Undispensable::Expired);
    drop(phil);

    // renewed, it holds for as long again
    let mut doc = machine.sign_in("doc", PASSWORD);
    let again = written(renew(&mut doc, &script.id, "").unwrap());
    assert_eq!(again.renews, Some(script.id.clone()));
    assert_eq!(again.form.dosage, script.form.dosage);
    assert_eq!(again.form.prescribed_on, Day("2026-12-21".into()));
    assert_eq!(again.form.valid_until, Day("2027-01-20".into()));
    let states: Vec<_> = list(&doc, &mary)
        .unwrap()
        .iter()
        .map(|one| one.state)
        .collect();
    assert_eq!(
        states,
        [PrescriptionState::Active, PrescriptionState::Expired]
    );
}

#[test]
fn once_it_was_dispensed_only_its_course_changes() {
    let (machine, mut doc, mary) = pharmacy();
    let script = prescribed(&mut doc, &mary);
    let removal = remove(&mut doc, &script.id, &script.seen, "Twice").unwrap();
    assert_eq!(removed(&doc, &script.id).unwrap(), removal);
    assert_eq!(list(&doc, &mary).unwrap(), []);
    let script = restore(&mut doc, &script.id, &removal).unwrap();
    drop(doc);
    let mut phil = machine.sign_in("phil", PASSWORD);
    let given = dispense(&mut phil, &script.id, &script.seen, "").unwrap();
    drop(phil);
    let mut doc = machine.sign_in("doc", PASSWORD);
    let change = PrescriptionEdit {
        id: script.id.clone(),
        seen: given.seen.clone(),
        loaded: given.form.clone(),
        form: PrescriptionForm {
            quantity: "90".into(),
            ..given.form.clone()
        },
    };
    let refused = edit(&mut doc, &change).unwrap_err();
    assert!(matches!(refused, Error::AlreadyDispensed), "{refused:?}");
    let refused = remove(&mut doc, &script.id, &given.seen, "Twice").unwrap_err();
    assert!(matches!(refused, Error::AlreadyDispensed), "{refused:?}");
    let completed = PrescriptionStatus::Completed;
    let done = set_status(&mut doc, &script.id, &given.seen, completed, "").unwrap();
    assert_eq!(done.state, PrescriptionState::Completed);
}

/// The row names its prescriber, and its cell its author: another user's altered program may name any prescriber.
#[test]
fn what_is_written_in_a_colleagues_name_shows_who_wrote_it() {
    let (machine, mut doc, mary) = pharmacy();
    let own = prescribed(&mut doc, &mary);
    assert_eq!(
        (own.prescriber.as_str(), own.written_by.as_str()),
        ("doc Test", "")
    );
    drop(doc);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mut row = diet.read().get::<Prescription>(own.id.to().unwrap());
    let mut row = row.as_mut().unwrap().take().unwrap().value;
    diet.write("prescribe", |tx| {
        row.id = tx.new_id();
        tx.insert(&row)?;
        Ok::<_, Error>(())
    })
    .unwrap();
    let shown = show(&diet, &Id::of(row.id)).unwrap();
    assert_eq!(shown.prescriber, "doc Test");
    assert_eq!(shown.written_by, "diet Test");
}

#[test]
fn an_allergy_that_names_the_medicine_asks_for_a_reason() {
    let (_machine, mut doc, mary) = pharmacy();
    let mut penicillin = allergy("Penicillin", Severity::Severe);
    penicillin.kind = Some(AllergyKind::Drug);
    allergies::add(&mut doc, &mary, &penicillin).unwrap();
    let mut form = PrescriptionForm {
        medication: "Pénicilline V 1 MIU".into(),
        ..typed()
    };
    let asked = prescribe(&mut doc, &new(&mary, form.clone())).unwrap();
    assert!(matches!(asked, Prescribed::Asked { .. }), "{asked:?}");
    assert_eq!(list(&doc, &mary).unwrap(), []);
    form.allergy_reason = "Tolerated in 2024".into();
    let script = written(prescribe(&mut doc, &new(&mary, form)).unwrap());
    assert_eq!(script.allergies, ["Penicillin"]);
    // it is asked anew when it is renewed
    let asked = renew(&mut doc, &script.id, "").unwrap();
    assert!(matches!(asked, Prescribed::Asked { .. }), "{asked:?}");
    written(renew(&mut doc, &script.id, "Tolerated").unwrap());
}

/// Returns what is asked about a medicine before it is prescribed.
fn asks(doc: &mut Clinic, patient: &Id, medication: &str) -> Vec<PrescriptionQuestion> {
    let form = PrescriptionForm {
        medication: medication.into(),
        ..typed()
    };
    match prescribe(doc, &new(patient, form)).unwrap() {
        Prescribed::Asked { questions } => questions,
        Prescribed::Written { .. } => Vec::new(),
    }
}

#[test]
fn an_allergy_asks_about_other_medicines_of_its_class() {
    let (_machine, mut doc, mary) = pharmacy();
    let penicillin = allergy("Penicillin", Severity::Severe);
    allergies::add(&mut doc, &mary, &penicillin).unwrap();
    let asked = asks(&mut doc, &mary, "Amoxicilline 500 mg");
    let is_of_class = matches!(
        &asked[..],
        [PrescriptionQuestion::Allergy { substance, is_of_class: true, .. }] if substance == "Penicillin"
    );
    assert!(is_of_class, "{asked:?}");
    assert_eq!(asks(&mut doc, &mary, "Metformin 500 mg"), []);
}

#[test]
fn an_allergy_that_was_taken_out_of_the_file_asks_about_any_medicine() {
    let (_machine, mut doc, mary) = pharmacy();
    let peanut = allergy("Peanut", Severity::Severe);
    let peanut = allergies::add(&mut doc, &mary, &peanut).unwrap();
    assert_eq!(asks(&mut doc, &mary, "Metformin 500 mg"), []);
    doc.unlocked()
        .cut_row(Allergy::DESCRIPTOR, peanut.id.to().unwrap());
    let asked = asks(&mut doc, &mary, "Metformin 500 mg");
    assert_eq!(asked, [PrescriptionQuestion::AllergiesUnsure]);
}

#[test]
fn days_that_make_no_sense_are_refused() {
    let (_machine, mut doc, mary) = pharmacy();
    for (from, until, field, reason) in [
        (
            "2026-11-21",
            "2026-12-20",
            "prescribedOn",
            Reason::InTheFuture,
        ),
        (
            "1962-04-11",
            "2026-12-20",
            "prescribedOn",
            Reason::Backwards,
        ),
        ("2026-11-20", "2026-11-19", "validUntil", Reason::Backwards),
        ("2026-11-20", "2028-11-21", "validUntil", Reason::Impossible),
        ("2026-11-01", "2026-11-19", "validUntil", Reason::TooLongAgo),
        ("2026-11-20", "", "validUntil", Reason::NotADate),
    ] {
        let form = PrescriptionForm {
            prescribed_on: Day(from.into()),
            valid_until: Day(until.into()),
            ..typed()
        };
        let refused = prescribe(&mut doc, &new(&mary, form)).unwrap_err();
        let is_of = matches!(
            &refused,
            Error::Invalid { field: of, reason: why } if (*of, *why) == (field, reason)
        );
        assert!(is_of, "{from} {until}: {refused:?}");
    }
    assert_eq!(list(&doc, &mary).unwrap(), []);
}

#[test]
fn the_worklist_has_what_waits_oldest_first_and_no_deleted_patient() {
    let (machine, mut doc, mary) = pharmacy();
    let other = registered(&mut doc, "Omar", "Haddad", "1970-01-01");
    let first = prescribed(&mut doc, &mary);
    let older = PrescriptionForm {
        prescribed_on: Day("2026-11-10".into()),
        ..typed()
    };
    let second = written(prescribe(&mut doc, &new(&other, older)).unwrap());
    drop(doc);
    let query = |part, search: &str| DispensingQuery {
        part,
        search: search.to_owned(),
        offset: 0,
        limit: 100,
    };
    let ids = |clinic: &Clinic, part, search: &str| -> Vec<Id> {
        let page = to_dispense(clinic, &query(part, search)).unwrap();
        page.rows
            .into_iter()
            .map(|row| row.prescription.id)
            .collect()
    };
    let (waiting, refills) = (DispensingPart::Waiting, DispensingPart::Refills);
    let mut phil = machine.sign_in("phil", PASSWORD);
    let both = [second.id.clone(), first.id.clone()];
    assert_eq!(ids(&phil, waiting, ""), both);
    assert_eq!(ids(&phil, waiting, "okafor"), from_ref(&first.id));
    assert_eq!(ids(&phil, refills, ""), []);
    dispense(&mut phil, &second.id, &second.seen, "").unwrap();
    assert_eq!(ids(&phil, refills, ""), from_ref(&second.id));
    drop(phil);

    let mut diet = machine.sign_in("diet", PASSWORD);
    let seen = chart::show(&mut diet, &mary).unwrap().form.seen;
    let why = DeletionReason::Duplicate;
    patients::edit::delete(&mut diet, &mary, &seen, why, "").unwrap();
    drop(diet);
    let phil = machine.sign_in("phil", PASSWORD);
    assert_eq!(ids(&phil, waiting, ""), []);
    drop(phil);
    let mut doc = machine.sign_in("doc", PASSWORD);
    let refused = prescribe(&mut doc, &new(&mary, typed())).unwrap_err();
    assert!(matches!(refused, Error::PatientDeleted), "{refused:?}");
}

#[test]
fn a_doctor_does_not_dispense_and_a_pharmacist_does_not_prescribe() {
    let (machine, mut doc, mary) = pharmacy();
    let script = prescribed(&mut doc, &mary);
    let refused = dispense(&mut doc, &script.id, &script.seen, "").unwrap_err();
    assert!(matches!(refused, Error::Forbidden(_)), "{refused:?}");
    drop(doc);
    let mut phil = machine.sign_in("phil", PASSWORD);
    let refused = prescribe(&mut phil, &new(&mary, typed())).unwrap_err();
    assert!(matches!(refused, Error::Forbidden(_)), "{refused:?}");
}

#[test]
fn a_print_names_the_prescriber_and_is_for_who_reads_the_chart() {
    let (machine, mut doc, mary) = pharmacy();
    let script = prescribed(&mut doc, &mary);
    let of = PrintOf::Prescription {
        prescription_id: script.id,
    };
    let form = PrintForm {
        of: of.clone(),
        sections: None,
        language: None,
        screens: ScreenLanguage::En,
    };
    let view = prints::view(&mut doc, &form).unwrap();
    let PrintBody::Prescription(printed) = view.body else {
        panic!("{:?}", view.body);
    };
    assert_eq!(printed.prescription.prescriber, "doc Test");
    // only users who manage staff can read a licence number
    assert_eq!(printed.licence_number, "");
    prints::log(&doc, &of, PrintTo::Paper).unwrap();
    drop(doc);
    let mut joy = machine.sign_in("desk", PASSWORD);
    let refused = prints::view(&mut joy, &form).unwrap_err();
    assert!(matches!(refused, Error::Forbidden(_)), "{refused:?}");
}
