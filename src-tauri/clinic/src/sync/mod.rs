//! Where the data stands, told truthfully.

pub mod discard;
pub mod page;
pub(crate) mod record;
pub mod send_again;
pub mod status;
pub mod view;
