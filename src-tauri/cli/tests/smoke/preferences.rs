//! What the clinic chooses for all of its computers.

use super::*;
use crate::shapes::matches;

#[test]
fn a_value_is_chosen_and_taken_back() {
    let clinic = Clinic::new();
    let listed = clinic.done("admin", &["settings", "list"], "");
    matches("settings list", &listed);
    let set = |name: &str, value: &str| clinic.done("admin", &["settings", "set", name, value], "");
    let locked = set("lock-minutes", "5");
    matches("settings set", &locked);
    assert_eq!(
        (&locked["setting"]["value"], &locked["changed"]),
        (&json!("5"), &json!(true))
    );
    assert_eq!(set("lock_minutes", "5")["changed"], false);
    assert_eq!(set("lockMinutes", "")["setting"]["value"], "10");
    assert_eq!(set("paper", "letter")["setting"]["value"], "LETTER");
    for (name, value) in [
        ("paper", "A3"),
        ("late-hours", "-1"),
        ("due-days", "400"),
        ("language", "de"),
        ("file-number-letters", "A2"),
        ("units", "imperial"),
        ("invoice-letters", "AC-"),
        ("retention-years", "5"),
    ] {
        let refused = clinic.refused("admin", &["settings", "set", name, value], "");
        assert_eq!(refused, (1, "invalid".to_owned()), "{name} {value}");
    }
    assert_eq!(
        clinic
            .refused("admin", &["settings", "set", "colour", "red"], "")
            .0,
        2
    );
    let by_another = clinic.refused("dora", &["settings", "set", "paper", "A4"], "");
    assert_eq!(by_another, (1, "forbidden".to_owned()));
}

#[test]
fn the_language_of_the_clinic_is_that_of_answers_without_one() {
    let clinic = Clinic::new();
    let name = |language: &[&str]| {
        let words = [&["foods", "show", "01077"][..], language].concat();
        clinic.done("dora", &words, "")["food"]["name"].clone()
    };
    let (english, french) = (name(&["--language", "en"]), name(&["--language", "fr"]));
    assert_ne!(english, french);
    assert_eq!(name(&[]), english);
    clinic.done("admin", &["settings", "set", "language", "fr"], "");
    assert_eq!(name(&[]), french);
    assert_eq!(name(&["--language", "en"]), english);
}
