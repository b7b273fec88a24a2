//! The photo of a patient.

use std::path::PathBuf;

use clap::Subcommand;

use super::input::text;

#[derive(Debug, Subcommand)]
pub enum Photo {
    /// Of what kind and size it is, who set it and when.
    Show {
        /// Id of the patient.
        patient: String,
    },
    /// Set a photo, in the place of the one that is there. It is stored as it is, with all that a camera wrote into it.
    Set {
        /// Id of the patient.
        patient: String,
        /// A JPEG, PNG or WebP of 256 KB and 4096 dots a side at the most.
        file: PathBuf,
        /// The `seen` of the photo that was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Write a copy of it to a file. The copy will not be encrypted.
    Save {
        /// Id of the patient.
        patient: String,
        /// Where the copy goes.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Write over a file that is there.
        #[arg(long)]
        replace: bool,
        /// Of two that were set apart and wait for a decision, the one with this number, as `conflicts show` counts
        /// them.
        #[arg(long = "side", value_name = "NUMBER")]
        sibling: Option<u32>,
    },
    /// Take it away.
    #[command(visible_alias = "delete")]
    Remove {
        /// Id of the patient.
        patient: String,
        /// Why; it stays in the audit log.
        #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
        reason: String,
        /// The `seen` of the photo that was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Put the one that was removed back.
    Restore {
        /// Id of the patient.
        patient: String,
        /// The `seen` that its removal answered; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
}
