//! What happened to a patient, and what is written about them.

use clap::Subcommand;

use super::input::rows;

#[derive(Debug, Subcommand)]
pub enum Timeline {
    /// What happened, the newest first.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
        /// VISITS, MEASURES, LABS, NUTRITION, BACKGROUND or DIARY; everything when absent.
        #[arg(long)]
        group: Option<String>,
        /// 1 to 100.
        #[arg(long, default_value_t = 50, value_parser = rows, allow_negative_numbers = true)]
        limit: u32,
        /// The `next` of the page before.
        #[arg(long)]
        after: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub enum Records {
    /// What is written about a patient, by type and by version, the newest first.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
        /// A kind of note, or PRESCRIPTION, LAB, DOCUMENT, SCREENING, ESTIMATE, RECALL, MEAL_PLAN, DIET_ORDER or
        /// HANDOUT; everything when absent.
        #[arg(long)]
        r#type: Option<String>,
        /// Also the versions that a later one replaced.
        #[arg(long)]
        all_versions: bool,
        /// 1 to 100.
        #[arg(long, default_value_t = 50, value_parser = rows, allow_negative_numbers = true)]
        limit: u32,
        /// The `next` of the page before.
        #[arg(long)]
        after: Option<String>,
    },
}
