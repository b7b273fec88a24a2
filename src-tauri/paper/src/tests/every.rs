//! What each print has, of whatever kind and in both languages: its tags, its language, its foot and its banner.

use clinic::invoices::print::PrintedReceipt;
use clinic::notes::{NoteState, NoteView};
use clinic::prints::{PrintBody, PrintView};
use clinic::view::{Id, ScreenLanguage};

use super::diary::{card, list};
use super::diet_order::{on_ward, order};
use super::expenses::expenses;
use super::growth::{chart, of_growth};
use super::invoice::{cash_report, invoice, payment, quote};
use super::letter::letter;
use super::lists::{records, waiting};
use super::made::{addendum, note, of_note, void, with_name};
use super::made_foods::{counted_plan, plan, recall};
use super::report::report;
use super::visit::{consent, of_consent, summary};
use super::{handout, lab_order, pages, poppler, prescription, recipe, recovery};
use crate::words::{self, Words};
use crate::{Printed, print};

const BOTH: [ScreenLanguage; 2] = [ScreenLanguage::En, ScreenLanguage::Fr];

/// Lists the prints of each kind. A kind without a line here does not compile.
macro_rules! kinds {
    ($($kind:ident: $views:expr;)*) => {
        fn kind_of(body: &PrintBody) -> &'static str {
            match body {
                $(PrintBody::$kind { .. } => stringify!($kind),)*
            }
        }

        fn all() -> Vec<(&'static str, Vec<PrintView>)> {
            vec![$((stringify!($kind), $views)),*]
        }
    };
}

kinds! {
    Note: notes();
    MealPlan: vec![plan(2), counted_plan(), not_given()];
    Recall: vec![recall()];
    Growth: vec![of_growth(chart(), ScreenLanguage::En)];
    Visit: vec![summary(note()), summary(draft(note())), summary(void("Wrong chart"))];
    WardSheet: vec![of(PrintBody::WardSheet(on_ward(order())))];
    BedLabel: vec![of(PrintBody::BedLabel(on_ward(order())))];
    Handout: vec![handout::of(handout::given("en", "Less salt", handout::TEXT))];
    Prescription: vec![of(PrintBody::Prescription(prescription::printed()))];
    LabOrder: vec![of(PrintBody::LabOrder(lab_order::printed()))];
    Consent: vec![of_consent(consent(clinic::consents::ConsentMethod::Paper))];
    Invoice: vec![of(PrintBody::Invoice(invoice()))];
    Quote: vec![of(PrintBody::Quote(quote()))];
    Receipt: receipts();
    Reminder: vec![of(PrintBody::Reminder(invoice()))];
    CashReport: vec![of_clinic(PrintBody::CashReport(cash_report()))];
    Report: vec![of_clinic(PrintBody::Report(report()))];
    Expenses: vec![of_clinic(PrintBody::Expenses(expenses()))];
    DayList: vec![of_clinic(PrintBody::DayList(list()))];
    AppointmentCard: vec![of(PrintBody::AppointmentCard(card()))];
    Records: vec![of(PrintBody::Records(records()))];
    WaitingList: vec![of_clinic(PrintBody::WaitingList(waiting()))];
    Recipe: vec![recipe::of(recipe::soup(), ScreenLanguage::En)];
}

fn of(body: PrintBody) -> PrintView {
    PrintView {
        body,
        ..of_note(note())
    }
}

/// About no patient.
fn of_clinic(body: PrintBody) -> PrintView {
    let mut view = of(body);
    view.head.patient = None;
    view
}

fn draft(signed: NoteView) -> NoteView {
    NoteView {
        state: NoteState::Draft,
        signature: None,
        ..signed
    }
}

fn notes() -> Vec<PrintView> {
    let mut amended = note();
    amended.state = NoteState::Addendum;
    amended.addenda = vec![addendum("Wrong unit", "It was 72 kg.")];
    let all = [
        note(),
        amended,
        void("Wrong chart"),
        draft(note()),
        letter(),
        draft(letter()),
    ];
    all.map(of_note).into()
}

/// A plan that is a draft has another banner than what is to be signed.
fn not_given() -> PrintView {
    let mut view = plan(1);
    if let PrintBody::MealPlan { plan, .. } = &mut view.body {
        plan.given_at = None;
    }
    view
}

fn receipts() -> Vec<PrintView> {
    let received = PrintedReceipt {
        payment: payment(),
        invoice: invoice(),
    };
    let mut given_back = received.clone();
    given_back.payment.refunds = Some(Id("other".into()));
    let both = [received, given_back].map(PrintBody::Receipt);
    both.map(of).into()
}

/// Returns whether a print has text of a clinician that is to be signed, and is not.
fn is_draft(body: &PrintBody) -> bool {
    let note = match body {
        PrintBody::Note(note) => Some(note),
        PrintBody::Visit { visit, .. } => visit.note.as_ref(),
        _ => None,
    };
    note.is_some_and(|note| note.state == NoteState::Draft)
}

/// Puts a print on several pages, whatever it prints: its letterhead is long.
fn on_pages(view: &PrintView, language: ScreenLanguage) -> PrintView {
    let mut view = PrintView {
        language,
        ..view.clone()
    };
    let line = "A line of a letterhead that is longer than any clinic would print";
    view.head.letterhead.address = Some([line; 80].join("\n"));
    view
}

/// Returns what each page has at its foot of whom or what it is about.
fn identity(view: &PrintView, printed: &Printed, words: &Words) -> Vec<String> {
    match view.head.patient {
        Some(_) => vec![
            "Mary Okafor".to_owned(),
            format!("12 {} 1992", words.months[2]),
            "000482".to_owned(),
        ],
        None => vec![one_line(&printed.title)],
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_print_has_its_tags_language_foot_and_banner() {
    for (kind, views) in all() {
        assert!(!views.is_empty(), "{kind}");
        for view in views {
            assert_eq!(kind_of(&view.body), kind);
            for language in BOTH {
                let view = on_pages(&view, language);
                let printed = print(&view).unwrap();
                assert!(printed.pages > 1, "{kind} is on one page");
                assert!(print(&view).unwrap().bytes == printed.bytes, "{kind}");
                let words = words::of(language);
                let foot = identity(&view, &printed, words);
                has_on_each_page(&printed, kind, &foot, (words, is_draft(&view.body)));
                is_tagged(&printed, kind, language);
            }
        }
    }
    for language in BOTH {
        let printed = recovery::printed("Praxis Süd", language);
        assert!(recovery::printed("Praxis Süd", language).bytes == printed.bytes);
        let foot = [one_line(&printed.title)];
        has_on_each_page(&printed, "RecoveryKey", &foot, (words::of(language), false));
        is_tagged(&printed, "RecoveryKey", language);
    }
}

/// Checks the words of each page: its foot, its number, and whether it is a draft; and that none is of the program.
fn has_on_each_page(printed: &Printed, kind: &str, foot: &[String], of: (&Words, bool)) {
    let (words, is_draft) = of;
    let pages = pages(printed);
    assert_eq!(pages.len(), printed.pages, "{kind}");
    let [before, between] = words.page;
    for (at, page) in pages.iter().enumerate() {
        let page = one_line(page);
        let number = format!("{before}{}{between}{}", at + 1, pages.len());
        for part in foot.iter().chain([&number]) {
            assert!(page.contains(part.as_str()), "{part} in {kind}: {page}");
        }
        assert_eq!(page.contains(words.draft), is_draft, "{kind}: {page}");
        assert_eq!(unresolved(&page), None, "{kind}: {page}");
        for other in other_language(words) {
            assert!(!page.contains(other), "{other} in {kind}: {page}");
        }
    }
}

/// Returns what the program prints in the other language.
fn other_language(words: &Words) -> [&'static str; 5] {
    match words.code {
        "fr" => ["Printed by", "Born 1", "File 0", "Page 1 of", "Draft, not"],
        _ => [
            "Imprimé par",
            "Naissance",
            "Dossier",
            "Page 1 sur",
            "Brouillon",
        ],
    }
}

/// Returns the name of a field, or a value as the program writes it, in the place of words.
fn unresolved(page: &str) -> Option<&str> {
    let is_key = |word: &&str| {
        let inner = word.trim_matches(|letter: char| !letter.is_ascii_alphanumeric());
        let is_camel = inner.len() > 6
            && inner.starts_with(|first: char| first.is_ascii_lowercase())
            && inner.contains(|letter: char| letter.is_ascii_uppercase());
        let is_value = word.contains(['{', '}']) || word.contains("Some(");
        is_camel || is_value || inner.contains('_') || ["null", "undefined"].contains(&inner)
    };
    page.split_whitespace().find(is_key)
}

fn is_tagged(printed: &Printed, kind: &str, language: ScreenLanguage) {
    let info = poppler("pdfinfo", &["-"], printed);
    let mut lines = info.lines();
    let tagged = lines.any(|line| line.starts_with("Tagged:") && line.ends_with("yes"));
    assert!(tagged, "{kind}: {info}");
    let structure = poppler("pdfinfo", &["-struct", "-"], printed);
    assert!(
        structure.contains("Document") && structure.contains("H1"),
        "{kind}: {structure}"
    );
    let meta = poppler("pdfinfo", &["-meta", "-"], printed);
    let lang = format!("<rdf:li>{}</rdf:li>", words::of(language).code);
    for part in [lang.as_str(), "pdfuaid:part>1<"] {
        assert!(meta.contains(part), "{part} in {kind}: {meta}");
    }
    assert!(printed.missing.is_empty(), "{kind}: {:?}", printed.missing);
    // they are for a sentence: in a list of files they are seen as boxes
    for text in [&printed.title, &info, &meta] {
        assert!(!text.contains(['\u{2068}', '\u{2069}']), "{kind}: {text}");
    }
}

/// Of an Arabic name one word is looked for: what joins two letters of the other is read in more than one way.
#[test]
fn each_page_of_a_long_note_names_the_patient_in_any_script() {
    for (name, read) in [
        ("محمد الأحمد", "محمد"),
        ("שרה כהן", "שרה כהן"),
        ("अनन्या शर्मा", "अनन्या शर्मा"),
        ("Ελένη Παπαδοπούλου", "Ελένη Παπαδοπούλου"),
        ("Наталія Ґудзь", "Наталія Ґудзь"),
        ("山田太郎", "山田太郎"),
        ("王小明", "王小明"),
        ("김민수", "김민수"),
    ] {
        let mut long = draft(note());
        long.sections[0].text = format!("{name} eats late.\n").repeat(120);
        let view = PrintView {
            body: PrintBody::Note(long),
            ..with_name(name)
        };
        for language in BOTH {
            let words = words::of(language);
            let view = PrintView {
                language,
                ..view.clone()
            };
            let printed = print(&view).unwrap();
            assert!(printed.pages > 2 && printed.missing.is_empty(), "{name}");
            for (at, page) in pages(&printed).iter().enumerate() {
                let [before, between] = words.page;
                let number = format!("{before}{}{between}{}", at + 1, printed.pages);
                let born = format!("12 {} 1992", words.months[2]);
                for part in [read, born.as_str(), "000482", number.as_str(), words.draft] {
                    assert!(one_line(page).contains(part), "{part} in {page}");
                }
            }
        }
    }
}
