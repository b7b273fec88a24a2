//! The program as a script runs it: no window, no server and, but for `terminal.rs`, no terminal.

#![allow(clippy::unwrap_used)]

mod absences;
mod alerts;
mod appointment_batch;
mod appointment_types;
mod arrivals;
mod audit;
mod care_plan;
mod care_team;
mod chart;
mod claim_codes;
mod clashes;
mod codes;
mod consents;
mod diary;
mod diet_orders;
mod documents;
mod erasure;
mod exchange_tables;
mod expenses;
mod follow_ups;
mod foods;
mod groups;
mod handouts;
mod insurance;
mod invoices;
mod lab_orders;
mod labs;
mod meal_plans;
mod measurement_kinds;
mod merge;
mod mistakes;
mod notes;
mod packages;
mod photos;
mod portal;
mod preferences;
mod pregnancies;
mod prescriptions;
mod prints;
mod quotes;
mod recalls;
mod recipes;
mod record_requests;
mod referrals;
mod reports;
mod series;
mod services;
mod setup;
mod shapes;
mod stays;
mod tags;
mod targets;
mod terminal;
mod today;
mod waiting;
mod workplaces;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

struct Clinic {
    folder: TempDir,
}

impl Clinic {
    /// Made by its own command.
    fn new() -> Self {
        let clinic = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        fs::write(clinic.path("password"), "correct horse battery\n").unwrap();
        fs::write(clinic.path("dora"), "a dietitian's own\n").unwrap();
        let sheet = clinic.path("recovery");
        let made = clinic.done(
            "admin",
            &[
                "init",
                "--clinic",
                "Smoke",
                "--recovery-file",
                sheet.to_str().unwrap(),
            ],
            "",
        );
        assert_eq!(made["user"], "admin");
        let file = clinic.path("dora");
        let words = [
            "user",
            "add",
            "--username",
            "dora",
            "--role",
            "Dietitian",
            "--email",
            "dora@clinic.example",
            "--new-password-file",
        ];
        clinic.done(
            "admin",
            &[&words[..], &[file.to_str().unwrap()]].concat(),
            "",
        );
        clinic
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, user: &str, words: &[&str], input: &str) -> Output {
        self.answered(user, &[&["--json"], words].concat(), input)
    }

    fn lines(&self, user: &str, words: &[&str]) -> Output {
        self.answered(user, words, "")
    }

    fn answered(&self, user: &str, words: &[&str], input: &str) -> Output {
        let password = self.path(if user == "admin" { "password" } else { user });
        let who = [
            "--user",
            user,
            "--password-file",
            password.to_str().unwrap(),
        ];
        let words = [&who[..], words].concat();
        answered(&self.path("vault"), self.folder.path(), &words, input)
    }

    /// Registers a patient by a family name alone.
    fn patient(&self, family_name: &str) -> String {
        let added = self.done(
            "dora",
            &["patients", "add", "--family-name", family_name],
            "",
        );
        added["patient"]["id"].as_str().unwrap().to_owned()
    }

    /// Adds a user whose password file has their name.
    fn add_user(&self, username: &str, role: &str) {
        self.add_user_of(username, role, &[]);
    }

    fn add_user_of(&self, username: &str, role: &str, more: &[&str]) {
        let file = self.path(username);
        fs::write(&file, "words of their own\n").unwrap();
        let of = ["user", "add", "--username", username, "--role", role];
        let password = ["--new-password-file", file.to_str().unwrap()];
        let email = format!("{username}@clinic.example");
        let email = ["--email", &email];
        self.done("admin", &[&of[..], &password, &email, more].concat(), "");
    }

    #[track_caller]
    fn done(&self, user: &str, words: &[&str], input: &str) -> Value {
        let output = self.run(user, words, input);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{words:?}: {stderr}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    #[track_caller]
    /// Returns the sentence of a refusal.
    fn sentence(&self, user: &str, words: &[&str]) -> String {
        let output = self.run(user, words, "");
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        document["error"]["message"].as_str().unwrap().to_owned()
    }

    fn refused(&self, user: &str, words: &[&str], input: &str) -> (i32, String) {
        let output = self.run(user, words, input);
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        let message = document["error"]["message"].as_str().unwrap();
        assert!(
            String::from_utf8_lossy(&output.stderr).contains(message),
            "both streams say the same"
        );
        (
            output.status.code().unwrap(),
            document["error"]["code"].as_str().unwrap().to_owned(),
        )
    }
}

fn run(vault: &Path, data: &Path, words: &[&str], input: &str) -> Output {
    answered(vault, data, &[&["--json"], words].concat(), input)
}

/// In lines for a person, unless the words ask for JSON.
fn answered(vault: &Path, data: &Path, words: &[&str], input: &str) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_nutrivault"))
        .arg("--vault")
        .arg(vault)
        .args(words)
        .env("NUTRIVAULT_KEY_STORE", "file")
        // half of what a short command costs
        .env("NUTRIVAULT_STRETCH_FOR_SHOW", "1")
        .env("XDG_DATA_HOME", data)
        .env_remove("NUTRIVAULT_USER")
        .env_remove("NUTRIVAULT_PASSWORD_FILE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    program
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    program.wait_with_output().unwrap()
}

#[test]
fn a_patient_is_registered_searched_and_edited_against_a_version() {
    let clinic = Clinic::new();
    let entry = json!({ "given_name": "Ama", "family_name": "Okafor", "birth_date": "1990-02-03" })
        .to_string();
    let added = clinic.done("dora", &["patients", "add", "--stdin"], &entry);
    let id = added["patient"]["id"].as_str().unwrap();
    let again = clinic.done("dora", &["patients", "add", "--stdin"], &entry);
    assert_eq!(again["duplicates"][0]["patient"]["id"], id);

    let page = clinic.done("dora", &["search", "okafro"], "");
    assert_eq!(page["total"], 2);
    let shown = clinic.done("dora", &["patients", "show", id], "");
    let edit = json!({ "phone": "+233 24 555 0182", "seen": shown["seen"] }).to_string();
    clinic.done("dora", &["patients", "edit", id, "--stdin"], &edit);
    let shown = clinic.done("dora", &["patients", "show", id], "");
    assert_eq!(
        shown["patient"]["form"]["form"]["phone"],
        "+233 24 555 0182"
    );
    assert_eq!(shown["patient"]["form"]["form"]["birth_date"], "1990-02-03");
    let lines = clinic.lines("dora", &["patients", "show", id]);
    let lines = String::from_utf8(lines.stdout).unwrap();
    for line in ["Phone: +233 24 555 0182", "Sex: unknown", "Status: active"] {
        assert!(lines.contains(line), "{lines}");
    }
    assert!(!lines.contains("E-mail"), "{lines}");
    for (words, text) in [
        (
            &["notes", "list", "--patient", id][..],
            "Nothing was written",
        ),
        (
            &["appointments", "list", "--day", "2030-01-01"],
            "Nothing is booked",
        ),
        (
            &["measurements", "trend", "--patient", id, "--kind", "BMI"],
            "Nothing of this kind",
        ),
    ] {
        let lines = String::from_utf8(clinic.lines("dora", words).stdout).unwrap();
        assert!(lines.contains(text), "{lines}");
    }
}

#[test]
fn a_refusal_has_a_status_a_code_and_a_sentence() {
    let clinic = Clinic::new();
    let refused = |user, words: &[&str], input| clinic.refused(user, words, input);
    assert_eq!(
        refused(
            "dora",
            &[
                "patients",
                "add",
                "--birth-date",
                "1990-02-30",
                "--family-name",
                "X"
            ],
            ""
        ),
        (2, "usage".into())
    );
    let tomorrow = [
        "patients",
        "add",
        "--family-name",
        "X",
        "--birth-date",
        "2999-01-01",
    ];
    assert_eq!(refused("dora", &tomorrow, ""), (1, "invalid".into()));
    for words in [
        &["patients", "add", "--family-name", "X", "--sex", "girl"][..],
        &["refused", "again", "42"],
        &["patients", "show", "42"],
        &["search", "x", "--limit", "0"],
        &["appointments", "list", "--day", "monday"],
        &["rooms", "add"],
    ] {
        assert_eq!(refused("dora", words, ""), (2, "usage".into()), "{words:?}");
    }
    assert_eq!(
        refused("dora", &["patients", "add", "--stdin"], "{\"name\": 1}"),
        (2, "usage".into())
    );
    assert_eq!(
        refused("dora", &["user", "list", "--all"], ""),
        (2, "usage".into())
    );
    assert_eq!(refused("dora", &["seed", "demo"], "").0, 1);
    assert_eq!(refused("admin", &["sync"], ""), (1, "no_server".into()));
    assert_eq!(
        refused("admin", &["connect", "http://192.0.2.1", "--code", "X"], ""),
        (1, "plain_http".into())
    );
    assert_eq!(
        refused(
            "admin",
            &["connect", "http://127.0.0.1:1", "--code", "X"],
            ""
        ),
        (4, "unreachable".into())
    );
    let file = clinic.path("code");
    let file = file.to_str().unwrap();
    let connect = ["connect", "http://127.0.0.1:1"];
    let by_file = [&connect[..], &["--code-file", file]].concat();
    // no such file, then no terminal to ask at, then both
    assert_eq!(refused("admin", &by_file, ""), (2, "usage".into()));
    assert_eq!(refused("admin", &connect, ""), (2, "usage".into()));
    fs::write(file, "X\n").unwrap();
    assert_eq!(refused("admin", &by_file, ""), (4, "unreachable".into()));
    let both = [&by_file[..], &["--code", "X"]].concat();
    assert_eq!(refused("admin", &both, ""), (2, "usage".into()));
    fs::write(clinic.path("dora"), "a guess\n").unwrap();
    assert_eq!(
        refused("dora", &["patients", "list"], ""),
        (1, "wrong_password".into())
    );
}

#[test]
fn an_admin_replaces_a_forgotten_password() {
    let clinic = Clinic::new();
    let other = clinic.path("other");
    fs::write(&other, "quite another one\n").unwrap();
    let other = other.to_str().unwrap();
    let file = ["--new-password-file", other];
    let of = |name| ["user", "reset-password", "--username", name];
    let unknown = clinic.refused("admin", &[&of("nora")[..], &file].concat(), "");
    assert_eq!(unknown, (1, "not_found".into()));
    let answer = clinic.done("admin", &[&of("Dora")[..], &file].concat(), "");
    assert_eq!(answer["username"], "dora");
    assert_eq!(
        clinic.refused("dora", &["search", "okafor"], ""),
        (1, "wrong_password".into())
    );
    fs::copy(other, clinic.path("dora")).unwrap();
    clinic.done("admin", &["user", "unlock", "--username", "dora"], "");
    clinic.done("dora", &["search", "okafor"], "");
    let refused = clinic.refused("dora", &[&of("admin")[..], &file].concat(), "");
    assert_eq!(refused, (1, "forbidden".into()));
}

#[test]
fn no_password_is_asked_for_without_a_terminal() {
    let clinic = Clinic::new();
    let output = run(
        &clinic.path("vault"),
        clinic.folder.path(),
        &["--user", "dora", "patients", "list"],
        "",
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--password-file"));
    let status = run(&clinic.path("vault"), clinic.folder.path(), &["status"], "");
    assert_eq!(status.status.code(), Some(0), "status needs no password");
}

#[test]
fn a_clinic_whose_recovery_key_cannot_be_written_is_undone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("password"), "correct horse battery").unwrap();
    let (password, sheet) = (
        folder.path().join("password"),
        folder.path().join("nowhere/recovery"),
    );
    let words = [
        "--user",
        "admin",
        "--password-file",
        password.to_str().unwrap(),
        "init",
        "--clinic",
        "Smoke",
        "--recovery-file",
        sheet.to_str().unwrap(),
    ];
    let vault = folder.path().join("vault");
    let output = run(&vault, folder.path(), &words, "");
    assert_ne!(output.status.code(), Some(0));
    assert!(!vault.join("vault.db").exists());
    let keys = folder.path().join("nutrivault/keys");
    let left = fs::read_dir(keys).map_or(0, Iterator::count);
    assert_eq!(left, 0, "keys stay behind");
}

#[test]
fn a_code_to_join_with_is_read_from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("code");
    let join = |words: &[&str]| {
        let words = [&["enrol", "join", "http://127.0.0.1:1"], words].concat();
        let done = run(&folder.path().join("vault"), folder.path(), &words, "");
        let answer = String::from_utf8(done.stdout).unwrap();
        (done.status.code().unwrap(), answer)
    };
    fs::write(&file, "no code at all\n").unwrap();
    let (status, answer) = join(&["--code-file", file.to_str().unwrap()]);
    assert!(status == 1 && answer.contains("code_unknown"), "{answer}");
    let (status, answer) = join(&[]);
    assert!(status == 2 && answer.contains("--code-file"), "{answer}");
}

#[test]
fn a_recovery_key_that_init_read_back_counts_as_tested() {
    let clinic = Clinic::new();
    let out = clinic.path("all.json");
    let words = [
        "export",
        "all",
        "--format",
        "json",
        "--out",
        out.to_str().unwrap(),
    ];
    clinic.done("admin", &words, "");
    let all: Value = serde_json::from_str(&fs::read_to_string(out).unwrap()).unwrap();
    let settings = all["entities"]["settings"].as_array().unwrap();
    let name = |row: &&Value| row["cells"]["content"]["values"]["name"] == "recovery.tested";
    assert_eq!(settings.iter().filter(name).count(), 1);
    let log = clinic.done("admin", &["audit", "list"], "");
    let rows = log["rows"].as_array().unwrap();
    let sheet = rows
        .iter()
        .find(|row| row["action"] == "export recovery key")
        .unwrap();
    assert!(sheet["remark"].as_str().unwrap().ends_with("recovery"));
    assert_eq!(sheet["is_undecryptable"], json!(false));
}

#[test]
fn a_missing_folder_is_a_usage_error() {
    let clinic = Clinic::new();
    let nowhere = clinic.path("nowhere");
    let backup = nowhere.join("b.age");
    let words = ["backup", "create", "--out", backup.to_str().unwrap()];
    assert_eq!(clinic.refused("admin", &words, ""), (2, "usage".to_owned()));
    let sheet = nowhere.join("recovery");
    let words = [
        "init",
        "--clinic",
        "Other",
        "--recovery-file",
        sheet.to_str().unwrap(),
    ];
    assert_eq!(clinic.refused("admin", &words, ""), (2, "usage".to_owned()));
    assert!(!nowhere.exists());
}

#[test]
fn a_computer_refuses_to_revoke_itself() {
    let clinic = Clinic::new();
    let words = ["devices", "revoke", "1", "--reason", "sold"];
    assert_eq!(
        clinic.refused("admin", &words, ""),
        (1, "invalid".to_owned())
    );
}

#[test]
fn a_deleted_patient_takes_nothing_more_until_they_are_brought_back() {
    let clinic = Clinic::new();
    let added = clinic.done("dora", &["patients", "add", "--family-name", "Okafor"], "");
    let id = added["patient"]["id"].as_str().unwrap();
    let measure = [
        "measurements",
        "add",
        "--patient",
        id,
        "--kind",
        "WEIGHT",
        "--value",
        "72 kg",
    ];
    let deleted_at = || {
        let shown = clinic.done("dora", &["patients", "show", id], "");
        shown["patient"]["header"]["deleted_at"].clone()
    };
    assert_eq!(deleted_at(), Value::Null);
    clinic.done("dora", &["patients", "delete", id], "");
    assert!(deleted_at().is_string());
    assert_eq!(
        clinic.refused("dora", &measure, ""),
        (1, "patient_deleted".into())
    );
    clinic.done("dora", &["patients", "restore", id], "");
    assert_eq!(deleted_at(), Value::Null);
    clinic.done("dora", &measure, "");
}
