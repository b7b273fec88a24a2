//! The audit log of this device: list, detail, export.

pub mod export;
pub mod list;
pub mod show;
pub mod view;
