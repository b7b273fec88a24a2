use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use sha2::{Digest, Sha256};
use sync_contract::change::{CellWrite, PUSH_BYTES_MAX, PUSH_CELLS_MAX};
use sync_contract::messages::{Push, PushAnswer, Verdict};
use sync_contract::service::PushOutcome;
use sync_contract::{Catalog, Code, Group, Value, Wire, fail_point};
use uuid::Uuid;

use super::{Gate, Queued, admin_signed, images, refuse};
use crate::device::DeviceRow;
use crate::error::Result;
use crate::reads::json;
use crate::vault::Vault;

/// The next page of the queue; the same bytes until [`settle`] has heard of them, whatever was asked in between.
pub(crate) fn next_push(vault: &mut Vault) -> Result<Option<Push>> {
    let tx = immediate(&mut vault.conn)?;
    let chain = Chain::load(&tx)?;
    let sending = sending(&tx)?;
    if !sending.is_empty() {
        return Ok(Some(chain.page(sending)));
    }
    let page = next_page(&tx)?;
    if page.is_empty() {
        return Ok(None);
    }
    let mut mark = tx.prepare_cached(include_str!("../../queries/queue/mark_sent.sql"))?;
    for queued in &page {
        mark.execute([queued.seq])?;
    }
    drop(mark);
    tx.commit()?;
    Ok(Some(chain.page(page)))
}

/// What the server decided, in one transaction. Hearing it twice changes nothing.
pub(crate) fn settle(vault: &mut Vault, push: &Push, answer: &PushAnswer) -> Result<PushOutcome> {
    let (tenant, now_us) = (vault.facts.tenant, vault.now_us()?);
    let keys = &vault.keys;
    let tx = immediate(&mut vault.conn)?;
    let chain = Chain::load(&tx)?;
    let mut settled = PushOutcome::default();
    let sending = sending(&tx)?;
    if sending.is_empty() || !chain.is_page(push, &sending) {
        return Ok(settled);
    }
    // a group begins with its id
    let by_id = sending
        .into_iter()
        .filter_map(|queued| Some((*queued.bytes.first_chunk::<16>()?, queued)));
    let mut by_id: HashMap<[u8; 16], Queued> = by_id.collect();
    let mut device = DeviceRow::load(&tx)?;
    for (group_id, verdict) in &answer.verdicts {
        let Some(queued) = by_id.remove(group_id.as_bytes()) else {
            continue;
        };
        match *verdict {
            Verdict::Accepted { .. } | Verdict::Duplicate { .. } => {
                accept(&tx, tenant, &queued)?;
                admin_signed::accepted(&tx, &mut device, &keys.device, &queued, now_us)?;
                settled.accepted += 1;
            }
            Verdict::Rejected { code } => {
                reject(&tx, tenant, &queued, code)?;
                if queued.gate == Gate::Pending {
                    // its whole action has gone, whatever is said of the rest of it
                    by_id.retain(|_, other| other.action != queued.action);
                }
                settled.rejected += 1;
            }
            Verdict::Deferred { retry_after_s, .. } => {
                settled.deferred += 1;
                settled.retry_after_s = settled.retry_after_s.max(Some(retry_after_s));
            }
        }
    }
    tx.execute(include_str!("../../queries/queue/unmark_sent.sql"), [])?;
    let input = push.chain_input(device.number(), |bytes| Sha256::digest(bytes).into());
    let hash: [u8; 32] = Sha256::digest(input).into();
    tx.execute(
        include_str!("../../queries/queue/set_chain.sql"),
        params![push.number, hash],
    )?;
    device.save(&tx)?;
    fail_point::reach("vault.verdicts.before_commit");
    tx.commit()?;
    fail_point::reach("vault.verdicts.after_commit");
    Ok(settled)
}

fn accept(tx: &Transaction<'_>, tenant: Uuid, queued: &Queued) -> Result<()> {
    let group = queued.group()?;
    match queued.gate {
        Gate::Pending => drop(super::apply::apply_group(tx, tenant, &group)?),
        _ => refuse::show_first_written(tx, tenant, &group, queued.seq)?,
    }
    images::note_accepted(tx, &group, queued.seq)?;
    forget(tx, queued.seq, &group)
}

pub(super) fn reject(
    tx: &Transaction<'_>,
    tenant: Uuid,
    queued: &Queued,
    code: Code,
) -> Result<()> {
    if queued.gate == Gate::Pending {
        return admin_signed::rejected(tx, queued, code);
    }
    refuse::put_back(tx, tenant, &queued.group()?, queued.seq)?;
    tx.execute(
        include_str!("../../queries/queue/reject.sql"),
        params![queued.seq, code.word()],
    )?;
    Ok(())
}

/// Takes a line out of the queue.
pub(super) fn forget(conn: &Connection, seq: i64, group: &Group) -> Result<()> {
    let mut is_alone = conn.prepare_cached(include_str!("../../queries/queue/is_alone.sql"))?;
    if is_alone.query_row([seq], |row| row.get(0))? {
        // the whole table at once: what a drained queue costs is a part of every sync
        conn.prepare_cached(include_str!("../../queries/queue/delete_all_rows.sql"))?
            .execute([])?;
    } else {
        conn.prepare_cached(include_str!("../../queries/queue/delete_rows.sql"))?
            .execute(params![seq, row_ids(group)])?;
    }
    conn.prepare_cached(include_str!("../../queries/queue/delete.sql"))?
        .execute([seq])?;
    Ok(())
}

/// The rows of a group, each once, for a statement over all of them.
pub(super) fn row_ids(group: &Group) -> String {
    let rows = group.writes.chunk_by(|a, b| a.row == b.row);
    json(rows.map(|writes| writes[0].row))
}

/// In the order of their making; what touches or refers to the rows of a refused group waits behind it.
fn next_page(conn: &Connection) -> Result<Vec<Queued>> {
    let mut held = held_rows(conn)?;
    let mut statement = conn.prepare_cached(include_str!("../../queries/queue/waiting.sql"))?;
    let mut rows = statement.query([])?;
    let (mut page, mut cells, mut bytes) = (Vec::new(), 0, 0);
    while let Some(row) = rows.next()? {
        let queued = Queued::read(row)?;
        if !held.is_empty() {
            let group = queued.group()?;
            if group.writes.iter().any(|write| is_held(write, &held)) {
                held.extend(group.writes.iter().map(|write| write.row));
                continue;
            }
        }
        cells += queued.cells;
        bytes += queued.bytes.len();
        let full = cells > PUSH_CELLS_MAX || bytes > PUSH_BYTES_MAX;
        if full && !page.is_empty() {
            break;
        }
        page.push(queued);
    }
    Ok(page)
}

/// What waits and touches or names one of these rows, or what does so itself; in the order of its making.
pub(super) fn built_on(conn: &Connection, rows: &HashSet<Uuid>) -> Result<Vec<Queued>> {
    let mut held = rows.clone();
    let mut statement = conn.prepare_cached(include_str!("../../queries/queue/waiting.sql"))?;
    let waiting = statement.query_map([], Queued::read)?;
    let mut found = Vec::new();
    for queued in waiting {
        let queued = queued?;
        let group = queued.group()?;
        if group.writes.iter().any(|write| is_held(write, &held)) {
            held.extend(group.writes.iter().map(|write| write.row));
            found.push(queued);
        }
    }
    Ok(found)
}

fn held_rows(conn: &Connection) -> Result<HashSet<Uuid>> {
    let sql = include_str!("../../queries/queue/refused_groups.sql");
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut held = HashSet::new();
    while let Some(row) = rows.next()? {
        let group = decode(&row.get::<_, Vec<u8>>(0)?)?;
        held.extend(group.writes.iter().map(|write| write.row));
    }
    Ok(held)
}

pub(super) fn is_held(write: &CellWrite, held: &HashSet<Uuid>) -> bool {
    let touches = held.contains(&write.row) || write.patient.is_some_and(|id| held.contains(&id));
    touches || references(write).any(|id| held.contains(&id))
}

/// The rows that a write names in the clear.
fn references(write: &CellWrite) -> impl Iterator<Item = Uuid> {
    let spec = Catalog::by_number(write.entity).and_then(|entity| entity.cell(write.state.cell));
    let clear = write.state.clear.iter();
    clear.filter_map(move |(number, value)| {
        let field = spec?.fields.iter().find(|field| field.number == *number)?;
        match value {
            Value::Uuid(id) if field.references.is_some() => Some(*id),
            _ => None,
        }
    })
}

/// The page whose answer has not come.
fn sending(conn: &Connection) -> Result<Vec<Queued>> {
    let mut statement = conn.prepare_cached(include_str!("../../queries/queue/sending.sql"))?;
    let rows = statement.query_map([], Queued::read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The last page that was answered.
struct Chain {
    number: u64,
    hash: [u8; 32],
}

impl Chain {
    fn load(conn: &Connection) -> Result<Self> {
        let mut statement = conn.prepare_cached(include_str!("../../queries/queue/chain.sql"))?;
        let found = statement.query_row([], |row| {
            Ok(Self {
                number: row.get(0)?,
                hash: row.get(1)?,
            })
        });
        Ok(found.optional()?.unwrap_or(Self {
            number: 0,
            hash: [0; 32],
        }))
    }

    /// The page after it.
    fn page(&self, groups: Vec<Queued>) -> Push {
        Push {
            number: self.number + 1,
            previous: self.hash,
            groups: groups.into_iter().map(|queued| queued.bytes).collect(),
        }
    }

    fn is_page(&self, push: &Push, groups: &[Queued]) -> bool {
        let bytes = groups.iter().map(|queued| &queued.bytes);
        push.number == self.number + 1 && push.previous == self.hash && push.groups.iter().eq(bytes)
    }
}

pub(crate) fn immediate(conn: &mut Connection) -> Result<Transaction<'_>> {
    Ok(conn.transaction_with_behavior(TransactionBehavior::Immediate)?)
}

/// A group's own bytes, for whoever lists or exports it.
pub(super) fn decode(bytes: &[u8]) -> Result<Group> {
    Ok(Group::from_bytes(bytes)?)
}
