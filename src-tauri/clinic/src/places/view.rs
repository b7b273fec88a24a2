//! What is seen of rooms and departments.

use serde::Serialize;

use crate::view::{Id, ReadVersionToken};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlaceRow {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub name: String,
    pub code: Option<String>,
    pub facility_id: Id,
    pub facility: String,
    pub is_active: bool,
}

/// Without a facility it lies in the one that was made first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceForm {
    pub name: String,
    pub code: String,
    pub facility_id: Option<Id>,
    pub is_active: bool,
}
