//! What services would cost a patient, by billing staff and the front desk.

use serde_json::json;

use super::*;
use crate::chart::{id, lines};
use crate::shapes::matches;

/// A clinic with one patient and two services.
fn clinic_with_patient() -> (Clinic, String) {
    let clinic = Clinic::new();
    clinic.add_user("lea", "Receptionist");
    for (code, name, price) in [
        ("INITIAL", "First visit", "75"),
        ("FOLLOW_UP", "Follow-up", "35"),
    ] {
        let service = json!({ "code": code, "name": name, "price": price, "tax": "20" });
        clinic.done(
            "admin",
            &["services", "add", "--stdin"],
            &service.to_string(),
        );
    }
    let patient = clinic.patient("Okafor");
    (clinic, patient)
}

#[test]
fn a_quote_is_made_changed_declined_and_invoiced() {
    let (clinic, patient) = clinic_with_patient();
    let list = ["quotes", "list", "--patient", &patient];
    assert!(lines(&clinic, &list).contains("No quotes."));
    assert!(lines(&clinic, &["quotes", "open"]).contains("No quote waits for an answer."));
    let new = json!({
        "patient": patient, "lines": ["INITIAL", "FOLLOW_UP*5=30"], "note": "Six visits",
    });
    let make = ["quotes", "new", "--stdin"];
    assert_eq!(clinic.refused("lea", &make, &new.to_string()).0, 1);
    let made = clinic.done("dora", &make, &new.to_string());
    let (status, code) = (
        made["quote"]["state"].as_str(),
        made["quote"]["number"].as_str(),
    );
    assert!(code.unwrap().starts_with("Q1-00001-"), "{code:?}");
    assert_eq!(status, Some("waiting"));
    assert_eq!(made["quote"]["sums"]["total"], "270.00");
    let quote = id(&made["quote"]).to_owned();
    let edit = ["quotes", "edit", &quote, "--note", "Six visits, at home"];
    let edited = clinic.done("dora", &edit, "");
    matches("quotes edit", &edited);
    assert_eq!(edited["changed"], true);
    let listed = lines(&clinic, &list);
    assert!(
        listed.contains("Okafor, 270.00 EUR, until 20") && listed.contains(" (waiting)"),
        "{listed}"
    );
    let shown = lines(&clinic, &["quotes", "show", &quote]);
    assert!(
        shown.contains("  5 × Follow-up, 30.00 each, 20 % tax: 180.00"),
        "{shown}"
    );
    assert!(shown.contains("  Six visits, at home"), "{shown}");

    let declined = clinic.done("dora", &["quotes", "decline", &quote], "");
    assert_eq!(declined["quote"]["state"], "declined");
    let refused = clinic.refused("dora", &["quotes", "invoice", &quote], "");
    assert_eq!(refused, (1, "invalid".to_owned()));
    clinic.done("dora", &["quotes", "decline", &quote, "--undo"], "");
    let draft = clinic.done("dora", &["quotes", "invoice", &quote], "");
    matches("quotes invoice", &draft);
    assert_eq!(draft["draft"]["sums"]["total"], "270.00");
    assert_eq!(draft["draft"]["quote"]["number"], made["quote"]["number"]);
    let draft = id(&draft["draft"]).to_owned();
    clinic.done("dora", &["invoices", "issue", &draft], "");
    let all = clinic.done("dora", &list, "");
    matches("quotes list", &all);
    assert_eq!(all["quotes"][0]["state"], "invoiced");
    assert!(lines(&clinic, &list).contains("invoice 1-00001-"));
    let (status, code) = clinic.refused("dora", &["quotes", "decline", &quote], "");
    assert_eq!((status, &*code), (1, "invalid"));
}

#[test]
fn a_quote_is_printed_removed_and_put_back() {
    let (clinic, patient) = clinic_with_patient();
    let make = ["quotes", "new", "--patient", &patient, "--line", "INITIAL"];
    let made = clinic.done("dora", &make, "");
    matches("quotes new", &made);
    let quote = id(&made["quote"]).to_owned();
    let open = clinic.done("lea", &["quotes", "open"], "");
    matches("quotes open", &open);
    assert_eq!(open["total"], 1);
    let out = clinic.path("quote.pdf");
    let out = out.to_str().unwrap();
    let print = ["print", "quote", &quote, "--out", out];
    matches("print quote", &clinic.done("lea", &print, ""));
    let remove = ["quotes", "remove", &quote, "--reason", "Typed twice"];
    matches("quotes remove", &clinic.done("dora", &remove, ""));
    assert!(lines(&clinic, &["quotes", "open"]).contains("No quote waits"));
    let back = clinic.done("dora", &["quotes", "restore", &quote], "");
    matches("quotes restore", &back);
    let shown = clinic.done("lea", &["quotes", "show", &quote], "");
    matches("quotes show", &shown);
    matches(
        "quotes decline",
        &clinic.done("dora", &["quotes", "decline", &quote], ""),
    );
}

#[test]
fn what_is_wrong_with_a_quote_is_explained() {
    let (clinic, patient) = clinic_with_patient();
    let make = |more: &[&str]| {
        let words = ["quotes", "new", "--patient", &patient];
        let words: Vec<&str> = words.into_iter().chain(more.iter().copied()).collect();
        clinic.sentence("dora", &words)
    };
    let past = make(&["--valid-until", "2001-01-01"]);
    assert!(
        past.contains("before the day on which the quote is made"),
        "{past}"
    );
    let far = make(&["--valid-until", "2199-01-01"]);
    assert!(far.contains("more than two years"), "{far}");
    let line = make(&["--line", "INITIAL*0"]);
    assert!(line.contains("--line takes how often, 1 to 9999"), "{line}");
    let unknown = make(&["--line", "MASSAGE"]);
    assert!(unknown.contains("INITIAL"), "{unknown}");
    let none = clinic.done("dora", &["quotes", "new", "--patient", &patient], "");
    let none = id(&none["quote"]).to_owned();
    let text = clinic.sentence("dora", &["quotes", "invoice", &none]);
    assert!(text.contains("This quote has no lines."), "{text}");
}
