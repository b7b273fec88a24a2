//! The pregnancies of a patient.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::background::entries;
use super::input::{FromInput, text};

#[derive(Debug, Subcommand)]
pub enum Pregnancies {
    /// The pregnancies of a patient: the one that lasts first, then the last one.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
    },
    /// One pregnancy.
    Show { id: String },
    /// Record a pregnancy.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: NewPregnancy,
    },
    /// Change what is given, leave the rest.
    Edit {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: PregnancyChange,
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
    NewPregnancy, PregnancyChange {
        /// The day on which the child is due, `YYYY-MM-DD`.
        due_date,
        /// The weight before, in any unit: `62.5 kg`.
        weight_before,
        /// The day on which it ended, `YYYY-MM-DD`.
        ended_on,
        /// LIVE_BIRTH, STILLBIRTH, MISCARRIAGE, TERMINATION or OTHER: how it ended.
        outcome,
        /// The last day on which the child was breastfed, `YYYY-MM-DD`.
        breastfeeding_until,
    }
}
