//! The errors of the vault, one variant for each that a caller can act upon.

use std::io;

use rusqlite::ErrorCode;
use sync_contract::Malformed;
use sync_contract::field::WrongValue;

use crate::crypto::error::SealError;
use crate::throttle::Wait;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// No variant carries a sealed value, a key or a password.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    // the file
    #[error("there is no vault here")]
    NoVault,
    /// The files next to a vault are here and the vault is not, so no new one is created unnoticed. Or its path no
    /// longer names the open file, so nothing is written: it would be lost.
    #[error("the file of the vault was taken away or replaced")]
    FileMissing,
    #[error("there is already a vault here")]
    AlreadyThere,
    #[error("the file is not a vault of this program")]
    NotOurs,
    /// A clinic was made, joined or restored here, and the program was ended before it was done.
    #[error("the vault was never completed")]
    Unfinished,
    #[error("the file is damaged")]
    Damaged,
    /// The file is in order.
    #[error("a part of the record has not come, or failed a check")]
    Incomplete,
    #[error("the end of the file is missing")]
    Truncated,
    #[error("the file was written by a newer version of this program")]
    Newer,
    #[error("the file cannot be taken to this version")]
    NoSuchVersion,
    #[error("the file may not be read or written by this user")]
    NoPermission,
    #[error("the disk is full")]
    DiskFull,
    /// Another program has the vault open and this needs it alone, or is writing for longer than one waits.
    #[error("the vault is in use by another program")]
    InUse,
    #[error("this machine does not hold the keys of the vault")]
    NoKeysHere,

    // signing in
    #[error("the name or the password is wrong")]
    WrongPassword,
    #[error("too many wrong passwords")]
    Throttled(Wait),
    /// It is the user's code, and its hour is over.
    #[error("the code of this user has expired")]
    CodeExpired,
    /// What this device wrote last is dated after its clock: when an hour ends cannot be said.
    #[error("the clock of this device is behind what it wrote")]
    ClockTooFar,
    /// The user has signed in with a code, or has to.
    #[error("this user has not chosen a password yet")]
    PasswordNotChosen,
    #[error("this user is not active")]
    Inactive,
    /// The server has not answered this device for longer than the clinic allows, and the user may not change that.
    #[error("the lease of this device is over")]
    LeaseOver,
    /// An admin replaced this user's password and keys: what the old ones sign is no longer valid.
    #[error("the password of this user was replaced")]
    KeysReplaced,
    /// A row of staff, roles, keys or devices is not what its signers wrote: the file was edited.
    #[error("the file was changed from outside")]
    Altered,
    /// Tables, indexes, views or triggers are in the file that are not the program's: the kind and the name of each.
    #[error("the file has what is not the program's: {0}")]
    ForeignObjects(String),
    /// This device has joined, and the rows of the clinic's staff have not come yet.
    #[error("the users of the clinic have not come to this device yet")]
    NotAllHere,
    /// Nothing is sent until an admin has named the server again; everything else goes on.
    #[error("the server's address is not the one that this clinic was connected to")]
    ServerAltered,
    #[error("this device was revoked")]
    Revoked,
    #[error("the recovery key is not that of this clinic")]
    WrongRecoveryKey,
    #[error("the password is empty")]
    EmptyPassword,

    // writing
    /// This user does not have the key of the compartment (yet).
    #[error("the key for this has not been granted")]
    NoKey,
    /// The key is here, and what was written under it does not open.
    #[error("what is stored of this cannot be read by anybody")]
    Unreadable,
    #[error("no such row")]
    NotFound,
    /// An admin-signed cell has a version that its writer did not see.
    #[error("somebody changed this meanwhile")]
    ChangedMeanwhile,
    #[error("the row exists already")]
    Exists,
    #[error("this is written once and never changed")]
    WrittenOnce,
    #[error("a signed note is never changed")]
    Signed,
    #[error("a row's patient never changes")]
    PatientChanged,
    /// An admin-signed entity in a plain write, or another one in an admin-signed write.
    #[error("staff, roles, keys and devices are written apart from everything else")]
    WrongTransactionKind,
    #[error("a change of staff, roles, keys or devices still waits for the server")]
    AdminSignedPending,
    #[error("only an admin may do this")]
    NotAdmin,
    /// The recovery key signs, or another admin; and two admins only where both have been for thirty days.
    #[error("nobody else has signed this who may")]
    NotSeconded,
    #[error("the row is referred to by others or refers to one that is not here")]
    Reference,
    #[error(transparent)]
    Value(#[from] WrongValue),
    #[error("too large to be written as one cell")]
    TooLarge,

    /// This device or its file was copied: the server has another history under its number.
    #[error("the server holds another history of this device")]
    Forked,

    // backup and enrolment
    #[error("the backup does not open with this recovery key or is damaged")]
    BadBackup,
    /// It opens, and no device of the clinic whose recovery key this is has signed it.
    #[error("the backup was not made by this clinic")]
    ForgedBackup,
    /// So many rows of it are not what the clinic's devices wrote.
    #[error("{0} rows of the backup are not what the clinic's devices wrote")]
    AlteredRows(u64),
    #[error("the bundle does not open with this code or is damaged")]
    BadBundle,
    #[error("the folder is not empty")]
    NotEmpty,

    // the machine
    #[error("the operating system refused: {0}")]
    Io(io::Error),
    #[error("sealing or opening failed: {0}")]
    Seal(#[from] SealError),
    #[error("the store refused: {0}")]
    Store(rusqlite::Error),
    #[error("a migration failed: {0}")]
    Migration(String),
    #[error("stored bytes are not what this program writes: {0}")]
    Malformed(#[from] Malformed),
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::NoPermission
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io(error),
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            // a foreign file was refused by its header before SQLite reads it
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged,
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
                Self::NoPermission
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::InUse,
            _ => Self::of_cause(error),
        }
    }
}

impl Error {
    /// Whether a line that is to be changed has a value of another type than its column, which another program put
    /// there.
    pub(crate) fn is_odd_type(&self) -> bool {
        let Self::Store(error) = self else {
            return false;
        };
        let code = error.sqlite_error().map(|inner| inner.extended_code);
        code == Some(rusqlite::ffi::SQLITE_CONSTRAINT_DATATYPE)
    }

    fn of_cause(error: rusqlite::Error) -> Self {
        use rusqlite::Error as E;
        if let E::IntegralValueOutOfRange(..)
        | E::FromSqlConversionFailure(..)
        | E::InvalidColumnType(..) = error
        {
            // a stored value that this program does not write
            return Self::Damaged;
        }
        let extended = error.sqlite_error().map(|inner| inner.extended_code);
        match extended {
            Some(rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY) => Self::Reference,
            Some(
                rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY
                | rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE
                | rusqlite::ffi::SQLITE_CONSTRAINT_ROWID,
            ) => Self::Exists,
            // the file next to the write-ahead log could not grow
            Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE) => Self::DiskFull,
            _ => Self::Store(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_the_machine_become_what_a_person_can_do() {
        let full = io::Error::from(io::ErrorKind::StorageFull);
        assert!(matches!(Error::from(full), Error::DiskFull));
        let denied = io::Error::from(io::ErrorKind::PermissionDenied);
        assert!(matches!(Error::from(denied), Error::NoPermission));
        for (code, text) in [
            (rusqlite::ffi::SQLITE_FULL, "the disk is full"),
            (rusqlite::ffi::SQLITE_IOERR_SHMSIZE, "the disk is full"),
            (rusqlite::ffi::SQLITE_CORRUPT, "the file is damaged"),
            (rusqlite::ffi::SQLITE_NOTADB, "the file is damaged"),
            (
                rusqlite::ffi::SQLITE_READONLY,
                "the file may not be read or written by this user",
            ),
            (
                rusqlite::ffi::SQLITE_BUSY,
                "the vault is in use by another program",
            ),
            (
                rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY,
                "the row exists already",
            ),
        ] {
            let error = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None);
            assert_eq!(Error::from(error).to_string(), text);
        }
    }
}
