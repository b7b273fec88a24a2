//! The sex that a figure was published for.

use serde::{Deserialize, Serialize};
use specta::Type;

/// The sex that an equation or a reference was made for. Where a person's is neither, or unknown, the user chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum EquationSex {
    Male,
    Female,
}

impl EquationSex {
    /// Reads `M` or `F`.
    pub fn from_letter(letter: &str) -> Option<EquationSex> {
        match letter {
            "M" => Some(EquationSex::Male),
            "F" => Some(EquationSex::Female),
            _ => None,
        }
    }
}
