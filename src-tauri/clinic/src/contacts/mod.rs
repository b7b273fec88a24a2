//! Whom to call.

pub mod add;
pub mod list;
pub mod remove;
