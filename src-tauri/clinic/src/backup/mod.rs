//! Copies of the whole clinic that only the recovery key opens.

pub mod create;
