//! Visits: what happened between a patient and a provider.

pub mod edit;
pub mod end;
pub mod list;
pub mod show;
pub mod start;
pub mod view;
