//! Which long texts are words, that a person may join or rewrite.

use sync_contract::catalog::{
    AllergenCorrection, ClinicFood, DietOrder, EmergencyContact, EnergyEstimate, InvoiceDraft,
    LabResult, LabTest, Note, Patient, PatientLink, Prescription, Recall, Recipe, Role, Screening,
    Setting, Tenant, User, UserVerification,
};
use sync_contract::{FieldRef, Kind};

/// A shorter text is a name or a code.
const WORDS_MIN: u32 = 255;

/// Texts that a program writes, as JSON or as a list of codes, and addresses, of which two are none.
const NOT_WORDS: &[FieldRef] = &[
    Tenant::FIELD.recovery_recipient,
    InvoiceDraft::FIELD.claim,
    DietOrder::FIELD.oral_supplements,
    DietOrder::FIELD.tube_feed,
    Role::FIELD.rights,
    Role::FIELD.compartments,
    User::FIELD.shift_schedule,
    User::FIELD.email,
    UserVerification::FIELD.email,
    Patient::FIELD.email,
    EmergencyContact::FIELD.email,
    PatientLink::FIELD.taken,
    Setting::FIELD.value,
    Note::FIELD.metadata,
    EnergyEstimate::FIELD.inputs,
    EnergyEstimate::FIELD.result,
    Screening::FIELD.inputs,
    Screening::FIELD.result,
    LabResult::FIELD.former,
    LabTest::FIELD.former_order,
    Prescription::FIELD.former_order,
    ClinicFood::FIELD.nutrients,
    ClinicFood::FIELD.measures,
    ClinicFood::FIELD.contains,
    ClinicFood::FIELD.free_of,
    AllergenCorrection::FIELD.contains,
    AllergenCorrection::FIELD.free_of,
    Recipe::FIELD.parts,
    Recall::FIELD.exchange_table,
];

/// Returns whether a field holds words that a person typed.
pub(super) fn is_words(field: FieldRef) -> bool {
    let spec = field.spec;
    spec.kind == Kind::Text
        && spec.choices.is_empty()
        && spec.length_max >= WORDS_MIN
        && !NOT_WORDS.contains(&field)
}

#[cfg(test)]
mod tests {
    use sync_contract::{Authority, Catalog};

    use super::*;
    use crate::conflicts::part::{SECTIONS, called_otherwise, is_decided};

    /// A long text that is added to the catalog is judged: joined with another one, is it still what it was?
    #[test]
    fn only_words_can_be_joined_or_rewritten() {
        let mut joined = Vec::new();
        for entity in Catalog::ALL {
            if matches!(entity.authority, Authority::AppendOnly) {
                continue;
            }
            for field in entity
                .declared_cells()
                .flat_map(|cell| entity.fields_of(cell))
            {
                let is_alone = called_otherwise(field).is_none_or(|called| called.with.is_empty());
                let is_own = is_decided(field) && is_alone && !SECTIONS.contains(&field);
                if is_own && is_words(field) {
                    joined.push(format!("{}.{}", entity.name, field.spec.name));
                }
            }
        }
        assert_eq!(joined.join(" "), JOINED.join(" "));
    }

    const JOINED: &[&str] = &[
        "Tenant.name",
        "Facility.name",
        "Facility.address",
        "Department.name",
        "Room.name",
        "Role.description",
        "Device.name",
        "NoteTemplate.name",
        "NoteTemplate.text",
        "CustomField.options",
        "RecordRequest.asked_by",
        "RecordRequest.asked_for",
        "Patient.other_names",
        "Patient.phones",
        "Patient.address_lines",
        "Patient.city",
        "PatientProfile.medical_history",
        "PatientProfile.dietary_preferences",
        "PatientProfile.dislikes",
        "PatientProfile.notes",
        "EmergencyContact.name",
        "EmergencyContact.address",
        "Allergy.substance",
        "Allergy.reaction",
        "Condition.name",
        "Medication.name",
        "Medication.dose",
        "AppointmentPatient.reason",
        "AppointmentPatient.notes",
        "Absence.reason",
        "WaitingListEntry.note",
        "Visit.chief_complaint",
        "Visit.summary",
        "Measurement.device",
        "Note.treatment_plan",
        "Note.custom_fields",
        "Note.template",
        "NutritionDiagnosis.problem",
        "NutritionDiagnosis.aetiology",
        "NutritionDiagnosis.signs",
        "Goal.text",
        "Task.text",
        "NutrientTarget.reason",
        "Consent.version",
        "Consent.note",
        "InsurancePolicy.insurer",
        "InsurancePolicy.plan",
        "InsurancePolicy.holder",
        "LabTest.laboratory",
        "LabTest.note",
        "LabTest.order_note",
        "GroupTopic.topic",
        "ClinicalDocument.name",
        "OfficeDocument.name",
        "Referral.from",
        "Referral.organisation",
        "Referral.contact",
        "Referral.reason",
        "Recall.remark",
        "MealPlan.title",
        "MealPlan.notes",
        "DietOrder.remark",
        "ClinicFood.name",
        "ClinicFood.other_names",
        "ClinicFood.maker",
        "FoodProfile.english",
        "FoodProfile.french",
        "Handout.title",
        "Handout.text",
        "GivenHandout.title",
        "GivenHandout.text",
        "Package.note",
        "Quote.note",
        "Expense.note",
        "Alert.title",
        "Alert.description",
    ];
}
