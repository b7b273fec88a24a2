//! The files of a vault: the database, its locks, and the check that recognises a damaged or foreign one before
//! SQLite reads it.

use std::cell::Cell;
#[cfg(unix)]
use std::collections::BTreeMap;
#[cfg(unix)]
use std::collections::btree_map::Entry;
use std::fs;
use std::fs::{File, OpenOptions, TryLockError};
#[cfg(not(unix))]
use std::io::Read;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use sync_contract::fail_point;

use crate::crypto::random::Random;
use crate::error::{Error, Result};
use crate::private;
use crate::store::{aside, regular, schema};

const MAGIC: &[u8; 16] = b"SQLite format 3\0";
const HEADER_LEN: usize = 100;
/// Made when a vault is first opened, and left next to it.
const LOCK: &str = "vault.lock";
const SIGN_IN_LOCK: &str = "sign-in.lock";
/// How long a sign-in waits for another to be answered, and how often it looks. Without its turn it goes on.
const SIGN_IN_WAIT: Duration = Duration::from_secs(3);
const SIGN_IN_LOOK: Duration = Duration::from_millis(10);
/// Room that is given up on a full disk, so that people can still sign in and read, and both are in the audit log.
const RESERVE: &str = "reserve";
const RESERVE_BYTES: u64 = 1024 * 1024;
/// An action finds at least so much room besides, and as much as the log of the database has: more than one transaction
/// adds to the log, and what the database grows by when the log is written into it. So none uses the room for reading.
const ACTION_BYTES: u64 = 2 * 1024 * 1024;
const RESERVE_ASKED_EVERY: Duration = Duration::from_secs(1);
/// There while a clinic is made, joined or restored in this folder: what a kill leaves of it is no clinic.
const UNFINISHED: &str = "unfinished";
/// How the name of a copy begins that was made before a migration.
const COPY_BEFORE: &str = "vault-before-";
/// What a backup is sealed from; one that was killed leaves it.
pub(crate) const BACKUP_COPY: &str = "backup.tmp";
/// The log goes into the file when it has so many pages: 16 MB, written back once where a smaller one would be
/// several times.
const LOG_PAGES_MAX: u32 = 4000;
const BUSY: Duration = Duration::from_secs(10);

/// Where a vault lies.
#[derive(Debug, Clone)]
pub(crate) struct VaultFolder {
    folder: PathBuf,
    /// The folders that [`VaultFolder::make`] made, the innermost first.
    made: Vec<PathBuf>,
    /// The name that [`VaultFolder::make`] gave to what was there.
    aside: Option<PathBuf>,
    /// When the room that is set aside was last seen.
    reserve_seen: Cell<Option<Instant>>,
}

/// The database files that this process has opened to read their start, by device and inode. On Unix, closing any
/// descriptor of a file drops all locks that the process has on it, SQLite's among them: another process that closes
/// the file then takes itself for the last one and deletes the WAL, with all later writes. So none of these is closed
/// before the process ends.
#[cfg(unix)]
static LOOKED_INTO: Mutex<BTreeMap<(u64, u64), File>> = Mutex::new(BTreeMap::new());

/// Reads the beginning of a file, and returns with the result of that how long the file is.
#[cfg(unix)]
fn read_start(path: &Path, into: &mut [u8]) -> io::Result<(io::Result<()>, u64)> {
    use std::os::unix::fs::{FileExt, MetadataExt};
    let known = fs::metadata(path)?;
    let mut looked_into = LOOKED_INTO.lock().unwrap_or_else(PoisonError::into_inner);
    let file = match looked_into.entry((known.dev(), known.ino())) {
        Entry::Occupied(file) => file.into_mut(),
        Entry::Vacant(none) => none.insert(File::open(path)?),
    };
    Ok((file.read_exact_at(into, 0), file.metadata()?.len()))
}

#[cfg(not(unix))]
fn read_start(path: &Path, into: &mut [u8]) -> io::Result<(io::Result<()>, u64)> {
    let mut file = File::open(path)?;
    Ok((file.read_exact(into), file.metadata()?.len()))
}

/// Held for as long as a sync runs.
#[derive(Debug)]
pub struct SyncLock(#[allow(dead_code)] File);

impl VaultFolder {
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            made: Vec::new(),
            aside: None,
            reserve_seen: Cell::new(None),
        }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn database(&self) -> PathBuf {
        self.folder.join(private::DATABASE)
    }

    pub fn wal(&self) -> PathBuf {
        self.folder.join("vault.db-wal")
    }

    /// Makes the folder, unless an empty one is there; only its owner may look inside. What a kill left of an earlier
    /// attempt is put aside. Until [`VaultFolder::finish`] no program opens what is written into it.
    ///
    /// # Errors
    /// `AlreadyThere`, `NotEmpty`, `NoPermission`, `InUse` while another program makes a clinic there.
    pub fn make(&mut self) -> Result<()> {
        if self.is_unfinished() {
            let _alone = self.lock_alone()?;
            // another program may have labelled a complete clinic as unfinished
            self.aside = aside::put(&self.database())?;
            self.remove_files()?;
            return Ok(());
        }
        let is_missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
        let missing = self.folder.ancestors().take_while(is_missing);
        self.made = missing.map(Path::to_owned).collect();
        fs::create_dir_all(&self.folder)?;
        if self.database().try_exists()? {
            return Err(Error::AlreadyThere);
        }
        if fs::read_dir(&self.folder)?.next().is_some() {
            return Err(Error::NotEmpty);
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&self.folder, fs::Permissions::from_mode(0o700))?;
        }
        Ok(private::write(&self.folder.join(UNFINISHED), b"")?)
    }

    /// Returns whether a file was open in this folder, wherever it is by now.
    fn was_opened(&self) -> bool {
        let others = [
            self.folder.join(LOCK),
            self.folder.join(RESERVE),
            self.wal(),
        ];
        others.iter().any(|file| file.exists())
    }

    /// Returns whether what is in the folder was never completed.
    pub fn is_unfinished(&self) -> bool {
        self.folder.join(UNFINISHED).exists()
    }

    /// What [`VaultFolder::make`] began is a clinic from now on.
    pub fn finish(&self) -> Result<()> {
        fail_point::reach("vault.make.before_finish");
        remove(&self.folder.join(UNFINISHED))?;
        Ok(private::sync_folder(&self.folder)?)
    }

    fn remove_files(&self) -> Result<()> {
        for name in [
            private::DATABASE,
            "vault.db-wal",
            "vault.db-shm",
            "sync.lock",
            SIGN_IN_LOCK,
            RESERVE,
        ] {
            remove(&self.folder.join(name))?;
        }
        Ok(())
    }

    /// Undoes [`VaultFolder::make`] and what was written since; what was there before stays.
    pub fn unmake(&self) -> Result<()> {
        self.remove_files()?;
        if let Some(aside) = &self.aside {
            return Ok(aside::put_back(aside, &self.database())?);
        }
        remove(&self.folder.join(LOCK))?;
        remove(&self.folder.join(UNFINISHED))?;
        for folder in &self.made {
            match fs::remove_dir(folder) {
                Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => break,
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        Ok(())
    }

    /// Returns a free name for a copy that is made before a migration.
    pub fn new_copy(&self, from: i32, to: i32) -> Result<PathBuf> {
        let mut copy = self
            .folder
            .join(format!("{COPY_BEFORE}{to}-from-{from}.db"));
        let mut number = 1;
        while copy.try_exists()? {
            number += 1;
            copy = self
                .folder
                .join(format!("{COPY_BEFORE}{to}-from-{from}-{number}.db"));
        }
        Ok(copy)
    }

    /// Removes the copies that were made before the file was brought forward: it has been opened since.
    ///
    /// A copy made before the file was taken back stays: it alone has what only the newer version could store.
    pub fn remove_superseded_copies(&self) -> Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if was_brought_forward(&entry.file_name().to_string_lossy()) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// Removes the copies that a migration or a backup left next to the file.
    pub fn remove_copies(&self) -> Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with(COPY_BEFORE) || name == BACKUP_COPY {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// Takes the file away from other users of this machine, where an older program or a copy left it readable. Gives
    /// its owner back what SQLite left next to a file that could only be read then.
    pub fn make_private(&self) {
        #[cfg(unix)]
        for path in [
            self.database(),
            self.wal(),
            self.folder.join("vault.db-shm"),
        ] {
            use std::os::unix::fs::PermissionsExt;
            // what a link leads to is none of ours
            let is_log = path != self.database();
            let is_odd = |file: &fs::Metadata| {
                let mode = file.permissions().mode();
                file.is_file() && (mode & 0o077 != 0 || is_log && mode & 0o600 != 0o600)
            };
            if fs::symlink_metadata(&path).is_ok_and(|file| is_odd(&file))
                && let Err(error) = fs::set_permissions(&path, fs::Permissions::from_mode(0o600))
            {
                tracing::warn!(%error, "other users of this machine may read the file");
            }
        }
    }

    /// # Errors
    /// `NoVault`, `FileMissing`, `NotOurs`, `Truncated`, `Damaged` for a file that was a vault, `NoPermission`.
    pub fn check_header(&self) -> Result<()> {
        regular::require(&self.database())?;
        regular::require_logs(&self.database())?;
        for lock in [LOCK, SIGN_IN_LOCK] {
            regular::require_own(&self.folder.join(lock))?;
        }
        let mut header = [0; HEADER_LEN];
        let (read, length) = match read_start(&self.database(), &mut header) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(match self.was_opened() {
                    true => Error::FileMissing,
                    false => Error::NoVault,
                });
            }
            read => read?,
        };
        match read {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                // less than a header is a cut only where what remains is the beginning of one
                let known = usize::try_from(length).map_or(0, |length| length.min(MAGIC.len()));
                let ours = known > 0 && header[..known] == MAGIC[..known];
                return Err(if ours {
                    Error::Truncated
                } else {
                    self.without_header()?
                });
            }
            read => read?,
        }
        let number = |at: usize| {
            u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
        };
        let is_database = header[..16] == *MAGIC;
        let has_application_id = number(68) == schema::APPLICATION_ID.cast_unsigned();
        match (is_database, has_application_id) {
            (true, true) => {}
            (false, true) => return Err(Error::Damaged),
            (_, false) => return Err(self.without_header()?),
        }
        let page_size = match u16::from_be_bytes([header[16], header[17]]) {
            1 => 65_536,
            size => u64::from(size),
        };
        // pages that are missing here may still be in the log
        let logged = fs::metadata(self.wal()).is_ok_and(|wal| wal.len() > 0);
        if length < page_size * u64::from(number(28)) && !logged {
            return Err(Error::Truncated);
        }
        Ok(())
    }

    /// Returns the error for a file without our header: with our lock file next to it, it was a vault.
    fn without_header(&self) -> Result<Error> {
        let was_ours = self.folder.join(LOCK).try_exists()?;
        Ok(match was_ours {
            true => Error::Damaged,
            false => Error::NotOurs,
        })
    }

    /// Returns whether the room for reading on a full disk is set aside; where it is not, this tries to. Each action
    /// asks, and the disk is asked once a second: another program gives the room up only when it needs it.
    pub fn has_reserve(&self) -> bool {
        let is_recent = |seen: Instant| seen.elapsed() < RESERVE_ASKED_EVERY;
        if self.reserve_seen.get().is_some_and(is_recent) {
            return true;
        }
        let path = self.folder.join(RESERVE);
        let is_there = fs::metadata(&path).is_ok_and(|reserve| reserve.len() == RESERVE_BYTES);
        let reserved = match is_there {
            true => Ok(()),
            false => write_reserve(&path).map_err(Error::from),
        };
        match reserved {
            Ok(()) => {
                self.reserve_seen.set(Some(Instant::now()));
                true
            }
            Err(error) => {
                self.free_reserve();
                // where no file can be written, a write says so itself
                !matches!(error, Error::DiskFull)
            }
        }
    }

    /// Returns whether the disk has less room left than is set aside for reading.
    pub fn is_full(&self) -> bool {
        match free_bytes(&self.folder) {
            Some(free) => free < RESERVE_BYTES,
            None => !self.has_reserve(),
        }
    }

    /// Returns whether an action that writes so many bytes more than a few rows finds room on the disk, as far as that
    /// can be told.
    pub fn has_room(&self, bytes: u64) -> bool {
        let log_bytes = fs::metadata(self.wal()).map_or(0, |log| log.len());
        let needed = ACTION_BYTES.saturating_add(log_bytes);
        // a row and its line of the queue go into the log, and from there into the database
        let needed = needed.saturating_add(bytes.saturating_mul(4));
        self.has_reserve() && free_bytes(&self.folder).is_none_or(|free| free >= needed)
    }

    pub fn is_reserved(&self) -> bool {
        fs::metadata(self.folder.join(RESERVE)).is_ok()
    }

    /// Gives up the room that was set aside. Returns whether there was any.
    pub fn free_reserve(&self) -> bool {
        self.reserve_seen.set(None);
        fs::remove_file(self.folder.join(RESERVE)).is_ok()
    }

    /// # Errors
    /// `InUse` while another program restores or migrates.
    pub fn lock_shared(&self) -> Result<File> {
        let file = self.lock_file(LOCK)?;
        match file.try_lock_shared() {
            Ok(()) => Ok(file),
            Err(error) => Err(locked(error)),
        }
    }

    /// # Errors
    /// `InUse` while the vault is open anywhere.
    pub fn lock_alone(&self) -> Result<File> {
        let file = self.lock_file(LOCK)?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(error) => Err(locked(error)),
        }
    }

    pub fn lock_for_sync(&self) -> Result<Option<SyncLock>> {
        let file = self.lock_file("sync.lock")?;
        match file.try_lock() {
            Ok(()) => Ok(Some(SyncLock(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// Lets one program at a time count a try, answer it and take it back, so that two concurrent sign-ins with right
    /// passwords do not refuse each other. Nothing depends on the lock: a program that keeps it delays the others by a
    /// few seconds.
    pub fn wait_for_sign_in(&self) -> Option<File> {
        let file = self.lock_file(SIGN_IN_LOCK).ok()?;
        let until = Instant::now() + SIGN_IN_WAIT;
        while let Err(TryLockError::WouldBlock) = file.try_lock() {
            if Instant::now() > until {
                return None;
            }
            std::thread::sleep(SIGN_IN_LOOK);
        }
        Some(file)
    }

    fn lock_file(&self, name: &str) -> Result<File> {
        let path = self.folder.join(name);
        regular::require_own(&path)?;
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(options.open(path)?)
    }
}

fn remove(file: &Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Returns the room that this user has left on the disk of a folder, where the system says so.
#[cfg(unix)]
fn free_bytes(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    disk.f_bavail.checked_mul(disk.f_frsize)
}

#[cfg(not(unix))]
fn free_bytes(_: &Path) -> Option<u64> {
    None
}

/// Writes bytes that no file system can make smaller.
fn write_reserve(path: &Path) -> std::io::Result<()> {
    let mut random = Random::from_seed(&[0; 32]);
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = private::create(path)?;
    let mut left = RESERVE_BYTES;
    while left > 0 {
        let block: [u8; 4096] = random.bytes();
        file.write_all(&block)?;
        left -= block.len() as u64;
    }
    Ok(())
}

/// Returns whether a file name is that of a copy made before a migration to a newer version.
fn was_brought_forward(name: &str) -> bool {
    let versions = name
        .strip_prefix(COPY_BEFORE)
        .and_then(|rest| rest.strip_suffix(".db"));
    let Some((to, from)) = versions.and_then(|versions| versions.split_once("-from-")) else {
        return false;
    };
    // a second copy of the same step has a number behind it
    let from = from.split('-').next().unwrap_or(from);
    matches!((to.parse::<i32>(), from.parse::<i32>()), (Ok(to), Ok(from)) if from < to)
}

fn locked(error: TryLockError) -> Error {
    match error {
        TryLockError::WouldBlock => Error::InUse,
        TryLockError::Error(error) => error.into(),
    }
}

/// A connection with what every one of ours needs.
///
/// `synchronous = full`: in WAL mode the weaker setting syncs at checkpoints only, so a power cut could take back a
/// write that was shown as stored. It costs one sync of the log for each action.
pub(crate) fn connect(path: &Path, foreign_keys: bool) -> Result<Connection> {
    regular::require_logs(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(BUSY)?;
    conn.set_prepared_statement_cache_capacity(256);
    // without it every binding of a parameter may prepare its statement anew, which costs more than running it
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.pragma_update(None, "journal_mode", "wal")?;
    conn.pragma_update(None, "synchronous", "full")?;
    conn.pragma_update(None, "wal_autocheckpoint", LOG_PAGES_MAX)?;
    conn.pragma_update(None, "foreign_keys", foreign_keys)?;
    conn.pragma_update(None, "secure_delete", "fast")?;
    conn.pragma_update(None, "temp_store", "memory")?;
    distrust(&conn)?;
    // SQLite walks all of it after an action that moved a page, so a larger one makes actions slower
    conn.pragma_update(None, "cache_size", -4_000)?;
    Ok(conn)
}

/// Another connection of this program, for a thread that reads once from end to end.
pub(crate) fn connect_to_read(path: &Path) -> Result<Connection> {
    regular::require(path)?;
    regular::require_logs(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(BUSY)?;
    distrust(&conn)?;
    Ok(conn)
}

/// Nothing that lies in a file runs in this program: no trigger, no function of a view, and no statement of ours writes
/// to the schema by hand.
fn distrust(conn: &Connection) -> Result<()> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    Ok(conn.pragma_update(None, "trusted_schema", false)?)
}

/// A new file, marked as ours before anything else is in it.
pub(crate) fn create(path: &Path) -> Result<Connection> {
    // SQLite gives its log the mode of the file
    drop(private::create(path)?);
    let conn = Connection::open(path)?;
    conn.pragma_update(None, "application_id", schema::APPLICATION_ID)?;
    drop(conn);
    let mut conn = connect(path, true)?;
    schema::up(&mut conn)?;
    Ok(conn)
}

/// Migrates an older file after a copy, under the exclusive lock.
pub(crate) fn migrate(
    files: &VaultFolder,
    mut conn: Connection,
    shared: &File,
) -> Result<Connection> {
    if !schema::is_behind(&conn)? {
        return Ok(conn);
    }
    shared.unlock()?;
    let alone = files.lock_alone()?;
    let version = schema::version(&conn)?;
    let copy = files.folder().join(format!(
        "{COPY_BEFORE}{}-from-{version}.db",
        schema::newest()
    ));
    if !copy.try_exists()? {
        schema::copy_to(&conn, &copy)?;
    }
    schema::up(&mut conn)?;
    alone.unlock()?;
    shared.try_lock_shared().map_err(locked)?;
    Ok(conn)
}

/// A transaction that takes the write lock of the file at once.
pub(crate) fn immediate(conn: &mut Connection) -> Result<Transaction<'_>> {
    Ok(conn.transaction_with_behavior(TransactionBehavior::Immediate)?)
}
