//! Alerts, by a nurse, an operator and a receptionist.

use serde_json::json;

use super::*;
use crate::chart::id;
use crate::shapes::matches;

fn ward() -> Clinic {
    let clinic = Clinic::new();
    clinic.add_user("nora", "Nurse");
    clinic.add_user("omar", "Operator");
    clinic.add_user("desk", "Receptionist");
    clinic.done("admin", &["departments", "add", "--name", "Ward"], "");
    let set = ["user", "edit", "nora", "--department", "Ward"];
    clinic.done("admin", &set, "");
    clinic
}

#[test]
fn one_is_raised_taken_on_escalated_and_resolved() {
    let clinic = ward();
    let entry = json!({
        "kind": "MEDICAL", "priority": "CRITICAL", "title": "Oxygen low", "department": "Ward",
        "description": "The gauge is in the red",
    });
    let raised = clinic.done("nora", &["alerts", "raise", "--stdin"], &entry.to_string());
    matches("alerts raise", &raised);
    let of = id(&raised["alert"]).to_owned();
    let listed = clinic.done("omar", &["alerts", "list"], "");
    matches("alerts list", &listed);
    assert_eq!(
        (&listed["total"], &listed["rows"][0]["title"]),
        (&json!(1), &json!("Oxygen low"))
    );
    for (verb, state) in [
        ("acknowledge", "acknowledged"),
        ("escalate", "acknowledged"),
        ("resolve", "resolved"),
    ] {
        let answer = clinic.done("omar", &["alerts", verb, &of], "");
        matches(&format!("alerts {verb}"), &answer);
        assert_eq!(answer["alert"]["state"], state, "{verb}");
    }
    let shown = clinic.done("nora", &["alerts", "show", &of], "");
    matches("alerts show", &shown);
    assert_eq!(shown["alert"]["steps"][0]["reason"], "manual");
    let text = clinic.lines("nora", &["alerts", "show", &of]);
    let text = String::from_utf8(text.stdout).unwrap();
    let steps = ["raised by", "taken on by", "level 1 to 2", "ended by"];
    let at = steps.map(|step| text.find(step).unwrap());
    assert!(at.is_sorted(), "{text}");
    assert_eq!(clinic.done("nora", &["alerts", "list"], "")["total"], 0);
    let over = clinic.done("nora", &["alerts", "list", "--ended"], "");
    assert_eq!(over["total"], 1);
    let again = ["alerts", "acknowledge", of.as_str()];
    assert_eq!(clinic.refused("omar", &again, ""), (1, "invalid".into()));
    let text = clinic.lines("omar", &["alerts", "list", "--ended"]);
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(
        text.contains("Oxygen low") && text.contains("Ward"),
        "{text}"
    );
}

#[test]
fn who_may_not_see_one_neither_lists_nor_answers_it() {
    let clinic = ward();
    let raise = [
        "alerts",
        "raise",
        "--kind",
        "FIRE",
        "--priority",
        "LOW",
        "--title",
        "Smoke",
        "--department",
        "Ward",
    ];
    let raised = clinic.done("nora", &raise, "");
    let of = id(&raised["alert"]).to_owned();
    assert_eq!(clinic.done("desk", &["alerts", "list"], "")["total"], 0);
    for verb in ["show", "acknowledge", "resolve", "escalate"] {
        let refused = clinic.refused("desk", &["alerts", verb, &of], "");
        assert_eq!(refused, (1, "not_found".into()), "{verb}");
    }
    let cancel = ["alerts", "cancel", of.as_str(), "--reason", "A drill"];
    assert_eq!(clinic.refused("desk", &cancel, ""), (1, "not_found".into()));
    let cancelled = clinic.done("nora", &cancel, "");
    matches("alerts cancel", &cancelled);
    clinic.add_user_of("vera", "Viewer", &["--department", "Ward"]);
    assert_eq!(
        clinic.refused("vera", &["alerts", "list"], ""),
        (1, "forbidden".into())
    );
}

#[test]
fn a_department_out_of_use_and_a_wrong_minute_are_refused() {
    let clinic = ward();
    clinic.done(
        "admin",
        &["departments", "edit", "Ward", "--active", "false"],
        "",
    );
    let listed = clinic.done("admin", &["departments", "list"], "");
    // who belongs to it
    assert_eq!(listed["departments"][0]["used_by"], 1);
    let inactive = id(&listed["departments"][0]).to_owned();
    let entry =
        json!({ "kind": "FIRE", "priority": "LOW", "title": "Smoke", "department": inactive });
    let raise = ["alerts", "raise", "--stdin"];
    assert_eq!(
        clinic.refused("nora", &raise, &entry.to_string()),
        (1, "invalid".into())
    );
    let flags = ["--kind", "FIRE", "--priority", "LOW", "--title", "Smoke"];
    let raise_in = |name| [&["alerts", "raise"], &flags[..], &["--department", name]].concat();
    let unused = clinic.sentence("nora", &raise_in("ward"));
    assert!(
        unused.contains("The department `Ward` is closed. Nothing was raised"),
        "{unused}"
    );
    let unknown = clinic.sentence("nora", &raise_in("Kitchen"));
    assert!(
        unknown.contains("No department is called `Kitchen`"),
        "{unknown}"
    );
    let bogus = clinic.sentence("admin", &["alerts", "levels", "--first", "Bogus"]);
    assert!(bogus.contains("No role is called `Bogus`"), "{bogus}");
    let missing = json!({ "kind": "FIRE" });
    assert_eq!(
        clinic.refused("nora", &raise, &missing.to_string()),
        (2, "usage".into())
    );
    let timers = clinic.done("admin", &["alerts", "timers", "--critical", "3"], "");
    matches("alerts timers", &timers);
    assert_eq!(timers["timers"]["critical"], 3);
    let wrong = ["alerts", "timers", "--low", "0"];
    assert_eq!(clinic.refused("admin", &wrong, ""), (2, "usage".into()));
    assert_eq!(
        clinic.refused("nora", &["alerts", "timers", "--low", "9"], ""),
        (1, "forbidden".into())
    );
    let roles = ["alerts", "levels", "--first", "Nurse,dietitian"];
    let levels = clinic.done("admin", &roles, "");
    matches("alerts levels", &levels);
    assert_eq!(levels["levels"][0]["roles"].as_array().unwrap().len(), 2);
    let again = clinic.done("admin", &["alerts", "levels"], "");
    assert_eq!(
        (&again["levels"], &again["changed"]),
        (&levels["levels"], &json!(false))
    );
    let unknown = ["alerts", "levels", "--second", "Cook"];
    assert_eq!(
        clinic.refused("admin", &unknown, ""),
        (1, "not_found".into())
    );
}
