//! This device as its own vault knows it: number, last clock, head of the audit chain, lines of the queue.
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
use crate::store::scope::Scope;
use crate::store::{columns, stored_sum};

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
    pub queue: QueueLines,
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
        stored_sum::take(conn)?;
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
            queue: QueueLines::from_bytes(
                row.get_ref(16)?.as_blob().map_err(rusqlite::Error::from)?,
            ),
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

    /// Writes clock, audit chain, the lines of the queue and the tag, and all of a row that was edited before this
    /// transaction.
    pub fn save(&self, conn: &Connection) -> Result<()> {
        self.store_repaired(conn)?;
        let mut statement = conn.prepare_cached(statement!("device", "save"))?;
        statement.execute(params![
            self.clock.last.to_array(),
            self.clock.raised,
            self.audit_number,
            self.audit_hash,
            self.audit_session,
            self.queue.to_bytes(),
            !self.is_intact,
        ])?;
        Ok(())
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
                self.queue.to_bytes(),
            ],
        )?;
        let end = params![self.number(), self.audit_number];
        conn.execute(statement!("device", "trim_log"), end)?;
        stored_sum::take(conn)?;
        // the sum that was there proves nothing: what it guards may have been put back
        Scope::restore_rows(conn)?;
        conn.execute(statement!("backup", "forget_position"), [])?;
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

/// The lines of the queue that this device put there and has not taken out, by their numbers.
///
/// The tag of a line says that its group was put there under its number; this says that the number is still in use. So
/// no line is taken out, replaced by an earlier one or added unseen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct QueueLines {
    /// The highest number that a line had: none has it again.
    last: i64,
    /// When the first of those in use was put there, or one before it; in microseconds.
    since_us: i64,
    /// When the changes were made that an admin called lost, from and to.
    lost_us: (i64, i64),
    /// Runs of numbers, each with its first and its last, in their order.
    runs: Vec<(i64, i64)>,
}

/// For less long than groups are kept that the server has accepted: 25 days.
const LOST_US: i64 = 25 * 24 * 60 * 60 * 1_000_000;

impl QueueLines {
    fn from_bytes(stored: &[u8]) -> Self {
        let mut numbers = stored.as_chunks::<8>().0.iter().copied();
        let mut next = || numbers.next().map(i64::from_be_bytes);
        let last = next().unwrap_or(0);
        let since_us = next().unwrap_or(0);
        let lost_us = next().zip(next()).unwrap_or((0, 0));
        let mut runs = Vec::new();
        while let Some(run) = next().zip(next()) {
            runs.push(run);
        }
        Self {
            last,
            since_us,
            lost_us,
            runs,
        }
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut stored = Vec::with_capacity(32 + 16 * self.runs.len());
        let (lost_from, lost_to) = self.lost_us;
        for number in [self.last, self.since_us, lost_from, lost_to] {
            stored.extend_from_slice(&number.to_be_bytes());
        }
        for (first, last) in &self.runs {
            stored.extend_from_slice(&first.to_be_bytes());
            stored.extend_from_slice(&last.to_be_bytes());
        }
        stored
    }

    /// Returns the lines that lie in the file with a tag that fits.
    pub fn in_file(conn: &Connection) -> Result<Self> {
        let mut lines = Self::default();
        let mut statement = conn.prepare_cached(statement!("device", "seqs_of_intact"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            lines.insert(row.get(0)?);
        }
        let highest = statement!("device", "highest_line");
        let highest: Option<i64> = conn.query_row(highest, [], |row| row.get(0))?;
        lines.last = lines.last.max(highest.unwrap_or(0));
        Ok(lines)
    }

    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Returns the highest number that a line had.
    pub fn last(&self) -> i64 {
        self.last
    }

    /// Returns the number of a new line.
    pub fn take_next(&mut self, now_us: i64) -> i64 {
        if self.is_empty() {
            self.since_us = now_us;
        }
        self.insert(self.last + 1);
        self.last
    }

    /// Returns so many numbers of new lines that come before all others.
    pub fn take_earlier(&mut self, lines: i64) -> std::ops::Range<i64> {
        let first = self.runs.first().map_or(self.last + 1, |run| run.0);
        for seq in (first - lines..first).rev() {
            self.insert(seq);
        }
        first - lines..first
    }

    pub fn insert(&mut self, seq: i64) {
        self.last = self.last.max(seq);
        let at = self.runs.partition_point(|(first, _)| *first <= seq);
        let is_after = at > 0 && self.runs[at - 1].1 >= seq - 1;
        let is_before = self.runs.get(at).is_some_and(|run| run.0 == seq + 1);
        match (is_after, is_before) {
            (true, true) => self.runs[at - 1].1 = self.runs.remove(at).1,
            (true, false) => self.runs[at - 1].1 = self.runs[at - 1].1.max(seq),
            (false, true) => self.runs[at].0 = seq,
            (false, false) => self.runs.insert(at, (seq, seq)),
        }
    }

    pub fn remove(&mut self, seq: i64) {
        let at = self.runs.partition_point(|(_, last)| *last < seq);
        let Some(run) = self.runs.get_mut(at).filter(|run| run.0 <= seq) else {
            return;
        };
        match (run.0 == seq, run.1 == seq) {
            (true, true) => drop(self.runs.remove(at)),
            (true, false) => run.0 += 1,
            (false, true) => run.1 -= 1,
            (false, false) => {
                let last = std::mem::replace(&mut run.1, seq - 1);
                self.runs.insert(at + 1, (seq + 1, last));
            }
        }
    }

    pub fn contains(&self, seq: i64) -> bool {
        let at = self.runs.partition_point(|(_, last)| *last < seq);
        self.runs.get(at).is_some_and(|run| run.0 <= seq)
    }

    /// Notes that an admin accepted lost changes. Where even these lines were edited, the changes are of the last
    /// month.
    pub fn note_lost(&mut self, now_us: i64) {
        let month = now_us.saturating_sub(LOST_US);
        let is_known = self.since_us > 0;
        let from = if is_known { self.since_us } else { month };
        let (earlier, to) = self.lost_us;
        let is_new = to < month;
        self.lost_us = (if is_new { from } else { from.min(earlier) }, now_us);
    }

    /// Returns when the changes were made that an admin called lost. What the server accepted since is still known.
    pub fn lost_us(&self, now_us: i64) -> Option<std::ops::RangeInclusive<i64>> {
        let (from, to) = self.lost_us;
        (to > now_us.saturating_sub(LOST_US)).then_some(from..=to)
    }

    /// Returns the numbers in use between two others, without these.
    pub fn between(&self, after: i64, before: i64) -> impl Iterator<Item = i64> {
        let at = self.runs.partition_point(|(_, last)| *last <= after);
        let runs = self.runs[at..].iter().take_while(move |run| run.0 < before);
        runs.flat_map(move |run| run.0.max(after + 1)..=run.1.min(before - 1))
    }

    /// Returns the numbers in use that are not among those of a statement, which come in their order.
    fn missing_in(&self, conn: &Connection, sql: &'static str) -> Result<Vec<i64>> {
        let mut missing = Vec::new();
        let mut statement = conn.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut known = i64::MIN;
        while let Some(row) = rows.next()? {
            let seq = row.get(0)?;
            missing.extend(self.between(known, seq));
            known = seq;
        }
        missing.extend(self.between(known, i64::MAX));
        Ok(missing)
    }

    /// Returns the lines that another program took out of the queue, or edited. Without a server, the queue is as long
    /// as the clinic is old, and the groups are not read.
    pub(crate) fn broken(&self, conn: &Connection) -> Result<Vec<i64>> {
        let has_server = statement!("outbox", "has_server");
        match conn.query_row(has_server, [], |row| row.get(0))? {
            true => self.missing_or_edited(conn),
            false => self.missing_in(conn, statement!("device", "seqs")),
        }
    }

    /// Returns the lines that another program took out of the queue or edited. Reads all of it.
    pub(crate) fn missing_or_edited(&self, conn: &Connection) -> Result<Vec<i64>> {
        self.missing_in(conn, statement!("device", "seqs_of_intact"))
    }
}

/// Stores the lines of the queue. The caller makes the tag of this device's row anew.
pub(crate) fn set_queue(conn: &Connection, queue: &QueueLines) -> Result<()> {
    let set = statement!("device", "set_queued");
    conn.execute(set, [queue.to_bytes()])?;
    Ok(())
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
        queue: QueueLines::in_file(conn)?,
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
