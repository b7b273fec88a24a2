//! Two computers without the server book two patients at once, and decide about it.

use serde_json::json;
use support::cli_device::connected;

use super::*;

const USERS: [(&str, &str); 2] = [("diet", "Dietitian"), ("desk", "Receptionist")];

/// A time on a day that comes soon.
fn soon(time: &str) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let days = i32::try_from(now.as_secs() / 86_400).unwrap() + 9;
    format!("{}T{time}:00Z", date_from_days(days).unwrap())
}

fn meet(devices: [&CliDevice; 2]) {
    for device in [devices[0], devices[1], devices[0]] {
        device.run(&["sync"]).done();
    }
}

fn reserved(device: &CliDevice, user: &str, patient: &str, time: &str) -> String {
    let starts = soon(time);
    let words = ["appointments", "book", "--anyway", "--provider", "diet"];
    let of = ["--patient", patient, "--starts", &starts];
    let booked = device.run_as(user, &[&words[..], &of].concat()).done();
    assert_eq!(booked["appointment"]["overlaps"], json!([]));
    text(&booked["appointment"], "id")
}

/// Two computers that were apart when each booked a patient, with the two appointments.
struct Apart {
    devices: [(CliDevice, &'static str); 2],
    appointments: [String; 2],
    _server: Box<dyn std::any::Any>,
}

impl Apart {
    fn new() -> Self {
        let (database, serving, first) = connected(&USERS);
        let patients = ["Zoë", "Ben"].map(|name| register(&first, "desk", name, "Okafor"));
        first.run(&["sync"]).done();
        let second = first.enrol("ada", "diet");
        let one = reserved(&first, "desk", &patients[0], "10:00");
        let other = reserved(&second, "diet", &patients[1], "10:15");
        meet([&first, &second]);
        Self {
            devices: [(first, "desk"), (second, "diet")],
            appointments: [one, other],
            _server: Box::new((database, serving)),
        }
    }

    fn meet(&self) {
        meet([&self.devices[0].0, &self.devices[1].0]);
    }

    fn run(&self, at: usize, words: &[&str]) -> Value {
        let (device, user) = &self.devices[at];
        device.run_as(user, &[&["clashes"], words].concat()).done()
    }

    fn decide(&self, at: usize, choice: &str) {
        let [one, other] = &self.appointments;
        self.run(at, &["decide", one, other, choice]);
    }

    /// The same at both computers.
    fn both(&self, words: &[&str]) -> Value {
        let [one, other] = [0, 1].map(|at| self.run(at, words));
        assert_eq!(one, other);
        one
    }

    fn counts(&self) -> [i64; 3] {
        let page = self.both(&["list"]);
        ["open", "to_call", "decided"].map(|name| page[name].as_i64().unwrap())
    }

    /// Who decided what, and what became of it, the latest first.
    fn decisions(&self) -> Vec<[String; 3]> {
        let page = self.both(&["history"]);
        let rows = list(&page, "rows").iter();
        rows.map(|row| ["by", "choice", "state"].map(|name| text(row, name)))
            .collect()
    }
}

#[test]
fn a_clash_of_two_computers_is_decided_at_one_and_both_agree() {
    let apart = Apart::new();
    assert_eq!(apart.counts(), [1, 0, 0]);
    let clash = apart.both(&["list"])["rows"][0].clone();
    assert_eq!(clash["shares"], json!(["provider"]));
    apart.decide(1, "KEEP");
    apart.meet();
    assert_eq!(apart.counts(), [0, 0, 1]);
    let [who, choice, state] = apart.decisions().remove(0);
    assert!(who.starts_with("diet"), "{who}");
    assert_eq!((choice.as_str(), state.as_str()), ("keep", "current"));
    // a time that is changed at the other computer makes it a new one
    let [one, _] = &apart.appointments;
    let starts = soon("10:05");
    let shift = ["appointments", "move", one, "--starts", &starts];
    apart.devices[0].0.run_as("desk", &shift).done();
    apart.meet();
    assert_eq!(apart.counts(), [1, 0, 0]);
    assert_ne!(apart.both(&["list"])["rows"][0]["id"], clash["id"]);
    assert_eq!(apart.decisions()[0][2], "over");
}

#[test]
fn of_two_decisions_made_apart_the_later_one_counts_at_both() {
    let apart = Apart::new();
    apart.decide(0, "KEEP");
    apart.decide(1, "CALL");
    apart.meet();
    assert_eq!(apart.counts(), [0, 1, 0]);
    let became = apart.decisions();
    let became: Vec<_> = became
        .iter()
        .map(|[_, choice, state]| (choice.as_str(), state.as_str()))
        .collect();
    assert_eq!(became, [("call", "current"), ("keep", "replaced")]);
    let conflicts = apart.devices[1]
        .0
        .run_as("diet", &["conflicts", "list"])
        .done();
    assert_eq!(list(&conflicts, "conflicts").len(), 0, "{conflicts}");
}

#[test]
fn a_move_at_one_and_both_left_at_the_other_are_in_the_history() {
    let apart = Apart::new();
    let [one, other] = &apart.appointments;
    let starts = soon("11:00");
    apart.run(0, &["move", one, other, "--starts", &starts]);
    apart.decide(1, "KEEP");
    apart.meet();
    assert_eq!(apart.counts(), [0, 0, 0]);
    let became = apart.decisions();
    let became: Vec<_> = became
        .iter()
        .map(|[_, choice, state]| (choice.as_str(), state.as_str()))
        .collect();
    assert_eq!(became, [("keep", "over"), ("move", "replaced")]);
}

#[test]
fn a_decision_about_one_that_was_cancelled_elsewhere_is_refused() {
    let apart = Apart::new();
    let [one, other] = &apart.appointments;
    apart.decide(1, "KEEP");
    let cancel = ["appointments", "status", one, "CANCELLED"];
    apart.devices[0].0.run_as("desk", &cancel).done();
    apart.meet();
    assert_eq!(apart.counts(), [0, 0, 0]);
    assert_eq!(apart.decisions()[0][2], "cancelled");
    let late = ["clashes", "decide", one, other, "REOPEN"];
    let refused = apart.devices[1].0.run_as("diet", &late);
    let message = refused.refused(1, "invalid");
    assert!(
        message.contains("cancelled or missed meanwhile"),
        "{message}"
    );
}
