//! Files of a patient.

use clap::{Args, Subcommand};
use serde::Deserialize;
use std::path::PathBuf;

use super::input::{FromInput, text};

#[derive(Debug, Subcommand)]
pub enum Documents {
    /// Those of a patient, newest first.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
        #[command(flatten)]
        of: OfOffice,
    },
    /// Those of all patients that are to file: nobody has checked yet that they are in the right file, under the right
    /// name, type and day.
    ToFile,
    /// Name, type and size of one, how much of it is on this computer, and whether it is filed.
    Show {
        id: String,
        #[command(flatten)]
        of: OfOffice,
    },
    /// Add a file. Given the same file again, it goes on where it was interrupted.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: DocumentEntry,
        #[command(flatten)]
        of: OfOffice,
    },
    /// Write a copy of one to a file, once all of it was checked. The copy will not be encrypted.
    Save {
        id: String,
        /// Where the copy goes.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Write over a file that is there.
        #[arg(long)]
        replace: bool,
        #[command(flatten)]
        of: OfOffice,
    },
    /// Change name, type or day, leave the rest.
    Edit {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: LabelEntry,
        #[command(flatten)]
        of: OfOffice,
    },
    /// Say that one was checked: it is in the right patient's file, under the right name, type and day.
    File {
        #[command(flatten)]
        one: OneDocument,
    },
    /// Say that one is to file again.
    Unfile {
        #[command(flatten)]
        one: OneDocument,
    },
    /// Take one out of the lists.
    #[command(visible_alias = "delete")]
    Remove {
        id: String,
        /// Why; it stays in the audit log.
        #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
        reason: String,
        /// The `seen` of the row that was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
        #[command(flatten)]
        of: OfOffice,
    },
    /// Put a removed one back.
    Restore {
        id: String,
        /// The `seen` that its removal answered; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
        #[command(flatten)]
        of: OfOffice,
    },
}

#[derive(Debug, Args, Clone, Copy)]
pub struct OfOffice {
    /// Of the front desk, and not of the chart.
    #[arg(long)]
    pub office: bool,
}

#[derive(Debug, Args)]
pub struct OneDocument {
    pub id: String,
    /// The `seen` of the row that was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
    #[command(flatten)]
    pub of: OfOffice,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DocumentEntry {
    /// Id of the patient.
    #[arg(long)]
    pub patient: Option<String>,
    /// The file to add, of 50 MB at the most.
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// What it is called; the name of the file when absent.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub name: Option<String>,
    /// LETTER, REPORT, RESULT, IMAGE or OTHER (the default); with --office IDENTITY, INSURANCE_CARD, CONSENT, REFERRAL
    /// or OTHER.
    #[arg(long = "type", value_name = "TYPE")]
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The day that it bears, such as that of a letter.
    #[arg(long, value_name = "DATE")]
    pub dated: Option<String>,
}

/// An absent field stays as it is.
#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LabelEntry {
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub name: Option<String>,
    #[arg(long = "type", value_name = "TYPE")]
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The day that it bears; empty for none.
    #[arg(long, value_name = "DATE")]
    pub dated: Option<String>,
    /// The `seen` of the row that was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}
