//! Who did what.

pub mod export;
pub mod list;
pub mod show;
pub mod view;
