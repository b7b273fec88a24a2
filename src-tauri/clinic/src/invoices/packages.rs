//! Packages: sessions of a service that a patient bought together.
//!
//! How many are left follows from their uses, which no write changes: who gives a session back adds a row.

pub(in crate::invoices) mod balance;
pub mod list;
pub mod sell;
pub mod uses;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{Package, PackageUse};
use sync_contract::ids::PatientId;

use crate::chart_row::ChartRow;
use crate::invoices::InvoiceState;
use crate::view::{At, Day, Id, ReadVersionToken};

/// By its uses, its invoice and the clock; stored nowhere. In the order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PackageState {
    /// More was used than was bought: two computers that were apart used the last one each.
    Overused,
    Ready,
    UsedUp,
    /// Its last day is over.
    Expired,
    /// What it was billed with is void: its invoice, or the draft of one that was discarded.
    Void,
}

/// `left` is what is left of a package: below 0 where more was used than was bought.
pub(crate) fn state_on(
    left: i64,
    valid_until: Option<NaiveDate>,
    is_void: bool,
    day: NaiveDate,
) -> PackageState {
    match left {
        i64::MIN..0 => PackageState::Overused,
        _ if is_void => PackageState::Void,
        0 => PackageState::UsedUp,
        _ if valid_until.is_some_and(|last| last < day) => PackageState::Expired,
        _ => PackageState::Ready,
    }
}

/// `valid_until` is the last day on which a session can be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PackageForm {
    pub sessions: String,
    pub valid_until: Option<Day>,
    pub note: String,
}

/// `price` is that of one session, before tax, and where it is empty that of the service; the sessions then stand on
/// the draft of an invoice. Without one nothing is billed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewPackage {
    pub patient_id: Id,
    pub service_id: Id,
    pub form: PackageForm,
    pub price: Option<String>,
}

/// `loaded` is what the form was given: only what differs from it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PackageEdit {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub loaded: PackageForm,
    pub form: PackageForm,
}

/// Without a day it is today, and with an appointment the day of that.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PackageUseForm {
    pub package_id: Id,
    pub appointment_id: Option<Id>,
    pub on: Option<Day>,
    pub note: String,
}

/// What a package was billed with. Without an invoice it is still a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PackageInvoice {
    pub draft_id: Id,
    pub invoice_id: Option<Id>,
    pub number: Option<String>,
    pub state: Option<InvoiceState>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PackageUseView {
    pub id: Id,
    pub on: Day,
    pub by: String,
    pub appointment_id: Option<Id>,
    pub note: String,
}

/// `uses` are those that count, the newest first: not one that was given back, or whose appointment is not done any
/// more, and one for each appointment, however many computers recorded it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PackageView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub patient_id: Id,
    pub service_id: Id,
    pub service: String,
    pub form: PackageForm,
    pub state: PackageState,
    pub used: i32,
    pub left: i32,
    pub uses: Vec<PackageUseView>,
    pub invoice: Option<PackageInvoice>,
    pub at: At,
    pub by: String,
}

/// The package that a visit was paid with, as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PackageAtVisit {
    pub patient_id: Id,
    pub package_id: Id,
    pub service: String,
    pub sessions: i32,
    pub left: i32,
    pub valid_until: Option<Day>,
}

/// A package that a visit can be paid with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PackageToUse {
    pub package_id: Id,
    pub sessions: i32,
    pub left: i32,
    pub valid_until: Option<Day>,
}

impl ChartRow for Package {
    const WHAT: &'static str = "package";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

impl ChartRow for PackageUse {
    const WHAT: &'static str = "package use";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sync_contract::field::date;

    #[test]
    fn the_state_of_a_package_follows_from_its_uses_and_the_day() {
        let last = date(2026, 11, 20);
        let after = date(2026, 11, 21);
        for (left, until, is_void, day, state) in [
            (1, None, false, after, PackageState::Ready),
            (1, Some(last), false, last, PackageState::Ready),
            (1, Some(last), false, after, PackageState::Expired),
            (0, Some(last), false, after, PackageState::UsedUp),
            (-1, Some(last), true, after, PackageState::Overused),
            (2, None, true, after, PackageState::Void),
            (0, None, true, after, PackageState::Void),
        ] {
            assert_eq!(state_on(left, until, is_void, day), state, "{left}");
        }
    }
}
