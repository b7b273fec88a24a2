//! What was made of quotes: the draft of an invoice, or an invoice.

use std::collections::{BTreeMap, BTreeSet};

use sync_contract::catalog::{Invoice, InvoiceDraft};
use sync_contract::ids::{InvoiceDraftId, QuoteId};
use uuid::Uuid;
use vault::read::Reader;

use crate::error::Result;
use crate::invoices::lines::{self, plain};
use crate::invoices::list::Accounts;
use crate::invoices::number_of;
use crate::invoices::quotes::QuoteInvoice;
use crate::money::stored_currency;
use crate::view::Id;

/// The invoices that are not void, and the drafts that were neither discarded nor issued.
pub(super) struct Outcomes {
    drafts: BTreeMap<QuoteId, InvoiceDraft>,
    invoices: BTreeMap<QuoteId, Invoice>,
}

impl Outcomes {
    pub fn of(reader: &Reader<'_>, quotes: &[QuoteId]) -> Result<Self> {
        let (drafts, invoices) = (
            reader.invoice_drafts_of_quotes(quotes)?,
            reader.invoices_of_quotes(quotes)?,
        );
        let ids: Vec<Uuid> = invoices.iter().map(|row| row.value.id.0).collect();
        let accounts = Accounts::of(Vec::new(), reader.invoice_voids_of_invoices(&ids)?);
        let issued: BTreeSet<InvoiceDraftId> = invoices.iter().map(|row| row.value.draft).collect();
        let drafts = drafts
            .into_iter()
            .filter(|row| row.deleted.is_none() && !issued.contains(&row.value.id));
        let invoices = invoices
            .into_iter()
            .filter(|row| accounts.void_of(row.value.id).is_none());
        // of two, which computers that were apart made, the first is named
        Ok(Self {
            drafts: drafts
                .rev()
                .filter_map(|row| Some((row.value.quote?, row.value)))
                .collect(),
            invoices: invoices
                .rev()
                .filter_map(|row| Some((row.value.quote?, row.value)))
                .collect(),
        })
    }

    pub fn of_quote(&self, quote: QuoteId) -> Option<QuoteInvoice> {
        let invoice = self.invoices.get(&quote).map(|invoice| QuoteInvoice {
            draft_id: Id::of(invoice.draft),
            invoice_id: Some(Id::of(invoice.id)),
            number: Some(number_of(invoice)),
            total: plain(invoice.total_minor, stored_currency(&invoice.currency)),
        });
        let draft = || {
            let draft = self.drafts.get(&quote)?;
            Some(QuoteInvoice {
                draft_id: Id::of(draft.id),
                invoice_id: None,
                number: None,
                total: plain(total(draft), stored_currency(&draft.currency)),
            })
        };
        invoice.or_else(draft)
    }
}

fn total(draft: &InvoiceDraft) -> i64 {
    lines::stored(&draft.lines).map_or(0, |lines| lines::sums(&lines).total())
}
