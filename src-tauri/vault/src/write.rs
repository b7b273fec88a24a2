//! The one write transaction. What passes it is sealed, tagged, signed, queued and audited, or it does not pass.

mod change;
mod commit;
pub(crate) mod insert;
mod keys;
mod remove;
pub(crate) mod tx;

use uuid::Uuid;

use crate::Unlocked;
use crate::error::{Error, Result};
use crate::outbox::admin_signed;
use crate::outbox::queue::Gate;
use crate::write::tx::{Door, Tx};

/// What became of a admin-signed write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdminSignedOutcome<T> {
    /// The clinic has no server, so it counts at once.
    Applied(T),
    /// It counts when the server has accepted this action.
    Pending(Uuid, T),
}

impl Unlocked {
    /// The one door: rows, cells, signed groups and exactly one audit entry, in one transaction that is on the disk
    /// when this returns. An error or a panic in `act` leaves nothing behind; neither does an act that changes nothing.
    pub fn write<T, E: From<Error>>(
        &mut self,
        name: &str,
        act: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut tx = self.door(name, Gate::Open)?;
        let answer = act(&mut tx)?;
        tx.commit()?;
        Ok(answer)
    }

    /// The same for staff, roles, keys and devices alone. Once there is a server, what `act` wrote is queued and
    /// counts, with its audit entry, when the server accepts it.
    ///
    /// Errors: `AdminSignedPending` while another admin-signed change waits.
    pub fn write_admin_signed<T, E: From<Error>>(
        &mut self,
        name: &str,
        act: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<AdminSignedOutcome<T>, E> {
        let gate = admin_signed::gate(&self.vault)?;
        let mut tx = self.door(name, gate)?;
        tx.check_gate()?;
        let action = tx.action();
        let answer = act(&mut tx)?;
        let wrote = tx.commit()?;
        Ok(match gate {
            Gate::Pending if wrote => AdminSignedOutcome::Pending(action, answer),
            _ => AdminSignedOutcome::Applied(answer),
        })
    }

    pub(crate) fn door(&mut self, name: &str, gate: Gate) -> Result<Tx<'_>> {
        Door {
            vault: &mut self.vault,
            session: &self.session,
            gate,
            setup: false,
        }
        .open(name)
    }
}

#[cfg(test)]
mod tests;
