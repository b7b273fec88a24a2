//! A note that a colleague's altered program overwrote with an undecryptable value.
#![allow(clippy::unwrap_used)]

use sync_contract::Entity;
use sync_contract::catalog::{Note, NoteVersion};

use vault::password::Password;

use crate::notes::content::SectionText;
use crate::notes::show::show;
use crate::notes::write::{NewNote, create, write};
use crate::notes::{NoteKind, NoteSection, NoteView, sign};
use crate::testing::{PASSWORD, clinic, registered};
use crate::tests::care::{draft_of, visit};
use crate::{Clinic, chart};

fn text_of(view: &NoteView) -> &str {
    let mut sections = view.sections.iter();
    let assessment = sections.find(|given| given.section == NoteSection::Assessment);
    &assessment.unwrap().text
}

fn break_seals(clinic: &Clinic, descriptor: &'static sync_contract::Descriptor, id: uuid::Uuid) {
    clinic.unlocked().forge_row(descriptor, id, |row| {
        let mut sealed = row.cells.iter_mut().filter_map(|cell| cell.sealed.as_mut());
        *sealed.next().unwrap().last_mut().unwrap() ^= 1;
    });
}

#[test]
fn a_draft_that_does_not_open_shows_its_last_version_and_is_written_anew() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let sections = vec![SectionText {
        section: NoteSection::Assessment,
        text: "Severe anaphylaxis.".into(),
    }];
    let new = NewNote {
        patient: mary.to().unwrap(),
        visit: None,
        kind: NoteKind::Adime,
        sections,
        custom: Vec::new(),
    };
    let note = create(&mut diet, &new).unwrap();
    break_seals(&diet, Note::DESCRIPTOR, note.id.to().unwrap());
    let shown = show(&mut diet, &note.id).unwrap();
    assert_eq!(text_of(&shown), "Severe anaphylaxis.");
    let damage = diet.take_unshown().unwrap().damage;
    assert!(damage.iter().any(|of| of.damaged > 0), "{damage:?}");

    // the very words that are shown are written, too: what is stored has none
    write(&mut diet, &draft_of(&shown, "Severe anaphylaxis.")).unwrap();
    let stored = diet
        .read()
        .get::<Note>(note.id.to().unwrap())
        .unwrap()
        .unwrap();
    assert!(stored.damaged.is_empty() && stored.value.sections.open().is_some());
    let written = show(&mut diet, &note.id).unwrap();
    assert_eq!(text_of(&written), "Severe anaphylaxis.");
    sign::sign_stored(&mut diet, &note.id).unwrap();
}

#[test]
fn a_draft_of_which_no_version_opens_is_shown_empty_and_written_anew() {
    let (machine, _) = clinic();
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
    let versions = diet
        .read()
        .note_versions(new.patient, note.id.to().unwrap())
        .unwrap();
    break_seals(&diet, Note::DESCRIPTOR, note.id.to().unwrap());
    break_seals(&diet, NoteVersion::DESCRIPTOR, versions[0].value.id.0);
    let shown = show(&mut diet, &note.id).unwrap();
    assert_eq!(text_of(&shown), "");
    let written = write(&mut diet, &draft_of(&shown, "Eats well.")).unwrap();
    assert_eq!(text_of(&written), "Eats well.");
}

/// It stays for ever, as it says that it is signed.
#[test]
fn a_signed_note_that_does_not_open_closes_no_chart() {
    let (machine, _) = clinic();
    let (mut diet, mary, visit) = visit(&machine);
    let draft = draft_of(&visit.note.unwrap(), "Eats well.");
    let signed = sign::sign(&mut diet, &draft, &Password::new(PASSWORD)).unwrap();
    break_seals(&diet, Note::DESCRIPTOR, signed.id.to().unwrap());
    diet.take_unshown().unwrap();
    let shown = chart::show(&mut diet, &mary).unwrap();
    assert!(shown.last_note.is_none());
    let damage = diet.take_unshown().unwrap().damage;
    assert!(damage.iter().any(|of| of.damaged > 0), "{damage:?}");
}
