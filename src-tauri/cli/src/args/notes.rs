//! Notes, and what a clinic adds to them.

use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, text};

#[derive(Debug, Subcommand)]
pub enum Notes {
    /// Write a note or a new version of one.
    Write {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: NoteEntry,
    },
    /// Freeze a note under its author's signature.
    Sign { id: String },
    /// Add to a signed note.
    Addendum {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: AddendumEntry,
    },
    /// Make a signed note void, as one that was written for another patient; nothing undoes it.
    Void {
        id: String,
        /// Why; it is shown with the note from now on.
        #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
        reason: String,
    },
    /// A note with its signature, its addenda and what voids it.
    Show { id: String },
    /// The notes of a patient, newest first.
    List {
        #[arg(long)]
        patient: String,
    },
    /// The versions of a note as they were committed, newest first.
    Versions { id: String },
    /// Which words changed between two versions of a note.
    Compare {
        id: String,
        /// Id of the earlier version; the one before the later one when absent.
        #[arg(long, value_name = "ID")]
        earlier: Option<String>,
        /// Id of the later version; the newest one when absent.
        #[arg(long, value_name = "ID")]
        later: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub enum CustomFields {
    /// All fields, those that are not in use, too.
    List,
    /// Add one.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: CustomFieldEntry,
    },
    /// Change what is given, leave the rest.
    Edit {
        /// Its label or its id.
        which: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: CustomFieldEntry,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CustomFieldEntry {
    #[arg(long)]
    pub label: Option<String>,
    /// TEXT, NUMBER, DATE, CHOICE or YES_NO; it stays.
    #[arg(long)]
    pub kind: Option<String>,
    /// The kind of note that has it, such as ADIME; all of them when absent or empty.
    #[arg(long)]
    pub note_kind: Option<String>,
    /// One option of a choice, as often as there are options; given, they take the place of all.
    #[arg(long = "option", value_name = "TEXT")]
    pub options: Vec<String>,
    /// `false` when it is not in use any more: it is offered no longer.
    #[arg(long)]
    pub active: Option<bool>,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Templates {
    /// All templates by section, those that are not in use, too.
    List {
        #[command(flatten)]
        shown: TemplateLanguage,
    },
    /// Add one.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: TemplateEntry,
    },
    /// Change what is given, leave the rest; one of the program is then the clinic's own.
    Edit {
        /// Its name or its id.
        which: String,
        #[command(flatten)]
        shown: TemplateLanguage,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: TemplateEntry,
    },
}

#[derive(Debug, Args)]
pub struct TemplateLanguage {
    /// Of the templates that come with the program: EN or FR.
    #[arg(long)]
    pub language: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TemplateEntry {
    #[arg(long)]
    pub name: Option<String>,
    /// The section that it begins, such as `assessment` or `plan`.
    #[arg(long)]
    pub section: Option<String>,
    /// What it says; `{weight}` becomes the weight when it is used in the window.
    #[arg(long, value_parser = text, allow_hyphen_values = true)]
    pub text: Option<String>,
    /// `false` when it is not in use any more: it is offered no longer.
    #[arg(long)]
    pub active: Option<bool>,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NoteEntry {
    /// An existing note; a new one when absent.
    #[arg(long)]
    pub note: Option<String>,
    #[arg(long)]
    pub patient: Option<String>,
    #[arg(long)]
    pub visit: Option<String>,
    /// ADIME, SOAP, CONSULTATION, DIAGNOSIS, TREATMENT, PROGRESS, LETTER or FREE.
    #[arg(long)]
    pub kind: Option<String>,
    /// `NAME=TEXT`, as often as there are sections; one that is not named keeps its text.
    #[arg(long = "section", value_name = "NAME=TEXT")]
    #[serde(deserialize_with = "sections")]
    pub sections: Vec<String>,
    /// `LABEL=VALUE` of a field that the clinic added, as often as needed; one that is not named keeps its value.
    #[arg(long = "field", value_name = "LABEL=VALUE")]
    #[serde(deserialize_with = "sections")]
    pub fields: Vec<String>,
    /// The `seen` of the version that was edited.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AddendumEntry {
    #[arg(long)]
    pub note: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub reason: Option<String>,
    #[arg(long, value_parser = text, allow_hyphen_values = true)]
    pub text: Option<String>,
}

/// On standard input sections are an object, `{"assessment": "..."}`.
fn sections<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let named = BTreeMap::<String, String>::deserialize(deserializer)?;
    Ok(named
        .into_iter()
        .map(|(name, text)| format!("{name}={text}"))
        .collect())
}
