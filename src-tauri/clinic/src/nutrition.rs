//! Nutrition science: pure functions with units in their names, each with its source.

pub mod coefficients;
pub mod compute;
pub mod computed;
pub mod energy;
pub mod energy_requirement;
pub mod formulas;
pub mod inputs;
pub mod intakes;
pub mod kidney;
pub mod pregnancy;
pub mod problem;
pub mod quantities;
pub mod requirements;
pub mod screening;
pub mod weight;

pub use crate::sex::EquationSex;
