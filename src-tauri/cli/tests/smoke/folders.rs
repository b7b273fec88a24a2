//! Where a clinic may be made, and what a refused one leaves.

use super::*;

#[test]
fn a_clinic_is_made_in_a_folder_of_its_own_or_not_at_all() {
    let clinic = Clinic::new();
    let backup = clinic.path("clinic.age");
    let backup = backup.to_str().unwrap();
    clinic.done("admin", &["backup", "create", "--out", backup], "");
    let sheet = clinic.path("recovery");
    let (sheet, other) = (sheet.to_str().unwrap(), clinic.path("other.txt"));
    let init = [
        "init",
        "--clinic",
        "Other",
        "--recovery-file",
        other.to_str().unwrap(),
    ];
    let join = ["enrol", "join", "http://127.0.0.1:1", "--code", "X"];
    let restore = ["backup", "restore", backup, "--recovery-file", sheet];
    let password = clinic.path("password");
    let into = |folder: &Path, words: &[&str]| {
        let who = [
            "--user",
            "admin",
            "--password-file",
            password.to_str().unwrap(),
        ];
        let output = run(folder, clinic.folder.path(), &[&who, words].concat(), "");
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code().unwrap(), document["error"].clone())
    };
    let taken = clinic.path("taken");
    fs::create_dir(&taken).unwrap();
    for name in ["a.txt", "b.txt", ".hidden", "d.txt"] {
        fs::write(taken.join(name), name).unwrap();
    }
    for words in [&init[..], &join, &restore] {
        let (status, error) = into(&taken, words);
        assert_eq!(
            (status, &error["code"]),
            (1, &json!("not_empty")),
            "{error}"
        );
        let told = error["message"].as_str().unwrap();
        assert!(
            told.contains(".hidden, a.txt, b.txt and 1 more are in it"),
            "{told}"
        );
        assert!(told.contains("Nothing was changed"), "{told}");
        assert_eq!(fs::read_dir(&taken).unwrap().count(), 4, "{words:?}");
        let (status, error) = into(&taken.join("a.txt"), words);
        assert_eq!((status, &error["code"]), (2, &json!("usage")), "{error}");
    }
    assert!(!other.exists(), "no recovery key was written");

    // what is refused later leaves nothing that it made, and what was there before
    fs::write(clinic.path("nobody"), "a guess\n").unwrap();
    let (made, there) = (clinic.path("new/deep/clinic"), clinic.path("empty"));
    fs::create_dir(&there).unwrap();
    for folder in [&made, &there] {
        let guess = clinic.path("nobody");
        let who = [
            "--user",
            "admin",
            "--password-file",
            guess.to_str().unwrap(),
        ];
        let words = [&who[..], &restore].concat();
        let output = run(folder, clinic.folder.path(), &words, "");
        assert_eq!(output.status.code(), Some(1));
    }
    assert!(!clinic.path("new").exists());
    assert_eq!(fs::read_dir(&there).unwrap().count(), 0);

    for (folder, said, name) in [
        (&made, &["--name", "spare"][..], "spare"),
        (&there, &[], "restored"),
    ] {
        let (status, _) = into(folder, &[&restore[..], said].concat());
        assert_eq!(status, 0);
        let who = [
            "--user",
            "admin",
            "--password-file",
            password.to_str().unwrap(),
        ];
        let listed = run(
            folder,
            clinic.folder.path(),
            &[&who[..], &["devices", "list"]].concat(),
            "",
        );
        let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
        let of = |place: usize| listed["devices"][place]["name"].as_str().unwrap();
        assert!(of(1).contains(name) && !of(0).contains(name), "{listed}");
    }
}
