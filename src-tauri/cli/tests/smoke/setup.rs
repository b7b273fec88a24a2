//! Where a clinic may be created, what a refused command leaves behind, and what a demo clinic shows.

use super::*;
use crate::shapes::matches;

/// Runs a command on a folder as an admin; returns its exit status and answer.
fn into(clinic: &Clinic, folder: &Path, password_file: &str, words: &[&str]) -> (i32, Value) {
    let password = clinic.path(password_file);
    let who = [
        "--user",
        "admin",
        "--password-file",
        password.to_str().unwrap(),
    ];
    let output = run(folder, clinic.folder.path(), &[&who, words].concat(), "");
    let document = serde_json::from_slice(&output.stdout).unwrap();
    (output.status.code().unwrap(), document)
}

/// Writes a backup and returns the words that restore it.
fn restore(clinic: &Clinic) -> Vec<String> {
    let backup = clinic.path("clinic.age").to_str().unwrap().to_owned();
    clinic.done("admin", &["backup", "create", "--out", &backup], "");
    let sheet = clinic.path("recovery").to_str().unwrap().to_owned();
    let words = ["backup", "restore", &backup, "--recovery-file", &sheet];
    words.map(str::to_owned).to_vec()
}

#[test]
fn a_folder_that_is_not_empty_is_refused_and_left_alone() {
    let clinic = Clinic::new();
    let other = clinic.path("other.txt");
    let sheet = other.to_str().unwrap();
    let init = ["init", "--clinic", "Other", "--recovery-file", sheet];
    let join = ["enrol", "join", "http://127.0.0.1:1", "--code", "X"];
    let restore = restore(&clinic);
    let restore: Vec<&str> = restore.iter().map(String::as_str).collect();
    let taken = clinic.path("taken");
    fs::create_dir(&taken).unwrap();
    for name in ["a.txt", "b.txt", ".hidden", "d.txt"] {
        fs::write(taken.join(name), name).unwrap();
    }
    for words in [&init[..], &join, &restore[..]] {
        let (status, error) = into(&clinic, &taken, "password", words);
        assert_eq!(
            (status, &error["error"]["code"]),
            (1, &json!("not_empty")),
            "{error}"
        );
        let message = error["error"]["message"].as_str().unwrap();
        assert!(
            message.contains(".hidden, a.txt, b.txt and 1 more are in it"),
            "{message}"
        );
        assert!(message.contains("Nothing was changed"), "{message}");
        assert_eq!(fs::read_dir(&taken).unwrap().count(), 4, "{words:?}");
        let (status, error) = into(&clinic, &taken.join("a.txt"), "password", words);
        assert_eq!(
            (status, &error["error"]["code"]),
            (2, &json!("usage")),
            "{error}"
        );
    }
    assert!(!other.exists(), "no recovery key was written");
}

#[test]
fn a_refused_restore_leaves_nothing_and_one_that_is_done_its_name() {
    let clinic = Clinic::new();
    let restore = restore(&clinic);
    let restore: Vec<&str> = restore.iter().map(String::as_str).collect();
    fs::write(clinic.path("guess"), "a guess\n").unwrap();
    let (made, there) = (clinic.path("new/deep/clinic"), clinic.path("empty"));
    fs::create_dir(&there).unwrap();
    for folder in [&made, &there] {
        assert_eq!(into(&clinic, folder, "guess", &restore).0, 1);
    }
    assert!(!clinic.path("new").exists());
    assert_eq!(fs::read_dir(&there).unwrap().count(), 0);

    for (folder, flags, name) in [
        (&made, &["--name", "spare"][..], "spare"),
        (&there, &[], "restored"),
    ] {
        let words = [&restore[..], flags].concat();
        assert_eq!(into(&clinic, folder, "password", &words).0, 0);
        let (_, listed) = into(&clinic, folder, "password", &["devices", "list"]);
        let of = |index: usize| listed["devices"][index]["name"].as_str().unwrap();
        assert!(of(1).contains(name) && !of(0).contains(name), "{listed}");
    }
}

#[test]
fn a_demo_clinic_shows_role_and_password_of_each_user() {
    let folder = tempfile::tempdir().unwrap();
    let (vault, password) = (folder.path().join("vault"), folder.path().join("password"));
    fs::write(&password, "demo-admin-2026\n").unwrap();
    let sheet = folder.path().join("recovery");
    let who = [
        "--user",
        "admin",
        "--password-file",
        password.to_str().unwrap(),
    ];
    let init = [
        "init",
        "--demo",
        "--clinic",
        "Demo",
        "--recovery-file",
        sheet.to_str().unwrap(),
    ];
    for words in [&init[..], &["seed", "demo"]] {
        let output = run(&vault, folder.path(), &[&who[..], words].concat(), "");
        assert!(output.status.success(), "{output:?}");
    }
    let reset = [&who[..], &["seed", "reset", "--people", "3"]].concat();
    let reset = String::from_utf8(answered(&vault, folder.path(), &reset, "").stdout).unwrap();
    assert!(
        reset.starts_with("Took out ") && reset.contains("\nAdded "),
        "{reset}"
    );
    let status = answered(&vault, folder.path(), &["status"], "");
    let status = String::from_utf8(status.stdout).unwrap();
    let (_, accounts) = reset.split_once("can sign in here:\n").unwrap();
    assert!(status.ends_with(accounts), "{accounts}");
    let (_, people) = status.split_once("can sign in here:\n").unwrap();
    assert_eq!(people.lines().count(), 16, "{status}");
    for (name, role, password) in [
        ("admin", "Admin", "demo-admin-2026"),
        ("claire", "Dietitian", "demo-claire-2026"),
        ("lea", "Receptionist", "demo-lea-2026"),
        ("david", "Doctor", "demo-david-2026"),
        ("ines", "Pharmacist", "demo-ines-2026"),
        ("omar", "Billing staff", "demo-omar-2026"),
        ("naomi", "Nurse", "demo-naomi-2026"),
        ("grace", "Manager", "demo-grace-2026"),
        ("tomas", "Lab technician", "demo-tomas-2026"),
        ("rania", "Head doctor", "demo-rania-2026"),
        ("jonas", "Assistant", "demo-jonas-2026"),
        ("mei", "Medical records", "demo-mei-2026"),
        ("samuel", "Operator", "demo-samuel-2026"),
        ("fatou", "Viewer", "demo-fatou-2026"),
    ] {
        let line = people
            .lines()
            .find(|line| line.trim().starts_with(name))
            .unwrap();
        assert!(line.contains(role) && line.contains(password), "{line}");
    }
    let status = run(&vault, folder.path(), &["status"], "");
    let status: Value = serde_json::from_slice(&status.stdout).unwrap();
    let lea = status["users"]
        .as_array()
        .unwrap()
        .iter()
        .find(|user| user["username"] == "lea");
    assert_eq!(lea.unwrap()["roles"][0], "Receptionist");
    let stranger = &Clinic::new();
    let status = answered(
        &stranger.path("vault"),
        stranger.folder.path(),
        &["status"],
        "",
    );
    assert!(
        !String::from_utf8(status.stdout)
            .unwrap()
            .contains("password")
    );
}

#[test]
fn the_file_is_migrated_back_and_forward_after_a_copy() {
    let clinic = Clinic::new();
    let migrate = |args: &[&str]| {
        let args = [&["migrate"], args].concat();
        let output = run(&clinic.path("vault"), clinic.folder.path(), &args, "");
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code().unwrap(), document)
    };
    let (code, status) = migrate(&["status"]);
    matches("migrate status", &status);
    assert_eq!((code, &status["version"]), (0, &status["newest"]));
    let newest = status["newest"].as_i64().unwrap();
    let (code, unchanged) = migrate(&["up"]);
    matches("migrate up", &unchanged);
    assert_eq!((code, &unchanged["copy"]), (0, &Value::Null));
    for to in ["0", "99"] {
        let (code, refused) = migrate(&["down", "--to", to]);
        assert_eq!(
            (code, &refused["error"]["code"]),
            (1, &json!("no_such_version"))
        );
    }
    let (code, usage) = migrate(&["down", "--to", "older"]);
    assert_eq!((code, &usage["error"]["field"]), (2, &json!("to")));
    let (code, back) = migrate(&["down"]);
    if newest == 1 {
        assert_eq!(
            (code, &back["error"]["code"]),
            (1, &json!("no_such_version"))
        );
        return;
    }
    matches("migrate down", &back);
    assert_eq!(
        (&back["from"], &back["to"]),
        (&json!(newest), &json!(newest - 1))
    );
    let copy = back["copy"].as_str().unwrap();
    assert!(Path::new(copy).exists());
    let lines = answered(
        &clinic.path("vault"),
        clinic.folder.path(),
        &["migrate", "status"],
        "",
    );
    let lines = String::from_utf8(lines.stdout).unwrap();
    assert!(lines.contains("not applied"), "{lines}");
    let (_, forward) = migrate(&["up"]);
    assert_eq!(forward["to"], newest);
    clinic.done("dora", &["patients", "list"], "");
}
