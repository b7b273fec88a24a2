use support::cli_device::connected;
use support::{Database, ServerProcess};

use super::*;

/// Rows about a patient's health.
const CLINICAL: [&str; 11] = [
    "visits",
    "measurements",
    "screenings",
    "notes",
    "note_versions",
    "addenda",
    "allergies",
    "conditions",
    "medications",
    "none_known",
    "patient_profiles",
];

fn clinical_rows(device: &CliDevice) -> i64 {
    let counts = CLINICAL.map(|table| count(device, &format!("select count(*) from {table}")));
    counts.into_iter().sum()
}

/// A clinic with a signed note on its first device, and a front desk's device that joined without a user.
struct Clinic {
    _database: Database,
    _serving: ServerProcess,
    first: CliDevice,
    front: CliDevice,
    zoe: String,
    visit: String,
}

impl Clinic {
    fn new() -> Clinic {
        let (database, serving, first) =
            connected(&[("diet", "Dietitian"), ("desk", "Receptionist")]);
        let zoe = register(&first, "diet", "Zoë", "Okafor");
        let visit = first
            .run_as("diet", &["visits", "start", "--patient", &zoe])
            .done();
        let visit = text(&visit["visit"], "id");
        let weight = [
            "measurements",
            "add",
            "--patient",
            &zoe,
            "--visit",
            &visit,
            "--kind",
            "WEIGHT",
            "--value",
            "72 kg",
        ];
        first.run_as("diet", &weight).done();
        let note = [
            "notes",
            "write",
            "--patient",
            &zoe,
            "--visit",
            &visit,
            "--kind",
            "FREE",
            "--section",
            "text=Eats late.",
        ];
        let note = first.run_as("diet", &note).done();
        first
            .run_as("diet", &["notes", "sign", &text(&note["note"], "id")])
            .done();
        first.run(&["sync"]).done();
        assert!(clinical_rows(&first) >= 3);

        let invited = first.run_as("ada", &["enrol", "create"]).done();
        let (code, url) = (text(&invited, "code"), text(&invited, "server"));
        let front = CliDevice::new();
        let joined = front
            .run(&["enrol", "join", &url, "--code", &code])
            .ended(3);
        assert_eq!(joined["staff_only"], true);
        Clinic {
            _database: database,
            _serving: serving,
            first,
            front,
            zoe,
            visit,
        }
    }
}

#[test]
fn a_device_without_a_user_pulls_staff_and_settings_alone() {
    let clinic = Clinic::new();
    assert_eq!(count(&clinic.front, "select count(*) from patients"), 0);
    assert!(count(&clinic.front, "select count(*) from users") >= 3);

    // a row that is not here yet is not reported as unknown
    for args in [
        &["search", "Okafor"][..],
        &["patients", "list"],
        &["appointments", "list"],
    ] {
        let output = clinic.front.run_as("desk", args);
        assert!(
            output.err.contains("nutrivault sync --user desk"),
            "{output:?}"
        );
        output.ended(3);
    }
}

#[test]
fn a_front_desk_device_stores_nothing_clinical_and_books() {
    let clinic = Clinic::new();
    clinic.front.run_as("desk", &["sync"]).done();
    let hits = clinic.front.run_as("desk", &["search", "Okafor"]);
    assert_eq!(hits.err, "");
    assert_eq!(hits.done()["total"], 1);
    let day = clinic.front.run_as("desk", &["appointments", "list"]);
    assert_eq!((day.err.as_str(), day.status), ("", 0));
    assert_eq!(family_name(&clinic.front, "desk", &clinic.zoe), "Okafor");
    assert_eq!(clinical_rows(&clinic.front), 0);
    clinic
        .front
        .run_as("desk", &["visits", "show", &clinic.visit])
        .refused(1, "forbidden");
    let booked = [
        "appointments",
        "book",
        "--patient",
        &clinic.zoe,
        "--provider",
        "diet",
        "--starts",
        "2025-03-03T09:00:00Z",
    ];
    clinic.front.run_as("desk", &booked).done();
    clinic.front.run(&["sync"]).done();
    clinic.first.run(&["sync"]).done();
    let day = clinic
        .first
        .run_as("diet", &["appointments", "list", "--day", "2025-03-03"])
        .done();
    assert_eq!(list(&day, "appointments").len(), 1);
}

#[test]
fn a_front_desk_device_stores_notes_once_a_dietitian_signs_in() {
    let clinic = Clinic::new();
    clinic.front.run_as("desk", &["sync"]).done();
    assert_eq!(clinical_rows(&clinic.front), 0);
    clinic.front.run_as("diet", &["sync"]).done();
    clinic.front.run(&["sync"]).done();
    assert_eq!(clinical_rows(&clinic.front), clinical_rows(&clinic.first));
    let shown = clinic
        .front
        .run_as("diet", &["notes", "list", "--patient", &clinic.zoe])
        .done();
    let id = text(&list(&shown, "notes")[0], "id");
    let shown = clinic.front.run_as("diet", &["notes", "show", &id]).done();
    assert_eq!(shown["note"]["signature"]["valid"], true);
}

#[test]
fn a_lost_device_loses_nothing_that_the_server_had_acknowledged() {
    let (_database, _serving, first) = connected(&[]);
    let second = first.enrol("ada", "ada");
    let zoe = register(&second, "ada", "Zoë", "Okafor");
    second.run(&["sync"]).done();

    // a thief who copies the folder has no key to it
    let thief = CliDevice::new();
    std::fs::create_dir(thief.vault()).unwrap();
    for name in ["vault.db", "vault.db-wal"] {
        if second.vault().join(name).is_file() {
            std::fs::copy(second.vault().join(name), thief.vault().join(name)).unwrap();
        }
    }
    thief
        .run_as("ada", &["search", "Okafor"])
        .refused(1, "no_keys_here");
    drop(second);

    first.run(&["sync"]).done();
    assert_eq!(family_name(&first, "ada", &zoe), "Okafor");
    let third = first.enrol("ada", "ada");
    assert_eq!(family_name(&third, "ada", &zoe), "Okafor");
    first.run(&["sync"]).done();
    assert_same(
        &exported(&first, "ada", "all.json"),
        &exported(&third, "ada", "all.json"),
    );
}
