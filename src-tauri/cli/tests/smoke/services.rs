//! The price list of the clinic.

use serde_json::json;

use super::*;
use crate::chart::lines;
use crate::shapes::matches;

#[test]
fn a_service_is_added_priced_and_retired() {
    let clinic = Clinic::new();
    let add = [
        "services",
        "add",
        "--code",
        "INIT",
        "--name",
        "First visit",
        "--price",
        "75,5",
        "--tax",
        "5.5",
    ];
    let added = clinic.done("admin", &add, "");
    matches("services add", &added);
    assert_eq!(added["service"]["price"], "75.50");
    assert_eq!(clinic.refused("admin", &add, ""), (1, "invalid".into()));
    let edit = ["services", "edit", "init"];
    let entry = json!({ "price": "80" }).to_string();
    let edited = clinic.done("admin", &[&edit[..], &["--stdin"]].concat(), &entry);
    matches("services edit", &edited);
    assert_eq!(
        (&edited["service"]["price"], &edited["changed"]),
        (&json!("80.00"), &json!(true))
    );
    for (flag, wrong) in [
        ("--price", "many"),
        ("--price", "80.505"),
        ("--price", "-1"),
        ("--tax", "101"),
        ("--currency", "XAU"),
    ] {
        let words = [&edit[..], &[flag, wrong]].concat();
        let status = clinic.refused("admin", &words, "").0;
        assert!([1, 2].contains(&status), "{wrong}");
        let message = clinic.sentence("admin", &words);
        assert!(message.contains(flag), "{message}");
        assert!(message.contains("Nothing was changed"), "{message}");
    }
    matches(
        "services list",
        &clinic.done("dora", &["services", "list"], ""),
    );
    let shown = lines(&clinic, &["services", "offered"]);
    assert!(shown.contains("INIT  First visit  80.00"), "{shown}");
    assert_eq!(clinic.refused("dora", &add, ""), (1, "forbidden".into()));
    clinic.done("admin", &[&edit[..], &["--active", "false"]].concat(), "");
    let offered = clinic.done("dora", &["services", "offered"], "");
    assert_eq!(offered["services"], json!([]));
}
