//! Alerts within the clinic.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, rows, text};

#[derive(Debug, Subcommand)]
pub enum Alerts {
    /// The open alerts that you see, by priority, then the newest first. Timers that are due are logged first.
    List {
        /// Those that are over, of the last thirty days, the newest first.
        #[arg(long)]
        ended: bool,
        /// 1 to 100.
        #[arg(long, default_value_t = 50, value_parser = rows, allow_negative_numbers = true)]
        limit: u32,
        /// How many rows of the list to skip.
        #[arg(long, default_value_t = 0)]
        offset: u32,
    },
    /// One alert with each step of its escalation.
    Show { id: String },
    /// Raise an alert in your name. Name no patient in it.
    Raise {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: AlertEntry,
    },
    /// Take an alert on. One that was taken on stays with the user who did.
    Acknowledge { id: String },
    /// End an alert that was dealt with.
    Resolve {
        id: String,
        /// What was done.
        #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
        remark: Option<String>,
    },
    /// End an alert that was raised in error.
    Cancel {
        id: String,
        #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
        reason: String,
    },
    /// Call the next level now.
    Escalate {
        id: String,
        #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
        remark: Option<String>,
    },
    /// Show or set after how many minutes an alert of each priority is escalated, 1 to 1440.
    Timers {
        #[arg(long, value_name = "MINUTES")]
        low: Option<u32>,
        #[arg(long, value_name = "MINUTES")]
        medium: Option<u32>,
        #[arg(long, value_name = "MINUTES")]
        high: Option<u32>,
        #[arg(long, value_name = "MINUTES")]
        critical: Option<u32>,
    },
    /// Show or set which roles each level calls, besides those of the levels below: at first 1 nurses and operators, 2
    /// the head doctor, 3 admins.
    Levels {
        /// Names or ids of roles.
        #[arg(long, value_name = "ROLES", value_delimiter = ',')]
        first: Vec<String>,
        #[arg(long, value_name = "ROLES", value_delimiter = ',')]
        second: Vec<String>,
        #[arg(long, value_name = "ROLES", value_delimiter = ',')]
        third: Vec<String>,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AlertEntry {
    /// MEDICAL, SECURITY, FIRE or OPERATIONAL.
    #[arg(long)]
    pub kind: Option<String>,
    /// LOW, MEDIUM, HIGH or CRITICAL.
    #[arg(long)]
    pub priority: Option<String>,
    /// What is the matter, without a patient's name.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub title: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub description: Option<String>,
    /// Name or id of the building; your own, or else the clinic's first, when absent.
    #[arg(long)]
    pub facility: Option<String>,
    /// Name or id of the department whose staff is called; all of the building when absent.
    #[arg(long)]
    pub department: Option<String>,
    /// Name or id.
    #[arg(long)]
    pub room: Option<String>,
    /// RFC 3339: from then on it counts as resolved.
    #[arg(long)]
    pub expires_at: Option<String>,
}
