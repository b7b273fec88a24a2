//! The clinic itself: how it begins.

pub mod create;
pub mod view;
