//! What was begun in a folder and never completed: a clinic that is made, joined or restored there. Another program can
//! put the mark of that next to a clinic in use, so nothing is thrown away because of it.

use std::path::Path;

use rusqlite::{OptionalExtension, params};
use sync_contract::catalog::joined_device;
use sync_contract::messages::DeviceJoin;
use sync_contract::statement;

use crate::crypto::keys::enrolment::EnrolmentCode;
use crate::crypto::keystore::anchor::Anchor;
use crate::crypto::recovery::{RecoveryKey, RecoveryRecipient};
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::store::device::{self, DeviceRow};
use crate::store::file::{VaultFolder, connect_to_read};
use crate::store::{facts, row_tag, stored_sum};
use crate::vault::{Vault, open_begun};

/// Making a clinic puts no more entries into the audit log; the first sign-in is another one.
const ENTRIES_OF_SETUP: u64 = 5;
/// Of the computer on which a clinic is made.
const FIRST_NUMBER: u32 = 1;

impl Vault {
    /// Returns whether a clinic was begun in a folder, by making, joining or restoring it, and never completed.
    pub fn is_unfinished(folder: &Path) -> bool {
        VaultFolder::new(folder).is_unfinished()
    }

    /// Returns whether the creation of a clinic in a folder was interrupted: the key store knows that the file was
    /// never used, no program has it open, and a given `key` is its recovery key. Such a key recovers nothing.
    pub fn is_left_unfinished(folder: &Path, env: &Environment, key: Option<&RecoveryKey>) -> bool {
        let files = VaultFolder::new(folder);
        let lock = files.is_unfinished().then(|| files.lock_alone());
        let Some(Ok(_alone)) = lock else {
            return false;
        };
        let unused = recovery_of_unused(&files, env);
        unused.is_ok_and(|recovery| {
            recovery.is_some_and(|recovery| key.is_none_or(|key| recovery == key.recipient()))
        })
    }

    /// Completes what [`Vault::join`] or [`Vault::restore`] began: from now on the folder is opened as a clinic. A
    /// program that is killed before leaves a folder in which the same can be done again.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn complete(&self) -> Result<()> {
        self.files.finish()
    }

    /// Opens what an earlier program began to join with this code, and never completed, with what the server must take:
    /// it may have it already, and then its code is used. None where nothing of the kind is there.
    pub fn rejoin(
        folder: &Path,
        env: Environment,
        code: &EnrolmentCode,
    ) -> Option<(Self, DeviceJoin)> {
        if !Self::is_unfinished(folder) {
            return None;
        }
        Self::open_joined(folder, env, code).unwrap_or_else(|error| {
            tracing::warn!(%error, "what was begun here cannot be gone on with");
            None
        })
    }

    fn open_joined(
        folder: &Path,
        env: Environment,
        code: &EnrolmentCode,
    ) -> Result<Option<(Self, DeviceJoin)>> {
        let files = VaultFolder::new(folder);
        let opened = open_begun(&files)?;
        let vault = Self::assemble(files, opened.conn, opened.lock, env)?;
        let device = DeviceRow::load(&vault.conn)?;
        let tenant = vault.facts.tenant;
        if joined_device(tenant, code.signing_pair().verify_key().as_bytes()).0 != device.id {
            return Ok(None);
        }
        let sql = statement!("device", "joined_with");
        let group = vault
            .conn
            .query_row(sql, [device.number()], |row| row.get(0));
        Ok(group.optional()?.map(|group| {
            let join = DeviceJoin {
                tenant,
                find: Some(code.find()),
                group,
            };
            (vault, join)
        }))
    }

    /// Returns what registers this device at the server under its number; none where it was not made yet, and once the
    /// row of the device is here. The server takes it again, so an answer that was lost costs nothing.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn joining(&self) -> Result<Option<DeviceJoin>> {
        let device = DeviceRow::load(&self.conn)?;
        let own = params![device.number(), device.id.as_bytes()];
        let sql = statement!("device", "awaits_own_row");
        if !self.conn.query_row(sql, own, |row| row.get(0))? {
            return Ok(None);
        }
        let sql = statement!("device", "joined_with");
        let group = self
            .conn
            .query_row(sql, [device.number()], |row| row.get(0))
            .optional()?;
        Ok(group.map(|group| DeviceJoin {
            tenant: self.facts.tenant,
            find: None,
            group,
        }))
    }

    /// Returns whether this device has joined with a code, and the rows of the staff have not all come since: its own
    /// is the last of those that the clinic had then.
    pub(crate) fn awaits_staff(&self) -> Result<bool> {
        // of one moment: another process may be storing what it pulls
        let is_alone = self.conn.is_autocommit();
        let _snapshot = is_alone
            .then(|| self.conn.unchecked_transaction())
            .transpose()?;
        let device = DeviceRow::load(&self.conn)?;
        // where another program took rows away, that is said
        if !device.is_intact || !stored_sum::fits(&self.conn)? {
            return Ok(false);
        }
        let sql = statement!("device", "awaits_own_row");
        let own = params![device.number(), device.id.as_bytes()];
        Ok(self.conn.query_row(sql, own, |row| row.get(0))?)
    }
}

/// Returns the recipient of the recovery key of a clinic that was made here and never used, as the key store knows it;
/// none where it knows of any use, or does not know the file.
fn recovery_of_unused(files: &VaultFolder, env: &Environment) -> Result<Option<RecoveryRecipient>> {
    let key_store = env.key_store.as_ref();
    let conn = connect_to_read(&files.database())?;
    let (keys, facts) = facts::find_keys(&conn, key_store)?.ok_or(Error::NoKeysHere)?;
    row_tag::register(&conn, &keys.tag_keys())?;
    device::register(&conn, &keys.device.public().verify)?;
    let device = DeviceRow::load(&conn)?;
    let is_first = |anchor: Anchor| {
        anchor.device_number == FIRST_NUMBER && anchor.audit_number <= ENTRIES_OF_SETUP
    };
    let is_unused = Anchor::load_from(key_store, facts.vault)?.is_some_and(is_first)
        // a program that was killed in the first use of a clinic may not have stored how far it came
        && device.is_intact
        && device.audit_number <= ENTRIES_OF_SETUP;
    Ok(is_unused.then_some(facts.recovery))
}

#[cfg(test)]
mod tests;
