//! A day's payments are summed and counted, and what is overdue is listed by how long.
#![allow(clippy::unwrap_used)]

use crate::appointments::NewAppointment;
use crate::appointments::book::book;
use crate::error::Reason;
use crate::invoices::cash::of_facility::{csv, report_at};
use crate::invoices::cash::{CashCount, CashForm, CashReport, CashRow, close, report};
use crate::invoices::issue::issue;
use crate::invoices::overdue::{OverdueAge, overdue};
use crate::invoices::payments::{PaymentForm, refund, take};
use crate::invoices::print::reminder;
use crate::invoices::{ClaimForm, InvoiceForm, InvoiceView, NewInvoice, PaymentMethod, draft};
use crate::reports::ReportQuery;
use crate::reports::report::report as period;
use crate::testing::{ADMIN_PASSWORD, PASSWORD, add_user};
use crate::tests::diary::booking;
use crate::tests::invoices::{billing, faults, issued, line};
use crate::tests::role_facilities::{add_facility, of as of_user};
use crate::users::details::{self, UserForm};
use crate::view::{Day, Id};
use crate::{Clinic, facilities};

const DAY_S: i64 = 86_400;

fn pay(clinic: &mut Clinic, invoice: &InvoiceView, method: PaymentMethod, amount: &str) {
    let form = PaymentForm {
        method,
        amount: amount.into(),
        reference: String::new(),
    };
    take(clinic, &invoice.id, &form).unwrap();
}

fn today(clinic: &Clinic) -> Day {
    Day::of(clinic.today().unwrap())
}

fn of(report: &CashReport, method: PaymentMethod) -> &CashRow {
    report.rows.iter().find(|row| row.method == method).unwrap()
}

fn counted(row: &CashRow, amount: &str) -> CashCount {
    CashCount {
        cashier_id: row.cashier_id.clone(),
        method: row.method,
        currency: row.currency.clone(),
        counted: amount.into(),
    }
}

fn form(counts: Vec<CashCount>) -> CashForm {
    CashForm {
        counts,
        remark: "A coin fell".into(),
    }
}

#[test]
fn a_day_is_counted_by_who_took_it_and_by_method() {
    let (machine, mut bill, mary) = billing();
    let day = today(&bill);
    assert_eq!(report(&bill, &day).unwrap().rows, []);
    let invoice = issued(&mut bill, &mary);
    pay(&mut bill, &invoice, PaymentMethod::Cash, "20");
    pay(&mut bill, &invoice, PaymentMethod::Cash, "5.50");
    pay(&mut bill, &invoice, PaymentMethod::Card, "10");
    let open = report(&bill, &day).unwrap();
    let cash = of(&open, PaymentMethod::Cash);
    assert_eq!((&*cash.expected, cash.payments), ("25.50", 2));
    assert_eq!(
        (open.is_counted, &*open.totals[0].expected),
        (false, "35.50")
    );
    assert_eq!(open.totals[0].counted, None);

    let card = of(&open, PaymentMethod::Card);
    let both = vec![counted(cash, "25"), counted(card, "10")];
    let done = close(&mut bill, &day, &form(both)).unwrap();
    let cash = of(&done, PaymentMethod::Cash).tally.clone().unwrap();
    assert_eq!(
        (&*cash.counted, &*cash.difference, &*cash.remark),
        ("25.00", "-0.50", "A coin fell")
    );
    assert_eq!(done.totals[0].difference.as_deref(), Some("-0.50"));
    assert!(done.is_counted);

    machine.clock.advance_s(1);
    let again = counted(of(&done, PaymentMethod::Cash), "25,50");
    let again = close(&mut bill, &day, &form(vec![again])).unwrap();
    let row = of(&again, PaymentMethod::Cash);
    assert_eq!(row.tally.as_ref().unwrap().difference, "0.00");
    assert_eq!(row.earlier, [cash]);
}

#[test]
fn a_facility_has_what_was_paid_for_its_appointments_and_to_its_staff() {
    let (machine, bill, mary) = billing();
    drop(bill);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let lyon = add_facility(&machine, &mut admin, "Lyon", "Europe/Paris");
    let hillside = facilities::find(&admin, "Hillside").unwrap().id;
    add_user(&mut admin, "lyn", "Billing staff");
    let user = of_user(&admin, "lyn");
    let form_there = UserForm {
        facility_id: Some(lyon.clone()),
        ..user.form.clone()
    };
    details::edit(&mut admin, &user.id, &user.seen, &user.form, &form_there).unwrap();
    let provider = of_user(&admin, "diet").id;
    let visit = NewAppointment {
        facility_id: Some(lyon.clone()),
        ..booking(&mary, &provider, "2026-11-20T09:00:00Z")
    };
    let visit = book(&mut admin, &visit).unwrap();
    drop(admin);
    let mut bill = machine.sign_in("bill", PASSWORD);
    let day = today(&bill);
    let plain = issued(&mut bill, &mary);
    let of_visit = NewInvoice {
        patient_id: mary.clone(),
        appointment_id: Some(visit.id),
        form: InvoiceForm {
            lines: vec![line(&bill, "VISIT", "1")],
            due_days: String::new(),
            claim: ClaimForm::default(),
        },
    };
    let of_visit = draft::add(&mut bill, &of_visit).unwrap();
    let of_visit = issue(&mut bill, &of_visit.id, &of_visit.seen).unwrap();
    pay(&mut bill, &plain, PaymentMethod::Cash, "20");
    let count = counted(&report(&bill, &day).unwrap().rows[0], "20");
    close(&mut bill, &day, &form(vec![count])).unwrap();
    let expected = |bill: &Clinic, at: &Id| {
        let report = report_at(bill, &day, at).unwrap();
        let sums = report
            .rows
            .iter()
            .map(|row| (row.expected.clone(), row.is_shared));
        sums.collect::<Vec<_>>()
    };
    let row = |sum: &str, is_shared| (sum.to_owned(), is_shared);
    assert_eq!(expected(&bill, &hillside), [row("20.00", false)]);
    assert!(report_at(&bill, &day, &hillside).unwrap().is_counted);
    assert_eq!(expected(&bill, &lyon), []);
    // for an appointment at Lyon, taken at Hillside: the till is counted together
    pay(&mut bill, &of_visit, PaymentMethod::Cash, "30");
    assert_eq!(expected(&bill, &hillside), [row("20.00", true)]);
    assert_eq!(expected(&bill, &lyon), [row("30.00", true)]);
    drop(bill);
    let mut lyn = machine.sign_in("lyn", PASSWORD);
    pay(&mut lyn, &plain, PaymentMethod::Card, "7");
    assert_eq!(expected(&lyn, &hillside), [row("20.00", true)]);
    assert_eq!(expected(&lyn, &lyon).len(), 2);
    let sheet = csv(&mut lyn, &day, Some(&lyon)).unwrap();
    assert!(
        sheet.starts_with("day,facility,cashier,method,currency,"),
        "{sheet}"
    );
    assert!(
        sheet.contains(",Lyon,lyn Test,CARD,EUR,1,,7.00,,"),
        "{sheet}"
    );
}

/// At 20:00 of Hillside it is the next day in Kathmandu: one payment is of one day, wherever a session works.
#[test]
fn a_day_is_the_same_in_the_sessions_of_every_facility() {
    let (machine, bill, mary) = billing();
    drop(bill);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let annapurna = add_facility(&machine, &mut admin, "Annapurna", "Asia/Kathmandu");
    drop(admin);
    machine.clock.advance_s(9 * 3_600);
    let mut bill = machine.sign_in("bill", PASSWORD);
    let (friday, saturday) = (Day("2026-11-20".into()), Day("2026-11-21".into()));
    let invoice = issued(&mut bill, &mary);
    pay(&mut bill, &invoice, PaymentMethod::Cash, "50");
    let count = counted(&report(&bill, &friday).unwrap().rows[0], "50");
    let done = close(&mut bill, &friday, &form(vec![count.clone()])).unwrap();
    assert_eq!(done.today, friday);
    let query = ReportQuery {
        from: friday.clone(),
        until: saturday.clone(),
        facility_id: None,
        department_id: None,
        provider_id: None,
    };
    for works_at in [Some(&annapurna), None] {
        facilities::work_at(&mut bill, works_at).unwrap();
        assert_eq!(report(&bill, &friday).unwrap(), done);
        assert_eq!(report(&bill, &saturday).unwrap().rows, []);
        let twice = close(&mut bill, &saturday, &form(vec![count.clone()]));
        assert_eq!(faults(twice)[0], ("day", Reason::InTheFuture));
        assert_eq!(bill.today_of_books(None).unwrap().to_string(), friday.0);
    }
    drop(bill);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    add_user(&mut admin, "mona", "Manager");
    drop(admin);
    let mut mona = machine.sign_in("mona", PASSWORD);
    for works_at in [Some(&annapurna), None] {
        facilities::work_at(&mut mona, works_at).unwrap();
        let income = period(&mona, &query).unwrap().income.unwrap().remove(0);
        assert_eq!(income.spans, ["50.00", "0.00"]);
    }
    let hillside = facilities::find(&mona, "Hillside").unwrap().id;
    assert_eq!(
        report_at(&mona, &friday, &hillside).unwrap().rows,
        done.rows
    );
}

#[test]
fn a_payment_after_closing_is_shown_until_it_is_counted() {
    let (_machine, mut bill, mary) = billing();
    let day = today(&bill);
    let invoice = issued(&mut bill, &mary);
    pay(&mut bill, &invoice, PaymentMethod::Cash, "20");
    let open = report(&bill, &day).unwrap();
    let count = counted(&open.rows[0], "20");
    assert!(
        close(&mut bill, &day, &form(vec![count]))
            .unwrap()
            .is_counted
    );
    pay(&mut bill, &invoice, PaymentMethod::Cash, "7");
    let late = report(&bill, &day).unwrap();
    let row = &late.rows[0];
    assert_eq!(
        (late.is_counted, row.added.as_deref(), &*row.expected),
        (false, Some("7.00"), "27.00")
    );
    let count = counted(row, "27");
    let done = close(&mut bill, &day, &form(vec![count])).unwrap();
    assert_eq!((done.is_counted, &done.rows[0].added), (true, &None));
}

#[test]
fn what_is_given_back_on_another_day_is_counted_there_below_zero() {
    let (machine, mut bill, mary) = billing();
    let invoice = issued(&mut bill, &mary);
    pay(&mut bill, &invoice, PaymentMethod::Card, "75");
    let first = today(&bill);
    machine.clock.advance_s(DAY_S);
    let mut bill = machine.sign_in("bill", PASSWORD);
    let payment = report(&bill, &first).unwrap();
    assert_eq!(payment.totals[0].expected, "75.00");
    let shown = crate::invoices::list::show(&bill, &invoice.id).unwrap();
    let back = PaymentForm {
        method: PaymentMethod::Card,
        amount: "30".into(),
        reference: String::new(),
    };
    refund(&mut bill, &shown.payments[0].id, &back).unwrap();
    let second = today(&bill);
    let open = report(&bill, &second).unwrap();
    assert_eq!(open.rows[0].expected, "-30.00");
    let count = counted(&open.rows[0], "-30");
    let done = close(&mut bill, &second, &form(vec![count])).unwrap();
    assert_eq!(done.totals[0].difference.as_deref(), Some("0.00"));
    assert_eq!(report(&bill, &first).unwrap().totals, payment.totals);
}

#[test]
fn every_wrong_count_is_named_and_none_is_recorded() {
    let (machine, mut bill, mary) = billing();
    let day = today(&bill);
    let invoice = issued(&mut bill, &mary);
    pay(&mut bill, &invoice, PaymentMethod::Cash, "20");
    let open = report(&bill, &day).unwrap();
    let right = counted(&open.rows[0], "20");
    let wrong = |change: fn(&mut CashCount)| {
        let mut count = right.clone();
        change(&mut count);
        count
    };
    let counts = vec![
        right.clone(),
        wrong(|count| count.method = PaymentMethod::Card),
        wrong(|count| count.currency = "JPY".into()),
        wrong(|count| count.cashier_id = Id("nobody".into())),
        wrong(|count| count.counted = "twenty".into()),
        wrong(|count| count.counted = "20.005".into()),
        wrong(|count| count.counted = " ".into()),
    ];
    assert_eq!(
        faults(close(&mut bill, &day, &form(counts))),
        [
            ("counts.1", Reason::Unknown),
            ("counts.2", Reason::Unknown),
            ("counts.3", Reason::Unknown),
            ("counts.4", Reason::Malformed),
            ("counts.5", Reason::TwoNumbers),
            ("counts.6", Reason::Required),
        ]
    );
    assert_eq!(
        faults(close(&mut bill, &day, &form(Vec::new()))),
        [("counts", Reason::Required)]
    );
    machine.clock.advance_s(-DAY_S);
    let mut early = machine.sign_in("bill", PASSWORD);
    let fault = faults(close(&mut early, &day, &form(vec![right])));
    assert_eq!(fault, [("day", Reason::InTheFuture)]);
    let mut unchanged = report(&bill, &day).unwrap();
    // the clock was set back
    unchanged.today.clone_from(&open.today);
    assert_eq!(unchanged, open);
}

#[test]
fn what_is_overdue_is_listed_by_how_long_and_a_reminder_is_of_it_alone() {
    let (machine, mut bill, mary) = billing();
    let first = issued(&mut bill, &mary);
    pay(&mut bill, &first, PaymentMethod::Cash, "25");
    machine.clock.advance_s(25 * DAY_S);
    let mut bill = machine.sign_in("bill", PASSWORD);
    let second = issued(&mut bill, &mary);
    assert_eq!(overdue(&bill).unwrap().total, 0);
    assert_eq!(
        faults(reminder(&bill, &first.id)),
        [("invoice", Reason::OutOfOrder)]
    );
    // due after 30 days: the first is 37 days late then, the second 12
    machine.clock.advance_s(42 * DAY_S);
    let mut bill = machine.sign_in("bill", PASSWORD);
    let late = overdue(&bill).unwrap();
    let parts: Vec<_> = late
        .parts
        .iter()
        .map(|part| {
            let sums: Vec<_> = part.sums.iter().map(|sum| sum.left.as_str()).collect();
            (part.age, part.total, sums)
        })
        .collect();
    assert_eq!(
        parts,
        [
            (OverdueAge::UpTo30, 1, vec!["75.00"]),
            (OverdueAge::UpTo60, 1, vec!["50.00"]),
            (OverdueAge::Over60, 0, vec![]),
        ]
    );
    assert_eq!(reminder(&bill, &first.id).unwrap().balance, "50.00");
    pay(&mut bill, &second, PaymentMethod::Transfer, "75");
    assert_eq!(overdue(&bill).unwrap().total, 1);
}
