//! Invoices, and what is paid for them.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, text};
use super::labs::Removed;

#[derive(Debug, Subcommand)]
pub enum Invoices {
    /// The drafts and the invoices of a patient, the newest first.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
    },
    /// What billing has to do, of all patients: visits to invoice, drafts, what is unpaid or overpaid.
    Work,
    /// Invoices that are overdue, by how long.
    Overdue,
    /// One invoice with its lines and payments, or a draft.
    Show { id: String },
    /// Begin a draft.
    New {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: InvoiceEntry,
    },
    /// Put lines on a draft, below those that it has.
    Line {
        /// Id of the draft.
        id: String,
        /// Each as `CODE`, `CODE*3` or `CODE*3=45.00/20`: how often, at which price and tax.
        #[arg(required = true, value_name = "LINE")]
        lines: Vec<String>,
        /// The `seen` of what was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Change what is given of a draft, leave the rest.
    Edit {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: InvoiceEntry,
    },
    /// Discard a draft.
    Discard {
        #[command(flatten)]
        of: Removed,
    },
    /// Give a draft its number. From then on it is not changed, only voided.
    Issue {
        /// Id of the draft.
        id: String,
        /// The `seen` of what was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
        /// Issue it also with a policy that is over or begins later.
        #[arg(long)]
        anyway: bool,
    },
    /// Void an invoice on which nothing is paid.
    Void {
        id: String,
        #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
        reason: String,
    },
    /// Take a payment for an invoice, at most what is left to pay.
    Pay {
        id: String,
        #[command(flatten)]
        payment: PaymentArgs,
    },
    /// Give back of a payment, at most what is left of it.
    Refund {
        /// Id of the payment.
        id: String,
        #[command(flatten)]
        payment: PaymentArgs,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InvoiceEntry {
    /// Id of the patient.
    #[arg(long)]
    pub patient: Option<String>,
    /// Id of the appointment that it is for. Without lines, the service with the code of its type is put on it.
    #[arg(long, value_name = "ID")]
    pub appointment: Option<String>,
    /// Each line as `CODE`, `CODE*3` or `CODE*3=45.00/20`: how often, at which price and tax. All lines in their order,
    /// or none to leave them as they are.
    #[arg(long = "line", value_name = "LINE")]
    pub lines: Vec<String>,
    /// Days until it is due, once it is issued.
    #[arg(long, value_name = "DAYS")]
    pub due_days: Option<String>,
    /// Id of the patient's policy that pays; empty for none.
    #[arg(long, value_name = "ID")]
    pub policy: Option<String>,
    /// Who referred the patient.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub referrer: Option<String>,
    /// The number of who referred the patient, as an insurer asks for it.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub referrer_number: Option<String>,
    /// A code for the insurer, from the clinic's list. All codes in their order, or none to leave them as they are.
    #[arg(long = "claim-code", value_name = "CODE")]
    pub claim_codes: Vec<String>,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Args)]
pub struct PaymentArgs {
    /// `CASH`, `CARD` or `TRANSFER`.
    #[arg(long)]
    pub method: String,
    /// Without it all that is left.
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub amount: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub reference: Option<String>,
}
