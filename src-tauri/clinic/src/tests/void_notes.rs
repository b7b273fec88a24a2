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
use crate::timeline::{TimelineEvent, TimelineQuery, list as timeline};
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
    let page = timeline::list(&diet, &query).unwrap();
    let row = &page.rows[0];
    let text = WHY.to_owned();
    assert_eq!(row.event, TimelineEvent::NoteVoid { text });
    assert_eq!(row.visit_id.as_ref(), Some(&visit.id));
    let state = NoteState::Void;
    let mut events = page.rows.iter().map(|row| &row.event);
    assert!(events.any(|event| *event == TimelineEvent::Note { state }));
}
