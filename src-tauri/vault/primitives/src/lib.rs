//! AES-256-GCM, HKDF-SHA256 and HMAC-SHA256 as the vault uses them, each over bytes alone: what is sealed, derived or
//! tagged is decided in `vault`.
//!
//! They are apart so that they can be read, and checked against published vectors, on their own, and so that every
//! build compiles them optimised: the generic code under them is compiled where it is called.

mod aead;
mod derive;
mod mac;

pub use aead::{Cipher, NONCE_LEN, Refused, TAG_LEN};
pub use derive::{Prk, derive};
pub use mac::Mac;
