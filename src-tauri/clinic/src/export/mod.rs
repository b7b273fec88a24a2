//! What leaves the clinic as a file.

pub mod all;
pub mod names;
pub mod patients;
pub(crate) mod row;
pub mod sheet;
