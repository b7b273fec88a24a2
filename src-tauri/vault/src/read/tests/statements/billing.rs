//! A list of what is to be billed takes one statement.

use std::collections::BTreeMap;

use sync_contract::catalog::{Appointment, Invoice, InvoiceDraft, Package, Patient, Quote};
use sync_contract::field::{Time, date};
use uuid::Uuid;

use super::{FEW, Full, List};
use crate::error::Result;

pub(super) const PACKAGES: &[List] = &[
    ("packages_of", |full, read| {
        read.packages_of(full.first::<Patient>()).unwrap().len()
    }),
    ("packages_of_patients", |full, read| {
        let patients = full.ids::<Patient>();
        read.packages_of_patients(&patients).unwrap().len()
    }),
    ("package_uses_of", |full, read| {
        read.package_uses_of(full.first::<Patient>()).unwrap().len()
    }),
    ("package_uses_at", |full, read| {
        let appointment = full.first::<Appointment>();
        read.package_uses_at(appointment).unwrap().len()
    }),
    ("uses_of_packages", |full, read| {
        let packages = full.ids::<Package>();
        read.uses_of_packages(&packages).unwrap().len()
    }),
    ("invoices_of_drafts", |full, read| {
        let drafts = full.ids::<InvoiceDraft>();
        read.invoices_of_drafts(&drafts).unwrap().len()
    }),
    ("invoice_drafts_at", |full, read| {
        let visits = full.ids::<Appointment>();
        read.invoice_drafts_at(&visits).unwrap().len()
    }),
    ("invoices_at", |full, read| {
        let visits = full.ids::<Appointment>();
        read.invoices_at(&visits).unwrap().len()
    }),
    ("expenses_between", |_, read| {
        let days = (date(1970, 1, 1), date(1970, 1, 2));
        read.expenses_between(days.0, days.1).unwrap().len()
    }),
    ("quotes_of", |full, read| {
        read.quotes_of(full.first::<Patient>()).unwrap().len()
    }),
    ("quotes_valid_on", |_, read| {
        read.quotes_valid_on(date(1970, 1, 2)).unwrap().len()
    }),
];

#[test]
fn visits_to_bill_take_one_statement_for_many_as_for_few() {
    let asked = |count: usize| {
        let full = Full::of(count);
        let sql = "pragma foreign_keys = off; delete from invoices; delete from invoice_drafts;
            delete from package_uses;
            update appointments set status = 'COMPLETED'";
        full.unlocked.vault.conn.execute_batch(sql).unwrap();
        full.ask(|_, read| read.unbilled(Time(0), Time(i64::MAX)).unwrap().len())
    };
    let ((few, statements), (many, of_many)) = (asked(FEW), asked(3 * FEW));
    assert!(few >= FEW && many == 3 * few, "{few} and {many}");
    assert_eq!((statements, of_many), (1, 1));
}

#[test]
fn invoices_of_same_visits_take_as_many_statements_for_many() {
    let asked = |count: usize| {
        let full = Full::of(count);
        full.ask(|full, read| {
            let ids: Vec<Uuid> = full.ids::<Invoice>().iter().map(|id| id.0).collect();
            read.invoices_of_same_visits(&ids).unwrap().len()
        })
    };
    let ((few, statements), (many, of_many)) = (asked(FEW), asked(3 * FEW));
    assert!(few > 0 && many > few, "{few} and {many}");
    assert_eq!(statements, of_many);
}

/// Makes every draft, and an invoice of each, one of a quote of its patient.
fn invoice_quotes(full: &mut Full) {
    let (quotes, drafts) = (full.ids::<Quote>(), full.ids::<InvoiceDraft>());
    let invoices = full.ids::<Invoice>();
    let write = full.unlocked.write("invoice quote", |tx| -> Result<()> {
        let mut of_patient = BTreeMap::new();
        for id in quotes {
            let quote = tx.get::<Quote>(id)?.unwrap().value;
            of_patient.insert(quote.patient, quote.id);
        }
        for id in drafts {
            let mut draft = tx.get::<InvoiceDraft>(id)?.unwrap();
            draft.value.quote = of_patient.get(&draft.value.patient).copied();
            tx.update(&draft.value, &draft.seen)?;
        }
        for id in invoices {
            let invoice = tx.get::<Invoice>(id)?.unwrap().value;
            let quote = of_patient.get(&invoice.patient).copied();
            let id = tx.new_id();
            tx.insert(&Invoice {
                id,
                quote,
                ..invoice
            })?;
        }
        Ok(())
    });
    write.unwrap();
}

#[test]
fn what_was_made_of_quotes_takes_as_many_statements_for_many() {
    let asked = |count: usize| {
        let mut full = Full::of(count);
        invoice_quotes(&mut full);
        let drafts = full.ask(|full, read| {
            let quotes = full.ids::<Quote>();
            read.invoice_drafts_of_quotes(&quotes).unwrap().len()
        });
        let invoices = full.ask(|full, read| {
            let quotes = full.ids::<Quote>();
            read.invoices_of_quotes(&quotes).unwrap().len()
        });
        (drafts, invoices)
    };
    let (few, many) = (asked(FEW), asked(3 * FEW));
    assert!(few.0.0 > 0 && few.1.0 > 0, "{few:?}");
    assert!(many.0.0 > few.0.0 && many.1.0 > few.1.0, "{many:?}");
    assert_eq!((few.0.1, few.1.1), (many.0.1, many.1.1));
}
