//! The codes that insurers ask for, and the claim of an invoice.

use serde_json::json;

use super::*;
use crate::chart::lines;
use crate::shapes::matches;

#[test]
fn a_code_is_added_put_on_an_invoice_and_retired() {
    let clinic = Clinic::new();
    let add = [
        "claim-codes",
        "add",
        "--code",
        "NT1",
        "--name",
        "First visit",
    ];
    let added = clinic.done("admin", &add, "");
    matches("claim-codes add", &added);
    assert_eq!(clinic.refused("admin", &add, ""), (1, "invalid".into()));
    assert_eq!(clinic.refused("dora", &add, ""), (1, "forbidden".into()));
    let service = [
        "services", "add", "--code", "INIT", "--name", "Visit", "--price", "75",
    ];
    clinic.done("admin", &service, "");
    let patient = clinic.patient("Okafor");
    let begin = [
        "invoices",
        "new",
        "--patient",
        &patient,
        "--line",
        "INIT",
        "--claim-code",
        "nt1",
    ];
    let referred = ["--referrer", "Dr. Osei", "--referrer-number", "4071"];
    let drafted = clinic.done("admin", &[&begin[..], &referred[..]].concat(), "");
    matches("invoices new", &drafted);
    let claim = &drafted["draft"]["claim"];
    assert_eq!(
        (&claim["referrer"], &claim["codes"][0]["code"]),
        (&json!("Dr. Osei"), &json!("NT1"))
    );
    let id = drafted["draft"]["id"].as_str().unwrap();
    let wrong = ["invoices", "edit", id, "--claim-code", "ZZ9"];
    let message = clinic.sentence("admin", &wrong);
    assert!(message.contains("NT1"), "{message}");
    let foreign = ["invoices", "edit", id, "--policy", id];
    let message = clinic.sentence("admin", &foreign);
    assert!(message.contains("--policy"), "{message}");
    let edit = ["claim-codes", "edit", "NT1", "--active", "false"];
    let edited = clinic.done("admin", &edit, "");
    matches("claim-codes edit", &edited);
    matches(
        "claim-codes list",
        &clinic.done("admin", &["claim-codes", "list"], ""),
    );
    let shown = lines(&clinic, &["claim-codes", "list"]);
    assert!(shown.contains("NT1  First visit  (not in use)"), "{shown}");
    let offered = clinic.done("admin", &["claim-codes", "offered"], "");
    assert_eq!(offered["claim_codes"], json!([]));
    let issued = clinic.done("admin", &["invoices", "issue", id], "");
    matches("invoices issue", &issued);
    assert_eq!(
        issued["invoice"]["claim"]["codes"][0]["name"],
        "First visit"
    );
}

#[test]
fn a_policy_that_is_over_goes_on_an_invoice_only_with_a_flag() {
    let clinic = Clinic::new();
    let service = [
        "services", "add", "--code", "INIT", "--name", "Visit", "--price", "75",
    ];
    clinic.done("admin", &service, "");
    let patient = clinic.patient("Okafor");
    let of = ["--patient", &patient];
    let over = ["--insurer", "Sun Mutual", "--valid-to", "2020-12-31"];
    let policy = clinic.done(
        "admin",
        &[&["insurance", "add"][..], &of[..], &over[..]].concat(),
        "",
    );
    let policy = policy["policy"]["id"].as_str().unwrap();
    let begin = ["--line", "INIT", "--policy", policy];
    let drafted = clinic.done(
        "admin",
        &[&["invoices", "new"][..], &of[..], &begin[..]].concat(),
        "",
    );
    let id = drafted["draft"]["id"].as_str().unwrap();
    let issue = ["invoices", "issue", id];
    assert_eq!(clinic.refused("admin", &issue, ""), (3, "anyway".into()));
    let message = clinic.sentence("admin", &issue);
    assert!(
        message.contains("Sun Mutual, ended on 2020-12-31"),
        "{message}"
    );
    let anyway = ["invoices", "issue", id, "--anyway"];
    let issued = clinic.done("admin", &anyway, "");
    assert_eq!(issued["invoice"]["claim"]["insurer"], "Sun Mutual");
}

#[test]
fn the_removed_policy_of_a_draft_is_no_option_of_its_issue() {
    let clinic = Clinic::new();
    let service = [
        "services", "add", "--code", "INIT", "--name", "Visit", "--price", "75",
    ];
    clinic.done("admin", &service, "");
    let patient = clinic.patient("Okafor");
    let of = ["--patient", &patient];
    let add = [
        &["insurance", "add", "--insurer", "Sun Mutual"][..],
        &of[..],
    ]
    .concat();
    let policy = clinic.done("admin", &add, "");
    let policy = policy["policy"]["id"].as_str().unwrap();
    let begin = ["--line", "INIT", "--policy", policy];
    let drafted = clinic.done(
        "admin",
        &[&["invoices", "new"][..], &of[..], &begin[..]].concat(),
        "",
    );
    let id = drafted["draft"]["id"].as_str().unwrap();
    let remove = ["insurance", "remove", policy, "--reason", "of her sister"];
    clinic.done("admin", &remove, "");
    let issue = ["invoices", "issue", id];
    assert_eq!(clinic.refused("admin", &issue, ""), (1, "invalid".into()));
    let message = clinic.sentence("admin", &issue);
    assert!(
        message.contains("was removed") && !message.contains("--policy"),
        "{message}"
    );
    clinic.done("admin", &["invoices", "edit", id, "--policy", ""], "");
    clinic.done("admin", &issue, "");
}
