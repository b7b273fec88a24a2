//! The types of appointments.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::FromInput;

#[derive(Debug, Subcommand)]
pub enum AppointmentTypes {
    /// The types of the program and the clinic's own, those that are not in use, too.
    List,
    /// Add one of the clinic's own.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: AppointmentTypeEntry,
    },
    /// Change what is given, leave the rest.
    Edit {
        /// Its name, its code or its id.
        which: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: AppointmentTypeEntry,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AppointmentTypeEntry {
    /// Different from the names of the others.
    #[arg(long)]
    pub name: Option<String>,
    /// How long one takes unless it is booked otherwise; 30 when absent.
    #[arg(long)]
    pub minutes: Option<u32>,
    /// `IN_PERSON`, `PHONE`, `VIDEO` or `HOME`.
    #[arg(long)]
    pub mode: Option<String>,
    /// 2 to 200 of a group session; 0 of a type for one patient.
    #[arg(long)]
    pub seats: Option<u32>,
    /// `GREY`, `BLUE`, `VIOLET`, `GREEN`, `AMBER` or `RED`.
    #[arg(long)]
    pub colour: Option<String>,
    /// `false` when it is not in use any more: it is offered no longer.
    #[arg(long)]
    pub active: Option<bool>,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}
