//! Whom to call.

pub mod add;
pub mod edit;
pub mod list;
pub mod remove;
pub mod show;
