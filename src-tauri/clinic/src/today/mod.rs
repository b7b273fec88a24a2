//! The day as whoever works it sees it.

pub mod show;
pub mod view;
