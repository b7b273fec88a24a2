//! The one write transaction. What passes it is sealed, tagged, signed, queued and audited, or it does not pass.

pub(crate) mod carry;
mod change;
mod choose;
mod commit;
mod counted;
pub(crate) mod insert;
mod keys;
pub(crate) mod remove;
pub(crate) mod tx;

use uuid::Uuid;

use crate::Unlocked;
use crate::error::{Error, Result};
use crate::outbox::admin_signed;
use crate::outbox::queue::WriteKind;
use crate::write::tx::{Begin, WriteTx};

/// What became of an admin-signed write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdminSignedOutcome<T> {
    /// The clinic has no server, so it counts at once.
    Applied(T),
    /// It counts when the server has accepted this action.
    Pending(Uuid, T),
}

impl Unlocked {
    /// Runs `operation` in the one write transaction: rows, cells, signed groups and exactly one audit entry, which is
    /// on the disk when this returns. An error or a panic in `operation` leaves nothing behind; neither does an
    /// `operation` that changes nothing.
    pub fn write<T, E: From<Error>>(
        &mut self,
        name: &str,
        operation: impl FnOnce(&mut WriteTx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut tx = self.begin(name, WriteKind::Plain)?;
        let answer = operation(&mut tx)?;
        tx.commit()?;
        Ok(answer)
    }

    /// Runs `operation` for each item in one transaction. Each is an action of its own, with its groups and its audit
    /// entry, so that each goes its own way from here on; either all of them are on the disk when this returns, or
    /// none.
    pub fn write_each<I, E: From<Error>>(
        &mut self,
        name: &str,
        items: impl IntoIterator<Item = I>,
        mut operation: impl FnMut(&mut WriteTx<'_>, I) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut tx = self.begin(name, WriteKind::Plain)?;
        let mut is_any = false;
        for item in items {
            tx.begin_action(name);
            operation(&mut tx, item)?;
            is_any |= tx.end_action()?;
        }
        if is_any {
            tx.commit_actions()?;
        }
        Ok(())
    }

    /// The same for staff, roles, keys and devices alone. Once there is a server, what `operation` wrote is queued and
    /// counts, with its audit entry, when the server accepts it.
    ///
    /// # Errors
    /// `AdminSignedPending` while another admin-signed change waits.
    pub fn write_admin_signed<T, E: From<Error>>(
        &mut self,
        name: &str,
        operation: impl FnOnce(&mut WriteTx<'_>) -> Result<T, E>,
    ) -> Result<AdminSignedOutcome<T>, E> {
        let kind = admin_signed::kind(&self.vault)?;
        let mut tx = self.begin(name, kind)?;
        tx.check_may_begin()?;
        let action = tx.action();
        let answer = operation(&mut tx)?;
        let wrote = tx.commit()?;
        Ok(match kind {
            WriteKind::AdminSignedPending if wrote => AdminSignedOutcome::Pending(action, answer),
            _ => {
                self.vault.note_anchor();
                self.vault.finish_erasures()?;
                AdminSignedOutcome::Applied(answer)
            }
        })
    }

    pub(crate) fn begin(&mut self, name: &str, kind: WriteKind) -> Result<WriteTx<'_>> {
        if self.session.must_choose_password() {
            return Err(Error::PasswordNotChosen);
        }
        self.vault.require_room()?;
        Begin {
            vault: &mut self.vault,
            session: &self.session,
            kind,
            setup: false,
        }
        .open(name)
    }
}

#[cfg(test)]
mod tests;
