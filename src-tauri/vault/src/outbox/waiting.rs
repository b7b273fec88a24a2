use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{Connection, OptionalExtension, params};
use sync_contract::entity::DELETION;
use sync_contract::merge::{is_open_conflict, is_signed};
use sync_contract::protocol::Waiting;
use sync_contract::statement;
use sync_contract::{Catalog, CellState, Wire};
use uuid::Uuid;

use crate::error::Result;
use crate::store::columns;
use crate::store::rows::{self, json};
use crate::vault::Vault;

/// The sync state of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RowSync {
    /// Groups on this device only.
    pub waiting: u32,
    /// Groups sent whose verdict has not come.
    pub sending: u32,
    /// Groups that the server refused: they need a person.
    pub refused: u32,
    /// When the oldest of them was written.
    pub since_us: Option<i64>,
}

impl RowSync {
    /// Acknowledged by the server, every write of it.
    pub fn is_on_server(&self) -> bool {
        self.waiting + self.sending + self.refused == 0
    }
}

impl Vault {
    /// The group that was written last of those that wait.
    pub fn newest_waiting(&self) -> Result<Option<Uuid>> {
        let sql = statement!("outbox", "newest_waiting");
        let mut statement = self.conn.prepare_cached(sql)?;
        let result = statement.query_row([], |row| row.get(0).map(Uuid::from_bytes));
        Ok(result.optional()?)
    }

    /// How many changes wait, as a person counts them: a document is one, however many groups its parts are.
    pub fn waiting_changes(&self) -> Result<usize> {
        let mut statement = self.conn.prepare_cached(statement!("outbox", "changes"))?;
        let count: i64 = statement.query_row([], |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or(0))
    }
}

/// Of those among these rows that have anything in the queue, by one statement.
pub(crate) fn rows_sync(
    conn: &Connection,
    entity: u16,
    ids: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, RowSync>> {
    let mut statement = conn.prepare_cached(statement!("outbox", "rows_sync"))?;
    let rows = statement.query_map(params![entity, json(ids)], |line| {
        Ok((Uuid::from_bytes(line.get(0)?), read(line, 1)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn read(line: &rusqlite::Row<'_>, from: usize) -> rusqlite::Result<RowSync> {
    Ok(RowSync {
        waiting: line.get(from)?,
        sending: line.get(from + 1)?,
        refused: line.get(from + 2)?,
        // another program may have put anything there
        since_us: line.get_ref(from + 3)?.as_i64().ok(),
    })
}

pub(crate) fn counts(conn: &Connection) -> Result<Waiting> {
    let sql = statement!("replica", "waiting");
    let conflicts = conflicts(conn)?;
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row([], |row| {
        Ok(Waiting {
            groups: row.get(0)?,
            audit_entries: row.get(1)?,
            rejected: row.get(2)?,
            quarantined: row.get(3)?,
            conflicts,
        })
    })?)
}

/// How many cells have siblings that wait for a decision: a later signature is kept for good and does not, nor does
/// what says in the clear what is shown, nor do several deletions of one row, which agree.
fn conflicts(conn: &Connection) -> Result<usize> {
    let mut statement = conn.prepare_cached(statement!("conflicts", "siblings"))?;
    let mut rows = statement.query([])?;
    let mut cells = BTreeSet::new();
    // of each entity and row those that may say what is shown
    let mut in_clear: BTreeMap<u16, BTreeMap<Uuid, Vec<CellState>>> = BTreeMap::new();
    // of each row whether all siblings of its deletion delete it
    let mut deletions: BTreeMap<(u16, Uuid), bool> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let entity = columns::integer(row, 0)?.and_then(|entity| u16::try_from(entity).ok());
        let state = columns::bytes(row, 2)?.map(CellState::from_bytes);
        // a row that another program made unreadable does not count as waiting
        let (Some(entity), Some(id), Some(Ok(state))) = (entity, columns::id(row, 1)?, state)
        else {
            continue;
        };
        if state.cell == DELETION {
            *deletions.entry((entity, id)).or_insert(true) &= state.is_deleting();
        } else if !Catalog::by_number(entity).is_some_and(|known| is_signed(known, &state)) {
            match state.sealed {
                None => in_clear
                    .entry(entity)
                    .or_default()
                    .entry(id)
                    .or_default()
                    .push(state),
                Some(_) => {
                    cells.insert((entity, id, state.cell));
                }
            }
        }
    }
    for (entity, of_rows) in in_clear {
        let Some(descriptor) = Catalog::by_number(entity) else {
            continue;
        };
        let shown = rows::load_many(conn, descriptor, of_rows.keys().copied())?;
        for (id, siblings) in of_rows {
            let shown = shown.get(&id);
            let is_open =
                |of: &&CellState| is_open_conflict(shown.and_then(|row| row.cell(of.cell)), of);
            let open = siblings.iter().filter(is_open);
            cells.extend(open.map(|of| (entity, id, of.cell)));
        }
    }
    let mut contested = 0;
    for ((entity, id), all_delete) in deletions {
        let row = match Catalog::by_number(entity) {
            Some(descriptor) if all_delete => rows::load_known(conn, descriptor, id)?,
            _ => None,
        };
        let is_deleted =
            row.is_some_and(|row| row.cell(DELETION).is_some_and(|of| of.is_deleting()));
        contested += usize::from(!is_deleted);
    }
    Ok(cells.len() + contested)
}
