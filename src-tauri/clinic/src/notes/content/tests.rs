#![allow(clippy::unwrap_used)]

use super::*;

fn text(section: NoteSection, text: &str) -> SectionText {
    SectionText {
        section,
        text: text.to_owned(),
    }
}

#[test]
fn two_ways_of_typing_one_note_are_one_text() {
    let one = [
        text(NoteSection::Diagnosis, "NI-2.1 \r\n intake"),
        text(
            NoteSection::Assessment,
            " Ame\u{301}lie \u{201c}eats\u{201d} ",
        ),
    ];
    let other = [
        text(NoteSection::Assessment, "Am\u{e9}lie \u{201c}eats\u{201d}"),
        text(NoteSection::Diagnosis, "NI-2.1\n intake\n"),
        text(NoteSection::Monitoring, "  "),
    ];
    let stored = canonical(NoteKind::Adime, &one).unwrap();
    assert_eq!(stored, canonical(NoteKind::Adime, &other).unwrap());
    assert_eq!(
        stored.as_str(),
        "{\"assessment\":\"Amélie “eats”\",\"diagnosis\":\"NI-2.1\\n intake\"}"
    );
}

#[test]
fn what_was_stored_is_read_back_with_every_section_of_its_form() {
    let stored = canonical(
        NoteKind::Soap,
        &[
            text(NoteSection::Plan, "walk"),
            text(NoteSection::Text, "kept"),
        ],
    )
    .unwrap();
    let read = sections(NoteKind::Soap, &stored).unwrap();
    let words: Vec<_> = read
        .iter()
        .map(|read| (read.section.as_str(), read.text.as_str()))
        .collect();
    assert_eq!(
        words,
        [
            ("subjective", ""),
            ("objective", ""),
            ("assessment", ""),
            ("plan", "walk"),
            ("text", "kept")
        ]
    );
    assert_eq!(canonical(NoteKind::Soap, &read).unwrap(), stored);
}

#[test]
fn a_note_without_words_is_empty() {
    let stored = canonical(NoteKind::Free, &[text(NoteSection::Text, " \n ")]).unwrap();
    assert!(is_empty(&stored));
    assert!(!is_empty("{\"text\":\"a\"}"));
}

#[test]
fn a_text_that_is_too_long_is_refused() {
    let long = "x".repeat(100_001);
    assert!(canonical(NoteKind::Free, &[text(NoteSection::Text, &long)]).is_err());
}

#[test]
fn a_section_of_another_kind_is_refused_unless_it_is_stored_from_before() {
    let soap = |section, words: &str| {
        let given = [text(NoteSection::Plan, "walk"), text(section, words)];
        let stored = canonical(NoteKind::Adime, &[text(NoteSection::Diagnosis, "old")]).unwrap();
        (
            check_sections(NoteKind::Soap, &given, None).is_ok(),
            check_sections(NoteKind::Soap, &given, Some(stored.as_str())).is_ok(),
        )
    };
    assert_eq!(soap(NoteSection::Subjective, "tired"), (true, true));
    assert_eq!(soap(NoteSection::Diagnosis, "obesity"), (false, true));
    assert_eq!(soap(NoteSection::Monitoring, "weekly"), (false, false));
    assert_eq!(soap(NoteSection::Monitoring, "  "), (true, true));
    let refused = check_sections(NoteKind::Free, &[text(NoteSection::Plan, "walk")], None);
    let failure = refused.unwrap_err().problem(sync_contract::field::Time(0));
    assert_eq!(failure.field.as_deref(), Some("plan"));
}
