//! What patients owe, of several at once.

use std::collections::BTreeMap;

use serde::Serialize;
use specta::Type;
use sync_contract::ids::PatientId;
use uuid::Uuid;
use vault::read::Reader;

use crate::error::Result;
use crate::invoices::list::Accounts;
use crate::merged_files::FilesOfAll;
use crate::money::{Money, stored_currency};

/// An amount that is left to pay, as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Owed {
    pub currency: String,
    pub amount: String,
}

/// Returns what each patient has left to pay of invoices that are not void, by currency, by three statements. What was
/// paid too much of one invoice is given back, so it pays no other. Which invoices are read depends on clear columns:
/// the caller looks over what they are in.
pub(crate) fn of_patients(
    reader: &Reader<'_>,
    files: &FilesOfAll,
) -> Result<BTreeMap<PatientId, Vec<Owed>>> {
    let mut invoices = reader.invoices_unpaid_of_all(&files.all())?;
    invoices.retain(|row| row.deleted.is_none());
    let ids: Vec<Uuid> = invoices.iter().map(|row| row.value.id.0).collect();
    let (payments, voids) = match ids.is_empty() {
        true => (Vec::new(), Vec::new()),
        false => (
            reader.payments_of_invoices(&ids)?,
            reader.invoice_voids_of_invoices(&ids)?,
        ),
    };
    let accounts = Accounts::of(payments, voids);
    let mut left: BTreeMap<PatientId, BTreeMap<String, i64>> = BTreeMap::new();
    for row in &invoices {
        let invoice = &row.value;
        let open = invoice
            .total_minor
            .saturating_sub(accounts.paid(invoice.id));
        if accounts.void_of(invoice.id).is_some() || open <= 0 {
            continue;
        }
        for patient in files.patients_of(invoice.patient) {
            let of = left.entry(patient).or_default();
            let sum = of.entry(invoice.currency.to_string()).or_default();
            *sum = sum.saturating_add(open);
        }
    }
    let owed = |(currency, minor): (String, i64)| Owed {
        amount: Money {
            minor,
            currency: stored_currency(&currency),
        }
        .plain(),
        currency,
    };
    let left = left.into_iter();
    Ok(left
        .map(|(patient, of)| (patient, of.into_iter().map(owed).collect()))
        .collect())
}
