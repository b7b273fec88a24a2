//! Sessions that patients bought together.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, text, whole_number};
use super::labs::{Removed, Restored};

#[derive(Debug, Subcommand)]
pub enum Packages {
    /// The packages of a patient: those that can be used first.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
    },
    /// One package with its uses.
    Show { id: String },
    /// What an appointment was paid with.
    Visit {
        /// Id of the appointment.
        id: String,
    },
    /// Sell sessions of a service together.
    Sell {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: SaleEntry,
    },
    /// Change what is given, leave the rest.
    Edit {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: PackageChange,
    },
    /// Use a session, for an appointment that is done or by hand.
    Use {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: UseEntry,
    },
    /// Give a session back that was used by mistake.
    Return {
        /// Id of the use.
        id: String,
    },
    /// Take back one that was entered in error and never used.
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
pub struct SaleEntry {
    /// Id of the patient.
    #[arg(long)]
    pub patient: Option<String>,
    /// The code, name or id of the service that each session is.
    #[arg(long)]
    pub service: Option<String>,
    /// 1 to 200.
    #[arg(long, value_parser = whole_number, allow_negative_numbers = true)]
    pub sessions: Option<i64>,
    /// The last day on which one can be used, `YYYY-MM-DD`; without it, none is the last.
    #[arg(long, value_name = "DAY")]
    pub valid_until: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub note: Option<String>,
    /// Of one session, before tax; without it, that of the service.
    #[arg(
        long,
        value_name = "AMOUNT",
        allow_hyphen_values = true,
        conflicts_with = "unbilled"
    )]
    pub price: Option<String>,
    /// Make no draft of an invoice: the sessions are paid for elsewhere.
    #[arg(long)]
    pub unbilled: bool,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PackageChange {
    /// 1 to 200, and no fewer than were used.
    #[arg(long, value_parser = whole_number, allow_negative_numbers = true)]
    pub sessions: Option<i64>,
    /// The last day on which one can be used, `YYYY-MM-DD`; empty for none.
    #[arg(long, value_name = "DAY")]
    pub valid_until: Option<String>,
    /// Empty for none.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub note: Option<String>,
    /// The `seen` of the row that was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UseEntry {
    /// Id of the appointment; its day is then the day of the use.
    #[arg(long, value_name = "ID")]
    pub appointment: Option<String>,
    /// The day of a use by hand, `YYYY-MM-DD`; without it, today.
    #[arg(long, value_name = "DAY", conflicts_with = "appointment")]
    pub on: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub note: Option<String>,
}
