use std::collections::BTreeMap;

use sync_contract::Entity;
use sync_contract::catalog::{
    Appointment, AppointmentStatus as StoredStatus, AppointmentStatusChange, Goal, Measurement,
    Note, NoteVersion,
};
use uuid::Uuid;
use vault::read::Deleted;

use crate::appointments::AppointmentStatus;
use crate::appointments::book::book;
use crate::appointments::status::set_status;
use crate::conflicts::view::{ConflictView, FieldChoice, FieldDecision, Resolution};
use crate::conflicts::{resolve, show};
use crate::error::Error;
use crate::goals::{self, GoalEdit};
use crate::measurements::record::{ReadingEntry, add};
use crate::measurements::{MeasureKind, list as measurements, record};
use crate::notes::content::SectionText;
use crate::notes::write::{NewNote, create, write};
use crate::notes::{NoteDraft, NoteKind, NoteSection, show as note};
use crate::patients::register;
use crate::testing::{PASSWORD, clinic, form, goal, registered};
use crate::tests::care::correction;
use crate::tests::diary::booking;
use crate::tests::disagreement::{CONTENT, add_sibling, cell, stored};
use crate::view::{Day, Id, ReadVersionToken};
use crate::visits::{VisitStart, VisitType, start};
use crate::{Clinic, today};

/// The only conflict that there is.
fn only(clinic: &Clinic) -> ConflictView {
    let rows = show::list(clinic).unwrap();
    assert_eq!(rows.len(), 1);
    let view = show::show(clinic, &rows[0].id).unwrap();
    let differing = view.fields.iter().filter(|field| !field.same).count();
    assert_eq!(rows[0].fields as usize, differing);
    view
}

fn differing(conflict: &ConflictView) -> BTreeMap<&str, Vec<&str>> {
    let fields = conflict.fields.iter().filter(|field| !field.same);
    fields
        .map(|field| {
            let values = field.values.iter();
            let values = values.map(|value| value.as_deref().unwrap_or("-"));
            (field.key.as_str(), values.collect())
        })
        .collect()
}

fn decision(conflict: &ConflictView, choices: &[(&str, FieldDecision)]) -> Resolution {
    Resolution {
        id: conflict.id.clone(),
        seen: conflict.seen.clone(),
        choices: choices
            .iter()
            .map(|(key, decision)| FieldChoice {
                key: (*key).to_owned(),
                decision: decision.clone(),
            })
            .collect(),
    }
}

fn unseen() -> ReadVersionToken {
    ReadVersionToken(String::new())
}

fn mary(clinic: &mut Clinic) -> Id {
    let form = form("Mary", "Okafor", "1992-03-12");
    register::register(clinic, &form).unwrap().patient.id
}

#[test]
fn two_versions_of_a_note_are_decided_section_by_section() {
    let (machine, admin) = clinic();
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let sections = |all: &[(NoteSection, &str)]| -> Vec<SectionText> {
        let section = |(section, text): &(NoteSection, &str)| SectionText {
            section: *section,
            text: (*text).to_owned(),
        };
        all.iter().map(section).collect()
    };
    use crate::notes::NoteSection::Assessment;
    use crate::notes::NoteSection::Diagnosis;
    use crate::notes::NoteSection::Monitoring;
    let new = NewNote {
        patient: mary(&mut diet).to().unwrap(),
        visit: None,
        kind: NoteKind::Adime,
        sections: sections(&[(Assessment, "Eats late."), (Diagnosis, "Overweight.")]),
        custom: Vec::new(),
    };
    let made = create(&mut diet, &new).unwrap();
    let id: Uuid = made.id.to().unwrap();
    let before = stored(&diet, Note::DESCRIPTOR, id);
    let draft = NoteDraft {
        id: made.id.clone(),
        seen: unseen(),
        kind: NoteKind::Adime,
        sections: sections(&[
            (Assessment, "Walks."),
            (Diagnosis, "Overweight."),
            (Monitoring, "Weekly."),
        ]),
        custom: Vec::new(),
    };
    write(&mut diet, &draft).unwrap();
    let after = stored(&diet, Note::DESCRIPTOR, id);
    add_sibling(&mut diet, after, cell(&before, CONTENT));

    let conflict = only(&diet);
    let differing_fields = differing(&conflict);
    assert_eq!(differing_fields["assessment"], ["Walks.", "Eats late."]);
    assert_eq!(differing_fields["monitoring"], ["Weekly.", "-"]);
    assert_eq!(differing_fields.len(), 2, "{differing_fields:?}");
    assert!(conflict.fields.iter().all(|field| field.may_combine
        || !["version", "status", "signature", "signed_at"].contains(&field.key.as_str())));

    let half = decision(&conflict, &[("assessment", FieldDecision::All)]);
    assert!(matches!(
        resolve::resolve(&mut diet, &half),
        Err(Error::Invalid { .. })
    ));
    let full = decision(
        &conflict,
        &[
            ("assessment", FieldDecision::All),
            ("monitoring", FieldDecision::Sibling { sibling: 1 }),
        ],
    );
    resolve::resolve(&mut diet, &full).unwrap();
    assert!(show::list(&diet).unwrap().is_empty());
    let stored = note::show(&mut diet, &made.id).unwrap();
    let text = |section| {
        let mut sections = stored.sections.iter();
        let decided = sections.find(|known| known.section == section).unwrap();
        decided.text.as_str()
    };
    assert_eq!(text(Assessment), "Walks.\n\nEats late.");
    assert_eq!((text(Diagnosis), text(Monitoring)), ("Overweight.", ""));
    let versions = diet.read().all::<NoteVersion>(Deleted::Hidden).unwrap();
    assert_eq!(versions.iter().map(|row| row.value.version).max(), Some(3));
}

#[test]
fn two_corrections_of_a_reading_are_shown_as_they_were_typed() {
    let (machine, admin) = clinic();
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let patient = mary(&mut diet);
    let reading = ReadingEntry {
        patient: patient.to().unwrap(),
        visit: None,
        kind: MeasureKind::Weight.into(),
        text: "72.4".into(),
        at: diet.now(),
        accept_doubtful: false,
    };
    let (id, _) = add(&mut diet, &reading).unwrap();
    let before = stored(&diet, Measurement::DESCRIPTOR, id.to().unwrap());
    let kind = MeasureKind::Weight;
    record::correct(
        &mut diet,
        &id,
        &unseen(),
        &correction(kind, "159 lb", false),
    )
    .unwrap();
    let after = stored(&diet, Measurement::DESCRIPTOR, id.to().unwrap());
    add_sibling(&mut diet, after, cell(&before, CONTENT));

    let conflict = only(&diet);
    let differing_fields = differing(&conflict);
    assert_eq!(differing_fields.len(), 1, "{differing_fields:?}");
    assert_eq!(differing_fields["value"], ["72.121 kg (159 lb)", "72.4 kg"]);
    assert_eq!(conflict.fields[1].name, "weight");
    let at_ten = conflict.fields.iter().find(|field| field.key == "at");
    let at_ten = at_ten.unwrap().values[0].as_deref();
    assert_eq!(at_ten, Some("2026-11-20 11:00"), "by the clinic's clocks");
    let decision = decision(
        &conflict,
        &[("value", FieldDecision::Sibling { sibling: 1 })],
    );
    resolve::resolve(&mut diet, &decision).unwrap();
    let stored = measurements::list(&diet, &patient).unwrap();
    assert_eq!(
        (stored[0].quantity.value.0, stored[0].entered_text.as_str()),
        (72.4, "72.4")
    );
}

#[test]
fn a_status_that_was_decided_has_a_line_in_the_history_of_the_appointment() {
    let (machine, admin) = clinic();
    drop(admin);
    let mut reception = machine.sign_in("desk", PASSWORD);
    let diet = reception
        .read()
        .user_named("diet")
        .unwrap()
        .unwrap()
        .value
        .id;
    let new = booking(&mary(&mut reception), &Id::of(diet), "2026-11-20T13:00:00Z");
    let booked = book(&mut reception, &new).unwrap();
    let id: Uuid = booked.id.to().unwrap();
    let mut set = |to| set_status(&mut reception, &booked.id, &booked.seen, to, None).unwrap();
    set(AppointmentStatus::Confirmed);
    let before = stored(&reception, Appointment::DESCRIPTOR, id);
    set_status(
        &mut reception,
        &booked.id,
        &unseen(),
        AppointmentStatus::Cancelled,
        None,
    )
    .unwrap();
    let after = stored(&reception, Appointment::DESCRIPTOR, id);
    const PROGRESS: u8 = Appointment::CELL.progress.number;
    add_sibling(&mut reception, after, cell(&before, PROGRESS));

    let conflict = only(&reception);
    assert_eq!(conflict.what, "appointment.progress");
    let differing_fields = differing(&conflict);
    assert_eq!(differing_fields["status"], ["cancelled", "confirmed"]);
    let changes = |clinic: &Clinic| {
        let rows = clinic
            .read()
            .all::<AppointmentStatusChange>(Deleted::Hidden);
        let rows = rows.unwrap().into_iter().map(|row| row.value);
        rows.map(|row| (row.from_status, row.to_status))
            .collect::<Vec<_>>()
    };
    let known = changes(&reception).len();
    let decision = decision(
        &conflict,
        &[("status", FieldDecision::Sibling { sibling: 1 })],
    );
    resolve::resolve(&mut reception, &decision).unwrap();
    let all = changes(&reception);
    assert_eq!(all.len(), known + 1);
    assert!(all.contains(&(Some(StoredStatus::Cancelled), StoredStatus::Confirmed)));
}

#[test]
fn every_note_that_waits_for_a_signature_is_listed_today() {
    let (machine, admin) = clinic();
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mut written = Vec::new();
    for given in ["Ada", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gus"] {
        let form = form(given, "Okafor", "1992-03-12");
        let begun = VisitStart {
            patient_id: register::register(&mut diet, &form).unwrap().patient.id,
            appointment_id: None,
            r#type: VisitType::FollowUp,
        };
        let visit = start::start(&mut diet, &begun).unwrap().visit;
        let note = visit.note.unwrap();
        let draft = NoteDraft {
            id: note.id.clone(),
            seen: note.seen,
            kind: NoteKind::Free,
            sections: vec![SectionText {
                section: NoteSection::Text,
                text: "Eats late.".into(),
            }],
            custom: Vec::new(),
        };
        write(&mut diet, &draft).unwrap();
        written.push(note.id);
    }
    let today = today::show(&diet, &Day("2026-11-20".into())).unwrap();
    let mut differing_fields: Vec<Id> = today.needs.into_iter().map(|need| need.id).collect();
    differing_fields.sort();
    written.sort();
    assert_eq!(differing_fields, written);
}

/// Two people changed what a goal is measured by: the target of the one is no value of the other's measure.
#[test]
fn a_decision_takes_no_target_of_another_measure() {
    let (machine, admin) = clinic();
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let mut weight = goal("Less");
    (weight.measure, weight.target) = (Some(MeasureKind::Weight), "70 kg".into());
    let added = goals::add(&mut diet, &mary, &weight).unwrap();
    let id = added.id.to().unwrap();
    let before = stored(&diet, Goal::DESCRIPTOR, id);
    let mut waist = added.form.clone();
    (waist.measure, waist.target) = (Some(MeasureKind::Waist), "80 cm".into());
    let edit = GoalEdit {
        id: added.id.clone(),
        seen: ReadVersionToken(String::new()),
        loaded: added.form.clone(),
        form: waist,
    };
    goals::edit(&mut diet, &edit).unwrap();
    let after = stored(&diet, Goal::DESCRIPTOR, id);
    add_sibling(&mut diet, after, cell(&before, Goal::CELL.aim.number));

    let conflict = only(&diet);
    let decide = |diet: &mut Clinic, versions: [u32; 2]| {
        let of = |sibling| FieldDecision::Sibling { sibling };
        let choices = [("measure", of(versions[0])), ("target", of(versions[1]))];
        resolve::resolve(diet, &decision(&conflict, &choices))
    };
    let mixed = decide(&mut diet, [0, 1]);
    assert!(
        matches!(
            mixed,
            Err(Error::Invalid {
                field: "target",
                ..
            })
        ),
        "{mixed:?}"
    );
    decide(&mut diet, [1, 1]).unwrap();
    let decided = goals::show(&diet, &added.id).unwrap().form;
    assert_eq!(
        (decided.measure, &*decided.target),
        (Some(MeasureKind::Weight), "70 kg")
    );
}
