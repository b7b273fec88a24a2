//! Estimates of what a patient needs in a day.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, text};
use super::screening::{AnswerEntry, answers, object};

#[derive(Debug, Subcommand)]
pub enum Energy {
    /// What every equation gives; nothing is recorded.
    Compare {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: EnergyEntry,
    },
    /// Compute by an equation and record it.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: EnergyEntry,
    },
    /// The estimates of a patient, newest first.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
    },
    /// One estimate with its inputs.
    Show { id: String },
    /// Take back one that was entered in error.
    Remove {
        id: String,
        /// Why; kept in the audit log.
        #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
        reason: String,
        /// The `seen` of the estimate that was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EnergyEntry {
    /// Id of the patient.
    #[arg(long)]
    pub patient: Option<String>,
    /// Such as MIFFLIN_ST_JEOR; without it, the usual one for the age.
    #[arg(long)]
    pub method: Option<String>,
    /// A JSON object of names and values, such as `{"activity": "light", "protein_g_per_kg": 1.2}`.
    #[arg(long, value_name = "JSON", value_parser = answers)]
    #[serde(deserialize_with = "object")]
    pub inputs: Option<AnswerEntry>,
    #[arg(long)]
    pub visit: Option<String>,
    /// RFC 3339; now when absent.
    #[arg(long)]
    pub at: Option<String>,
    /// The estimate that this one corrects; it keeps its time and its visit.
    #[arg(long, value_name = "ID")]
    pub corrects: Option<String>,
}
