//! The lists of what patients are billed for.

use sync_contract::catalog::{
    Appointment, AppointmentStatus, Expense, Facility, Invoice, LinkKind, Package, Patient,
    PatientLink, Payment, Quote,
};
use sync_contract::ids::PatientLinkId;

use super::{Full, Operation, shown};
use crate::expenses::{self, ExpenseQuery};
use crate::invoices::cash::of_facility::report_at;
use crate::invoices::{self, cash, list, overdue, print, quotes, worklist};
use crate::reports::{ReportQuery, report};
use crate::view::Id;

/// Operations whose result is longer where there is more.
pub(super) const INVOICES: &[(&str, Operation)] = &[
    ("invoices::list::list", |full| {
        shown(list::list(&full.clinic, &full.patient()))
    }),
    ("expenses::list::list", |full| {
        let query = ExpenseQuery {
            from: full.today(),
            until: full.today(),
            facility_id: None,
        };
        shown(expenses::list::list(&full.clinic, &query))
    }),
    ("invoices::overdue::overdue", |full| {
        shown(overdue::overdue(&full.clinic))
    }),
    ("invoices::worklist::to_bill", |full| {
        shown(worklist::to_bill(&full.clinic))
    }),
    ("invoices::packages::list::list", |full| {
        shown(invoices::packages::list::list(
            &full.clinic,
            &full.patient(),
        ))
    }),
    ("invoices::quotes::list::list", |full| {
        shown(quotes::list::list(&full.clinic, &full.patient()))
    }),
    ("invoices::quotes::list::open", |full| {
        shown(quotes::list::open(&full.clinic))
    }),
];

/// Operations on one invoice.
pub(super) const INVOICE: &[(&str, Operation)] = &[
    ("invoices::list::show", |full| {
        let id = Id::of(full.sample.first::<Invoice>());
        shown(list::show(&full.clinic, &id))
    }),
    // a row for each user and method, however many payments
    ("invoices::cash::report", |full| {
        shown(cash::report(&full.clinic, &full.today()))
    }),
    ("invoices::cash::of_facility::report_at", |full| {
        let facility = Id::of(full.sample.first::<Facility>());
        shown(report_at(&full.clinic, &full.today(), &facility))
    }),
    ("expenses::list::show", |full| {
        let id = Id::of(full.sample.first::<Expense>());
        shown(expenses::list::show(&full.clinic, &id))
    }),
    ("reports::report::report", |full| {
        let query = ReportQuery {
            from: full.today(),
            until: full.today(),
            facility_id: None,
            department_id: None,
            provider_id: None,
        };
        shown(report::report(&full.clinic, &query))
    }),
    ("invoices::print::receipt", |full| {
        let id = Id::of(full.sample.first::<Payment>());
        shown(print::receipt(&full.clinic, &id))
    }),
    ("invoices::packages::list::at_visit", |full| {
        let id = Id::of(full.sample.first::<Appointment>());
        shown(invoices::packages::list::at_visit(&full.clinic, &id))
    }),
    ("invoices::packages::list::show", |full| {
        let id = Id::of(full.sample.first::<Package>());
        shown(invoices::packages::list::show(&full.clinic, &id))
    }),
    ("invoices::quotes::list::show", |full| {
        let id = Id::of(full.sample.first::<Quote>());
        shown(quotes::list::show(&full.clinic, &id))
    }),
    ("invoices::quotes::list::print", |full| {
        let id = Id::of(full.sample.first::<Quote>());
        shown(quotes::list::print(&full.clinic, &id))
    }),
];

/// A clinic in which every appointment is done, and the file of each patient of one group session is merged with
/// another one.
fn with_merged_files(count: usize) -> Full {
    let mut full = Full::of(count);
    full.machine.clock.advance_s(1);
    let (visits, patients) = (
        full.sample.ids::<Appointment>(),
        full.sample.ids::<Patient>(),
    );
    let (others, seated) = patients.split_at(count);
    let write = full.clinic.write("merge files", |tx| {
        for id in visits {
            let mut row = tx.get::<Appointment>(id)?.unwrap();
            row.value.status = AppointmentStatus::Completed;
            tx.update(&row.value, &row.seen)?;
        }
        for (from, into) in others.iter().zip(seated).skip(1) {
            let merge: PatientLinkId = tx.new_id();
            let second: PatientLinkId = tx.new_id();
            for (id, patient, kind, other) in [
                (merge, *from, LinkKind::MergedInto, *into),
                (second, *into, LinkKind::TookIn, *from),
            ] {
                tx.insert(&PatientLink {
                    id,
                    patient,
                    merge,
                    kind,
                    other,
                    reason: None.into(),
                    taken: None.into(),
                })?;
            }
        }
        Ok(())
    });
    write.unwrap();
    full
}

#[test]
fn merged_files_to_bill_take_as_many_statements_for_many() {
    let asked = |count: usize| {
        let mut full = with_merged_files(count);
        let (_, statements) = full.ask(|full| shown(worklist::to_bill(&full.clinic)));
        let work = worklist::to_bill(&full.clinic).unwrap();
        (work.to_invoice.len(), statements)
    };
    let ((few, statements), (many, more)) = (asked(10), asked(120));
    assert!(few > 5 && many > 50, "{few} and {many}");
    assert_eq!(statements, more);
}
