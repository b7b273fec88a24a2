//! Patients: identity, duplicates, file numbers, import.

pub mod duplicates;
pub mod edit;
pub(crate) mod header;
pub mod identity;
pub mod import;
pub mod list;
pub mod merge;
mod merges;
pub mod register;
pub mod search;
pub mod view;
