//! The rules of a form, for a decision that takes fields of several versions: each of them passed these, and what is
//! put together of them may not.
//!
//! Every entity of which a person decides field by field is in one table, with the rule that joins its fields, or with
//! none. A test compares it with the catalog, so each new entity of this kind is decided on here.

use sync_contract::catalog::{
    Absence, Alert, Allergy, Appointment, AppointmentPatient, AppointmentType, CareTeam, ClaimCode,
    ClinicFood, ClinicalDocument, Condition, Consent, CustomField, Department, DietOrder,
    EmergencyContact, EnergyEstimate, Expense, Facility, FoodProfile, FreedSlot, GivenHandout,
    Goal, Handout, InsurancePolicy, InvoiceDraft, LabResult, LabTest, MealPlan, MealPlanItem,
    Measurement, MeasurementKind, Medication, Note, NoteTemplate, NutrientTarget,
    NutritionDiagnosis, NutritionProduct, OfficeDocument, Package, Patient, PatientProfile,
    PortalAccount, Pregnancy, Prescription, Quote, Recall, RecallItem, RecordRequest, Referral,
    Room, Screening, Service, Setting, Stay, Task, Visit, WaitingListEntry,
};
use sync_contract::{CellContent, Descriptor, Entity, FieldRef, Value};
use uuid::Uuid;
use vault::WriteTx;
use vault::read::{Conflict, ConflictSibling};

use crate::clinic::or_not_found;
use crate::error::{Error, Result};
use crate::notes::custom_fields;
use crate::nutrient_targets::set;
use crate::patients::identity;
use crate::prescriptions::content::line;
use crate::prescriptions::list::Dispensed;

use crate::{
    appointment_types, goals, insurance, meal_plans, measurement_kinds, nutrition_products,
    pregnancies, recalls, record_requests, referrals, stays,
};

/// Checks a row as it is once the decision is written.
type Rule = fn(&WriteTx<'_>, Uuid) -> Result<()>;

/// Each field stands for itself, or is decided together with those that it needs (`part.rs`).
const FREE: Option<Rule> = None;

const RULES: [(&Descriptor, Option<Rule>); 57] = [
    (Facility::DESCRIPTOR, FREE),
    (Department::DESCRIPTOR, FREE),
    (Room::DESCRIPTOR, FREE),
    (Setting::DESCRIPTOR, FREE),
    (NoteTemplate::DESCRIPTOR, FREE),
    // a choice has two options at the least
    (
        CustomField::DESCRIPTOR,
        Some(|tx, row| custom_fields::require_valid(&tx.read(), row.into())),
    ),
    // the limits of a kind are in their order
    (
        MeasurementKind::DESCRIPTOR,
        Some(|tx, row| measurement_kinds::require_valid(&tx.read(), row.into())),
    ),
    // a label has no more than 100 ml can have
    (
        NutritionProduct::DESCRIPTOR,
        Some(|tx, row| nutrition_products::require_valid(&tx.read(), row.into())),
    ),
    // a type has a length
    (
        AppointmentType::DESCRIPTOR,
        Some(|tx, row| appointment_types::require_valid(&tx.read(), tx.tenant(), row.into())),
    ),
    // a request is due after it was made
    (
        RecordRequest::DESCRIPTOR,
        Some(|tx, row| record_requests::require_in_order(&stored::<RecordRequest>(tx, row)?)),
    ),
    // one of given and family name is there
    (
        Patient::DESCRIPTOR,
        Some(|tx, row| identity::require_named(&stored::<Patient>(tx, row)?)),
    ),
    (PatientProfile::DESCRIPTOR, FREE),
    (EmergencyContact::DESCRIPTOR, FREE),
    (Allergy::DESCRIPTOR, FREE),
    (Condition::DESCRIPTOR, FREE),
    (Medication::DESCRIPTOR, FREE),
    (PortalAccount::DESCRIPTOR, FREE),
    (Appointment::DESCRIPTOR, FREE),
    (AppointmentPatient::DESCRIPTOR, FREE),
    (Absence::DESCRIPTOR, FREE),
    (WaitingListEntry::DESCRIPTOR, FREE),
    (FreedSlot::DESCRIPTOR, FREE),
    (Visit::DESCRIPTOR, FREE),
    (Measurement::DESCRIPTOR, FREE),
    (Note::DESCRIPTOR, FREE),
    (Screening::DESCRIPTOR, FREE),
    (EnergyEstimate::DESCRIPTOR, FREE),
    (NutritionDiagnosis::DESCRIPTOR, FREE),
    // start and target are values of the measure
    (
        Goal::DESCRIPTOR,
        Some(|tx, row| goals::require_of_measure(&stored::<Goal>(tx, row)?)),
    ),
    (Task::DESCRIPTOR, FREE),
    // the lower bound is below the upper one
    (
        NutrientTarget::DESCRIPTOR,
        Some(|tx, row| {
            let target = stored::<NutrientTarget>(tx, row)?;
            let bound = |bound: Option<&Option<_>>| bound.copied().flatten();
            set::require_bounds(bound(target.low.open()), bound(target.high.open()))
        }),
    ),
    (Consent::DESCRIPTOR, FREE),
    // a policy begins before it ends
    (
        InsurancePolicy::DESCRIPTOR,
        Some(|tx, row| insurance::require_in_order(&stored::<InsurancePolicy>(tx, row)?)),
    ),
    (CareTeam::DESCRIPTOR, FREE),
    (LabTest::DESCRIPTOR, FREE),
    (LabResult::DESCRIPTOR, FREE),
    (ClinicalDocument::DESCRIPTOR, FREE),
    (OfficeDocument::DESCRIPTOR, FREE),
    // a referral is of someone, and ends after it was received
    (
        Referral::DESCRIPTOR,
        Some(|tx, row| referrals::require_valid(&stored::<Referral>(tx, row)?)),
    ),
    // a recall is about days before it
    (
        Recall::DESCRIPTOR,
        Some(|tx, row| {
            let recall = stored::<Recall>(tx, row)?;
            let patient = stored::<Patient>(tx, recall.patient.0)?;
            recalls::record::require_in_order(&recall, &patient)
        }),
    ),
    (RecallItem::DESCRIPTOR, FREE),
    // a plan begins after its patient
    (
        MealPlan::DESCRIPTOR,
        Some(|tx, row| {
            let plan = stored::<MealPlan>(tx, row)?;
            let patient = stored::<Patient>(tx, plan.patient.0)?;
            meal_plans::record::require_fitting(&plan, &patient)
        }),
    ),
    (MealPlanItem::DESCRIPTOR, FREE),
    // a pregnancy ends in its own time, with an outcome
    (
        Pregnancy::DESCRIPTOR,
        Some(|tx, row| pregnancies::require_in_order(&stored::<Pregnancy>(tx, row)?)),
    ),
    // a stay is somewhere in one building, and ends after it began
    (
        Stay::DESCRIPTOR,
        Some(|tx, row| stays::record::require_valid(&tx.read(), &stored::<Stay>(tx, row)?)),
    ),
    (DietOrder::DESCRIPTOR, FREE),
    (ClinicFood::DESCRIPTOR, FREE),
    (FoodProfile::DESCRIPTOR, FREE),
    (Handout::DESCRIPTOR, FREE),
    (GivenHandout::DESCRIPTOR, FREE),
    (ClaimCode::DESCRIPTOR, FREE),
    (Service::DESCRIPTOR, FREE),
    (InvoiceDraft::DESCRIPTOR, FREE),
    (Package::DESCRIPTOR, FREE),
    (Quote::DESCRIPTOR, FREE),
    (Expense::DESCRIPTOR, FREE),
    (Alert::DESCRIPTOR, FREE),
];

fn stored<E: Entity>(tx: &WriteTx<'_>, row: Uuid) -> Result<E> {
    Ok(or_not_found(tx.get::<E>(row.into())?, E::DESCRIPTOR.name)?.value)
}

/// Checks a row with what was decided about one of its cells. One version as it was written is always taken.
///
/// # Errors
/// `Invalid`, with the field of the form.
pub(super) fn check(tx: &WriteTx<'_>, conflict: &Conflict, decided: &CellContent) -> Result<()> {
    require_as_dispensed(tx, conflict)?;
    let mut siblings = conflict.siblings.iter();
    if siblings.any(|sibling| sibling.content.values == decided.values) {
        return Ok(());
    }
    let number = conflict.descriptor.number;
    let rule = RULES.iter().find(|(of, _)| of.number == number);
    match rule {
        Some((_, Some(rule))) => rule(tx, conflict.row),
        _ => Ok(()),
    }
}

/// Checks that an order of which something was dispensed stays what was dispensed, where one of the versions is.
fn require_as_dispensed(tx: &WriteTx<'_>, conflict: &Conflict) -> Result<()> {
    let order = Prescription::CELL.order;
    if (conflict.descriptor.number, conflict.cell)
        != (Prescription::DESCRIPTOR.number, order.number)
    {
        return Ok(());
    }
    let decided = stored::<Prescription>(tx, conflict.row)?;
    let dispensed = Dispensed::of(tx.read().dispensings_of(decided.patient)?);
    let given = dispensed.given_as(decided.id);
    let was_given = |medication: &str, dosage: &str| {
        given.is_empty()
            || given
                .iter()
                .any(|one| (&*one.0, &*one.1) == (medication, dosage))
    };
    if was_given(&line(&decided.medication), &line(&decided.dosage)) {
        return Ok(());
    }
    let of = |field: FieldRef, sibling: &ConflictSibling| {
        let value = field.in_values(order, &sibling.content.values);
        value
            .and_then(Value::as_text)
            .unwrap_or_default()
            .to_owned()
    };
    let (medication, dosage) = (Prescription::FIELD.medication, Prescription::FIELD.dosage);
    let mut siblings = conflict.siblings.iter();
    match siblings.any(|one| was_given(&of(medication, one), &of(dosage, one))) {
        true => Err(Error::AlreadyDispensed),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use sync_contract::{Authority, Catalog, CellSpec};

    use super::*;
    use crate::conflicts::part::is_decided_or_sections;

    /// Returns whether a person decides about several things in one cell: then fields of two versions may meet.
    fn is_decided_in_parts(descriptor: &'static Descriptor) -> bool {
        let parts = |cell: &'static CellSpec| {
            let fields = descriptor.fields_of(cell);
            fields
                .filter(|field| is_decided_or_sections(*field))
                .count()
        };
        let is_edited = matches!(
            descriptor.authority,
            Authority::PerCell | Authority::Sealing
        );
        is_edited && descriptor.declared_cells().any(|cell| parts(cell) > 1)
    }

    #[test]
    fn every_entity_that_is_decided_in_parts_has_its_line() {
        let all = Catalog::ALL.iter();
        let decided = all.filter(|descriptor| is_decided_in_parts(descriptor));
        let decided: Vec<&str> = decided.map(|descriptor| descriptor.name).collect();
        let named = RULES.map(|(descriptor, _)| descriptor.name);
        assert_eq!(named.as_slice(), decided);
    }
}
