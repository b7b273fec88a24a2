//! What leaves the clinic as a file.

pub mod sheet;
