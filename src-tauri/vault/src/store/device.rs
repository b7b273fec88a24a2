//! This device as its own vault knows it: number, last clock, head of the audit chain.
//!
//! Read at the beginning of each transaction and written at its end, so that two programs on one file never issue
//! one clock or one audit number twice.

use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};
use sync_contract::clock::{Clock, HybridClock};
use sync_contract::messages::AuditEntry;
use sync_contract::pull::Cursor;
use sync_contract::{Wire, statement};
use uuid::Uuid;

use crate::crypto::sign::{Purpose, VerifyKey};
use crate::error::{Error, Result};
use crate::store::columns;

/// The last action under a number names the next one of the same device, as the id of the resource.
pub const TAKE_NUMBER: &str = "take number";

#[derive(Debug, Clone)]
pub(crate) struct DeviceRow {
    pub id: Uuid,
    pub clock: HybridClock,
    /// Milliseconds that the server's clock shows more than ours.
    pub offset_ms: i64,
    pub audit_number: u64,
    pub audit_hash: [u8; 32],
    pub audit_session: u32,
    pub revoked: bool,
    pub generation: u64,
    /// Whether this row and the wrong passwords are what this program wrote, or an admin has accepted what is there.
    pub is_intact: bool,
    /// The bytes of the anchor whose alarm an admin ended.
    pub accepted_anchor: Option<Vec<u8>>,
    /// Whether the key store had an anchor of this file once.
    pub is_anchored: bool,
    /// The values are those that can be proved, and differ from the file's: they are stored with the next change.
    pub repair: Option<Repair>,
}

/// What is stored with a repaired row besides.
#[derive(Debug, Clone, Default)]
pub(crate) struct Repair {
    /// The last entry that the server acknowledged, and its hash.
    sent: (u64, Option<[u8; 32]>),
}

/// Gives a connection the key under which this device signs its audit log, for a row that has to be repaired.
pub(crate) fn register(conn: &Connection, key: &VerifyKey) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY;
    let key = *key.as_bytes();
    Ok(conn.create_scalar_function("own_key", 0, flags, move |_| Ok(key.to_vec()))?)
}

impl DeviceRow {
    pub fn insert(conn: &Connection, id: Uuid, number: u32) -> Result<()> {
        let never = Clock::default().to_array();
        conn.execute(
            statement!("device", "insert"),
            params![id.as_bytes(), number, never, [0_u8; 32]],
        )?;
        tag(conn, true)
    }

    /// Returns what this program wrote. Where another program edited the row, its place in the audit log or the wrong
    /// passwords, nothing of the row counts: then this is what signed rows and entries say of this device.
    pub fn load(conn: &Connection) -> Result<Self> {
        let mut statement = conn.prepare_cached(statement!("device", "load"))?;
        let mut rows = statement.query([])?;
        let edited = match rows.next()? {
            Some(row) if row.get(12)? => return Self::read(row),
            Some(row) => Edited::read(row)?,
            None => Edited::default(),
        };
        proved(conn, &edited)
    }

    fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: Uuid::from_bytes(row.get(0)?),
            clock: HybridClock {
                device: row.get(1)?,
                last: Clock::from_array(row.get(2)?),
                raised: row.get(3)?,
            },
            offset_ms: row.get(4)?,
            audit_number: row.get(5)?,
            audit_hash: row.get(6)?,
            audit_session: row.get(7)?,
            revoked: row.get::<_, Option<i64>>(8)?.is_some(),
            generation: row.get(9)?,
            is_intact: !row.get::<_, bool>(11)?,
            accepted_anchor: row.get(10)?,
            is_anchored: row.get(15)?,
            repair: None,
        })
    }

    /// What this program may go on writing.
    ///
    /// # Errors
    /// `Revoked`.
    pub fn load_for_use(conn: &Connection) -> Result<Self> {
        let device = Self::load(conn)?;
        if device.revoked {
            Err(Error::Revoked)
        } else {
            Ok(device)
        }
    }

    /// Writes clock and audit chain, and all of a row that was edited before this transaction.
    pub fn save(&self, conn: &Connection) -> Result<()> {
        self.store_repaired(conn)?;
        let mut statement = conn.prepare_cached(statement!("device", "save"))?;
        statement.execute(params![
            self.clock.last.to_array(),
            self.clock.raised,
            self.audit_number,
            self.audit_hash,
            self.audit_session,
        ])?;
        tag(conn, self.is_intact)
    }

    /// Puts what is proved in the place of an edited row, and takes away what lies behind the end of its audit log:
    /// this device signed none of it.
    fn store_repaired(&self, conn: &Connection) -> Result<()> {
        let Some(Repair { sent }) = &self.repair else {
            return Ok(());
        };
        conn.execute(statement!("device", "forget"), [])?;
        conn.execute(
            statement!("device", "repair"),
            params![
                self.id.as_bytes(),
                self.number(),
                self.clock.last.to_array(),
                self.clock.raised,
                self.audit_number,
                self.audit_hash,
                self.audit_session,
                sent.0,
                sent.1,
                self.revoked.then_some(0),
                self.generation,
            ],
        )?;
        let end = params![self.number(), self.audit_number];
        conn.execute(statement!("device", "trim_log"), end)?;
        limit_tries(conn)
    }

    pub fn number(&self) -> u32 {
        self.clock.device
    }

    /// Returns milliseconds since 1970 by the server's clock.
    pub fn adjusted_ms(&self, local_ms: u64) -> u64 {
        local_ms.saturating_add_signed(self.offset_ms)
    }
}

/// Returns whether this device's row has this number. An action asks it before it takes the write lock and reads all of
/// the row.
pub(crate) fn has_number(conn: &Connection, number: u32) -> Result<bool> {
    let mut statement = conn.prepare_cached(statement!("device", "has_number"))?;
    Ok(statement.exists([number])?)
}

/// Counts groups that come into the queue or leave it. The caller saves this device's row.
pub(crate) fn note_queued(conn: &Connection, groups: i64) -> Result<()> {
    let mut statement = conn.prepare_cached(statement!("device", "note_queued"))?;
    statement.execute([groups])?;
    Ok(())
}

/// Returns whether the queue has other groups than this device put there.
pub(crate) fn lacks_groups(conn: &Connection) -> Result<bool> {
    Ok(conn.query_row(statement!("device", "lacks_groups"), [], |row| row.get(0))?)
}

/// Takes impossible counts of wrong passwords away.
pub(crate) fn limit_tries(conn: &Connection) -> Result<()> {
    conn.execute(statement!("device", "forget_odd_tries"), [])?;
    conn.execute(statement!("device", "limit_tries"), [])?;
    Ok(())
}

/// Runs a change of this device's row, or of the wrong passwords, in a transaction that makes their tag anew.
pub(crate) fn change<T>(conn: &Connection, change: impl FnOnce() -> Result<T>) -> Result<T> {
    let is_alone = conn.is_autocommit();
    let immediate = TransactionBehavior::Immediate;
    let tx = is_alone
        .then(|| Transaction::new_unchecked(conn, immediate))
        .transpose()?;
    let device = DeviceRow::load(conn)?;
    device.store_repaired(conn)?;
    let changed = change()?;
    tag(conn, device.is_intact)?;
    if let Some(tx) = tx {
        tx.commit()?;
    }
    Ok(changed)
}

/// Tags this device's row and the wrong passwords as they are now, with whether another program edited them before.
pub(crate) fn tag(conn: &Connection, is_intact: bool) -> Result<()> {
    let mut statement = conn.prepare_cached(statement!("device", "tag"))?;
    statement.execute([!is_intact])?;
    Ok(())
}

/// What an edited row says of itself. It is asked where nothing is proved, and what the server acknowledged is compared
/// with the audit log.
#[derive(Default)]
struct Edited {
    id: Option<Uuid>,
    number: Option<u32>,
    generation: u64,
    sent: u64,
    sent_hash: Option<[u8; 32]>,
}

/// A row that another program made longer is counted on from no further than this.
const GENERATION_MAX: u64 = 1 << 62;

impl Edited {
    fn read(row: &Row<'_>) -> Result<Self> {
        let number = |column: usize| Ok::<_, Error>(row.get_ref(column)?.as_i64().ok());
        let bytes = |column: usize| Ok::<_, Error>(row.get_ref(column)?.as_blob().ok());
        let id = bytes(0)?.and_then(|id| Uuid::from_slice(id).ok());
        let device_number = number(1)?.and_then(|number| u32::try_from(number).ok());
        let generation = number(9)?.and_then(|generation| u64::try_from(generation).ok());
        let sent = number(13)?.and_then(|sent| u64::try_from(sent).ok());
        Ok(Self {
            id,
            number: device_number.filter(|number| *number > 0),
            generation: generation.unwrap_or(0).min(GENERATION_MAX),
            sent: sent.unwrap_or(0),
            sent_hash: bytes(14)?.and_then(|hash| hash.try_into().ok()),
        })
    }
}

/// The end of an audit log that this device signed.
struct LogEnd {
    last: AuditEntry,
    /// The highest number of a session in it.
    session: u32,
    /// Whether the entry that the server is said to have acknowledged is in it.
    has_sent: bool,
}

/// Returns what signed rows and entries say of this device.
fn proved(conn: &Connection, edited: &Edited) -> Result<DeviceRow> {
    let key = conn.query_row(statement!("device", "own_key"), [], |row| row.get(0))?;
    let key = VerifyKey::from_bytes(key);
    let (id, first_number) = own_row(conn)?;
    let end = newest_log(conn, &key, edited)?;
    let mut device = DeviceRow {
        id: id.or(edited.id).unwrap_or_default(),
        clock: HybridClock {
            device: first_number.or(edited.number).unwrap_or(1),
            // as after a new number: it begins at the present time
            last: Clock::default(),
            raised: 0,
        },
        offset_ms: 0,
        audit_number: 0,
        audit_hash: [0; 32],
        audit_session: 0,
        revoked: false,
        generation: edited.generation,
        is_intact: false,
        accepted_anchor: None,
        is_anchored: false,
        repair: Some(Repair::default()),
    };
    match end {
        Some(LogEnd { last, .. }) if last.action == TAKE_NUMBER => {
            let next = last.resource_id.map(|id| u32::try_from(id.as_u128()));
            device.clock.device = match next {
                Some(Ok(next)) => next,
                _ => last.device_number,
            };
        }
        Some(end) => {
            device.clock.device = end.last.device_number;
            device.audit_number = end.last.number;
            device.audit_hash = end.last.chain_hash();
            device.audit_session = end.session;
            let sent = (edited.sent, edited.sent_hash);
            device.repair = end.has_sent.then_some(Repair { sent });
            device.repair.get_or_insert_default();
        }
        None => {
            let is_logged = statement!("device", "is_logged");
            if conn.query_row(is_logged, [device.number()], |row| row.get(0))? {
                // what is logged under this number is another device's
                let next = statement!("backup", "next_number");
                device.clock.device = conn.query_row(next, [], |row| row.get(0))?;
            }
        }
    }
    // serials of clocks that follow later ones never go back: these are not known, so they begin elsewhere
    let [high, low, ..] = device.audit_hash;
    device.clock.raised = u16::from_be_bytes([high, low]) / 2;
    Ok(device)
}

/// Returns id and first number from the row of this device's key.
fn own_row(conn: &Connection) -> Result<(Option<Uuid>, Option<u32>)> {
    let mut statement = conn.prepare_cached(statement!("device", "own_rows"))?;
    let mut rows = statement.query([])?;
    let Some(row) = rows.next()? else {
        return Ok((None, None));
    };
    let id = row.get_ref(0)?.as_blob().ok();
    let number = row.get_ref(1)?.as_i64().ok();
    let number = number.and_then(|number| u32::try_from(number).ok());
    Ok((id.and_then(|id| Uuid::from_slice(id).ok()), number))
}

/// Returns the end of the log of the highest number under which this device signed entries.
fn newest_log(conn: &Connection, key: &VerifyKey, edited: &Edited) -> Result<Option<LogEnd>> {
    let mut statement = conn.prepare_cached(statement!("device", "logs"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Some(log) = columns::integer(row, 0)? else {
            continue;
        };
        let end = log_end(conn, log, key, edited)?;
        if end.is_some() {
            return Ok(end);
        }
    }
    Ok(None)
}

fn log_end(
    conn: &Connection,
    log: i64,
    key: &VerifyKey,
    edited: &Edited,
) -> Result<Option<LogEnd>> {
    let mut statement = conn.prepare_cached(statement!("device", "log_backwards"))?;
    let mut rows = statement.query([log])?;
    let (mut end, mut expected): (Option<LogEnd>, Option<[u8; 32]>) = (None, None);
    while let Some(row) = rows.next()? {
        let entry = row.get_ref(1)?.as_blob().ok().map(AuditEntry::from_bytes);
        let Some(Ok(entry)) = entry else {
            continue;
        };
        let is_here = i64::from(entry.device_number) == log
            && row.get_ref(0)?.as_i64().ok() == i64::try_from(entry.number).ok();
        let hash = entry.chain_hash();
        let is_signed = || {
            let input = entry.signing_input();
            key.verify(Purpose::AuditEntry, &input, &entry.signature)
                .is_ok()
        };
        // an entry that a signed one follows is as good as signed
        if !is_here || (expected != Some(hash) && !is_signed()) {
            continue;
        }
        expected = Some(entry.previous);
        let is_sent = edited.sent == entry.number && edited.sent_hash == Some(hash);
        let session = entry.session;
        let end = end.get_or_insert(LogEnd {
            last: entry,
            session,
            has_sent: false,
        });
        end.session = end.session.max(session);
        end.has_sent |= is_sent;
    }
    Ok(end)
}

/// Returns how far the feed was followed, of which nothing is missing up to there; none during a bootstrap.
pub(crate) fn followed_to(conn: &Connection) -> Result<Option<Cursor>> {
    let mut statement = conn.prepare_cached(statement!("replica", "followed_to"))?;
    let cursor = statement.query_row([], |row| Ok(columns::bytes(row, 0)?.and_then(read_cursor)));
    Ok(cursor.optional()?.flatten())
}

/// Reads a stored position of the feed. One that another program edited is none: the feed is followed from its
/// beginning again, over what is here.
pub(crate) fn read_cursor(stored: &[u8]) -> Option<Cursor> {
    match Cursor::from_bytes(stored) {
        Ok(cursor) => Some(cursor),
        Err(_) => {
            tracing::warn!(
                "the position in the feed was edited: it is followed from its beginning"
            );
            None
        }
    }
}

/// Milliseconds as the microseconds that every stored time has.
pub(crate) fn us(unix_ms: u64) -> i64 {
    sync_contract::field::Time::from_ms(unix_ms).0
}
