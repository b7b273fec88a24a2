//! A series of appointments at two front desks without the server.

use serde_json::json;
use support::cli_device::connected;

use super::*;

const USERS: [(&str, &str); 2] = [("diet", "Dietitian"), ("desk", "Receptionist")];

/// Two computers that know of two patients, and that are apart now.
struct Apart {
    devices: [CliDevice; 2],
    patients: [String; 2],
    _server: Box<dyn std::any::Any>,
}

impl Apart {
    fn new() -> Self {
        let (database, serving, first) = connected(&USERS);
        let patients = ["Zoë", "Ben"].map(|name| register(&first, "desk", name, "Okafor"));
        first.run(&["sync"]).done();
        let second = first.enrol("ada", "desk");
        Self {
            devices: [first, second],
            patients,
            _server: Box::new((database, serving)),
        }
    }

    fn run(&self, at: usize, words: &[&str]) -> Value {
        self.devices[at].run_as("desk", words).done()
    }

    /// Mondays of a winter that is over, for one of the patients.
    fn book(&self, at: usize, patient: usize) -> String {
        let entry = ["series", "book", "--provider", "diet", "--count", "4"];
        let of = ["--patient", &self.patients[patient], "--starts"];
        let words = [&entry[..], &of, &["2025-01-06T09:00:00Z"]].concat();
        let booked = self.run(at, &words);
        text(&booked["appointments"][1], "id")
    }

    fn meet(&self) {
        for at in [0, 1, 0] {
            self.devices[at].run(&["sync"]).done();
        }
    }

    /// The same at both computers.
    fn both(&self, words: &[&str]) -> Value {
        let [one, other] = [0, 1].map(|at| {
            let mut answer = self.run(at, words);
            without_sync(&mut answer);
            answer
        });
        assert_eq!(one, other);
        one
    }
}

/// Takes out where a row is, which differs between computers.
fn without_sync(answer: &mut Value) {
    match answer {
        Value::Object(members) => {
            members.remove("sync");
            members.values_mut().for_each(without_sync);
        }
        Value::Array(rows) => rows.iter_mut().for_each(without_sync),
        _ => {}
    }
}

fn days(series: &Value) -> Vec<&str> {
    let dates = list(&series["series"], "appointments").iter();
    dates
        .map(|date| &date["starts_at"].as_str().unwrap()[..10])
        .collect()
}

#[test]
fn two_series_at_one_time_overlap_on_each_date_after_a_sync() {
    let apart = Apart::new();
    let [of_first, of_second] = [0, 1].map(|at| apart.book(at, at));
    apart.meet();
    for (series, patient) in [(&of_first, 0), (&of_second, 1)] {
        let shown = apart.both(&["series", "show", series]);
        assert_eq!(days(&shown).len(), 4);
        let dates = list(&shown["series"], "appointments");
        let of =
            |date: &Value| date["patients"][0]["id"].as_str() == Some(&apart.patients[patient]);
        assert!(dates.iter().all(of));
    }
    for day in ["2025-01-06", "2025-01-13", "2025-01-20", "2025-01-27"] {
        let diary = apart.both(&["appointments", "list", "--day", day]);
        let booked = list(&diary, "appointments");
        let overlaps: Vec<usize> = booked
            .iter()
            .map(|one| list(one, "overlaps").len())
            .collect();
        assert_eq!(overlaps, [1, 1], "{day}");
    }
    // and where the one was, the other is previewed as taken
    let to = ["--starts", "2025-01-20T09:00:00Z"];
    let words = [&["series", "preview-move", &of_first][..], &to].concat();
    let shown = apart.both(&words);
    let states: Vec<&Value> = list(&shown, "dates")
        .iter()
        .map(|date| &date["state"])
        .collect();
    assert_eq!(
        states,
        [&json!("overlaps"), &json!("overlaps"), &json!("free")]
    );
}

#[test]
fn a_series_that_one_moves_and_the_other_cancels_is_both() {
    let apart = Apart::new();
    let second = apart.book(0, 0);
    apart.meet();
    let to = ["--starts", "2025-01-14T10:00:00Z"];
    apart.run(0, &[&["series", "move", &second][..], &to].concat());
    apart.run(1, &["series", "cancel", &second, "--reason", "Moves away"]);
    apart.meet();
    let shown = apart.both(&["series", "show", &second]);
    let wanted = ["2025-01-06", "2025-01-14", "2025-01-21", "2025-01-28"];
    assert_eq!(days(&shown), wanted);
    let dates = list(&shown["series"], "appointments").iter();
    let statuses: Vec<&Value> = dates.map(|date| &date["status"]).collect();
    let cancelled = json!("cancelled");
    assert_eq!(statuses[1..], [&cancelled, &cancelled, &cancelled]);
    assert_eq!(*statuses[0], json!("scheduled"));
    // when and whether are cells of their own: neither contests the other
    let conflicts = apart.run(1, &["conflicts", "list"]);
    assert!(list(&conflicts, "conflicts").is_empty(), "{conflicts}");
}
