//! Clocks that lie ahead of the time, as of a device whose own clock had run ahead. Where there is a server, the device
//! takes another number from it at the next sync, and its clock begins at the present time. Without one it is unknown
//! whether the time was wrong then or is now: an admin decides.

use sync_contract::Clock;

use crate::audit::record::newest_audit_key;
use crate::audit_chain::event::{Event, Severity};
use crate::error::{Error, Result};
use crate::outbox::queue::WriteKind;
use crate::store::device::DeviceRow;
use crate::unlocked::Unlocked;
use crate::vault::Vault;

/// What admins sign is taken only with clocks this near.
const CLOCK_AHEAD_MS_MAX: u64 = 10 * 60 * 1_000;

impl DeviceRow {
    /// Returns by how many milliseconds the last clock of this device is ahead of the time; none where it is near.
    pub(crate) fn clocks_ahead_ms(&self, now_ms: u64) -> Option<u64> {
        let ahead_ms = self.clock.last.unix_ms.saturating_sub(now_ms);
        (ahead_ms > CLOCK_AHEAD_MS_MAX).then_some(ahead_ms)
    }
}

impl Vault {
    /// Returns by how many milliseconds the clocks of this device are ahead of its present time, where there is no
    /// server to give it another number; none where they are near.
    pub fn clocks_ahead_ms(&self) -> Result<Option<u64>> {
        match self.trusted_server() {
            Ok(None) => {}
            Ok(Some(_)) | Err(Error::ServerAltered) => return Ok(None),
            Err(error) => return Err(error),
        }
        let device = DeviceRow::load(&self.conn)?;
        Ok(device.clocks_ahead_ms(self.now_ms(&device)))
    }
}

impl Unlocked {
    /// Lets this device go on under another number, whose clock begins at the present time, since a person says that
    /// this is right. What was written stays as it is, and who edits it is later still. Returns by how many
    /// milliseconds its clocks were ahead; none where they are near, or where a server gives the number.
    ///
    /// # Errors
    /// `NotAdmin`, `NotFound` where this device's own row is not here.
    pub fn restart_clock(&mut self) -> Result<Option<u64>> {
        if !self.session.is_admin() {
            return Err(Error::NotAdmin);
        }
        let Some(ahead_ms) = self.vault.clocks_ahead_ms()? else {
            return Ok(None);
        };
        let audit_key = newest_audit_key(&self.vault)?;
        let mut tx = self.begin("restart clock", WriteKind::AdminSigned)?;
        tx.check_may_begin()?;
        tx.audit(|event| Event {
            severity: Severity::Warning,
            ..event
        });
        tx.remark(&format!(
            "the clocks of computer {} were {} minutes ahead of its time",
            tx.device.number(),
            ahead_ms / 60_000
        ));
        let number = tx.sign_next_number(None)?.ok_or(Error::NotFound)?;
        tx.enqueue_and_audit()?;
        let session = tx.begin_number(number, &audit_key)?;
        tx.device.clock.last = Clock::default();
        tx.device.clock.raised = 0;
        tx.commit_device()?;
        self.session.audit.replace(session);
        self.vault.note_anchor();
        // an admin who was appointed meanwhile is none yet at the present time; a kill leaves that to the next change
        self.reappoint_admins()?;
        Ok(Some(ahead_ms))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use sync_contract::Entity;
    use sync_contract::catalog::Role;
    use sync_contract::ids::RoleId;
    use sync_contract::protocol::Replica;
    use uuid::Uuid;

    use super::*;
    use crate::store::rows;
    use crate::testing::{Machine, clinic, register, roles};

    const YEAR_MS: i64 = 365 * 24 * 3_600_000;

    fn last_clock(unlocked: &Unlocked) -> Clock {
        DeviceRow::load(&unlocked.vault.conn).unwrap().clock.last
    }

    #[test]
    fn without_a_server_an_admin_lets_the_clock_begin_at_the_present_time() {
        let (machine, mut unlocked) = clinic();
        assert_eq!(unlocked.vault.clocks_ahead_ms().unwrap(), None);
        assert_eq!(unlocked.restart_clock().unwrap(), None);
        machine.clock.advance_ms(YEAR_MS);
        register(&mut unlocked, "Okafor");
        machine.clock.advance_ms(-YEAR_MS);
        register(&mut unlocked, "Tal");
        let now_ms = unlocked.vault.env.clock.now_ms();
        assert!(
            last_clock(&unlocked).unix_ms > now_ms,
            "it never ends by itself"
        );
        let ahead_ms = unlocked.vault.clocks_ahead_ms().unwrap();
        assert_eq!(ahead_ms, Some(YEAR_MS.cast_unsigned()));

        assert_eq!(unlocked.restart_clock().unwrap(), ahead_ms);
        assert_eq!(unlocked.vault.device_number().unwrap(), 2);
        assert_eq!(unlocked.vault.clocks_ahead_ms().unwrap(), None);
        register(&mut unlocked, "Berg");
        assert_eq!(last_clock(&unlocked).unix_ms, now_ms);
        let report = unlocked.vault.verify_audit().unwrap();
        assert!(report.is_clean(), "{report:?}");
        assert_eq!(unlocked.vault.file_state().unwrap().alarm, None);
        drop(unlocked);
        register(&mut machine.unlock(), "Adeyemi");
    }

    #[test]
    fn what_an_admin_of_a_clinic_made_ahead_signs_then_is_proved() {
        let machine = Machine::new(7);
        machine.clock.advance_ms(YEAR_MS);
        let (mut unlocked, _) = machine.create();
        machine.clock.advance_ms(-YEAR_MS);
        assert!(unlocked.restart_clock().unwrap().is_some());
        let id = RoleId(Uuid::from_u128(77));
        let trainee = Role {
            id,
            name: "Trainee".try_into().unwrap(),
            ..roles(unlocked.vault.tenant()).remove(1)
        };
        unlocked
            .write_admin_signed("add role", |tx| tx.insert(&trainee))
            .unwrap();
        let row = rows::load(&unlocked.vault.conn, Role::DESCRIPTOR, id.0);
        let row = row.unwrap().unwrap();
        assert!(unlocked.vault.chain().unwrap().is_proved(&row));
        assert_eq!(unlocked.vault.clocks_ahead_ms().unwrap(), None);
        drop(unlocked);
        machine.unlock();
    }

    #[test]
    fn where_there_is_a_server_that_gives_the_number() {
        let (machine, mut unlocked) = clinic();
        let url = "https://clinic.example";
        unlocked.vault.set_server(url, None).unwrap();
        machine.clock.advance_ms(YEAR_MS);
        register(&mut unlocked, "Okafor");
        machine.clock.advance_ms(-YEAR_MS);
        assert_eq!(unlocked.vault.clocks_ahead_ms().unwrap(), None);
        assert_eq!(unlocked.restart_clock().unwrap(), None);
        assert!(unlocked.vault.needs_number().unwrap());
    }
}
