//! Invoices that are overdue, by how long.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;
use specta::Type;
use sync_contract::Right;

use crate::Clinic;
use crate::error::Result;
use crate::invoices::worklist::{SHOWN_MAX, look_over, unpaid};
use crate::invoices::{InvoiceState, InvoiceView};
use crate::reads::{ListRead, log_list};
use crate::view::count;

/// Up to 30 days, up to 60, and longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum OverdueAge {
    UpTo30,
    UpTo60,
    Over60,
}

impl OverdueAge {
    const ALL: [Self; 3] = [Self::UpTo30, Self::UpTo60, Self::Over60];

    fn of(days: u32) -> Self {
        match days {
            0..=30 => Self::UpTo30,
            31..=60 => Self::UpTo60,
            _ => Self::Over60,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OverdueSum {
    pub currency: String,
    pub left: String,
}

/// The first hundred invoices, the longest overdue first; `total` and `sums` are of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OverduePart {
    pub age: OverdueAge,
    pub total: u32,
    pub sums: Vec<OverdueSum>,
    pub invoices: Vec<InvoiceView>,
}

/// `total` counts the invoices of all parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Overdue {
    pub total: u32,
    pub parts: Vec<OverduePart>,
}

/// Returns the invoices of which something is left to pay after the day on which they were due.
///
/// # Errors
/// `Forbidden` (needs `billing.read`).
pub fn overdue(clinic: &Clinic) -> Result<Overdue> {
    clinic.may(Right::BillingRead)?;
    log_list(clinic, ListRead::Billing)?;
    let reader = clinic.read();
    look_over(&reader)?;
    let mut late = unpaid(&reader, clinic.today()?)?;
    late.retain(|view| view.state == InvoiceState::Overdue);
    let total = count(late.len());
    let parts = OverdueAge::ALL.map(|age| {
        let of = |view: &&InvoiceView| OverdueAge::of(view.days_overdue) == age;
        let all: Vec<&InvoiceView> = late.iter().filter(of).collect();
        OverduePart {
            age,
            total: count(all.len()),
            sums: sums(&all),
            invoices: all.into_iter().take(SHOWN_MAX).cloned().collect(),
        }
    });
    Ok(Overdue {
        total,
        parts: parts.into(),
    })
}

/// Returns what is left to pay in each currency.
fn sums(views: &[&InvoiceView]) -> Vec<OverdueSum> {
    let mut sums: BTreeMap<&str, Decimal> = BTreeMap::new();
    for view in views {
        let left: Decimal = view.balance.parse().expect("an amount as it was written");
        *sums.entry(&view.sums.currency).or_default() += left;
    }
    let sums = sums.into_iter();
    sums.map(|(currency, left)| OverdueSum {
        currency: currency.to_owned(),
        left: left.to_string(),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_ends_with_its_last_day() {
        for (days, age) in [
            (1, OverdueAge::UpTo30),
            (30, OverdueAge::UpTo30),
            (31, OverdueAge::UpTo60),
            (60, OverdueAge::UpTo60),
            (61, OverdueAge::Over60),
            (4000, OverdueAge::Over60),
        ] {
            assert_eq!(OverdueAge::of(days), age, "{days}");
        }
    }
}
