//! The clinic itself: how it begins.

pub mod found;
pub mod view;
