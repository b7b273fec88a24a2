//! An order as a ward needs it: with what the patient must not be given.

use serde::Serialize;
use sync_contract::Right;
use sync_contract::catalog::{Allergy, DietOrder, HealthList};
use sync_contract::entity::Entity;

use crate::allergies::{self, AllergyView, is_substance_contested};
use crate::chart_row;
use crate::diet_orders::DietOrderView;
use crate::diet_orders::list::show;
use crate::error::Result;
use crate::names::StaffNames;
use crate::stays::{StaySite, term};
use crate::view::Id;
use crate::{Clinic, none_known};

/// `stay` is where in the clinic the patient is now.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WardOrder {
    pub order: DietOrderView,
    pub stay: Option<StaySite>,
    pub allergies: WardAllergies,
}

/// `active` are those that are not over, or may not be, the gravest first. Without any, `is_none_known` tells whether
/// the patient was asked. Where it `is_unsure`, some may be missing, or of other substances.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WardAllergies {
    pub active: Vec<AllergyView>,
    pub is_none_known: bool,
    pub is_unsure: bool,
}

/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub(crate) fn ward_order(clinic: &Clinic, id: &Id) -> Result<WardOrder> {
    clinic.may(Right::ChartRead)?;
    let patient = chart_row::shown::<DietOrder>(clinic, id)?.value.patient;
    let mut active = allergies::list(clinic, patient)?;
    active.retain(|allergy| allergy.may_be_active);
    let reader = clinic.read();
    let is_contested = is_substance_contested(&reader, &reader.allergies(patient)?)?;
    let answers = none_known::of_patient(clinic, &reader, patient, &StaffNames::read(&reader)?)?;
    Ok(WardOrder {
        order: show(clinic, id)?,
        stay: term::current(&reader, &reader.stays_of(patient)?, clinic.today()?)?,
        allergies: WardAllergies {
            active,
            is_none_known: answers.iter().any(|of| of.list == HealthList::Allergies),
            is_unsure: is_contested || clinic.is_unsure(patient, Allergy::DESCRIPTOR)?,
        },
    })
}
