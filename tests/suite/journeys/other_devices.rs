//! What an admin sees of the clinic's other computers, and a computer that was copied.

use std::path::Path;

use support::cli_device::connected;

use super::*;

#[test]
fn an_admin_sees_when_and_with_which_version_a_device_was_last_seen() {
    let (database, _serving, first) = connected(&[]);
    let second = first.enrol("ada", "ada");
    first.run(&["sync"]).done();
    let other = || {
        let listed = first.run_as("ada", &["devices", "list"]).done();
        let mut others = list(&listed, "devices")
            .iter()
            .filter(|device| device["is_this"] == false);
        others.next().unwrap().clone()
    };
    let count_lines = |text: &str| {
        let lines = first.lines_as("ada", &["devices", "list"]);
        lines.lines().filter(|line| line.contains(text)).count()
    };
    // this one knows of itself; the other is not reported as never seen
    assert_eq!(
        (
            count_lines("  seen 20"),
            count_lines("not told by the server yet")
        ),
        (1, 1)
    );
    let unknown = other();
    assert!(unknown["last_seen"].is_null(), "{unknown}");
    assert!(unknown["version"].is_null(), "{unknown}");

    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let age = "update device_scopes set last_seen_sent_at = last_seen_sent_at - interval '11 minutes'";
        let client = database.as_superuser().await;
        client.batch_execute(age).await.unwrap();
    });
    second.run(&["sync"]).done();
    first.run(&["sync"]).done();
    let known = other();
    assert_eq!(known["version"], env!("CARGO_PKG_VERSION"), "{known}");
    assert!(known["last_seen"].is_string(), "{known}");
    assert_eq!(count_lines("  seen 20"), 2);
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy_folder(&entry.path(), &to),
            false => drop(std::fs::copy(entry.path(), to).unwrap()),
        }
    }
}

/// Somebody copies all of a computer, its keys with it, to another one: both go on, and neither loses what it wrote.
#[test]
fn a_copied_computer_delivers_its_queue_under_a_number_of_its_own() {
    let (_database, _serving, first) = connected(&[]);
    register(&first, "ada", "Ann", "Before");
    let copy = CliDevice::new();
    copy_folder(&first.path(""), &copy.path(""));
    register(&first, "ada", "Ben", "Original");
    register(&copy, "ada", "Cyd", "Copied");
    first.run(&["sync"]).done();
    let synced = copy.run(&["sync"]).done();
    assert_eq!(
        (&synced["waiting"], &synced["refused"]),
        (&0.into(), &0.into())
    );
    // and so it stays
    register(&copy, "ada", "Dan", "Copied");
    for device in [&copy, &first, &copy] {
        let synced = device.run(&["sync"]).done();
        assert_eq!(synced["refused"], 0, "{synced}");
    }
    for device in [&first, &copy] {
        for name in ["Before", "Original", "Copied"] {
            let hits = device.run_as("ada", &["search", name]).done();
            let expected = if name == "Copied" { 2 } else { 1 };
            assert_eq!(list(&hits, "hits").len(), expected, "{name}");
        }
        device.run(&["audit", "verify"]).done();
    }
}
