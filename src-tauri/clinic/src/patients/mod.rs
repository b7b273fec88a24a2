//! People under care: who they are, whom else they might be, and where they come from.

pub mod file_number;
pub mod identity;
pub mod import;
pub mod likeness;
pub mod view;
