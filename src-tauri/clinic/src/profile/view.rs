//! The form of a profile.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::view::{Id, ReadVersionToken};

/// Empty text means not recorded. `seen` is empty until there is a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfileView {
    pub patient_id: Id,
    pub seen: ReadVersionToken,
    pub history: String,
    pub preferences: String,
    pub dislikes: String,
    pub remarks: String,
}
