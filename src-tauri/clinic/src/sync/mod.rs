//! Where the data stands, told truthfully.

pub mod view;
