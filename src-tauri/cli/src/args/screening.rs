//! Nutrition screenings of a patient.

use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::input::{FromInput, text};

#[derive(Debug, Subcommand)]
pub enum Screening {
    /// Score the answers to a tool's questions and record them.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: ScreeningEntry,
    },
    /// The screenings of a patient, newest first.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
    },
    /// One screening with its answers.
    Show { id: String },
    /// What the clinic does after each result of each tool.
    Steps,
    /// Say what the clinic does after a result; an empty text takes that back.
    SetSteps {
        /// MUST, MST, NRS-2002, MNA-SF, GLIM or PHYSICAL_EXAMINATION.
        #[arg(long)]
        tool: String,
        /// The result, as `screening steps` names it: `high`, `at_risk`.
        #[arg(long)]
        category: String,
        #[arg(long, value_parser = text, allow_hyphen_values = true)]
        text: String,
        /// The `seen` of the text that was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Take back one that was entered in error.
    Remove {
        id: String,
        /// Why; kept in the audit log.
        #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
        reason: String,
        /// The `seen` of the screening that was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScreeningEntry {
    /// Id of the patient.
    #[arg(long)]
    pub patient: Option<String>,
    /// MUST, MST, NRS-2002, MNA-SF, GLIM or PHYSICAL_EXAMINATION.
    #[arg(long)]
    pub tool: Option<String>,
    /// A JSON object of names and answers, such as `{"bmi": 17.9, "weight_loss_pct": "5_to_10", ...}`.
    #[arg(long, value_name = "JSON", value_parser = answers)]
    #[serde(deserialize_with = "object")]
    pub answers: Option<AnswerEntry>,
    #[arg(long)]
    pub visit: Option<String>,
    /// RFC 3339; now when absent.
    #[arg(long)]
    pub at: Option<String>,
    /// The screening that this one corrects; it keeps its time and its visit.
    #[arg(long, value_name = "ID")]
    pub corrects: Option<String>,
}

/// Answers by their names, as text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnswerEntry(pub BTreeMap<String, String>);

pub(super) fn answers(text: &str) -> Result<AnswerEntry, String> {
    let object: Value = serde_json::from_str(text).map_err(|_| NOT_ANSWERS.to_owned())?;
    entry(object).ok_or_else(|| NOT_ANSWERS.to_owned())
}

const NOT_ANSWERS: &str = "not one JSON object of names and answers, each a text or a number";

fn entry(object: Value) -> Option<AnswerEntry> {
    let Value::Object(object) = object else {
        return None;
    };
    let pairs = object.into_iter().map(|(name, value)| match value {
        Value::String(text) => Some((name, text)),
        Value::Number(number) => Some((name, number.to_string())),
        _ => None,
    });
    pairs.collect::<Option<_>>().map(AnswerEntry)
}

pub(super) fn object<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<AnswerEntry>, D::Error> {
    let object = Value::deserialize(deserializer)?;
    let read = entry(object).ok_or_else(|| serde::de::Error::custom(NOT_ANSWERS))?;
    Ok(Some(read))
}
