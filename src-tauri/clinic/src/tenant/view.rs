//! What a person says when they make a clinic.

use serde::Deserialize;
use specta::Type;
use zeroize::Zeroizing;

#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewClinic {
    pub clinic_name: String,
    pub time_zone: String,
    /// ISO 4217; euro when empty.
    #[serde(default)]
    pub currency: String,
    pub first_name: String,
    pub last_name: String,
    pub username: String,
    // wiped when it is dropped
    #[specta(type = String)]
    pub password: Zeroizing<String>,
    /// A clinic for trying things out, for ever.
    #[serde(default)]
    pub is_demo: bool,
}
