//! A clinic's file that an attacker edited while the device was out of sight.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::net::TcpListener;

use clinic::ProblemCode;
use clinic::sync::SyncState;
use clinic::sync::status::{self, Carrier};
use support::cli_device::{ABORT_AT, PASSWORD, assert_aborted, clinic_code, connected};
use support::{Database, Device, ServerProcess, TestClinic, block_on};

use super::*;

#[test]
fn nothing_is_sent_to_a_server_that_an_edited_file_names() {
    let (_database, serving, cli_device) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&cli_device, "diet", "Zoë", "Okafor");
    cli_device.run(&["sync"]).done();
    let strange = block_on(Database::migrated());
    let elsewhere = ServerProcess::start(&strange);
    let thief = TcpListener::bind("127.0.0.1:0").unwrap();
    thief.set_nonblocking(true).unwrap();
    let theirs = format!("http://{}", thief.local_addr().unwrap());
    let new = cli_device.write("bo.password", "correct horse battery\n");
    let bo = ["user", "add", "--username", "bo", "--role", "Receptionist"];
    let rest = ["--email", "bo@clinic.example", "--new-password-file", &new];
    let bo = [&bo[..], &rest].concat();
    for sql in [
        &format!("update connection set url = '{theirs}'"),
        "update connection set ca_pem = 'theirs'",
        "update vault_file set server_tag = zeroblob(16)",
        "delete from connection",
    ] {
        assert_eq!(edit(&cli_device, sql), 1, "{sql}");
        // with a password, without one, and for what counts only once a server agrees
        let message = cli_device.run(&["sync"]).refused(3, "server_altered");
        assert!(message.contains("nutrivault connect"), "{message}");
        cli_device
            .run_as("diet", &["sync"])
            .refused(3, "server_altered");
        cli_device.run_as("ada", &bo).refused(3, "server_altered");
        cli_device
            .run_as("ada", &["enrol", "create"])
            .refused(3, "server_altered");
        assert_eq!(cli_device.run(&["status"]).done()["server_altered"], true);

        let shown = cli_device.run_as("diet", &["patients", "show", &zoe]);
        assert!(shown.err.contains(&message), "{shown:?}");
        shown.done();
        register(&cli_device, "diet", "Ben", "Tal");
        let error = thief.accept().map(drop).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WouldBlock, "{sql}");

        cli_device
            .run_as("diet", &["connect", &serving.url])
            .refused(1, "forbidden");
        cli_device
            .run_as("ada", &["connect", &elsewhere.url])
            .refused(1, "other_server");
        cli_device.run_as("ada", &["connect", &serving.url]).done();
        assert_eq!(cli_device.run(&["status"]).done()["server_altered"], false);
        let synced = cli_device.run(&["sync"]).done();
        assert_eq!(synced["waiting"], 0, "{synced}");
    }
    cli_device.run_as("ada", &bo).done();
}

#[test]
fn what_was_taken_out_of_the_file_is_missing_and_not_unknown() {
    let cli_device = CliDevice::new();
    cli_device.init();
    cli_device.add_user("ada", "diet", "Dietitian");
    let zoe = register(&cli_device, "diet", "Zoë", "Okafor");
    let write = [
        "notes",
        "write",
        "--patient",
        &zoe,
        "--kind",
        "FREE",
        "--section",
        "text=Eats late.",
    ];
    let note = cli_device.run_as("diet", &write).done();
    let note = text(&note["note"], "id");
    let show = ["notes", "show", &note];
    cli_device.run_as("diet", &show).done();
    let unknown = ["notes", "show", "019a0000-0000-7000-8000-000000000000"];
    cli_device.run_as("diet", &unknown).refused(1, "not_found");
    assert_eq!(edit(&cli_device, "delete from notes"), 1);
    let message = cli_device.run_as("diet", &show).refused(3, "not_found");
    assert!(message.contains("missing from the file"), "{message}");

    let room = ["rooms", "add", "--name", "Blue"];
    cli_device.run_as("ada", &room).done();
    cli_device.run_as("ada", &["rooms", "list"]).done();
    assert_eq!(edit(&cli_device, "delete from rooms"), 1);
    let rooms = cli_device.run_as("ada", &["rooms", "list"]).ended(3);
    assert_eq!(rooms["damaged"][0]["what"], "room", "{rooms}");
}

#[test]
fn a_screen_shows_why_nothing_is_sent_after_the_server_was_edited() {
    for sql in [
        "update connection set url = 'https://sync.example.com'",
        "delete from connection",
    ] {
        let (_clinic, mut device) = TestClinic::create();
        let status_of =
            |device: &mut Device| status::of(device.clinic(), Carrier::default()).unwrap();
        assert_eq!(status_of(&mut device).cause, None);
        let file = rusqlite::Connection::open(device.machine.folder.join("vault.db")).unwrap();
        assert_eq!(file.execute(sql, []).unwrap(), 1);
        let status = status_of(&mut device);
        let expected = (SyncState::Offline, Some(ProblemCode::ServerAltered));
        assert_eq!((status.state, status.cause), expected, "{sql}");
    }
}

#[test]
fn a_backup_of_an_edited_file_is_recognised_and_restored_only_on_request() {
    let mut cli_device = CliDevice::new();
    cli_device.init();
    register(&cli_device, "ada", "Zoë", "Okafor");
    let ben = register(&cli_device, "ada", "Ben", "Tal");
    let (file, sheet) = (
        cli_device.path_arg("clinic.age"),
        cli_device.path_arg("recovery.txt"),
    );
    let edited = "update patients set status = 'DISCHARGED' where rowid = 1";
    assert_eq!(edit(&cli_device, edited), 1);
    // told when it is made, and not on the day on which it is needed
    let made = cli_device
        .run_as("ada", &["backup", "create", "--out", &file])
        .ended(3);
    assert_eq!(made["damaged"][0]["what"], "patient", "{made}");
    let verify = ["backup", "verify", &file, "--recovery-file", &sheet];
    let message = cli_device.run(&verify).refused(3, "rows_altered");
    assert!(message.contains("1 record in this backup"), "{message}");

    cli_device.use_vault("restored");
    let restore = ["backup", "restore", &file, "--recovery-file", &sheet];
    cli_device
        .run_as("ada", &restore)
        .refused(3, "rows_altered");
    assert!(!cli_device.vault().join("vault.db").exists());
    let all_the_same = [&restore[..], &["--altered-too"]].concat();
    let restored = cli_device.run_as("ada", &all_the_same).done();
    assert_eq!(restored["altered"], 1);
    assert_eq!(cli_device.run(&["status"]).done()["quarantined"], 1);
    assert_eq!(family_name(&cli_device, "ada", &ben), "Tal");
}

#[test]
fn a_backup_with_another_server_is_restored_once_the_right_one_is_named() {
    let (_database, serving, mut cli_device) = connected(&[]);
    let zoe = register(&cli_device, "ada", "Zoë", "Okafor");
    cli_device.run(&["sync"]).done();
    let (file, sheet) = (
        cli_device.path_arg("clinic.age"),
        cli_device.path_arg("recovery.txt"),
    );
    let edited = "update connection set url = 'http://127.0.0.1:9'";
    assert_eq!(edit(&cli_device, edited), 1);
    cli_device
        .run_as("ada", &["backup", "create", "--out", &file])
        .done();
    cli_device.use_vault("restored");
    let restore = ["backup", "restore", &file, "--recovery-file", &sheet];
    let message = cli_device
        .run_as("ada", &restore)
        .refused(3, "server_altered");
    assert!(message.contains("--server"), "{message}");
    assert!(!cli_device.vault().join("vault.db").exists());
    let named = [&restore[..], &["--server", &serving.url]].concat();
    cli_device.run_as("ada", &named).done();
    assert_eq!(cli_device.run(&["sync"]).done()["waiting"], 0);
    assert_eq!(family_name(&cli_device, "ada", &zoe), "Okafor");
}

#[test]
fn a_damaged_value_is_never_written_back_as_an_empty_one() {
    let device = CliDevice::new();
    device.init();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    let phone = ["patients", "edit", &zoe, "--phone", "+33 1 99 00 12 34"];
    device.run_as("ada", &phone).done();
    device.add_user("ada", "diet", "Dietitian");
    let profile = [
        "profile",
        "edit",
        "--patient",
        &zoe,
        "--history",
        "Anaphylaxis to nuts",
    ];
    device.run_as("diet", &profile).done();
    let file = rusqlite::Connection::open(device.vault().join("vault.db")).unwrap();
    for (table, column, change) in [
        (
            "patients",
            "contact_sealed",
            &["patients", "edit", &zoe, "--status", "ON_HOLD"][..],
        ),
        (
            "patient_profiles",
            "history_sealed",
            &["profile", "edit", "--patient", &zoe, "--remarks", "x"],
        ),
    ] {
        let sealed = || -> Vec<u8> {
            let sql = format!("select {column} from {table}");
            file.query_row(&sql, [], |row| row.get(0)).unwrap()
        };
        let mut damaged = sealed();
        *damaged.last_mut().unwrap() ^= 1;
        let put = format!("update {table} set {column} = ?1");
        file.execute(&put, [&damaged]).unwrap();
        // refused or done: what is damaged stays as it is, for a copy elsewhere to heal it
        device.run_as("diet", change);
        assert_eq!(sealed(), damaged, "{table}");
    }
}

/// Registers Ben, then puts back the file as it was before.
fn put_older_file_back(device: &CliDevice) {
    let (file, copy) = (device.vault().join("vault.db"), device.path("monday.db"));
    fs::copy(&file, &copy).unwrap();
    register(device, "ada", "Ben", "Tal");
    assert!(!device.vault().join("vault.db-wal").exists());
    fs::copy(&copy, &file).unwrap();
}

/// Under which numbers of the computer the audit log has entries, page by page.
fn logs_listed(device: &CliDevice) -> BTreeSet<u64> {
    let (mut logs, mut words) = (BTreeSet::new(), vec!["--limit".to_owned(), "3".to_owned()]);
    loop {
        let list = ["audit", "list"].into_iter();
        let list: Vec<&str> = list.chain(words.iter().map(String::as_str)).collect();
        let page = device.run_as("ada", &list).done();
        let rows = page["rows"].as_array().unwrap().iter();
        logs.extend(rows.map(|row| row["device_number"].as_u64().unwrap()));
        let Some(next) = page["next"].as_str() else {
            return logs;
        };
        words.truncate(2);
        words.extend(["--before".to_owned(), next.to_owned()]);
    }
}

fn logs_exported(device: &CliDevice) -> BTreeSet<u64> {
    let file = device.path("audit.jsonl");
    let export = [
        "audit",
        "export",
        "--format",
        "json",
        "--reason",
        "all of it",
    ];
    let out = ["--out", file.to_str().unwrap()];
    device.run_as("ada", &[&export[..], &out].concat()).done();
    let entries = fs::read_to_string(&file).unwrap();
    let entries = entries.lines().map(serde_json::from_str::<Value>);
    let logs = entries.map(|entry| entry.unwrap()["device_number"].as_u64().unwrap());
    logs.collect()
}

#[test]
fn an_edited_file_is_reported_by_the_command_that_signs_in() {
    let device = CliDevice::new();
    device.init();
    device.add_user("ada", "diet", "Dietitian");
    let is_warned = |user: &str| {
        let listed = device.run_as(user, &["patients", "list"]);
        let is_warned = listed.err.contains("WARNING: another program edited");
        listed.done();
        is_warned
    };
    assert!(!is_warned("diet"));
    assert_eq!(edit(&device, "update device set clock_offset_ms = 5"), 1);
    assert!(is_warned("diet") && is_warned("ada"));
    let accept = ["audit", "accept", "--reason", "a tool of ours"];
    device.run_as("ada", &accept).done();
    assert!(!is_warned("diet"));
}

#[test]
fn an_edited_name_of_the_clinic_is_reported_by_status() {
    let device = CliDevice::new();
    device.init();
    let name = device.run(&["status"]).done()["clinic"].clone();
    assert!(name.is_string());
    assert_eq!(edit(&device, "update tenants set name = 'Elsewhere'"), 1);
    let status = device.run(&["status"]).done();
    assert_eq!(status["clinic"], Value::Null, "{status}");
    assert_eq!(status["clinic_altered"], true, "{status}");
    assert_eq!(status["file"]["alarm"], "edited", "{status}");
    let listed = device.run_as("ada", &["patients", "list"]);
    assert!(
        listed.err.contains("of the clinic, its staff"),
        "{listed:?}"
    );
    device.run(&["audit", "verify"]).ended(1);
}

#[test]
fn an_admin_goes_on_from_an_older_file_even_when_killed_meanwhile() {
    let device = CliDevice::new();
    device.init();
    device.add_user("ada", "diet", "Dietitian");
    let accept = ["audit", "accept", "--reason", "Monday's copy was put back"];
    let nothing = device.run_as("ada", &accept).refused(1, "not_found");
    assert!(nothing.contains("no warning"), "{nothing}");

    put_older_file_back(&device);
    let alarm = |device: &CliDevice| device.run(&["status"]).done()["file"]["alarm"].clone();
    assert_eq!(alarm(&device), "older");
    device.run_as("diet", &accept).refused(1, "forbidden");
    assert!(!alarm(&device).is_null());
    let mut command = device.command_as("ada", PASSWORD, &accept);
    let mut program = command
        .env(ABORT_AT, "vault.anchor.before_store")
        .spawn()
        .unwrap();
    assert_aborted(program.wait().unwrap());
    assert!(
        alarm(&device).is_null(),
        "the file says that it was accepted"
    );

    // the number that another file has used is not used again
    let chain = device.run(&["audit", "verify"]).done();
    assert_eq!(
        (&chain["device_number"], &chain["is_clean"]),
        (&2.into(), &true.into())
    );
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    put_older_file_back(&device);
    assert_eq!(alarm(&device), "older", "another copy is another alarm");
    let accepted = device.run_as("ada", &accept).done();
    assert_eq!(accepted["accepted"], "older");
    assert_eq!(accepted["device_number"], 3);
    assert!(alarm(&device).is_null());
    assert_eq!(logs_listed(&device), logs_exported(&device));
    assert_eq!(logs_listed(&device), BTreeSet::from([1, 2, 3]));
    assert_eq!(family_name(&device, "ada", &zoe), "Okafor");
}

#[test]
fn a_file_that_was_accepted_without_a_server_connects_and_syncs() {
    let device = CliDevice::new();
    device.init();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    put_older_file_back(&device);
    let accept = ["audit", "accept", "--reason", "Monday's copy was put back"];
    device.run_as("ada", &accept).done();
    let ash = register(&device, "ada", "Ash", "Berg");

    let database = block_on(Database::migrated());
    let serving = ServerProcess::start(&database);
    let code = clinic_code(&database);
    device
        .run_as("ada", &["connect", &serving.url, "--code", &code])
        .done();
    let synced = device.run(&["sync"]).done();
    assert_eq!(
        (&synced["waiting"], &synced["refused"]),
        (&0.into(), &0.into())
    );
    let second = device.enrol("ada", "ada");
    for patient in [&zoe, &ash] {
        family_name(&second, "ada", patient);
    }
    let numbers = [&device, &second].map(|device| {
        device.run(&["status"]).done()["device_number"]
            .as_u64()
            .unwrap()
    });
    assert_ne!(numbers[0], numbers[1]);
}

/// A command about a patient, as a user runs it.
fn of_patient(patient: &str, words: &[&str]) -> Vec<String> {
    let words = words.iter().chain(&["--patient"]).copied();
    words.chain([patient]).map(str::to_owned).collect()
}

/// An allergy that another program took out or damaged is not "no known allergies", whatever was answered before.
#[test]
fn what_cannot_be_shown_is_never_none_known() {
    let device = CliDevice::new();
    device.init();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    device.add_user("ada", "diet", "Dietitian");
    let run = |words: &[&str]| {
        let words = of_patient(&zoe, words);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        device.run_as("diet", &words)
    };
    let none = ["none-known", "add", "--list", "ALLERGIES"];
    run(&none).done();
    run(&["allergies", "add", "--substance", "Peanut"]).done();
    for change in [
        "update allergies set deleted_at = created_at, deleted_by = created_by",
        "update allergies set allergy_sealed = null, severity = null",
        "delete from allergies",
    ] {
        assert_eq!(edit(&device, change), 1, "{change}");
        let listed = run(&["none-known", "list"]).ended(3);
        assert_eq!(listed["none_known"], serde_json::json!([]), "{change}");
        run(&none).refused(1, "list_not_empty");
    }
}

/// Writes one row of each list.
const ENTRIES: &[&[&str]] = &[
    &["allergies", "add", "--substance", "Peanut"],
    &["conditions", "add", "--name", "Asthma"],
    &["medications", "add", "--name", "Iron"],
    &["diagnoses", "add", "--problem", "Little fibre"],
    &["goals", "add", "--text", "Walk"],
    &["pregnancies", "add", "--due-date", "2020-06-01"],
    &["stays", "add", "--room", "Ward", "--from-day", "2020-06-01"],
    &["tasks", "add", "--text", "Call"],
    &["diet-orders", "start", "--food", "5", "--fluid", "2"],
    &["given-handouts", "give", "--handout", "Salt"],
    &["targets", "add", "--nutrient", "PROTEIN", "--low", "75"],
    &[
        "labs",
        "add",
        "--test",
        "potassium",
        "--value",
        "5.9",
        "--unit",
        "mmol/L",
    ],
    &["recalls", "add"],
    &["meal-plans", "add"],
    &["contacts", "add", "--name", "Bo"],
    &["consents", "add", "--version", "2"],
    &["insurance", "add", "--insurer", "Union"],
    &["referrals", "add", "--from", "Roy"],
    &["portal", "invite", "--visits", "true"],
    &["measurements", "add", "--kind", "PULSE", "--value", "72"],
];

/// Each list by its command, with what the damage calls a row, and its table.
const LISTS: &[(&str, &str, &str)] = &[
    ("prescriptions", "prescription", "prescriptions"), // beside what the patient is allergic to
    ("allergies", "allergy", "allergies"),
    ("conditions", "condition", "conditions"),
    ("medications", "medication", "medications"),
    ("pregnancies", "pregnancy", "pregnancies"),
    ("stays", "stay", "stays"),
    ("diagnoses", "nutrition_diagnosis", "nutrition_diagnoses"),
    ("goals", "goal", "goals"),
    ("tasks", "task", "tasks"),
    ("diet-orders", "diet_order", "diet_orders"), // what it gives is compared with the targets
    ("given-handouts", "given_handout", "given_handouts"),
    ("targets", "nutrient_target", "nutrient_targets"),
    ("labs", "lab_result", "lab_results"),
    ("recalls", "recall", "recalls"),
    ("meal-plans", "meal_plan", "meal_plans"),
    ("contacts", "emergency_contact", "emergency_contacts"),
    ("consents", "consent", "consents"),
    ("insurance", "insurance_policy", "insurance_policies"),
    ("referrals", "referral", "referrals"),
    ("portal", "portal_account", "portal_accounts"),
    ("measurements", "measurement", "measurements"),
];

/// The list depends on rows that it does not show: an edit of such a row is reported all the same.
#[test]
fn no_edit_of_a_file_hides_who_should_come_again() {
    let device = CliDevice::new();
    device.init();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    device.add_user("ada", "diet", "Dietitian");
    let run = |args: &[&str]| device.run_as("diet", args).done();
    let visit = run(&["visits", "start", "--patient", &zoe]);
    let visit = visit["visit"]["id"].as_str().unwrap();
    run(&["visits", "edit", visit, "--follow-up-on", "2020-01-31"]);
    run(&["visits", "end", visit]);
    run(&["calls", "add", "--patient", &zoe, "--result", "NO_ANSWER"]);
    let overdue = ["follow-ups", "list", "--part", "OVERDUE"];
    for (kind, sql, back) in [
        (
            "phone_call",
            "phone_calls set result = 'DECLINED'",
            "phone_calls set result = 'NO_ANSWER'",
        ),
        (
            "patient",
            "patients set status = 'DISCHARGED'",
            "patients set status = 'ACTIVE'",
        ),
        (
            "patient",
            "patients set deleted_at = 1",
            "patients set deleted_at = null",
        ),
        (
            "visit",
            "visits set follow_up_date = null",
            "visits set follow_up_date = 18292",
        ),
    ] {
        let clean = run(&overdue);
        assert_eq!(clean["total"], 1);
        assert_eq!(clean["damaged"], Value::Null);
        assert_eq!(edit(&device, &format!("update {sql}")), 1);
        let answer = device.run_as("diet", &overdue).ended(3);
        assert_eq!(answer["damaged"][0]["what"], kind, "{sql}: {answer}");
        assert_eq!(edit(&device, &format!("update {back}")), 1);
    }
}

/// Every list that should have a record reports its edit by another program, with the patient and what to do.
#[test]
fn no_list_of_a_patient_hides_what_was_damaged_or_taken_out() {
    let device = CliDevice::new();
    device.init();
    let [zoe, ben] = ["Zoë", "Ben"].map(|name| register(&device, "ada", name, "Okafor"));
    device.add_user("ada", "diet", "Dietitian");
    let run =
        |args: &[String]| device.run_as("diet", &Vec::from_iter(args.iter().map(String::as_str)));
    let leaflet = "handouts add --language en --title Salt --text Taste".split(' ');
    device.run_as("ada", &Vec::from_iter(leaflet)).done();
    let room = ["rooms", "add", "--name", "Ward"];
    device.run_as("ada", &room).done();
    for words in ENTRIES {
        run(&of_patient(&zoe, words)).done();
    }
    prescribe(&device, &zoe);
    let file = rusqlite::Connection::open(device.vault().join("vault.db")).unwrap();
    file.execute_batch("pragma foreign_keys = off").unwrap();
    let ben = ben.replace('-', "");
    for &(command, kind, table) in LISTS {
        let list = of_patient(&zoe, &[command, "list"]);
        assert_eq!(run(&list).done()["damaged"], Value::Null);
        for (damaged, change) in [
            (1, "update TABLE set created_at = created_at + 1"),
            (1, "update TABLE set cells = zeroblob(40)"),
            (1, "update TABLE set deleted_at = created_at"),
            (0, "update TABLE set patient = x'BEN'"),
            (0, "delete from TABLE"),
        ] {
            let sql = change.replace("TABLE", table).replace("BEN", &ben);
            assert_eq!(file.execute(&sql, []).unwrap(), 1, "{sql}");
            let answer = run(&list).ended(3);
            let of_kind = &answer["damaged"][0];
            assert_eq!(of_kind["what"], kind, "{answer}");
            assert_eq!(of_kind["damaged"], damaged, "{answer}");
            assert_eq!(of_kind["missing"], 1 - damaged, "{answer}");
            assert_eq!(of_kind["patient"]["name"], "Zoë Okafor");
            let words: Vec<&str> = list.iter().map(String::as_str).collect();
            let lines = device.lines_ended("diet", &words, 3);
            assert!(
                lines.contains("Zoë Okafor") && lines.contains("restore a backup"),
                "{lines}"
            );
            assert!(!lines.contains("No "), "{lines}");
            device.run(&["audit", "verify"]).ended(1);
        }
        // an export of everything reports it, too
        let name = device.path_arg(command);
        let export = ["export", "all", "--format", "json", "--out", &name];
        let exported = device.run_as("ada", &export).ended(3);
        let mut kinds = super::list(&exported, "damaged").iter();
        assert!(
            kinds.any(|damage| damage["what"] == kind && damage["missing"] == 1),
            "{exported}"
        );
        if kind != "emergency_contact" {
            let listed = run(&of_patient(&zoe, &["timeline", "list"])).ended(3);
            let mut kinds = super::list(&listed, "damaged").iter();
            assert!(
                kinds.any(|damage| damage["what"] == kind && damage["missing"] == 1),
                "{listed}"
            );
        }
        // the next kind is looked at in a file that lacks this one
        if kind != "prescription" {
            let shown = device.run_as("diet", &["patients", "show", &zoe]).ended(3);
            let mut of_header = super::list(&shown["patient"]["header"], "damaged").iter();
            let is_listed = of_header.any(|damage| damage["what"] == "allergy");
            assert!(is_listed, "{shown}");
        }
    }
}
