//! What of an order is on the slip that goes to the laboratory.

use serde::Serialize;
use sync_contract::Right;
use sync_contract::catalog::{LabTest, User};
use sync_contract::ids::LabTestId;

use crate::Clinic;
use crate::chart_row::ChartRow;
use crate::error::Result;
use crate::labs::LabOrderView;
use crate::labs::orders::show;
use crate::view::{Id, text};

/// `licence_number` is empty where none is recorded or this user cannot open it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PrintedLabOrder {
    pub order: LabOrderView,
    pub licence_number: String,
    pub specialization: String,
}

/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub(crate) fn printed(clinic: &Clinic, id: &Id) -> Result<PrintedLabOrder> {
    clinic.may(Right::ChartRead)?;
    let order = show(clinic, id)?;
    let row = clinic.require_row::<LabTest>(id.to::<LabTestId>()?, LabTest::WHAT)?;
    let user = match row.value.ordered_by {
        Some(by) => clinic.read().get::<User>(by)?,
        None => None,
    };
    let user = user.as_ref().map(|row| &row.value);
    let specialization = user.and_then(|user| user.specialization.as_ref());
    Ok(PrintedLabOrder {
        order,
        licence_number: user.map_or(String::new(), |user| text(&user.licence_number)),
        specialization: specialization.map_or(String::new(), |text| text.to_string()),
    })
}
