//! Dietary recalls.

use serde_json::json;

use super::*;
use crate::chart::{id, lines};
use crate::shapes::matches;

/// A clinic with a patient, and the id of a recall of the last 24 hours with two cups of milk.
fn clinic_with_recall() -> (Clinic, String, String) {
    let clinic = Clinic::new();
    let add = ["patients", "add", "--family-name", "Okafor"];
    let patient = id(&clinic.done("dora", &add, "")["patient"]).to_owned();
    let added = clinic.done("dora", &["recalls", "add", "--patient", &patient], "");
    matches("recalls add", &added);
    let recall = id(&added["recall"]).to_owned();
    let milk = food(&clinic, &recall, &["--food", "01077", "--amount", "2 cups"]);
    matches("recalls add-food", &milk);
    (clinic, patient, recall)
}

fn food(clinic: &Clinic, recall: &str, more: &[&str]) -> Value {
    let add = [
        "recalls",
        "add-food",
        "--recall",
        recall,
        "--meal",
        "breakfast",
    ];
    clinic.done("dora", &[&add[..], more].concat(), "")
}

fn foods(answer: &Value) -> Vec<&Value> {
    let meals = answer["recall"]["grid"]["days"].as_array().unwrap().iter();
    let meals = meals.flat_map(|day| day["meals"].as_array().unwrap());
    meals
        .flat_map(|meal| meal["foods"].as_array().unwrap())
        .collect()
}

#[test]
fn a_recall_has_its_foods_summed() {
    let (clinic, patient, recall) = clinic_with_recall();
    let words = food(&clinic, &recall, &["--text", "her mother's sauce"]);
    assert_eq!(foods(&words)[1]["food"], Value::Null);
    let show = ["recalls", "show", &recall];
    matches("recalls show", &clinic.done("dora", &show, ""));
    let shown = lines(&clinic, &show);
    for part in [
        "Milk, whole: 2 cups (488 g), 298 kcal",
        "her mother's sauce: not counted",
        "energy                  298 kcal",
        "No targets were in force on that day.",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let french = lines(&clinic, &[&show[..], &["--language", "fr"]].concat());
    assert!(french.contains("Lait entier"), "{french}");
    let list = ["recalls", "list", "--patient", &patient];
    matches("recalls list", &clinic.done("dora", &list, ""));
    assert!(lines(&clinic, &list).contains("2 foods, 298 kcal a day, not finished"));
    for wrong in [
        &["--food", "01077", "--text", "milk"][..],
        &[],
        &["--food", "01077", "--before", "x"],
    ] {
        let add = [
            "recalls", "add-food", "--recall", &recall, "--meal", "lunch",
        ];
        let refused = clinic.refused("dora", &[&add[..], wrong].concat(), "");
        assert_eq!(refused, (2, "usage".into()), "{wrong:?}");
    }
    // what is wrong with each input is said at once
    let both = [
        "recalls",
        "add",
        "--patient",
        "nobody",
        "--taken-on",
        "soon",
        "--days",
        "2026-13-01",
    ];
    let output = clinic.run("dora", &both, "");
    assert_eq!(output.status.code(), Some(2));
    let refused: Value = serde_json::from_slice(&output.stdout).unwrap();
    let fields = refused["error"]["fields"].as_array().unwrap().iter();
    let fields: Vec<_> = fields
        .map(|wrong| wrong["field"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["patient", "taken_on", "days"]);
    // a number that the program's list does not have comes by no sync
    let unknown = [
        "recalls", "add-food", "--recall", &recall, "--meal", "lunch", "--food", "99999",
    ];
    assert_eq!(clinic.refused("dora", &unknown, "").1, "not_found");
    let sentence = clinic.sentence("dora", &unknown);
    assert!(
        sentence.starts_with("The list of foods has no food"),
        "{sentence}"
    );
    assert!(!sentence.contains("sync"), "{sentence}");
    let slices = ["--food", "01077", "--amount", "2 slices"];
    let add = [
        "recalls", "add-food", "--recall", &recall, "--meal", "lunch",
    ];
    let refused = clinic.refused("dora", &[&add[..], &slices].concat(), "");
    assert_eq!(refused, (2, "usage".into()));
    let sentence = clinic.sentence("dora", &[&add[..], &slices].concat());
    assert!(
        sentence.starts_with("Milk, whole has no measure `slices`"),
        "{sentence}"
    );
}

#[test]
fn a_recall_is_added_with_all_its_foods_by_one_entry() {
    let (clinic, patient, _) = clinic_with_recall();
    let entry = json!({
        "patient": patient,
        "kind": "THREE_DAYS",
        "days": "2026-01-02, 2026-01-03,2026-01-05",
        "taken_on": "2026-01-06",
        "foods": [
            { "meal": "lunch", "food": "18069", "amount": "2 slices" },
            { "day": 3, "meal": "dinner", "food": "09040" },
        ],
    });
    let added = clinic.done("dora", &["recalls", "add", "--stdin"], &entry.to_string());
    matches("recalls add", &added);
    let days = added["recall"]["grid"]["days"].as_array().unwrap();
    let dates: Vec<&Value> = days.iter().map(|day| &day["date"]).collect();
    assert_eq!(dates, ["2026-01-02", "2026-01-03", "2026-01-05"]);
    assert_eq!(foods(&added).len(), 2);
    assert!(
        !added["recall"]["grid"]["average"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let no_food = json!({ "patient": patient, "foods": [{ "meal": "lunch", "food": "99999" }] });
    let refused = clinic.refused("dora", &["recalls", "add", "--stdin"], &no_food.to_string());
    assert_eq!(refused, (1, "not_found".into()));
}

#[test]
fn foods_are_corrected_moved_and_taken_out() {
    let (clinic, _, recall) = clinic_with_recall();
    let banana = food(&clinic, &recall, &["--food", "09040"]);
    let [milk, banana] = foods(&banana)[..] else {
        panic!("{banana}");
    };
    let (milk, banana) = (id(milk).to_owned(), id(banana).to_owned());
    let set = ["recalls", "set-amount", &milk];
    assert_eq!(clinic.refused("dora", &set, ""), (2, "usage".into()));
    let much = clinic.done("dora", &[&set[..], &["--amount", "150"]].concat(), "");
    matches("recalls set-amount", &much);
    assert_eq!(foods(&much)[0]["meant"], "150 g");
    let confirmed = clinic.done("dora", &[&set[..], &["--keep"]].concat(), "");
    assert_eq!(foods(&confirmed)[0]["questioned"], false);
    assert_eq!(foods(&confirmed)[0]["amount"], "150 cup");

    let moved = ["recalls", "move-food", &banana, "--before", &milk];
    let moved = clinic.done("dora", &moved, "");
    matches("recalls move-food", &moved);
    assert_eq!(foods(&moved)[0]["name"], "Banana");
    let time = [
        "recalls",
        "set-time",
        &recall,
        "--meal",
        "breakfast",
        "--time",
        "7h30",
    ];
    let timed = clinic.done("dora", &time, "");
    matches("recalls set-time", &timed);
    assert_eq!(
        timed["recall"]["grid"]["days"][0]["meals"][0]["time"],
        "07:30"
    );

    let removed = clinic.done("dora", &["recalls", "remove-food", &banana], "");
    matches("recalls remove-food", &removed);
    let token = removed["seen"].as_str().unwrap();
    let restored = ["recalls", "restore-food", &banana, "--seen", token];
    let restored = clinic.done("dora", &restored, "");
    matches("recalls restore-food", &restored);
    assert_eq!(foods(&restored).len(), 2);
}

#[test]
fn a_recall_is_asked_finished_and_taken_back() {
    let (clinic, patient, recall) = clinic_with_recall();
    let edit = ["recalls", "edit", &recall];
    assert_eq!(clinic.refused("dora", &edit, ""), (2, "usage".into()));
    let asked = [
        "--typical",
        "no",
        "--remark",
        "ill",
        "--asked",
        "drinks, sauces",
        "--exchanges",
        "Portions of 15 g carbohydrate",
    ];
    let edited = clinic.done("dora", &[&edit[..], &asked].concat(), "");
    matches("recalls edit", &edited);
    let form = &edited["recall"]["form"];
    assert_eq!(
        (&form["is_typical"], &form["remark"]),
        (&json!(false), &json!("ill"))
    );
    assert_eq!(form["checklist"]["sauces"], true);
    assert_eq!(form["checklist"]["sugar"], false);
    let counted = &edited["recall"]["grid"]["exchanges_of"]["name"];
    assert_eq!(counted, "Portions of 15 g carbohydrate");
    let other = clinic.refused(
        "dora",
        &[&edit[..], &["--exchanges", "No list"]].concat(),
        "",
    );
    assert_eq!(other, (1, "not_found".into()));
    let none = clinic.done("dora", &[&edit[..], &["--exchanges", ""]].concat(), "");
    assert_eq!(none["recall"]["form"]["exchanges"], Value::Null);
    for wrong in [
        ["--asked", "bread"],
        ["--typical", "maybe"],
        ["--kind", "week"],
    ] {
        let refused = clinic.refused("dora", &[&edit[..], &wrong].concat(), "");
        assert_eq!(refused, (2, "usage".into()), "{wrong:?}");
    }
    let finished = clinic.done("dora", &["recalls", "finish", &recall], "");
    matches("recalls finish", &finished);
    assert!(finished["recall"]["finished_at"].is_string());
    let reopened = clinic.done("dora", &["recalls", "reopen", &recall], "");
    matches("recalls reopen", &reopened);
    assert_eq!(reopened["recall"]["finished_at"], Value::Null);
    let remove = ["recalls", "remove", &recall, "--reason", "of her sister"];
    matches("recalls remove", &clinic.done("dora", &remove, ""));
    let list = ["recalls", "list", "--patient", &patient];
    assert!(lines(&clinic, &list).contains("No recalls yet."));
    let restored = clinic.done("dora", &["recalls", "restore", &recall], "");
    matches("recalls restore", &restored);
    assert_eq!(foods(&restored).len(), 1);
}
