//! What `make run` prints.

use super::*;

#[test]
fn a_demo_clinic_tells_of_each_user_the_role_and_the_password() {
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
    let status = answered(&vault, folder.path(), &["status"], "");
    let status = String::from_utf8(status.stdout).unwrap();
    let (_, people) = status.split_once("can sign in here:\n").unwrap();
    assert_eq!(people.lines().count(), 5, "{status}");
    for (name, role, password) in [
        ("admin", "Admin", "demo-admin-2026"),
        ("claire", "Dietitian", "demo-claire-2026"),
        ("lea", "Receptionist", "demo-lea-2026"),
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
    assert_eq!(lea.unwrap()["roles"], json!(["Receptionist"]));
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
