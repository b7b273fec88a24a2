//! People under care: who they are, whom else they might be, and where they come from.

pub mod duplicates;
pub mod edit;
pub(crate) mod header;
pub mod identity;
pub mod import;
pub mod list;
pub mod register;
pub mod search;
pub mod view;
