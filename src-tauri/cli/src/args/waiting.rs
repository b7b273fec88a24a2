//! Patients who wait for a time, and times that freed.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, rows, text, whole_number};

#[derive(Debug, Subcommand)]
pub enum Waiting {
    /// Those who wait, the longest first.
    List {
        /// Those whose wait ended in the last three months, the latest first.
        #[arg(long)]
        ended: bool,
        /// 1 to 100.
        #[arg(long, default_value_t = 50, value_parser = rows, allow_negative_numbers = true)]
        limit: u32,
        /// How many rows of the list to skip.
        #[arg(long, default_value_t = 0)]
        offset: u32,
    },
    /// One entry of the list.
    Show { id: String },
    /// Put a patient on the list; a wish that is not given may be any.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: NewWaitingEntry,
    },
    /// Ask the front desk to call a patient who should come again: an entry with the day and the dietitian alone.
    Ask {
        /// Id of the patient.
        patient: String,
    },
    /// Change the wishes that are given, leave the rest.
    Edit {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: WishesEntry,
    },
    /// Times to come that an appointment left, that are free still and that someone who waits fits into.
    Free,
    /// Who fits into one of these times, those who wait longest first. Nobody is booked.
    Fits {
        /// Id of the free time.
        id: String,
    },
    /// Offer a free time no longer, at every computer of the clinic.
    Dismiss {
        /// Id of the free time.
        id: String,
        /// Offer it again.
        #[arg(long)]
        undo: bool,
    },
    /// Record a call to one who waits, or an attempt.
    Call {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: WaitingCallEntry,
    },
    /// Book one who waits, and end their wait; refused where the time is taken.
    Book {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: WaitingBookingEntry,
    },
    /// Take one off the list who wants no time any more.
    End {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: WaitingEndEntry,
    },
    /// Put one on the list again whose wait had ended.
    Reopen {
        id: String,
        /// The `seen` of what was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewWaitingEntry {
    /// Id of the patient.
    #[arg(long)]
    pub patient: Option<String>,
    /// Name or code of a type of appointment; any when absent.
    #[arg(long)]
    pub kind: Option<String>,
    /// User name of the provider; any when absent.
    #[arg(long)]
    pub provider: Option<String>,
    /// Such as `MON WED`; any when absent.
    #[arg(long, value_name = "DAYS")]
    pub weekdays: Option<String>,
    /// `HH:MM` by the clinic's clocks.
    #[arg(long, value_name = "TIME")]
    pub from_time: Option<String>,
    /// `HH:MM`, after the first.
    #[arg(long, value_name = "TIME")]
    pub until_time: Option<String>,
    /// `YYYY-MM-DD`.
    #[arg(long, value_name = "DAY")]
    pub from_day: Option<String>,
    /// `YYYY-MM-DD`.
    #[arg(long, value_name = "DAY")]
    pub until_day: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub note: Option<String>,
}

/// Empty for any.
#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WishesEntry {
    /// Name or code of a type of appointment; empty for any.
    #[arg(long)]
    pub kind: Option<String>,
    /// User name of the provider; empty for any.
    #[arg(long)]
    pub provider: Option<String>,
    /// Such as `MON WED`; empty for any.
    #[arg(long, value_name = "DAYS")]
    pub weekdays: Option<String>,
    /// `HH:MM` by the clinic's clocks; empty for any.
    #[arg(long, value_name = "TIME")]
    pub from_time: Option<String>,
    /// `HH:MM`; empty for any.
    #[arg(long, value_name = "TIME")]
    pub until_time: Option<String>,
    /// `YYYY-MM-DD`; empty for any.
    #[arg(long, value_name = "DAY")]
    pub from_day: Option<String>,
    /// `YYYY-MM-DD`; empty for any.
    #[arg(long, value_name = "DAY")]
    pub until_day: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub note: Option<String>,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WaitingCallEntry {
    /// REACHED, NO_ANSWER or DECLINED.
    #[arg(long)]
    pub result: Option<String>,
    /// The day on which to call again, `YYYY-MM-DD`.
    #[arg(long, value_name = "DAY")]
    pub retry_on: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub note: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WaitingBookingEntry {
    /// RFC 3339, such as `2026-11-20T09:30:00Z`.
    #[arg(long)]
    pub starts: Option<String>,
    /// User name of the provider; the one who is wished for when absent, or the acting user.
    #[arg(long)]
    pub provider: Option<String>,
    /// Those of its type when absent.
    #[arg(long, value_parser = whole_number, allow_negative_numbers = true)]
    pub minutes: Option<i64>,
    /// Name or code of a type of appointment; the wished one when absent, or `FOLLOW_UP`.
    #[arg(long)]
    pub kind: Option<String>,
    /// Name of a room.
    #[arg(long)]
    pub room: Option<String>,
    /// The `seen` of the entry that was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WaitingEndEntry {
    /// Why no time is wanted any more.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub reason: Option<String>,
    /// The `seen` of the entry that was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}
