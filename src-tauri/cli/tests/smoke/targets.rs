//! What food should give of each nutrient in a day.

use serde_json::json;

use super::*;
use crate::chart::{id, lines};
use crate::shapes::matches;

#[test]
fn targets_are_set_ended_removed_and_restored() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let of = ["--patient", &patient];
    let command = |verb| [&["targets", verb][..], &of].concat();
    let done = |verb: &str, args: &[&str]| {
        let answer = clinic.done("dora", args, "");
        matches(&format!("targets {verb}"), &answer);
        answer
    };
    let none = lines(&clinic, &command("list"));
    assert!(none.contains("No target is set."), "{none}");
    let entry =
        json!({ "patient": patient, "nutrient": "PROTEIN", "low": "75", "reason": "wound" });
    let added = clinic.done("dora", &["targets", "add", "--stdin"], &entry.to_string());
    matches("targets add", &added);
    let protein = id(&added["target"]).to_owned();
    assert_eq!(added["target"]["unit"], "g");
    let odd = [
        &command("add")[..],
        &["--nutrient", "ENERGY", "--low", "1,800"],
    ]
    .concat();
    assert_eq!(clinic.refused("dora", &odd, ""), (2, "usage".into()));
    for low in [&["--low=-5"][..], &["--low", "-5"]] {
        let less = [&command("add")[..], &["--nutrient", "ENERGY"], low].concat();
        assert_eq!(clinic.refused("dora", &less, ""), (1, "invalid".into()));
        let sentence = clinic.sentence("dora", &less);
        assert!(
            sentence.starts_with("--low is nothing or less"),
            "{sentence}"
        );
    }

    let shown = done("reference", &command("reference"));
    assert!(shown["reference"]["stage"].is_null() || shown["reference"]["intakes"][0].is_object());
    let by_kg = ["--method", "KCAL_PER_KG", "--inputs"];
    let inputs = r#"{"weight_kg": 70, "kcal_per_kg": 30, "protein_g_per_kg": 1.2}"#;
    let add = [&["energy", "add"][..], &of, &by_kg, &[inputs]].concat();
    let estimate = id(&clinic.done("dora", &add, "")["estimate"]).to_owned();
    let set = done("from-estimate", &["targets", "from-estimate", &estimate]);
    let text = lines(&clinic, &command("list"));
    assert!(text.contains("ENERGY 2100 kcal, from "), "{text}");
    assert!(text.contains("PROTEIN at least 75 g"), "{text}");
    assert_eq!(set["targets"].as_array().unwrap().len(), 3);
    let stage = shown["reference"]["stages"][0].as_str().unwrap();
    let stage = ["--stage", stage];
    let reference = [&command("from-reference")[..], &stage].concat();
    done("from-reference", &reference);
    done("list", &command("list"));

    done("end", &["targets", "end", &protein, "--on", "2099-01-01"]);
    let why = ["--reason", "another patient"];
    done(
        "remove",
        &[&["targets", "remove", &protein][..], &why].concat(),
    );
    done("restore", &["targets", "restore", &protein]);
    let happened = lines(&clinic, &[&["timeline", "list"][..], &of].concat());
    assert!(
        happened.contains("targets by hand: protein at least 75 g"),
        "{happened}"
    );
}
