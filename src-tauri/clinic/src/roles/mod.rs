//! Roles: named lists of rights, and the compartments whose keys their members hold.

mod defaults;
pub mod list;
pub mod matrix;

pub use defaults::{ADMIN, DefaultRole, default_roles};
