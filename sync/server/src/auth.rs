//! Who is calling: device tokens and sign-in secrets.

pub mod secret;
pub mod token;
