//! Diet orders.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, text};
use super::labs::{Removed, Restored};

#[derive(Debug, Subcommand)]
pub enum DietOrders {
    /// The orders of a patient, the current one first.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
    },
    /// Start an order, which takes the place of the current one. What is improbable is asked about first.
    Start {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: OrderEntry,
    },
    /// What an order would give, and what would be asked about it; nothing starts.
    Consider {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: OrderEntry,
    },
    /// End the current order: from now on the patient has none.
    End {
        id: String,
        #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
        reason: Option<String>,
        /// The `seen` of what was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Let an order go on that was ended in error.
    GoOn {
        id: String,
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Take back one that was entered in error: the earlier one counts again.
    Remove {
        #[command(flatten)]
        of: Removed,
    },
    /// Put a removed one back.
    Restore {
        #[command(flatten)]
        of: Restored,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OrderEntry {
    /// Id of the patient.
    #[arg(long)]
    pub patient: Option<String>,
    /// Of the IDDSI, 3 to 7; nothing is eaten when absent.
    #[arg(long, value_name = "LEVEL")]
    pub food: Option<u8>,
    /// Of the IDDSI, 0 to 4; nothing is drunk when absent.
    #[arg(long, value_name = "LEVEL")]
    pub fluid: Option<u8>,
    /// Only in an entry: each supplement.
    #[arg(skip)]
    pub supplements: Vec<SupplementLine>,
    /// Name or id of the product that is fed by tube.
    #[arg(long, value_name = "PRODUCT")]
    pub tube: Option<String>,
    /// NASOGASTRIC, NASOJEJUNAL, GASTROSTOMY or JEJUNOSTOMY.
    #[arg(long)]
    pub route: Option<String>,
    /// In ml an hour, together with the hours.
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub rate: Option<String>,
    /// Hours a day.
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub hours: Option<String>,
    /// In ml, in the place of a rate.
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub bolus: Option<String>,
    /// Boluses a day.
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub boluses: Option<String>,
    /// Water, in ml.
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub flush: Option<String>,
    /// Flushes a day.
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub flushes: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub remark: Option<String>,
    /// What is asked about is right.
    #[arg(long)]
    pub confirmed: bool,
}

/// `product` is a name or an id.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupplementLine {
    pub product: String,
    pub amount: String,
    pub times: String,
}
