//! Authentication of callers: device tokens and sign-in secrets.

pub mod claims;
pub mod secret;
pub mod token;
