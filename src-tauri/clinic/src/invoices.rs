//! What patients are billed for: drafts, invoices that were issued, and what was paid for them.
//!
//! An invoice that was issued is a row that no user can change, and so are its annulment, a payment and a refund. Its
//! state follows from them and from the clock.

pub mod cash;
mod claims;
pub mod draft;
pub mod issue;
mod lines;
pub mod list;
mod numbers;
pub mod overdue;
pub(crate) mod owed;
pub mod packages;
pub mod payments;
pub mod print;
pub mod quotes;
pub mod void;
pub mod worklist;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{Invoice, InvoiceDraft, Payment};
use sync_contract::ids::PatientId;

use crate::chart_row::ChartRow;
use crate::names::PatientName;
use crate::view::{At, Day, Id, ReadVersionToken};

pub(crate) use claims::{Claim, in_words as claim_in_words};
pub use claims::{ClaimCodeOnInvoice, ClaimForm, ClaimView, DoubtedPolicy};
pub(crate) use lines::in_words;
pub use owed::Owed;
pub use sync_contract::catalog::PaymentMethod;

/// The state of an issued invoice, which is stored nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum InvoiceState {
    /// More was paid than is asked for: two computers that were apart took a payment each.
    Overpaid,
    Overdue,
    PartPaid,
    /// Nothing is paid, and it is not due yet.
    Open,
    Paid,
    Void,
}

/// Returns the state of an invoice on a day; the day on which it is due is not yet overdue.
pub fn state_on(
    total: i64,
    paid: i64,
    due_on: NaiveDate,
    is_void: bool,
    today: NaiveDate,
) -> InvoiceState {
    match paid.cmp(&total) {
        // also what was paid for one that another computer voided meanwhile is to be given back
        _ if is_void && paid > 0 => InvoiceState::Overpaid,
        // two refunds of one payment, apart: too much was given back, and is to be paid again
        _ if is_void && paid < 0 => InvoiceState::PartPaid,
        _ if is_void => InvoiceState::Void,
        std::cmp::Ordering::Greater => InvoiceState::Overpaid,
        std::cmp::Ordering::Equal => InvoiceState::Paid,
        std::cmp::Ordering::Less if today > due_on => InvoiceState::Overdue,
        std::cmp::Ordering::Less if paid > 0 => InvoiceState::PartPaid,
        std::cmp::Ordering::Less => InvoiceState::Open,
    }
}

/// A service of the price list, and how often. Without a price or a tax it is that of the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceLineForm {
    pub service_id: Id,
    pub quantity: String,
    pub price: String,
    pub tax: String,
}

/// Without days it is due after the clinic's usual ones.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceForm {
    pub lines: Vec<InvoiceLineForm>,
    pub due_days: String,
    pub claim: ClaimForm,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewInvoice {
    pub patient_id: Id,
    pub appointment_id: Option<Id>,
    pub form: InvoiceForm,
}

/// Amounts have the decimals of the currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceLineView {
    pub service_id: Id,
    pub code: String,
    pub description: String,
    pub quantity: u32,
    pub price: String,
    pub tax_percent: String,
    pub net: String,
    pub tax: String,
    pub total: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceSums {
    pub currency: String,
    pub net: String,
    pub tax: String,
    pub total: String,
}

/// What a draft would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InvoicePreview {
    pub lines: Vec<InvoiceLineView>,
    pub sums: InvoiceSums,
}

/// The quote of which a draft or an invoice was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct QuoteRef {
    pub id: Id,
    pub number: String,
}

/// `lines` is none where this user cannot read them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceDraftView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub patient_id: Id,
    pub patient: Option<PatientName>,
    pub appointment_id: Option<Id>,
    pub quote: Option<QuoteRef>,
    pub created_at: At,
    pub by: String,
    pub form: InvoiceForm,
    pub lines: Option<Vec<InvoiceLineView>>,
    pub claim: Option<ClaimView>,
    pub sums: InvoiceSums,
}

/// `refunded` is what was given back of it; `refunds` names the payment of a refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PaymentView {
    pub id: Id,
    pub at: At,
    pub by: String,
    pub method: PaymentMethod,
    pub amount: String,
    pub refunded: String,
    pub refunds: Option<Id>,
    pub reference: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VoidView {
    pub at: At,
    pub by: String,
    pub reason: String,
}

/// `balance` is what is left to pay, below zero where too much was paid. `is_twin`: another invoice that is not void
/// is of the same draft, of the same quote or of the same appointment. `is_patient_deleted`: what is owed is owed all
/// the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceView {
    pub id: Id,
    pub number: String,
    pub patient_id: Id,
    pub patient: Option<PatientName>,
    pub appointment_id: Option<Id>,
    pub quote: Option<QuoteRef>,
    pub issued_on: Day,
    pub due_on: Day,
    pub days_overdue: u32,
    pub by: String,
    pub state: InvoiceState,
    pub is_twin: bool,
    pub is_patient_deleted: bool,
    pub lines: Option<Vec<InvoiceLineView>>,
    pub claim: Option<ClaimView>,
    pub sums: InvoiceSums,
    pub paid: String,
    pub balance: String,
    pub payments: Vec<PaymentView>,
    pub void: Option<VoidView>,
}

/// Returns the number of an invoice as it is printed: `2-00017-K7QX`, or `AC-2-00017-K7QX` with letters of the clinic.
pub fn number_of(invoice: &Invoice) -> String {
    numbers::printed("", invoice.series, invoice.serial, &invoice.letters)
}

impl ChartRow for InvoiceDraft {
    const WHAT: &'static str = "invoice draft";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

impl ChartRow for Invoice {
    const WHAT: &'static str = "invoice";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

impl ChartRow for Payment {
    const WHAT: &'static str = "payment";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sync_contract::field::date;

    #[test]
    fn the_state_of_an_invoice_follows_from_payments_and_the_day() {
        let due = date(2026, 11, 20);
        let (before, after) = (due, date(2026, 11, 21));
        for (total, paid, is_void, today, state) in [
            (4000, 0, false, before, InvoiceState::Open),
            (4000, 1, false, before, InvoiceState::PartPaid),
            (4000, 3999, false, after, InvoiceState::Overdue),
            (4000, 0, false, after, InvoiceState::Overdue),
            (4000, 4000, false, after, InvoiceState::Paid),
            (4000, 8000, false, before, InvoiceState::Overpaid),
            (0, 0, false, after, InvoiceState::Paid),
            (4000, 0, true, after, InvoiceState::Void),
            (4000, 4000, true, before, InvoiceState::Overpaid),
            (4000, -4000, true, after, InvoiceState::PartPaid),
        ] {
            assert_eq!(state_on(total, paid, due, is_void, today), state, "{paid}");
        }
    }
}
