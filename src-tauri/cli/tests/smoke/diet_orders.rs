//! Diet orders and the products of the clinic.

use serde_json::json;

use super::*;
use crate::chart::{id, lines};
use crate::shapes::matches;

const ADD: [&str; 8] = [
    "products",
    "add",
    "--energy",
    "150",
    "--protein",
    "6",
    "--water",
    "78",
];

/// A clinic with a product, and a patient.
fn ward() -> (Clinic, String) {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let add = [&ADD[..], &["--name", "Sondavia"]].concat();
    matches("products add", &clinic.done("admin", &add, ""));
    (clinic, patient)
}

#[test]
fn an_improbable_or_wrong_order_does_not_start() {
    let (clinic, patient) = ward();
    let edit = ["products", "edit", "sondavia", "--protein", "6.3"];
    let edited = clinic.done("admin", &edit, "");
    assert_eq!(edited["product"]["protein"], "6.3");
    matches(
        "products list",
        &clinic.done("admin", &["products", "list"], ""),
    );
    let offered = clinic.done("dora", &["products", "offered"], "");
    assert_eq!(offered["products"][0]["name"], "Sondavia");
    let add = [&ADD[..], &["--name", "Other"]].concat();
    assert_eq!(clinic.refused("dora", &add, ""), (1, "forbidden".into()));

    let mut entry = json!({
        "patient": patient, "fluid": 0, "tube": "sondavia", "route": "NASOGASTRIC", "rate": "1200 ml/h", "hours": "20",
        "flush": "30", "flushes": "6", "supplements": [{ "product": "Sondavia", "amount": "100", "times": "2" }],
    });
    let start = |entry: &Value| {
        let words = ["diet-orders", "start", "--stdin"];
        let output = clinic.run("dora", &words, &entry.to_string());
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code(), answer)
    };
    let asked = start(&entry);
    assert_eq!(asked.0, Some(3), "{}", asked.1);
    assert_eq!(asked.1["questions"][0]["question"], "rate");
    entry["rate"] = json!("60");
    let first = start(&entry).1;
    matches("diet-orders start", &first);
    let first = &first["diet_order"];
    assert_eq!(first["gives"]["volume"], 1400.0);
    assert_eq!(first["gives"]["energy"]["amount"], 2100.0);
    entry["supplements"][0]["times"] = json!("25");
    let (status, refused) = start(&entry);
    let refused = &refused["error"];
    let sentence = refused["message"].as_str().unwrap();
    assert_eq!(
        (status, &refused["field"]),
        (Some(1), &json!("supplements.0.times"))
    );
    assert!(
        sentence.starts_with("`supplements.0.times` takes a full number"),
        "{sentence}"
    );
    entry["tube"] = json!("nothing");
    let words = ["diet-orders", "start", "--stdin"];
    let unknown = clinic.refused("dora", &words, &entry.to_string());
    assert_eq!(unknown, (1, "not_found".into()));

    let beyond = ["diet-orders", "start", "--patient", &patient, "--food", "8"];
    let output = clinic.lines("dora", &beyond);
    let sentence = String::from_utf8(output.stderr).unwrap();
    assert!(sentence.contains("--food takes a level"), "{sentence}");
}

#[test]
fn an_order_is_replaced_printed_ended_and_removed() {
    let (clinic, patient) = ward();
    let tube = "--tube sondavia --route NASOGASTRIC --rate 60 --hours 20 --flush 30 --flushes 6";
    let first = ["diet-orders", "start", "--patient", &patient];
    let first = [&first[..], &tube.split(' ').collect::<Vec<_>>()].concat();
    clinic.done("dora", &first, "");
    let textures = ["--patient", &patient, "--food", "5", "--fluid", "2"];
    let consider = [&["diet-orders", "consider"], &textures[..]].concat();
    matches("diet-orders consider", &clinic.done("dora", &consider, ""));
    let second = [&["diet-orders", "start"], &textures[..]].concat();
    let second = clinic.done("dora", &second, "");
    let second = id(&second["diet_order"]);
    let list = ["diet-orders", "list", "--patient", &patient];
    let listed = clinic.done("dora", &list, "");
    matches("diet-orders list", &listed);
    assert_eq!(listed["diet_orders"][1]["state"], "replaced");
    let text = lines(&clinic, &list);
    assert!(text.contains("current: food 5; fluids 2"), "{text}");
    assert!(
        text.contains("60 ml/h for 20 h, flush 30 ml 6 times a day"),
        "{text}"
    );

    for print in ["ward-sheet", "bed-label"] {
        let out = clinic.path(&format!("{print}.pdf"));
        let words = ["print", print, second, "--out", out.to_str().unwrap()];
        matches(&format!("print {print}"), &clinic.done("dora", &words, ""));
    }
    let ended = ["diet-orders", "end", second, "--reason", "Goes home"];
    let ended = clinic.done("dora", &ended, "");
    assert_eq!(ended["diet_order"]["end_reason"], "Goes home");
    let again = ["diet-orders", "end", second];
    assert_eq!(
        clinic.refused("dora", &again, ""),
        (1, "changed_meanwhile".into())
    );
    let on = clinic.done("dora", &["diet-orders", "go-on", second], "");
    assert_eq!(on["diet_order"]["state"], "current");
    let removed = ["diet-orders", "remove", second, "--reason", "Wrong patient"];
    matches("diet-orders remove", &clinic.done("dora", &removed, ""));
    let restored = clinic.done("dora", &["diet-orders", "restore", second], "");
    matches("diet-orders restore", &restored);
}
