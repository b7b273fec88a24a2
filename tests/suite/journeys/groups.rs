//! A group session at two computers without the server: the last seat is given twice, and one is taken back while who
//! came is recorded.

use serde_json::json;
use support::cli_device::connected;

use super::*;

const USERS: [(&str, &str); 2] = [("diet", "Dietitian"), ("desk", "Receptionist")];

/// A session with two seats, of which the first patient has one; both computers know it and are apart now.
struct Apart {
    devices: [CliDevice; 2],
    patients: [String; 3],
    session: String,
    _server: Box<dyn std::any::Any>,
}

impl Apart {
    fn new() -> Self {
        let (database, serving, first) = connected(&USERS);
        let names = ["Zoë", "Ben", "Mary"];
        let patients = names.map(|name| register(&first, "desk", name, "Okafor"));
        // of a winter that is over, so that who came is known
        let book = [
            "appointments",
            "book",
            "--anyway",
            "--kind",
            "GROUP",
            "--seats",
            "2",
        ];
        let at = ["--starts", "2025-01-06T15:00:00Z", "--topic", "Renal diet"];
        let booked = first.run_as("diet", &[&book[..], &at].concat()).done();
        let session = text(&booked["appointment"], "id");
        let give = ["groups", "give", &session, "--patient", &patients[0]];
        first.run_as("desk", &give).done();
        first.run(&["sync"]).done();
        let second = first.enrol("ada", "desk");
        Self {
            devices: [first, second],
            patients,
            session,
            _server: Box::new((database, serving)),
        }
    }

    fn run(&self, at: usize, words: &[&str], patient: usize) -> Value {
        let of = ["--patient", &self.patients[patient]];
        let [first, second, rest @ ..] = words else {
            panic!("{words:?}")
        };
        let words = [&[*first, *second, &self.session], &of[..], rest].concat();
        self.devices[at].run_as("desk", &words).done()
    }

    fn meet(&self) {
        for at in [0, 1, 0] {
            self.devices[at].run(&["sync"]).done();
        }
    }

    /// Who has a seat at both computers, with their attendance.
    fn both(&self, user: &str) -> (Value, Vec<(String, String)>) {
        let [one, other] = [0, 1].map(|at| {
            let words = ["groups", "show", &self.session];
            let session = self.devices[at].run_as(user, &words).done()["session"].clone();
            let mut seats: Vec<(String, String)> = list(&session, "seats")
                .iter()
                .map(|seat| (text(&seat["patient"], "id"), text(seat, "attendance")))
                .collect();
            seats.sort_unstable();
            (session["appointment"]["group"].clone(), seats)
        });
        assert_eq!(one, other);
        one
    }
}

#[test]
fn the_last_seat_that_two_users_gave_is_shown_as_given_twice() {
    let apart = Apart::new();
    apart.run(0, &["groups", "give"], 1);
    apart.run(1, &["groups", "give"], 2);
    apart.meet();
    let (group, seats) = apart.both("desk");
    assert_eq!(seats.len(), 3);
    assert_eq!(
        group,
        json!({ "seats": 2, "booked": 3, "present": 0, "topic": null })
    );
    // one of them is taken back, and the others keep theirs
    apart.run(1, &["groups", "take"], 1);
    apart.meet();
    let (group, seats) = apart.both("desk");
    assert_eq!((seats.len(), &group["booked"]), (2, &json!(2)));
    assert!(
        seats
            .iter()
            .all(|(patient, _)| *patient != apart.patients[1])
    );
    // what it is about reaches the dietitian alone
    let words = ["groups", "show", &apart.session];
    let shown = apart.devices[0].run_as("diet", &words).done();
    let group = &shown["session"]["appointment"]["group"];
    assert_eq!(group["topic"], "Renal diet");
}

#[test]
fn a_seat_taken_back_at_one_and_recorded_at_the_other_is_not_lost() {
    let apart = Apart::new();
    apart.run(0, &["groups", "take"], 0);
    apart.run(1, &["groups", "record", "--attendance", "ATTENDED"], 0);
    apart.meet();
    let (group, seats) = apart.both("desk");
    let came = [(apart.patients[0].clone(), "attended".to_owned())];
    assert_eq!(
        (seats.as_slice(), &group["present"]),
        (&came[..], &json!(1))
    );
}

#[test]
fn a_seat_given_in_a_session_that_was_cancelled_meanwhile_stays() {
    let apart = Apart::new();
    let cancel = ["appointments", "status", &apart.session, "CANCELLED"];
    apart.devices[0].run_as("diet", &cancel).done();
    apart.run(1, &["groups", "give"], 2);
    apart.meet();
    let (group, seats) = apart.both("desk");
    assert_eq!((seats.len(), &group["booked"]), (2, &json!(2)));
    let give = [
        "groups",
        "give",
        &apart.session,
        "--patient",
        &apart.patients[1],
    ];
    let refused = apart.devices[1].run_as("desk", &give);
    refused.refused(1, "invalid");
}
