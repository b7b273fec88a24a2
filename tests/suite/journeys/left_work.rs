//! A user is deactivated while what they wrote waits on a computer that others work on, too.

use support::cli_device::connected;

use super::*;

fn review(device: &CliDevice) -> Vec<String> {
    let listed = device.run_as("ada", &["review", "list"]).done();
    let groups = list(&listed, "held").iter();
    groups.map(|group| text(group, "id")).collect()
}

fn names(device: &CliDevice, user: &str, patient: &str) -> Vec<String> {
    let listed = device.run_as(user, &["conditions", "list", "--patient", patient]);
    let listed = listed.done();
    let conditions = list(&listed, "conditions").iter();
    conditions.map(|of| text(of, "name")).collect()
}

/// What a colleague built on it waits with it, and everything else goes on.
#[test]
fn what_builds_on_the_work_of_who_left_stops_no_other_change() {
    let users = [("diet", "Dietitian"), ("dora", "Dietitian")];
    let (_database, _serving, first) = connected(&users);
    let ben = register(&first, "diet", "Ben", "Tal");
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    second.run_as("dora", &["sync"]).done();
    let started = ["visits", "start", "--patient", &ben, "--kind", "INITIAL"];
    let started = second.run_as("diet", &started).done();
    let visit = text(&started["visit"], "id");
    let weigh = ["measurements", "add", "--patient", &ben, "--visit", &visit];
    let weigh = [&weigh[..], &["--kind", "WEIGHT", "--value", "70 kg"]].concat();
    second.run_as("dora", &weigh).done();
    first.run_as("ada", &["user", "deactivate", "diet"]).done();

    for name in ["Coeliac disease", "Anaemia"] {
        let add = ["conditions", "add", "--patient", &ben, "--name", name];
        second.run_as("dora", &add).done();
        let synced = second.run_as("dora", &["sync"]).json();
        assert_eq!(synced["refused"], 0, "{synced}");
    }
    first.run(&["sync"]).done();
    let known = names(&first, "dora", &ben);
    assert_eq!(known.len(), 2, "{known:?}");
    // until the review nothing is lost on the computer where it was written
    let shown = second.run_as("dora", &["measurements", "list", "--patient", &ben]);
    assert_eq!(list(&shown.done(), "measurements").len(), 1);

    let waiting = review(&first);
    assert!(!waiting.is_empty());
    for group in &waiting {
        first.run_as("dora", &["review", "admit", group]).done();
    }
    for device in [&second, &first] {
        device.run_as("dora", &["sync"]).json();
    }
    second.run_as("dora", &["sync"]).done();
    let shown = first.run_as("dora", &["measurements", "list", "--patient", &ben]);
    assert_eq!(list(&shown.done(), "measurements").len(), 1);
    assert!(review(&first).is_empty());
}
