//! The waiting list of two front desks without the server.

use serde_json::json;
use support::cli_device::connected;

use super::*;

const USERS: [(&str, &str); 2] = [("diet", "Dietitian"), ("desk", "Receptionist")];

/// A time on a Monday that comes soon.
fn soon(time: &str) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let days = i32::try_from(now.as_secs() / 86_400).unwrap() + 7;
    // the first of January 1970 was a Thursday
    let monday = days + 7 - (days + 3) % 7;
    format!("{}T{time}:00Z", date_from_days(monday).unwrap())
}

/// Two computers that know of one who waits and of an appointment, and that are apart now.
struct Apart {
    devices: [(CliDevice, &'static str); 2],
    entry: String,
    booked: String,
    _server: Box<dyn std::any::Any>,
}

impl Apart {
    fn new() -> Self {
        let (database, serving, first) = connected(&USERS);
        let [zoe, ben] = ["Zoë", "Ben"].map(|name| register(&first, "desk", name, "Okafor"));
        let starts = soon("10:00");
        let reserve = [
            "appointments",
            "book",
            "--anyway",
            "--provider",
            "diet",
            "--patient",
            &ben,
        ];
        let reserve = [&reserve[..], &["--starts", &starts]].concat();
        let booked = first.run_as("desk", &reserve).done();
        let add = ["waiting", "add", "--patient", &zoe];
        let entry = first.run_as("desk", &add).done();
        first.run(&["sync"]).done();
        let second = first.enrol("ada", "diet");
        Self {
            devices: [(first, "desk"), (second, "diet")],
            entry: text(&entry["entry"], "id"),
            booked: text(&booked["appointment"], "id"),
            _server: Box::new((database, serving)),
        }
    }

    fn run(&self, at: usize, words: &[&str]) -> Value {
        let (device, user) = &self.devices[at];
        device.run_as(user, words).done()
    }

    fn meet(&self) {
        for at in [0, 1, 0] {
            self.devices[at].0.run(&["sync"]).done();
        }
    }

    /// The same at both computers.
    fn both(&self, words: &[&str]) -> Value {
        let [one, other] = [0, 1].map(|at| self.run(at, words));
        assert_eq!(one, other);
        one
    }

    fn conflicts(&self) -> usize {
        let conflicts = self.run(1, &["conflicts", "list"]);
        list(&conflicts, "conflicts").len()
    }

    fn free_at(&self, at: usize) -> Vec<String> {
        let free = self.run(at, &["waiting", "free"]);
        let slots = list(&free, "slots").iter();
        slots
            .map(|slot| slot["ids"][0].as_str().unwrap().to_owned())
            .collect()
    }
}

#[test]
fn a_time_that_frees_at_one_is_offered_at_the_other_after_a_sync() {
    let apart = Apart::new();
    apart.run(0, &["appointments", "status", &apart.booked, "CANCELLED"]);
    assert_eq!(apart.free_at(0).len(), 1);
    assert!(apart.free_at(1).is_empty());
    apart.meet();
    let slot = apart.free_at(1).remove(0);
    let fits = apart.both(&["waiting", "fits", &slot]);
    assert_eq!(fits["rows"][0]["entry"]["id"], json!(apart.entry));
    // dismissed at both while they are apart, it is no conflict
    for at in [0, 1] {
        apart.run(at, &["waiting", "dismiss", &slot]);
    }
    apart.meet();
    assert!(apart.free_at(0).is_empty() && apart.free_at(1).is_empty());
    assert_eq!(apart.conflicts(), 0);
}

#[test]
fn one_time_that_two_computers_give_away_is_a_clash_at_both() {
    let apart = Apart::new();
    apart.run(0, &["appointments", "status", &apart.booked, "CANCELLED"]);
    apart.meet();
    let starts = soon("10:00");
    let reserve = [
        "waiting",
        "book",
        &apart.entry,
        "--provider",
        "diet",
        "--starts",
        &starts,
    ];
    apart.run(0, &reserve);
    apart.run(1, &reserve);
    apart.meet();
    let clashes = apart.both(&["clashes", "list"]);
    assert_eq!(clashes["open"], 1, "{clashes}");
    assert_eq!(apart.conflicts(), 1, "which of the two ended the wait");
    assert_eq!(apart.both(&["waiting", "list"])["total"], 0);
    assert!(apart.free_at(0).is_empty());
}

#[test]
fn two_edits_of_wishes_wait_for_a_decision_and_a_call_stays() {
    let apart = Apart::new();
    for (at, time) in [(0, "09:00"), (1, "10:00")] {
        apart.run(at, &["waiting", "edit", &apart.entry, "--from-time", time]);
    }
    apart.run(
        1,
        &["waiting", "call", &apart.entry, "--result", "NO_ANSWER"],
    );
    apart.meet();
    assert_eq!(apart.conflicts(), 1);
    assert_eq!(apart.both(&["waiting", "list"])["rows"][0]["calls"], 1);
}

#[test]
fn one_that_ended_at_one_and_was_called_at_the_other_is_both() {
    let apart = Apart::new();
    apart.run(
        0,
        &["waiting", "end", &apart.entry, "--reason", "Moved away"],
    );
    apart.run(1, &["waiting", "call", &apart.entry, "--result", "REACHED"]);
    apart.run(
        1,
        &["waiting", "edit", &apart.entry, "--until-time", "12:00"],
    );
    apart.meet();
    assert_eq!(apart.both(&["waiting", "list"])["total"], 0);
    let row = apart.both(&["waiting", "show", &apart.entry])["entry"].clone();
    assert_eq!(row["end"]["reason"], "Moved away");
    assert_eq!(row["wishes"]["until_time"], "12:00");
    assert_eq!(apart.conflicts(), 0);
}

/// The list and the offers depend on rows that they do not show: an edit of one is reported all the same.
#[test]
fn no_edit_of_a_file_hides_who_waits_or_a_time_that_freed() {
    let apart = Apart::new();
    apart.run(0, &["appointments", "status", &apart.booked, "CANCELLED"]);
    apart.run(0, &["waiting", "call", &apart.entry, "--result", "REACHED"]);
    let (device, user) = &apart.devices[0];
    let file = rusqlite::Connection::open(device.vault().join("vault.db")).unwrap();
    for (kind, sql, back) in [
        (
            "waiting_list_entry",
            "waiting_list_entries set ended_at = 1",
            "waiting_list_entries set ended_at = null",
        ),
        (
            "phone_call",
            "phone_calls set purpose = 'REMINDER'",
            "phone_calls set purpose = 'WAITING'",
        ),
        (
            "freed_slot",
            "freed_slots set is_dismissed = 1",
            "freed_slots set is_dismissed = 0",
        ),
    ] {
        for words in [["waiting", "list"], ["waiting", "free"]] {
            assert_eq!(apart.run(0, &words)["damaged"], Value::Null);
            assert_eq!(file.execute(&format!("update {sql}"), []).unwrap(), 1);
            let answer = device.run_as(user, &words).ended(3);
            assert_eq!(answer["damaged"][0]["what"], kind, "{sql}: {answer}");
            assert_eq!(file.execute(&format!("update {back}"), []).unwrap(), 1);
        }
    }
}
