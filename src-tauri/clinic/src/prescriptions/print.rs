//! What of a prescription is on paper beyond what is on a screen.

use serde::Serialize;
use sync_contract::Right;
use sync_contract::catalog::User;

use crate::Clinic;
use crate::error::Result;
use crate::prescriptions::PrescriptionView;
use crate::prescriptions::list::{show, there_or_not_found};
use crate::view::{Id, text};

/// `licence_number` is empty where none is recorded or this user cannot open it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PrintedPrescription {
    pub prescription: PrescriptionView,
    pub licence_number: String,
    pub specialization: String,
}

/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub(crate) fn printed(clinic: &Clinic, id: &Id) -> Result<PrintedPrescription> {
    clinic.may(Right::ChartRead)?;
    let prescriber = there_or_not_found(clinic, id)?.value.prescriber;
    let user = clinic.read().get::<User>(prescriber)?;
    let user = user.as_ref().map(|row| &row.value);
    let specialization = user.and_then(|user| user.specialization.as_ref());
    Ok(PrintedPrescription {
        prescription: show(clinic, id)?,
        licence_number: user.map_or(String::new(), |user| text(&user.licence_number)),
        specialization: specialization.map_or(String::new(), |text| text.to_string()),
    })
}
