//! The clinic's labels, and those of a patient.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, text};

#[derive(Debug, Subcommand)]
pub enum Tags {
    /// All by name, those that are not active last, with how many patients have each.
    List,
    /// Add one.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: TagEntry,
    },
    /// Rename or recolour one, or say that it is not active any more.
    Edit {
        /// Its name or its id.
        which: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: TagEntry,
    },
    /// Put one on a patient.
    PutOn(TagOf),
    /// Take one off a patient.
    TakeOff(TagOf),
}

#[derive(Debug, Args)]
pub struct TagOf {
    /// Id of the patient.
    #[arg(long)]
    pub patient: String,
    /// Name or id of the label.
    #[arg(long, value_name = "NAME_OR_ID")]
    pub tag: String,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TagEntry {
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub name: Option<String>,
    /// GREY, the default, BLUE, VIOLET, GREEN, AMBER or RED.
    #[arg(long)]
    pub colour: Option<String>,
    /// `false` when it is offered no longer; who has it keeps it.
    #[arg(long)]
    pub active: Option<bool>,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}
