use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use sync_contract::change::GroupHead;
use sync_contract::entity::{CREATED, DELETION};
use sync_contract::pull::RowState;
use sync_contract::statement;
use sync_contract::{
    Catalog, CellState, CellWrite, Clock, Code, Descriptor, Group, Rejection, RowKey, Wire,
};
use uuid::Uuid;

use crate::crypto::sign::Purpose;
use crate::error::{Error, Result};
use crate::outbox::admin_signed::accept_lost;
use crate::outbox::enqueue::{Outgoing, RowChanges};
use crate::outbox::page::built_on;
use crate::outbox::queue::{
    Line, Queued, REBUILD_GROUP, WriteKind, decode, forget, forget_unread, heal_kind, heal_types,
};
use crate::outbox::sent;
use crate::outbox::shadow::{Shadow, heal_rows, is_needed, rows_of_line};
use crate::outbox::show::Reshow;
use crate::outbox::verdicts::reject;
use crate::session::Session;
use crate::store::device::{DeviceRow, QueueLines};
use crate::store::file::immediate;
use crate::store::rows::RowReader;
use crate::store::{device, siblings};
use crate::vault::{Vault, prover};
use crate::verify::cells::Verifier;
use crate::verify::chain::Chain;
use crate::{Detail, Event, Outcome, Severity, Unlocked};

/// A group that the server refused for good; it waits here until a person has decided.
#[derive(Debug, Clone)]
pub struct RejectedGroup {
    pub group_id: Uuid,
    pub action: Uuid,
    /// What the user did, such as `sign note`.
    pub name: String,
    pub author: Uuid,
    pub created_at_us: i64,
    /// Why, and where it is wrong as far as the server knew.
    pub rejection: Rejection,
    /// What it writes, sealed as it is.
    pub group: Group,
}

impl Vault {
    pub fn rejected(&self) -> Result<Vec<RejectedGroup>> {
        let mut statement = self.conn.prepare_cached(statement!("outbox", "rejected"))?;
        let mut rows = statement.query([])?;
        let mut result = Vec::new();
        while let Some(row) = rows.next()? {
            let bytes = row.get_ref(2)?.as_blob().ok();
            // one that cannot be read is reported as lost
            let Some(Ok(group)) = bytes.map(decode) else {
                continue;
            };
            let rejection = row.get_ref(1)?.as_blob().ok();
            let rejection = rejection.and_then(|rejection| Rejection::from_bytes(rejection).ok());
            result.push(RejectedGroup {
                group_id: group.id,
                action: group.action,
                name: row.get_ref(0)?.as_str().unwrap_or(REBUILD_GROUP).to_owned(),
                author: group.author,
                created_at_us: row.get_ref(3)?.as_i64().unwrap_or(0),
                // another program may have called it rejected
                rejection: rejection.unwrap_or(Code::Internal.into()),
                group,
            });
        }
        Ok(result)
    }

    /// Discards a refused group; its rows show the server's versions.
    ///
    /// # Errors
    /// `NotFound`; `Reference` while other groups build on a row that it made: those that waited behind it count as
    /// refused, too, from then on, so that a person decides on each of them first.
    pub(crate) fn discard_group(&mut self, group_id: Uuid) -> Result<()> {
        let verifier = prover(&self.facts, &self.keys, &self.tags, &self.proofs).verifier;
        let tx = immediate(&mut self.conn)?;
        let mut device = DeviceRow::load(&tx)?;
        let QueuedRejected { queued, is_tagged } = find(&tx, &device.queue, group_id)?;
        let group = queued.group()?;
        let mut reshow = Reshow::new(&tx, verifier);
        let made = rows_made_by(&tx, &group)?;
        let mut is_base = false;
        for row in &made {
            is_base |= is_needed(&tx, *row, queued.seq)?;
        }
        if is_base {
            for behind in built_on(&tx, &device.queue, &made)? {
                if behind.kind == WriteKind::Plain {
                    let code = Code::MissingReference;
                    reject(&tx, &mut reshow, &mut device.queue, &behind, code.into())?;
                }
            }
            reshow.finish()?;
            tx.commit()?;
            return Err(Error::Reference);
        }
        reshow.change(queued.seq, &group)?;
        forget(&tx, &mut device.queue, queued.seq, &group)?;
        if is_tagged {
            tx.execute(statement!("outbox", "withdraw"), [group.id.as_bytes()])?;
            // no server that is restored gets it again
            sent::forget(&tx, group.id)?;
        }
        reshow.finish()?;
        device.save(&tx)?;
        Ok(tx.commit()?)
    }
}

/// Returns whether a server refuses a group so for a word, a cell or a length that only a later version knows.
fn is_of_older_server(code: Code) -> bool {
    matches!(
        code,
        Code::BadValue | Code::Malformed | Code::NotSealed | Code::TooLarge | Code::UndeclaredClear
    )
}

impl Vault {
    /// Lets the server judge once more what it refused before it knew more. Returns how many groups that are.
    pub(crate) fn judge_again(&mut self) -> Result<usize> {
        let mut again = self.rejected()?;
        again.retain(|rejected| is_of_older_server(rejected.rejection.code));
        let verifier = prover(&self.facts, &self.keys, &self.tags, &self.proofs).verifier;
        let tx = immediate(&mut self.conn)?;
        let lines = DeviceRow::load(&tx)?.queue;
        let mut reshow = Reshow::new(&tx, verifier);
        let mut groups = 0;
        for rejected in &again {
            let refused = find(&tx, &lines, rejected.group_id)?;
            // one that another program edited is not sent again: a user is told of it
            if refused.is_tagged {
                let seq = refused.queued.seq;
                tx.execute(statement!("outbox", "judge_again"), [seq])?;
                reshow.change(seq, &rejected.group)?;
                groups += 1;
            }
        }
        reshow.finish()?;
        tx.commit()?;
        Ok(groups)
    }
}

impl Unlocked {
    /// Makes groups of this user anew, from the rows that they wrote, where another program edited their bytes or took
    /// them out of the queue; of what admins sign, those from before there was a server. Returns how many.
    pub(crate) fn rebuild_queue(&mut self) -> Result<usize> {
        self.rebuild(QueueLines::broken)
    }

    /// [`Unlocked::rebuild_queue`] before the queue is sent for the first time: reads all of it, which is too much for
    /// each sign-in in a clinic without a server.
    ///
    /// # Errors
    /// Those of the file.
    pub fn check_queue(&mut self) -> Result<usize> {
        self.rebuild(QueueLines::missing_or_edited)
    }

    fn rebuild(
        &mut self,
        broken: impl Fn(&QueueLines, &Connection) -> Result<Vec<i64>>,
    ) -> Result<usize> {
        let session = &self.session;
        let rebuilt = self
            .vault
            .change_queue(|vault| vault.rebuild_groups(session, &broken))?;
        for group in &rebuilt {
            self.note_rebuilt(Event::new(REBUILD_GROUP, "group").of(*group))?;
        }
        Ok(rebuilt.len() + self.send_lost_again()?)
    }

    /// [`Vault::send_lost_again`], with its entry in the audit log.
    pub(crate) fn send_lost_again(&mut self) -> Result<usize> {
        let groups = self.vault.send_lost_again(&self.session)?;
        if groups > 0 {
            self.note_rebuilt(Event::new(REBUILD_GROUP, "group"))?;
        }
        Ok(groups)
    }

    fn note_rebuilt(&self, event: Event) -> Result<()> {
        let event = event.ended(Outcome::Done, Severity::Warning);
        self.record(event, &Detail::default())
    }

    /// Sends a refused group once more.
    ///
    /// # Errors
    /// `NotFound`, `Altered`.
    pub fn requeue(&mut self, group_id: Uuid) -> Result<()> {
        let session = &self.session;
        self.vault.opened.require()?;
        self.vault
            .change_queue(|vault| vault.requeue_group(group_id, session))?;
        self.record(
            Event::new("requeue group", "group").of(group_id),
            &Detail::default(),
        )
    }

    /// Gives a refused group up.
    ///
    /// # Errors
    /// `NotFound`, `Reference` while other groups build on it.
    pub fn discard(&mut self, group_id: Uuid) -> Result<()> {
        self.vault.opened.require()?;
        self.vault
            .change_queue(|vault| vault.discard_group(group_id))?;
        self.record(
            Event::new("discard group", "group").of(group_id),
            &Detail::default(),
        )
    }
}

impl Vault {
    fn rebuild_groups(
        &mut self,
        session: &Session,
        broken: impl Fn(&QueueLines, &Connection) -> Result<Vec<i64>>,
    ) -> Result<Vec<Uuid>> {
        let verifier = prover(&self.facts, &self.keys, &self.tags, &self.proofs).verifier;
        let lines = DeviceRow::load(&self.conn)?.queue;
        let is_complete = broken(&lines, &self.conn)?.is_empty();
        let has_server = self.server()?.is_some();
        if is_complete && !has_server {
            return Ok(Vec::new());
        }
        let tx = Transaction::new_unchecked(&self.conn, TransactionBehavior::Immediate)?;
        let mut device = DeviceRow::load(&tx)?;
        let now_us = device::us(device.adjusted_ms(self.env.clock.now_ms()));
        let mut rebuilt = Vec::new();
        let broken = broken(&device.queue, &tx)?;
        let mut known = match broken.is_empty() {
            true => Known::default(),
            false => Known::load(&tx)?,
        };
        // without a server what an admin did counts at once, and each of its cells has the signature that it needs
        let chain = match has_server || broken.is_empty() {
            true => None,
            false => Some(prover(&self.facts, &self.keys, &self.tags, &self.proofs).over(&tx)?),
        };
        for seq in broken {
            if heal_kind(&tx, seq, now_us)? {
                continue;
            }
            let lost = writes_in_rows(&tx, verifier, chain.as_ref(), session.user, seq, &known)?;
            let Some(lost) = lost else {
                continue;
            };
            known.add(&lost.writes, true);
            let seq = match lost.is_complete {
                true => {
                    tx.execute(statement!("outbox", "delete"), [seq])?;
                    seq
                }
                false => device.queue.take_next(now_us),
            };
            let mut group = Group {
                id: Uuid::from_bytes(self.env.random.bytes()),
                tenant: self.facts.tenant,
                action: Uuid::from_bytes(self.env.random.bytes()),
                author: session.user,
                device: device.number(),
                cursor: None,
                writes: lost.writes,
                signature: [0; 64],
            };
            group.signature = session.keys.sign(Purpose::Group, &group.signing_input());
            let bytes = group.to_bytes();
            Line {
                seq,
                head: &GroupHead::of(&bytes)?,
                name: REBUILD_GROUP,
                created_at_us: now_us,
                kind: lost.kind,
                resent_at_us: None,
                bytes: &bytes,
            }
            .insert(&tx)?;
            rebuilt.push(group.id);
        }
        drop(chain);
        heal_rows(&tx, &device.queue)?;
        if !rebuilt.is_empty() {
            device.save(&tx)?;
        }
        tx.commit()?;
        Ok(rebuilt)
    }
}

impl Vault {
    /// Queues what this user wrote while changes waited that an admin then called lost, as far as the rows have it:
    /// nothing in the queue, and nothing that the server accepted since, has it. The server has no use for what it has.
    pub(crate) fn send_lost_again(&mut self, session: &Session) -> Result<usize> {
        let now_us = self.now_us()?;
        let verifier = prover(&self.facts, &self.keys, &self.tags, &self.proofs).verifier;
        let tx = Transaction::new_unchecked(&self.conn, TransactionBehavior::Immediate)?;
        let mut device = DeviceRow::load_for_use(&tx)?;
        let Some(times) = device.queue.lost_us(now_us) else {
            return Ok(0);
        };
        let (known, numbers) = (Known::load(&tx)?.clocks, own_numbers(&tx)?);
        let is_lost = |state: &CellState| {
            let at_us =
                i64::try_from(state.clock.unix_ms).map_or(i64::MAX, |ms| ms.saturating_mul(1_000));
            state.author == session.user
                && times.contains(&at_us)
                && numbers.contains(&i64::from(state.clock.device))
                && !known.contains(&state.clock)
        };
        let mut writes = lost_writes(&tx, verifier, is_lost)?;
        // what a row refers to was made before it
        writes.sort_by_key(|of_row| of_row.iter().map(|write| write.state.clock).min());
        let writes: Vec<CellWrite> = writes.into_iter().flatten().collect();
        let outgoing = Outgoing {
            name: REBUILD_GROUP,
            tenant: self.facts.tenant,
            action: Uuid::from_bytes(self.env.random.bytes()),
            author: session.user,
            device: device.number(),
            kind: WriteKind::Plain,
            cursor: None,
            now_us,
            sign: &|input| session.keys.sign(Purpose::Group, input),
        };
        let (lines, random) = (&mut device.queue, &mut self.env.random);
        let groups = outgoing.enqueue(&tx, lines, random, &writes, &RowChanges::default())?;
        if groups > 0 {
            device.save(&tx)?;
            tx.commit()?;
        }
        Ok(groups)
    }
}

/// What is in the queue as this program put it there, and what the server has accepted in the last month.
#[derive(Default)]
struct Known {
    clocks: HashSet<Clock>,
    /// Those in the queue, by their rows.
    waiting: HashMap<RowKey, Vec<(u8, Clock)>>,
}

impl Known {
    fn load(conn: &Connection) -> Result<Self> {
        let mut statement = conn.prepare_cached(statement!("outbox", "all_bytes"))?;
        let mut rows = statement.query([])?;
        let mut known = Self::default();
        while let Some(row) = rows.next()? {
            let is_waiting: bool = row.get(1)?;
            let Some(Ok(group)) = row.get_ref(0)?.as_blob().ok().map(decode) else {
                continue;
            };
            known.add(&group.writes, is_waiting);
        }
        Ok(known)
    }

    fn add(&mut self, writes: &[CellWrite], is_waiting: bool) {
        for write in writes {
            let (cell, clock) = (write.state.cell, write.state.clock);
            self.clocks.insert(clock);
            if is_waiting {
                let of_row = self.waiting.entry(write.row_key());
                of_row.or_default().push((cell, clock));
            }
        }
    }
}

/// Returns the numbers that this device has and had.
fn own_numbers(conn: &Connection) -> Result<HashSet<i64>> {
    let mut statement = conn.prepare_cached(statement!("device", "own_numbers"))?;
    let numbers = statement.query_map([], |row| row.get(0))?;
    Ok(numbers.collect::<rusqlite::Result<_>>()?)
}

/// Returns the lost cells of each row, as writes on what the server is known to have.
fn lost_writes(
    conn: &Connection,
    verifier: Verifier<'_>,
    is_lost: impl Fn(&CellState) -> bool,
) -> Result<Vec<Vec<CellWrite>>> {
    let mut lost = Vec::new();
    let is_plain = |entity: &&&Descriptor| !entity.authority.is_admin_signed();
    for descriptor in Catalog::ALL.iter().filter(is_plain) {
        let mut statement = conn.prepare(&format!("select t.* from {} as t", descriptor.table))?;
        let reader = RowReader::new(descriptor, &statement)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let Ok(row) = reader.read(row) else { continue };
            if !row.cells.iter().any(&is_lost) || !verifier.is_tagged(&row) {
                continue;
            }
            let server = Shadow::load(conn, (row.entity, row.row))?.map(|shadow| shadow.row);
            let cells = server.iter().flat_map(|row| &row.cells);
            let known: Vec<(u8, Clock)> = cells.map(|state| (state.cell, state.clock)).collect();
            let states = row.cells.iter().filter(|state| is_lost(state));
            lost.push(states.map(|state| write_of(&row, state, &known)).collect());
        }
    }
    Ok(lost)
}

/// Returns a cell as a write that has seen these versions before it.
fn write_of(row: &RowState, state: &CellState, known: &[(u8, Clock)]) -> CellWrite {
    // a deletion has seen the whole row, and a write the row's deletion
    let is_seen = |cell: u8| {
        let is_of_it = cell == state.cell || cell == DELETION || state.cell == DELETION;
        is_of_it && cell != CREATED && state.cell != CREATED
    };
    let seen = known
        .iter()
        .filter(|(cell, clock)| is_seen(*cell) && *clock < state.clock);
    CellWrite {
        entity: row.entity,
        row: row.row,
        patient: row.patient,
        state: state.clone(),
        base: seen.map(|(_, clock)| *clock).collect(),
    }
}

/// Forgets the lines of which another program edited the group, or that it removed from the queue, once an admin has
/// accepted the loss. The caller saves this device's row.
pub(crate) fn accept_queue(conn: &Connection, lines: &mut QueueLines, now_us: i64) -> Result<()> {
    heal_types(conn)?;
    let mut is_lost = false;
    for seq in lines.missing_or_edited(conn)? {
        if !heal_kind(conn, seq, now_us)? {
            forget_unread(conn, lines, seq)?;
            is_lost = true;
        }
    }
    if is_lost {
        lines.note_lost(now_us);
    }
    accept_lost(conn)?;
    heal_rows(conn, lines)
}

/// What the rows of a lost group have of it.
struct Lost {
    /// Those of one user.
    writes: Vec<CellWrite>,
    /// Nothing in the rows may be another user's part of it: the group was theirs, or may have been.
    is_complete: bool,
    kind: WriteKind,
}

/// Returns what the rows of a group have of this user's writes that no other group in the queue has and the server does
/// not have, as far as it is known; none where that is nothing, or a row is not what this program wrote. `chain` proves
/// rows that admins sign; without it they are left alone.
fn writes_in_rows(
    conn: &Connection,
    verifier: Verifier<'_>,
    chain: Option<&Chain<'_>>,
    user: Uuid,
    seq: i64,
    all: &Known,
) -> Result<Option<Lost>> {
    let (mut writes, mut is_complete, mut kinds) = (Vec::new(), true, HashSet::new());
    for (entity, id) in rows_of_line(conn, seq)? {
        let Some(descriptor) = Catalog::by_number(entity) else {
            return Ok(None);
        };
        let is_admin_signed = descriptor.authority.is_admin_signed();
        kinds.insert(is_admin_signed);
        let is_proved =
            |row: &RowState| !is_admin_signed || chain.is_some_and(|chain| chain.is_proved(row));
        let row = match siblings::load_full(conn, entity, id)? {
            Some(row) if verifier.is_tagged(&row) && is_proved(&row) => row,
            _ => return Ok(None),
        };
        // of an edited one, what the server has is known no more: then it compares, or a person does
        let mut server = Shadow::load(conn, (entity, id))?.map(|shadow| shadow.row);
        if let Some(server) = &mut server {
            verifier.retain_tagged(server);
        }
        let mut known = all.waiting.get(&(entity, id)).cloned().unwrap_or_default();
        for state in server
            .iter()
            .flat_map(|row| row.cells.iter().chain(&row.siblings))
        {
            known.push((state.cell, state.clock));
        }
        let is_unknown = |state: &&CellState| {
            !all.clocks.contains(&state.clock) && !known.contains(&(state.cell, state.clock))
        };
        for state in row.cells.iter().filter(is_unknown) {
            match state.author == user {
                true => writes.push(write_of(&row, state, &known)),
                false => is_complete = false,
            }
        }
    }
    let lost = Lost {
        writes,
        is_complete,
        kind: match kinds.contains(&true) {
            true => WriteKind::AdminSigned,
            false => WriteKind::Plain,
        },
    };
    // no group of ours has rows of both kinds
    Ok((!lost.writes.is_empty() && kinds.len() == 1).then_some(lost))
}

/// The rows that this group made, and that the server does not have.
fn rows_made_by(conn: &Connection, group: &Group) -> Result<HashSet<Uuid>> {
    let mut made = HashSet::new();
    for write in &group.writes {
        let is_birth = write.state.cell == CREATED;
        if is_birth && Shadow::load(conn, write.row_key())?.is_none() {
            made.insert(write.row);
        }
    }
    Ok(made)
}

/// A rejected group as the queue has it.
pub(super) struct QueuedRejected {
    queued: Queued,
    pub(super) is_tagged: bool,
}

impl QueuedRejected {
    /// # Errors
    /// `Altered` for one that another program edited or put there.
    pub fn tagged(self) -> Result<Queued> {
        match self.is_tagged {
            true => Ok(self.queued),
            false => Err(Error::Altered),
        }
    }
}

pub(super) fn find(conn: &Connection, lines: &QueueLines, group: Uuid) -> Result<QueuedRejected> {
    let mut statement = conn.prepare_cached(statement!("outbox", "find_refused"))?;
    let mut rows = statement.query([group.as_bytes()])?;
    let row = rows.next()?.ok_or(Error::NotFound)?;
    if let Some(queued) = Queued::read(row, lines)? {
        let is_tagged = true;
        return Ok(QueuedRejected { queued, is_tagged });
    }
    let edited = Queued::read_tagged(row, row.get(0)?)?;
    let queued = edited.ok_or(Error::NotFound)?;
    let is_tagged = false;
    Ok(QueuedRejected { queued, is_tagged })
}
