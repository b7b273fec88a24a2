//! Records as they are printed.

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};
use std::path::PathBuf;

use super::care::GrowthOf;
use super::expenses::ExpensePeriod;
use super::reports::ReportPeriod;

#[derive(Debug, Subcommand)]
pub enum Print {
    /// A note with who signed it and its addenda; a draft says on each page that it is one.
    Note {
        id: String,
        #[command(flatten)]
        to: PrintTo,
    },
    /// A meal plan by day and meal, with its shopping list.
    MealPlan {
        id: String,
        /// Leave the shopping list out.
        #[arg(long)]
        no_shopping_list: bool,
        /// Print what the foods give, too, against what is aimed at.
        #[arg(long)]
        nutrients: bool,
        #[command(flatten)]
        to: PrintTo,
    },
    /// A dietary recall by day and meal, with what it gives.
    Recall {
        id: String,
        /// Leave out what the foods give.
        #[arg(long)]
        no_nutrients: bool,
        #[command(flatten)]
        to: PrintTo,
    },
    /// A growth chart, drawn, with its readings.
    Growth {
        #[command(flatten)]
        of: GrowthOf,
        #[command(flatten)]
        to: PrintTo,
    },
    /// A visit: what was measured, what is planned, and its note once that is signed.
    Visit {
        id: String,
        /// Leave the note out.
        #[arg(long)]
        no_note: bool,
        #[command(flatten)]
        to: PrintTo,
    },
    /// A diet order as the ward has it, in full.
    WardSheet {
        id: String,
        #[command(flatten)]
        to: PrintTo,
    },
    /// A diet order in large letters, for the bed.
    BedLabel {
        id: String,
        #[command(flatten)]
        to: PrintTo,
    },
    /// A handout that a patient was given, as it was then.
    Handout {
        id: String,
        #[command(flatten)]
        to: PrintTo,
    },
    /// A prescription, as a patient takes it to a pharmacy.
    Prescription {
        id: String,
        #[command(flatten)]
        to: PrintTo,
    },
    /// What was ordered from a laboratory, as it goes there.
    LabOrder {
        id: String,
        #[command(flatten)]
        to: PrintTo,
    },
    /// An invoice that was issued.
    Invoice {
        id: String,
        #[command(flatten)]
        to: PrintTo,
    },
    /// What services would cost a patient, to take home or to sign.
    Quote {
        id: String,
        #[command(flatten)]
        to: PrintTo,
    },
    /// That something was paid for an invoice, or given back.
    Receipt {
        /// Id of the payment.
        id: String,
        #[command(flatten)]
        to: PrintTo,
    },
    /// That an invoice is overdue, to send to who is billed.
    Reminder {
        /// Id of the invoice.
        id: String,
        #[command(flatten)]
        to: PrintTo,
    },
    /// What was paid on a day, by whom it was taken and how, and what was counted.
    CashReport {
        /// `YYYY-MM-DD`; today when absent.
        #[arg(long)]
        day: Option<String>,
        /// Name or id of one facility.
        #[arg(long)]
        facility: Option<String>,
        #[command(flatten)]
        to: PrintTo,
    },
    /// Appointments, waiting times, load, income and growth of the list within a period.
    Report {
        #[command(flatten)]
        period: ReportPeriod,
        #[command(flatten)]
        to: PrintTo,
    },
    /// What the clinic itself paid for within a period, with its sums.
    Expenses {
        #[command(flatten)]
        period: ExpensePeriod,
        #[command(flatten)]
        to: PrintTo,
    },
    /// Which version of a form a patient signed, when and how.
    Consent {
        id: String,
        #[command(flatten)]
        to: PrintTo,
    },
    /// Who comes on a day, with times, phones and rooms, for the front desk.
    DayList {
        /// `YYYY-MM-DD`; today when absent.
        #[arg(long)]
        day: Option<String>,
        /// User name of one provider.
        #[arg(long)]
        provider: Option<String>,
        /// Name or id of a department, whose users' appointments are listed.
        #[arg(long, conflicts_with = "provider", value_parser = NonEmptyStringValueParser::new())]
        department: Option<String>,
        #[command(flatten)]
        to: PrintTo,
    },
    /// When a patient comes and to whom, to take home.
    AppointmentCard {
        id: String,
        /// Whose card, where several attend.
        #[arg(long, value_name = "ID")]
        patient: Option<String>,
        #[command(flatten)]
        to: PrintTo,
    },
    /// What is written about a patient, by type and by version, the newest first.
    Records {
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
        #[command(flatten)]
        to: PrintTo,
    },
    /// Who waits for a time, with phones and what times suit them, for the front desk.
    WaitingList {
        #[command(flatten)]
        to: PrintTo,
    },
    /// A dish of the clinic: what goes into it, and what is done with it.
    Recipe {
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
    /// `en` or `fr`; without it the patient's, else the clinic's, else English.
    #[arg(long)]
    pub language: Option<String>,
}
