//! A visit is billed once, and each patient of a group session for their own seat.
#![allow(clippy::unwrap_used)]

use sync_contract::catalog::InvoiceDraft;
use sync_contract::ids::InvoiceDraftId;

use crate::appointments::groups::seats::{give, record};
use crate::appointments::groups::{Attendance, SeatGiven, list as groups};
use crate::appointments::status::set_status;
use crate::appointments::{AppointmentStatus, NewAppointment, book, pages};
use crate::error::{Error, Reason};
use crate::invoices::draft::{add, remove};
use crate::invoices::issue::issue;
use crate::invoices::list::show_draft;
use crate::invoices::void::void;
use crate::invoices::worklist::to_bill;
use crate::invoices::{ClaimForm, InvoiceDraftView, InvoiceForm, NewInvoice};
use crate::testing::registered;
use crate::tests::claims::policy;
use crate::tests::diary::booking;
use crate::tests::invoices::faults;
use crate::tests::merge::merged;
use crate::tests::packages::Case;
use crate::view::Id;
use crate::{Clinic, Result};

fn begun(clinic: &mut Clinic, patient: &Id, visit: &Id) -> Result<InvoiceDraftView> {
    let new = NewInvoice {
        patient_id: patient.clone(),
        appointment_id: Some(visit.clone()),
        form: InvoiceForm::default(),
    };
    add(clinic, &new)
}

fn refuses(case: &mut Case, patient: &Id, visit: &Id) {
    let refused = begun(&mut case.clinic, patient, visit);
    assert_eq!(faults(refused), [("appointment", Reason::Taken)]);
}

/// A group session in which these patients have seats.
fn shared(case: &mut Case, patients: &[&Id]) -> Id {
    let new = NewAppointment {
        patient_id: None,
        type_id: Id("GROUP".into()),
        seats: Some(4),
        ..booking(&case.patient, &case.provider, "2026-11-20T08:00:00Z")
    };
    let session = book::book(&mut case.clinic, &new).unwrap().id;
    for patient in patients {
        let given = SeatGiven {
            id: session.clone(),
            patient_id: (*patient).clone(),
            reason: String::new(),
            later: false,
        };
        give(&mut case.clinic, &given).unwrap();
    }
    session
}

#[test]
fn a_visit_is_billed_once_unless_that_was_discarded_or_is_void() {
    let mut case = Case::new();
    let mary = case.patient.clone();
    let visit = case.done("2026-11-20T08:00:00Z");
    let draft = begun(&mut case.clinic, &mary, &visit).unwrap();
    refuses(&mut case, &mary, &visit);
    remove(&mut case.clinic, &draft.id, &draft.seen, "Not wanted").unwrap();
    let draft = begun(&mut case.clinic, &mary, &visit).unwrap();
    let issued = issue(&mut case.clinic, &draft.id, &draft.seen).unwrap();
    refuses(&mut case, &mary, &visit);
    void(&mut case.clinic, &issued.id, "Wrong price").unwrap();
    begun(&mut case.clinic, &mary, &visit).unwrap();
    refuses(&mut case, &mary, &visit);
    let other = case.done("2026-11-20T08:30:00Z");
    begun(&mut case.clinic, &mary, &other).unwrap();
}

/// Two computers that were apart each began one.
#[test]
fn of_two_drafts_of_one_visit_only_one_is_issued() {
    let mut case = Case::new();
    let mary = case.patient.clone();
    let visit = case.done("2026-11-20T08:00:00Z");
    let draft = begun(&mut case.clinic, &mary, &visit).unwrap();
    let first: InvoiceDraftId = draft.id.to().unwrap();
    let write = case.clinic.write("begin invoice", |tx| {
        let row = tx.get::<InvoiceDraft>(first)?.unwrap().value;
        let id: InvoiceDraftId = tx.new_id();
        tx.insert(&InvoiceDraft { id, ..row })?;
        Ok(id)
    });
    let twin = show_draft(&case.clinic, &Id::of(write.unwrap())).unwrap();
    let issued = issue(&mut case.clinic, &draft.id, &draft.seen).unwrap();
    let refused = issue(&mut case.clinic, &twin.id, &twin.seen);
    assert_eq!(faults(refused), [("appointment", Reason::Taken)]);
    void(&mut case.clinic, &issued.id, "Wrong price").unwrap();
    issue(&mut case.clinic, &twin.id, &twin.seen).unwrap();
}

#[test]
fn each_patient_of_a_group_session_is_billed_once() {
    let mut case = Case::new();
    let mary = case.patient.clone();
    let anna = registered(&mut case.clinic, "Anna", "Weber", "1970-01-01");
    let session = shared(&mut case, &[&mary, &anna]);
    for patient in [&mary, &anna] {
        begun(&mut case.clinic, patient, &session).unwrap();
    }
    for patient in [&mary, &anna] {
        refuses(&mut case, patient, &session);
    }
}

/// Who is to be billed for a visit.
fn to_invoice(case: &Case) -> Vec<Id> {
    let work = to_bill(&case.clinic).unwrap().to_invoice.into_iter();
    work.map(|row| row.patient_id).collect()
}

#[test]
fn who_has_a_merged_file_is_billed_for_what_came_with_it() {
    let mut case = Case::new();
    let mary = case.patient.clone();
    let visit = case.done("2026-11-20T08:00:00Z");
    let own = policy(&mut case.clinic, &mary).id;
    let twice = registered(&mut case.clinic, "Marie", "Okafor", "1962-04-12");
    let new = NewInvoice {
        patient_id: twice.clone(),
        appointment_id: Some(visit.clone()),
        form: InvoiceForm {
            claim: ClaimForm {
                policy_id: Some(own.clone()),
                ..ClaimForm::default()
            },
            ..InvoiceForm::default()
        },
    };
    let before = add(&mut case.clinic, &new);
    assert!(matches!(before, Err(Error::NotFound(_))), "{before:?}");
    merged(&mut case.clinic, &mary, &twice).unwrap();
    assert_eq!(to_invoice(&case), std::slice::from_ref(&mary));
    let draft = add(&mut case.clinic, &new).unwrap();
    assert_eq!(draft.patient_id, twice);
    assert_eq!(draft.form.claim.policy_id, Some(own));
    assert_eq!(draft.claim.as_ref().unwrap().insurer, "Sun Mutual");
    assert_eq!(draft.sums.total, "35.00");
    for _ in 0..2 {
        // under whichever file, it is billed
        assert!(to_invoice(&case).is_empty());
        for file in [&mary, &twice] {
            refuses(&mut case, file, &visit);
        }
        if let Ok(shown) = show_draft(&case.clinic, &draft.id) {
            issue(&mut case.clinic, &shown.id, &shown.seen).unwrap();
        }
    }
}

#[test]
fn a_seat_that_came_with_a_merged_file_is_billed_once() {
    let mut case = Case::new();
    let mary = case.patient.clone();
    let anna = registered(&mut case.clinic, "Anna", "Weber", "1970-01-01");
    let twice = registered(&mut case.clinic, "Marie", "Okafor", "1962-04-12");
    let session = shared(&mut case, &[&mary, &anna]);
    for to in [AppointmentStatus::InRoom, AppointmentStatus::Completed] {
        let seen = pages::one(&case.clinic, session.to().unwrap())
            .unwrap()
            .seen;
        set_status(&mut case.clinic, &session, &seen, to, None).unwrap();
    }
    for seat in groups::show(&case.clinic, &session).unwrap().seats {
        let came = Attendance::Attended;
        record(&mut case.clinic, &seat.id, &seat.seen, came).unwrap();
    }
    merged(&mut case.clinic, &mary, &twice).unwrap();
    assert_eq!(to_invoice(&case).len(), 2);
    begun(&mut case.clinic, &twice, &session).unwrap();
    for file in [&mary, &twice] {
        refuses(&mut case, file, &session);
    }
    assert_eq!(to_invoice(&case), std::slice::from_ref(&anna));
    assert_eq!(to_bill(&case.clinic).unwrap().to_invoice_total, 1);
}
