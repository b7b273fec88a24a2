//! Lines of drafts and quotes whose service has another price, currency or name by now.
#![allow(clippy::unwrap_used)]

use serde_json::json;

use crate::error::Reason;
use crate::facilities::{self, FacilityForm};
use crate::invoices::InvoiceDraftView;
use crate::invoices::draft::{edit, preview};
use crate::invoices::quotes::write::{add as make, edit as edit_quote};
use crate::invoices::quotes::{NewQuote, QuoteEdit, QuoteForm};
use crate::services::{self, ServiceForm};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD};
use crate::tests::invoices::{billing, drafted, faults, line};
use crate::view::Id;
use crate::{Clinic, Result};

/// A clinic with a second facility, in Kyoto, and a course there for 5500 yen.
fn with_yen() -> (Machine, Clinic, Id) {
    let (machine, bill, mary) = billing();
    drop(bill);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let building = facilities::list(&admin).unwrap().remove(0).form;
    let kyoto = FacilityForm {
        name: "Kyoto".into(),
        currency: "JPY".into(),
        ..building
    };
    facilities::add(&mut admin, &kyoto).unwrap();
    let course = json!({
        "code": "TEA", "name": "Tea course", "price": "5500", "currency": "JPY", "tax": "0", "isActive": true,
    });
    let course: ServiceForm = serde_json::from_value(course).unwrap();
    services::add(&mut admin, &course).unwrap();
    drop(admin);
    let bill = machine.sign_in("bill", PASSWORD);
    (machine, bill, mary)
}

fn change(bill: &mut Clinic, code: &str, to: impl FnOnce(&mut ServiceForm)) {
    let stored = services::find(bill, code).unwrap();
    let mut form = stored.form.clone();
    to(&mut form);
    services::edit(bill, &stored.id, &stored.seen, &stored.form, &form).unwrap();
}

fn in_euros(form: &mut ServiceForm) {
    (form.name, form.code) = ("Coffee course".into(), "COFFEE".into());
    (form.currency, form.price) = ("EUR".into(), "30.50".into());
}

fn begun(bill: &mut Clinic, patient: &Id, code: &str) -> InvoiceDraftView {
    let lines = vec![line(bill, code, "1")];
    drafted(bill, patient, lines)
}

fn due_in(bill: &mut Clinic, draft: &InvoiceDraftView, days: &str) -> Result<InvoiceDraftView> {
    let mut form = draft.form.clone();
    form.due_days = days.into();
    edit(bill, &draft.id, &draft.seen, &draft.form, &form)
}

#[test]
fn a_draft_stays_in_its_currency_whatever_its_service_has() {
    let (_machine, mut bill, mary) = with_yen();
    let draft = begun(&mut bill, &mary, "TEA");
    change(&mut bill, "TEA", in_euros);
    let later = due_in(&mut bill, &draft, "4").unwrap();
    assert_eq!((&*later.sums.currency, &*later.sums.total), ("JPY", "5500"));
    assert_eq!(later.lines, draft.lines);
    let typed = preview(&bill, &draft.id, &later.form).unwrap();
    assert_eq!(typed.sums, draft.sums);
    // neither another service in euros nor the same one, which is in euros by now
    for code in ["VISIT", "COFFEE"] {
        let mut form = later.form.clone();
        form.lines.push(line(&bill, code, "1"));
        let refused = edit(&mut bill, &draft.id, &later.seen, &later.form, &form);
        assert_eq!(faults(refused), [("lines.1.serviceId", Reason::Unknown)]);
        let refused = preview(&bill, &draft.id, &form);
        assert_eq!(faults(refused), [("lines.1.serviceId", Reason::Unknown)]);
    }

    // the other way about, where yen have no decimals
    let draft = begun(&mut bill, &mary, "VISIT");
    change(&mut bill, "VISIT", |form| {
        (form.currency, form.price) = ("JPY".into(), "9000".into());
    });
    let later = due_in(&mut bill, &draft, "4").unwrap();
    assert_eq!(
        (&*later.sums.currency, &*later.sums.total),
        ("EUR", "75.00")
    );
}

#[test]
fn a_line_that_was_not_edited_has_the_name_it_was_written_with() {
    let (_machine, mut bill, mary) = with_yen();
    let draft = begun(&mut bill, &mary, "VISIT");
    let rename = |form: &mut ServiceForm| {
        (form.code, form.name) = ("CONSULT".into(), "Consultation".into());
    };
    change(&mut bill, "VISIT", rename);
    let mut form = draft.form.clone();
    form.lines.insert(0, line(&bill, "BODY", "1"));
    form.lines.push(line(&bill, "CONSULT", "2"));
    let longer = edit(&mut bill, &draft.id, &draft.seen, &draft.form, &form).unwrap();
    let lines = longer.lines.unwrap();
    let words = |at: usize| (&*lines[at].code, &*lines[at].description);
    assert_eq!(words(0), ("BODY", "Service BODY"));
    assert_eq!(words(1), ("VISIT", "Service VISIT"));
    assert_eq!(words(2), ("CONSULT", "Consultation"));
}

#[test]
fn a_draft_without_lines_takes_the_currency_of_its_first_one() {
    let (_machine, mut bill, mary) = with_yen();
    let draft = drafted(&mut bill, &mary, Vec::new());
    // whichever facility is the first one, the line is of the other's currency
    let (code, other, sums) = match &*draft.sums.currency {
        "JPY" => ("VISIT", "TEA", ("EUR", "150.00")),
        _ => ("TEA", "VISIT", ("JPY", "11000")),
    };
    let mut form = draft.form.clone();
    form.lines.push(line(&bill, code, "2"));
    let edited = edit(&mut bill, &draft.id, &draft.seen, &draft.form, &form).unwrap();
    assert_eq!((&*edited.sums.currency, &*edited.sums.total), sums);
    // and has it until its lines are gone
    form = edited.form.clone();
    form.lines = vec![line(&bill, other, "1")];
    let refused = edit(&mut bill, &draft.id, &edited.seen, &edited.form, &form);
    assert_eq!(faults(refused), [("lines.0.serviceId", Reason::Unknown)]);
}

#[test]
fn a_quote_stays_in_its_currency_whatever_its_service_has() {
    let (_machine, mut bill, mary) = with_yen();
    let new = NewQuote {
        patient_id: mary,
        form: QuoteForm {
            lines: vec![line(&bill, "TEA", "3")],
            valid_until: None,
            note: String::new(),
        },
    };
    let made = make(&mut bill, &new).unwrap();
    change(&mut bill, "TEA", in_euros);
    let mut edit = QuoteEdit {
        id: made.id.clone(),
        seen: made.seen.clone(),
        loaded: made.form.clone(),
        form: made.form.clone(),
    };
    edit.form.note = "Three courses".into();
    let noted = edit_quote(&mut bill, &edit).unwrap();
    assert_eq!((&noted.sums, &noted.lines), (&made.sums, &made.lines));
    (edit.seen, edit.loaded) = (noted.seen, noted.form.clone());
    edit.form = noted.form;
    edit.form.lines.push(line(&bill, "VISIT", "1"));
    let refused = edit_quote(&mut bill, &edit);
    assert_eq!(faults(refused), [("lines.1.serviceId", Reason::Unknown)]);
}
