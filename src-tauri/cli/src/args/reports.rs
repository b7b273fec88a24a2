//! What a manager asks of a period.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum Reports {
    /// Appointments, waiting times, load, income and growth of the list within a period.
    Show {
        #[command(flatten)]
        period: ReportPeriod,
    },
    /// Write a part of it as a sheet for a spreadsheet.
    Csv {
        /// `appointments`, `waiting`, `patients`, `providers`, `rooms`, `income` or `expenses`.
        #[arg(long)]
        table: String,
        #[command(flatten)]
        period: ReportPeriod,
        /// Where the sheet goes. It will not be encrypted.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Write over a file that is there.
        #[arg(long)]
        replace: bool,
    },
}

#[derive(Debug, Args)]
pub struct ReportPeriod {
    /// `YYYY-MM-DD`; the first of this month when absent.
    #[arg(long, value_name = "DAY")]
    pub from: Option<String>,
    /// `YYYY-MM-DD`, counted too; today when absent.
    #[arg(long, value_name = "DAY")]
    pub until: Option<String>,
    /// Name or id of one facility.
    #[arg(long)]
    pub facility: Option<String>,
    /// Name or id of one department: what its users do.
    #[arg(long)]
    pub department: Option<String>,
    /// User name of one provider.
    #[arg(long)]
    pub provider: Option<String>,
}
