//! What was paid on a day, and what was counted of it.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, text};

#[derive(Debug, Subcommand)]
pub enum Cash {
    /// What was paid on a day, by whom it was taken and how, and what was counted.
    Report {
        /// `YYYY-MM-DD`; today when absent.
        #[arg(long)]
        day: Option<String>,
        /// Name or id of one facility.
        #[arg(long)]
        facility: Option<String>,
    },
    /// Write it as a sheet for a spreadsheet.
    Csv {
        /// `YYYY-MM-DD`; today when absent.
        #[arg(long)]
        day: Option<String>,
        /// Name or id of one facility.
        #[arg(long)]
        facility: Option<String>,
        /// Where the sheet goes. It will not be encrypted.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Write over a file that is there.
        #[arg(long)]
        replace: bool,
    },
    /// Record what was counted of a day's payments.
    Close {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: CashEntry,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CashEntry {
    /// `YYYY-MM-DD`; today when absent.
    #[arg(long)]
    pub day: Option<String>,
    /// Each as `USER/METHOD=AMOUNT`, such as `lea/CASH=120.50`; `USER/METHOD/CURRENCY=AMOUNT` where a user took two
    /// currencies.
    #[arg(long = "count", value_name = "COUNT")]
    pub counts: Vec<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub remark: Option<String>,
}
