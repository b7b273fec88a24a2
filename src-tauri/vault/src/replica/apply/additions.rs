//! New rows: most rows of a download need no merge, and are counted a page at a time.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use rusqlite::{CachedStatement, Connection};
use sync_contract::Catalog;
use sync_contract::pull::RowState;
use uuid::Uuid;

use crate::error::Result;
use crate::store::columns::Columns;
use crate::store::damage::NewRows;
use crate::store::scope::Scope;
use crate::store::{columns, damage, rows};

pub(super) struct Additions<'a> {
    conn: &'a Connection,
    pub is_bootstrap: bool,
    /// The download brings again what was taken out of the file, and that is counted already. At its end the counts
    /// are raised to what the file has.
    pub is_again: bool,
    /// Whether a download may add rows to those of patients who were counted before.
    patients_have_counts: bool,
    /// Whether a patient was among them.
    pub has_changes: bool,
    /// What was added and is not counted yet.
    added: NewRows,
    /// By entity.
    statements: BTreeMap<u16, (&'static Columns, CachedStatement<'a>)>,
}

impl<'a> Additions<'a> {
    pub fn new(conn: &'a Connection, is_bootstrap: bool) -> Result<Self> {
        let scope = match is_bootstrap {
            true => Scope::of(conn)?,
            false => None,
        };
        Ok(Self {
            conn,
            is_bootstrap,
            is_again: scope.is_some_and(|scope| scope.restores_rows),
            patients_have_counts: is_bootstrap && damage::has_counts_of_patients(conn)?,
            has_changes: false,
            added: NewRows::default(),
            statements: BTreeMap::new(),
        })
    }

    /// Counts what was added: rows of one page together, or up to one that is merged and may change their number.
    pub fn count(&mut self) -> Result<()> {
        match self.is_bootstrap {
            true => self.added.count_downloaded(self.conn),
            false => self.added.count_pulled(self.conn),
        }
    }

    /// Returns whether the row was new. A known row, or one of an unknown entity, is left as it was.
    pub fn add(&mut self, tenant: Uuid, row: &RowState) -> Result<bool> {
        let (columns, statement) = match self.statements.entry(row.entity) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(entry) => {
                let Some(descriptor) = Catalog::by_number(row.entity) else {
                    return Ok(false);
                };
                let columns = columns::of(descriptor);
                let sql = format!("{} on conflict (id) do nothing", columns.insert);
                entry.insert((columns, self.conn.prepare_cached(&sql)?))
            }
        };
        let is_new = rows::execute(self.conn, statement, columns, tenant, row)? > 0;
        if is_new {
            self.has_changes |= rows::note_change(self.conn, columns, row.row)?;
            let descriptor = columns.descriptor;
            match self.is_bootstrap && !self.patients_have_counts {
                _ if self.is_again => {}
                true => self.added.add_to_clinic(descriptor, row.patient),
                false => self.added.add(descriptor, row),
            }
        }
        Ok(is_new)
    }
}
