//! What is known of a patient apart from visits: lists that are written row by row.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, text};

/// What may be done with a list: `New` is the entry of one row, `Change` what changes one.
#[derive(Debug, Subcommand)]
pub enum ChartList<New: Args, Change: Args> {
    /// Those of a patient; what is over stands last.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
    },
    /// Add one.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: New,
    },
    /// Change what is given, leave the rest.
    Edit {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: Change,
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

/// Declares the two entries of a list.
macro_rules! entries {
    ($new:ident, $change:ident { $($(#[$doc:meta])* $field:ident),+ $(,)? }) => {
        #[derive(Debug, Args, Default, PartialEq, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct $new {
            /// Id of the patient.
            #[arg(long)]
            pub patient: Option<String>,
            $(
                $(#[$doc])*
                #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
                pub $field: Option<String>,
            )+
        }

        /// An absent field stays as it is, an empty one becomes unrecorded.
        #[derive(Debug, Args, Default, PartialEq, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct $change {
            $(
                $(#[$doc])*
                #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
                pub $field: Option<String>,
            )+
            /// The `seen` of the row that was edited; without it, what is read now.
            #[arg(long, value_name = "TOKEN")]
            pub seen: Option<String>,
        }

        impl From<$new> for $change {
            fn from(new: $new) -> Self {
                Self { $($field: new.$field,)+ seen: None }
            }
        }
    };
}

pub(super) use entries;

entries! {
    NewAllergy, AllergyChange {
        /// What the patient must not be given.
        substance,
        /// Its code in the clinic's own list.
        code,
        /// FOOD, DRUG, INTOLERANCE or OTHER.
        kind,
        /// What happens.
        reaction,
        /// MILD, MODERATE, SEVERE or UNKNOWN, the default.
        severity,
        /// ACTIVE, the default, INACTIVE or RESOLVED.
        status,
        /// Since when: a year, a month or a day.
        onset,
    }
}

entries! {
    NewCondition, ConditionChange {
        name,
        /// Its code in the clinic's own list.
        code,
        /// ACTIVE, the default, REMISSION or RESOLVED.
        status,
        /// Since when: a year, a month or a day.
        onset,
    }
}

entries! {
    NewMedication, MedicationChange {
        name,
        /// Its code in the clinic's own list.
        code,
        /// How much and how often.
        dose,
        /// ACTIVE, the default, ON_HOLD or STOPPED.
        status,
        /// Since when: a year, a month or a day.
        onset,
    }
}

pub type Allergies = ChartList<NewAllergy, AllergyChange>;
pub type Conditions = ChartList<NewCondition, ConditionChange>;
pub type Medications = ChartList<NewMedication, MedicationChange>;

/// A list of the chart that a user asked for, with nothing to write down.
#[derive(Debug, Subcommand)]
pub enum NoneKnown {
    /// Who asked last, list by list.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
    },
    /// Record that nothing is known, which an empty list does not say.
    Add(AnsweredList),
    /// Take it back: the patient was not asked.
    Remove(AnsweredList),
}

#[derive(Debug, Args)]
pub struct AnsweredList {
    /// Id of the patient.
    #[arg(long)]
    pub patient: String,
    /// ALLERGIES, CONDITIONS or MEDICATIONS.
    #[arg(long, value_name = "WORD")]
    pub list: String,
}
