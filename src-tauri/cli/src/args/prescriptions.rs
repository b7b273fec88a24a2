//! Prescriptions, and what is dispensed of them.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, text};
use super::labs::{Removed, Restored};

#[derive(Debug, Subcommand)]
pub enum Prescriptions {
    /// The prescriptions of a patient, those in force first.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
    },
    /// What may be dispensed today, of all patients, the one that was prescribed first first.
    ToDispense {
        /// Those of which something was dispensed and refills are left.
        #[arg(long)]
        refills: bool,
        /// A part of the patient's name, number or birth date.
        #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
        search: Option<String>,
        #[arg(long, default_value_t = 0)]
        offset: u32,
        /// 1 to 100.
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100))]
        limit: u32,
    },
    /// Prescribe a medicine in your name. Where an allergy of the patient names it, a reason is asked for first.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: PrescriptionEntry,
    },
    /// Change what is given, leave the rest, while nothing of it was dispensed.
    Edit {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: PrescriptionEntry,
    },
    /// Prescribe it anew from today on, for as many days.
    Renew {
        id: String,
        /// Why it is right although an allergy of the patient names the medicine.
        #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
        allergy_reason: Option<String>,
    },
    /// Stop it: from now on it is not dispensed.
    Stop {
        #[command(flatten)]
        of: Removed,
    },
    /// Say that the treatment is completed.
    Complete {
        id: String,
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Let one go on that was stopped or completed.
    GoOn {
        id: String,
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Record that it was dispensed once.
    Dispense {
        id: String,
        /// What was prescribed, when absent.
        #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
        quantity: Option<String>,
        /// Why it is right although an allergy of the patient names the medicine.
        #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
        allergy_reason: Option<String>,
        /// The `seen` of what was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Take back what was dispensed in error.
    TakeBack {
        /// Id of what was dispensed.
        id: String,
        #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
        reason: String,
    },
    /// Take back one that was entered in error, while nothing of it was dispensed.
    Remove {
        #[command(flatten)]
        of: Removed,
    },
    /// Put a removed one back.
    Restore {
        #[command(flatten)]
        of: Restored,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PrescriptionEntry {
    /// Id of the patient, for a new one.
    #[arg(long)]
    pub patient: Option<String>,
    /// Id of the visit at which it is prescribed.
    #[arg(long)]
    pub visit: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub medication: Option<String>,
    /// How much at a time.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub dosage: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub frequency: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub duration: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub instructions: Option<String>,
    /// Of what the medicine comes in, each time that it is dispensed.
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub quantity: Option<String>,
    /// How often it may be dispensed again after the first time; not at all when absent.
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub refills: Option<String>,
    /// `YYYY-MM-DD`; today when absent.
    #[arg(long, value_name = "DAY")]
    pub prescribed_on: Option<String>,
    /// `YYYY-MM-DD`, the last day on which it may be dispensed.
    #[arg(long, value_name = "DAY")]
    pub valid_until: Option<String>,
    /// Why it is right although an allergy of the patient names the medicine.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub allergy_reason: Option<String>,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}
