//! Quotes: made, changed, answered, turned into invoices, and over.
#![allow(clippy::unwrap_used)]

use sync_contract::catalog::{
    DeletionReason as RowDeletion, InvoiceDraft, Package, PackageUse, Quote,
};
use sync_contract::field::date;
use sync_contract::ids::{InvoiceDraftId, PackageId, PackageUseId, PatientId, QuoteId, ServiceId};

use crate::appointments::day::day as day_of_diary;
use crate::appointments::status::set_status;
use crate::appointments::{AppointmentStatus, book, pages};
use crate::error::{Error, Reason};
use crate::invoices::draft::{add as begin, remove as discard};
use crate::invoices::issue::{issue, numbered};
use crate::invoices::list::{list as invoices, show_draft};
use crate::invoices::quotes::list::{list, open, print, show};
use crate::invoices::quotes::write::{add, decline, edit, invoice, preview, remove, restore};
use crate::invoices::quotes::{NewQuote, QuoteEdit, QuoteForm, QuoteState, QuoteView};
use crate::invoices::void::void;
use crate::invoices::{ClaimForm, InvoiceDraftView, InvoiceForm, InvoiceLineForm, NewInvoice};
use crate::patients::view::DeletionReason;
use crate::services::{self, ServiceForm};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD};
use crate::tests::diary::booking;
use crate::tests::invoices::{billing, faults};
use crate::view::{Day, Id};
use crate::{Clinic, Result, chart, patients};

const DAY_S: i64 = 86_400;

/// Billing staff with one patient, on Friday, 20 November.
struct Case {
    machine: Machine,
    bill: Clinic,
    mary: Id,
}

impl Case {
    fn new() -> Self {
        let (machine, bill, mary) = billing();
        Self {
            machine,
            bill,
            mary,
        }
    }

    fn line(&self, code: &str, quantity: &str) -> InvoiceLineForm {
        InvoiceLineForm {
            service_id: services::find(&self.bill, code).unwrap().id,
            quantity: quantity.into(),
            price: String::new(),
            tax: String::new(),
        }
    }

    fn form(&self, until: Option<&str>) -> QuoteForm {
        QuoteForm {
            lines: vec![self.line("VISIT", "1"), self.line("BODY", "3")],
            valid_until: until.map(|day| Day(day.into())),
            note: "One visit".into(),
        }
    }

    fn made_with(&mut self, form: QuoteForm) -> Result<QuoteView> {
        let new = NewQuote {
            patient_id: self.mary.clone(),
            form,
        };
        add(&mut self.bill, &new)
    }

    fn made(&mut self, until: Option<&str>) -> QuoteView {
        let form = self.form(until);
        self.made_with(form).unwrap()
    }

    fn state(&self, quote: &QuoteView) -> QuoteState {
        show(&self.bill, &quote.id).unwrap().state
    }

    fn edited(&mut self, quote: &QuoteView, form: QuoteForm) -> Result<QuoteView> {
        let change = QuoteEdit {
            id: quote.id.clone(),
            seen: quote.seen.clone(),
            loaded: quote.form.clone(),
            form,
        };
        edit(&mut self.bill, &change)
    }

    fn invoiced(&mut self, quote: &QuoteView) -> Result<InvoiceDraftView> {
        let seen = show(&self.bill, &quote.id).unwrap().seen;
        invoice(&mut self.bill, &quote.id, &seen)
    }

    fn days_later(&mut self, days: i64) {
        self.machine.clock.advance_s(days * DAY_S);
        self.bill = self.machine.sign_in("bill", PASSWORD);
    }
}

#[test]
fn a_quote_is_made_with_a_number_and_becomes_an_invoice_with_its_prices() {
    let mut case = Case::new();
    let made = case.made(None);
    assert!(made.number.starts_with("Q1-00001-"), "{}", made.number);
    // 75 + 74.97 with 5.5 %
    assert_eq!(made.sums.total, "154.09");
    // thirty days from the 20th of November
    assert_eq!(
        (made.state, &*made.valid_until.0),
        (QuoteState::Waiting, "2026-12-20")
    );
    assert!(case.made(None).number.starts_with("Q1-00002-"));

    // the price list changes meanwhile
    let stored = services::find(&case.bill, "VISIT").unwrap();
    let mut admin = case.machine.sign_in("admin", ADMIN_PASSWORD);
    let form = ServiceForm {
        price: "90".into(),
        is_active: false,
        ..stored.form.clone()
    };
    services::edit(&mut admin, &stored.id, &stored.seen, &stored.form, &form).unwrap();
    drop(admin);

    let draft = case.invoiced(&made).unwrap();
    assert_eq!(draft.sums, made.sums);
    assert_eq!(draft.quote.as_ref().unwrap().number, made.number);
    assert_eq!(draft.form.due_days, "30");
    let issued = issue(&mut case.bill, &draft.id, &draft.seen).unwrap();
    assert_eq!(issued.quote, draft.quote);
    let shown = show(&case.bill, &made.id).unwrap();
    assert_eq!(shown.state, QuoteState::Invoiced);
    assert_eq!(shown.invoice.unwrap().number, Some(issued.number.clone()));
    let all = invoices(&case.bill, &case.mary).unwrap();
    assert_eq!(all.invoices[0].quote, draft.quote);
}

#[test]
fn the_last_day_is_still_valid_and_one_that_expired_can_be_invoiced() {
    let mut case = Case::new();
    let made = case.made(Some("2026-11-22"));
    case.days_later(2);
    assert_eq!(case.state(&made), QuoteState::Waiting);
    case.days_later(1);
    assert_eq!(case.state(&made), QuoteState::Expired);
    let listed = open(&case.bill).unwrap();
    assert_eq!((listed.total, &listed.quotes[0].id), (1, &made.id));
    // thirty days after the last one it is listed for the last time
    case.days_later(29);
    assert_eq!(open(&case.bill).unwrap().total, 1);
    case.days_later(1);
    assert_eq!(open(&case.bill).unwrap().total, 0);
    case.invoiced(&made).unwrap();
    assert_eq!(case.state(&made), QuoteState::Invoiced);
}

#[test]
fn a_discarded_draft_and_a_void_invoice_make_it_open_again() {
    let mut case = Case::new();
    let made = case.made(None);
    let draft = case.invoiced(&made).unwrap();
    let again = faults(case.invoiced(&made));
    assert_eq!(again, [("quote", Reason::OutOfOrder)]);
    assert_eq!(open(&case.bill).unwrap().total, 0);
    discard(&mut case.bill, &draft.id, &draft.seen, "Not wanted").unwrap();
    assert_eq!(case.state(&made), QuoteState::Waiting);
    assert_eq!(open(&case.bill).unwrap().total, 1);

    let draft = case.invoiced(&made).unwrap();
    let issued = issue(&mut case.bill, &draft.id, &draft.seen).unwrap();
    let form = case.form(None);
    assert_eq!(
        faults(case.edited(
            &made,
            QuoteForm {
                note: "Other".into(),
                ..form
            }
        )),
        [("quote", Reason::OutOfOrder)]
    );
    void(&mut case.bill, &issued.id, "Written for another").unwrap();
    assert_eq!(case.state(&made), QuoteState::Waiting);
}

#[test]
fn a_declined_one_is_invoiced_only_after_that_is_taken_back() {
    let mut case = Case::new();
    let made = case.made(None);
    let declined = decline(&mut case.bill, &made.id, &made.seen, true).unwrap();
    assert_eq!(declined.state, QuoteState::Declined);
    assert_eq!(open(&case.bill).unwrap().total, 0);
    assert_eq!(faults(case.invoiced(&made)), [("quote", Reason::Cancelled)]);
    let reopened = decline(&mut case.bill, &made.id, &declined.seen, false).unwrap();
    assert_eq!(reopened.state, QuoteState::Waiting);
    case.invoiced(&made).unwrap();
    let refused = decline(&mut case.bill, &made.id, &reopened.seen, true);
    assert_eq!(faults(refused), [("quote", Reason::OutOfOrder)]);
}

#[test]
fn one_without_lines_is_empty_and_neither_printed_nor_invoiced() {
    let mut case = Case::new();
    let none = QuoteForm {
        lines: Vec::new(),
        valid_until: None,
        note: String::new(),
    };
    let made = case.made_with(none).unwrap();
    assert_eq!((made.state, &*made.sums.total), (QuoteState::Empty, "0.00"));
    assert_eq!(faults(case.invoiced(&made)), [("quote", Reason::Required)]);
    assert_eq!(
        faults(print(&case.bill, &made.id)),
        [("quote", Reason::Required)]
    );
    let form = case.form(None);
    let preview = preview(&case.bill, &made.id, &form).unwrap();
    assert_eq!(preview.sums.total, "154.09");
    let edited = case.edited(&made, form).unwrap();
    assert_eq!(
        (edited.state, edited.sums),
        (QuoteState::Waiting, preview.sums)
    );
    assert_eq!(print(&case.bill, &made.id).unwrap().number, made.number);
}

#[test]
fn only_what_the_editor_changed_is_written() {
    let mut case = Case::new();
    let made = case.made(None);
    let later = QuoteForm {
        valid_until: Some(Day("2027-01-31".into())),
        ..made.form.clone()
    };
    let first = case.edited(&made, later).unwrap();
    // the same version was on another screen: its note changed, not its day
    let change = QuoteEdit {
        id: made.id.clone(),
        seen: first.seen.clone(),
        loaded: made.form.clone(),
        form: QuoteForm {
            note: "Two visits".into(),
            ..made.form.clone()
        },
    };
    let second = edit(&mut case.bill, &change).unwrap();
    assert_eq!(
        (&*second.valid_until.0, &*second.form.note),
        ("2027-01-31", "Two visits")
    );
}

#[test]
fn each_wrong_field_is_named_and_nothing_is_made() {
    let mut case = Case::new();
    let past = case.form(Some("2026-11-19"));
    assert_eq!(
        faults(case.made_with(past)),
        [("validUntil", Reason::Backwards)]
    );
    let far = case.form(Some("2028-11-21"));
    assert_eq!(
        faults(case.made_with(far)),
        [("validUntil", Reason::InTheFuture)]
    );
    let none = case.form(Some("2026-02-30"));
    assert_eq!(
        faults(case.made_with(none)),
        [("validUntil", Reason::NotADate)]
    );
    let mut form = case.form(None);
    form.lines[0].service_id = Id("x".into());
    form.lines[1].quantity = "0".into();
    assert_eq!(
        faults(case.made_with(form)),
        [
            ("lines.0.serviceId", Reason::Unknown),
            ("lines.1.quantity", Reason::Impossible)
        ]
    );
    let mut form = case.form(None);
    form.note = "n".repeat(300);
    let long = case.made_with(form);
    assert!(
        matches!(long, Err(Error::TooLong { field: "note", .. })),
        "{long:?}"
    );
    assert!(list(&case.bill, &case.mary).unwrap().quotes.is_empty());
    // what was refused took no number
    assert!(case.made(None).number.starts_with("Q1-00001-"));
}

#[test]
fn one_made_in_error_is_removed_and_put_back_but_not_once_invoiced() {
    let mut case = Case::new();
    let made = case.made(None);
    let reason = "Typed twice";
    let removal = remove(&mut case.bill, &made.id, &made.seen, reason).unwrap();
    assert!(list(&case.bill, &case.mary).unwrap().quotes.is_empty());
    assert_eq!(open(&case.bill).unwrap().total, 0);
    assert!(matches!(
        show(&case.bill, &made.id),
        Err(Error::NotFound("quote"))
    ));
    assert!(matches!(
        print(&case.bill, &made.id),
        Err(Error::NotFound("quote"))
    ));
    restore(&mut case.bill, &made.id, &removal).unwrap();
    assert_eq!(case.state(&made), QuoteState::Waiting);
    case.invoiced(&made).unwrap();
    let seen = show(&case.bill, &made.id).unwrap().seen;
    let refused = remove(&mut case.bill, &made.id, &seen, reason);
    assert_eq!(faults(refused), [("quote", Reason::OutOfOrder)]);
}

#[test]
fn what_changed_meanwhile_is_not_invoiced_unseen() {
    let mut case = Case::new();
    let made = case.made(None);
    let other = QuoteForm {
        lines: vec![case.line("VISIT", "9")],
        ..made.form.clone()
    };
    case.edited(&made, other).unwrap();
    let refused = invoice(&mut case.bill, &made.id, &made.seen);
    assert!(
        matches!(refused, Err(Error::ChangedMeanwhile)),
        "{refused:?}"
    );
}

/// Two computers that were apart each made a draft of one quote, and issued it.
#[test]
fn two_invoices_of_one_quote_are_flagged_as_twins() {
    let mut case = Case::new();
    let made = case.made(None);
    let draft = case.invoiced(&made).unwrap();
    let twin: InvoiceDraftId = {
        let first: InvoiceDraftId = draft.id.to().unwrap();
        case.bill
            .write("invoice quote", |tx| {
                let row = tx.get::<InvoiceDraft>(first)?.unwrap().value;
                let id: InvoiceDraftId = tx.new_id();
                tx.insert(&InvoiceDraft { id, ..row })?;
                Ok(id)
            })
            .unwrap()
    };
    issue(&mut case.bill, &draft.id, &draft.seen).unwrap();
    let view = show_draft(&case.bill, &Id::of(twin)).unwrap();
    let refused = issue(&mut case.bill, &view.id, &view.seen);
    assert_eq!(faults(refused), [("quote", Reason::OutOfOrder)]);
    // as the other computer issued it
    let write = case.bill.write("issue invoice", |tx| {
        let row = tx.get::<InvoiceDraft>(twin)?.unwrap().value;
        let invoice = numbered(tx, &row, date(2026, 11, 20))?;
        tx.insert(&invoice)?;
        Ok(())
    });
    write.unwrap();
    let all = invoices(&case.bill, &case.mary).unwrap().invoices;
    assert!(
        all.len() == 2 && all.iter().all(|one| one.is_twin),
        "{all:?}"
    );
    void(&mut case.bill, &all[0].id, "Twice").unwrap();
    let all = invoices(&case.bill, &case.mary).unwrap().invoices;
    assert!(all.iter().all(|one| !one.is_twin));
    assert_eq!(case.state(&made), QuoteState::Invoiced);
}

/// Another computer removed it while an invoice of it was made here.
#[test]
fn a_removed_quote_leaves_its_invoice_as_it_is() {
    let mut case = Case::new();
    let made = case.made(None);
    let draft = case.invoiced(&made).unwrap();
    let (id, seen): (QuoteId, _) = (made.id.to().unwrap(), made.seen.to_read_version().unwrap());
    case.bill
        .write("remove quote", |tx| {
            let reason = RowDeletion::EnteredInError;
            Ok(tx.delete::<Quote>(id, reason, None, &seen)?)
        })
        .unwrap();
    let shown = show_draft(&case.bill, &draft.id).unwrap();
    assert_eq!(shown.quote.as_ref().unwrap().number, made.number);
    issue(&mut case.bill, &draft.id, &shown.seen).unwrap();
}

#[test]
fn a_deleted_patient_is_offered_nothing() {
    let mut case = Case::new();
    let made = case.made(None);
    let mary = case.mary.clone();
    let mut diet = case.machine.sign_in("diet", PASSWORD);
    let seen = chart::show(&mut diet, &mary).unwrap().form.seen;
    let why = DeletionReason::Duplicate;
    patients::edit::delete(&mut diet, &mary, &seen, why, "Twice").unwrap();
    drop(diet);
    assert_eq!(open(&case.bill).unwrap().total, 0);
    assert!(matches!(case.invoiced(&made), Err(Error::PatientDeleted)));
    let form = case.form(None);
    assert!(matches!(case.made_with(form), Err(Error::PatientDeleted)));
}

/// The row is damaged then, and its number is none of the series.
#[test]
fn a_number_that_another_program_wrote_does_not_count() {
    let mut case = Case::new();
    case.made(None);
    for (serial, next) in [("900", "Q1-00002-"), ("4294967295", "Q1-00003-")] {
        let set = format!("serial = {serial}");
        case.bill.unlocked().edit_table("quotes", Some(&set));
        let made = case.made(None).number;
        assert!(made.starts_with(next), "{made}");
    }
}

/// The draft is of a computer on which the visit was not yet done; another one paid it with a package meanwhile.
#[test]
fn a_draft_of_a_visit_that_a_package_pays_is_not_issued() {
    let mut case = Case::new();
    let (id, day) = (case.mary.to::<PatientId>().unwrap(), date(2026, 11, 20));
    let mut diet = case.machine.sign_in("diet", PASSWORD);
    let provider = day_of_diary(&diet, &Day::of(day))
        .unwrap()
        .choices
        .providers;
    let new = booking(&case.mary, &provider[0].id, "2026-11-20T08:00:00Z");
    let visit = book::book(&mut diet, &new).unwrap().id;
    for to in [AppointmentStatus::Arrived, AppointmentStatus::Completed] {
        let seen = pages::one(&diet, visit.to().unwrap()).unwrap().seen;
        set_status(&mut diet, &visit, &seen, to, None).unwrap();
    }
    drop(diet);
    let draft = NewInvoice {
        patient_id: case.mary.clone(),
        appointment_id: Some(visit.clone()),
        form: InvoiceForm {
            lines: vec![case.line("VISIT", "1")],
            due_days: String::new(),
            claim: ClaimForm::default(),
        },
    };
    let draft = begin(&mut case.bill, &draft).unwrap();
    let service: ServiceId = case.line("VISIT", "1").service_id.to().unwrap();
    let write = case.bill.write("use package", |tx| {
        let package: PackageId = tx.new_id();
        tx.insert(&Package {
            id: package,
            patient: id,
            draft: None,
            service: service.into(),
            sessions: 3.into(),
            valid_until: None.into(),
            note: None.into(),
        })?;
        let used: PackageUseId = tx.new_id();
        tx.insert(&PackageUse {
            id: used,
            patient: id,
            package,
            appointment: Some(visit.to()?),
            used_on: day,
            returns: None,
            note: None.into(),
        })?;
        Ok(())
    });
    write.unwrap();
    let refused = issue(&mut case.bill, &draft.id, &draft.seen);
    assert_eq!(faults(refused), [("appointment", Reason::Taken)]);
}
