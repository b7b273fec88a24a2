use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use sync_contract::entity::{CREATED, DELETION};
use sync_contract::statement;
use sync_contract::{Catalog, CellState, CellWrite, Clock, Code, Group, Rejection, Wire};
use uuid::Uuid;

use crate::crypto::sign::{Purpose, VerifyKey};
use crate::error::{Error, Result};
use crate::outbox::page::built_on;
use crate::outbox::queue::{Queued, WriteKind, decode, forget};
use crate::outbox::shadow::{RowKey, Shadow, is_needed, of_row};
use crate::outbox::show::Reshow;
use crate::outbox::verdicts::reject;
use crate::session::Session;
use crate::store::device::DeviceRow;
use crate::store::file::immediate;
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
            let rejection: Option<Vec<u8>> = row.get(6)?;
            let bytes: Vec<u8> = row.get(7)?;
            result.push(RejectedGroup {
                group_id: Uuid::from_bytes(row.get(1)?),
                action: Uuid::from_bytes(row.get(2)?),
                name: row.get(3)?,
                author: Uuid::from_bytes(row.get(4)?),
                created_at_us: row.get(5)?,
                rejection: Rejection::from_bytes(&rejection.ok_or(Error::Damaged)?)?,
                group: decode(&bytes)?,
            });
        }
        Ok(result)
    }

    /// Shows a refused group again and queues it again. Its author signs it anew under a new id; any other user sends
    /// it unchanged, and the server judges it anew.
    ///
    /// # Errors
    /// `NotFound`, `Altered` for what bears their name and no key of theirs ever signed.
    pub(crate) fn requeue_group(&mut self, group_id: Uuid, session: &Session) -> Result<()> {
        let verifier = prover(&self.facts, &self.keys, &self.tags, &self.proofs).verifier;
        let tx = immediate(&mut self.conn)?;
        let queued = find(&tx, group_id)?;
        let mut group = queued.group()?;
        if group.author == session.user && queued.kind == WriteKind::Plain {
            let input = |group: &Group| group.signing_input();
            let signed_input = input(&group);
            let is_signed = |key: &VerifyKey| {
                key.verify(Purpose::Group, &signed_input, &group.signature)
                    .is_ok()
            };
            if !is_signed(&session.keys.public().verify) {
                // an attacker who edits the file would otherwise get a user's signature
                let chain = prover(&self.facts, &self.keys, &self.tags, &self.proofs).over(&tx)?;
                let keys = chain.keys_at(session.user, i64::MIN);
                if !keys.iter().any(is_signed) {
                    return Err(Error::Altered);
                }
            }
            // the old id names the old bytes, here and at the server
            group.id = Uuid::from_bytes(self.env.random.bytes());
            group.signature = session.keys.sign(Purpose::Group, &input(&group));
        }
        let bytes = group.to_bytes();
        tx.execute(
            statement!("outbox", "requeue"),
            params![queued.seq, group.id.as_bytes(), bytes],
        )?;
        let mut reshow = Reshow::new(&tx, verifier);
        reshow.change(queued.seq, &group)?;
        reshow.finish()?;
        tx.commit()?;
        Ok(())
    }

    /// Discards a refused group; its rows show the server's versions.
    ///
    /// # Errors
    /// `NotFound`; `Reference` while other groups build on a row that it made: those that waited behind it count as
    /// refused, too, from then on, so that a person decides on each of them first.
    pub(crate) fn discard_group(&mut self, group_id: Uuid) -> Result<()> {
        let verifier = prover(&self.facts, &self.keys, &self.tags, &self.proofs).verifier;
        let tx = immediate(&mut self.conn)?;
        let device = DeviceRow::load(&tx)?;
        let queued = find(&tx, group_id)?;
        let group = queued.group()?;
        let mut reshow = Reshow::new(&tx, verifier);
        let made = rows_made_by(&tx, &group)?;
        let mut is_base = false;
        for row in &made {
            is_base |= is_needed(&tx, *row, queued.seq)?;
        }
        if is_base {
            for behind in built_on(&tx, &made)? {
                if behind.kind == WriteKind::Plain {
                    reject(&tx, &mut reshow, &behind, Code::MissingReference.into())?;
                }
            }
            reshow.finish()?;
            tx.commit()?;
            return Err(Error::Reference);
        }
        reshow.change(queued.seq, &group)?;
        forget(&tx, queued.seq, &group)?;
        reshow.finish()?;
        device.save(&tx)?;
        tx.commit()?;
        Ok(())
    }
}

impl Unlocked {
    /// Makes groups of this user anew, from the rows that they wrote, where another program edited their bytes or took
    /// them out of the queue. What no row has any more, and what admins sign, stays as it is. Returns how many.
    pub(crate) fn rebuild_queue(&mut self) -> Result<usize> {
        let rebuilt = self.vault.rebuild_groups(&self.session)?;
        for group in &rebuilt {
            let event = Event::new("rebuild group", "group").of(*group);
            self.record(
                event.ended(Outcome::Done, Severity::Warning),
                &Detail::default(),
            )?;
        }
        Ok(rebuilt.len())
    }

    /// Sends a refused group once more.
    ///
    /// # Errors
    /// `NotFound`, `Altered`.
    pub fn requeue(&mut self, group_id: Uuid) -> Result<()> {
        self.vault.requeue_group(group_id, &self.session)?;
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
        self.vault.discard_group(group_id)?;
        self.record(
            Event::new("discard group", "group").of(group_id),
            &Detail::default(),
        )
    }
}

/// A group whose bytes are edited or gone.
struct Broken {
    seq: i64,
    /// None where its line is gone, too.
    action: Option<Uuid>,
}

impl Vault {
    fn rebuild_groups(&mut self, session: &Session) -> Result<Vec<Uuid>> {
        let chain = prover(&self.facts, &self.keys, &self.tags, &self.proofs).over(&self.conn)?;
        let verifier = prover(&self.facts, &self.keys, &self.tags, &self.proofs).verifier;
        let device = DeviceRow::load(&self.conn)?;
        let mut rebuilt = Vec::new();
        let mut broken = missing(&self.conn)?;
        if self.server()?.is_some() {
            // without one, the queue is as long as the clinic is old
            broken.extend(unsigned(&self.conn, &chain, session.user)?);
        }
        if broken.is_empty() {
            return Ok(rebuilt);
        }
        let tx = Transaction::new_unchecked(&self.conn, TransactionBehavior::Immediate)?;
        for Broken { seq, action } in broken {
            let Some(writes) = writes_in_rows(&tx, verifier, session.user, seq)? else {
                continue;
            };
            let mut group = Group {
                id: Uuid::from_bytes(self.env.random.bytes()),
                tenant: self.facts.tenant,
                action: action.unwrap_or_else(|| Uuid::from_bytes(self.env.random.bytes())),
                author: session.user,
                device: device.number(),
                cursor: None,
                writes,
                signature: [0; 64],
            };
            group.signature = session.keys.sign(Purpose::Group, &group.signing_input());
            let (id, cells) = (group.id.as_bytes(), group.writes.len());
            let bytes = group.to_bytes();
            match action {
                Some(_) => tx.execute(
                    statement!("outbox", "rebuild"),
                    params![seq, id, cells, bytes],
                )?,
                None => tx.execute(
                    statement!("outbox", "put_back"),
                    params![
                        seq,
                        id,
                        group.action.as_bytes(),
                        session.user.as_bytes(),
                        device::us(device.adjusted_ms(self.env.clock.now_ms())),
                        cells,
                        bytes
                    ],
                )?,
            };
            rebuilt.push(group.id);
        }
        tx.commit()?;
        Ok(rebuilt)
    }
}

/// Returns the groups of which only the rows are known.
fn missing(conn: &Connection) -> Result<Vec<Broken>> {
    let mut statement = conn.prepare_cached(statement!("outbox", "missing"))?;
    let missing = statement.query_map([], |row| {
        let seq = row.get(0)?;
        Ok(Broken { seq, action: None })
    })?;
    Ok(missing.collect::<rusqlite::Result<_>>()?)
}

/// Returns the waiting groups of a user that they did not sign as they are.
fn unsigned(conn: &Connection, chain: &Chain<'_>, user: Uuid) -> Result<Vec<Broken>> {
    let keys = chain.keys_at(user, i64::MIN);
    let mut broken = Vec::new();
    let mut statement = conn.prepare_cached(statement!("outbox", "waiting_of"))?;
    let mut rows = statement.query([user.as_bytes()])?;
    while let Some(row) = rows.next()? {
        let bytes: Vec<u8> = row.get(3)?;
        let is_signed = Group::from_bytes(&bytes).is_ok_and(|group| {
            let input = group.signing_input();
            let has_signed =
                |key: &VerifyKey| key.verify(Purpose::Group, &input, &group.signature).is_ok();
            let id = row.get_ref(1).ok().and_then(|id| id.as_blob().ok());
            id == Some(group.id.as_bytes().as_slice()) && keys.iter().any(has_signed)
        });
        if !is_signed {
            let action = row.get_ref(2)?.as_blob().ok().map(Uuid::from_slice);
            broken.push(Broken {
                seq: row.get(0)?,
                action: Some(action.and_then(Result::ok).unwrap_or_default()),
            });
        }
    }
    Ok(broken)
}

/// Returns what the rows of a group have of this user's writes that no other group in the queue has and the server does
/// not have, as far as it is known; none where that is nothing, or a row is not what this program wrote.
fn writes_in_rows(
    conn: &Connection,
    verifier: Verifier<'_>,
    user: Uuid,
    seq: i64,
) -> Result<Option<Vec<CellWrite>>> {
    let mut statement = conn.prepare_cached(statement!("outbox", "rows_of"))?;
    let keys = statement.query_map([seq], |line| {
        Ok((line.get(0)?, Uuid::from_bytes(line.get(1)?)))
    })?;
    let keys: Vec<RowKey> = keys.collect::<rusqlite::Result<_>>()?;
    let mut writes = Vec::new();
    for (entity, id) in keys {
        let is_plain = Catalog::by_number(entity)
            .is_some_and(|descriptor| !descriptor.authority.is_admin_signed());
        let row = match siblings::load_full(conn, entity, id)? {
            Some(row) if is_plain && verifier.is_tagged(&row) => row,
            _ => return Ok(None),
        };
        let server = Shadow::load(conn, (entity, id))?.map(|shadow| shadow.row);
        if server
            .as_ref()
            .is_some_and(|server| !verifier.is_tagged(server))
        {
            return Ok(None);
        }
        let mut known: Vec<(u8, Clock)> = Vec::new();
        for state in server
            .iter()
            .flat_map(|row| row.cells.iter().chain(&row.siblings))
        {
            known.push((state.cell, state.clock));
        }
        for other in of_row(conn, (entity, id))?
            .iter()
            .filter(|other| other.seq != seq)
        {
            let mut bytes = conn.prepare_cached(statement!("outbox", "bytes"))?;
            let bytes: Vec<u8> = bytes.query_row([other.seq], |line| line.get(0))?;
            let group = Group::from_bytes(&bytes).map(|group| group.writes);
            let of_row = |write: &&CellWrite| (write.entity, write.row) == (entity, id);
            for write in group.iter().flatten().filter(of_row) {
                known.push((write.state.cell, write.state.clock));
            }
        }
        let is_lost = |state: &&CellState| {
            state.author == user && !known.contains(&(state.cell, state.clock))
        };
        for state in row.cells.iter().filter(is_lost) {
            // a deletion has seen the whole row, and a write the row's deletion
            let is_seen = |cell: u8| {
                let is_of_it = cell == state.cell || cell == DELETION || state.cell == DELETION;
                is_of_it && cell != CREATED && state.cell != CREATED
            };
            let seen = known
                .iter()
                .filter(|(cell, clock)| is_seen(*cell) && *clock < state.clock);
            writes.push(CellWrite {
                entity,
                row: id,
                patient: row.patient,
                state: state.clone(),
                base: seen.map(|(_, clock)| *clock).collect(),
            });
        }
    }
    Ok((!writes.is_empty()).then_some(writes))
}

/// The rows that this group made, and that the server does not have.
fn rows_made_by(conn: &Connection, group: &Group) -> Result<HashSet<Uuid>> {
    let mut made = HashSet::new();
    for write in &group.writes {
        let is_birth = write.state.cell == CREATED;
        if is_birth && Shadow::load(conn, (write.entity, write.row))?.is_none() {
            made.insert(write.row);
        }
    }
    Ok(made)
}

fn find(conn: &Connection, group: Uuid) -> Result<Queued> {
    let mut statement = conn.prepare_cached(statement!("outbox", "find_refused"))?;
    let result = statement.query_row([group.as_bytes()], Queued::read);
    result.optional()?.ok_or(Error::NotFound)
}
