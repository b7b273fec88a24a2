//! Invoices, and what is paid for them.

use serde_json::json;

use super::*;
use crate::chart::lines;
use crate::prescriptions::days_from_now;
use crate::shapes::matches;

/// A clinic in Kolkata with two services and a patient.
fn billed() -> (Clinic, String) {
    let clinic = Clinic::new();
    let buildings = clinic.done("admin", &["facilities", "list"], "");
    let building = text(&buildings["facilities"][0], "id");
    let zone = ["--time-zone", "Asia/Kolkata"];
    clinic.done(
        "admin",
        &[&["facilities", "edit", &building], &zone[..]].concat(),
        "",
    );
    for (code, price, tax) in [("VISIT", "75", "0"), ("BODY", "24.99", "5.5")] {
        let words = format!("services add --code {code} --name {code} --price {price} --tax {tax}");
        clinic.done("admin", &words.split(' ').collect::<Vec<_>>(), "");
    }
    let entry =
        json!({ "given_name": "Mary", "family_name": "Okafor", "birth_date": "1962-04-12" });
    let added = clinic.done("dora", &["patients", "add", "--stdin"], &entry.to_string());
    (clinic, added["patient"]["id"].as_str().unwrap().to_owned())
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap().to_owned()
}

/// Returns whether a text has a time as JSON has it.
fn has_utc(text: &str) -> bool {
    let is_utc = |word: &str| word.starts_with("20") && word.contains("Z");
    text.split_whitespace().any(is_utc)
}

#[test]
fn an_invoice_is_begun_issued_paid_refunded_and_voided() {
    let (clinic, mary) = billed();
    let new = ["invoices", "new", "--patient", &mary, "--line", "VISIT"];
    let begun = clinic.done("dora", &new, "");
    matches("invoices new", &begun);
    let draft = text(&begun["draft"], "id");
    let line = clinic.done(
        "dora",
        &["invoices", "line", &draft, "BODY*3", "BODY=10.50/20"],
        "",
    );
    matches("invoices line", &line);
    // 75 + (74.97 + 4.12) + (10.50 + 2.10)
    assert_eq!(line["draft"]["sums"]["total"], "166.69");
    let days = clinic.done(
        "dora",
        &["invoices", "edit", &draft, "--due-days", "14"],
        "",
    );
    matches("invoices edit", &days);
    assert_eq!(days["draft"]["lines"].as_array().unwrap().len(), 3);
    let show = ["invoices", "show", &draft];
    matches("invoices show", &clinic.done("dora", &show, ""));
    matches(
        "invoices work",
        &clinic.done("dora", &["invoices", "work"], ""),
    );

    let issued = clinic.done("dora", &["invoices", "issue", &draft], "");
    matches("invoices issue", &issued);
    let (id, number) = (
        text(&issued["invoice"], "id"),
        text(&issued["invoice"], "number"),
    );
    assert!(number.starts_with("1-00001-"), "{number}");
    assert_eq!(
        clinic.refused("dora", &["invoices", "issue", &draft], ""),
        (1, "already_issued".into())
    );
    let pay = ["invoices", "pay", &id, "--method", "CASH"];
    let part = clinic.done("dora", &[&pay[..], &["--amount", "66,69"]].concat(), "");
    matches("invoices pay", &part);
    assert_eq!(
        (&part["invoice"]["state"], &part["invoice"]["balance"]),
        (&json!("partPaid"), &json!("100.00"))
    );
    let message = clinic.sentence("dora", &[&pay[..], &["--amount", "100.01"]].concat());
    assert!(
        message.contains("--amount") && message.contains("at most what is left to pay"),
        "{message}"
    );
    matches(
        "invoices list",
        &clinic.done("dora", &["invoices", "list", "--patient", &mary], ""),
    );
    let shown = lines(&clinic, &["invoices", "list", "--patient", &mary]);
    assert!(
        shown.contains("166.69 EUR, 100.00 left") && shown.contains("part paid"),
        "{shown}"
    );

    let payment = text(&part["invoice"]["payments"][0], "id");
    let void = ["invoices", "void", &id, "--reason", "Wrong patient"];
    assert_eq!(clinic.refused("dora", &void, ""), (1, "still_paid".into()));
    let refund = ["invoices", "refund", &payment, "--method", "CASH"];
    let back = clinic.done("dora", &refund, "");
    matches("invoices refund", &back);
    assert_eq!(back["invoice"]["paid"], "0.00");
    let voided = clinic.done("dora", &void, "");
    matches("invoices void", &voided);
    assert_eq!(clinic.refused("dora", &pay, ""), (1, "invoice_void".into()));
    let shown = lines(&clinic, &["invoices", "show", &id]);
    assert!(shown.contains("void: Wrong patient"), "{shown}");
    assert!(
        shown.contains(" paid 66.69, ") && shown.contains(" (Asia/Kolkata), "),
        "{shown}"
    );
    assert!(!has_utc(&shown), "{shown}");
}

/// By the clocks of the clinic a visit of 20:00 UTC is on the next day.
#[test]
fn billing_reads_in_words_and_by_the_clocks_of_the_clinic() {
    let (clinic, mary) = billed();
    // whole days before today, and never so many that it is not billed any more
    let day = days_from_now(-3);
    let starts = format!("{day}T20:00:00Z");
    for kind in ["INITIAL", "FOLLOW_UP"] {
        let book = [
            "appointments",
            "book",
            "--anyway",
            "--patient",
            &mary,
            "--kind",
            kind,
        ];
        let booked = clinic.done("dora", &[&book[..], &["--starts", &starts]].concat(), "");
        let booked = text(&booked["appointment"], "id");
        for to in ["ARRIVED", "COMPLETED"] {
            clinic.done("dora", &["appointments", "status", &booked, to], "");
        }
    }
    let shown = lines(&clinic, &["invoices", "work"]);
    let next = days_from_now(-2);
    for kind in ["initial", "follow up"] {
        let words = format!("{next} 01:30 (Asia/Kolkata) {kind}");
        assert!(shown.contains(&words), "{words} in {shown}");
    }
    assert!(!has_utc(&shown), "{shown}");
}

#[test]
fn all_that_is_wrong_with_a_draft_is_named_and_nothing_is_written() {
    let (clinic, mary) = billed();
    let new = ["invoices", "new", "--patient", &mary, "--line"];
    for (line, sentence) in [
        ("VISIT*0", "1 to 9999"),
        ("VISIT*2=many", "no more decimals"),
        ("VISIT=75/101", "0 to 100"),
        ("COOK", "known are"),
    ] {
        let message = clinic.sentence("dora", &[&new[..], &[line]].concat());
        assert!(
            message.contains(sentence) && message.contains("Nothing was changed"),
            "{message}"
        );
    }
    let several = clinic.sentence(
        "dora",
        &[&new[..], &["VISIT*0", "--due-days", "soon"]].concat(),
    );
    assert!(
        several.contains("--line") && several.contains("--due-days"),
        "{several}"
    );
    let list = clinic.done("dora", &["invoices", "list", "--patient", &mary], "");
    assert_eq!(
        (&list["drafts"], &list["invoices"]),
        (&json!([]), &json!([]))
    );
    let begun = clinic.done("dora", &[&new[..], &["VISIT"]].concat(), "");
    let draft = text(&begun["draft"], "id");
    let discard = ["invoices", "discard", &draft, "--reason", "Not needed"];
    matches("invoices discard", &clinic.done("dora", &discard, ""));
    assert_eq!(
        clinic.refused("dora", &["invoices", "show", &draft], ""),
        (1, "not_found".into())
    );
}

#[test]
fn an_invoice_and_a_receipt_are_printed() {
    let (clinic, mary) = billed();
    let begun = clinic.done(
        "dora",
        &["invoices", "new", "--patient", &mary, "--line", "VISIT"],
        "",
    );
    let issued = clinic.done(
        "dora",
        &["invoices", "issue", &text(&begun["draft"], "id")],
        "",
    );
    let id = text(&issued["invoice"], "id");
    let paid = clinic.done("dora", &["invoices", "pay", &id, "--method", "CARD"], "");
    let payment = text(&paid["invoice"]["payments"][0], "id");
    for (command, of) in [("invoice", &id), ("receipt", &payment)] {
        let file = clinic.path(&format!("{command}.pdf"));
        let words = ["print", command, of, "--out", file.to_str().unwrap()];
        let printed = clinic.done("dora", &words, "");
        matches(&format!("print {command}"), &printed);
        assert_eq!(printed["pages"], 1, "{printed}");
    }
}

#[test]
fn a_facility_has_a_cash_report_of_its_own() {
    let (clinic, mary) = billed();
    let run = |words: &[&str]| clinic.done("dora", words, "");
    let zone = ["--time-zone", "Asia/Kathmandu", "--currency", "NPR"];
    let add = ["facilities", "add", "--name", "Annapurna"];
    clinic.done("admin", &[&add[..], &zone].concat(), "");
    let begun = run(&["invoices", "new", "--patient", &mary, "--line", "VISIT"]);
    let issued = run(&["invoices", "issue", &text(&begun["draft"], "id")]);
    let id = text(&issued["invoice"], "id");
    run(&["invoices", "pay", &id, "--method", "CASH"]);
    let at = |facility| run(&["cash", "report", "--facility", facility]);
    matches("cash report", &at("smoke"));
    assert_eq!(at("smoke")["report"]["rows"].as_array().unwrap().len(), 1);
    assert_eq!(at("Annapurna")["report"]["rows"], json!([]));
    let nowhere = ["cash", "report", "--facility", "Nice"];
    assert_eq!(clinic.refused("dora", &nowhere, "").1, "not_found");
    let file = clinic.path("cash.csv");
    let out = ["--facility", "Annapurna", "--out", file.to_str().unwrap()];
    let saved = run(&[&["cash", "csv"][..], &out].concat());
    matches("cash csv", &saved);
    let sheet = std::fs::read_to_string(&file).unwrap();
    assert!(sheet.starts_with("day,facility,cashier"), "{sheet}");
}

#[test]
fn a_day_is_counted_and_printed_and_what_is_overdue_is_listed() {
    let (clinic, mary) = billed();
    let run = |words: &[&str]| clinic.done("dora", words, "");
    let empty = run(&["cash", "report"]);
    matches("cash report", &empty);
    assert!(lines(&clinic, &["cash", "report"]).contains("Nothing was paid"));
    let begun = run(&["invoices", "new", "--patient", &mary, "--line", "VISIT"]);
    let issued = run(&["invoices", "issue", &text(&begun["draft"], "id")]);
    let id = text(&issued["invoice"], "id");
    run(&[
        "invoices", "pay", &id, "--method", "CASH", "--amount", "20.50",
    ]);
    let shown = lines(&clinic, &["cash", "report"]);
    assert!(
        shown.contains("20.50 EUR expected of 1 payment, not counted"),
        "{shown}"
    );

    for (count, sentence) in [
        ("dora/CASH", "USER/METHOD=AMOUNT"),
        ("nobody/CASH=1", "Nobody here is called"),
        ("dora/CARD=1", "took payments on that day"),
        ("dora/CASH=20.505", "no more decimals"),
    ] {
        let message = clinic.sentence("dora", &["cash", "close", "--count", count]);
        assert!(
            message.contains(sentence) && message.contains("Nothing was changed"),
            "{message}"
        );
    }
    let none = clinic.sentence("dora", &["cash", "close"]);
    assert!(none.contains("--count"), "{none}");
    let day = [
        "cash",
        "close",
        "--day",
        "2999-01-01",
        "--count",
        "dora/CASH=1",
    ];
    let message = clinic.sentence("dora", &day);
    assert!(message.contains("--day"), "{message}");
    let count = [
        "cash",
        "close",
        "--count",
        "dora/CASH=20",
        "--remark",
        "A coin fell",
    ];
    let counted = run(&count);
    matches("cash close", &counted);
    assert_eq!(counted["report"]["rows"][0]["tally"]["difference"], "-0.50");
    let shown = lines(&clinic, &["cash", "report"]);
    assert!(
        shown.contains(" (Asia/Kolkata), difference") && !has_utc(&shown),
        "{shown}"
    );
    let counts = json!({ "counts": ["dora/CASH/EUR=20.50"] }).to_string();
    let again = clinic.done("dora", &["cash", "close", "--stdin"], &counts);
    assert_eq!(again["report"]["rows"][0]["tally"]["difference"], "0.00");
    assert_eq!(
        again["report"]["rows"][0]["earlier"][0]["remark"],
        "A coin fell"
    );
    let file = clinic.path("cash.pdf");
    let printed = run(&["print", "cash-report", "--out", file.to_str().unwrap()]);
    matches("print cash-report", &printed);

    matches("invoices overdue", &run(&["invoices", "overdue"]));
    let file = clinic.path("reminder.pdf");
    let print = ["print", "reminder", &id, "--out", file.to_str().unwrap()];
    let message = clinic.sentence("dora", &print);
    assert!(
        message.contains("is not overdue") && !file.exists(),
        "{message}"
    );
}
