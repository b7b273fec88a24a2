//! Untyped rows through the write transaction that their entity's authority requires.

use sync_contract::{
    Descriptor, Row,
    catalog::{DeletionReason, Tenant},
    read_version::ReadVersion,
};
use uuid::Uuid;
use vault::{AdminSignedOutcome, AdminSignedState, Error, Result, WriteTx};

use crate::Device;

impl Device {
    pub fn insert(&mut self, row: &Row) -> Result<()> {
        self.write(row.descriptor, |tx| tx.insert_row(row))
    }

    /// Returns whether anything differed from what is stored.
    pub fn update(&mut self, row: &Row, seen: &ReadVersion) -> Result<bool> {
        self.write(row.descriptor, |tx| tx.update_row(row, seen))
    }

    pub fn delete(
        &mut self,
        descriptor: &'static Descriptor,
        row: Uuid,
        args: Option<&str>,
        seen: &ReadVersion,
    ) -> Result<()> {
        let reason = DeletionReason::Other;
        self.write(descriptor, |tx| {
            tx.delete_row(descriptor, row, reason, args, seen)
        })
    }

    pub fn undelete(
        &mut self,
        descriptor: &'static Descriptor,
        row: Uuid,
        seen: &ReadVersion,
    ) -> Result<()> {
        self.write(descriptor, |tx| tx.undelete_row(descriptor, row, seen))
    }

    /// Writes as the row's authority requires. With a server an admin-signed row counts when this returns, and a
    /// rejection is `Reference`, whatever its code.
    fn write<T>(
        &mut self,
        descriptor: &Descriptor,
        work: impl FnOnce(&mut WriteTx<'_>) -> Result<T>,
    ) -> Result<T> {
        if !descriptor.authority.is_admin_signed() {
            return self.unlocked_mut().write("sample", work);
        }
        match self.unlocked_mut().write_admin_signed("sample", work)? {
            AdminSignedOutcome::Applied(answer) => Ok(answer),
            AdminSignedOutcome::Pending(action, answer) => {
                self.exchange();
                match self.unlocked().vault().admin_signed_state(action)? {
                    AdminSignedState::Accepted => Ok(answer),
                    _ => Err(Error::Reference),
                }
            }
        }
    }

    /// Returns a row as the user reads it, and its read version.
    pub fn seen(&self, descriptor: &'static Descriptor, row: Uuid) -> (Row, ReadVersion) {
        let stored = self.read().get_row(descriptor, row).unwrap();
        let stored = stored.expect("the row is here");
        (stored.value, stored.seen)
    }

    /// The clinic's own row under another name: the one row that a clinic has only once.
    pub fn rename_clinic(&mut self, name: &str) -> Result<bool> {
        let stored = self.read().tenant()?.ok_or(Error::NotFound)?;
        let tenant = Tenant {
            name: name.try_into()?,
            ..stored.value
        };
        let row = sync_contract::Entity::to_row(&tenant);
        self.update(&row, &stored.seen)
    }
}
