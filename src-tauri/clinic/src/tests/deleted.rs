use sync_contract::catalog::AppointmentStatusChange;
use vault::read::Deleted;

use crate::allergies::Severity;
use crate::appointments::status::set_status;
use crate::appointments::{AppointmentStatus, Move, book};
use crate::chart;
use crate::contacts::Relation;
use crate::error::{Error, Result};
use crate::measurements::{MeasureKind, list as measured, record};
use crate::notes::{NoteKind, draft, sign, void, write};
use crate::patients::edit;
use crate::patients::view::DeletionReason;
use crate::testing::{Machine, PASSWORD, allergy, at, clinic, contact};
use crate::tests::care::{correction, draft_of, visit};
use crate::tests::diary::booking;
use crate::view::Id;
use crate::visits::{VisitEdit, VisitStart, VisitType, VisitView, edit as edit_visit, start};
use crate::{Clinic, allergies, conflicts, contacts, profile};

fn delete(clinic: &mut Clinic, id: &Id) {
    let seen = chart::show(clinic, id).unwrap().form.seen;
    edit::delete(clinic, id, &seen, DeletionReason::Other, "moved away").unwrap();
}

fn bring_back(clinic: &mut Clinic, id: &Id) {
    let seen = chart::show(clinic, id).unwrap().form.seen;
    edit::restore(clinic, id, &seen).unwrap();
}

fn refused<T: std::fmt::Debug>(answer: Result<T>) {
    assert!(
        matches!(answer, Err(Error::PatientDeleted)),
        "not refused: {answer:?}"
    );
}

fn reading(machine: &Machine, patient: &Id) -> record::ReadingEntry {
    record::ReadingEntry {
        patient: patient.to().unwrap(),
        visit: None,
        kind: MeasureKind::Weight.into(),
        text: "72 kg".into(),
        at: machine.now(),
        accept_doubtful: false,
    }
}

fn edit_of(visit: &VisitView) -> VisitEdit {
    let mut edit = visit.to_edit();
    (edit.form.r#type, edit.form.complaint) = (VisitType::Initial, "tired".into());
    edit
}

#[test]
fn a_deleted_patient_is_shown_as_deleted_until_restored() {
    let (machine, _) = clinic();
    let (mut diet, mary, _) = visit(&machine);
    let deleted_at = |clinic: &mut Clinic| chart::show(clinic, &mary).unwrap().header.deleted_at;
    assert_eq!(deleted_at(&mut diet), None);
    delete(&mut diet, &mary);
    assert!(deleted_at(&mut diet).is_some());
    bring_back(&mut diet, &mary);
    assert_eq!(deleted_at(&mut diet), None);
}

#[test]
fn a_deleted_patient_takes_no_measurement_and_none_of_theirs_changes() {
    let (machine, _) = clinic();
    let (mut diet, mary, visit) = visit(&machine);
    let new = reading(&machine, &mary);
    record::add(&mut diet, &new).unwrap();
    let line = crate::measurements::NewMeasurement {
        visit_id: visit.id.clone(),
        kind: MeasureKind::Height.into(),
        text: "170 cm".into(),
        at: None,
        accept_doubtful: false,
        replaces: None,
    };
    let grid = record::record(&mut diet, &line).unwrap();
    let stored = grid
        .lines
        .into_iter()
        .find_map(|line| line.current)
        .unwrap();
    let count = measured::list(&diet, &mary).unwrap().len();
    delete(&mut diet, &mary);
    refused(record::add(&mut diet, &new));
    refused(record::record(&mut diet, &line));
    let (id, seen) = (&stored.id, &stored.seen);
    refused(record::correct(
        &mut diet,
        id,
        seen,
        &correction(MeasureKind::Height, "171 cm", false),
    ));
    refused(record::remove(&mut diet, id, seen));
    assert_eq!(measured::list(&diet, &mary).unwrap().len(), count);
    bring_back(&mut diet, &mary);
    record::add(&mut diet, &new).unwrap();
}

#[test]
fn a_deleted_patient_takes_no_note_and_what_was_typed_stays_a_draft() {
    let (machine, _) = clinic();
    let (mut diet, mary, visit) = visit(&machine);
    let note = visit.note.unwrap();
    let new = write::NewNote {
        patient: mary.to().unwrap(),
        visit: None,
        kind: NoteKind::Free,
        sections: Vec::new(),
        custom: Vec::new(),
    };
    let other = write::create(
        &mut diet,
        &write::NewNote {
            kind: NoteKind::Adime,
            ..new.clone()
        },
    )
    .unwrap();
    let draft = draft_of(&other, "iron deficiency");
    let signed = sign::sign(&mut diet, &draft, &vault::password::Password::new(PASSWORD)).unwrap();
    let typed = draft_of(&note, "eats late");
    draft::save(&mut diet, &typed).unwrap();
    delete(&mut diet, &mary);
    refused(write::create(&mut diet, &new));
    refused(write::write(&mut diet, &typed));
    refused(sign::sign(
        &mut diet,
        &typed,
        &vault::password::Password::new(PASSWORD),
    ));
    refused(sign::addendum(&mut diet, &signed.id, "more", "forgotten"));
    refused(void::void(&mut diet, &signed.id, "wrong"));
    assert!(!write::commit_all(&mut diet).unwrap());
    bring_back(&mut diet, &mary);
    assert!(write::commit_all(&mut diet).unwrap());
}

#[test]
fn a_deleted_patient_takes_no_visit_and_none_of_theirs_changes() {
    let (machine, _) = clinic();
    let (mut diet, mary, visit) = visit(&machine);
    let new = VisitStart {
        patient_id: mary.clone(),
        appointment_id: None,
        r#type: VisitType::FollowUp,
    };
    delete(&mut diet, &mary);
    refused(start::start(&mut diet, &new));
    refused(edit_visit::edit(&mut diet, &edit_of(&visit)));
    refused(crate::visits::edit::end(&mut diet, &edit_of(&visit)));
    bring_back(&mut diet, &mary);
    crate::visits::edit::end(&mut diet, &edit_of(&visit)).unwrap();
}

#[test]
fn a_deleted_patient_takes_no_change_of_their_record() {
    let (machine, _) = clinic();
    let (mut diet, mary, _) = visit(&machine);
    let peanut = allergies::add(&mut diet, &mary, &allergy("Peanut", Severity::Severe)).unwrap();
    let ann = contacts::add(&mut diet, &mary, &contact("Ann", Relation::Parent));
    let ann = ann.unwrap();
    let mut profile = profile::show(&diet, mary.to().unwrap()).unwrap();
    let loaded = profile.form.clone();
    profile.form.history = "anaemia".into();
    delete(&mut diet, &mary);
    refused(allergies::add(
        &mut diet,
        &mary,
        &allergy("Egg", Severity::Mild),
    ));
    refused(allergies::remove(
        &mut diet,
        &peanut.id,
        &peanut.seen,
        "mistaken",
    ));
    let bea = contact("Bea", Relation::Child);
    refused(contacts::add(&mut diet, &mary, &bea));
    refused(contacts::remove(&mut diet, &ann.id, &ann.seen));
    refused(profile::edit(&mut diet, &loaded, &profile));
    let mut change = chart::show(&mut diet, &mary).unwrap().form.to_edit();
    change.form.gender = "other".into();
    refused(edit::edit(&mut diet, &change));
    bring_back(&mut diet, &mary);
    profile::edit(&mut diet, &loaded, &profile).unwrap();
}

#[test]
fn an_appointment_of_a_deleted_patient_is_only_cancelled() {
    let (machine, _) = clinic();
    let (mut diet, mary, _) = visit(&machine);
    let provider = Id::of(diet.user());
    let new = booking(&mary, &provider, "2026-11-20T14:00:00Z");
    let booked = book::book(&mut diet, &new).unwrap();
    delete(&mut diet, &mary);
    for to in [AppointmentStatus::Confirmed, AppointmentStatus::Arrived] {
        refused(set_status(&mut diet, &booked.id, &booked.seen, to, None));
    }
    let to = Move {
        id: booked.id.clone(),
        seen: booked.seen.clone(),
        provider_id: provider,
        room_id: None,
        facility_id: None,
        starts_at: at("2026-11-20T15:00:00Z"),
        minutes: 30,
    };
    refused(book::move_to(&mut diet, &to));
    let changes = |clinic: &Clinic| {
        let changes = clinic.read().all::<AppointmentStatusChange>(Deleted::Shown);
        changes.unwrap().len()
    };
    let before = changes(&diet);
    let cancelled = AppointmentStatus::Cancelled;
    let shown = set_status(&mut diet, &booked.id, &booked.seen, cancelled, None).unwrap();
    assert_eq!(shown.status, cancelled);
    // nothing more is written of her, so nothing contests the deletion
    assert_eq!(changes(&diet), before);
    let header = chart::show(&mut diet, &mary).unwrap().header;
    assert!(header.deleted_at.is_some());
    assert!(conflicts::show::list(&diet).unwrap().is_empty());
}
