//! Reading by whoever is signed in: rows opened as far as their keys go, each list by a fixed number of statements.

mod beside;
mod diary;
mod list;
mod notes;
mod open_items;
mod opener;
mod organisation;
mod patients;
mod people;
mod stored_row;
mod visits;

pub(crate) use list::json;
pub use list::{Deleted, digest};
pub use open_items::{Conflict, ConflictSibling, are_equal};
pub use organisation::setting_id;
pub use patients::PatientFilter;
pub use stored_row::{Removal, Stored};

use rusqlite::Connection;
use uuid::Uuid;

use crate::environment::WallClock;
use crate::session::Session;

/// A handle that reads. Inside a transaction it reads what that has written, too.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    pub(crate) conn: &'a Connection,
    pub(crate) session: &'a Session,
    pub(crate) tenant: Uuid,
    pub(crate) clock: &'a dyn WallClock,
}

impl std::fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reader({})", self.session.user)
    }
}

#[cfg(test)]
mod statement_tests;
#[cfg(test)]
mod tests;
