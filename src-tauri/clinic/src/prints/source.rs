//! Which row a print is of, and who may read that.

use sync_contract::Right;
use sync_contract::catalog::{
    Appointment, CashClosing, Consent, DietOrder, Expense, GivenHandout, Invoice, LabTest,
    MealPlan, Note, Patient, Payment, Prescription, Quote, Recall, Recipe, Visit, WaitingListEntry,
};
use sync_contract::entity::Entity;
use sync_contract::ids::{AppointmentId, PatientId};
use uuid::Uuid;

use crate::Clinic;
use crate::chart_row::ChartRow;
use crate::error::Result;
use crate::prints::diary::card_of;
use crate::prints::of::PrintOf;
use crate::recipes::RECIPE;
use crate::view::Id;

/// The row of which something is printed.
pub(super) struct Source {
    pub resource: &'static str,
    /// None of a list.
    pub row: Option<Uuid>,
    /// None where the print is about no patient.
    pub patient: Option<PatientId>,
}

/// Checks the right to read the record, and finds it.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub(super) fn source(clinic: &Clinic, of: &PrintOf) -> Result<Source> {
    match of {
        PrintOf::Note { note_id } => {
            row::<Note>(clinic, Right::NotesRead, note_id, "note", |note| {
                note.patient
            })
        }
        PrintOf::MealPlan { meal_plan_id } => {
            chart_row::<MealPlan>(clinic, Right::ChartRead, meal_plan_id)
        }
        PrintOf::Recall { recall_id } => chart_row::<Recall>(clinic, Right::ChartRead, recall_id),
        PrintOf::Growth { patient_id, .. } | PrintOf::Records { patient_id, .. } => {
            row::<Patient>(clinic, Right::ChartRead, patient_id, "patient", |patient| {
                patient.id
            })
        }
        PrintOf::Visit { visit_id } => {
            row::<Visit>(clinic, Right::ChartRead, visit_id, "visit", |visit| {
                visit.patient
            })
        }
        PrintOf::WardSheet { diet_order_id } | PrintOf::BedLabel { diet_order_id } => {
            chart_row::<DietOrder>(clinic, Right::ChartRead, diet_order_id)
        }
        PrintOf::Handout { given_handout_id } => {
            chart_row::<GivenHandout>(clinic, Right::ChartRead, given_handout_id)
        }
        PrintOf::Prescription { prescription_id } => {
            chart_row::<Prescription>(clinic, Right::ChartRead, prescription_id)
        }
        PrintOf::LabOrder { lab_order_id } => {
            chart_row::<LabTest>(clinic, Right::ChartRead, lab_order_id)
        }
        PrintOf::Consent { consent_id } => {
            chart_row::<Consent>(clinic, Right::PatientsRead, consent_id)
        }
        PrintOf::DayList { day, .. } => {
            clinic.may(Right::AppointmentsRead)?;
            day.to_date("day")?;
            Ok(Source {
                resource: Appointment::DESCRIPTOR.name,
                row: None,
                patient: None,
            })
        }
        PrintOf::AppointmentCard {
            appointment_id,
            patient_id,
        } => {
            clinic.may(Right::AppointmentsRead)?;
            let patient = card_of(clinic, appointment_id, patient_id.as_ref())?;
            Ok(Source {
                resource: Appointment::DESCRIPTOR.name,
                row: Some(appointment_id.to::<AppointmentId>()?.0),
                patient: Some(patient),
            })
        }
        PrintOf::WaitingList => {
            clinic.may(Right::AppointmentsRead)?;
            Ok(Source {
                resource: WaitingListEntry::DESCRIPTOR.name,
                row: None,
                patient: None,
            })
        }
        PrintOf::CashReport { day, .. } => {
            clinic.may(Right::BillingRead)?;
            day.to_date("day")?;
            Ok(Source {
                resource: CashClosing::DESCRIPTOR.name,
                row: None,
                patient: None,
            })
        }
        PrintOf::Report { .. } => {
            clinic.may(Right::ReportsRead)?;
            Ok(Source {
                resource: Appointment::DESCRIPTOR.name,
                row: None,
                patient: None,
            })
        }
        PrintOf::Expenses { .. } => {
            clinic.may(Right::BillingRead)?;
            Ok(Source {
                resource: Expense::DESCRIPTOR.name,
                row: None,
                patient: None,
            })
        }
        PrintOf::Invoice { invoice_id } | PrintOf::Reminder { invoice_id } => {
            chart_row::<Invoice>(clinic, Right::BillingRead, invoice_id)
        }
        PrintOf::Quote { quote_id } => chart_row::<Quote>(clinic, Right::BillingRead, quote_id),
        PrintOf::Receipt { payment_id } => {
            chart_row::<Payment>(clinic, Right::BillingRead, payment_id)
        }
        PrintOf::Recipe { recipe_id } => {
            of_clinic::<Recipe>(clinic, Right::ChartRead, recipe_id, RECIPE)
        }
    }
}

fn chart_row<E: ChartRow>(clinic: &Clinic, right: Right, id: &Id) -> Result<Source> {
    row::<E>(clinic, right, id, E::WHAT, E::patient)
}

fn row<E: Entity>(
    clinic: &Clinic,
    right: Right,
    id: &Id,
    what: &'static str,
    patient: impl Fn(&E) -> PatientId,
) -> Result<Source> {
    clinic.may(right)?;
    let id: E::Id = id.to()?;
    let row = clinic.require_row::<E>(id, what)?;
    Ok(Source {
        resource: E::DESCRIPTOR.name,
        row: Some(id.into()),
        patient: Some(patient(&row.value)),
    })
}

fn of_clinic<E: Entity>(
    clinic: &Clinic,
    right: Right,
    id: &Id,
    what: &'static str,
) -> Result<Source> {
    clinic.may(right)?;
    let id: E::Id = id.to()?;
    clinic.require_row::<E>(id, what)?;
    Ok(Source {
        resource: E::DESCRIPTOR.name,
        row: Some(id.into()),
        patient: None,
    })
}
