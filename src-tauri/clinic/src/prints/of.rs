//! The kinds of print, and the parts of each.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::expenses::ExpenseQuery;
use crate::growth::GrowthQuery;
use crate::reports::ReportQuery;
use crate::timeline::records::RecordType;
use crate::view::{Day, Id};

/// Which record is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(
    tag = "print",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum PrintOf {
    /// With its addenda; a draft is printed as a draft.
    Note {
        note_id: Id,
    },
    /// What is eaten day by day, and what is bought for it.
    MealPlan {
        meal_plan_id: Id,
    },
    /// What was eaten, and what that gave.
    Recall {
        recall_id: Id,
    },
    /// A child's readings on the curves of a reference.
    Growth {
        patient_id: Id,
        query: GrowthQuery,
    },
    /// What was measured, what is planned, and what was signed.
    Visit {
        visit_id: Id,
    },
    /// What a ward gives a patient, in full.
    WardSheet {
        diet_order_id: Id,
    },
    /// The same in large letters, for the bed.
    BedLabel {
        diet_order_id: Id,
    },
    /// A leaflet that the patient was given, as it was then and in its own language.
    Handout {
        given_handout_id: Id,
    },
    /// What a patient takes to a pharmacy.
    Prescription {
        prescription_id: Id,
    },
    /// What a laboratory needs to do what was ordered.
    LabOrder {
        lab_order_id: Id,
    },
    /// What a patient is billed for; for the front desk, too.
    Invoice {
        invoice_id: Id,
    },
    /// What services would cost a patient; for the front desk, too.
    Quote {
        quote_id: Id,
    },
    /// That something was paid, or given back.
    Receipt {
        payment_id: Id,
    },
    /// That an invoice is overdue, to send to who is billed.
    Reminder {
        invoice_id: Id,
    },
    /// What was paid on a day, by whom it was taken and how, and what was counted; about no patient.
    CashReport {
        day: Day,
        facility_id: Option<Id>,
    },
    Report {
        query: ReportQuery,
    },
    /// What the clinic itself paid for; about no patient.
    Expenses {
        query: ExpenseQuery,
    },
    /// Which version of a form was signed; for the front desk, too.
    Consent {
        consent_id: Id,
    },
    /// Who comes on a day, to all, to one provider or to those of a department; for the front desk.
    DayList {
        day: Day,
        provider_id: Option<Id>,
        department_id: Option<Id>,
    },
    /// When and to whom a patient comes next, to take home; `patient_id` names one of a group.
    AppointmentCard {
        appointment_id: Id,
        patient_id: Option<Id>,
    },
    /// Ingredients and preparation of a dish of the clinic; about no patient.
    Recipe {
        recipe_id: Id,
    },
    /// What is written about a patient, by type and by version.
    Records {
        patient_id: Id,
        r#type: Option<RecordType>,
        all_versions: bool,
    },
    /// Who waits for a time; for the front desk.
    WaitingList,
}

/// A part of a print that can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PrintSection {
    /// What the foods give, against what is aimed at.
    Nutrients,
    /// The foods of all days, summed by group.
    ShoppingList,
    /// The note of a visit.
    Note,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SectionChoice {
    pub section: PrintSection,
    pub is_printed: bool,
}

impl PrintOf {
    /// Whether it is sent to who is billed, and names their address.
    pub(super) fn is_sent(&self) -> bool {
        matches!(
            self,
            Self::Invoice { .. }
                | Self::Quote { .. }
                | Self::Receipt { .. }
                | Self::Reminder { .. }
        )
    }

    /// Returns the parts that can be left out, and whether each is printed by default.
    pub(super) fn sections(&self) -> &'static [(PrintSection, bool)] {
        match self {
            Self::Note { .. }
            | Self::Growth { .. }
            | Self::WardSheet { .. }
            | Self::BedLabel { .. }
            | Self::Prescription { .. }
            | Self::LabOrder { .. }
            | Self::Handout { .. }
            | Self::Consent { .. }
            | Self::Invoice { .. }
            | Self::Quote { .. }
            | Self::Receipt { .. }
            | Self::Reminder { .. }
            | Self::CashReport { .. }
            | Self::Report { .. }
            | Self::Expenses { .. }
            | Self::DayList { .. }
            | Self::AppointmentCard { .. }
            | Self::Recipe { .. }
            | Self::Records { .. }
            | Self::WaitingList => &[],
            Self::Visit { .. } => &[(PrintSection::Note, true)],
            // figures are for a patient who asked for them
            Self::MealPlan { .. } => &[
                (PrintSection::ShoppingList, true),
                (PrintSection::Nutrients, false),
            ],
            Self::Recall { .. } => &[(PrintSection::Nutrients, true)],
        }
    }
}
