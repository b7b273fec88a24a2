//! Diary, visits, measurements, conflicts.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, text, whole_number};
use super::records::GrowthReference;

#[derive(Debug, Subcommand)]
pub enum Appointments {
    /// Book a patient with a provider. With `--stdin` also an array of up to 1,000 entries: all are booked, or none.
    Book {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: BookingEntry,
        /// Book it also over another appointment, or at a time that is over.
        #[arg(long)]
        anyway: bool,
    },
    /// A day of the diary.
    List {
        /// `YYYY-MM-DD`; today when absent.
        #[arg(long)]
        day: Option<String>,
        /// Name or id of one department: the diary of its users.
        #[arg(long)]
        department: Option<String>,
    },
    /// A week of one provider, of one room, or of the users of one department.
    Week {
        /// `YYYY-MM-DD`, any day of the week; this week when absent.
        #[arg(long)]
        day: Option<String>,
        /// User name of the provider; without one, a room or a department the acting user, or the first provider.
        #[arg(long, conflicts_with = "room")]
        provider: Option<String>,
        /// Name of a room.
        #[arg(long)]
        room: Option<String>,
        /// Name or id of one department.
        #[arg(long, conflicts_with_all = ["provider", "room"])]
        department: Option<String>,
    },
    /// How full each day of a month is, of one provider, of one room, or of the users of one department.
    Month {
        /// `YYYY-MM-DD`, any day of the month; this month when absent.
        #[arg(long)]
        day: Option<String>,
        /// User name of the provider; without one, a room or a department the acting user, or the first provider.
        #[arg(long, conflicts_with = "room")]
        provider: Option<String>,
        /// Name of a room.
        #[arg(long)]
        room: Option<String>,
        /// Name or id of one department.
        #[arg(long, conflicts_with_all = ["provider", "room"])]
        department: Option<String>,
    },
    /// The arrivals board of a day: who is expected, who waits, who is in a room.
    Arrivals {
        /// `YYYY-MM-DD`; today when absent.
        #[arg(long)]
        day: Option<String>,
        /// User name of one provider.
        #[arg(long)]
        provider: Option<String>,
    },
    /// Whom to remind: everyone who is expected on a day, with their phone number and the last call about it.
    Reminders {
        /// `YYYY-MM-DD`; when absent tomorrow, or the next day on which anyone is expected.
        #[arg(long)]
        day: Option<String>,
    },
    /// One appointment: whom to call about it, and how it came to its status.
    Show { id: String },
    /// Set the status of an appointment: CONFIRMED, ARRIVED, IN_ROOM, COMPLETED, NO_SHOW, CANCELLED.
    Status {
        id: String,
        status: String,
        /// Why, where the status does not explain itself.
        #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
        reason: Option<String>,
        /// PATIENT_REQUEST, CLINIC_REQUEST, ILLNESS, WEATHER, UNREACHABLE, CORRECTION or OTHER, which needs a reason.
        #[arg(long, value_name = "CODE")]
        reason_code: Option<String>,
        /// Set it also where the appointment is on a later day.
        #[arg(long)]
        early: bool,
        /// The `seen` of the appointment that was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Give an appointment another time, provider or room. A room brings its facility along; without one the
    /// appointment stays in the facility where it is, also with a provider of another.
    Move {
        id: String,
        /// Move it also over another appointment, or to a time that is over.
        #[arg(long)]
        anyway: bool,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: MoveEntry,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BookingEntry {
    /// Id of the patient; none for a group session.
    #[arg(long)]
    pub patient: Option<String>,
    /// User name of the provider; the acting user when absent.
    #[arg(long)]
    pub provider: Option<String>,
    /// RFC 3339, such as `2026-11-20T09:30:00Z`.
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
    /// Of a group session, which needs no patient: 2 to 200; those of its type when absent.
    #[arg(long, value_parser = whole_number, allow_negative_numbers = true)]
    pub seats: Option<i64>,
    /// What a group session is about, for those who see the chart.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub topic: Option<String>,
}

/// What is absent stays as it is.
#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MoveEntry {
    /// RFC 3339.
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
    /// The `seen` of the appointment that was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Visits {
    /// Begin a visit now, or record one that was earlier, with an empty note.
    Start {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: VisitEntry,
    },
    /// Change what is given, leave the rest.
    Edit {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: VisitEditEntry,
    },
    /// End a visit; its draft note becomes a version.
    End {
        id: String,
        /// When it ended, where that was before now: RFC 3339.
        #[arg(long, value_name = "TIME")]
        ended_at: Option<String>,
    },
    /// A visit with its measurements and its note.
    Show { id: String },
    /// Take back a visit that was begun by mistake, with its note and its readings.
    Discard {
        id: String,
        /// It is of another provider, who is asked or told.
        #[arg(long)]
        of_another: bool,
        /// Why, which one that has ended needs.
        #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
        reason: Option<String>,
        /// The `seen` of the visit that was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Bring a discarded visit back.
    Restore {
        id: String,
        /// The `seen` that its discarding answered; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VisitEntry {
    #[arg(long)]
    pub patient: Option<String>,
    #[arg(long)]
    pub appointment: Option<String>,
    /// INITIAL, FOLLOW_UP, GROUP or PHONE.
    #[arg(long)]
    pub kind: Option<String>,
    /// When one began that was earlier: RFC 3339.
    #[arg(long, value_name = "TIME")]
    pub started_at: Option<String>,
    /// When that one ended; without it, it is still to be written up.
    #[arg(long, value_name = "TIME")]
    pub ended_at: Option<String>,
}

/// An absent field stays as it is, an empty one becomes unrecorded.
#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VisitEditEntry {
    /// INITIAL, FOLLOW_UP, GROUP or PHONE.
    #[arg(long)]
    pub kind: Option<String>,
    /// Why the patient comes, in their words.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub complaint: Option<String>,
    /// When the patient should come again: `YYYY-MM-DD`.
    #[arg(long, value_name = "DAY")]
    pub follow_up_on: Option<String>,
    /// When it began: RFC 3339. Its readings move along.
    #[arg(long, value_name = "TIME")]
    pub started_at: Option<String>,
    /// When it ended.
    #[arg(long, value_name = "TIME")]
    pub ended_at: Option<String>,
    /// The `seen` of the visit that was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Measurements {
    /// Record one reading, as it is read off: `72.4 kg`, `5'7`, `120/80`.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: MeasurementEntry,
    },
    /// Everything that was measured on a patient, newest first.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
    },
    /// Write another value over a reading; what was there stays in the audit log.
    Correct {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: CorrectionEntry,
    },
    /// Record how a reading was taken: measured or reported, with what, after what. Its value stays.
    Describe {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: DescriptionEntry,
    },
    /// Say that a reading that is far from what is likely is right; it is not asked about again.
    Confirm {
        id: String,
        /// The `seen` of the reading that was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Take back a reading that was entered in error.
    Remove {
        id: String,
        /// The `seen` of the reading that was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Put a removed reading back.
    Restore {
        id: String,
        /// The `seen` that its removal answered; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// The readings of one kind, oldest first.
    Trend {
        #[arg(long)]
        patient: String,
        /// Also a computed one: `BMI`, `WAIST_HEIGHT`, `WAIST_HIP`; or the name of one of the clinic's own.
        #[arg(long)]
        kind: String,
    },
    /// A child's readings against a growth reference, oldest first.
    Growth {
        #[command(flatten)]
        of: GrowthOf,
    },
}

/// Which growth chart of a patient.
#[derive(Debug, Args)]
pub struct GrowthOf {
    #[arg(long)]
    pub patient: String,
    /// Without it, weight for age, or what has a reference at the age of the newest reading.
    #[arg(long)]
    pub indicator: Option<String>,
    /// Without it, for each reading the one that the WHO made for its age.
    #[arg(long, value_enum)]
    pub reference: Option<GrowthReference>,
    /// For a patient who is neither male nor female: whose curves to compare with.
    #[arg(long)]
    pub curves_of: Option<String>,
    /// Curves by z-score instead of centiles.
    #[arg(long)]
    pub by_z: bool,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CorrectionEntry {
    /// As it is read off: `72.4 kg`, `5'7`, `120/80`.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub value: Option<String>,
    /// The kind, where the reading was of another one; it stays when absent.
    #[arg(long)]
    pub kind: Option<String>,
    /// When it was measured, RFC 3339; it stays when absent.
    #[arg(long)]
    pub at: Option<String>,
    /// Record a value that is far from what is likely.
    #[arg(long = "keep")]
    #[serde(rename = "keep")]
    pub accepts_doubtful: bool,
    /// The `seen` of the reading that was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

/// An absent field stays as it is, an empty one becomes unrecorded.
#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DescriptionEntry {
    /// `MEASURED` here, `REPORTED` by the patient or others, `ESTIMATED`, or read by a `DEVICE`.
    #[arg(long, value_name = "WORD")]
    pub method: Option<String>,
    /// What it was taken with, such as `Omron M3, left arm`.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub device: Option<String>,
    /// `FASTING`, `BEFORE_MEAL` or `AFTER_MEAL`.
    #[arg(long, value_name = "WORD")]
    pub context: Option<String>,
    /// The `seen` of the reading that was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MeasurementEntry {
    #[arg(long)]
    pub patient: Option<String>,
    #[arg(long)]
    pub visit: Option<String>,
    /// Code of the kind, such as `WEIGHT` or `BLOOD_PRESSURE`, or the name of one of the clinic's own.
    #[arg(long)]
    pub kind: Option<String>,
    /// As it is read off: `72.4 kg`, `5'7`, `120/80`.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub value: Option<String>,
    /// RFC 3339; now when absent.
    #[arg(long)]
    pub at: Option<String>,
    /// `MEASURED` here, which is meant without it, `REPORTED` by the patient or others, `ESTIMATED`, or read by a
    /// `DEVICE`.
    #[arg(long, value_name = "WORD")]
    pub method: Option<String>,
    /// What it was taken with, such as `Omron M3, left arm`.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub device: Option<String>,
    /// `FASTING`, `BEFORE_MEAL` or `AFTER_MEAL`.
    #[arg(long, value_name = "WORD")]
    pub context: Option<String>,
    /// Record a value that is far from what is likely.
    #[arg(long = "keep")]
    #[serde(rename = "keep")]
    pub accepts_doubtful: bool,
}

#[derive(Debug, Subcommand)]
pub enum Conflicts {
    /// Everything that waits for a decision.
    List,
    /// All versions of one, field by field.
    Show { id: String },
    /// Decide: one version for all fields, or a choice for each that differs.
    Resolve {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: ResolutionEntry,
    },
}

fn sibling(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| {
        "not the number of a version as `nutrivault conflicts show` counts them, from 0".to_owned()
    })
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ResolutionEntry {
    /// Keep this version: its number in `conflicts show`, 0 for the one that is shown now.
    #[arg(long = "side", value_name = "NUMBER", value_parser = sibling, allow_negative_numbers = true)]
    #[serde(rename = "side")]
    pub sibling: Option<u32>,
    /// `FIELD=NUMBER`, `FIELD=all`, or `FIELD:TEXT`; `delete` or `keep` for what was deleted and changed at once.
    #[arg(long = "choose", value_name = "CHOICE")]
    pub choices: Vec<String>,
    /// The `seen` of the conflict that was looked at: it names all its versions. Required on standard input.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}
