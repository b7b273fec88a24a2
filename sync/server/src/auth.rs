//! Who is calling: device tokens, sign-in secrets, signatures.

pub mod proof;
pub mod secret;
pub mod token;
