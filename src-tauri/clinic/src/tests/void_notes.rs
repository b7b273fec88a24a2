//! Signed notes that are void: by whom they are voided, and where that shows.
#![allow(clippy::unwrap_used)]

use sync_contract::catalog::{Note, NoteVoid};
use sync_contract::field::Text;
use sync_contract::ids::{NoteId, NoteVoidId};
use sync_contract::pull::RowState;
use sync_contract::{Entity, Value};
use vault::password::Password;

use crate::error::{Error, Reason};
use crate::notes::show::{list, show};
use crate::notes::void::{insert, void};
use crate::notes::write::{NewNote, at_visit, create};
use crate::notes::{NoteKind, NoteState, NoteView, sign, verify};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, add_user, clinic};
use crate::tests::care::{draft_of, visit};
use crate::tests::department::with_head_doctors;
use crate::tests::role_facilities::{end, give};
use crate::timeline::{self, TimelineEvent, TimelineQuery};
use crate::view::Id;
use crate::visits::show as shown_visit;
use crate::visits::{VisitStart, VisitType, VisitView, edit, list as visits, start};
use crate::{Clinic, chart};

const WHY: &str = "Written for another patient";

/// The note of a visit of Mary's, which `diet` has signed.
fn signed(machine: &Machine) -> (Clinic, Id, VisitView, NoteView) {
    let (mut diet, mary, visit) = visit(machine);
    let draft = draft_of(visit.note.as_ref().unwrap(), "Eats well.");
    let note = sign::sign(&mut diet, &draft, &Password::new(PASSWORD)).unwrap();
    (diet, mary, visit, note)
}

#[test]
fn a_void_note_stays_as_it_was_signed_and_is_added_to_no_more() {
    let (machine, _) = clinic();
    let (mut diet, mary, _, note) = signed(&machine);
    sign::addendum(&mut diet, &note.id, "Called back.", "Result came").unwrap();
    assert!(show(&mut diet, &note.id).unwrap().may_void);
    machine.clock.advance_s(60);
    let shown = void(&mut diet, &note.id, &format!(" {WHY}\n")).unwrap();
    assert_eq!((shown.state, shown.may_void), (NoteState::Void, false));
    let of = shown.void.as_ref().unwrap();
    assert_eq!((of.reason.as_str(), of.by.as_str()), (WHY, "diet Test"));
    assert!(of.valid && shown.signature.as_ref().unwrap().valid);
    assert!(shown.addenda.iter().all(|added| added.valid));
    assert!(verify::verify(&diet, &note.id).unwrap());
    assert_eq!(shown.sections[0].text, "Eats well.");
    let again = void(&mut diet, &note.id, WHY);
    assert!(matches!(again, Err(Error::NoteVoid)), "{again:?}");
    let added = sign::addendum(&mut diet, &note.id, "More.", "Forgotten");
    assert!(matches!(added, Err(Error::NoteVoid)), "{added:?}");
    let rows = list(&mut diet, &mary).unwrap();
    assert_eq!(rows[0].state, NoteState::Void);
    let visits = visits::list(&diet, &mary).unwrap();
    assert_eq!(visits[0].note, Some(NoteState::Void));
}

#[test]
fn the_visit_of_a_void_note_takes_another_one() {
    let (machine, _) = clinic();
    let (mut diet, mary, visit, note) = signed(&machine);
    let (patient, of) = (mary.to().unwrap(), visit.id.to().unwrap());
    assert_eq!(at_visit(&diet, patient, of).unwrap(), Some(note.id.clone()));
    void(&mut diet, &note.id, WHY).unwrap();
    assert_eq!(at_visit(&diet, patient, of).unwrap(), None);
    let new = NewNote {
        patient,
        visit: Some(of),
        kind: NoteKind::Adime,
        sections: Vec::new(),
        custom: Vec::new(),
    };
    let other = create(&mut diet, &new).unwrap();
    let shown = shown_visit::show(&mut diet, &visit.id).unwrap();
    assert_eq!(shown.note.unwrap().id, other.id);
}

#[test]
fn a_draft_is_not_voided_and_a_reason_is_needed() {
    let (machine, _) = clinic();
    let (mut diet, _, visit) = visit(&machine);
    let draft = draft_of(visit.note.as_ref().unwrap(), "Eats well.");
    let early = void(&mut diet, &draft.id, WHY);
    assert!(matches!(early, Err(Error::NoteNotSigned)), "{early:?}");
    let note = sign::sign(&mut diet, &draft, &Password::new(PASSWORD)).unwrap();
    let blank = void(&mut diet, &note.id, " \n ");
    assert!(
        matches!(
            blank,
            Err(Error::Invalid {
                field: "reason",
                reason: Reason::Required
            })
        ),
        "{blank:?}"
    );
    let long = void(&mut diet, &note.id, &"x".repeat(2001));
    assert!(
        matches!(long, Err(Error::TooLong { limit: 2000, .. })),
        "{long:?}"
    );
    assert!(void(&mut diet, &note.id, &"x".repeat(2000)).is_ok());
}

#[test]
fn a_note_is_voided_by_its_signer_or_the_head_doctor_of_theirs() {
    let (machine, _) = clinic();
    with_head_doctors(&machine, "diet");
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    add_user(&mut admin, "dora", "Doctor");
    drop(admin);
    let (diet, _, _, note) = signed(&machine);
    drop(diet);
    for other in ["dora", "hana"] {
        let mut other = machine.sign_in(other, PASSWORD);
        assert!(!show(&mut other, &note.id).unwrap().may_void);
        let refused = void(&mut other, &note.id, WHY);
        assert!(matches!(refused, Err(Error::NoteOfAnother)), "{refused:?}");
    }
    let mut hugo = machine.sign_in("hugo", PASSWORD);
    assert!(show(&mut hugo, &note.id).unwrap().may_void);
    let shown = void(&mut hugo, &note.id, WHY).unwrap();
    let of = shown.void.unwrap();
    assert!(of.valid && of.by == "hugo Test", "{of:?}");
}

/// As a program of their own writes it, which asks for no more than the server does.
fn void_by_hand(clinic: &mut Clinic, note: &NoteView) {
    let id: NoteId = note.id.to().unwrap();
    let stored = clinic.read().get::<Note>(id).unwrap().unwrap().value;
    let why: Text<2000> = WHY.try_into().unwrap();
    clinic
        .write("void note", |tx| insert(tx, &stored, why))
        .unwrap();
}

#[test]
fn a_void_of_who_may_not_has_no_effect_and_is_listed() {
    let (machine, _) = clinic();
    with_head_doctors(&machine, "diet");
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    add_user(&mut admin, "dora", "Doctor");
    drop(admin);
    machine.clock.advance_s(3600);
    let (diet, mary, _, note) = signed(&machine);
    drop(diet);
    // a colleague, and the head doctor of another department
    for (other, before) in [("dora", 0), ("hana", 1)] {
        let mut other = machine.sign_in(other, PASSWORD);
        assert_eq!(
            show(&mut other, &note.id).unwrap().refused_voids.len(),
            before
        );
        void_by_hand(&mut other, &note);
        machine.clock.advance_s(60);
    }
    let mut diet = machine.sign_in("diet", PASSWORD);
    let shown = show(&mut diet, &note.id).unwrap();
    assert_eq!((shown.state, shown.void), (NoteState::Signed, None));
    let refused: Vec<_> = shown
        .refused_voids
        .iter()
        .map(|of| of.by.as_str())
        .collect();
    assert_eq!(refused, ["dora Test", "hana Test"]);
    assert!(shown.may_void && verify::verify(&diet, &note.id).unwrap());
    assert_eq!(list(&mut diet, &mary).unwrap()[0].state, NoteState::Signed);
    let query = TimelineQuery {
        patient_id: mary,
        group: None,
        after: None,
        limit: 100,
    };
    let page = timeline::list::list(&diet, &query).unwrap();
    let text = WHY.to_owned();
    let asked = TimelineEvent::NoteVoidRefused { text };
    assert_eq!(page.rows.iter().filter(|row| row.event == asked).count(), 2);
    // it goes on as a signed note does
    let added = sign::addendum(&mut diet, &note.id, "More.", "Forgotten");
    assert_eq!(added.unwrap().state, NoteState::Addendum);
    let voided = void(&mut diet, &note.id, WHY).unwrap();
    assert_eq!(voided.state, NoteState::Void);
    assert_eq!(voided.refused_voids.len(), 2);
}

#[test]
fn a_void_counts_after_its_head_doctor_has_left() {
    let (machine, _) = clinic();
    with_head_doctors(&machine, "diet");
    machine.clock.advance_s(3600);
    let (mut diet, mary, _, note) = signed(&machine);
    let new = NewNote {
        patient: mary.to().unwrap(),
        visit: None,
        kind: NoteKind::Adime,
        sections: Vec::new(),
        custom: Vec::new(),
    };
    let other = create(&mut diet, &new).unwrap();
    let draft = draft_of(&other, "Sleeps well.");
    let other = sign::sign(&mut diet, &draft, &Password::new(PASSWORD)).unwrap();
    drop(diet);
    let void_as_hugo = |note: &NoteView| {
        machine.clock.advance_s(3600);
        void_by_hand(&mut machine.sign_in("hugo", PASSWORD), note);
        machine.clock.advance_s(3600);
    };
    void_as_hugo(&note);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    give(&mut admin, "hugo", "Doctor", None).unwrap();
    end(&mut admin, "hugo", "Head doctor");
    drop(admin);
    // what the former head doctor voids now counts for nothing
    void_as_hugo(&other);
    let mut diet = machine.sign_in("diet", PASSWORD);
    for (note, state, refused) in [(note, NoteState::Void, 0), (other, NoteState::Signed, 1)] {
        let shown = show(&mut diet, &note.id).unwrap();
        assert_eq!((shown.state, shown.refused_voids.len()), (state, refused));
    }
}

#[test]
fn of_two_voids_of_a_note_the_first_is_shown_and_both_are_stored() {
    let (machine, _) = clinic();
    let (mut diet, _, _, note) = signed(&machine);
    let id: NoteId = note.id.to().unwrap();
    void(&mut diet, &note.id, WHY).unwrap();
    machine.clock.advance_s(60);
    // as another computer has done meanwhile
    let stored = diet.read().get::<Note>(id).unwrap().unwrap().value;
    let other: Text<2000> = "Signed by mistake".try_into().unwrap();
    diet.write("void note", |tx| insert(tx, &stored, other))
        .unwrap();
    let shown = show(&mut diet, &note.id).unwrap();
    assert_eq!(shown.void.unwrap().reason, WHY);
    let stored = diet.read().note_voids(stored.patient, id).unwrap();
    assert_eq!(stored.len(), 2);
    assert!(verify::verify(&diet, &note.id).unwrap());
}

#[test]
fn a_void_is_signed_with_its_time() {
    let (machine, _) = clinic();
    let (mut diet, _, _, note) = signed(&machine);
    machine.clock.advance_s(60);
    let shown = void(&mut diet, &note.id, WHY).unwrap();
    let id: NoteVoidId = shown.void.unwrap().id.to().unwrap();
    let row = diet.read().get::<NoteVoid>(id).unwrap().unwrap();
    let date = |at: i64| move |row: &mut RowState| row.cells[0].clear[0].1 = Value::Time(at);
    for (forged, valid) in [(1_000_000, false), (0, true)] {
        let at = row.created_at.0 + forged;
        diet.unlocked()
            .forge_row(NoteVoid::DESCRIPTOR, id.0, date(at));
        let shown = show(&mut diet, &note.id).unwrap();
        assert_eq!(shown.void.unwrap().valid, valid);
        assert_eq!(verify::verify(&diet, &note.id).unwrap(), valid);
    }
}

#[test]
fn a_void_note_is_no_previous_note() {
    let (machine, _) = clinic();
    let (mut diet, mary, visit, note) = signed(&machine);
    edit::end(&mut diet, &visit.to_edit()).unwrap();
    let last = chart::show(&mut diet, &mary).unwrap().last_note;
    assert_eq!(last.unwrap().id, note.id);
    void(&mut diet, &note.id, WHY).unwrap();
    assert!(chart::show(&mut diet, &mary).unwrap().last_note.is_none());
    machine.clock.advance_s(3600);
    let begun = VisitStart {
        patient_id: mary,
        appointment_id: None,
        r#type: VisitType::Initial,
    };
    let next = start::start(&mut diet, &begun).unwrap().visit;
    assert!(next.previous_notes.is_empty());
}

#[test]
fn a_void_is_in_the_timeline_with_its_reason() {
    let (machine, _) = clinic();
    let (mut diet, mary, visit, note) = signed(&machine);
    machine.clock.advance_s(60);
    void(&mut diet, &note.id, WHY).unwrap();
    let query = TimelineQuery {
        patient_id: mary,
        group: None,
        after: None,
        limit: 100,
    };
    let page = timeline::list::list(&diet, &query).unwrap();
    let row = &page.rows[0];
    let text = WHY.to_owned();
    assert_eq!(row.event, TimelineEvent::NoteVoid { text });
    assert_eq!(row.visit_id.as_ref(), Some(&visit.id));
    let state = NoteState::Void;
    let mut events = page.rows.iter().map(|row| &row.event);
    assert!(events.any(|event| *event == TimelineEvent::Note { state }));
}
