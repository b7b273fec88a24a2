//! Rows without their types through the one door, as their entity's authority asks.

use sync_contract::{
    Descriptor, Row,
    catalog::{DeletionReason, Tenant},
    seen::Seen,
};
use uuid::Uuid;
use vault::{Error, GatedOutcome, GatedState, Result, Tx};

use crate::Device;

impl Device {
    pub fn insert(&mut self, row: &Row) -> Result<()> {
        self.act(row.descriptor, |tx| tx.insert_row(row))
    }

    /// Answers whether anything differed from what is stored.
    pub fn update(&mut self, row: &Row, seen: &Seen) -> Result<bool> {
        self.act(row.descriptor, |tx| tx.update_row(row, seen))
    }

    pub fn delete(
        &mut self,
        descriptor: &'static Descriptor,
        row: Uuid,
        words: Option<&str>,
        seen: &Seen,
    ) -> Result<()> {
        let reason = DeletionReason::Other;
        self.act(descriptor, |tx| {
            tx.delete_row(descriptor, row, reason, words, seen)
        })
    }

    pub fn undelete(
        &mut self,
        descriptor: &'static Descriptor,
        row: Uuid,
        seen: &Seen,
    ) -> Result<()> {
        self.act(descriptor, |tx| tx.undelete_row(descriptor, row, seen))
    }

    /// With a server a gated row counts when this returns; what it refuses is `Reference` here, whatever its code.
    fn act<T>(
        &mut self,
        descriptor: &Descriptor,
        act: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        if !descriptor.authority.is_gated() {
            return self.unlocked_mut().write("sample", act);
        }
        match self.unlocked_mut().write_gated("sample", act)? {
            GatedOutcome::Applied(answer) => Ok(answer),
            GatedOutcome::Pending(action, answer) => {
                self.exchange();
                match self.unlocked().vault().gated_state(action)? {
                    GatedState::Accepted => Ok(answer),
                    _ => Err(Error::Reference),
                }
            }
        }
    }

    /// What somebody here sees of a row, and saw of it.
    pub fn seen(&self, descriptor: &'static Descriptor, row: Uuid) -> (Row, Seen) {
        let stored = self.read().get_row(descriptor, row).unwrap();
        let stored = stored.expect("the row is here");
        (stored.value, stored.seen)
    }

    /// The clinic's own row under another name: the one row that nobody can make a second of.
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
