//! The audit log, filtered.

use super::*;

#[test]
fn the_audit_log_is_filtered_by_user_action_patient_and_days() {
    let clinic = Clinic::new();
    let registered = clinic.done("dora", &["patients", "add", "--family-name", "Okafor"], "");
    let okafor = registered["patient"]["id"].as_str().unwrap();
    let registered = clinic.done("dora", &["patients", "add", "--family-name", "Ndiaye"], "");
    let ndiaye = registered["patient"]["id"].as_str().unwrap();
    clinic.done("dora", &["patients", "show", okafor], "");
    // an admin's to read
    assert_eq!(clinic.refused("dora", &["audit", "list"], "").0, 1);
    clinic.done("admin", &["user", "deactivate", "dora"], "");

    let listed = |which: &[&str]| {
        let page = clinic.done("admin", &[&["audit", "list"], which].concat(), "");
        page["rows"].as_array().unwrap().clone()
    };
    let actions = |which: &[&str]| {
        let rows = listed(which);
        let actions = rows.iter().map(|row| row["action"].as_str().unwrap());
        actions.map(str::to_owned).collect::<Vec<_>>()
    };
    let by_dora = listed(&["--by", "DORA"]);
    assert!(by_dora.len() > 3);
    assert!(by_dora.iter().all(|row| row["who"] == "dora"));
    assert_eq!(
        actions(&["--action", "register patient"]),
        ["register patient"; 2]
    );
    let about = actions(&["--patient", okafor]);
    assert_eq!(about, ["open patient", "register patient"]);
    assert_eq!(
        actions(&["--patient", okafor, "--action", "open patient"]),
        ["open patient"]
    );
    assert_eq!(actions(&["--outcome", "refused"]), ["audit.read"]);
    assert_eq!(
        actions(&["--severity", "WARNING", "--by", "dora"]),
        ["audit.read"]
    );
    assert_eq!(
        actions(&[
            "--from",
            "2020-01-01",
            "--action",
            "open patient",
            "--patient",
            okafor
        ]),
        ["open patient"]
    );
    assert_eq!(listed(&["--until", "2000-01-01"]), [] as [Value; 0]);
    let nothing = clinic.lines("admin", &["audit", "list", "--until", "2000-01-01"]);
    let nothing = String::from_utf8(nothing.stdout).unwrap();
    assert_eq!(
        nothing.trim(),
        "Nothing in this computer's audit log is like that."
    );

    let lines = |which: &[&str]| {
        let output = clinic.lines("admin", &[&["audit", "list"], which].concat());
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    // lines, too, name the patient of an entry
    assert!(lines(&["--action", "Open Patient"]).contains("  dora  patient 000001 Okafor\n"));
    clinic.done("admin", &["patients", "delete", ndiaye], "");
    let deleted = lines(&["--action", "delete patient"]);
    assert!(
        deleted.contains("  admin  patient 000002 Ndiaye\n"),
        "{deleted}"
    );
    assert!(!lines(&["--action", "add user"]).contains("patient"));
    // an action that no entry has is named as unknown; one that was not done on these days is not
    let mistyped = lines(&["--action", "delte patient"]);
    assert!(
        mistyped.contains("has the action `delte patient`")
            && mistyped.contains("`delete patient`"),
        "{mistyped}"
    );
    let earlier = lines(&["--action", "delete patient", "--until", "2000-01-01"]);
    assert_eq!(earlier.trim(), nothing.trim());

    let refused = |which: &[&str]| {
        let words = [&["audit", "list"], which].concat();
        clinic.refused("admin", &words, "")
    };
    assert_eq!(refused(&["--by", "nobody"]), (1, "not_found".to_owned()));
    let backwards = ["--from", "2026-11-20", "--until", "2026-11-19"];
    assert_eq!(refused(&backwards), (1, "invalid".to_owned()));
    for unreadable in [
        ["--from", "yesterday"],
        ["--outcome", "MAYBE"],
        ["--patient", "Okafor"],
    ] {
        assert_eq!(refused(&unreadable), (2, "usage".to_owned()));
    }

    let out = clinic.path("log.json");
    let export = [
        "audit",
        "export",
        "--format",
        "json",
        "--reason",
        "asked for",
        "--patient",
        okafor,
        "--out",
    ];
    let written = clinic.done(
        "admin",
        &[&export[..], &[out.to_str().unwrap()]].concat(),
        "",
    );
    assert_eq!(written["entries"], 2);
    assert_eq!(fs::read_to_string(out).unwrap().lines().count(), 2);
}
