//! The recovery key on paper.

use clinic::view::{At, ScreenLanguage};

use super::{poppler, text};
use crate::{Printed, RecoveryPaper, print_recovery_key};

const GROUPS: [&str; 19] = [
    "AGE-", "SECR", "ET-K", "EY-1", "QPZR", "Y9X8", "GF2T", "VDW0", "S3JN", "54KH", "CE6M", "UA7L",
    "QPZR", "Y9X8", "GF2T", "VDW0", "S3JN", "54KH", "CK",
];

pub fn printed(clinic: &str, language: ScreenLanguage) -> Printed {
    let groups = GROUPS.map(str::to_owned);
    let made = print_recovery_key(&RecoveryPaper {
        clinic,
        groups: &groups,
        made_at: At("2026-11-26T09:00:00Z".into()),
        time_zone: "Europe/Paris",
        language,
    });
    made.unwrap()
}

#[test]
fn the_key_is_on_one_page_in_numbered_groups_in_their_order() {
    for (language, title) in [
        (ScreenLanguage::En, "Recovery key of Praxis Süd"),
        (ScreenLanguage::Fr, "Clé de récupération de Praxis Süd"),
    ] {
        let printed = printed("Praxis Süd", language);
        assert_eq!(printed.pages, 1);
        let text = text(&printed);
        assert!(text.contains(title), "{text}");
        assert!(text.contains("26 Nov") || text.contains("26 nov"), "{text}");
        let words: Vec<&str> = text.split_whitespace().collect();
        let groups = GROUPS.iter().enumerate();
        let numbered: Vec<String> = groups
            .flat_map(|(at, group)| [(at + 1).to_string(), (*group).to_owned()])
            .collect();
        let is_there = words
            .windows(numbered.len())
            .any(|window| window == numbered);
        assert!(is_there, "{words:?}");
    }
}

#[test]
fn a_screen_reader_hears_what_the_code_is() {
    let printed = printed("Praxis Süd", ScreenLanguage::En);
    let structure = poppler("pdfinfo", &["-struct-text", "-"], &printed);
    assert!(structure.contains("Figure"), "{structure}");
    let facts = poppler("pdfinfo", &["-"], &printed);
    assert!(facts.contains("Tagged:          yes"), "{facts}");
}
