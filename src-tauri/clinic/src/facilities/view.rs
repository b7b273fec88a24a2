//! What is seen of a clinic's buildings.

use serde::Serialize;

use crate::view::{Id, ReadVersionToken};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacilityRow {
    pub id: Id,
    pub seen: ReadVersionToken,
    #[serde(flatten)]
    pub form: FacilityForm,
}

/// `time_zone` is an IANA name, `currency` an ISO 4217 code; empty text is not recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacilityForm {
    pub name: String,
    pub address: String,
    pub phone: String,
    pub licence_number: String,
    pub time_zone: String,
    pub currency: String,
    pub is_active: bool,
}
