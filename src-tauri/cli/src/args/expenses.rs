//! What the clinic itself paid for.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, text};
use super::labs::{Removed, Restored};

#[derive(Debug, Subcommand)]
pub enum Expenses {
    /// The expenses of a period with their sums, the latest first.
    List {
        #[command(flatten)]
        period: ExpensePeriod,
    },
    /// One expense.
    Show { id: String },
    /// Record what was paid for. What was paid in cash is subtracted from what you took on that day.
    Record {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: ExpenseEntry,
    },
    /// Change what is given, leave the rest.
    Edit {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: ExpenseEntry,
        /// The `seen` of the row that was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Take back one that was recorded in error.
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

#[derive(Debug, Args)]
pub struct ExpensePeriod {
    /// `YYYY-MM-DD`; the first of this month when absent.
    #[arg(long, value_name = "DAY")]
    pub from: Option<String>,
    /// `YYYY-MM-DD`, counted too; today when absent.
    #[arg(long, value_name = "DAY")]
    pub until: Option<String>,
    /// Name or id of one facility.
    #[arg(long)]
    pub facility: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExpenseEntry {
    /// In the currency of the facility.
    #[arg(long)]
    pub amount: Option<String>,
    /// `RENT`, `WAGES`, `SUPPLIES`, `EQUIPMENT`, `UTILITIES`, `INSURANCE`, `TRAVEL`, `TRAINING`, `TAXES` or `OTHER`.
    #[arg(long)]
    pub category: Option<String>,
    /// `CASH`, `CARD` or `TRANSFER`.
    #[arg(long)]
    pub method: Option<String>,
    /// `YYYY-MM-DD`; today when absent.
    #[arg(long)]
    pub day: Option<String>,
    /// Name or id of the facility; of a new one without it the first of the clinic.
    #[arg(long)]
    pub facility: Option<String>,
    /// What for. Empty for none.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub note: Option<String>,
}
