//! The computers of the clinic.

pub mod list;
pub mod revoke;
