//! The people who work here.

pub mod add;
pub mod list;
pub mod names;
pub mod reset_password;
pub mod session;
pub mod set_active;
pub mod set_hours;
pub mod set_password;
pub mod unlock;
pub mod view;
