//! Types of appointments that two computers change apart, and in a file that another program edited.

use serde_json::json;
use support::cli_device::connected;

use super::*;

fn types(device: &CliDevice, words: &[&str]) -> Value {
    device
        .run_as("ada", &[&["appointment-types"], words].concat())
        .done()
}

fn row<'a>(listed: &'a Value, code: &str) -> &'a Value {
    let mut rows = list(listed, "appointment_types").iter();
    rows.find(|row| row["code"] == code).unwrap()
}

/// Both add a type under one name, and both change one of the program: there is one row of each.
#[test]
fn two_computers_that_add_one_type_write_one_row() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let second = first.enrol("ada", "diet");
    second.run_as("diet", &["sync"]).done();
    for (device, minutes) in [(&first, "20"), (&second, "25")] {
        types(
            device,
            &["add", "--name", "Video visit", "--minutes", minutes],
        );
        types(device, &["edit", "FOLLOW_UP", "--colour", "RED"]);
    }
    for device in [&first, &second, &first, &second] {
        device.run_as("ada", &["sync"]).done();
    }
    let conflicts = |device: &CliDevice| {
        let listed = device.run_as("ada", &["conflicts", "list"]).done();
        list(&listed, "conflicts").len()
    };
    for device in [&first, &second] {
        // they agree on all but how long a video visit takes
        assert_eq!(conflicts(device), 1);
        let listed = types(device, &["list"]);
        let named = list(&listed, "appointment_types").iter();
        let named = named.filter(|row| row["name"] == "Video visit");
        assert_eq!(named.count(), 1);
        assert_eq!(row(&listed, "FOLLOW_UP")["colour"], "red");
    }
    assert_eq!(
        row(&types(&first, &["list"]), "VIDEO_VISIT"),
        row(&types(&second, &["list"]), "VIDEO_VISIT")
    );
}

/// A type that another program edited is reported, and nothing is booked by what it wrote.
#[test]
fn no_edit_of_a_file_changes_how_long_a_type_takes() {
    let device = CliDevice::new();
    device.init();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    device.add_user("ada", "diet", "Dietitian");
    types(&device, &["edit", "FOLLOW_UP", "--minutes", "40"]);
    types(
        &device,
        &["add", "--name", "Video visit", "--minutes", "20"],
    );
    let file = rusqlite::Connection::open(device.vault().join("vault.db")).unwrap();
    for change in [
        "update appointment_types set minutes = 900 where code = 'FOLLOW_UP'",
        "update appointment_types set code = 'INITIAL' where code = 'FOLLOW_UP'",
        "update appointment_types set is_active = 0",
        "update appointment_types set cells = zeroblob(40)",
        "delete from appointment_types",
    ] {
        assert!(file.execute(change, []).unwrap() > 0, "{change}");
        let answer = device
            .run_as("ada", &["appointment-types", "list"])
            .ended(3);
        let mut damaged = list(&answer, "damaged").iter();
        assert!(
            damaged.any(|row| row["what"] == "appointment_type"),
            "{change}: {answer}"
        );
        let listed = row(&answer, "FOLLOW_UP");
        assert_eq!(
            (&listed["minutes"], &listed["is_active"]),
            (&json!(30), &json!(true))
        );
        assert_eq!(row(&answer, "INITIAL")["minutes"], 60);
    }
    let book = ["appointments", "book", "--patient", &zoe, "--starts"];
    let on = ["2027-03-01T09:00:00Z", "--kind", "Video visit"];
    let gone = device.run_as("diet", &[&book[..], &on].concat());
    gone.refused(1, "invalid");
}
