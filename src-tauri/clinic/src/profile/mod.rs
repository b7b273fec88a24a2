//! What is clinical about a patient beside visits: history, preferences, dislikes.

pub mod edit;
pub mod show;
pub mod view;
