//! Patients: identity, duplicates, file numbers, import.

pub mod deleted;
pub mod duplicates;
pub mod edit;
pub mod erase;
pub(crate) mod header;
pub mod identity;
pub mod import;
pub mod list;
pub mod merge;
mod merges;
pub mod register;
pub mod search;
pub mod undo_merge;
pub mod view;
