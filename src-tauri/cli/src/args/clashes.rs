//! Appointments that overlap, and what is decided about them.

use clap::Subcommand;

use super::care::MoveEntry;
use super::input::{FromInput, rows};

#[derive(Debug, Subcommand)]
pub enum Clashes {
    /// Those that wait for a decision, then those about which a patient is to be called.
    List {
        /// Those of which both appointments stay.
        #[arg(long)]
        decided: bool,
        /// 1 to 100.
        #[arg(long, default_value_t = 50, value_parser = rows, allow_negative_numbers = true)]
        limit: u32,
        /// How many rows of the list to skip.
        #[arg(long, default_value_t = 0)]
        offset: u32,
    },
    /// What was decided in the last three months, the latest first.
    History {
        /// 1 to 100.
        #[arg(long, default_value_t = 50, value_parser = rows, allow_negative_numbers = true)]
        limit: u32,
        /// How many rows of the list to skip.
        #[arg(long, default_value_t = 0)]
        offset: u32,
    },
    /// Keep both appointments, note that a patient is to be called, or open the clash again.
    Decide {
        /// One of the two appointments.
        appointment: String,
        /// The other one.
        other: String,
        /// KEEP, CALL or REOPEN.
        choice: String,
        /// The `id` of the clash that was looked at; without it, what is true now.
        #[arg(long, value_name = "ID")]
        clash: Option<String>,
    },
    /// Move one of the two, and record that as the decision.
    Move {
        /// The appointment that is moved.
        appointment: String,
        /// The other one.
        other: String,
        /// The `id` of the clash that was looked at; without it, what is true now.
        #[arg(long, value_name = "ID")]
        clash: Option<String>,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: MoveEntry,
    },
}
