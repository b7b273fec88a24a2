//! The dishes of the clinic.

use serde_json::json;

use super::*;
use crate::chart::lines;
use crate::shapes::matches;

const SOUP: [&str; 10] = [
    "--name",
    "Lentil soup",
    "--portions",
    "4",
    "--yield-weight",
    "1200 g",
    "--part",
    "16069=200 g",
    "--part",
    "01077=1 cup",
];

#[test]
fn a_recipe_is_added_changed_printed_and_removed() {
    let clinic = Clinic::new();
    let considered = [&["recipes", "consider"][..], &SOUP].concat();
    let considered = clinic.done("dora", &considered, "");
    matches("recipes consider", &considered);
    let soup = clinic.done("dora", &[&["recipes", "add"][..], &SOUP].concat(), "");
    matches("recipes add", &soup);
    assert_eq!(soup["recipe"]["sums"], considered["sums"]);
    assert_eq!(soup["recipe"]["sums"]["portion_grams"], 300.0);
    let listed = clinic.done("dora", &["recipes", "list"], "");
    matches("recipes list", &listed);
    let id = soup["recipe"]["id"].as_str().unwrap();
    let hits = clinic.done("dora", &["foods", "search", "2 portions lentil soup"], "");
    assert_eq!(
        (
            &hits["foods"][0]["id"],
            &hits["foods"][0]["portion"]["grams"]
        ),
        (&json!(id), &json!(600.0))
    );

    let itself = format!("{id}=1 portion");
    let edit = ["recipes", "edit", "lentil soup", "--part", &itself];
    assert_eq!(clinic.refused("dora", &edit, ""), (1, "invalid".into()));
    assert!(lines(&clinic, &["recipes", "show", "lentil soup"]).contains("One portion, 300 g:"));
    let edit = ["recipes", "edit", "lentil soup", "--stdin"];
    let more = clinic.done("dora", &edit, &json!({ "portions": "5" }).to_string());
    matches("recipes edit", &more);
    assert_ne!(more["recipe"]["id"], json!(id));
    let was = clinic.done("dora", &["recipes", "show", id], "");
    matches("recipes show", &was);
    assert_eq!(was["recipe"]["is_current"], false);
    matches(
        "recipes used",
        &clinic.done("dora", &["recipes", "used", "lentil soup"], ""),
    );

    let out = clinic.path("soup.pdf");
    let id = more["recipe"]["id"].as_str().unwrap();
    let print = ["print", "recipe", id, "--out", out.to_str().unwrap()];
    matches("print recipe", &clinic.done("dora", &print, ""));

    let remove = ["recipes", "remove", "lentil soup"];
    let removed = clinic.done("dora", &remove, "");
    assert_eq!(removed["recipe"]["is_active"], false);
    assert_eq!(clinic.done("dora", &remove, "")["changed"], false);
    let restored = clinic.done("dora", &["recipes", "restore", "lentil soup"], "");
    assert_eq!(restored["recipe"]["is_active"], true);
}
