//! Records as they are printed.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum Print {
    /// A note with who signed it and its addenda; a draft says on each page that it is one.
    Note {
        id: String,
        #[command(flatten)]
        to: PrintTo,
    },
}

#[derive(Debug, Args)]
pub struct PrintTo {
    /// Where the PDF goes. It will not be encrypted.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Write over a file that is there.
    #[arg(long)]
    pub replace: bool,
    /// `en` or `fr`; without it the patient's, else English.
    #[arg(long)]
    pub language: Option<String>,
}
