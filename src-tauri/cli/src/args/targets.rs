//! What a patient's food should give in a day.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, text};

#[derive(Debug, Subcommand)]
pub enum Targets {
    /// The targets of a patient: in force, planned, over.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
    },
    /// Set a target by hand. It takes the place of the one that the nutrient has.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: TargetEntry,
    },
    /// Set energy, protein, fat, carbohydrate and water as an estimate has them.
    FromEstimate {
        /// Id of the estimate.
        id: String,
    },
    /// What is recommended to people of this age and sex; nothing is set.
    Reference {
        #[command(flatten)]
        of: OfStage,
    },
    /// Set what is recommended; targets by hand or from an estimate stay.
    FromReference {
        #[command(flatten)]
        of: OfStage,
    },
    /// End a target: from a day on it does not count.
    End {
        id: String,
        /// That day; today when absent, and empty for a target that goes on.
        #[arg(long, value_name = "DATE")]
        on: Option<String>,
        /// The `seen` of the target that was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Take back one that was entered in error.
    Remove {
        id: String,
        /// Why; kept in the audit log.
        #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
        reason: String,
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Put a removed one back.
    Restore {
        id: String,
        /// The `seen` of its removal; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
}

#[derive(Debug, Args)]
pub struct OfStage {
    /// Id of the patient.
    #[arg(long)]
    pub patient: String,
    /// Such as PREGNANCY_19_TO_30; without it, that of the age and sex.
    #[arg(long, value_name = "STAGE")]
    pub stage: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TargetEntry {
    /// Id of the patient.
    #[arg(long)]
    pub patient: Option<String>,
    /// Such as PROTEIN.
    #[arg(long)]
    pub nutrient: Option<String>,
    /// At least so much, in the unit of the nutrient or with a unit: `75`, `1.5 g`.
    #[arg(long, value_name = "AMOUNT", value_parser = text, allow_hyphen_values = true)]
    pub low: Option<String>,
    /// At most so much.
    #[arg(long, value_name = "AMOUNT", value_parser = text, allow_hyphen_values = true)]
    pub high: Option<String>,
    /// Why, such as who advised it.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub reason: Option<String>,
    /// Its first day; today when absent.
    #[arg(long, value_name = "DATE")]
    pub start_day: Option<String>,
}
