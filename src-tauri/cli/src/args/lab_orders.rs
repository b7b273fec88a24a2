//! What is ordered from a laboratory, and its course.

use clap::Args;
use serde::Deserialize;

use super::input::text;

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LabOrderEntry {
    /// Id of the patient.
    #[arg(long)]
    pub patient: Option<String>,
    /// Id of the visit at which it is ordered.
    #[arg(long)]
    pub visit: Option<String>,
    /// Key or short name of a test that `labs tests` lists; several times for several tests.
    #[arg(long = "test")]
    #[serde(rename = "tests")]
    pub tests: Vec<String>,
    /// Name of a test that the list does not have.
    #[arg(long = "name", value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    #[serde(rename = "names")]
    pub names: Vec<String>,
    /// `YYYY-MM-DD`, the day for which it is wished; as soon as possible when absent.
    #[arg(long, value_name = "DAY")]
    pub wished_on: Option<String>,
    /// For the laboratory.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub note: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LabOrderCorrection {
    /// Key or short name of a test; with the names below all tests of the order, or none to leave them as they are.
    #[arg(long = "test")]
    #[serde(rename = "tests")]
    pub tests: Vec<String>,
    /// Name of a test that the list does not have.
    #[arg(long = "name", value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    #[serde(rename = "names")]
    pub names: Vec<String>,
    /// `YYYY-MM-DD`, the day for which it is wished; empty for as soon as possible.
    #[arg(long, value_name = "DAY")]
    pub wished_on: Option<String>,
    /// For the laboratory.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub note: Option<String>,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Args)]
pub struct Collected {
    pub id: String,
    /// `YYYY-MM-DD`; today when absent.
    #[arg(long, value_name = "DAY")]
    pub collected_on: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub laboratory: Option<String>,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Args)]
pub struct Finished {
    pub id: String,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Args)]
pub struct ReadResults {
    pub id: String,
    /// The `read_token` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub token: Option<String>,
}

#[derive(Debug, Args)]
pub struct LabWork {
    /// Those that are collected and wait for results.
    #[arg(long)]
    pub to_result: bool,
    /// A part of the patient's name, number or birth date.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub search: Option<String>,
    #[arg(long, default_value_t = 0)]
    pub offset: u32,
    /// 1 to 100.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub limit: u32,
}
