//! What is measured: read in any unit, kept in one, judged against published references.

pub mod add;
pub mod anthropometry;
pub mod correct;
mod doubt;
mod kind;
pub mod list;
pub(crate) mod points;
mod range;
mod read;
pub mod remove;
mod series;
pub mod show;
pub mod trend;
pub mod understand;
mod unit;
pub mod view;

pub use doubt::is_doubtful;
pub use kind::MeasureKind;
pub use range::{Band, Person, RangeWord, band, word};
pub use read::{MeasureProblem, Measured, Misread, Overfull, read, read_closely};
pub use series::{Point, Series};
pub use unit::unit_names;
