//! The account of a patient at a portal.

use serde_json::json;

use super::*;
use crate::chart::{id, lines, seen};
use crate::shapes::matches;

#[test]
fn a_patient_is_invited_to_the_portal_and_activates_an_account() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let of = ["--patient", &patient];
    let list = [&["portal", "list"][..], &of].concat();
    assert!(lines(&clinic, &list).contains("No account at the portal."));
    matches("portal list", &clinic.done("dora", &list, ""));
    let invite = [&["portal", "invite"][..], &of].concat();
    let first = clinic.done("dora", &[&invite[..], &["--visits", "true"]].concat(), "");
    matches("portal invite", &first);
    let account = id(&first["account"]).to_owned();
    let text = lines(&clinic, &list);
    assert!(
        text.contains("invited") && text.contains("may show visits"),
        "{text}"
    );

    // inviting anew makes the first tokens useless
    let second = clinic.done("dora", &invite, "");
    assert_eq!(second["account"]["shows"]["visits"], true);
    let activate = ["portal", "activate", "--stdin"];
    let tokens = |of: &serde_json::Value| {
        let (first, second) = (&of["activation_token"], &of["verification_token"]);
        json!({ "activation_token": first, "verification_token": second }).to_string()
    };
    let refused = clinic.refused("dora", &activate, &tokens(&first));
    assert_eq!(refused, (1, "not_found".into()));
    let mistyped = json!({ "activation_token": "x", "verification_token": "y" });
    let refused = clinic.refused("dora", &activate, &mistyped.to_string());
    assert_eq!(refused, (2, "usage".into()));
    let resume = ["portal", "resume", &account];
    assert_eq!(clinic.refused("dora", &resume, ""), (1, "invalid".into()));
    let early = clinic.sentence("dora", &resume);
    assert!(
        early.contains("cannot be active now: it was never activated"),
        "{early}"
    );
    assert!(!early.contains("appointments"), "{early}");
    let active = clinic.done("dora", &activate, &tokens(&second));
    matches("portal activate", &active);
    assert_eq!(clinic.done("dora", &list, "")["state"], "active");
    let second = clinic.sentence("dora", &invite);
    assert!(second.contains("has an account in use"), "{second}");

    let choose = ["portal", "choose", &account];
    assert_eq!(clinic.refused("dora", &choose, ""), (2, "usage".into()));
    let plans = [&choose[..], &["--plans", "true"]].concat();
    let chosen = clinic.done("dora", &plans, "");
    matches("portal choose", &chosen);
    assert_eq!(chosen["account"]["shows"]["plans"], true);
    let suspend = ["portal", "suspend", &account];
    matches("portal suspend", &clinic.done("dora", &suspend, ""));
    assert_eq!(clinic.done("dora", &list, "")["state"], "suspended");
    matches("portal resume", &clinic.done("dora", &resume, ""));
    let with_seen = [
        "portal",
        "close",
        &account,
        "--seen",
        seen(&first["account"]),
    ];
    clinic.done("dora", &with_seen, "");
    let reopen = ["portal", "reopen", &account];
    assert_eq!(clinic.refused("dora", &reopen, ""), (1, "invalid".into()));
    let timeline = [&["timeline", "list"][..], &of].concat();
    assert!(lines(&clinic, &timeline).contains("portal: closed"));
}
