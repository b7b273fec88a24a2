//! The tables of exchanges of the clinic.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::FromInput;

#[derive(Debug, Subcommand)]
pub enum ExchangeTables {
    /// All tables: those of the program, then the clinic's by name, those that are not in use, too.
    List {
        #[arg(long)]
        language: Option<String>,
    },
    /// Those by which a plan can count.
    Offered {
        #[arg(long)]
        language: Option<String>,
    },
    /// Add one, by what one exchange of each of its groups has.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: ExchangeTableEntry,
    },
    /// Change what is given, leave the rest. Plans have the table as it was when they chose it.
    Edit {
        /// Its name or its id.
        which: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: ExchangeTableEntry,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExchangeTableEntry {
    #[arg(long)]
    pub name: Option<String>,
    /// Each group as `Starch=15/3/1; BREAD GRAINS; potato, yam`: carbohydrate, protein and fat of one exchange in g,
    /// the groups of foods that it counts, and words of other foods that belong to it. Without these it takes all foods
    /// that no other group has. All groups in their order, or none to leave them as they are.
    #[arg(long = "group", value_name = "GROUP")]
    pub groups: Vec<String>,
    /// `false` when it is not in use any more: it is offered no longer.
    #[arg(long)]
    pub active: Option<bool>,
    /// It is right that an exchange has more than 30 g.
    #[arg(long)]
    pub confirmed: bool,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}
