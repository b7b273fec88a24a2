//! Who cares for a patient.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, text};

#[derive(Debug, Subcommand)]
pub enum CareTeam {
    /// The assigned dietitian, and those on the team; former ones last.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
    },
    /// Put a user on the team.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: NewMemberEntry,
    },
    /// Record until when a user is on the team.
    End {
        id: String,
        /// The last day, `YYYY-MM-DD`; today when absent.
        #[arg(long, value_name = "DAY", conflicts_with = "undo")]
        on: Option<String>,
        /// They have not left: what says so was entered in error.
        #[arg(long)]
        undo: bool,
        /// The `seen` of the row that was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Take back one that was entered in error.
    Remove {
        id: String,
        /// Why; kept in the audit log.
        #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
        reason: String,
        /// The `seen` of the row that was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Put a removed one back.
    Restore {
        id: String,
        /// The `seen` that its removal answered; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewMemberEntry {
    /// Id of the patient.
    #[arg(long)]
    pub patient: Option<String>,
    /// User name of who comes to the team.
    #[arg(long, value_name = "USERNAME")]
    pub member: Option<String>,
    /// The first day, `YYYY-MM-DD`; today when absent.
    #[arg(long, value_name = "DAY")]
    pub since: Option<String>,
}
