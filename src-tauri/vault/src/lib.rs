//! Keeps rows sealed on this device and remembers every change in the same transaction.

pub mod grant;
pub mod keys;
pub mod keystore;
pub mod password;
pub mod random;
pub mod recovery;
pub mod seal;
pub mod sign;
pub mod sign_in;
pub mod wrap;
