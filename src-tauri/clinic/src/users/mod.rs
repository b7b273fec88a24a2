//! The people who work here.

pub mod view;
