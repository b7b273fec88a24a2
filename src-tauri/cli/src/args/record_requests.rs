//! Requests for a copy of a patient's records.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, text};

#[derive(Debug, Subcommand)]
pub enum RecordRequests {
    /// The open requests of all patients, the one that is due first at the top (needs `patients.export`); of one
    /// patient the closed ones, too.
    List {
        /// Id of a patient.
        #[arg(long)]
        patient: Option<String>,
    },
    /// One request.
    Show { id: String },
    /// Record that someone asked for a patient's records.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: NewRecordRequestEntry,
    },
    /// Say that the copy was sent or handed over. Nothing is sent by it.
    Done {
        id: String,
        /// The `seen` of what was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Say that no copy is given, and why.
    Refuse {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: RefusalEntry,
    },
    /// Open a request again that was closed.
    Reopen {
        id: String,
        /// The `seen` of what was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewRecordRequestEntry {
    /// Id of the patient.
    #[arg(long)]
    pub patient: Option<String>,
    /// Who asked: the patient, another practice, an insurer.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub asked_by: Option<String>,
    /// Which part of the records.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub asked_for: Option<String>,
    /// The day on which it was asked, `YYYY-MM-DD`; today when absent.
    #[arg(long, value_name = "DAY")]
    pub asked_on: Option<String>,
    /// The day by which the copy is due, `YYYY-MM-DD`.
    #[arg(long, value_name = "DAY")]
    pub due_on: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RefusalEntry {
    /// Why no copy is given.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub reason: Option<String>,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}
