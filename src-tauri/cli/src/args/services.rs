//! The price list of the clinic.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::FromInput;

#[derive(Debug, Subcommand)]
pub enum Services {
    /// All services by name, those that are not in use, too.
    List,
    /// Those that can be put on an invoice.
    Offered,
    /// Add one.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: ServiceEntry,
    },
    /// Change what is given, leave the rest. Invoices have the service as it was when they were written.
    Edit {
        /// Its code, its name or its id.
        which: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: ServiceEntry,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServiceEntry {
    /// Short, and of no other service.
    #[arg(long)]
    pub code: Option<String>,
    #[arg(long)]
    pub name: Option<String>,
    /// Before tax, with no more decimals than the currency has.
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub price: Option<String>,
    /// The currency of a facility, such as `EUR`; that of the first one unless given.
    #[arg(long, value_name = "CODE")]
    pub currency: Option<String>,
    /// In percent; none unless given.
    #[arg(long, value_name = "PERCENT", allow_hyphen_values = true)]
    pub tax: Option<String>,
    /// `false` when it is not in use any more: it is offered no longer.
    #[arg(long)]
    pub active: Option<bool>,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}
