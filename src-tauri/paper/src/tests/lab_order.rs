//! A request for a laboratory on paper.

use clinic::labs::print::PrintedLabOrder;
use clinic::labs::{LabOrderState, LabOrderView, LabOrderedTest, LabStep};
use clinic::prints::{PrintBody, PrintView};
use clinic::view::{At, Day, Id, ReadVersionToken, ScreenLanguage};

use super::made::{note, of_note};
use super::text;
use crate::print;

pub fn printed() -> PrintedLabOrder {
    let step = |by: &str| LabStep {
        on: Day("2026-11-25".into()),
        at: Some(At("2026-11-25T09:00:00Z".into())),
        by: by.into(),
    };
    let test = |key: Option<&str>, name: &str, short: &str, specimen: &str| LabOrderedTest {
        test: key.map(str::to_owned),
        name: name.into(),
        short: short.into(),
        specimen: specimen.into(),
        is_resulted: false,
    };
    PrintedLabOrder {
        order: LabOrderView {
            id: Id("o".into()),
            seen: ReadVersionToken("1".into()),
            visit_id: None,
            state: LabOrderState::Collected,
            tests: vec![
                test(Some("potassium"), "Potassium", "K", "serum/plasma"),
                test(None, "Faecal elastase", "", ""),
            ],
            wished_on: Some(Day("2026-11-26".into())),
            note: "Fasting".into(),
            laboratory: "Central".into(),
            ordered: step("David Osei"),
            collected: Some(step("Tomás Silva")),
            resulted: None,
            cancelled: None,
            cancel_reason: String::new(),
            former: None,
            read: None,
            is_unread: false,
            read_token: None,
            is_contested: false,
        },
        licence_number: "LIC-4711".into(),
        specialization: "Internal medicine".into(),
    }
}

fn read(of: PrintedLabOrder, language: ScreenLanguage) -> String {
    let view = PrintView {
        language,
        body: PrintBody::LabOrder(of),
        ..of_note(note())
    };
    text(&print(&view).unwrap())
}

#[test]
fn a_request_has_patient_tests_specimens_and_who_ordered_them() {
    let text = read(printed(), ScreenLanguage::En);
    for words in [
        "Laboratory request",
        "Mary Okafor",
        "Potassium",
        "serum/plasma",
        "Faecal elastase",
        "26 Nov 2026",
        "Fasting",
        "Central",
        "Tomás Silva",
        "Ordered by David Osei",
        "Internal medicine",
        "LIC-4711",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!text.contains("Do not collect"), "{text}");
}

#[test]
fn a_cancelled_request_is_named_so_in_both_languages() {
    let mut over = printed();
    over.order.state = LabOrderState::Cancelled;
    over.order.wished_on = None;
    let text = read(over.clone(), ScreenLanguage::En);
    for words in ["Cancelled. Do not collect.", "as soon as possible"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let text = read(over, ScreenLanguage::Fr);
    for words in [
        "Demande d’analyses",
        "Ne pas prélever",
        "Demandé par David Osei",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
}
