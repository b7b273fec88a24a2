//! The stays of patients in the clinic.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::background::entries;
use super::input::{FromInput, rows, text};

#[derive(Debug, Subcommand)]
pub enum Stays {
    /// The stays of a patient, the last one first.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
    },
    /// One stay.
    Show { id: String },
    /// Who is in today, by department, room and bed.
    Current {
        /// Name or id of one department.
        #[arg(long, value_name = "NAME", value_parser = text)]
        department: Option<String>,
        /// 1 to 100.
        #[arg(long, default_value_t = 50, value_parser = rows, allow_negative_numbers = true)]
        limit: u32,
        /// How many rows of the list to skip.
        #[arg(long, default_value_t = 0)]
        offset: u32,
    },
    /// Record a stay.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: NewStay,
        /// Record it also in a bed that another patient has.
        #[arg(long)]
        anyway: bool,
    },
    /// Change what is given, leave the rest.
    Edit {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: StayChange,
        /// Change it also to a bed that another patient has.
        #[arg(long)]
        anyway: bool,
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

entries! {
    NewStay, StayChange {
        /// Name or id of a department in use.
        department,
        /// Name of a room in use.
        room,
        /// Which bed of the room.
        bed,
        /// The day of arrival, `YYYY-MM-DD`.
        from_day,
        /// The day of leaving, `YYYY-MM-DD`, also an expected one.
        until_day,
    }
}
