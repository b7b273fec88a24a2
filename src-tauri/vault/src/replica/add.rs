//! Adds rows that are new here as they came, each table's statement prepared once.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use rusqlite::{CachedStatement, Connection};
use sync_contract::Catalog;
use sync_contract::pull::RowState;
use uuid::Uuid;

use crate::columns::{self, Columns};
use crate::error::Result;
use crate::stored;

pub(super) struct Additions<'a> {
    conn: &'a Connection,
    /// By entity.
    statements: BTreeMap<u16, (&'static Columns, CachedStatement<'a>)>,
}

impl<'a> Additions<'a> {
    pub fn new(conn: &'a Connection) -> Self {
        Self {
            conn,
            statements: BTreeMap::new(),
        }
    }

    /// Answers whether the row was new. One that was here, or of an entity that nobody declared, is left as it was.
    pub fn add(&mut self, tenant: Uuid, row: &RowState) -> Result<bool> {
        let (columns, statement) = match self.statements.entry(row.entity) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let Some(descriptor) = Catalog::by_number(row.entity) else {
                    return Ok(false);
                };
                let columns = columns::of(descriptor);
                let sql = format!("{} on conflict (id) do nothing", columns.insert);
                place.insert((columns, self.conn.prepare_cached(&sql)?))
            }
        };
        Ok(stored::execute(statement, columns, tenant, row)? > 0)
    }
}
