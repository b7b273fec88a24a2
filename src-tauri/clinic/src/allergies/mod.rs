//! What a person must not be given.

pub mod add;
pub mod list;
pub mod remove;
pub mod show;
