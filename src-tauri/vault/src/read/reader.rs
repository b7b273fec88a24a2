//! The handle that reads.

use rusqlite::Connection;
use uuid::Uuid;

use crate::Unlocked;
use crate::environment::WallClock;
use crate::error::Error;
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

impl Reader<'_> {
    /// Returns whether this reads what an action has written so far.
    pub(crate) fn is_in_action(&self) -> bool {
        !self.conn.is_autocommit() && !self.session.snapshot.is_running()
    }
}

impl Unlocked {
    /// Reads a page of one state of the file: what its lists ask alike is asked for once. Nothing is written meanwhile,
    /// the audit log included.
    ///
    /// # Errors
    /// Those of `read`, and of the disk.
    pub fn read_at_once<T, E: From<Error>>(
        &self,
        read: impl FnOnce() -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.session.snapshot.run(&self.vault.conn, read)
    }

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
