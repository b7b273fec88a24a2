//! Whether stored and pulled cells are verified: by the clinic tag, their shape and, for admin-signed entities, a
//! signature.

pub(crate) mod admin_signed;
pub(crate) mod cells;
pub(crate) mod chain;
pub(crate) mod erasures;
pub(crate) mod proofs;
pub(crate) mod records;
