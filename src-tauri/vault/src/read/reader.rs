//! The handle that reads.

use rusqlite::Connection;
use uuid::Uuid;

use crate::Unlocked;
use crate::environment::WallClock;
use crate::session::Session;
use crate::verify::chain::Prover;

/// A handle that reads. Inside a transaction it reads what that has written, too.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    pub(crate) conn: &'a Connection,
    pub(crate) session: &'a Session,
    pub(crate) tenant: Uuid,
    pub(crate) prover: Prover<'a>,
    pub(crate) clock: &'a dyn WallClock,
}

impl std::fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reader({})", self.session.user)
    }
}

impl Unlocked {
    pub fn read(&self) -> Reader<'_> {
        Reader {
            conn: &self.vault.conn,
            session: &self.session,
            tenant: self.vault.facts.tenant,
            prover: self.vault.prover(),
            clock: self.vault.env.clock.as_ref(),
        }
    }
}
