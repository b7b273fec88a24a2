//! The only cryptography of the program: keys, seals, signatures, passwords, the recovery key, and the key stores.

pub mod error;
pub mod grant;
pub mod keys;
pub mod keystore;
pub mod memory;
pub mod password;
pub mod random;
pub mod recovery;
pub mod seal;
pub mod sign;
pub mod wiped;
pub mod wrap;
