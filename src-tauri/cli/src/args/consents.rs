//! What a patient consented to.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, text};

#[derive(Debug, Subcommand)]
pub enum Consents {
    /// Those of a patient, the one signed last first, and whether they consent today.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
    },
    /// Record one that was signed.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: ConsentEntry,
    },
    /// Say which document of the front desk is the form that was signed.
    NameForm {
        id: String,
        /// Id of the document.
        #[arg(
            long,
            value_name = "ID",
            required_unless_present = "none",
            conflicts_with = "none"
        )]
        document: Option<String>,
        /// No document is: it was named in error.
        #[arg(long)]
        none: bool,
        /// The `seen` of the row that was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Record that the patient withdrew one.
    Withdraw {
        id: String,
        /// `YYYY-MM-DD`; today when absent.
        #[arg(long, value_name = "DAY", conflicts_with = "undo")]
        on: Option<String>,
        /// It was not withdrawn: what says so was entered in error.
        #[arg(long)]
        undo: bool,
        /// The `seen` of the row that was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
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

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ConsentEntry {
    /// Id of the patient.
    #[arg(long)]
    pub patient: Option<String>,
    /// Which form was signed.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub version: Option<String>,
    /// `YYYY-MM-DD`; today when absent.
    #[arg(long, value_name = "DAY")]
    pub signed_on: Option<String>,
    /// PAPER (the default), ELECTRONIC or VERBAL.
    #[arg(long)]
    pub method: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub note: Option<String>,
    /// Id of the form that was signed, among the documents of the front desk.
    #[arg(long, value_name = "ID")]
    pub document: Option<String>,
}
