//! Nutrition science: pure functions with units in their names, each with its source.

pub mod coefficients;
pub mod compute;
pub mod computed;
pub mod energy;
pub mod energy_requirement;
pub mod formulas;
pub mod growth;
pub mod inputs;
pub mod intakes;
pub mod kidney;
mod lms;
pub mod quantities;
pub mod refusal;
pub mod requirements;
pub mod screening;
pub mod weight;

use serde::{Deserialize, Serialize};
use specta::Type;

/// The sex that an equation or a reference was made for. Where a person's is neither, or unknown, somebody chooses.
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
