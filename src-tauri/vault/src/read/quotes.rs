//! What services would cost patients, and what was made of it.

use chrono::NaiveDate;
use sync_contract::catalog::{Invoice, InvoiceDraft, Quote};
use sync_contract::field::days_since_1970;
use sync_contract::ids::{PatientId, QuoteId};
use sync_contract::statement;

use crate::error::Result;
use crate::read::reader::Reader;
use crate::read::stored::Stored;
use crate::store::rows::json;

impl Reader<'_> {
    pub fn quotes_of(&self, patient: PatientId) -> Result<Vec<Stored<Quote>>> {
        self.of_patient(statement!("quotes", "of_patient"), patient)
    }

    /// Quotes of patients who are not deleted that hold on a day and were not declined, the first one to end first.
    pub fn quotes_valid_on(&self, day: NaiveDate) -> Result<Vec<Stored<Quote>>> {
        self.list(statement!("quotes", "valid_until"), [days_since_1970(day)])
    }

    /// The drafts that were made of quotes, those that were discarded, too.
    pub fn invoice_drafts_of_quotes(
        &self,
        quotes: &[QuoteId],
    ) -> Result<Vec<Stored<InvoiceDraft>>> {
        let wanted = json(quotes.iter().map(|quote| quote.0));
        self.list(statement!("quotes", "drafts"), [wanted])
    }

    /// The invoices that were made of quotes.
    pub fn invoices_of_quotes(&self, quotes: &[QuoteId]) -> Result<Vec<Stored<Invoice>>> {
        let wanted = json(quotes.iter().map(|quote| quote.0));
        self.list(statement!("quotes", "invoices"), [wanted])
    }

    /// The quotes with the largest numbers of a series; none of which the tag is wrong.
    pub fn last_of_quotes(&self, series: u32) -> Result<Vec<Stored<Quote>>> {
        self.list(statement!("quotes", "last_of_series"), [series])
    }
}
