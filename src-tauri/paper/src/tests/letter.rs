//! A letter is printed as a letter.

use clinic::notes::content::SectionText;
use clinic::notes::{NoteKind, NoteSection, NoteState, NoteView};
use clinic::view::ScreenLanguage;

use super::made::{note, of_note};
use super::{pages, text};
use crate::print;

pub fn letter() -> NoteView {
    let section = |section, text: &str| SectionText {
        section,
        text: text.into(),
    };
    NoteView {
        kind: NoteKind::Letter,
        sections: vec![
            section(
                NoteSection::Addressee,
                "Dr Kofi Asante\nHarbour Practice\n\n4 Mole Road",
            ),
            section(NoteSection::Text, "Dear Dr Asante,\n\nShe eats late."),
        ],
        ..note()
    }
}

#[test]
fn a_letter_has_to_whom_where_when_and_about_whom() {
    let printed = print(&of_note(letter())).unwrap();
    assert_eq!(printed.title, "Letter");
    let text = text(&printed);
    let order = [
        "Riverside Clinic",
        "1204 Genève, 20 Nov 2026",
        "Dr Kofi Asante Harbour Practice 4 Mole Road",
        "Re: Mary Okafor · Born 12 Mar 1992 · File 000482",
        "Dear Dr Asante, She eats late.",
        "Signed by Ama Mensah, 20 Nov 2026, 10:42",
    ];
    let mut rest = text.as_str();
    for words in order {
        let at = rest.find(words);
        let at = at.unwrap_or_else(|| panic!("{words} in {rest}"));
        rest = &rest[at..];
    }
    for words in ["Note", "Form", "Author", "Draft", "Text"] {
        assert!(!text.contains(words), "{words} in {text}");
    }
}

#[test]
fn each_page_of_an_unsigned_letter_is_a_draft_with_a_line_to_sign_on() {
    let mut draft = letter();
    (draft.state, draft.signature) = (NoteState::Draft, None);
    draft.sections[1].text = "A line of the letter.\n".repeat(90);
    let printed = print(&of_note(draft)).unwrap();
    let pages = pages(&printed);
    assert!(pages.len() > 1);
    for page in &pages {
        for words in ["Draft, not signed", "Mary Okafor", "000482"] {
            assert!(page.contains(words), "{words} in {page}");
        }
    }
    let last = pages.last().unwrap();
    let (_, after) = last.rsplit_once("A line of the letter.").unwrap();
    assert!(after.contains("Ama Mensah"), "{after}");
    assert!(!pages.concat().contains("Signed by"));
}

#[test]
fn a_letter_without_an_addressee_or_an_address_is_printed_in_french() {
    let mut of = of_note(letter());
    of.language = ScreenLanguage::Fr;
    of.head.letterhead.address = None;
    let clinic::prints::PrintBody::Note(note) = &mut of.body else {
        panic!("a letter is a note");
    };
    note.sections.remove(0);
    let text = text(&print(&of).unwrap());
    for words in ["Le 20 nov. 2026", "Objet : Mary Okafor", "Signé par"] {
        assert!(text.contains(words), "{words} in {text}");
    }
}
