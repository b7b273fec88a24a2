use sync_contract::catalog::{Note, Patient};
use sync_contract::messages::{Pull, PullPage};
use sync_contract::protocol::Replica;
use sync_contract::pull::{Cursor, RowState};
use sync_contract::{CellState, Descriptor, Entity};
use uuid::Uuid;
use vault::password::Password;

use crate::Clinic;
use crate::conflicts::view::{FieldChoice, FieldDecision, Resolution};
use crate::conflicts::{release, resolve, show};
use crate::error::Error;
use crate::notes::content::SectionText;
use crate::notes::write::{NewNote, create};
use crate::notes::{
    CustomText, NoteDraft, NoteKind, NoteSection, NoteState, NoteView, show as note, sign, write,
};
use crate::patients::view::PatientEdit;
use crate::patients::{edit, register};
use crate::problem::ProblemCode;
use crate::testing::{Machine, PASSWORD, clinic, form, registered};
use crate::view::{Id, ReadVersionToken};

/// Returns a row as it is stored.
pub(super) fn stored(clinic: &Clinic, descriptor: &'static Descriptor, row: Uuid) -> RowState {
    let mut matching = None;
    clinic
        .read()
        .each_row(descriptor, |state, _| {
            if state.row == row {
                matching = Some(state.clone());
            }
            Ok::<_, Error>(())
        })
        .unwrap();
    matching.unwrap()
}

/// Returns what a server would send that has this version as a sibling of the row.
pub(super) fn add_sibling(clinic: &mut Clinic, row: RowState, sibling: CellState) {
    add_siblings(clinic, row, vec![sibling]);
}

pub(super) fn add_siblings(clinic: &mut Clinic, mut row: RowState, siblings: Vec<CellState>) {
    row.siblings = siblings;
    let timeline = Uuid::from_u128(1);
    let pull = Pull {
        cursor: None,
        bootstrap: None,
        control_position: 0,
        rows_max: 10,
    };
    let cursor = Cursor {
        timeline,
        seq: 1,
        history_mark: Uuid::from_u128(2),
    };
    let page = PullPage {
        control: Vec::new(),
        rows: vec![row],
        cursor,
        head: cursor,
        bootstrap: None,
    };
    let applied = clinic
        .unlocked_mut()
        .vault_mut()
        .apply(&pull, &page)
        .unwrap();
    assert_eq!(applied.quarantined, 0);
}

pub(super) fn cell(row: &RowState, number: u8) -> CellState {
    row.cells
        .iter()
        .find(|cell| cell.cell == number)
        .unwrap()
        .clone()
}

pub(super) const CONTACT: u8 = Patient::CELL.contact.number;
pub(super) const CONTENT: u8 = Note::CELL.content.number;

/// Creates Mary, whose phone number two users changed concurrently: reception sees 0199, the sibling has 0182.
fn mary_with_two_phones(reception: &mut Clinic) -> Id {
    let mut first = form("Mary", "Okafor", "1992-03-12");
    first.phone = "024 555 0182".into();
    let mary = register::register(reception, &first).unwrap().patient.id;
    let id: Uuid = mary.to().unwrap();
    let before = stored(reception, Patient::DESCRIPTOR, id);
    let view = crate::chart::show(reception, &mary).unwrap();
    let mut change = PatientEdit {
        // the writer had not seen the version that it conflicts with
        seen: ReadVersionToken(String::new()),
        ..view.form.to_edit()
    };
    change.form.phone = "024 555 0199".into();
    edit::edit(reception, &change).unwrap();
    let after = stored(reception, Patient::DESCRIPTOR, id);
    // shown as the server will have it, before it does and after
    assert_eq!(show::list(reception).unwrap().len(), 1);
    add_sibling(reception, after, cell(&before, CONTACT));
    mary
}

#[test]
fn a_conflict_shows_both_versions_and_what_differs() {
    let (machine, admin) = clinic();
    drop(admin);
    let mut reception = machine.sign_in("desk", PASSWORD);
    let mary = mary_with_two_phones(&mut reception);
    let rows = show::list(&reception).unwrap();
    assert_eq!(
        (rows.len(), rows[0].fields, rows[0].what.as_str()),
        (1, 1, "patient.contact")
    );
    let conflict = show::show(&reception, &rows[0].id).unwrap();
    assert_eq!(
        (conflict.siblings.len(), conflict.siblings[0].by.as_str()),
        (2, "desk Test")
    );
    let phones = conflict
        .fields
        .iter()
        .find(|field| field.key == "phone")
        .unwrap();
    assert_eq!(
        phones.values,
        [
            Some("024 555 0199".to_owned()),
            Some("024 555 0182".to_owned())
        ]
    );
    assert!(
        phones.pieces[0]
            .iter()
            .any(|piece| piece.changed && piece.text == "0199")
    );
    assert!(
        conflict
            .fields
            .iter()
            .filter(|field| field.key != "phone")
            .all(|field| field.same)
    );
    assert!(
        crate::chart::show(&mut reception, &mary)
            .unwrap()
            .header
            .sync
            .needs_you
    );
}

#[test]
fn two_versions_are_siblings_until_a_person_decides() {
    let (machine, admin) = clinic();
    drop(admin);
    let mut reception = machine.sign_in("desk", PASSWORD);
    let mary = mary_with_two_phones(&mut reception);
    let rows = show::list(&reception).unwrap();
    let conflict = show::show(&reception, &rows[0].id).unwrap();
    let mut resolution = Resolution {
        id: conflict.id,
        seen: conflict.seen.clone(),
        choices: Vec::new(),
    };
    assert!(
        matches!(
            resolve::resolve(&mut reception, &resolution),
            Err(Error::Invalid { .. })
        ),
        "nothing chosen"
    );
    resolution.choices = vec![FieldChoice {
        key: "phone".into(),
        decision: FieldDecision::All,
    }];
    resolution.seen = ReadVersionToken(String::new());
    assert!(matches!(
        resolve::resolve(&mut reception, &resolution),
        Err(Error::ChangedMeanwhile)
    ));
    resolution.seen = conflict.seen;
    resolve::resolve(&mut reception, &resolution).unwrap();
    assert!(show::list(&reception).unwrap().is_empty());
    let stored = crate::chart::show(&mut reception, &mary)
        .unwrap()
        .form
        .form
        .phone;
    assert_eq!(stored, "024 555 0199; 024 555 0182");
}

fn sections(text: &str) -> Vec<SectionText> {
    vec![SectionText {
        section: NoteSection::Assessment,
        text: text.into(),
    }]
}

/// Signs a dietitian in and begins a note.
fn begun() -> (Machine, Clinic, NoteView) {
    let (machine, admin) = clinic();
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let new = NewNote {
        patient: mary.to().unwrap(),
        visit: None,
        kind: NoteKind::Adime,
        sections: sections("Eats late."),
        custom: Vec::new(),
    };
    let made = create(&mut diet, &new).unwrap();
    (machine, diet, made)
}

#[test]
fn a_sibling_of_a_signed_note_becomes_an_addendum() {
    let (_machine, mut diet, made) = begun();
    let id: Uuid = made.id.to().unwrap();
    let draft = NoteDraft {
        id: made.id.clone(),
        seen: made.seen.clone(),
        kind: NoteKind::Adime,
        sections: sections("Eats late, sleeps badly."),
        custom: Vec::new(),
    };
    write::write(&mut diet, &draft).unwrap();
    let unsigned = stored(&diet, Note::DESCRIPTOR, id);
    let unseen = NoteDraft {
        seen: ReadVersionToken(String::new()),
        sections: sections("Eats late, walks."),
        ..draft
    };
    sign::sign(&mut diet, &unseen, &Password::new(PASSWORD)).unwrap();
    let signed = stored(&diet, Note::DESCRIPTOR, id);
    add_sibling(&mut diet, signed, cell(&unsigned, CONTENT));

    let rows = show::list(&diet).unwrap();
    assert_eq!(rows.len(), 1);
    let conflict = show::show(&diet, &rows[0].id).unwrap();
    assert!(conflict.siblings[0].signed && !conflict.siblings[1].signed);
    // parts that cannot be combined say so: none can
    assert!(conflict.fields.iter().all(|field| !field.may_combine));
    let json = serde_json::to_value(&conflict).unwrap();
    assert_eq!(json["staysSigned"], true);
    let merge = Resolution {
        id: conflict.id.clone(),
        seen: conflict.seen,
        choices: vec![FieldChoice {
            key: "assessment".into(),
            decision: FieldDecision::Sibling { sibling: 1 },
        }],
    };
    assert!(matches!(
        resolve::resolve(&mut diet, &merge),
        Err(Error::AlreadySigned)
    ));
    let decision = Resolution {
        choices: Vec::new(),
        ..merge
    };
    resolve::resolve(&mut diet, &decision).unwrap();
    assert!(
        show::list(&diet).unwrap().is_empty(),
        "decided here, whatever the server has heard"
    );
    assert_eq!(release::release_equal(&mut diet).unwrap(), 0);
    let note = note::show(&mut diet, &made.id).unwrap();
    assert!(note.signature.as_ref().unwrap().valid);
    assert_eq!(note.sections[0].text, "Eats late, walks.");
    assert!(note.addenda[0].valid && note.addenda[0].text.contains("sleeps badly"));
    let reason = &note.addenda[0].reason;
    assert!(reason.starts_with("Written at the same time as the signed text, by "));
    assert_eq!(note.state, NoteState::Addendum);
}

#[test]
fn an_addendum_has_what_differs_in_the_clinics_own_fields_alone() {
    let (_machine, mut diet, made) = begun();
    let id: Uuid = made.id.to().unwrap();
    let draft = NoteDraft {
        id: made.id.clone(),
        seen: made.seen.clone(),
        kind: NoteKind::Adime,
        sections: sections("Eats late."),
        custom: vec![CustomText {
            label: "Stoma".into(),
            value: "yes".into(),
        }],
    };
    write::write(&mut diet, &draft).unwrap();
    let unsigned = stored(&diet, Note::DESCRIPTOR, id);
    let unseen = NoteDraft {
        seen: ReadVersionToken(String::new()),
        custom: Vec::new(),
        ..draft
    };
    sign::sign(&mut diet, &unseen, &Password::new(PASSWORD)).unwrap();
    let signed = stored(&diet, Note::DESCRIPTOR, id);
    add_sibling(&mut diet, signed, cell(&unsigned, CONTENT));

    let row = show::list(&diet).unwrap().remove(0);
    let conflict = show::show(&diet, &row.id).unwrap();
    let decision = Resolution {
        id: conflict.id,
        seen: conflict.seen,
        choices: Vec::new(),
    };
    resolve::resolve(&mut diet, &decision).unwrap();
    let note = note::show(&mut diet, &made.id).unwrap();
    assert_eq!(note.addenda.len(), 1);
    assert_eq!(note.addenda[0].text, "Stoma: yes");
}

#[test]
fn a_note_in_conflict_is_signed_only_once_a_person_has_decided() {
    let (_machine, mut diet, made) = begun();
    let id: Uuid = made.id.to().unwrap();
    let ours = NoteDraft {
        id: made.id.clone(),
        seen: made.seen.clone(),
        kind: NoteKind::Adime,
        sections: sections("Eats late, sleeps badly."),
        custom: Vec::new(),
    };
    write::write(&mut diet, &ours).unwrap();
    let before = stored(&diet, Note::DESCRIPTOR, id);
    let theirs = NoteDraft {
        seen: ReadVersionToken(String::new()),
        sections: sections("Eats late, walks."),
        ..ours
    };
    write::write(&mut diet, &theirs).unwrap();
    let after = stored(&diet, Note::DESCRIPTOR, id);
    add_sibling(&mut diet, after.clone(), cell(&before, CONTENT));

    let row = show::list(&diet).unwrap().remove(0);
    let password = Password::new(PASSWORD);
    for refused in [
        sign::sign(&mut diet, &theirs, &password),
        sign::sign_stored(&mut diet, &made.id),
    ] {
        let Err(error) = refused else {
            panic!("signed over another version");
        };
        let failure = error.problem(diet.now());
        assert_eq!(
            (failure.code, failure.conflict),
            (ProblemCode::ConflictOpen, Some(row.id.clone()))
        );
    }
    let shown = note::show(&mut diet, &made.id).unwrap();
    assert_eq!(shown.state, NoteState::Draft);
    assert_eq!(
        cell(&stored(&diet, Note::DESCRIPTOR, id), CONTENT),
        cell(&after, CONTENT)
    );

    let conflict = show::show(&diet, &row.id).unwrap();
    let json = serde_json::to_value(&conflict).unwrap();
    assert_eq!(json["staysSigned"], false);
    assert!(conflict.fields.iter().any(|field| field.may_combine));
    let decision = Resolution {
        id: conflict.id,
        seen: conflict.seen,
        choices: vec![FieldChoice {
            key: "assessment".into(),
            decision: FieldDecision::Sibling { sibling: 1 },
        }],
    };
    resolve::resolve(&mut diet, &decision).unwrap();
    let signed = sign::sign_stored(&mut diet, &made.id).unwrap();
    assert!(signed.signature.unwrap().valid);
    assert_eq!(signed.sections[0].text, "Eats late, sleeps badly.");
}

#[test]
fn a_sibling_that_became_an_addendum_is_not_added_again() {
    let (_machine, mut diet, made) = begun();
    let id: Uuid = made.id.to().unwrap();
    let mut versions = vec![stored(&diet, Note::DESCRIPTOR, id)];
    // the last has the text of an earlier one, at another time
    for text in ["Sleeps badly.", "Drinks tea.", "Sleeps badly."] {
        let draft = NoteDraft {
            id: made.id.clone(),
            seen: note::show(&mut diet, &made.id).unwrap().seen,
            kind: NoteKind::Adime,
            sections: sections(text),
            custom: Vec::new(),
        };
        write::write(&mut diet, &draft).unwrap();
        versions.push(stored(&diet, Note::DESCRIPTOR, id));
    }
    let last = NoteDraft {
        id: made.id.clone(),
        seen: note::show(&mut diet, &made.id).unwrap().seen,
        kind: NoteKind::Adime,
        sections: sections("Walks."),
        custom: Vec::new(),
    };
    sign::sign(&mut diet, &last, &Password::new(PASSWORD)).unwrap();
    let signed = stored(&diet, Note::DESCRIPTOR, id);
    // siblings arrive one by one, each after a decision
    let mut stored = Vec::new();
    for come in 1..=versions.len() {
        let siblings = versions[..come].iter().map(|row| cell(row, CONTENT));
        add_siblings(&mut diet, signed.clone(), siblings.collect());
        let rows = show::list(&diet).unwrap();
        let conflict = show::show(&diet, &rows[0].id).unwrap();
        let decision = Resolution {
            id: conflict.id,
            seen: conflict.seen,
            choices: Vec::new(),
        };
        resolve::resolve(&mut diet, &decision).unwrap();
        assert!(show::list(&diet).unwrap().is_empty());
        let shown = note::show(&mut diet, &made.id).unwrap();
        assert!(shown.addenda.iter().all(|addendum| addendum.valid));
        stored.push(shown.addenda.len());
    }
    assert_eq!(stored, [1, 2, 3, 3]);
}
