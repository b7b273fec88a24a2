//! A leaflet that was given.

use clinic::handouts::given::GivenHandoutView;
use clinic::prints::{PrintBody, PrintView};
use clinic::view::{At, Id, ReadVersionToken};

use super::made::{note, of_note};
use super::text;
use crate::print;

pub const TEXT: &str = "Salt hides in bread and cheese.\nTaste first.\n\n# At the table\n- Leave the salt in the \
                    cupboard\n- Use lemon and herbs\n\nAsk us when unsure.";

pub fn given(language: &str, title: &str, text: &str) -> GivenHandoutView {
    GivenHandoutView {
        id: Id("g".into()),
        seen: ReadVersionToken("1".into()),
        handout_id: Some(Id("h".into())),
        visit_id: None,
        given_at: At("2026-11-25T06:30:00Z".into()),
        by: "Ama Mensah".into(),
        language: Some(language.into()),
        title: Some(title.into()),
        text: Some(text.into()),
    }
}

pub fn of(given: GivenHandoutView) -> PrintView {
    PrintView {
        body: PrintBody::Handout(given),
        ..of_note(note())
    }
}

#[test]
fn a_handout_has_its_headings_lists_and_paragraphs() {
    let printed = print(&of(given("en", "Less salt", TEXT))).unwrap();
    assert_eq!(printed.title, "Less salt");
    let text = text(&printed);
    for words in [
        "Less salt",
        "Salt hides in bread and cheese. Taste first.",
        "• Leave the salt in the cupboard • Use lemon and herbs",
        "Given by Ama Mensah, 25 Nov 2026",
        "Mary Okafor",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let at = |words| text.find(words).unwrap();
    assert!(at("At the table") < at("Leave the salt") && at("lemon") < at("Ask us"));
    assert!(!text.contains('#') && !text.contains("- "), "{text}");
}

#[test]
fn a_word_that_is_wider_than_the_page_breaks() {
    let word = |first: &str| format!("{first}{}", "abcdefghij".repeat(15));
    let (title, heading, item, paragraph) = (word("t"), word("h"), word("i"), word("p"));
    let leaflet = format!("# {heading}\n- {item}\n\nSee {paragraph} there.");
    let mut view = of(given("en", &title, &leaflet));
    view.head.letterhead.clinic = word("l");
    // what is beyond the edge of the page is no text of it
    let text = text(&print(&view).unwrap());
    let letters: String = text.chars().filter(|c| c.is_ascii_alphabetic()).collect();
    for word in [title, heading, item, paragraph, word("l")] {
        assert!(letters.contains(&word), "{word} in {text}");
    }
}

#[test]
fn a_handout_in_another_language_is_printed_as_it_was_given() {
    let arabic = given("ar", "ملح أقل", "# على المائدة\n- الليمون والأعشاب");
    let printed = print(&of(arabic)).unwrap();
    assert!(printed.missing.is_empty(), "{:?}", printed.missing);
    assert_eq!(printed.title, "ملح أقل");
    // the words around it are those of the print
    assert!(text(&printed).contains("Given by"));
}

#[test]
fn a_handout_that_cannot_be_read_is_not_printed_as_empty() {
    let unreadable = GivenHandoutView {
        language: None,
        title: None,
        text: None,
        ..given("en", "", "")
    };
    let text = text(&print(&of(unreadable)).unwrap());
    assert!(text.contains("cannot be read on this computer"), "{text}");
}
