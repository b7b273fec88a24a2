//! Kinds of measurement of the clinic's own on two computers, and in a file that another program edited.

use serde_json::json;
use support::cli_device::connected;

use super::*;

fn add_grip(device: &CliDevice) -> String {
    let add = [
        "measurement-kinds",
        "add",
        "--name",
        "Hand grip",
        "--unit",
        "kg",
    ];
    let range = ["--lowest", "0", "--highest", "120", "--odd-below", "5"];
    let added = device.run_as("ada", &[&add[..], &range].concat()).done();
    text(&added["measurement_kind"], "id")
}

/// One renames the kind and takes it out of use while the other measures with it: there is no conflict.
#[test]
fn a_kind_is_renamed_while_another_computer_measures_with_it() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let grip = add_grip(&first);
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    let on = |device: &CliDevice, words: &[&str]| device.run_as("diet", words).done();
    on(&second, &["sync"]);
    let rename = [
        "measurement-kinds",
        "edit",
        "hand grip",
        "--name",
        "Grip, right",
    ];
    first.run_as("ada", &rename).done();
    let away = ["measurement-kinds", "edit", &grip, "--active", "false"];
    first.run_as("ada", &away).done();
    let of = ["--patient", zoe.as_str(), "--kind", "HAND GRIP"];
    let measured = [&["measurements", "add", "--value", "31"], &of[..]].concat();
    on(&second, &measured);
    for device in [&first, &second, &first] {
        assert_eq!(on(device, &["sync"])["conflicts"], 0);
    }
    for device in [&first, &second] {
        let listed = on(device, &["measurements", "list", "--patient", &zoe]);
        let row = &list(&listed, "measurements")[0];
        assert_eq!(row["kind"], json!({ "own": grip, "name": "Grip, right" }));
        assert_eq!(
            (&row["quantity"]["value"], &row["quantity"]["unit"]),
            (&json!(31.0), &json!("kg"))
        );
        let again = [
            &["measurements", "add", "--value", "32"],
            &of[..3],
            &["Grip, right"],
        ]
        .concat();
        device.run_as("diet", &again).refused(1, "invalid");
        let trend = [
            "measurements",
            "trend",
            "--patient",
            &zoe,
            "--kind",
            "grip, right",
        ];
        assert_eq!(list(&on(device, &trend), "points").len(), 1);
    }
}

/// The admin changes the unit of a kind that looks unused while another computer measures with it.
#[test]
fn a_value_is_shown_in_the_unit_that_it_was_measured_in() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let grip = add_grip(&first);
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    let on = |device: &CliDevice, words: &[&str]| device.run_as("diet", words).done();
    on(&second, &["sync"]);
    let unit = ["measurement-kinds", "edit", &grip, "--unit", "N"];
    first.run_as("ada", &unit).done();
    let measured = [
        "measurements",
        "add",
        "--patient",
        &zoe,
        "--kind",
        &grip,
        "--value",
        "31",
    ];
    on(&second, &measured);
    for device in [&first, &second, &first] {
        assert_eq!(on(device, &["sync"])["conflicts"], 0);
    }
    for device in [&first, &second] {
        let listed = on(device, &["measurements", "list", "--patient", &zoe]);
        assert_eq!(list(&listed, "measurements")[0]["quantity"]["unit"], "kg");
        let trend = ["measurements", "trend", "--patient", &zoe, "--kind", &grip];
        let trend = on(device, &trend);
        assert_eq!(
            (&trend["unit"], list(&trend, "points").len()),
            (&json!("N"), 0)
        );
    }
}

/// A kind that another program damaged or took out is told, and its readings are shown under no other name.
#[test]
fn no_edit_of_a_file_shows_a_reading_as_another_kind() {
    let device = CliDevice::new();
    device.init();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    device.add_user("ada", "diet", "Dietitian");
    add_grip(&device);
    let add = [
        "measurements",
        "add",
        "--patient",
        &zoe,
        "--kind",
        "hand grip",
        "--value",
        "31",
    ];
    device.run_as("diet", &add).done();
    let list_of = ["measurements", "list", "--patient", &zoe];
    let file = rusqlite::Connection::open(device.vault().join("vault.db")).unwrap();
    file.execute_batch("pragma foreign_keys = off").unwrap();
    for change in [
        "update measurement_kinds set name = 'Foot length'",
        "update measurement_kinds set unit = 'lb'",
        "update measurement_kinds set cells = zeroblob(40)",
        "delete from measurement_kinds",
    ] {
        assert_eq!(file.execute(change, []).unwrap(), 1, "{change}");
        let answer = device.run_as("diet", &list_of).ended(3);
        let damaged = list(&answer, "damaged").iter();
        assert!(
            damaged.clone().any(|row| row["what"] == "measurement_kind"),
            "{change}: {answer}"
        );
        let row = &list(&answer, "measurements")[0];
        assert_eq!(
            (&row["kind"]["name"], &row["quantity"]["unit"]),
            (&Value::Null, &json!("kg"))
        );
        let lines = device.lines_ended("diet", &list_of, 3);
        assert!(
            lines.contains("a kind that is not on this computer"),
            "{lines}"
        );
    }
    // nor does another kind of a reading
    let change = "update measurements set own_kind = zeroblob(16)";
    assert_eq!(file.execute(change, []).unwrap(), 1);
    let answer = device.run_as("diet", &list_of).ended(3);
    assert!(list(&answer, "measurements").is_empty(), "{answer}");
    assert!(
        answer["damaged"].to_string().contains("\"measurement\""),
        "{answer}"
    );
}
