//! The computers of the clinic.

pub mod invite;
pub mod list;
pub mod revoke;
