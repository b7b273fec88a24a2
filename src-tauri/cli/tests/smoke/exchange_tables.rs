//! Tables of exchanges, and plans that count by them.

use serde_json::json;

use super::*;
use crate::chart::lines;
use crate::shapes::matches;

const ADD: [&str; 8] = [
    "exchange-tables",
    "add",
    "--name",
    "Our list",
    "--group",
    "Starch=15/3/1; BREAD GRAINS; potato",
    "--group",
    "Milk=12/8; DAIRY",
];

#[test]
fn a_table_is_added_edited_and_retired() {
    let clinic = Clinic::new();
    let added = clinic.done("admin", &ADD, "");
    matches("exchange-tables add", &added);
    let starch = &added["exchange_table"]["groups"][0];
    assert_eq!(starch["foods"], json!(["bread", "grains"]));
    assert_eq!(
        (&starch["fat"], &starch["words"]),
        (&json!("1"), &json!("potato"))
    );
    let listed = clinic.done(
        "admin",
        &["exchange-tables", "list", "--language", "fr"],
        "",
    );
    matches("exchange-tables list", &listed);
    assert_eq!(
        listed["exchange_tables"][0]["name"],
        "Portions de 10 g de glucides"
    );
    let edit = ["exchange-tables", "edit", "our list"];
    let entry = json!({ "groups": ["Sugar=40"] }).to_string();
    let words = [&edit[..], &["--stdin"]].concat();
    assert_eq!(
        clinic.refused("admin", &words, &entry),
        (1, "invalid".into())
    );
    let entry = json!({ "groups": ["Sugar=40"], "confirmed": true }).to_string();
    let edited = clinic.done("admin", &words, &entry);
    assert_eq!(edited["exchange_table"]["groups"][0]["carbohydrate"], "40");
    for wrong in ["Sugar", "Sugar=1/2/3/4", "Sugar=15; CAKES"] {
        let words = [&edit[..], &["--group", wrong]].concat();
        assert_eq!(clinic.refused("admin", &words, "").0, 2, "{wrong}");
    }
    let retired = [&edit[..], &["--active", "false"]].concat();
    clinic.done("admin", &retired, "");
    let offered = clinic.done("dora", &["exchange-tables", "offered"], "");
    assert_eq!(offered["exchange_tables"].as_array().unwrap().len(), 2);
    assert_eq!(clinic.refused("dora", &ADD, ""), (1, "forbidden".into()));
    let shipped = [
        "exchange-tables",
        "edit",
        "Portions of 10 g carbohydrate",
        "--name",
        "Ten",
    ];
    assert_eq!(
        clinic.refused("admin", &shipped, ""),
        (1, "not_found".into())
    );
}

#[test]
fn a_plan_is_counted_in_exchanges_against_targets() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    clinic.done("admin", &ADD, "");
    let entry = json!({ "patient": patient, "days": 1, "foods": [
        { "meal": "breakfast", "food": "18069", "amount": "60 g" },
        { "meal": "breakfast", "food": "01077", "amount": "1 cup" },
        { "meal": "lunch", "food": "09040", "amount": "1" },
    ] });
    let begun = clinic.done(
        "dora",
        &["meal-plans", "add", "--stdin"],
        &entry.to_string(),
    );
    let plan = begun["plan"]["id"].as_str().unwrap();
    let edit = ["meal-plans", "edit", plan];
    let targets = ["--exchange-target", "BREAKFAST=3/1.5"];
    let without = [&edit[..], &targets].concat();
    assert_eq!(clinic.refused("dora", &without, "").0, 2);
    let chosen = [&without[..], &["--exchanges", "our list"]].concat();
    let counted = clinic.done("dora", &chosen, "");
    matches("meal-plans edit", &counted);
    let meal = &counted["plan"]["grid"]["days"][0]["meals"][0];
    let sums = meal["exchanges"]["groups"].as_array().unwrap();
    assert_eq!(
        (&sums[0]["amount"], &sums[0]["target"]),
        (&json!(2.0), &json!(3.0))
    );
    assert_eq!(
        (&sums[1]["amount"], &sums[1]["target"]),
        (&json!(1.0), &json!(1.5))
    );
    let shown = lines(&clinic, &["meal-plans", "show", plan]);
    for words in [
        "; Starch 2",
        "  Exchanges: Starch 2 of 3; Milk 1 of 1.5",
        "1 food in no group",
        "Counted in exchanges: Our list.",
    ] {
        assert!(shown.contains(words), "{words} in {shown}");
    }
    let unknown = [&edit[..], &["--exchanges", "Their list"]].concat();
    assert_eq!(
        clinic.refused("dora", &unknown, ""),
        (1, "not_found".into())
    );
    let more = [&edit[..], &["--exchange-target", "LUNCH=1/1/1"]].concat();
    assert_eq!(clinic.refused("dora", &more, "").0, 2);
    let none = [&edit[..], &["--exchanges", ""]].concat();
    let none = clinic.done("dora", &none, "");
    assert_eq!(none["plan"]["form"]["exchanges"], json!(null));
}
