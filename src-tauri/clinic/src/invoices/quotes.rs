//! Quotes: what services would cost a patient, in writing, until a day.
//!
//! Prices are those that were quoted: an invoice that is made of one has its lines as they are, whatever the price list
//! says by then.

pub mod list;
mod outcome;
pub mod write;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::Quote;
use sync_contract::ids::PatientId;

use crate::chart_row::ChartRow;
use crate::invoices::{InvoiceLineForm, InvoiceLineView, InvoiceSums, numbers};
use crate::names::PatientName;
use crate::view::{Day, Id, ReadVersionToken};

/// By its lines, what was made of it and the clock; stored nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum QuoteState {
    /// It has no lines yet.
    Empty,
    Waiting,
    /// Its last day is over.
    Expired,
    Declined,
    /// There is a draft of an invoice of it that was not discarded, or an invoice that is not void.
    Invoiced,
}

/// What the state of a quote follows from.
#[derive(Debug, Clone, Copy)]
struct Facts {
    is_empty: bool,
    is_declined: bool,
    is_invoiced: bool,
    valid_until: NaiveDate,
}

/// Returns the state of a quote on a day; its last day is not yet over.
fn state_on(facts: Facts, day: NaiveDate) -> QuoteState {
    match facts {
        Facts {
            is_invoiced: true, ..
        } => QuoteState::Invoiced,
        Facts {
            is_declined: true, ..
        } => QuoteState::Declined,
        Facts { is_empty: true, .. } => QuoteState::Empty,
        Facts { valid_until, .. } if valid_until < day => QuoteState::Expired,
        _ => QuoteState::Waiting,
    }
}

/// Without a last day it holds for the clinic's usual days. The note is for the patient: it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct QuoteForm {
    pub lines: Vec<InvoiceLineForm>,
    pub valid_until: Option<Day>,
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewQuote {
    pub patient_id: Id,
    pub form: QuoteForm,
}

/// `loaded` is what the form was given: only what differs from it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct QuoteEdit {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub loaded: QuoteForm,
    pub form: QuoteForm,
}

/// What was made of a quote. Without an invoice it is still a draft. `total` is not that of the quote where one of the
/// two was changed after that, as on a computer that was apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct QuoteInvoice {
    pub draft_id: Id,
    pub invoice_id: Option<Id>,
    pub number: Option<String>,
    pub total: String,
}

/// `lines` is none where this user cannot read them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct QuoteView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub number: String,
    pub patient_id: Id,
    pub patient: Option<PatientName>,
    pub is_patient_deleted: bool,
    pub made_on: Day,
    pub by: String,
    pub state: QuoteState,
    pub valid_until: Day,
    pub form: QuoteForm,
    pub lines: Option<Vec<InvoiceLineView>>,
    pub sums: InvoiceSums,
    pub invoice: Option<QuoteInvoice>,
}

/// Returns the number of a quote as it is printed: `Q2-00003-K7QX`, or `AC-Q2-00003-K7QX` with letters of the clinic.
pub(crate) fn number_of(quote: &Quote) -> String {
    numbers::printed("Q", quote.series, quote.serial, &quote.letters)
}

impl ChartRow for Quote {
    const WHAT: &'static str = "quote";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sync_contract::field::date;

    #[test]
    fn the_state_of_a_quote_follows_from_what_was_made_of_it_and_the_day() {
        let last = date(2026, 11, 20);
        let after = date(2026, 11, 21);
        for (is_empty, is_declined, is_invoiced, day, state) in [
            (false, false, false, last, QuoteState::Waiting),
            (false, false, false, after, QuoteState::Expired),
            (true, false, false, after, QuoteState::Empty),
            (false, true, false, last, QuoteState::Declined),
            (true, true, false, last, QuoteState::Declined),
            (false, false, true, after, QuoteState::Invoiced),
            (false, true, true, last, QuoteState::Invoiced),
        ] {
            let facts = Facts {
                is_empty,
                is_declined,
                is_invoiced,
                valid_until: last,
            };
            assert_eq!(state_on(facts, day), state, "{facts:?}");
        }
    }
}
