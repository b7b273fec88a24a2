//! The clinic's own kinds of measurement.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::FromInput;

#[derive(Debug, Subcommand)]
pub enum MeasurementKinds {
    /// All kinds of the clinic's own, those that are not in use, too.
    List,
    /// Add one.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: MeasurementKindEntry,
    },
    /// Change what is given, leave the rest.
    Edit {
        /// Its name or its id.
        which: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: MeasurementKindEntry,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MeasurementKindEntry {
    /// Different from the names of the program's kinds.
    #[arg(long)]
    pub name: Option<String>,
    /// As it is written behind a value; empty for a bare number. It stays once something was measured.
    #[arg(long)]
    pub unit: Option<String>,
    /// 0 to 3; they stay once something was measured.
    #[arg(long)]
    pub decimals: Option<u8>,
    /// A lower value is refused.
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub lowest: Option<String>,
    /// A higher value is refused.
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub highest: Option<String>,
    /// A lower value is asked about; empty for none.
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub odd_below: Option<String>,
    /// A higher value is asked about; empty for none.
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub odd_above: Option<String>,
    /// `false` when it is not in use any more: it is offered no longer.
    #[arg(long)]
    pub active: Option<bool>,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}
