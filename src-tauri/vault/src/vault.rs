//! An open vault, locked: it has the device's identity, can push the queue and apply rows, and decrypts no sealed
//! field.

pub(crate) mod anchor;
pub(crate) mod lease;
pub(crate) mod senders;
pub(crate) mod server;
pub(crate) mod settings;
mod unfinished;
pub(crate) mod waiting;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use sync_contract::catalog::Device;
use sync_contract::ids::TenantId;
use sync_contract::{Catalog, Entity, FieldRef, Value, statement};
use uuid::Uuid;

use crate::SyncLock;
use crate::audit_chain::session::AuditSession;
use crate::crypto::keys::clinic::{ClinicSecret, TagKey};
use crate::crypto::keystore::anchor::{Anchor, delete_keys};
use crate::crypto::keystore::entry::{KeyEntry, KeyStore, KeyStoreKind};
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::private;
use crate::session::LastAction;
use crate::store::device::DeviceRow;
use crate::store::drafts::UnstoredDrafts;
use crate::store::facts::{self, Facts};
use crate::store::file::VaultFolder;
use crate::store::file_version::FileVersion;
use crate::store::opened::OpenedFile;
use crate::store::schema;
use crate::store::waiting::PatientWaiting;
use crate::store::{device, erase, file, row_tag, rows, stored_sum};
use crate::verify::cells::Verifier;
use crate::verify::chain::{Chain, Prover};
use crate::verify::proofs::Proofs;

/// A locked vault: no user is signed in and no sealed field can be opened.
///
/// Several may be open on one file, in one program or several.
pub struct Vault {
    pub(crate) files: VaultFolder,
    pub(crate) conn: Connection,
    /// Rows are applied over a connection without foreign keys, opened when first needed.
    pub(crate) apply_conn: Option<Connection>,
    pub(crate) keys: KeyEntry,
    pub(crate) tags: BTreeMap<u16, TagKey>,
    pub(crate) proofs: Proofs,
    pub(crate) facts: Facts,
    pub(crate) env: Environment,
    pub(crate) audit: Option<AuditSession>,
    /// The logs that the server did not take, by their device numbers, and when; in milliseconds.
    pub(crate) audit_put_off: BTreeMap<u32, u64>,
    /// By how many milliseconds the server's time was ahead of the wall clock when this program last received it,
    /// whether or not it was taken over.
    pub(crate) server_ahead_ms: Option<i64>,
    /// Whether the last anchor could not be written.
    pub(crate) anchor_failed: Cell<bool>,
    /// Whether the key store lacked wrong passwords that the file has when that was looked at last.
    pub(crate) tries_failed: Cell<bool>,
    /// Whether an action was begun since the anchor was written.
    pub(crate) anchor_is_due: Cell<bool>,
    pub(crate) last_action: RefCell<Option<LastAction>>,
    /// What waits, as it was read last.
    pub(crate) waiting: RefCell<Option<(FileVersion, Vec<PatientWaiting>)>>,
    /// Whether what an earlier version of this program did not know has not been looked at yet.
    pub(crate) is_new_program: Cell<bool>,
    pub(crate) unstored: UnstoredDrafts,
    pub(crate) opened: OpenedFile,
    /// Shared while open; a migration or a restore needs it exclusively.
    _lock: File,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Vault({})", self.facts.vault)
    }
}

impl Vault {
    /// Returns whether a folder has a vault's file, whatever is in it.
    pub fn is_in(folder: &Path) -> bool {
        folder.join(private::DATABASE).is_file()
    }

    /// Opens the vault in a folder, migrating it after a copy when an older program wrote it. The copy stays next to
    /// the file until the vault has been opened once more.
    ///
    /// # Errors
    /// `NoVault`, `FileMissing`, `NotOurs`, `Damaged`, `Truncated`, `Newer`, `NoPermission`, `DiskFull`, `InUse`,
    /// `NoKeysHere`, `Revoked`, `Unfinished`, `Altered` for a file with a table, index, trigger or view that is not
    /// ours.
    pub fn open(folder: &Path, env: Environment) -> Result<Self> {
        let files = VaultFolder::new(folder);
        if let Err(error) = private::sweep_scratch() {
            tracing::warn!(%error, "what a killed program left cannot be removed");
        }
        let opened = match open_files(&files) {
            // reading takes a little room, too
            Err(Error::DiskFull) if files.free_reserve() => open_files(&files)?,
            opened => opened?,
        };
        files.has_reserve();
        let mut vault = Self::assemble(files, opened.conn, opened.lock, env)?;
        let erased = vault.erase_again().and_then(|()| vault.finish_erasures());
        if let Err(error) = erased {
            tracing::warn!(%error, "what is left of an erased patient is overwritten later");
        }
        if let Err(error) = vault.mend_queue() {
            tracing::warn!(%error, "what is said of the queue was edited and cannot be put right yet");
        }
        if opened.is_current {
            vault.files.remove_superseded_copies()?;
        }
        if opened.had_statistics {
            vault.note_edited(|_, device| Ok(std::mem::take(&mut device.is_intact)))?;
        }
        Ok(vault)
    }

    /// Returns whether the disk is full: then nothing more is saved, and reading goes on.
    pub fn is_disk_full(&self) -> bool {
        self.files.is_full()
    }

    /// Refuses what is not needed for reading while the disk is full.
    ///
    /// # Errors
    /// `DiskFull`.
    pub(crate) fn require_room(&self) -> Result<()> {
        self.require_room_for(0)
    }

    /// The same for an action that writes so many bytes more than a few rows.
    ///
    /// # Errors
    /// `DiskFull`.
    pub fn require_room_for(&self, bytes: u64) -> Result<()> {
        match self.files.has_room(bytes) {
            true => Ok(()),
            false => Err(Error::DiskFull),
        }
    }

    pub(crate) fn assemble(
        files: VaultFolder,
        mut conn: Connection,
        lock: File,
        env: Environment,
    ) -> Result<Self> {
        let key_store = env.key_store.as_ref();
        let Some((keys, facts)) = facts::find_keys(&conn, key_store)? else {
            return Err(without_keys(&files, &mut conn, key_store)?);
        };
        // a key store that cannot tell does not prevent opening
        if matches!(Anchor::has_left(key_store, facts.vault), Ok(true)) {
            erase_left(&files, &mut conn, key_store, facts.vault)?;
            return Err(Error::Revoked);
        }
        let tags = keys.tag_keys();
        let opened = OpenedFile::at(files.database())?;
        row_tag::register(&conn, &tags)?;
        device::register(&conn, &keys.device.public().verify)?;
        if let Err(error) = facts::put_back(&conn, &facts, &keys) {
            // what the key store has counts all the same, and the next program puts it back
            tracing::warn!(%error, "what the file says of itself was edited and cannot be put back yet");
        }
        let vault = Self {
            files,
            conn,
            apply_conn: None,
            keys,
            tags,
            proofs: Proofs::default(),
            facts,
            env,
            audit: None,
            audit_put_off: BTreeMap::new(),
            server_ahead_ms: None,
            anchor_failed: Cell::new(false),
            tries_failed: Cell::new(false),
            anchor_is_due: Cell::new(false),
            last_action: RefCell::default(),
            waiting: RefCell::default(),
            is_new_program: Cell::new(true),
            unstored: UnstoredDrafts::default(),
            opened,
            _lock: lock,
        };
        if let Err(error) = vault.repair_device() {
            // what is proved counts all the same, and the next change stores it
            tracing::warn!(%error, "this device's row was edited and cannot be repaired yet");
        }
        Ok(vault)
    }

    /// Stores what is proved of this device where another program edited its row or its place in the audit log, and
    /// that guarded rows, or counts of rows, were put back. The anchor knows a tail of the log that was cut off.
    fn repair_device(&self) -> Result<()> {
        let device = DeviceRow::load(&self.conn)?;
        if device.repair.is_none() {
            return match stored_sum::fits(&self.conn)? {
                true => Ok(()),
                // another program may have committed since: it is asked once more
                false => self.note_edited(facts::doubt_sum),
            };
        }
        let known = match self.known_anchor() {
            Ok(known) => known,
            Err(error) => {
                tracing::warn!(%error, "the anchor of this file cannot be read");
                None
            }
        };
        let tx = Transaction::new_unchecked(&self.conn, TransactionBehavior::Immediate)?;
        let mut device = DeviceRow::load(&tx)?;
        if device.repair.is_none() {
            return Ok(());
        }
        if let Some(known) = known.filter(|known| known.device_number == device.number()) {
            device.generation = device.generation.max(known.generation);
            if known.audit_number > device.audit_number {
                (device.audit_number, device.audit_hash) = (known.audit_number, known.audit_hash);
            }
        }
        device.revoked = is_shut_out(&tx, &self.chain()?, device.id)?;
        device.save(&tx)?;
        Ok(tx.commit()?)
    }

    /// Stores this device's row where it says since that the file was edited.
    fn note_edited(
        &self,
        is_edited: impl FnOnce(&Connection, &mut DeviceRow) -> Result<bool>,
    ) -> Result<()> {
        let tx = Transaction::new_unchecked(&self.conn, TransactionBehavior::Immediate)?;
        let mut device = DeviceRow::load(&tx)?;
        if is_edited(&tx, &mut device)? {
            device.save(&tx)?;
            tx.commit()?;
        }
        Ok(())
    }

    pub fn tenant(&self) -> TenantId {
        TenantId(self.facts.tenant)
    }

    /// The id under which the key store holds this vault's keys.
    pub fn id(&self) -> Uuid {
        self.facts.vault
    }

    pub fn folder(&self) -> &Path {
        self.files.folder()
    }

    /// Returns where the keys of this machine are stored; the window warns when it is a file.
    pub fn key_store_kind(&self) -> Result<KeyStoreKind> {
        Ok(self.env.key_store.kind(self.facts.vault)?)
    }

    pub fn device_number(&self) -> Result<u32> {
        Ok(DeviceRow::load(&self.conn)?.number())
    }

    /// Changes whenever another connection has committed; screens and the index look at it once a second.
    pub fn data_version(&self) -> Result<i64> {
        Ok(self
            .conn
            .query_row("pragma data_version", [], |row| row.get(0))?)
    }

    /// Reads the whole file. Takes seconds on a large one.
    ///
    /// # Errors
    /// `Damaged`.
    pub fn check_file(&self) -> Result<()> {
        let verdict: String = self
            .conn
            .query_row("pragma quick_check(1)", [], |row| row.get(0))?;
        if verdict == "ok" {
            Ok(())
        } else {
            Err(Error::Damaged)
        }
    }

    /// Locks the file for a sync, one at a time for all programs; `None` while another program syncs.
    pub fn lock_for_sync(&self) -> Result<Option<SyncLock>> {
        self.files.lock_for_sync()
    }

    /// Another handle on the same file.
    pub fn reopen(&self, env: Environment) -> Result<Self> {
        Self::open(self.files.folder(), env)
    }

    /// The connection on which pulled rows are applied: without foreign keys, since a child may come before its parent.
    pub(crate) fn apply_connection(&mut self) -> Result<(&mut Connection, Prover<'_>)> {
        if self.apply_conn.is_none() {
            let conn = file::connect(&self.files.database(), false)?;
            row_tag::register(&conn, &self.tags)?;
            device::register(&conn, &self.keys.device.public().verify)?;
            self.apply_conn = Some(conn);
        }
        let conn = self.apply_conn.as_mut().expect("opened just now");
        let prover = prover(&self.facts, &self.keys, &self.tags, &self.proofs);
        Ok((conn, prover))
    }

    /// Proves admin-signed rows as they lie in the file now.
    pub(crate) fn chain(&self) -> Result<Chain<'_>> {
        self.prover().over(&self.conn)
    }

    pub(crate) fn prover(&self) -> Prover<'_> {
        prover(&self.facts, &self.keys, &self.tags, &self.proofs)
    }

    /// Checks cells by the clinic tag, for a locked vault too.
    pub(crate) fn verifier(&self) -> Verifier<'_> {
        self.prover().verifier
    }

    pub(crate) fn tag_key(&self) -> &TagKey {
        self.tag_key_of(self.keys.current())
    }

    /// Returns the key for admin-signed cells: the oldest version, which every active device has. A revoked device
    /// that still has it can forge none, since an admin-signed cell is verified by its signature.
    pub(crate) fn admin_signed_tag_key(&self) -> &TagKey {
        self.tag_key_of(self.keys.first())
    }

    fn tag_key_of(&self, secret: &ClinicSecret) -> &TagKey {
        self.tags
            .get(&secret.version())
            .expect("every version of the secret has its tag key")
    }

    pub(crate) fn now_ms(&self, device: &DeviceRow) -> u64 {
        device.adjusted_ms(self.env.clock.now_ms())
    }
}

/// Of the parts of a vault, so that its connection stays free for a transaction.
pub(crate) fn prover<'a>(
    facts: &Facts,
    keys: &KeyEntry,
    tags: &'a BTreeMap<u16, TagKey>,
    proofs: &'a Proofs,
) -> Prover<'a> {
    let tenant = facts.tenant;
    Prover {
        verifier: Verifier { tenant, tags },
        root: keys.root,
        proofs,
    }
}

/// Returns whether this device's own row says, under an admin's signature, that it was revoked.
pub(crate) fn is_shut_out(conn: &Connection, chain: &Chain<'_>, device: Uuid) -> Result<bool> {
    // one that cannot be read revokes nothing
    let Some(row) = rows::load_known(conn, Device::DESCRIPTOR, device)? else {
        return Ok(false);
    };
    let is_set = |field: FieldRef| !matches!(field.in_row(&row), None | Some(Value::Null));
    let is_revoked = is_set(Device::FIELD.revoked_at) || row.is_deleted();
    Ok(is_revoked && chain.is_proved(&row))
}

/// Destroys the keys of a device that has left its clinic, and erases the data. The key store says so until all of it
/// is done.
pub(crate) fn erase_left(
    files: &VaultFolder,
    conn: &mut Connection,
    key_store: &dyn KeyStore,
    vault: Uuid,
) -> Result<()> {
    delete_keys(key_store, vault)?;
    files.remove_copies()?;
    erase::all(conn)?;
    Ok(Anchor::delete_from(key_store, vault)?)
}

/// Returns why a file without keys cannot be opened. The keys of a revoked device were destroyed; where the key store
/// says that its erasure was interrupted, the remaining data is erased now.
fn without_keys(
    files: &VaultFolder,
    conn: &mut Connection,
    key_store: &dyn KeyStore,
) -> Result<Error> {
    let Some(vault) = facts::stored_id(conn)? else {
        return Ok(Error::Damaged);
    };
    if KeyEntry::load_from(key_store, vault)?.is_some() {
        // they are another file's, or everything that would tell was edited
        return Ok(Error::Damaged);
    }
    if Anchor::has_left(key_store, vault)? {
        erase_left(files, conn, key_store, vault)?;
        return Ok(Error::Revoked);
    }
    // an edited file's revocation is trusted here, since nothing is left to be lost
    Ok(
        match conn.query_row(statement!("device", "was_erased"), [], |row| row.get(0))? {
            true => Error::Revoked,
            false => Error::NoKeysHere,
        },
    )
}

struct OpenedFiles {
    conn: Connection,
    lock: File,
    /// The file is of this program's version.
    is_current: bool,
    /// Another program left statistics for the query planner in it.
    had_statistics: bool,
}

fn open_files(files: &VaultFolder) -> Result<OpenedFiles> {
    match files.is_unfinished() {
        true => Err(Error::Unfinished),
        false => open_begun(files),
    }
}

/// As [`open_files`], whether or not what is there was completed.
fn open_begun(files: &VaultFolder) -> Result<OpenedFiles> {
    files.check_header()?;
    files.make_private();
    let lock = files.lock_shared()?;
    let mut conn = file::connect(&files.database(), true)?;
    let had_statistics = schema::drop_statistics(&conn)?;
    if had_statistics {
        conn = file::connect(&files.database(), true)?;
    }
    let is_current = !schema::is_behind(&conn)?;
    schema::check_objects(&conn)?;
    let conn = file::migrate(files, conn, &lock)?;
    // only these: they are short, and every sign-in depends on them
    for descriptor in Catalog::ALL {
        if descriptor.authority.is_admin_signed() {
            schema::mend_indexes(&conn, descriptor.table)?;
        }
    }
    Ok(OpenedFiles {
        conn,
        lock,
        is_current,
        had_statistics,
    })
}

#[cfg(test)]
mod tests;
