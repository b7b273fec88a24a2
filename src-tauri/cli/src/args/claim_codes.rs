//! The codes that insurers ask for on invoices.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::FromInput;

#[derive(Debug, Subcommand)]
pub enum ClaimCodes {
    /// All codes, those that are not in use, too.
    List,
    /// Those that can be put on an invoice.
    Offered,
    /// Add one.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: ClaimCodeEntry,
    },
    /// Change what is given, leave the rest. Invoices have the code as it was when they were written.
    Edit {
        /// The code or its id.
        which: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: ClaimCodeEntry,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClaimCodeEntry {
    /// As the insurer writes it.
    #[arg(long)]
    pub code: Option<String>,
    /// What it stands for.
    #[arg(long)]
    pub name: Option<String>,
    /// `false` when it is not in use any more: it is offered no longer.
    #[arg(long)]
    pub active: Option<bool>,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}
