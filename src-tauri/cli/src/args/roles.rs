//! Roles, and what each lets its members do.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, text};

#[derive(Debug, Subcommand)]
pub enum Roles {
    /// All by name, those of the product first, with how many users have each.
    List,
    /// Add one of the clinic's own.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: RoleEntry,
    },
    /// Change one of the clinic's own; the users who have it get the keys that go with it.
    Edit {
        /// Its name or its id.
        which: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: RoleEntry,
    },
    /// Remove one of the clinic's own that no user has.
    Remove {
        /// Its name or its id.
        which: String,
        /// The `seen` of what was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RoleEntry {
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub name: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub description: Option<String>,
    /// Begin with the rights of another role, by its name or id.
    #[arg(long, value_name = "NAME_OR_ID")]
    pub like: Option<String>,
    /// A right to give, such as `chart.read`: `nutrivault rights` lists them.
    #[arg(long = "right", value_name = "RIGHT")]
    pub rights: Vec<String>,
    /// A right to take away.
    #[arg(long = "without", value_name = "RIGHT")]
    pub without: Vec<String>,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}
