//! What is ordered from laboratories, and results.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, text};
use super::lab_orders::{
    Collected, Finished, LabOrderCorrection, LabOrderEntry, LabWork, ReadResults,
};

#[derive(Debug, Subcommand)]
pub enum Labs {
    /// The tests that the program knows, with their units. Needs no password.
    Tests,
    /// Order tests in your name.
    Order {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: LabOrderEntry,
    },
    /// Correct an order for which nothing was collected; what stood there is shown with it.
    CorrectOrder {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: LabOrderCorrection,
    },
    /// One order, how far it is, and who has read its results.
    ShowOrder { id: String },
    /// Record that what an order needs was collected. Its id is that of its sheet from then on.
    Collect {
        #[command(flatten)]
        of: Collected,
    },
    /// Cancel an order that has no result.
    Cancel {
        #[command(flatten)]
        of: Removed,
    },
    /// Say that no more results of an order will come.
    Finish {
        #[command(flatten)]
        of: Finished,
    },
    /// Mark the results of what you have ordered as read.
    Read {
        #[command(flatten)]
        of: ReadResults,
    },
    /// What the laboratory has to do, of all patients.
    Worklist {
        #[command(flatten)]
        of: LabWork,
    },
    /// The orders and sheets of a patient, the last first, and each test over time.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
    },
    /// One sheet with its results.
    Show { id: String },
    /// Record a result: on a new sheet, or on one that is there.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: LabEntry,
    },
    /// Correct a result; what stood there is shown with it.
    Edit {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: LabCorrectionEntry,
    },
    /// Change day, laboratory or note of a sheet.
    EditSheet {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: LabSheetEntry,
    },
    /// Take back a result that was entered in error.
    Remove {
        #[command(flatten)]
        of: Removed,
    },
    /// Put a removed result back.
    Restore {
        #[command(flatten)]
        of: Restored,
    },
    /// Take back a sheet that was entered in error, with its results.
    RemoveSheet {
        #[command(flatten)]
        of: Removed,
    },
    /// Put a removed sheet back, with the results that went with it.
    RestoreSheet {
        #[command(flatten)]
        of: Restored,
    },
}

#[derive(Debug, Args)]
pub struct Removed {
    pub id: String,
    /// Why; kept in the audit log.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub reason: String,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Args)]
pub struct Restored {
    pub id: String,
    /// The `seen` that the removal answered; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LabEntry {
    /// Id of the patient, for a new sheet.
    #[arg(long)]
    pub patient: Option<String>,
    /// Id of the sheet that the result is on.
    #[arg(long)]
    pub sheet: Option<String>,
    /// Id of the visit at which it was looked at.
    #[arg(long)]
    pub visit: Option<String>,
    /// `YYYY-MM-DD`; today when absent.
    #[arg(long, value_name = "DAY")]
    pub collected_on: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub laboratory: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub note: Option<String>,
    /// Key or short name of a test that `labs tests` lists.
    #[arg(long)]
    pub test: Option<String>,
    /// Name of a test that the list does not have.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub name: Option<String>,
    /// As it is on the paper: `5.9`, `<0.3`, `negative`.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub value: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub unit: Option<String>,
    /// Lower limit that the laboratory printed, in this unit.
    #[arg(long, value_name = "NUMBER", value_parser = text, allow_hyphen_values = true)]
    pub low: Option<String>,
    /// Upper limit that the laboratory printed.
    #[arg(long, value_name = "NUMBER", value_parser = text, allow_hyphen_values = true)]
    pub high: Option<String>,
    /// An improbable value is right.
    #[arg(long = "keep")]
    #[serde(rename = "keep")]
    pub accepts_doubtful: bool,
    /// Who was told of a critical value.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub informed: Option<String>,
    /// Further results of the sheet.
    #[arg(skip)]
    pub results: Vec<LabLineEntry>,
}

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LabLineEntry {
    pub test: Option<String>,
    pub name: Option<String>,
    pub value: Option<String>,
    pub unit: Option<String>,
    pub low: Option<String>,
    pub high: Option<String>,
    #[serde(rename = "keep")]
    pub accepts_doubtful: bool,
    pub informed: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LabCorrectionEntry {
    /// Key or short name of the test, where it was another one.
    #[arg(long)]
    pub test: Option<String>,
    /// Name of a test that the list does not have, where it was another one.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub name: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub value: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub unit: Option<String>,
    /// Empty for none.
    #[arg(long, value_name = "NUMBER", value_parser = text, allow_hyphen_values = true)]
    pub low: Option<String>,
    #[arg(long, value_name = "NUMBER", value_parser = text, allow_hyphen_values = true)]
    pub high: Option<String>,
    /// An improbable value is right.
    #[arg(long = "keep")]
    #[serde(rename = "keep")]
    pub accepts_doubtful: bool,
    /// Who was told of a critical value.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub informed: Option<String>,
    /// The `seen` of the result that was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LabSheetEntry {
    #[arg(long, value_name = "DAY")]
    pub collected_on: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub laboratory: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub note: Option<String>,
    /// The `seen` of the sheet that was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}
