use sync_contract::catalog::Note;
use sync_contract::messages::{PushAnswer, Verdict};
use sync_contract::protocol::Replica;
use sync_contract::pull::Cursor;
use sync_contract::review::{ReviewGroup, ReviewRow};
use sync_contract::{Code, Entity, Group, Right, Wire};
use uuid::Uuid;

use crate::appointments::{book, day};
use crate::conflicts::view::{FieldChoice, FieldDecision, Resolution};
use crate::conflicts::{resolve, show};
use crate::error::Error;
use crate::notes::content::SectionText;
use crate::notes::write::{NewNote, create, write};
use crate::notes::{NoteDraft, NoteKind, NoteSection};
use crate::patients::edit;
use crate::sync::review::Fetched;
use crate::sync::status::{Carrier, of};
use crate::sync::{discard, page, review};
use crate::testing::{ADMIN_PASSWORD, PASSWORD, add_user, clinic, registered};
use crate::tests::care::{draft_of, visit};
use crate::tests::diary::booking;
use crate::tests::disagreement::{CONTENT, add_sibling, cell, stored};
use crate::view::{Day, Id, ReadVersionToken, RecordSync};
use crate::{Clinic, chart, visits};

/// Sends all groups that may go; the last is refused where `last` says why. Returns how many were sent.
fn sent(clinic: &mut Clinic, last: Option<Code>) -> usize {
    let vault = clinic.unlocked_mut().vault_mut();
    let mut count = 0;
    while let Some(push) = vault.next_push().unwrap() {
        let ids = push
            .groups
            .iter()
            .map(|bytes| Group::from_bytes(bytes).unwrap().id);
        let mut verdicts: Vec<(Uuid, Verdict)> =
            ids.map(|id| (id, Verdict::Accepted { seq: 1 })).collect();
        if let (Some(code), Some(verdict)) = (last, verdicts.last_mut()) {
            verdict.1 = Verdict::Rejected(code.into());
        }
        count += verdicts.len();
        let answer = PushAnswer {
            verdicts,
            head: Cursor::start(Uuid::from_u128(1)),
        };
        vault.apply_verdicts(&push, &answer).unwrap();
    }
    count
}

fn call(clinic: &mut Clinic, id: &Id, phone: &str) {
    let view = chart::show(clinic, id).unwrap();
    let mut change = view.form.to_edit();
    change.form.phone = phone.into();
    edit::edit(clinic, &change).unwrap();
}

#[test]
fn changes_that_build_on_a_refused_one_go_once_it_is_discarded() {
    let (machine, mut admin) = clinic();
    add_user(&mut admin, "nora", "Viewer");
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    sent(&mut diet, None);
    call(&mut diet, &mary, "024 1");
    assert_eq!(sent(&mut diet, Some(Code::MissingRight)), 1);
    call(&mut diet, &mary, "024 2");
    assert_eq!(sent(&mut diet, None), 0, "it waits behind what was refused");
    let shown = page::show(&diet, Carrier::default()).unwrap();
    let refused = shown.refused[0].group_id.clone();
    drop(diet);

    let mut nora = machine.sign_in("nora", PASSWORD);
    assert!(matches!(
        discard(&mut nora, &refused),
        Err(Error::Forbidden(_))
    ));
    drop(nora);
    let mut diet = machine.sign_in("diet", PASSWORD);
    discard(&mut diet, &refused).unwrap();
    assert!(matches!(
        discard(&mut diet, &refused),
        Err(Error::NotFound(_))
    ));
    assert_eq!(sent(&mut diet, None), 1);
    let shown = chart::show(&mut diet, &mary).unwrap();
    assert_eq!(shown.form.form.phone, "024 2");
    let shown = page::show(&diet, Carrier::default()).unwrap();
    assert!(shown.refused.is_empty() && shown.waiting.is_empty());
}

#[test]
fn who_may_not_read_notes_sees_no_version_of_one_and_decides_none() {
    let (machine, mut admin) = clinic();
    add_user(&mut admin, "records", "Medical records");
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let new = NewNote {
        patient: mary.to().unwrap(),
        visit: None,
        kind: NoteKind::Adime,
        sections: Vec::new(),
        custom: Vec::new(),
    };
    let note = create(&mut diet, &new).unwrap();
    let row: Uuid = note.id.to().unwrap();
    let before = stored(&diet, Note::DESCRIPTOR, row);
    let draft = NoteDraft {
        id: note.id,
        // the writer had not seen the version that it conflicts with
        seen: ReadVersionToken(String::new()),
        kind: NoteKind::Adime,
        sections: vec![SectionText {
            section: NoteSection::Assessment,
            text: "Eats late.".into(),
        }],
        custom: Vec::new(),
    };
    write(&mut diet, &draft).unwrap();
    let row = stored(&diet, Note::DESCRIPTOR, row);
    let sibling = cell(&before, CONTENT);
    add_sibling(&mut diet, row, sibling);
    let id = show::list(&diet).unwrap()[0].id.clone();
    let view = show::show(&diet, &id).unwrap();
    let differing = view.fields.iter().filter(|field| !field.same);
    let choices = differing.map(|field| FieldChoice {
        key: field.key.clone(),
        decision: FieldDecision::Sibling { sibling: 0 },
    });
    let decision = Resolution {
        id: id.clone(),
        seen: view.seen,
        choices: choices.collect(),
    };
    assert_eq!(of(&diet, Carrier::default()).unwrap().conflicts, 1);
    drop(diet);

    let mut admin = machine.sign_in("Admin", ADMIN_PASSWORD);
    assert!(show::list(&admin).unwrap().is_empty());
    assert_eq!(of(&admin, Carrier::default()).unwrap().conflicts, 0);
    assert!(matches!(show::show(&admin, &id), Err(Error::NotFound(_))));
    assert!(matches!(
        resolve::resolve(&mut admin, &decision),
        Err(Error::NotFound(_))
    ));
    drop(admin);

    // a user who may read and not write sees them, and can decide none
    let mut records = machine.sign_in("records", PASSWORD);
    assert_eq!(show::list(&records).unwrap().len(), 1);
    assert!(matches!(
        resolve::resolve(&mut records, &decision),
        Err(Error::Forbidden(_))
    ));
    drop(records);
    let mut diet = machine.sign_in("diet", PASSWORD);
    resolve::resolve(&mut diet, &decision).unwrap();
    assert!(show::list(&diet).unwrap().is_empty());
}

/// The text of a note that waits for a review, as this user sees it.
fn reviewed_words(clinic: &Clinic, in_review: &[Fetched]) -> String {
    let ids: Vec<Id> = in_review
        .iter()
        .map(|sent| Id::of(sent.listed.id))
        .collect();
    let shown = review::show(clinic, in_review, &ids).unwrap();
    let fields = shown.iter().flat_map(|change| &change.fields);
    fields.map(|field| field.text.as_str()).collect()
}

/// An admin has every key in order to grant it, and decides on what was sent from a computer that was removed.
#[test]
fn of_a_change_in_review_only_its_readers_see_the_words() {
    let (machine, _) = clinic();
    let (mut diet, _, visit) = visit(&machine);
    sent(&mut diet, None);
    let draft = draft_of(visit.note.as_ref().unwrap(), "Eats breakfast.");
    write(&mut diet, &draft).unwrap();
    let push = diet
        .unlocked_mut()
        .vault_mut()
        .next_push()
        .unwrap()
        .unwrap();
    let in_review = push.groups.iter().map(|bytes| {
        let group = Group::from_bytes(bytes).unwrap();
        let listed = ReviewGroup {
            number: 1,
            id: group.id,
            author: group.author,
            device_number: group.device,
            received_at_us: 0,
            rows: ReviewRow::of(&group),
        };
        let bytes = Some(bytes.clone());
        Fetched { listed, bytes }
    });
    let in_review: Vec<Fetched> = in_review.collect();
    drop(diet);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    assert!(!reviewed_words(&admin, &in_review).contains("Eats breakfast."));
    let rights: Vec<Right> = admin.actor.rights().chain([Right::NotesRead]).collect();
    admin.actor = crate::Actor::new(admin.user(), rights);
    assert!(reviewed_words(&admin, &in_review).contains("Eats breakfast."));
}

#[test]
fn visits_and_appointments_say_what_of_them_waits() {
    let (machine, _) = clinic();
    let (mut diet, mary, visit) = visit(&machine);
    let provider = Id::of(diet.user());
    let booked = booking(&mary, &provider, "2026-11-20T13:00:00Z");
    book::book(&mut diet, &booked).unwrap();
    let draft = draft_of(visit.note.as_ref().unwrap(), "Eats breakfast.");
    write(&mut diet, &draft).unwrap();
    let states = |clinic: &Clinic| {
        let mut visits = visits::list::list(clinic, &mary).unwrap();
        let mut diary = day::day(clinic, &Day("2026-11-20".into())).unwrap();
        [visits.remove(0).sync, diary.appointments.remove(0).sync]
    };
    // the visit, and twice its note; the appointment, and who comes
    let waiting = states(&diet);
    assert_eq!(waiting.each_ref().map(|state| state.only_here), [3, 2]);
    assert!(waiting.iter().all(|state| state.since.is_some()));
    sent(&mut diet, None);
    let accepted = states(&diet);
    assert_eq!(accepted, [RecordSync::default(), RecordSync::default()]);
}
