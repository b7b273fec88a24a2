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
        ("lease-days", "366"),
        ("due-days", "400"),
        ("language", "de"),
        ("file-number-letters", "A2"),
        ("units", "imperial"),
        ("invoice-letters", "AC-"),
        ("retention-years", "5"),
        ("screening-tools", "MUST, NRS"),
        ("screening-tools", ","),
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

#[test]
fn a_screening_tool_that_is_off_is_refused_with_those_in_use() {
    let clinic = Clinic::new();
    let set = |value: &str| {
        let words = ["settings", "set", "screening-tools", value];
        clinic.done("admin", &words, "")["setting"].clone()
    };
    assert_eq!(set("mst, glim")["value"], "MST,GLIM");
    let answers =
        r#"{"bmi": "above_20", "weight_loss_pct": "below_5", "acute_no_intake_over_5d": "no"}"#;
    let patient = clinic.patient("Okafor");
    let of = ["--patient", &patient, "--tool", "MUST"];
    let add = [&["screening", "add"], &of[..], &["--answers", answers]].concat();
    let refused = clinic.refused("dora", &add, "");
    assert_eq!(refused, (1, "invalid".to_owned()));
    let sentence = clinic.sentence("dora", &add);
    assert!(sentence.contains("uses: MST, GLIM."), "{sentence}");
    assert_eq!(set("")["value"], set("")["usual"]);
    let recorded = clinic.done("dora", &add, "");
    assert_eq!(recorded["screening"]["tool"], "must");
}
