//! Buildings, their rooms and departments.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::FromInput;

/// Rooms and departments are said alike.
#[derive(Debug, Subcommand)]
pub enum Places {
    /// List all by name, those that are not in use, too.
    List,
    /// Add one.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: PlaceEntry,
    },
    /// Change what is given, leave the rest.
    Edit {
        /// Its name or its id.
        which: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: PlaceEntry,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlaceEntry {
    #[arg(long)]
    pub name: Option<String>,
    /// A short one, as lists show it; empty for none.
    #[arg(long)]
    pub code: Option<String>,
    /// Name or id of the building; the clinic's first one when absent.
    #[arg(long)]
    pub facility: Option<String>,
    /// `false` when it is not in use any more: it is offered no longer.
    #[arg(long)]
    pub active: Option<bool>,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Facilities {
    /// List all by name, those that are not in use, too.
    List,
    /// Add one.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: FacilityEntry,
    },
    /// Change what is given, leave the rest.
    Edit {
        /// Its name or its id.
        which: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: FacilityEntry,
    },
}

/// An absent field stays as it is, an empty one becomes unrecorded.
#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FacilityEntry {
    #[arg(long)]
    pub name: Option<String>,
    #[arg(long)]
    pub address: Option<String>,
    #[arg(long)]
    pub phone: Option<String>,
    #[arg(long)]
    pub licence_number: Option<String>,
    /// IANA name, such as `Europe/Paris`; that of the first building when absent.
    #[arg(long)]
    pub time_zone: Option<String>,
    /// ISO 4217 code, such as `EUR`; that of the first building when absent.
    #[arg(long)]
    pub currency: Option<String>,
    /// `false` when it is not in use any more.
    #[arg(long)]
    pub active: Option<bool>,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}
