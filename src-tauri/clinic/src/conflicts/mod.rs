//! Two people changed one thing: both versions side by side, until a person decides.

pub mod difference;
pub mod view;
