//! What the clinic itself paid for, by billing staff and the front desk.

use serde_json::json;

use super::*;
use crate::chart::{id, lines};
use crate::shapes::matches;

#[test]
fn an_expense_is_recorded_changed_removed_and_put_back() {
    let clinic = Clinic::new();
    clinic.add_user("lea", "Receptionist");
    assert!(lines(&clinic, &["expenses", "list"]).contains("No expenses."));
    let new = json!({
        "amount": "12,5", "category": "supplies", "method": "cash", "note": "Stamps",
    });
    let record = ["expenses", "record", "--stdin"];
    let made = clinic.done("lea", &record, &new.to_string());
    matches("expenses record", &made);
    assert_eq!(made["expense"]["amount"], "12.50");
    let expense = id(&made["expense"]).to_owned();
    let listed = clinic.done("lea", &["expenses", "list"], "");
    matches("expenses list", &listed);
    assert_eq!(
        (&listed["is_own"], &listed["sums"][0]["total"]),
        (&json!(true), &json!("12.50"))
    );
    let edit = ["expenses", "edit", &expense, "--note", "Envelopes"];
    let edited = clinic.done("lea", &edit, "");
    matches("expenses edit", &edited);
    assert_eq!(edited["changed"], true);
    let again = clinic.done("lea", &edit, "");
    assert_eq!(again["changed"], false);
    let text = lines(&clinic, &["expenses", "list"]);
    assert!(
        text.contains("12.50 EUR supplies, cash,") && text.contains(": Envelopes"),
        "{text}"
    );
    assert!(text.contains("Total 12.50 EUR (supplies 12.50)"), "{text}");
    let report = clinic.done("lea", &["cash", "report"], "");
    assert_eq!(report["report"]["rows"][0]["spent"], "12.50");
    assert_eq!(report["report"]["rows"][0]["expected"], "-12.50");

    let remove = ["expenses", "remove", &expense, "--reason", "Twice"];
    let removed = clinic.done("lea", &remove, "");
    matches("expenses remove", &removed);
    assert_eq!(
        clinic.refused("lea", &["expenses", "show", &expense], "").0,
        1
    );
    let restore = ["expenses", "restore", &expense];
    let restored = clinic.done("lea", &restore, "");
    matches("expenses restore", &restored);
    let shown = clinic.done("dora", &["expenses", "show", &expense], "");
    matches("expenses show", &shown);
    assert_eq!(shown["expense"]["note"], "Envelopes");
}

#[test]
fn a_wrong_expense_is_refused_by_the_name_of_its_flag() {
    let clinic = Clinic::new();
    let refused = |words: &[&str]| {
        let words = [&["expenses", "record", "--category", "RENT"], words].concat();
        String::from_utf8(clinic.run("dora", &words, "").stderr).unwrap()
    };
    let sentence = refused(&["--method", "CARD", "--amount", "0"]);
    assert!(
        sentence.contains("--amount takes an amount above zero"),
        "{sentence}"
    );
    let sentence = refused(&["--method", "CARD", "--amount", "1", "--day", "2999-01-01"]);
    assert!(sentence.contains("--day is still to come"), "{sentence}");
    let sentence = refused(&["--method", "CARD", "--amount", "1", "--facility", "Nowhere"]);
    assert!(sentence.contains("facility"), "{sentence}");
    let sentence = refused(&["--method", "GOLD", "--amount", "1"]);
    assert!(sentence.contains("CASH"), "{sentence}");
}
