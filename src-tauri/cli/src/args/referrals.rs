//! Who referred a patient.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::background::entries;
use super::input::{FromInput, text};

#[derive(Debug, Subcommand)]
pub enum Referrals {
    /// The referrals of a patient: what is current first, what is over last.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
    },
    /// One referral.
    Show { id: String },
    /// Record a referral.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: NewReferralEntry,
    },
    /// Change what is given, leave the rest.
    Edit {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: ReferralChange,
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
    NewReferralEntry, ReferralChange {
        /// The person who referred the patient; this or the organisation is needed.
        from,
        /// Where they work.
        organisation,
        /// How to reach them.
        contact,
        /// Why they referred the patient.
        reason,
        /// The day on which it was received, `YYYY-MM-DD`.
        received,
        /// The last day on which it holds, `YYYY-MM-DD`.
        valid_until,
        /// 1 to 999; without it, there is no limit.
        sessions_allowed,
    }
}
