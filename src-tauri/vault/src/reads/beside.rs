use std::collections::HashMap;

use rusqlite::{Connection, params};
use sync_contract::CellState;
use uuid::Uuid;

use crate::error::Result;
use crate::queue::RowSync;
use crate::queue::waiting::{row_sync, rows_sync};
use crate::stored::{sides, sides_of_rows};

/// What stands beside one row. Most rows have neither sides nor anything in the queue, so both are asked for at once.
pub(super) fn of_row(
    conn: &Connection,
    entity: u16,
    row: Uuid,
) -> Result<(Vec<CellState>, RowSync)> {
    let sql = include_str!("../../queries/reads/beside_row.sql");
    let mut statement = conn.prepare_cached(sql)?;
    let keys = params![entity, row.as_bytes()];
    let (has_sides, waits) = statement.query_row(keys, |line| Ok((line.get(0)?, line.get(1)?)))?;
    let sides = if has_sides {
        sides(conn, entity, row)?
    } else {
        Vec::new()
    };
    let sync = if waits {
        row_sync(conn, entity, row)?
    } else {
        RowSync::default()
    };
    Ok((sides, sync))
}

/// What stands beside the rows of a list, by at most three statements.
#[derive(Default)]
pub(super) struct Beside {
    sides: HashMap<Uuid, Vec<CellState>>,
    sync: HashMap<Uuid, RowSync>,
}

impl Beside {
    pub fn load(
        conn: &Connection,
        entity: u16,
        ids: impl Iterator<Item = Uuid> + Clone,
    ) -> Result<Self> {
        let sql = include_str!("../../queries/reads/beside_any.sql");
        let mut statement = conn.prepare_cached(sql)?;
        let (has_sides, waits) =
            statement.query_row([entity], |line| Ok((line.get(0)?, line.get(1)?)))?;
        Ok(Self {
            sides: if has_sides {
                sides_of_rows(conn, entity, ids.clone())?
            } else {
                HashMap::new()
            },
            sync: if waits {
                rows_sync(conn, entity, ids)?
            } else {
                HashMap::new()
            },
        })
    }

    pub fn sides(&self, row: Uuid) -> &[CellState] {
        self.sides.get(&row).map_or(&[], Vec::as_slice)
    }

    pub fn sync(&self, row: Uuid) -> RowSync {
        self.sync.get(&row).copied().unwrap_or_default()
    }
}
