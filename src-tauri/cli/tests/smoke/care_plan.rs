//! Nutrition diagnoses, goals and tasks of a patient.

use serde_json::json;

use super::*;
use crate::chart::{id, lines, seen};
use crate::shapes::matches;

#[test]
fn problems_and_goals_are_written_and_changed() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let of = ["--patient", &patient];
    let command = |table, verb| [&[table, verb][..], &of].concat();
    let none = lines(&clinic, &command("diagnoses", "list"));
    assert!(none.contains("No diagnosis is recorded."), "{none}");
    let entry = json!({
        "patient": patient,
        "problem": "Little fibre",
        "aetiology": "few vegetables",
        "signs": "a recall of 9 g",
    });
    let added = clinic.done("dora", &["diagnoses", "add", "--stdin"], &entry.to_string());
    matches("diagnoses add", &added);
    let problem = id(&added["diagnosis"]).to_owned();
    let edit = ["diagnoses", "edit", &problem];
    assert_eq!(clinic.refused("dora", &edit, ""), (2, "usage".into()));
    let few = ["--aetiology", "hardly any vegetables"];
    let edited = clinic.done("dora", &[&edit[..], &few].concat(), "");
    matches("diagnoses edit", &edited);
    let listed = lines(&clinic, &command("diagnoses", "list"));
    let sentence = "Little fibre related to hardly any vegetables, as shown by a recall of 9 g";
    assert!(listed.contains(sentence), "{listed}");

    let weight = ["--kind", "WEIGHT", "--value", "90 kg"];
    clinic.done(
        "dora",
        &[&command("measurements", "add")[..], &weight].concat(),
        "",
    );
    let lose = ["--text", "Lose weight", "--diagnosis", &problem];
    let aim = ["--measure", "weight", "--target", "176.37 lb"];
    let add = [&command("goals", "add")[..], &lose, &aim].concat();
    let added = clinic.done("dora", &add, "");
    matches("goals add", &added);
    let goal = id(&added["goal"]).to_owned();
    assert_eq!(
        (&added["goal"]["start"], &added["goal"]["percent"]),
        (&json!("90 kg"), &json!(0))
    );
    for (flags, code) in [
        (["--target", "heavy"], (2, "usage")),
        (["--target", "7200 kg"], (1, "invalid")),
        (["--progress", "110"], (1, "invalid")),
        (["--due", "soon"], (2, "usage")),
        (["--measure", "SHOES"], (2, "usage")),
        (["--status", "WON"], (2, "usage")),
    ] {
        let edit = [&["goals", "edit", &goal][..], &flags].concat();
        let (status, word) = clinic.refused("dora", &edit, "");
        assert_eq!((status, word.as_str()), code, "{flags:?}");
    }
    let weight = ["--kind", "WEIGHT", "--value", "83.8 kg", "--keep"];
    clinic.done(
        "dora",
        &[&command("measurements", "add")[..], &weight].concat(),
        "",
    );
    let due = ["goals", "edit", &goal, "--due", "2099-02-01"];
    matches("goals edit", &clinic.done("dora", &due, ""));
    let listed = lines(&clinic, &command("goals", "list"));
    assert!(
        listed.contains("Lose weight: 90 kg to 80 kg, 62 %, due 2099-02-01"),
        "{listed}"
    );
    matches(
        "goals list",
        &clinic.done("dora", &command("goals", "list"), ""),
    );
}

#[test]
fn a_problem_is_resolved_with_the_goals_that_are_named() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let of = ["--patient", &patient];
    let command = |table, verb| [&[table, verb][..], &of].concat();
    let add = [
        &command("diagnoses", "add")[..],
        &["--problem", "Little fibre"],
    ]
    .concat();
    let problem = id(&clinic.done("dora", &add, "")["diagnosis"]).to_owned();
    let about = ["--text", "Eat beans", "--diagnosis", &problem];
    let add = [&command("goals", "add")[..], &about].concat();
    let goal = id(&clinic.done("dora", &add, "")["goal"]).to_owned();
    let met = format!("{goal}=MET");
    let odd = ["diagnoses", "resolve", &problem, "--goal", &goal];
    assert_eq!(clinic.refused("dora", &odd, ""), (2, "usage".into()));
    let resolve = ["diagnoses", "resolve", &problem, "--goal", &met];
    let resolved = clinic.done("dora", &resolve, "");
    matches("diagnoses resolve", &resolved);
    assert_eq!(resolved["diagnosis"]["status"], "resolved");
    let listed = lines(&clinic, &command("goals", "list"));
    assert!(listed.contains("(met)"), "{listed}");
    let listed = lines(&clinic, &command("diagnoses", "list"));
    assert!(listed.contains("Little fibre (resolved)"), "{listed}");
    matches(
        "diagnoses list",
        &clinic.done("dora", &command("diagnoses", "list"), ""),
    );
    for (table, row) in [("diagnoses", &problem), ("goals", &goal)] {
        removed_and_restored(&clinic, table, row);
    }
}

#[test]
fn a_task_is_given_to_a_user_finished_and_reopened() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let of = ["--patient", &patient];
    let command = |verb| [&["tasks", verb][..], &of].concat();
    let call = [
        "--text",
        "Call about the diary",
        "--owner",
        "DORA",
        "--due",
        "2020-01-31",
    ];
    let unknown = ["--text", "Call", "--owner", "nobody"];
    let refused = clinic.refused("dora", &[&command("add")[..], &unknown].concat(), "");
    assert_eq!(refused, (1, "not_found".into()));
    let added = clinic.done("dora", &[&command("add")[..], &call].concat(), "");
    matches("tasks add", &added);
    let task = id(&added["task"]).to_owned();
    let listed = lines(&clinic, &command("list"));
    assert!(
        listed.contains("Call about the diary: due 2020-01-31, overdue, dora"),
        "{listed}"
    );
    let entry = json!({ "due": "", "seen": seen(&added["task"]) }).to_string();
    let edited = clinic.done("dora", &["tasks", "edit", &task, "--stdin"], &entry);
    matches("tasks edit", &edited);
    let finished = clinic.done("dora", &["tasks", "finish", &task], "");
    matches("tasks finish", &finished);
    let listed = lines(&clinic, &command("list"));
    assert!(listed.contains("done by dora"), "{listed}");
    matches("tasks list", &clinic.done("dora", &command("list"), ""));
    let reopened = clinic.done("dora", &["tasks", "reopen", &task], "");
    matches("tasks reopen", &reopened);
    assert_eq!(reopened["task"]["done"], json!(null));
    removed_and_restored(&clinic, "tasks", &task);
}

fn removed_and_restored(clinic: &Clinic, table: &str, row: &str) {
    let remove = [table, "remove", row];
    assert_eq!(clinic.refused("dora", &remove, ""), (2, "usage".into()));
    let why = [&remove[..], &["--reason", "another patient's"]].concat();
    let removed = clinic.done("dora", &why, "");
    matches(&format!("{table} remove"), &removed);
    assert_eq!(clinic.refused("dora", &why, ""), (1, "not_found".into()));
    let restore = [table, "restore", row, "--seen", seen(&removed)];
    let restored = clinic.done("dora", &restore, "");
    matches(&format!("{table} restore"), &restored);
}

#[test]
fn the_current_value_of_a_goal_has_how_it_was_taken() {
    let clinic = Clinic::new();
    let today = chrono::Utc::now().date_naive();
    let born = (today - chrono::TimeDelta::days(700)).to_string();
    let girl = [
        "patients",
        "add",
        "--family-name",
        "Osei",
        "--sex",
        "FEMALE",
    ];
    let girl = [&girl[..], &["--birth-date", &born]].concat();
    let girl = clinic.done("dora", &girl, "")["patient"]["id"].clone();
    let add = |patient: &str, weight: &str, target: &str, how: &[&str]| {
        let reading = ["measurements", "add", "--kind", "WEIGHT", "--value", weight];
        let reading = [&reading[..], &["--patient", patient], how].concat();
        clinic.done("dora", &reading, "");
        let goal = ["goals", "add", "--text", "Weight", "--measure", "weight"];
        let goal = [&goal[..], &["--target", target, "--patient", patient]].concat();
        clinic.done("dora", &goal, "");
        lines(&clinic, &["goals", "list", "--patient", patient])
    };
    let reported = ["--method", "REPORTED"];
    let listed = add(girl.as_str().unwrap(), "10.4 kg", "12 kg", &reported);
    let (_, now) = listed.split_once("now 10.4 kg (centile ").unwrap();
    let (centile, rest) = now.split_once(", z ").unwrap();
    let (z, rest) = rest.split_once(", ").unwrap();
    assert!(centile.parse::<u8>().is_ok(), "{listed}");
    assert!(z.parse::<f64>().is_ok(), "{listed}");
    let age = "WHO Child Growth Standards 2006, age 700 days) (reported), 0 %";
    assert!(rest.starts_with(age), "{listed}");
    // of an adult it is shown where it was not measured here
    let listed = add(&clinic.patient("Okafor"), "80 kg", "75 kg", &[]);
    assert!(!listed.contains("now "), "{listed}");
    let listed = add(&clinic.patient("Mensah"), "80 kg", "75 kg", &reported);
    assert!(
        listed.contains("80 kg to 75 kg, now 80 kg (reported), 0 %"),
        "{listed}"
    );
}
