//! What is measured: read in any unit, kept in one, judged against published references.

pub mod anthropometry;
mod doubt;
mod kind;
mod range;
mod read;
mod series;
mod unit;
pub mod view;

pub use doubt::is_doubtful;
pub use kind::MeasureKind;
pub use range::{Band, Person, RangeWord, band, word};
pub use series::{Point, Series};
pub use read::{MeasureProblem, Measured, read};
