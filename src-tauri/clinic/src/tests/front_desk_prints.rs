//! Prints for the front desk, for billing and for managers: none has a word of a chart.

use vault::password::Password;

use crate::allergies::{self, Severity};
use crate::appointments::{book, day};
use crate::consents::{self, ConsentMethod, NewConsent};
use crate::error::{Error, Result};
use crate::expenses::record::record;
use crate::expenses::{ExpenseCategory, ExpenseForm, ExpenseQuery};
use crate::invoices::payments::{PaymentForm, take};
use crate::invoices::quotes::write::add as add_quote;
use crate::invoices::quotes::{NewQuote, QuoteForm};
use crate::invoices::{InvoiceLineForm, PaymentMethod};
use crate::notes::sign;
use crate::prints::{self, PrintForm, PrintOf, PrintView};
use crate::reports::ReportQuery;
use crate::testing::{
    ADMIN_PASSWORD, Machine, PASSWORD, add_user, allergy, condition, diagnosis, goal, medication,
    task,
};
use crate::tests::care::draft_of;
use crate::tests::diary::booking;
use crate::tests::invoices::{billing, issued};
use crate::tests::meal_plans::new_plan;
use crate::tests::waiting_list::any;
use crate::view::{Day, Id, ScreenLanguage};
use crate::visits::{VisitStart, VisitType, start};
use crate::waiting_list::NewWaiting;
use crate::waiting_list::record::add as add_waiting;
use crate::{Clinic, conditions, diagnoses, goals, meal_plans, medications, services, tasks};

/// Written in each part of the chart, and in why the patient comes.
const CANARY: &str = "Zanthoxylum";
/// The clock of tests shows Friday, 20 November 2026.
const TODAY: &str = "2026-11-20";

/// Lists what is printed without a chart, and the names of the other kinds. One that is in neither list does not
/// compile.
macro_rules! without_a_chart {
    ($($kind:ident $fields:tt)*; $($of_chart:ident)*) => {{
        let _: fn(&PrintOf) = |of| match of {
            $(PrintOf::$kind { .. } => (),)*
            $(PrintOf::$of_chart { .. } => (),)*
        };
        vec![$(PrintOf::$kind $fields),*]
    }};
}

/// Writes the word into all parts of a chart.
fn charted(machine: &Machine, mary: &Id) {
    let mut diet = machine.sign_in("diet", PASSWORD);
    allergies::add(&mut diet, mary, &allergy(CANARY, Severity::Severe)).unwrap();
    conditions::add(&mut diet, mary, &condition(CANARY)).unwrap();
    medications::add(&mut diet, mary, &medication(CANARY)).unwrap();
    diagnoses::add(&mut diet, mary, &diagnosis(CANARY)).unwrap();
    goals::add(&mut diet, mary, &goal(CANARY)).unwrap();
    tasks::add(&mut diet, mary, &task(CANARY)).unwrap();
    let mut plan = new_plan(mary);
    plan.title = CANARY.into();
    meal_plans::record::add(&mut diet, &plan, &[], ScreenLanguage::En).unwrap();
    let begun = VisitStart {
        patient_id: mary.clone(),
        appointment_id: None,
        r#type: VisitType::Initial,
    };
    let visit = start::start(&mut diet, &begun).unwrap().visit;
    let draft = draft_of(&visit.note.unwrap(), CANARY);
    sign::sign(&mut diet, &draft, &Password::new(PASSWORD)).unwrap();
}

fn booked(machine: &Machine, mary: &Id) -> Id {
    let mut reception = machine.sign_in("desk", PASSWORD);
    let choices = day::day(&reception, &Day(TODAY.into())).unwrap().choices;
    let mut new = booking(mary, &choices.providers[0].id, "2026-11-20T13:00:00Z");
    new.reason = CANARY.into();
    book::book(&mut reception, &new).unwrap().id
}

fn consented(machine: &Machine, mary: &Id) -> Id {
    let mut reception = machine.sign_in("desk", PASSWORD);
    let form = NewConsent {
        patient_id: mary.clone(),
        version: "2026-03".into(),
        signed_on: Day("2026-05-03".into()),
        method: ConsentMethod::Paper,
        note: String::new(),
        document_id: None,
    };
    consents::add(&mut reception, &form).unwrap().id
}

/// Why the patient waits is noted, and not printed.
fn waits(machine: &Machine, mary: &Id) {
    let mut reception = machine.sign_in("desk", PASSWORD);
    let mut wishes = any();
    wishes.note = CANARY.into();
    let new = NewWaiting {
        patient_id: mary.clone(),
        wishes,
    };
    add_waiting(&mut reception, &new).unwrap();
}

fn quoted(bill: &mut Clinic, mary: &Id) -> Id {
    let line = InvoiceLineForm {
        service_id: services::find(bill, "VISIT").unwrap().id,
        quantity: "1".into(),
        price: String::new(),
        tax: String::new(),
    };
    let new = NewQuote {
        patient_id: mary.clone(),
        form: QuoteForm {
            lines: vec![line],
            valid_until: None,
            note: String::new(),
        },
    };
    add_quote(bill, &new).unwrap().id
}

fn spent(bill: &mut Clinic) {
    let form = ExpenseForm {
        spent_on: Day(TODAY.into()),
        category: ExpenseCategory::Supplies,
        facility_id: None,
        method: PaymentMethod::Cash,
        amount: "12.50".into(),
        note: "Stamps".into(),
    };
    record(bill, &form).unwrap();
}

/// A clinic with a manager `mona`, and what can be printed in it without a chart.
fn printable() -> (Machine, Vec<PrintOf>) {
    let (machine, mut bill, mary) = billing();
    let invoice = issued(&mut bill, &mary).id;
    let cash = PaymentForm {
        method: PaymentMethod::Cash,
        amount: "40".into(),
        reference: String::new(),
    };
    let payment = take(&mut bill, &invoice, &cash).unwrap().payments[0]
        .id
        .clone();
    let quote = quoted(&mut bill, &mary);
    spent(&mut bill);
    drop(bill);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    add_user(&mut admin, "mona", "Manager");
    drop(admin);
    charted(&machine, &mary);
    let appointment = booked(&machine, &mary);
    let consent = consented(&machine, &mary);
    waits(&machine, &mary);
    let (from, until) = (Day("2026-11-01".into()), Day("2026-11-30".into()));
    let expenses = ExpenseQuery {
        from: from.clone(),
        until: until.clone(),
        facility_id: None,
    };
    let report = ReportQuery {
        from,
        until,
        facility_id: None,
        department_id: None,
        provider_id: None,
    };
    let prints = without_a_chart! {
        Consent { consent_id: consent }
        DayList { day: Day(TODAY.into()), provider_id: None, department_id: None }
        AppointmentCard { appointment_id: appointment, patient_id: None }
        Invoice { invoice_id: invoice.clone() }
        Reminder { invoice_id: invoice }
        Receipt { payment_id: payment }
        Quote { quote_id: quote }
        CashReport { day: Day(TODAY.into()), facility_id: None }
        Expenses { query: expenses }
        Report { query: report }
        WaitingList {};
        Note MealPlan Recall Growth Visit WardSheet BedLabel Handout Prescription LabOrder Recipe Records
    };
    (machine, prints)
}

fn viewed(clinic: &mut Clinic, of: &PrintOf, language: ScreenLanguage) -> Result<PrintView> {
    let form = PrintForm {
        of: of.clone(),
        sections: None,
        language: Some(language),
        screens: language,
    };
    prints::view(clinic, &form)
}

#[test]
fn no_print_without_a_chart_has_a_word_of_it() {
    let (machine, prints) = printable();
    // the invoice is overdue, of which a reminder can be sent
    machine.clock.advance_s(40 * 86_400);
    for of in &prints {
        let mut printed = 0;
        for user in ["desk", "bill", "mona"] {
            let mut clinic = machine.sign_in(user, PASSWORD);
            for language in [ScreenLanguage::En, ScreenLanguage::Fr] {
                let view = match viewed(&mut clinic, of, language) {
                    // not each of them may print each
                    Err(Error::Forbidden(_)) => continue,
                    view => view.unwrap(),
                };
                let text = serde_json::to_string(&view).unwrap();
                assert!(!text.contains(CANARY), "{of:?} of {user}: {text}");
                printed += 1;
            }
        }
        assert!(printed > 0, "{of:?} is printed by none of them");
    }
}
