//! The audit log, filtered, and what is told of the file and its key store.

use std::collections::BTreeSet;

use super::*;

/// Returns a clinic in which two patients were registered and one was opened, with their ids.
fn clinic_with_log() -> (Clinic, String, String) {
    let clinic = Clinic::new();
    let (okafor, ndiaye) = (clinic.patient("Okafor"), clinic.patient("Ndiaye"));
    clinic.done("dora", &["patients", "show", &okafor], "");
    (clinic, okafor, ndiaye)
}

fn listed(clinic: &Clinic, which: &[&str]) -> Vec<Value> {
    let page = clinic.done("admin", &[&["audit", "list"], which].concat(), "");
    page["rows"].as_array().unwrap().clone()
}

fn actions(clinic: &Clinic, which: &[&str]) -> Vec<String> {
    let rows = listed(clinic, which);
    let actions = rows.iter().map(|row| row["action"].as_str().unwrap());
    actions.map(str::to_owned).collect()
}

fn lines(clinic: &Clinic, which: &[&str]) -> String {
    let output = clinic.lines("admin", &[&["audit", "list"], which].concat());
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_audit_log_is_filtered_by_user_action_patient_and_days() {
    let (clinic, okafor, _) = clinic_with_log();
    // only an admin may read it
    assert_eq!(clinic.refused("dora", &["audit", "list"], "").0, 1);
    clinic.done("admin", &["user", "deactivate", "dora"], "");

    let by_dora = listed(&clinic, &["--by", "DORA"]);
    assert!(by_dora.len() > 3);
    assert!(by_dora.iter().all(|row| row["who"] == "dora"));
    assert_eq!(
        actions(&clinic, &["--action", "register patient"]),
        ["register patient"; 2]
    );
    let about = actions(&clinic, &["--patient", &okafor]);
    assert_eq!(about, ["open patient", "register patient"]);
    assert_eq!(
        actions(&clinic, &["--patient", &okafor, "--action", "open patient"]),
        ["open patient"]
    );
    assert_eq!(actions(&clinic, &["--outcome", "refused"]), ["audit.read"]);
    assert_eq!(
        actions(&clinic, &["--severity", "WARNING", "--by", "dora"]),
        ["audit.read"]
    );
    assert_eq!(
        actions(
            &clinic,
            &[
                "--from",
                "2020-01-01",
                "--action",
                "open patient",
                "--patient",
                &okafor
            ]
        ),
        ["open patient"]
    );
    assert_eq!(
        listed(&clinic, &["--until", "2000-01-01"]),
        [] as [Value; 0]
    );
}

#[test]
fn lines_of_the_audit_log_name_the_patient_and_unknown_actions() {
    let (clinic, _, ndiaye) = clinic_with_log();
    let nothing = lines(&clinic, &["--until", "2000-01-01"]);
    assert_eq!(
        nothing.trim(),
        "No entry of this computer's audit log fits these filters."
    );

    // lines, too, name the patient of an entry
    assert!(
        lines(&clinic, &["--action", "Open Patient"]).contains("  dora  patient 000001 Okafor\n")
    );
    clinic.done("admin", &["patients", "delete", &ndiaye], "");
    let deleted = lines(&clinic, &["--action", "delete patient"]);
    assert!(
        deleted.contains("  admin  patient 000002 Ndiaye\n"),
        "{deleted}"
    );
    assert!(!lines(&clinic, &["--action", "add user"]).contains("patient"));
    // an action that no entry has is named as unknown; one that was not done on these days is not
    let mistyped = lines(&clinic, &["--action", "delte patient"]);
    assert!(
        mistyped.contains("has the action `delte patient`")
            && mistyped.contains("`delete patient`"),
        "{mistyped}"
    );
    let earlier = lines(
        &clinic,
        &["--action", "delete patient", "--until", "2000-01-01"],
    );
    assert_eq!(earlier.trim(), nothing.trim());
}

#[test]
fn a_filter_of_the_audit_log_that_cannot_be_read_is_refused() {
    let clinic = Clinic::new();
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
}

#[test]
fn the_audit_log_of_one_patient_is_exported() {
    let (clinic, okafor, _) = clinic_with_log();
    let out = clinic.path("log.json");
    let export = [
        "audit",
        "export",
        "--format",
        "json",
        "--reason",
        "asked for",
        "--patient",
        &okafor,
        "--out",
    ];
    let written = clinic.done(
        "admin",
        &[&export[..], &[out.to_str().unwrap()]].concat(),
        "",
    );
    // two of the chart, and this export, which is about the patient, too
    assert_eq!(written["entries"], 3);
    assert_eq!(fs::read_to_string(out).unwrap().lines().count(), 3);
}

/// Each sign-in shows it, and so does the state without a password.
#[test]
fn each_sign_in_warns_of_a_key_store_that_cannot_be_used() {
    let clinic = Clinic::new();
    let keys = clinic.path("nutrivault/keys");
    let entries = || {
        let entries = fs::read_dir(&keys).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths.collect::<BTreeSet<PathBuf>>()
    };
    let before = entries();
    let right = fs::read(clinic.path("dora")).unwrap();
    fs::write(clinic.path("dora"), "a guess\n").unwrap();
    assert_eq!(
        clinic.refused("dora", &["search", "Okafor"], "").1,
        "wrong_password"
    );
    fs::write(clinic.path("dora"), right).unwrap();
    let after = entries();
    let tries: Vec<&PathBuf> = after.difference(&before).collect();
    assert_eq!(tries.len(), 1, "the wrong passwords");

    let warned = || {
        let signed_in = clinic.run("admin", &["search", "Okafor"], "");
        assert!(signed_in.status.success());
        let lines = String::from_utf8(signed_in.stderr).unwrap();
        let status = run(&clinic.path("vault"), clinic.folder.path(), &["status"], "");
        let status: Value = serde_json::from_slice(&status.stdout).unwrap();
        let anchor = status["file"]["anchor"].as_str().unwrap().to_owned();
        (lines.contains("does not give or take"), anchor)
    };
    assert_eq!(warned(), (false, "stored".to_owned()));
    fs::remove_file(tries[0]).unwrap();
    // what is no file can be neither read nor replaced
    fs::create_dir(tries[0]).unwrap();
    for _ in 0..2 {
        assert_eq!(warned(), (true, "unusable".to_owned()));
    }
    fs::remove_dir(tries[0]).unwrap();
    assert_eq!(warned(), (false, "stored".to_owned()));
}
