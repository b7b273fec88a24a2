//! Two who bill the same patients at computers that are apart.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;
use support::cli_device::connected;

use super::*;

const STAFF: [(&str, &str); 2] = [("bill", "Billing staff"), ("bob", "Billing staff")];

/// A draft of one first visit of 75 EUR; returns its id.
fn draft(device: &CliDevice, patient: &str) -> String {
    let new = ["invoices", "new", "--patient", patient, "--line", "INIT"];
    text(&device.run_as("bill", &new).done()["draft"], "id")
}

fn issue(device: &CliDevice, user: &str, draft: &str) -> Value {
    let issued = device.run_as(user, &["invoices", "issue", draft]).done();
    issued["invoice"].clone()
}

fn show(device: &CliDevice, user: &str, invoice: &str) -> Value {
    let shown = device.run_as(user, &["invoices", "show", invoice]).done();
    shown["invoice"].clone()
}

/// Adds a price list and a patient to a clinic of two, and returns the second computer and the patient.
fn two_computers(first: &CliDevice) -> (CliDevice, String) {
    let service = "services add --code INIT --name Visit --price 75";
    let words: Vec<&str> = service.split(' ').collect();
    first.run_as("ada", &words).done();
    let zoe = register(first, "ada", "Zoë", "Okafor");
    first.run(&["sync"]).done();
    (first.enrol("ada", "bob"), zoe)
}

fn exchange(first: &CliDevice, second: &CliDevice) {
    for device in [first, second, first] {
        device.run(&["sync"]).done();
    }
}

/// Neither number is ever changed, and neither invoice is lost: a person voids one of them.
#[test]
fn one_visit_billed_at_two_computers_is_two_invoices_until_one_is_void() {
    let (_database, _serving, first) = connected(&STAFF);
    let (second, zoe) = two_computers(&first);
    let draft = draft(&first, &zoe);
    exchange(&first, &second);
    let [mine, theirs] =
        [(&first, "bill"), (&second, "bob")].map(|(device, user)| issue(device, user, &draft));
    let number = |invoice: &Value| text(invoice, "number");
    let series = |invoice: &Value| number(invoice).split('-').next().unwrap().to_owned();
    assert_ne!(series(&mine), series(&theirs), "{mine} {theirs}");
    exchange(&first, &second);

    let words = ["invoices", "list", "--patient", &zoe];
    for (device, user) in [(&first, "bill"), (&second, "bob")] {
        let answer = device.run_as(user, &words).done();
        let invoices = list(&answer, "invoices");
        let numbers: BTreeSet<String> = invoices.iter().map(number).collect();
        assert_eq!(numbers, [&mine, &theirs].map(number).into());
        assert!(
            invoices.iter().all(|one| one["is_twin"] == true),
            "{answer}"
        );
        assert_eq!(answer["drafts"], Value::Array(Vec::new()));
    }
    // also where it is collected, once the other one is paid and on no list
    let pay = ["invoices", "pay", &text(&mine, "id"), "--method", "CASH"];
    let paid = text(
        &first.run_as("bill", &pay).done()["invoice"]["payments"][0],
        "id",
    );
    let work = first.run_as("bill", &["invoices", "work"]).done();
    let unpaid = list(&work, "unpaid");
    assert_eq!(
        (&unpaid[0]["number"], &unpaid[0]["is_twin"]),
        (&theirs["number"], &true.into())
    );
    let refund = ["invoices", "refund", &paid, "--method", "CASH"];
    first.run_as("bill", &refund).done();
    exchange(&first, &second);
    let void = [
        "invoices",
        "void",
        &text(&theirs, "id"),
        "--reason",
        "Billed twice",
    ];
    second.run_as("bob", &void).done();
    exchange(&first, &second);
    let [valid, void] = [&mine, &theirs].map(|one| show(&first, "bill", &text(one, "id")));
    assert_eq!(
        (&valid["is_twin"], &valid["state"]),
        (&false.into(), &"open".into())
    );
    assert_eq!(
        (&void["number"], &void["state"]),
        (&theirs["number"], &"void".into())
    );
    // the number of a void invoice is not given again
    let draft = self::draft(&first, &zoe);
    exchange(&first, &second);
    assert_ne!(number(&issue(&second, "bob", &draft)), number(&theirs));
}

/// Each desk refuses more than is left; what both took while they were apart is shown as too much, and given back.
#[test]
fn a_payment_taken_at_two_computers_shows_as_overpaid_at_both() {
    let (_database, _serving, first) = connected(&STAFF);
    let (second, zoe) = two_computers(&first);
    let invoice = issue(&first, "bill", &draft(&first, &zoe));
    let id = text(&invoice, "id");
    exchange(&first, &second);
    let pay = |amount| {
        [
            "invoices", "pay", &id, "--method", "CASH", "--amount", amount,
        ]
    };
    let part = first.run_as("bill", &pay("50")).done();
    assert_eq!(part["invoice"]["state"], "partPaid");
    first.run_as("bill", &pay("25.01")).refused(1, "invalid");
    second.run_as("bob", &pay("75.00")).done();
    second.run_as("bob", &pay("0.01")).refused(1, "invalid");
    exchange(&first, &second);

    for (device, user) in [(&first, "bill"), (&second, "bob")] {
        let over = show(device, user, &id);
        assert_eq!(
            (&over["state"], &over["paid"]),
            (&"overpaid".into(), &"125.00".into())
        );
        assert_eq!(over["balance"], "-50.00");
        let work = device.run_as(user, &["invoices", "work"]).done();
        assert_eq!(list(&work, "unpaid")[0]["number"], invoice["number"]);
    }
    let payments = show(&first, "bill", &id)["payments"].clone();
    let mut payments = payments.as_array().unwrap().iter();
    let first_taken = payments
        .find(|payment| payment["amount"] == "50.00")
        .unwrap();
    let refund = [
        "invoices",
        "refund",
        &text(first_taken, "id"),
        "--method",
        "CASH",
    ];
    first
        .run_as("bill", &[&refund[..], &["--amount", "50.01"]].concat())
        .refused(1, "invalid");
    first.run_as("bill", &refund).done();
    exchange(&first, &second);
    let paid = show(&second, "bob", &id);
    assert_eq!(
        (&paid["state"], &paid["balance"]),
        (&"paid".into(), &"0.00".into())
    );
    let void = ["invoices", "void", &id, "--reason", "Not needed"];
    second.run_as("bob", &void).refused(1, "still_paid");
}

/// Both gave back the one payment, and one voided the invoice: the patient has the money twice, and can pay it again.
#[test]
fn what_two_computers_gave_back_twice_of_a_void_invoice_is_listed() {
    let (_database, _serving, first) = connected(&STAFF);
    let (second, zoe) = two_computers(&first);
    let id = text(&issue(&first, "bill", &draft(&first, &zoe)), "id");
    let pay = ["invoices", "pay", &id, "--method", "CASH"];
    let paid = first.run_as("bill", &pay).done()["invoice"].clone();
    exchange(&first, &second);
    let payment = text(&list(&paid, "payments")[0], "id");
    let refund = ["invoices", "refund", &payment, "--method", "CASH"];
    first.run_as("bill", &refund).done();
    second.run_as("bob", &refund).done();
    let void = ["invoices", "void", &id, "--reason", "Wrong patient"];
    first.run_as("bill", &void).done();
    exchange(&first, &second);
    for (device, user) in [(&first, "bill"), (&second, "bob")] {
        let work = device.run_as(user, &["invoices", "work"]).done();
        let listed = list(&work, "unpaid");
        assert_eq!(listed.len(), 1, "{work}");
        assert_eq!(
            (&listed[0]["state"], &listed[0]["balance"]),
            (&"partPaid".into(), &"75.00".into())
        );
    }
    second.run_as("bob", &pay).done();
    second.run_as("bob", &pay).refused(1, "invoice_void");
    exchange(&first, &second);
    assert_eq!(show(&first, "bill", &id)["state"], "void");
}

/// What another computer took before the day was closed and sent after that is shown beside what was counted.
#[test]
fn a_payment_that_arrives_after_the_day_was_counted_is_shown() {
    let (_database, _serving, first) = connected(&STAFF);
    let (second, zoe) = two_computers(&first);
    let id = text(&issue(&first, "bill", &draft(&first, &zoe)), "id");
    exchange(&first, &second);
    let pay = |amount| {
        [
            "invoices", "pay", &id, "--method", "CASH", "--amount", amount,
        ]
    };
    first.run_as("bill", &pay("20")).done();
    second.run_as("bob", &pay("30")).done();
    // both are apart, and each counts what it has
    let close = |count| ["cash", "close", "--count", count];
    first.run_as("bill", &close("bill/CASH=20")).done();
    second.run_as("bob", &close("bob/CASH=29.50")).done();
    second.run_as("bob", &pay("5")).done();
    exchange(&first, &second);
    for (device, user) in [(&first, "bill"), (&second, "bob")] {
        let report = device.run_as(user, &["cash", "report"]).done()["report"].clone();
        assert_eq!(report["is_counted"], false, "{report}");
        let rows = list(&report, "rows");
        let of = |amount: &str| {
            let mut rows = rows.iter();
            rows.find(|row| row["expected"] == amount).unwrap().clone()
        };
        assert_eq!((&of("20.00")["added"], rows.len()), (&Value::Null, 2));
        assert_eq!(of("35.00")["added"], "5.00");
        assert_eq!(of("35.00")["tally"]["difference"], "-0.50");
        assert_eq!(report["totals"][0]["difference"], "-5.50");
    }
    // the same till counted at both: the later count is the one, and the other is kept
    first.run_as("bill", &close("bob/CASH=35")).done();
    second.run_as("bob", &close("bob/CASH=34")).done();
    exchange(&first, &second);
    let reports = [(&first, "bill"), (&second, "bob")]
        .map(|(device, user)| device.run_as(user, &["cash", "report"]).done()["report"].clone());
    assert_eq!(reports[0], reports[1]);
    let rows = list(&reports[0], "rows");
    let row = rows.iter().find(|row| row["expected"] == "35.00").unwrap();
    assert_eq!(row["tally"]["counted"], "34.00");
    let before = list(row, "earlier");
    let before: Vec<_> = before.iter().map(|one| one["counted"].clone()).collect();
    assert_eq!(before, ["29.50", "35.00"]);
    assert_eq!(reports[0]["is_counted"], true);
}

const STEPS: usize = 18;

/// What happens next at one of the computers.
#[derive(Debug, Clone, Copy)]
enum Step {
    Issue,
    /// The invoice that this computer issued last is void.
    Void,
    Sync,
}

/// Three who issue, void and synchronize in any order: a number is one invoice's, and stays as it was printed.
#[test]
fn a_number_is_one_invoices_over_three_computers() {
    let staff = [STAFF[0], STAFF[1], ("cleo", STAFF[0].1)];
    let (_database, _serving, first) = connected(&staff);
    let (second, zoe) = two_computers(&first);
    let third = first.enrol("ada", "cleo");
    let computers = [(&first, "bill"), (&second, "bob"), (&third, "cleo")];

    let what = prop_oneof![4 => Just(Step::Issue), 1 => Just(Step::Void), 3 => Just(Step::Sync)];
    let steps = prop::collection::vec((0..computers.len(), what), STEPS);
    let steps = steps.new_tree(&mut TestRunner::new(Config::default()));
    let steps = steps.unwrap().current();

    // by id; and the ids by computer, in the order in which they were issued
    let (mut printed, mut issued) = (BTreeMap::new(), [vec![], vec![], vec![]]);
    for (index, step) in steps.iter().copied() {
        let (device, user) = computers[index];
        match step {
            Step::Issue => {
                let new = ["invoices", "new", "--patient", &zoe, "--line", "INIT"];
                let draft = text(&device.run_as(user, &new).done()["draft"], "id");
                let invoice = issue(device, user, &draft);
                issued[index].push(text(&invoice, "id"));
                printed.insert(text(&invoice, "id"), text(&invoice, "number"));
            }
            Step::Void => {
                let Some(id) = issued[index].last() else {
                    continue;
                };
                if show(device, user, id)["state"] != "void" {
                    let void = ["invoices", "void", id, "--reason", "Wrong"];
                    device.run_as(user, &void).done();
                }
            }
            Step::Sync => drop(device.run(&["sync"]).done()),
        }
    }
    for (device, _) in computers.iter().chain(&computers) {
        device.run(&["sync"]).done();
    }

    let numbers: BTreeSet<&String> = printed.values().collect();
    assert_eq!(numbers.len(), printed.len(), "{steps:?} {printed:?}");
    for ids in &issued {
        let counts: Vec<usize> = ids
            .iter()
            .map(|id| printed[id].split('-').nth(1).unwrap().parse().unwrap())
            .collect();
        assert_eq!(counts, (1..=ids.len()).collect::<Vec<_>>(), "{steps:?}");
    }
    for (device, user) in computers {
        for (id, number) in &printed {
            assert_eq!(text(&show(device, user, id), "number"), *number, "{user}");
        }
    }
}
