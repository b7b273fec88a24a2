//! What a prescription was before its last correction.

use serde::{Deserialize, Serialize};
use sync_contract::catalog::Prescription;
use sync_contract::field::Text;

use crate::error::Result;
use crate::fields;
use crate::prescriptions::PrescriptionForm;
use crate::prescriptions::content::form_of;
use crate::view::{Id, text};

/// As it is stored: what was ordered, and in whose name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FormerOrder {
    pub form: PrescriptionForm,
    pub prescriber: Id,
}

impl FormerOrder {
    /// Returns what a prescription is now.
    pub fn of(row: &Prescription) -> Self {
        Self {
            form: form_of(row),
            prescriber: Id::of(row.prescriber),
        }
    }

    /// Returns none of one that was not corrected, and where this user cannot read it.
    pub fn read(row: &Prescription) -> Option<Self> {
        serde_json::from_str(&text(&row.former_order)).ok()
    }

    /// # Errors
    /// `TooLong`.
    pub fn written(&self) -> Result<Text<20000>> {
        let text = serde_json::to_string(self).expect("text is written");
        fields::fitting(&text, "former")
    }
}
