#![allow(clippy::unwrap_used)]
//! Pages are read back by poppler's programs, which are not ours.

mod diary;
mod diet_order;
mod every;
mod expenses;
mod foods;
mod growth;
mod handout;
mod invoice;
mod lab_order;
mod letter;
mod lists;
mod made;
mod made_foods;
mod prescription;
mod readings;
mod recipe;
mod recovery;
mod report;
mod tables;
mod visit;

use std::io::Write;
use std::process::{Command, Stdio};

use clinic::notes::content::SectionText;
use clinic::notes::{NoteSection, NoteState};
use clinic::prints::PrintView;
use clinic::view::ScreenLanguage;
use made::{addendum, note, of_note, void, with_name};

use crate::{Printed, print};

fn french() -> PrintView {
    PrintView {
        language: ScreenLanguage::Fr,
        ..of_note(note())
    }
}

/// Runs a program of poppler over a print that it is given as its input.
fn poppler(program: &str, options: &[&str], printed: &Printed) -> String {
    let mut child = Command::new(program)
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("poppler-utils is installed for the tests");
    let mut input = child.stdin.take().unwrap();
    let bytes = printed.bytes.clone();
    let writer = std::thread::spawn(move || input.write_all(&bytes).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    // pdfinfo cuts long text between the bytes of a letter
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Returns the text of each page, a line for each line, without the marks that turn its direction.
fn pages(printed: &Printed) -> Vec<String> {
    let text = poppler("pdftotext", &["-layout", "-", "-"], printed);
    let text = text.replace(
        ['\u{2068}', '\u{2069}', '\u{202a}', '\u{202b}', '\u{202c}'],
        "",
    );
    let text = text.replace('\u{a0}', " ");
    let pages = text.split('\u{c}').map(str::to_owned);
    pages.filter(|page| !page.trim().is_empty()).collect()
}

fn text(printed: &Printed) -> String {
    let words = pages(printed).join("\n");
    let words: Vec<_> = words.split_whitespace().collect();
    words.join(" ")
}

#[test]
fn a_print_has_a_warning_where_a_part_of_the_record_is_damaged() {
    let sentence = "records cannot be read on this computer";
    let mut view = of_note(note());
    assert!(!text(&print(&view).unwrap()).contains(sentence));
    view.head.is_incomplete = true;
    assert!(text(&print(&view).unwrap()).contains(sentence));
}

#[test]
fn a_signed_note_has_its_sections_signer_and_addenda_in_order() {
    let mut signed = note();
    signed.addenda = vec![addendum("Wrong unit", "It was 72 kg.")];
    signed.state = NoteState::Addendum;
    let printed = print(&of_note(signed)).unwrap();
    let text = text(&printed);
    let order = [
        "Riverside Clinic",
        "12 Quay Street",
        "Phone +41 22 555 01 02",
        "Mary Okafor",
        "Born 12 Mar 1992",
        "File 000482",
        "Form ADIME",
        "Assessment",
        "Eats late.",
        "Diagnosis",
        "Nothing was written here.",
        "Signed by Ama Mensah, 20 Nov 2026, 10:42",
        "Addendum · Wrong unit",
        "It was 72 kg.",
        "Signed by Ama Mensah, 21 Nov 2026, 09:00",
        "Printed by Joy Desk, 25 Nov 2026, 08:05",
        "Page 1 of 1",
    ];
    let mut rest = text.as_str();
    for words in order {
        let Some(at) = rest.find(words) else {
            // the foot of a page is read before or after its label
            assert!(text.contains(words), "{words} in {text}");
            continue;
        };
        rest = &rest[at..];
    }
    assert!(!text.contains("Draft"), "{text}");
    assert_eq!((printed.pages, printed.missing), (1, vec![]));
}

#[test]
fn each_page_of_a_void_note_has_why_it_is_void() {
    let long = format!("For another patient.\n{}", "Wrong chart. ".repeat(20));
    let mut signed = void(&long);
    signed.sections[0].text = "A line of the note.\n".repeat(120);
    let printed = print(&of_note(signed)).unwrap();
    for page in pages(&printed) {
        assert!(page.contains("VOID: For another patient."), "{page}");
    }
    let text = text(&printed);
    for words in ["Made void by Ama Mensah, 22 Nov 2026", "Signed by"] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[test]
fn each_page_of_a_draft_has_that_it_is_not_signed() {
    let mut draft = note();
    (draft.state, draft.signature) = (NoteState::Draft, None);
    draft.sections[0].text = "A line of the note.\n".repeat(120);
    let printed = print(&of_note(draft)).unwrap();
    let pages = pages(&printed);
    assert!(
        pages.len() > 2 && pages.len() == printed.pages,
        "{}",
        pages.len()
    );
    for (at, page) in pages.iter().enumerate() {
        assert!(page.contains("Draft, not signed"), "{page}");
        let foot = format!("Page {} of {}", at + 1, pages.len());
        for words in ["Mary Okafor", "12 Mar 1992", "000482", foot.as_str()] {
            assert!(page.contains(words), "{words} in {page}");
        }
    }
    let count = pages.join("").matches("A line of the note.").count();
    assert_eq!(count, 120);
}

#[test]
fn a_signature_that_does_not_match_is_in_the_print() {
    let mut altered = note();
    if let Some(signature) = &mut altered.signature {
        signature.valid = false;
    }
    let printed = print(&of_note(altered)).unwrap();
    assert!(text(&printed).contains("The signature does not match the text."));
}

#[test]
fn a_french_print_has_french_words_and_its_language() {
    let printed = print(&french()).unwrap();
    let text = text(&printed);
    for words in [
        "Naissance 12 mars 1992",
        "Dossier 000482",
        "Évaluation",
        "Signé par Ama Mensah, le 20 nov. 2026, 10:42",
        "Page 1 sur 1",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let language = |printed: &Printed| poppler("pdfinfo", &["-meta", "-"], printed);
    assert!(language(&printed).contains("<rdf:li>fr</rdf:li>"));
    let english = print(&of_note(note())).unwrap();
    assert!(language(&english).contains("<rdf:li>en</rdf:li>"));
}

#[test]
fn a_print_is_tagged_and_claims_both_standards() {
    let printed = print(&of_note(note())).unwrap();
    let info = poppler("pdfinfo", &["-"], &printed);
    let has = |name: &str, value: &str| {
        let mut lines = info.lines();
        lines.any(|line| line.starts_with(name) && line.ends_with(value))
    };
    assert!(has("Tagged:", "yes"), "{info}");
    assert!(has("Title:", "Note"), "{info}");
    assert!(
        has("JavaScript:", "no") && has("Encrypted:", "no"),
        "{info}"
    );
    assert!(has("Page size:", "(A4)"), "{info}");
    let meta = poppler("pdfinfo", &["-meta", "-"], &printed);
    for claim in ["pdfuaid:part>1<", "pdfaid:part>2<", "pdfaid:conformance>A<"] {
        assert!(meta.contains(claim), "{claim} in {meta}");
    }
    let structure = poppler("pdfinfo", &["-struct", "-"], &printed);
    assert!(
        structure.contains("H1") && structure.contains("H2"),
        "{structure}"
    );
}

#[test]
fn the_same_view_gives_the_same_bytes() {
    let once = print(&of_note(note())).unwrap();
    let again = print(&of_note(note())).unwrap();
    assert!(once.bytes == again.bytes);
    let mut changed = note();
    changed.sections[0].text.push('!');
    assert!(print(&of_note(changed)).unwrap().bytes != once.bytes);
}

#[test]
fn names_of_many_scripts_have_no_missing_glyph() {
    for name in [
        "محمد الأحمد",
        "अनन्या शर्मा",
        "Ελένη Παπαδοπούλου",
        "Наталія Ґудзь",
        "山田太郎",
        "王小明",
        "김민수",
        "Nguyễn Thị Ánh",
        "Ñandú Çelik-Østergård",
        "Անահիտ Սարգսյան",
        "ნუცა კვარაცხელია",
        "שרה כהן",
        "অনন্যা সেন",
        "ਸਿਮਰਨ ਕੌਰ",
        "હેતલ પટેલ",
        "அனிதா குமார்",
        "లక్ష్మి రావు",
        "ಲಕ್ಷ್ಮಿ ಗೌಡ",
        "ലക്ഷ്മി നായർ",
        "නිමාලි පෙරේරා",
        "สมชาย ใจดี",
        "ສົມພອນ",
        "សុភា ចាន់",
        "မြင့်မြင့်",
        "አበበ ከበደ",
    ] {
        let printed = print(&with_name(name)).unwrap();
        assert!(printed.missing.is_empty(), "{name}: {:?}", printed.missing);
        // what a standard forbids is refused when the bytes are written: a glyph that is not there, too
        let meta = poppler("pdfinfo", &["-meta", "-"], &printed);
        assert!(meta.contains("pdfuaid:part>1<"), "{name}");
    }
    // in scripts from left to right it is read as it was written
    for name in [
        "अनन्या शर्मा",
        "Ελένη Παπαδοπούλου",
        "Наталія Ґудзь",
        "山田太郎",
        "김민수",
        "Անահիտ Սարգսյան",
        "ნუცა კვარაცხელია",
        "አበበ ከበደ",
    ] {
        let text = text(&print(&with_name(name)).unwrap());
        assert!(text.contains(name), "{name} in {text}");
    }
}

#[test]
fn a_name_from_right_to_left_leaves_the_dates_next_to_it() {
    let text = text(&print(&with_name("محمد الأحمد")).unwrap());
    for words in ["Born 12 Mar 1992", "File 000482", "20 Nov 2026, 10:42"] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[test]
fn what_no_font_has_is_named_and_the_rest_is_printed() {
    let printed = print(&with_name("Mary \u{13000}")).unwrap();
    assert_eq!(printed.missing, ['\u{13000}']);
    assert!(text(&printed).contains("Eats late."));
    let meta = poppler("pdfinfo", &["-meta", "-"], &printed);
    assert!(!meta.contains("pdfuaid"), "{meta}");
}

#[test]
fn what_a_user_typed_is_never_markup() {
    let typed = r##"#import "x": *; #panic() $x^2$ *bold* _it_ `raw` @ref <label> \u{41} // gone /* gone */ = Head"##;
    let mut view = with_name(typed);
    if let clinic::prints::PrintBody::Note(note) = &mut view.body {
        note.sections = vec![SectionText {
            section: NoteSection::Text,
            text: typed.to_owned(),
        }];
    }
    let text = text(&print(&view).unwrap());
    assert!(text.matches(typed).count() >= 2, "{text}");
}

/// Whatever was signed can be printed.
#[test]
fn a_note_with_any_character_is_printed() {
    let controls = (0..=0x1f).chain(0x7f..=0x9f);
    let others = [
        0xad, 0xfeff, 0xfffe, 0xffff, 0x1_fffe, 0xe000, 0xe0001, 0x10_ffff,
    ];
    let others = others.into_iter().chain(0x200b..=0x200f);
    let others = others.chain(0x2028..=0x202e).chain(0x2060..=0x206f);
    let others = others.chain([0xfe00, 0xfe0f, 0xe0100, 0xe01ef]);
    for code in controls.chain(others) {
        let letter = char::from_u32(code).unwrap();
        let mut view = with_name(&format!("Ma{letter}ry"));
        let mut signed = note();
        signed.sections[0].text = format!("before{letter}after");
        view.body = of_note(signed).body;
        let printed = print(&view).unwrap_or_else(|error| panic!("U+{code:04X}: {error}"));
        let text = text(&printed);
        // a mark of direction may turn what follows it round, as on the screen
        let turns = matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let is_complete = text.contains("before") && (turns || text.contains("after"));
        assert!(is_complete, "U+{code:04X}: {text}");
    }
}
