//! Group sessions and who has a seat in them.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, text, whole_number};

#[derive(Debug, Subcommand)]
pub enum Groups {
    /// A group session with who has a seat.
    Show { id: String },
    /// Change how many seats a session has and what it is about; leave the rest.
    Edit {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: GroupEntry,
    },
    /// Give a patient a seat; refused where none is left.
    Give {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: SeatEntry,
    },
    /// Take a patient's seat back; the session stays as it is.
    Take {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: TakenEntry,
    },
    /// Record whether a patient came.
    Record {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: AttendanceEntry,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GroupEntry {
    /// 2 to 200, and no fewer than are given.
    #[arg(long, value_parser = whole_number, allow_negative_numbers = true)]
    pub seats: Option<i64>,
    /// What the session is about, for those who see the chart; empty for nothing.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub topic: Option<String>,
    /// The `seen` of the appointment that was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SeatEntry {
    /// Id of the patient.
    #[arg(long)]
    pub patient: Option<String>,
    /// Sealed with the patient's other details.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub reason: Option<String>,
    /// Also in each later session of the series that has a seat left.
    #[arg(long)]
    pub later: bool,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TakenEntry {
    /// Id of the patient.
    #[arg(long)]
    pub patient: Option<String>,
    /// Also in each later session of the series.
    #[arg(long)]
    pub later: bool,
    /// The `seen` of the seat that was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AttendanceEntry {
    /// Id of the patient.
    #[arg(long)]
    pub patient: Option<String>,
    /// ATTENDED, ABSENT, EXCUSED or EXPECTED.
    #[arg(long)]
    pub attendance: Option<String>,
    /// The `seen` of the seat that was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}
