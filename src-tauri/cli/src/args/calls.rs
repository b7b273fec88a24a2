//! Who should come again, and calls.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, rows, text};

#[derive(Debug, Subcommand)]
pub enum FollowUps {
    /// Patients who should come again and are expected at no appointment.
    List {
        /// OVERDUE, THIS_WEEK or UNBOOKED: due on no day, or later.
        #[arg(long)]
        part: String,
        /// Only the patients of this dietitian, by user name.
        #[arg(long)]
        dietitian: Option<String>,
        /// 1 to 100.
        #[arg(long, default_value_t = 50, value_parser = rows, allow_negative_numbers = true)]
        limit: u32,
        /// How many rows of the list to skip.
        #[arg(long, default_value_t = 0)]
        offset: u32,
    },
}

#[derive(Debug, Subcommand)]
pub enum Calls {
    /// Record a call to a patient, or an attempt.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: CallEntry,
    },
    /// The calls to a patient, newest first.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CallEntry {
    /// Id of the patient.
    #[arg(long)]
    pub patient: Option<String>,
    /// FOLLOW_UP (the default), WAITING or REMINDER.
    #[arg(long)]
    pub purpose: Option<String>,
    /// REACHED, NO_ANSWER or DECLINED.
    #[arg(long)]
    pub result: Option<String>,
    /// RFC 3339; now when absent.
    #[arg(long)]
    pub at: Option<String>,
    /// The day on which to call again, `YYYY-MM-DD`.
    #[arg(long, value_name = "DAY")]
    pub retry_on: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub note: Option<String>,
}
