//! Who pays for a patient's care.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::background::entries;
use super::input::{FromInput, text};

#[derive(Debug, Subcommand)]
pub enum Insurance {
    /// The policies of a patient: the first to be asked first, what is over last.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
    },
    /// One policy.
    Show { id: String },
    /// The full social security number of a policy; that it was asked for is logged.
    Number { id: String },
    /// Record a policy.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: NewInsurance,
    },
    /// Change what is given, leave the rest.
    Edit {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: InsuranceChange,
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

entries! {
    NewInsurance, InsuranceChange {
        insurer,
        plan,
        member_id,
        group_number,
        /// Who holds the policy; the patient where no other is named.
        holder,
        holder_phone,
        social_security_number,
        /// The first day on which it holds, `YYYY-MM-DD`.
        valid_from,
        /// The last day on which it holds, `YYYY-MM-DD`.
        valid_to,
        /// PRIMARY, the default, SECONDARY or TERTIARY: which of several is asked first.
        rank,
    }
}
