//! Prescriptions: what was ordered for a patient, what was dispensed of it, and what may still be.
//!
//! One is corrected until the first of it was dispensed, and keeps what stood there before; from then on only its
//! course changes. How often it was
//! dispensed is counted from rows that are never changed, and that it has expired follows from the clock.

pub(crate) mod classes;
pub(crate) mod content;
pub mod dispense;
mod former;
pub mod list;
pub mod prescribe;
pub mod print;
mod questions;
pub mod worklist;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{Dispensing, Prescription};
use sync_contract::ids::PatientId;

pub use sync_contract::catalog::PrescriptionStatus;

use crate::chart_row::ChartRow;
use crate::names::PatientName;
use crate::view::{At, Day, Id, ReadVersionToken};

impl ChartRow for Prescription {
    const WHAT: &'static str = "prescription";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

impl ChartRow for Dispensing {
    const WHAT: &'static str = "dispensing";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

/// Empty text means not recorded. `quantity` is of what the medicine comes in, each time that it is dispensed;
/// `refills` is how often that is after the first time. `allergy_reason` says why it is right although an allergy of
/// the patient names the medicine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrescriptionForm {
    pub medication: String,
    pub dosage: String,
    pub frequency: String,
    pub duration: String,
    pub instructions: String,
    pub quantity: String,
    pub refills: String,
    pub prescribed_on: Day,
    /// The last day on which it may be dispensed.
    pub valid_until: Day,
    pub allergy_reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewPrescription {
    pub patient_id: Id,
    pub visit_id: Option<Id>,
    pub form: PrescriptionForm,
}

/// `loaded` is what the form was given: only what differs from it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrescriptionEdit {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub loaded: PrescriptionForm,
    pub form: PrescriptionForm,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PrescriptionState {
    Active,
    Completed,
    Stopped,
    /// Active, and its last day is over.
    Expired,
}

/// Returns the state of a prescription on a day.
pub(crate) fn state_on(
    status: PrescriptionStatus,
    valid_until: NaiveDate,
    day: NaiveDate,
) -> PrescriptionState {
    match status {
        PrescriptionStatus::Active if valid_until < day => PrescriptionState::Expired,
        PrescriptionStatus::Active => PrescriptionState::Active,
        PrescriptionStatus::Completed => PrescriptionState::Completed,
        PrescriptionStatus::Stopped => PrescriptionState::Stopped,
    }
}

/// `quantity` is null where it cannot be read. `medication` and `dosage` are what was given out, as the prescription
/// said then, and `allergy_reason` why, although an allergy names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DispensingView {
    pub id: Id,
    pub at: At,
    pub by: String,
    pub quantity: Option<u32>,
    pub medication: String,
    pub dosage: String,
    pub allergy_reason: String,
    pub taken_back: Option<TakenBack>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TakenBack {
    pub at: At,
    pub by: String,
    pub reason: String,
}

/// What was ordered before the last correction, and in whose name; `corrected_by` made that correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FormerPrescription {
    pub form: PrescriptionForm,
    pub prescriber: String,
    pub corrected_at: At,
    pub corrected_by: String,
}

/// `renews` is the former one, `renewed_as` the last one that renews this one; the pharmacist's list, which has none
/// that were renewed, does not look for it. `left` is how often it may still be dispensed, and `beyond` how often it
/// was more than allowed. `allergies` are those of the patient that name the medicine now, also when they came later.
/// `is_removed`: it was taken out while another computer dispensed it. `is_contested`: two computers changed it, and it
/// is not dispensed until that conflict is resolved. `written_by` is empty where that is the prescriber.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrescriptionView {
    pub id: Id,
    pub seen: ReadVersionToken,
    #[serde(flatten)]
    pub form: PrescriptionForm,
    pub state: PrescriptionState,
    pub status_reason: String,
    pub is_removed: bool,
    pub is_contested: bool,
    pub prescriber: String,
    pub written_by: String,
    /// None unless it was corrected.
    pub former: Option<FormerPrescription>,
    pub visit_id: Option<Id>,
    pub renews: Option<Id>,
    pub renewed_as: Option<Id>,
    pub is_dispensed: bool,
    pub left: u32,
    pub beyond: u32,
    pub dispensed: Vec<DispensingView>,
    pub allergies: Vec<String>,
}

impl PrescriptionView {
    /// Returns how many refills are left: the first time that it is dispensed is none.
    pub fn refills_left(&self) -> u32 {
        match self.is_dispensed {
            true => self.left,
            false => self.left.saturating_sub(1),
        }
    }

    /// Returns whether something else was dispensed than is ordered now: the order was corrected at another computer.
    pub fn was_other(&self, given: &DispensingView) -> bool {
        let ordered = (&self.form.medication, &self.form.dosage);
        !given.medication.is_empty() && (&given.medication, &given.dosage) != ordered
    }
}

/// What is asked about a prescription before it is written, and before it is dispensed. The answer is a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(
    tag = "question",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum PrescriptionQuestion {
    /// An allergy of the patient names the medicine, or another one of its class.
    Allergy {
        substance: String,
        reaction: String,
        is_of_class: bool,
    },
    /// Allergies of the patient cannot be read, are missing, may still come, or have versions that name other
    /// substances: one of them may name it.
    AllergiesUnsure,
}

/// What came of a prescription that was typed in, or is dispensed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "outcome", rename_all = "camelCase")]
pub enum Prescribed {
    Written {
        prescription: Box<PrescriptionView>,
    },
    /// Nothing was written: a person is asked first, and answers with a reason.
    Asked {
        questions: Vec<PrescriptionQuestion>,
    },
}

/// A part of what may be dispensed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DispensingPart {
    /// Nothing of it was dispensed yet.
    Waiting,
    /// Refills are left.
    Refills,
}

/// `search` is a part of a patient's name, number or birth date, empty for all; `limit` is 100 at the most.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DispensingQuery {
    pub part: DispensingPart,
    pub search: String,
    pub offset: u32,
    pub limit: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DispensingRow {
    pub patient: PatientName,
    pub prescription: PrescriptionView,
}

/// A page of one part, the one that was prescribed first first, and how many each part has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DispensingPage {
    pub rows: Vec<DispensingRow>,
    pub waiting: u32,
    pub refills: u32,
}
