//! The front desk and a dietitian at two computers that are apart.

use support::cli_device::connected;

use super::*;

const DAY: &str = "2025-03-03";

/// The one card of the day, as a computer has it.
fn card(device: &CliDevice, user: &str) -> Value {
    let words = ["appointments", "arrivals", "--day", DAY];
    let answer = device.run_as(user, &words).done();
    let cards = list(&answer, "cards");
    assert_eq!(cards.len(), 1, "{answer}");
    cards[0].clone()
}

fn book(device: &CliDevice, patient: &str) -> String {
    let starts = format!("{DAY}T09:00:00Z");
    let words = ["appointments", "book", "--anyway", "--patient", patient];
    let at = ["--provider", "diet", "--starts", &starts];
    text(
        &device.run_as("desk", &[&words[..], &at].concat()).done()["appointment"],
        "id",
    )
}

/// Both users mark the same patient as arrived: the wait begins with the earlier of the two, on both.
#[test]
fn of_an_arrival_at_two_devices_the_first_counts() {
    let users = [("diet", "Dietitian"), ("desk", "Receptionist")];
    let (_database, _serving, first) = connected(&users);
    let zoe = register(&first, "desk", "Zoë", "Okafor");
    let booked = book(&first, &zoe);
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    let arrived = ["appointments", "status", &booked, "ARRIVED", "--early"];
    first.run_as("desk", &arrived).done();
    let since = card(&first, "desk")["arrived_at"].clone();
    assert!(since.is_string());
    second.run_as("diet", &arrived).done();
    let later = card(&second, "diet")["arrived_at"].clone();
    assert!(later.as_str() > since.as_str(), "{later} {since}");
    for device in [&first, &second, &first] {
        device.run(&["sync"]).done();
    }
    for (device, user) in [(&first, "desk"), (&second, "diet")] {
        let card = card(device, user);
        assert_eq!(
            (&card["column"], &card["arrived_at"]),
            (&"arrived".into(), &since)
        );
    }
    let conflicts = first.run_as("diet", &["conflicts", "list"]).done();
    assert_eq!(list(&conflicts, "conflicts").len(), 0, "{conflicts}");
}

/// One sends a patient in while the other moves the appointment: the board has both on both.
#[test]
fn a_step_and_a_move_made_apart_are_both_shown() {
    let users = [("diet", "Dietitian"), ("desk", "Receptionist")];
    let (_database, _serving, first) = connected(&users);
    let zoe = register(&first, "desk", "Zoë", "Okafor");
    let booked = book(&first, &zoe);
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    let to = ["appointments", "status", &booked, "IN_ROOM", "--early"];
    second.run_as("diet", &to).done();
    let starts = format!("{DAY}T09:15:00Z");
    let shift = ["appointments", "move", &booked, "--starts", &starts];
    let shift = [&shift[..], &["--anyway"]].concat();
    first.run_as("desk", &shift).done();
    for device in [&first, &second, &first] {
        device.run(&["sync"]).done();
    }
    for (device, user) in [(&first, "desk"), (&second, "diet")] {
        let card = card(device, user);
        assert_eq!(
            (&card["column"], &card["starts_at"]),
            (&"inRoom".into(), &starts.as_str().into())
        );
        let week = ["appointments", "week", "--day", DAY, "--provider", "diet"];
        let week = device.run_as(user, &week).done();
        assert_eq!(list(&week, "appointments")[0]["starts_at"], starts.as_str());
    }
}

/// How long a patient waits is counted from rows that the board does not show.
#[test]
fn a_step_that_was_edited_or_taken_out_of_the_file_is_reported() {
    for sql in [
        "delete from appointment_status_changes",
        "update appointment_status_changes set at = at - 3600000000",
    ] {
        let device = CliDevice::new();
        device.init();
        device.add_user("ada", "diet", "Dietitian");
        device.add_user("ada", "desk", "Receptionist");
        let zoe = register(&device, "desk", "Zoë", "Okafor");
        let booked = book(&device, &zoe);
        let arrived = ["appointments", "status", &booked, "ARRIVED", "--early"];
        device.run_as("desk", &arrived).done();
        assert!(card(&device, "desk")["arrived_at"].is_string());
        assert!(edit(&device, sql) > 0, "{sql}");
        let words = ["appointments", "arrivals", "--day", DAY];
        device.run_as("desk", &words).ended(3);
    }
}
