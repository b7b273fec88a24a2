//! Absences of providers and closed rooms.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, rows, text};

#[derive(Debug, Subcommand)]
pub enum Absences {
    /// Those that last and that come, with how many appointments lie in each.
    List {
        /// Those of the last year that are over or were withdrawn, the latest first.
        #[arg(long)]
        past: bool,
        /// 1 to 100.
        #[arg(long, default_value_t = 50, value_parser = rows, allow_negative_numbers = true)]
        limit: u32,
        /// How many rows of the list to skip.
        #[arg(long, default_value_t = 0)]
        offset: u32,
    },
    /// One absence with the appointments that lie in it.
    Show { id: String },
    /// Record that a provider is absent or that a room is closed: nothing is booked into that time any more.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: AbsenceEntry,
        /// Record it also at the time of another absence of the same provider or room.
        #[arg(long)]
        anyway: bool,
    },
    /// Change what is given, leave the rest.
    Edit {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: AbsenceEntry,
        /// Change it also to the time of another absence of the same provider or room.
        #[arg(long)]
        anyway: bool,
    },
    /// End an absence now; one that has not begun never takes effect.
    End { id: String },
    /// The appointments that would lie in an absence. Nothing is recorded.
    Preview {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: AbsenceEntry,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AbsenceEntry {
    /// User name of the provider who is absent.
    #[arg(long, conflicts_with = "room")]
    pub provider: Option<String>,
    /// Name of the room that is closed.
    #[arg(long)]
    pub room: Option<String>,
    /// RFC 3339.
    #[arg(long, value_name = "TIME")]
    pub starts: Option<String>,
    /// RFC 3339, after its start.
    #[arg(long, value_name = "TIME")]
    pub ends: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub reason: Option<String>,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}
