//! The leaflets of the clinic, and which a patient was given.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, text};
use super::labs::{Removed, Restored};

#[derive(Debug, Subcommand)]
pub enum Handouts {
    /// All leaflets by title with their languages, those that are not in use, too.
    List,
    /// Those that patients can be given.
    Offered,
    /// Add a leaflet, or one more language of one.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: HandoutEntry,
    },
    /// Change what is given, leave the rest. What patients were given stays as it was.
    Edit {
        /// Its title, where only one has it, or its id.
        which: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: HandoutEntry,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HandoutEntry {
    /// Only for a new one: title or id of the leaflet of which it is another language.
    #[arg(long, value_name = "HANDOUT")]
    pub leaflet: Option<String>,
    /// Its code, such as `fr`.
    #[arg(long)]
    pub language: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub title: Option<String>,
    /// Paragraphs; lines that begin with `# ` are headings, those with `- ` are of a list.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub text: Option<String>,
    /// `false` when it is not in use any more: it is offered no longer.
    #[arg(long)]
    pub active: Option<bool>,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum GivenHandouts {
    /// What a patient was given, the last one first.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
    },
    /// Record that a patient is given a leaflet now.
    Give {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: GivingEntry,
    },
    /// Take back one that was entered in error.
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
pub struct GivingEntry {
    /// Id of the patient.
    #[arg(long)]
    pub patient: Option<String>,
    /// Its title, where only one has it, or its id.
    #[arg(long, value_name = "HANDOUT")]
    pub handout: Option<String>,
    /// Id of the visit.
    #[arg(long)]
    pub visit: Option<String>,
}
