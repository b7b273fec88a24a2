//! Letters that a clinic has chosen for the numbers of invoices and quotes.
#![allow(clippy::unwrap_used)]

use crate::Clinic;
use crate::invoices::list::show;
use crate::invoices::quotes::write::add;
use crate::invoices::quotes::{NewQuote, QuoteForm};
use crate::preferences::{Preference, PreferenceEdit, choose, list};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD};
use crate::tests::invoices::{billing, issued, line};
use crate::view::Id;

/// Chooses letters as an admin, and returns billing staff who sign in after that.
fn with_letters(machine: &Machine, letters: &str) -> Clinic {
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let rows = list(&admin).unwrap();
    let stored = rows
        .into_iter()
        .find(|row| row.of == Preference::InvoiceLetters);
    let edit = PreferenceEdit {
        of: Preference::InvoiceLetters,
        seen: stored.unwrap().seen,
        value: letters.into(),
    };
    choose(&mut admin, &edit).unwrap();
    drop(admin);
    machine.sign_in("bill", PASSWORD)
}

fn quoted(bill: &mut Clinic, mary: &Id) -> String {
    let form = QuoteForm {
        lines: vec![line(bill, "VISIT", "1")],
        valid_until: None,
        note: String::new(),
    };
    let new = NewQuote {
        patient_id: mary.clone(),
        form,
    };
    add(bill, &new).unwrap().number
}

/// Returns a number without its last four letters, which are random.
fn front(number: &str) -> &str {
    let (front, random) = number.rsplit_once('-').unwrap();
    assert_eq!(random.len(), 4, "{number}");
    front
}

#[test]
fn letters_are_in_front_of_new_numbers_and_those_given_out_stay() {
    let (machine, mut bill, mary) = billing();
    let first = issued(&mut bill, &mary);
    assert_eq!(front(&first.number), "1-00001");
    drop(bill);

    let mut bill = with_letters(&machine, "ac");
    let second = issued(&mut bill, &mary);
    assert_eq!(front(&second.number), "AC-1-00002");
    assert_eq!(front(&quoted(&mut bill, &mary)), "AC-Q1-00001");
    drop(bill);

    // the count goes on, so that no two numbers of a computer are one
    let mut bill = with_letters(&machine, "ACME");
    assert_eq!(front(&issued(&mut bill, &mary).number), "ACME-1-00003");
    assert_eq!(front(&quoted(&mut bill, &mary)), "ACME-Q1-00002");
    drop(bill);

    let mut bill = with_letters(&machine, "");
    assert_eq!(front(&issued(&mut bill, &mary).number), "1-00004");
    for before in [first, second] {
        assert_eq!(show(&bill, &before.id).unwrap().number, before.number);
    }
}
