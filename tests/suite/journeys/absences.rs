//! An absence that is recorded at one computer while another one, without the server, books into it.

use serde_json::json;
use support::cli_device::connected;

use super::*;

const USERS: [(&str, &str); 2] = [("diet", "Dietitian"), ("desk", "Receptionist")];

fn at(time: &str) -> String {
    format!("{}T{time}:00Z", in_ninety_days())
}

fn meet(devices: [&CliDevice; 2]) {
    for device in [devices[0], devices[1], devices[0]] {
        device.run(&["sync"]).done();
    }
}

fn recorded(device: &CliDevice, from: &str, to: &str) -> Value {
    let (starts, ends) = (at(from), at(to));
    let words = [
        "absences",
        "add",
        "--provider",
        "diet",
        "--reason",
        "Course",
    ];
    let times = ["--starts", &starts, "--ends", &ends];
    device.run_as("desk", &[&words[..], &times].concat()).done()["absence"].clone()
}

fn shown(device: &CliDevice, user: &str, absence: &Value) -> Value {
    let id = text(absence, "id");
    device.run_as(user, &["absences", "show", &id]).done()["absence"].clone()
}

fn booking<'a>(patient: &'a str, starts: &'a str) -> [&'a str; 9] {
    let words = ["appointments", "book", "--anyway", "--patient", patient];
    let at = ["--provider", "diet", "--starts", starts];
    [&words[..], &at].concat().try_into().unwrap()
}

#[test]
fn what_was_booked_into_it_without_the_server_is_listed_after_a_sync() {
    let (_database, _serving, first) = connected(&USERS);
    let zoe = register(&first, "desk", "Zoë", "Okafor");
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    let absence = recorded(&first, "13:00", "15:00");
    assert_eq!(absence["inside"], 0);
    // the other computer does not know of it
    let starts = at("14:00");
    let booked = second.run_as("diet", &booking(&zoe, &starts)).done();
    let booked = booked["appointment"].clone();
    assert_eq!(booked["absent"], json!([]));
    meet([&first, &second]);
    for (device, user) in [(&first, "desk"), (&second, "diet")] {
        let now = shown(device, user, &absence);
        assert_eq!(now["inside"], 1, "{now}");
        let inside = &list(&now, "appointments")[0];
        assert_eq!(
            (&inside["id"], &inside["absent"]),
            (&booked["id"], &json!(["provider"]))
        );
        let page = device.run_as(user, &["absences", "list"]).done();
        assert_eq!((&page["inside"], &page["total"]), (&json!(1), &json!(1)));
        let starts = at("13:15");
        let refused = device.run_as(user, &booking(&zoe, &starts));
        let message = refused.refused(1, "invalid");
        assert!(message.contains("absent then"), "{message}");
    }
    // moved out of it at one, it lies in it at neither
    let (id, later) = (text(&booked, "id"), at("15:00"));
    let shift = ["appointments", "move", &id, "--starts", &later];
    first.run_as("desk", &shift).done();
    meet([&first, &second]);
    assert_eq!(shown(&second, "diet", &absence)["inside"], 0);
}

#[test]
fn one_ended_at_one_and_corrected_at_the_other_is_both() {
    let (_database, _serving, first) = connected(&USERS);
    let absence = recorded(&first, "13:00", "15:00");
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    let id = text(&absence, "id");
    first.run_as("desk", &["absences", "end", &id]).done();
    let ends = at("16:00");
    let longer = ["absences", "edit", &id, "--ends", &ends];
    second.run_as("diet", &longer).done();
    meet([&first, &second]);
    for (device, user) in [(&first, "desk"), (&second, "diet")] {
        let now = shown(device, user, &absence);
        assert_eq!(
            (&now["state"], &now["ends_at"]),
            (&json!("withdrawn"), &json!(ends))
        );
    }
    let conflicts = first.run_as("diet", &["conflicts", "list"]).done();
    assert_eq!(list(&conflicts, "conflicts").len(), 0, "{conflicts}");
}

#[test]
fn two_ends_that_were_typed_apart_wait_for_a_decision() {
    let (_database, _serving, first) = connected(&USERS);
    let absence = recorded(&first, "13:00", "15:00");
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    let id = text(&absence, "id");
    for (device, user, ends) in [(&first, "desk", "16:00"), (&second, "diet", "17:00")] {
        let ends = at(ends);
        let edit = ["absences", "edit", &id, "--ends", &ends];
        device.run_as(user, &edit).done();
    }
    meet([&first, &second]);
    let ends = |device: &CliDevice, user| shown(device, user, &absence)["ends_at"].clone();
    assert_eq!(ends(&first, "desk"), ends(&second, "diet"));
    let conflicts = first.run_as("diet", &["conflicts", "list"]).done();
    assert_eq!(list(&conflicts, "conflicts").len(), 1, "{conflicts}");
}
