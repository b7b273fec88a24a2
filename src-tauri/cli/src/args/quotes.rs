//! What services would cost patients.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, text};
use super::labs::{Removed, Restored};

#[derive(Debug, Subcommand)]
pub enum Quotes {
    /// The quotes of a patient, the newest first.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
    },
    /// The quotes of all patients that wait for an answer or expired lately, the first one to end first.
    Open,
    /// One quote with its lines.
    Show { id: String },
    /// Make a quote under the next number of this computer.
    New {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: QuoteEntry,
    },
    /// Change what is given, leave the rest.
    Edit {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: QuoteChange,
    },
    /// Record that the patient does not want it.
    Decline {
        id: String,
        /// The patient wants it after all, or was not asked yet.
        #[arg(long)]
        undo: bool,
        /// The `seen` of the row that was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Make the draft of an invoice of it, with the prices that were quoted.
    Invoice {
        id: String,
        /// The `seen` of the row that was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Take back one that was made in error and of which no invoice was made.
    Remove {
        #[command(flatten)]
        of: Removed,
    },
    /// Put a removed one back.
    Restore {
        #[command(flatten)]
        of: Restored,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QuoteEntry {
    /// Id of the patient.
    #[arg(long)]
    pub patient: Option<String>,
    /// Each line as `CODE`, `CODE*3` or `CODE*3=45.00/20`: how often, at which price and tax.
    #[arg(long = "line", value_name = "LINE")]
    pub lines: Vec<String>,
    /// The last day on which it holds, `YYYY-MM-DD`; without it, after the usual days.
    #[arg(long, value_name = "DAY")]
    pub valid_until: Option<String>,
    /// For the patient: it is printed.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub note: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QuoteChange {
    /// Each line as `CODE`, `CODE*3` or `CODE*3=45.00/20`. All lines in their order, or none to leave them as they are.
    #[arg(long = "line", value_name = "LINE")]
    pub lines: Vec<String>,
    /// The last day on which it holds, `YYYY-MM-DD`.
    #[arg(long, value_name = "DAY")]
    pub valid_until: Option<String>,
    /// Empty for none.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub note: Option<String>,
    /// The `seen` of the row that was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}
