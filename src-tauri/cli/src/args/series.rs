//! Series of appointments.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, text, whole_number};

#[derive(Debug, Subcommand)]
pub enum Series {
    /// Every date of a series, and what prevents it; nothing is booked.
    Preview {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: Box<SeriesEntry>,
    },
    /// Book a patient on several dates: on all that are not skipped, or on none.
    Book {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: Box<SeriesEntry>,
    },
    /// All dates of the series that an appointment is of.
    Show {
        /// Id of any of its appointments.
        id: String,
    },
    /// Where an appointment of a series and those after it would be, and what prevents it; nothing is moved.
    PreviewMove {
        /// Id of the first appointment to move.
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: LaterEntry,
    },
    /// Move an appointment of a series and those after it: all that are not skipped, or none.
    Move {
        /// Id of the first appointment to move.
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: LaterEntry,
    },
    /// Cancel an appointment of a series and those after it; what was done or missed stays.
    Cancel {
        /// Id of the first appointment to cancel.
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: LaterCancelEntry,
    },
}

/// Parses the number of a date.
fn number(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| {
        "not the number of a date as `nutrivault series preview` counts them".to_owned()
    })
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SeriesEntry {
    /// Id of the patient; none for group sessions.
    #[arg(long)]
    pub patient: Option<String>,
    /// User name of the provider; the acting user when absent.
    #[arg(long)]
    pub provider: Option<String>,
    /// The first date, RFC 3339, such as `2026-11-20T09:30:00Z`; those after it are at the same time by the clinic's
    /// clocks.
    #[arg(long)]
    pub starts: Option<String>,
    /// Those of its type when absent.
    #[arg(long, value_parser = whole_number, allow_negative_numbers = true)]
    pub minutes: Option<i64>,
    /// Name or code of a type of appointment; `FOLLOW_UP` when absent.
    #[arg(long)]
    pub kind: Option<String>,
    /// Name of a room.
    #[arg(long)]
    pub room: Option<String>,
    /// Sealed with the patient's other details.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub reason: Option<String>,
    /// Of group sessions, which need no patient: 2 to 200; those of their type when absent.
    #[arg(long, value_parser = whole_number, allow_negative_numbers = true)]
    pub seats: Option<i64>,
    /// What the group sessions are about, for those who see the chart.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub topic: Option<String>,
    /// Every so many days, weeks or months; 1 when absent.
    #[arg(long, value_name = "NUMBER", value_parser = whole_number, allow_negative_numbers = true)]
    pub every: Option<i64>,
    /// DAY, WEEK, the default, or MONTH.
    #[arg(long)]
    pub unit: Option<String>,
    /// How many dates, 2 to 60.
    #[arg(long, value_name = "NUMBER", value_parser = whole_number, allow_negative_numbers = true)]
    pub count: Option<i64>,
    /// The last day of the series instead of a number of dates: `YYYY-MM-DD`.
    #[arg(long, value_name = "DAY")]
    pub until: Option<String>,
    /// Leave this date out.
    #[arg(long, value_name = "NUMBER", value_parser = number)]
    pub skip: Vec<u32>,
    /// Put a date at another time: `NUMBER=TIME`, such as `3=2026-12-04T10:00:00Z`.
    #[arg(long, value_name = "DATE")]
    pub put: Vec<String>,
}

/// What is absent stays as it is.
#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LaterEntry {
    /// Where the first one goes, RFC 3339; those after it are moved as far by the clinic's clocks.
    #[arg(long)]
    pub starts: Option<String>,
    #[arg(long, value_parser = whole_number, allow_negative_numbers = true)]
    pub minutes: Option<i64>,
    /// User name.
    #[arg(long)]
    pub provider: Option<String>,
    /// Name of a room; empty for none.
    #[arg(long)]
    pub room: Option<String>,
    /// Leave the appointment with this id where it is.
    #[arg(long, value_name = "ID")]
    pub skip: Vec<String>,
    /// Put one of them at another time: `ID=TIME`, the time RFC 3339.
    #[arg(long, value_name = "DATE")]
    pub put: Vec<String>,
    /// The `seen` of the appointment that was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LaterCancelEntry {
    /// Why, sealed with the patients' other details.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub reason: Option<String>,
    /// PATIENT_REQUEST, CLINIC_REQUEST, ILLNESS, WEATHER, UNREACHABLE, CORRECTION or OTHER, which needs a reason.
    #[arg(long, value_name = "CODE")]
    pub reason_code: Option<String>,
    /// The `seen` of the appointment that was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}
