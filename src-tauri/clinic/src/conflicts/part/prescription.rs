//! A prescription is decided as a whole: half of one is none.

use sync_contract::FieldRef;
use sync_contract::catalog::Prescription;

/// What goes with the medicine.
pub(super) const ORDER: &[FieldRef] = &[
    Prescription::FIELD.prescriber,
    Prescription::FIELD.visit,
    Prescription::FIELD.prescribed_on,
    Prescription::FIELD.valid_until,
    Prescription::FIELD.quantity,
    Prescription::FIELD.refills_allowed,
    Prescription::FIELD.renews,
    Prescription::FIELD.dosage,
    Prescription::FIELD.frequency,
    Prescription::FIELD.duration,
    Prescription::FIELD.instructions,
    Prescription::FIELD.allergy_reason,
    Prescription::FIELD.former_order,
];
