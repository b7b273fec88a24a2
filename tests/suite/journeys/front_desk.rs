use support::cli_device::connected;

use super::*;

/// Rows that say something about somebody's health.
const CLINICAL: [&str; 7] = [
    "visits",
    "measurements",
    "notes",
    "note_versions",
    "addenda",
    "allergies",
    "patient_profiles",
];

fn clinical_rows(device: &CliDevice) -> i64 {
    let counts = CLINICAL.map(|table| count(device, &format!("select count(*) from {table}")));
    counts.into_iter().sum()
}

#[test]
fn a_front_desk_laptop_carries_no_notes_until_a_dietitian_works_on_it() {
    let (_database, _serving, first) =
        connected(&[("diet", "Dietitian"), ("desk", "Receptionist")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let visit = first
        .by("diet", &["visits", "start", "--patient", &zoe])
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
    first.by("diet", &weight).done();
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
    let note = first.by("diet", &note).done();
    first
        .by("diet", &["notes", "sign", &text(&note["note"], "id")])
        .done();
    first.says(&["sync"]).done();
    assert!(clinical_rows(&first) >= 3);

    let invited = first.by("ada", &["enrol", "create"]).done();
    let (code, url) = (text(&invited, "code"), text(&invited, "server"));
    let front = CliDevice::new();
    // without anybody at work there, staff and settings come alone
    let joined = front
        .says(&["enrol", "join", &url, "--code", &code])
        .ended(3);
    assert_eq!(joined["staff_only"], true);
    assert_eq!(count(&front, "select count(*) from patients"), 0);
    assert!(count(&front, "select count(*) from users") >= 3);

    // what is not here yet is not said to be nobody
    for words in [
        &["search", "Okafor"][..],
        &["patients", "list"],
        &["appointments", "list"],
    ] {
        let said = front.by("desk", words);
        assert!(said.err.contains("nutrivault sync --user desk"), "{said:?}");
        said.ended(3);
    }

    front.by("desk", &["sync"]).done();
    let hits = front.by("desk", &["search", "Okafor"]);
    assert_eq!(hits.err, "");
    assert_eq!(hits.done()["total"], 1);
    let day = front.by("desk", &["appointments", "list"]);
    assert_eq!((day.err.as_str(), day.status), ("", 0));
    assert_eq!(family_name(&front, "desk", &zoe), "Okafor");
    assert_eq!(clinical_rows(&front), 0);
    front
        .by("desk", &["visits", "show", &visit])
        .refused(1, "forbidden");
    let booked = [
        "appointments",
        "book",
        "--patient",
        &zoe,
        "--provider",
        "diet",
        "--starts",
        "2025-03-03T09:00:00Z",
    ];
    front.by("desk", &booked).done();
    front.says(&["sync"]).done();
    first.says(&["sync"]).done();
    let day = first
        .by("diet", &["appointments", "list", "--day", "2025-03-03"])
        .done();
    assert_eq!(list(&day, "appointments").len(), 1);

    front.by("diet", &["sync"]).done();
    front.says(&["sync"]).done();
    assert_eq!(clinical_rows(&front), clinical_rows(&first));
    let shown = front
        .by("diet", &["notes", "list", "--patient", &zoe])
        .done();
    let id = text(&list(&shown, "notes")[0], "id");
    let shown = front.by("diet", &["notes", "show", &id]).done();
    assert_eq!(shown["note"]["signature"]["valid"], true);
}

#[test]
fn a_lost_laptop_takes_nothing_with_it_that_the_server_had_acknowledged() {
    let (_database, _serving, first) = connected(&[]);
    let second = first.enrol("ada", "ada");
    let zoe = register(&second, "ada", "Zoë", "Okafor");
    second.says(&["sync"]).done();

    // a thief who copies the folder has no key to it
    let thief = CliDevice::new();
    std::fs::create_dir(thief.vault()).unwrap();
    for name in ["vault.db", "vault.db-wal"] {
        if second.vault().join(name).is_file() {
            std::fs::copy(second.vault().join(name), thief.vault().join(name)).unwrap();
        }
    }
    thief
        .by("ada", &["search", "Okafor"])
        .refused(1, "no_keys_here");
    drop(second);

    first.says(&["sync"]).done();
    assert_eq!(family_name(&first, "ada", &zoe), "Okafor");
    let third = first.enrol("ada", "ada");
    assert_eq!(family_name(&third, "ada", &zoe), "Okafor");
    first.says(&["sync"]).done();
    assert_same(
        &exported(&first, "ada", "all.json"),
        &exported(&third, "ada", "all.json"),
    );
}
