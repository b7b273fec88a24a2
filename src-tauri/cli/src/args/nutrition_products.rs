//! The supplements and tube feeds of the clinic.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::FromInput;

#[derive(Debug, Subcommand)]
pub enum Products {
    /// All products by name, those that are not in use, too.
    List,
    /// Those that can be ordered.
    Offered,
    /// Add one, by what its label says of 100 ml.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: ProductEntry,
    },
    /// Change what is given, leave the rest. Orders have the label as it was when they started.
    Edit {
        /// Its name or its id.
        which: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: ProductEntry,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProductEntry {
    #[arg(long)]
    pub name: Option<String>,
    /// In kcal in 100 ml.
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub energy: Option<String>,
    /// In g in 100 ml.
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub protein: Option<String>,
    /// In ml in 100 ml.
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub water: Option<String>,
    /// `false` when it is not in use any more: it is offered no longer.
    #[arg(long)]
    pub active: Option<bool>,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}
