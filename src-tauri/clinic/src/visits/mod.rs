//! Visits: what happened between a patient and a provider.

pub mod view;
