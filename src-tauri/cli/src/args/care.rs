//! Diary, visits, measurements, notes, conflicts.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::FromInput;

#[derive(Debug, Subcommand)]
pub enum Appointments {
    /// Book a patient with a provider.
    Book {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: BookingEntry,
    },
    /// A day of the diary.
    List {
        /// `YYYY-MM-DD`; today when absent.
        #[arg(long)]
        day: Option<String>,
    },
    /// Say how an appointment stands: CONFIRMED, ARRIVED, IN_ROOM, COMPLETED, NO_SHOW, CANCELLED.
    Status {
        id: String,
        status: String,
        #[arg(long)]
        reason: Option<String>,
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
}

#[derive(Debug, Args, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BookingEntry {
    #[arg(long)]
    pub patient: Option<String>,
    /// User name of the provider; whoever acts when absent.
    #[arg(long)]
    pub provider: Option<String>,
    /// RFC 3339, such as `2026-11-20T09:30:00Z`.
    #[arg(long)]
    pub starts: Option<String>,
    #[arg(long)]
    pub minutes: Option<i64>,
    /// Code of an appointment type, such as `FOLLOW_UP`.
    #[arg(long)]
    pub kind: Option<String>,
    /// Name of a room.
    #[arg(long)]
    pub room: Option<String>,
    #[arg(long)]
    pub reason: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Visits {
    Start {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: VisitEntry,
    },
    /// End a visit; its draft note becomes a version.
    End { id: String },
}

#[derive(Debug, Args, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VisitEntry {
    #[arg(long)]
    pub patient: Option<String>,
    #[arg(long)]
    pub appointment: Option<String>,
    /// INITIAL, FOLLOW_UP, GROUP or PHONE.
    #[arg(long)]
    pub kind: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Measurements {
    /// Record one reading, as it is said: `72.4 kg`, `5'7`, `120/80`.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: MeasurementEntry,
    },
    /// The readings of one kind, oldest first.
    Trend {
        #[arg(long)]
        patient: String,
        #[arg(long)]
        kind: String,
    },
}

#[derive(Debug, Args, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MeasurementEntry {
    #[arg(long)]
    pub patient: Option<String>,
    #[arg(long)]
    pub visit: Option<String>,
    /// Code of the kind, such as `WEIGHT` or `BLOOD_PRESSURE`.
    #[arg(long)]
    pub kind: Option<String>,
    #[arg(long)]
    pub value: Option<String>,
    /// RFC 3339; now when absent.
    #[arg(long)]
    pub at: Option<String>,
    /// Record a value that is far from what is likely.
    #[arg(long)]
    pub keep: bool,
}

#[derive(Debug, Subcommand)]
pub enum Notes {
    /// Write a note or a new version of one.
    Write {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: NoteEntry,
    },
    /// Freeze a note under its author's signature.
    Sign { id: String },
    /// Add to a signed note.
    Addendum {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: AddendumEntry,
    },
    Show { id: String },
}

#[derive(Debug, Args, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NoteEntry {
    /// An existing note; a new one when absent.
    #[arg(long)]
    pub note: Option<String>,
    #[arg(long)]
    pub patient: Option<String>,
    #[arg(long)]
    pub visit: Option<String>,
    /// ADIME, SOAP or FREE.
    #[arg(long)]
    pub kind: Option<String>,
    /// `name=text`, as often as there are sections.
    #[arg(long = "section", value_name = "NAME=TEXT")]
    pub sections: Vec<String>,
    /// The `seen` of the version that was edited.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Args, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AddendumEntry {
    #[arg(long)]
    pub note: Option<String>,
    #[arg(long)]
    pub reason: Option<String>,
    #[arg(long)]
    pub text: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Conflicts {
    List,
    /// Both sides, field by field.
    Show { id: String },
    /// Decide. Each choice is `field=here`, `field=there`, `field=both` or `field:words of a third text`.
    Resolve {
        id: String,
        /// The `seen` of the conflict that was looked at.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: ResolutionEntry,
    },
}

#[derive(Debug, Args, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ResolutionEntry {
    /// Keep this side whole: its number in `conflicts show`, 0 for the one shown now.
    #[arg(long)]
    pub side: Option<usize>,
    /// `field=NUMBER`, `field=all`, or `field:TEXT`.
    #[arg(long = "choose", value_name = "CHOICE")]
    pub choices: Vec<String>,
    /// On standard input only.
    #[arg(skip)]
    pub seen: Option<String>,
}
