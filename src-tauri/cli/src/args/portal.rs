//! The account of a patient at a portal.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::FromInput;

#[derive(Debug, Subcommand)]
pub enum Portal {
    /// Whether a patient has an account, and what it may show.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
    },
    /// Invite a patient, or invite them anew. Both tokens are shown this once.
    Invite {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: InvitationEntry,
    },
    /// Change what the account may show, leave the rest.
    Choose {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: ContentsEntry,
    },
    /// Activate the account to which both tokens belong.
    Activate {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: ActivationEntry,
    },
    /// Show nothing for a while.
    Suspend(OfAccount),
    /// Show again what a suspended or closed account showed.
    Resume(OfAccount),
    /// Show nothing any more; an invitation can then not be used.
    Close(OfAccount),
    /// Let an invitation be used again that was closed.
    Reopen(OfAccount),
}

#[derive(Debug, Args)]
pub struct OfAccount {
    pub id: String,
    /// The `seen` of the account that was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InvitationEntry {
    /// Id of the patient.
    #[arg(long)]
    pub patient: Option<String>,
    #[arg(long, value_name = "true|false")]
    pub visits: Option<bool>,
    #[arg(long, value_name = "true|false")]
    pub plans: Option<bool>,
    #[arg(long, value_name = "true|false")]
    pub measurements: Option<bool>,
    #[arg(long, value_name = "true|false")]
    pub documents: Option<bool>,
    /// The `seen` of the account that was looked at, where there is one; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

/// An absent field stays as it is.
#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ContentsEntry {
    #[arg(long, value_name = "true|false")]
    pub visits: Option<bool>,
    #[arg(long, value_name = "true|false")]
    pub plans: Option<bool>,
    #[arg(long, value_name = "true|false")]
    pub measurements: Option<bool>,
    #[arg(long, value_name = "true|false")]
    pub documents: Option<bool>,
    /// The `seen` of the account that was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ActivationEntry {
    /// Both are visible in the list of processes: on a shared computer they come by --stdin.
    #[arg(long, value_name = "TOKEN")]
    pub activation_token: Option<String>,
    #[arg(long, value_name = "TOKEN")]
    pub verification_token: Option<String>,
}
