//! Conflicts: concurrent versions of a cell, shown next to each other until a person decides.

mod deletion;
pub mod offer;
pub mod part;
pub mod release;
pub mod resolve;
mod rules;
pub mod show;
pub mod view;
pub(crate) mod wording;
