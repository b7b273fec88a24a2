//! A visit that was begun by mistake goes with all that was written in it, and comes back with all of it.
#![allow(clippy::unwrap_used)]

use sync_contract::catalog::Visit;
use sync_contract::ids::VisitId;

use crate::allergies::{AllergyEdit, Severity};
use crate::appointments::{AppointmentStatus, book, day};
use crate::energy_estimates::NewEnergyEstimate;
use crate::error::{Error, Reason};
use crate::measurements::{MeasureKind, record};
use crate::notes::{NoteState, draft, sign};
use crate::screenings::NewScreening;
use crate::testing::{PASSWORD, add_user, allergy, clinic, registered};
use crate::tests::care::{draft_of, entry, visit};
use crate::tests::diary::booking;
use crate::tests::energy_estimates::by_kg;
use crate::tests::packages::Case;
use crate::tests::screenings::must;
use crate::visits::{VisitStart, VisitType, VisitView, discard, edit, list, show, start};
use crate::{Clinic, allergies, energy_estimates, measurements, notes, screenings, users};

fn weights(clinic: &Clinic, of: &VisitView) -> usize {
    let patient = &of.header.patient.id;
    measurements::list::list(clinic, patient).unwrap().len()
}

#[test]
fn it_comes_back_with_its_note_and_its_readings() {
    let (machine, _) = clinic();
    let (mut diet, mary, visit) = visit(&machine);
    record::record(&mut diet, &entry(&visit, MeasureKind::Weight, "72 kg")).unwrap();
    record::record(&mut diet, &entry(&visit, MeasureKind::Pulse, "64")).unwrap();
    let note = visit.note.clone().unwrap();
    draft::save(&mut diet, &draft_of(&note, "Eats late.")).unwrap();
    let pulse = measurements::list::list(&diet, &mary).unwrap();
    let pulse = pulse
        .iter()
        .find(|row| row.kind == MeasureKind::Pulse)
        .unwrap();
    record::remove(&mut diet, &pulse.id, &pulse.seen).unwrap();
    let screening = NewScreening {
        visit_id: Some(visit.id.clone()),
        ..must(&mary, "17", "0", "no")
    };
    screenings::record::record(&mut diet, &screening).unwrap();
    let estimate = NewEnergyEstimate {
        visit_id: Some(visit.id.clone()),
        ..by_kg(&mary)
    };
    energy_estimates::record::record(&mut diet, &estimate).unwrap();
    machine.clock.advance_s(60);
    let removal = discard::discard(&mut diet, &visit.id, &visit.seen, false).unwrap();
    assert!(list::list(&diet, &mary).unwrap().is_empty());
    assert_eq!(weights(&diet, &visit), 0);
    assert!(notes::show::list(&mut diet, &mary).unwrap().is_empty());
    let gone = show::show(&mut diet, &visit.id).unwrap_err();
    assert!(matches!(gone, Error::NotFound("visit")));
    let ended = edit::end(&mut diet, &visit.to_edit()).unwrap_err();
    assert!(matches!(ended, Error::NotFound("visit")));
    assert!(screenings::list::list(&diet, &mary).unwrap().is_empty());
    let estimates = |clinic: &Clinic| energy_estimates::list::list(clinic, &mary).unwrap().len();
    assert_eq!(estimates(&diet), 0);
    // nothing is written into it either
    let late = record::record(&mut diet, &entry(&visit, MeasureKind::Pulse, "70")).unwrap_err();
    assert!(matches!(late, Error::NotFound("visit")));
    let late = screenings::record::record(&mut diet, &screening).unwrap_err();
    assert!(matches!(late, Error::NotFound("visit")));
    assert_eq!(discard::removed(&diet, &visit.id).unwrap(), removal);
    let back = discard::restore(&mut diet, &visit.id, &removal).unwrap();
    // what had been taken out before stays out
    assert_eq!(weights(&diet, &back), 1);
    assert_eq!(screenings::list::list(&diet, &mary).unwrap().len(), 1);
    assert_eq!(estimates(&diet), 1);
    let text = &back.note.unwrap().sections;
    assert!(
        text.iter().any(|section| section.text == "Eats late."),
        "{text:?}"
    );
    let again = discard::restore(&mut diet, &visit.id, &removal).unwrap_err();
    assert!(matches!(again, Error::NotFound("discarded visit")));
}

#[test]
fn its_appointment_waits_again() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let provider = users::session(&diet).unwrap().user_id;
    let new = booking(&mary, &provider, "2026-11-20T13:00:00Z");
    let id = book::book(&mut diet, &new).unwrap().id;
    let status = |clinic: &Clinic| day::show(clinic, &id).unwrap().status;
    let begun = VisitStart {
        patient_id: mary,
        appointment_id: Some(id.clone()),
        r#type: VisitType::FollowUp,
    };
    let visit = start::start(&mut diet, &begun).unwrap().visit;
    assert_eq!(status(&diet), AppointmentStatus::InRoom);
    let removal = discard::discard(&mut diet, &visit.id, &visit.seen, false).unwrap();
    assert_eq!(status(&diet), AppointmentStatus::Arrived);
    discard::restore(&mut diet, &visit.id, &removal).unwrap();
    assert_eq!(status(&diet), AppointmentStatus::InRoom);
}

#[test]
fn one_that_has_ended_or_is_signed_stays() {
    let (machine, _) = clinic();
    let (mut diet, _, first) = visit(&machine);
    let note = first.note.clone().unwrap();
    let draft = draft_of(&note, "Seen.");
    let password = vault::password::Password::new(PASSWORD);
    sign::sign(&mut diet, &draft, &password).unwrap();
    let first = show::show(&mut diet, &first.id).unwrap();
    let refused = discard::discard(&mut diet, &first.id, &first.seen, false).unwrap_err();
    assert!(matches!(refused, Error::AlreadySigned), "{refused}");
    let ended = edit::end(&mut diet, &first.to_edit()).unwrap();
    let refused = discard::discard(&mut diet, &ended.id, &ended.seen, false).unwrap_err();
    let is_late = matches!(
        refused,
        Error::Invalid {
            field: "visit",
            reason: Reason::OutOfOrder
        }
    );
    assert!(is_late, "{refused}");
    assert!(ended.note.is_some());
}

#[test]
fn a_discard_that_did_not_see_another_change_writes_nothing() {
    let (machine, _) = clinic();
    let (mut diet, mary, visit) = visit(&machine);
    record::record(&mut diet, &entry(&visit, MeasureKind::Weight, "72 kg")).unwrap();
    let mut change = visit.to_edit();
    change.form.complaint = "Tired".into();
    edit::edit(&mut diet, &change).unwrap();
    let refused = discard::discard(&mut diet, &visit.id, &visit.seen, false).unwrap_err();
    assert!(matches!(refused, Error::ChangedMeanwhile), "{refused}");
    let shown = show::show(&mut diet, &visit.id).unwrap();
    assert!(shown.note.is_some());
    assert_eq!(weights(&diet, &shown), 1);
    assert!(crate::conflicts::show::list(&diet).unwrap().is_empty());
    // the same of an entry of the chart
    let peanut = allergies::add(&mut diet, &mary, &allergy("Peanut", Severity::Mild)).unwrap();
    let mut form = peanut.form.clone();
    form.reaction = "hives".into();
    let change = AllergyEdit {
        id: peanut.id.clone(),
        seen: peanut.seen.clone(),
        loaded: peanut.form.clone(),
        form,
    };
    allergies::edit(&mut diet, &change).unwrap();
    let refused = allergies::remove(&mut diet, &peanut.id, &peanut.seen, "wrong").unwrap_err();
    assert!(matches!(refused, Error::ChangedMeanwhile), "{refused}");
    assert!(crate::conflicts::show::list(&diet).unwrap().is_empty());
}

#[test]
fn its_note_takes_no_word_and_another_visit_stays_the_only_open_one() {
    let (machine, _) = clinic();
    let (mut diet, mary, visit) = visit(&machine);
    let note = visit.note.clone().unwrap();
    let removal = discard::discard(&mut diet, &visit.id, &visit.seen, false).unwrap();
    let late = notes::write::write(&mut diet, &draft_of(&note, "Late.")).unwrap_err();
    assert!(matches!(late, Error::NotFound("note")), "{late}");
    let password = vault::password::Password::new(PASSWORD);
    let late = sign::sign(&mut diet, &draft_of(&note, "Late."), &password).unwrap_err();
    assert!(matches!(late, Error::NotFound("note")), "{late}");
    let anew = VisitStart {
        patient_id: mary,
        appointment_id: None,
        r#type: VisitType::FollowUp,
    };
    let second = start::start(&mut diet, &anew).unwrap();
    assert!(!second.already_open);
    let both = discard::restore(&mut diet, &visit.id, &removal).unwrap_err();
    assert!(matches!(both, Error::OtherVisitOpen(_)), "{both}");
    edit::end(&mut diet, &second.visit.to_edit()).unwrap();
    discard::restore(&mut diet, &visit.id, &removal).unwrap();
}

#[test]
fn a_visit_of_another_provider_is_not_discarded_unasked() {
    let (machine, mut admin) = clinic();
    add_user(&mut admin, "ben", "Dietitian");
    drop(admin);
    let (diet, mary, visit) = visit(&machine);
    assert!(visit.is_own);
    drop(diet);
    let mut ben = machine.sign_in("ben", PASSWORD);
    let seen = show::show(&mut ben, &visit.id).unwrap();
    assert!(!seen.is_own && seen.provider.contains("diet"));
    let refused = discard::discard(&mut ben, &visit.id, &seen.seen, false).unwrap_err();
    let is_of_provider = matches!(
        refused,
        Error::Invalid {
            field: "provider",
            reason: Reason::OutOfOrder
        }
    );
    assert!(is_of_provider, "{refused}");
    assert_eq!(list::list(&ben, &mary).unwrap().len(), 1);
    discard::discard(&mut ben, &visit.id, &seen.seen, true).unwrap();
    assert!(list::list(&ben, &mary).unwrap().is_empty());
}

#[test]
fn one_that_has_ended_is_discarded_with_a_reason_and_comes_back() {
    let (machine, _) = clinic();
    let (mut diet, mary, visit) = visit(&machine);
    record::record(&mut diet, &entry(&visit, MeasureKind::Weight, "72 kg")).unwrap();
    let note = visit.note.clone().unwrap();
    draft::save(&mut diet, &draft_of(&note, "Eats late.")).unwrap();
    let ended = edit::end(&mut diet, &visit.to_edit()).unwrap();
    let mut with =
        |reason: &str| discard::discard_ended(&mut diet, &ended.id, &ended.seen, false, reason);
    let unsaid = with(" ").unwrap_err();
    let is_asked = matches!(
        unsaid,
        Error::Invalid {
            field: "reason",
            reason: Reason::Required
        }
    );
    assert!(is_asked, "{unsaid}");
    let removal = with("Of another patient").unwrap();
    assert!(list::list(&diet, &mary).unwrap().is_empty());
    assert_eq!(weights(&diet, &ended), 0);
    assert!(notes::show::list(&mut diet, &mary).unwrap().is_empty());
    let id: VisitId = ended.id.to().unwrap();
    let row = diet.read().get::<Visit>(id).unwrap().unwrap();
    assert_eq!(row.deleted.unwrap().words(), Some("Of another patient"));
    let back = discard::restore(&mut diet, &ended.id, &removal).unwrap();
    assert_eq!(back.ended_at, ended.ended_at);
    assert_eq!(weights(&diet, &back), 1);
    assert_eq!(back.note.unwrap().sections[0].text, "Eats late.");
}

#[test]
fn an_ended_one_with_a_signed_note_stays_until_that_is_void() {
    let (machine, _) = clinic();
    let (mut diet, mary, visit) = visit(&machine);
    record::record(&mut diet, &entry(&visit, MeasureKind::Weight, "72 kg")).unwrap();
    let pulse = record::record(&mut diet, &entry(&visit, MeasureKind::Pulse, "64"));
    assert!(pulse.is_ok());
    let rows = measurements::list::list(&diet, &mary).unwrap();
    let pulse = rows.iter().find(|row| row.kind == MeasureKind::Pulse);
    let pulse = pulse.unwrap();
    record::remove(&mut diet, &pulse.id, &pulse.seen).unwrap();
    let draft = draft_of(visit.note.as_ref().unwrap(), "Seen.");
    let password = vault::password::Password::new(PASSWORD);
    let note = sign::sign(&mut diet, &draft, &password).unwrap();
    let ended = edit::end(&mut diet, &visit.to_edit()).unwrap();
    machine.clock.advance_s(60);
    let why = "Of another patient";
    let refused = discard::discard_ended(&mut diet, &ended.id, &ended.seen, false, why);
    assert!(matches!(refused, Err(Error::AlreadySigned)), "{refused:?}");
    notes::void::void(&mut diet, &note.id, why).unwrap();
    let removal = discard::discard_ended(&mut diet, &ended.id, &ended.seen, false, why).unwrap();
    assert!(list::list(&diet, &mary).unwrap().is_empty());
    assert_eq!(weights(&diet, &ended), 0);
    // what was signed stays in the chart
    let rows = notes::show::list(&mut diet, &mary).unwrap();
    assert_eq!(rows[0].state, NoteState::Void);
    assert_eq!(rows[0].at, ended.started_at);
    let back = discard::restore(&mut diet, &ended.id, &removal).unwrap();
    // what had been taken out before stays out
    assert_eq!(weights(&diet, &back), 1);
}

#[test]
fn the_appointment_of_an_ended_one_waits_again_and_its_session_is_back() {
    let mut case = Case::new();
    let package = case.sold("2", None);
    let appointment = case.booked("2026-11-20T08:00:00Z");
    let begun = VisitStart {
        patient_id: case.patient.clone(),
        appointment_id: Some(appointment.clone()),
        r#type: VisitType::FollowUp,
    };
    let visit = start::start(&mut case.clinic, &begun).unwrap().visit;
    let ended = edit::end(&mut case.clinic, &visit.to_edit()).unwrap();
    let status = |clinic: &Clinic| day::show(clinic, &appointment).unwrap().status;
    assert_eq!(status(&case.clinic), AppointmentStatus::Completed);
    assert_eq!(case.left(&package), 1);
    let why = "Of another patient";
    let removal =
        discard::discard_ended(&mut case.clinic, &ended.id, &ended.seen, false, why).unwrap();
    assert_eq!(status(&case.clinic), AppointmentStatus::Arrived);
    assert_eq!(case.left(&package), 2);
    discard::restore(&mut case.clinic, &ended.id, &removal).unwrap();
    assert_eq!(status(&case.clinic), AppointmentStatus::Completed);
    assert_eq!(case.left(&package), 1);
}
