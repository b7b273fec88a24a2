//! Invoices: drafted from the price list, issued under a number of the device, paid, refunded and voided.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use serde_json::json;
use sync_contract::Right;
use sync_contract::catalog::Payment;
use sync_contract::ids::{InvoiceId, PaymentId};

use crate::error::{Error, Reason};
use crate::invoices::draft::{add, edit, remove};
use crate::invoices::issue::issue;
use crate::invoices::list::{list, show, show_draft};
use crate::invoices::payments::{PaymentForm, refund, take};
use crate::invoices::void::void;
use crate::invoices::worklist::to_bill;
use crate::invoices::{
    ClaimForm, InvoiceDraftView, InvoiceForm, InvoiceLineForm, InvoiceState, InvoiceView,
    NewInvoice, PaymentMethod,
};
use crate::patients::view::DeletionReason;
use crate::services::{self, ServiceForm, ServiceView};
use crate::testing::{Machine, PASSWORD, add_user, clinic, registered};
use crate::view::Id;
use crate::{Clinic, Result, chart, patients};

const DAY_S: i64 = 86_400;

/// A clinic with billing staff `bill`, two services and one patient.
pub(super) fn billing() -> (Machine, Clinic, Id) {
    let (machine, mut admin) = clinic();
    add_user(&mut admin, "bill", "Billing staff");
    add_user(&mut admin, "nurse", "Nurse");
    for (code, price, tax) in [("VISIT", "75", "0"), ("BODY", "24.99", "5.5")] {
        let form = json!({
            "code": code, "name": format!("Service {code}"), "price": price, "currency": "EUR", "tax": tax,
            "isActive": true,
        });
        services::add(
            &mut admin,
            &serde_json::from_value::<ServiceForm>(form).unwrap(),
        )
        .unwrap();
    }
    drop(admin);
    let mut office = machine.sign_in("desk", PASSWORD);
    let mary = registered(&mut office, "Mary", "Okafor", "1962-04-12");
    drop(office);
    let bill = machine.sign_in("bill", PASSWORD);
    (machine, bill, mary)
}

fn service(clinic: &Clinic, code: &str) -> ServiceView {
    services::find(clinic, code).unwrap()
}

pub(super) fn line(clinic: &Clinic, code: &str, quantity: &str) -> InvoiceLineForm {
    InvoiceLineForm {
        service_id: service(clinic, code).id,
        quantity: quantity.into(),
        price: String::new(),
        tax: String::new(),
    }
}

pub(super) fn drafted(
    clinic: &mut Clinic,
    patient: &Id,
    lines: Vec<InvoiceLineForm>,
) -> InvoiceDraftView {
    let new = NewInvoice {
        patient_id: patient.clone(),
        appointment_id: None,
        form: InvoiceForm {
            lines,
            due_days: String::new(),
            claim: ClaimForm::default(),
        },
    };
    add(clinic, &new).unwrap()
}

pub(super) fn issued(clinic: &mut Clinic, patient: &Id) -> InvoiceView {
    let lines = vec![line(clinic, "VISIT", "1")];
    let draft = drafted(clinic, patient, lines);
    issue(clinic, &draft.id, &draft.seen).unwrap()
}

fn cash(amount: &str) -> PaymentForm {
    PaymentForm {
        method: PaymentMethod::Cash,
        amount: amount.into(),
        reference: String::new(),
    }
}

pub(super) fn faults<T: std::fmt::Debug>(answer: Result<T>) -> Vec<(&'static str, Reason)> {
    let fault = |error: Error| match error {
        Error::Invalid { field, reason } => (field, reason),
        other => panic!("{other:?}"),
    };
    match answer.unwrap_err() {
        Error::Several(all) => all.into_iter().map(fault).collect(),
        one => vec![fault(one)],
    }
}

#[test]
fn an_invoice_is_drafted_issued_and_paid_in_parts() {
    let (_machine, mut bill, mary) = billing();
    let lines = vec![line(&bill, "VISIT", "1"), line(&bill, "BODY", "3")];
    let draft = drafted(&mut bill, &mary, lines);
    assert_eq!(draft.form.due_days, "30");
    let body = &draft.lines.as_ref().unwrap()[1];
    // 74.97 with 5.5 %: 4.12335
    assert_eq!(
        (&*body.net, &*body.tax, &*body.total),
        ("74.97", "4.12", "79.09")
    );
    assert_eq!((&*draft.sums.net, &*draft.sums.total), ("149.97", "154.09"));
    let invoice = issue(&mut bill, &draft.id, &draft.seen).unwrap();
    assert_eq!(invoice.sums, draft.sums);
    assert!(invoice.number.starts_with("1-00001-"), "{}", invoice.number);
    assert_eq!(
        (invoice.state, &*invoice.balance),
        (InvoiceState::Open, "154.09")
    );
    assert!(matches!(
        show_draft(&bill, &draft.id),
        Err(Error::AlreadyIssued)
    ));
    let part = take(&mut bill, &invoice.id, &cash("54.09")).unwrap();
    assert_eq!(
        (part.state, &*part.paid, &*part.balance),
        (InvoiceState::PartPaid, "54.09", "100.00")
    );
    let paid = take(&mut bill, &invoice.id, &cash("")).unwrap();
    assert_eq!((paid.state, &*paid.balance), (InvoiceState::Paid, "0.00"));
    assert_eq!(
        faults(take(&mut bill, &invoice.id, &cash("0.01"))),
        [("paidAmount", Reason::Impossible)]
    );
    let all = list(&bill, &mary).unwrap();
    assert_eq!((all.drafts.len(), all.invoices), (0, vec![paid]));
}

#[test]
fn a_draft_takes_services_as_they_are_when_it_is_written() {
    let (machine, mut bill, mary) = billing();
    let lines = vec![line(&bill, "VISIT", "2")];
    let draft = drafted(&mut bill, &mary, lines);
    let stored = service(&bill, "VISIT");
    let dearer = ServiceForm {
        price: "90".into(),
        ..stored.form.clone()
    };
    services::edit(&mut bill, &stored.id, &stored.seen, &stored.form, &dearer).unwrap();
    assert_eq!(show_draft(&bill, &draft.id).unwrap().sums.total, "150.00");
    let mut form = draft.form.clone();
    form.lines[0].price = "80,50".into();
    let cheaper = edit(&mut bill, &draft.id, &draft.seen, &draft.form, &form).unwrap();
    assert_eq!(cheaper.sums.total, "161.00");
    machine.clock.advance_s(DAY_S);
    let invoice = issue(&mut bill, &draft.id, &cheaper.seen).unwrap();
    assert_eq!(invoice.sums.total, "161.00");
    let late = edit(
        &mut bill,
        &draft.id,
        &cheaper.seen,
        &cheaper.form,
        &draft.form,
    );
    assert!(matches!(late, Err(Error::AlreadyIssued)), "{late:?}");
    let gone = remove(&mut bill, &draft.id, &cheaper.seen, "not needed");
    assert!(matches!(gone, Err(Error::AlreadyIssued)), "{gone:?}");
}

#[test]
fn all_that_is_wrong_with_a_draft_is_refused_at_once() {
    let (_machine, mut bill, mary) = billing();
    let mut lines = vec![
        line(&bill, "VISIT", "0"),
        line(&bill, "BODY", "1.5"),
        line(&bill, "BODY", ""),
    ];
    lines[1].price = "1.999".into();
    lines[2].tax = "120".into();
    let unknown = InvoiceLineForm {
        service_id: Id("0190a1b2-0000-7000-8000-000000000000".into()),
        quantity: "1".into(),
        price: String::new(),
        tax: String::new(),
    };
    lines.push(unknown);
    let new = NewInvoice {
        patient_id: mary.clone(),
        appointment_id: None,
        form: InvoiceForm {
            lines,
            due_days: "soon".into(),
            claim: ClaimForm::default(),
        },
    };
    assert_eq!(
        faults(add(&mut bill, &new)),
        [
            ("lines.0.quantity", Reason::Impossible),
            ("lines.1.quantity", Reason::Malformed),
            ("lines.1.price", Reason::TwoNumbers),
            ("lines.2.quantity", Reason::Required),
            ("lines.2.tax", Reason::Impossible),
            ("lines.3.serviceId", Reason::Unknown),
            ("dueDays", Reason::Malformed),
        ]
    );
    let empty = drafted(&mut bill, &mary, Vec::new());
    assert_eq!(
        faults(issue(&mut bill, &empty.id, &empty.seen)),
        [("lines", Reason::Required)]
    );
    remove(&mut bill, &empty.id, &empty.seen, "empty").unwrap();
    assert_eq!(list(&bill, &mary).unwrap().drafts, []);
}

#[test]
fn a_refund_names_its_payment_and_a_paid_invoice_is_not_voided() {
    let (_machine, mut bill, mary) = billing();
    let invoice = issued(&mut bill, &mary);
    let paid = take(&mut bill, &invoice.id, &cash("40")).unwrap();
    let payment = paid.payments[0].id.clone();
    match void(&mut bill, &invoice.id, "Wrong patient").unwrap_err() {
        Error::StillPaid(paid) => assert_eq!(paid, "40.00 EUR"),
        other => panic!("{other:?}"),
    }
    let back = refund(&mut bill, &payment, &cash("15")).unwrap();
    assert_eq!(
        (&*back.paid, &*back.payments[0].refunded),
        ("25.00", "15.00")
    );
    assert_eq!(
        faults(refund(&mut bill, &payment, &cash("25.01"))),
        [("refundAmount", Reason::Impossible)]
    );
    assert_eq!(
        faults(void(&mut bill, &invoice.id, " ")),
        [("reason", Reason::Required)]
    );
    let all_back = refund(&mut bill, &payment, &cash("")).unwrap();
    assert_eq!(
        (&*all_back.paid, all_back.state),
        ("0.00", InvoiceState::Open)
    );
    let again = refund(&mut bill, &all_back.payments[1].id, &cash("1"));
    assert!(matches!(again, Err(Error::NotFound(_))), "{again:?}");
    let voided = void(&mut bill, &invoice.id, "Wrong patient").unwrap();
    assert_eq!(
        (voided.state, &*voided.balance),
        (InvoiceState::Void, "0.00")
    );
    assert_eq!(voided.void.unwrap().reason, "Wrong patient");
    for refused in [
        void(&mut bill, &invoice.id, "Twice"),
        take(&mut bill, &invoice.id, &cash("1")),
    ] {
        assert!(matches!(refused, Err(Error::InvoiceVoid)), "{refused:?}");
    }
    let next = issued(&mut bill, &mary);
    assert!(next.number.starts_with("1-00002-"), "{}", next.number);
}

#[test]
fn two_payments_that_were_apart_show_as_overpaid() {
    let (_machine, mut bill, mary) = billing();
    let invoice = issued(&mut bill, &mary);
    take(&mut bill, &invoice.id, &cash("")).unwrap();
    // what another computer has taken meanwhile
    let id: InvoiceId = invoice.id.to().unwrap();
    bill.write("take payment", |tx| {
        let (own, at): (PaymentId, _) = (tx.new_id(), tx.now());
        tx.insert(&Payment {
            id: own,
            patient: mary.to()?,
            invoice: id,
            at,
            method: PaymentMethod::Card,
            amount_minor: 7500,
            refunds: None,
            reference: None.into(),
        })?;
        Ok::<_, Error>(())
    })
    .unwrap();
    let over = show(&bill, &invoice.id).unwrap();
    assert_eq!(
        (over.state, &*over.paid, &*over.balance),
        (InvoiceState::Overpaid, "150.00", "-75.00")
    );
    let work = to_bill(&bill).unwrap();
    assert_eq!(work.unpaid, std::slice::from_ref(&over));
    refund(&mut bill, &over.payments[1].id, &cash("")).unwrap();
    assert_eq!(to_bill(&bill).unwrap().unpaid, []);
}

#[test]
fn an_unpaid_invoice_is_overdue_after_its_day() {
    let (machine, mut bill, mary) = billing();
    let invoice = issued(&mut bill, &mary);
    machine.clock.advance_s(30 * DAY_S);
    assert_eq!(show(&bill, &invoice.id).unwrap().state, InvoiceState::Open);
    machine.clock.advance_s(DAY_S);
    let late = show(&bill, &invoice.id).unwrap();
    assert_eq!((late.state, late.days_overdue), (InvoiceState::Overdue, 1));
    assert_eq!(to_bill(&bill).unwrap().unpaid, [late]);
}

#[test]
fn what_a_deleted_patient_owes_stays_on_the_list() {
    let (machine, mut bill, mary) = billing();
    let invoice = issued(&mut bill, &mary);
    assert!(!invoice.is_patient_deleted);
    drop(bill);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let seen = chart::show(&mut diet, &mary).unwrap().form.seen;
    let reason = DeletionReason::Duplicate;
    patients::edit::delete(&mut diet, &mary, &seen, reason, "Twice").unwrap();
    drop(diet);
    let mut bill = machine.sign_in("bill", PASSWORD);
    let unpaid = to_bill(&bill).unwrap().unpaid;
    assert_eq!(unpaid[0].id, invoice.id);
    assert!(unpaid[0].is_patient_deleted && unpaid[0].patient.is_some());
    let refused = take(&mut bill, &invoice.id, &cash("10"));
    assert!(matches!(refused, Err(Error::PatientDeleted)), "{refused:?}");
}

#[test]
fn who_collects_takes_payments_and_issues_nothing() {
    let (machine, mut bill, mary) = billing();
    let invoice = issued(&mut bill, &mary);
    let lines = vec![line(&bill, "VISIT", "1")];
    let draft = drafted(&mut bill, &mary, lines);
    drop(bill);
    let mut office = machine.sign_in("desk", PASSWORD);
    let refused = issue(&mut office, &draft.id, &draft.seen);
    assert!(
        matches!(refused, Err(Error::Forbidden(Right::BillingWrite))),
        "{refused:?}"
    );
    let refused = void(&mut office, &invoice.id, "No");
    assert!(
        matches!(refused, Err(Error::Forbidden(Right::BillingWrite))),
        "{refused:?}"
    );
    assert_eq!(
        take(&mut office, &invoice.id, &cash("5")).unwrap().paid,
        "5.00"
    );
    drop(office);
    let nurse = machine.sign_in("nurse", PASSWORD);
    let refused = list(&nurse, &mary);
    assert!(
        matches!(refused, Err(Error::Forbidden(Right::BillingRead))),
        "{refused:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, ..ProptestConfig::default() })]
    /// Whatever is billed and paid in whatever order: what is paid and what is left add up to the total.
    #[test]
    fn what_is_paid_and_left_adds_up(amounts in proptest::collection::vec(1..4000_i64, 1..6)) {
        let (_machine, mut bill, mary) = billing();
        let invoice = issued(&mut bill, &mary);
        let mut paid = 0_i64;
        for amount in amounts {
            let text = format!("{}.{:02}", amount / 100, amount % 100);
            let taken = take(&mut bill, &invoice.id, &cash(&text));
            prop_assert_eq!(taken.is_ok(), paid + amount <= 7500);
            if taken.is_ok() {
                paid += amount;
            }
        }
        let shown = show(&bill, &invoice.id).unwrap();
        let minor = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
        prop_assert_eq!(minor(&shown.paid), paid);
        prop_assert_eq!(minor(&shown.paid) + minor(&shown.balance), 7500);
    }
}
