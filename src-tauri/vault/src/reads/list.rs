use rusqlite::Params;
use sha2::{Digest, Sha256};
use sync_contract::pull::RowState;
use sync_contract::{Descriptor, Entity, Row};
use uuid::Uuid;

use super::opener::Opener;
use super::stored_row::{Stored, typed};
use super::{Reader, beside};
use crate::columns;
use crate::error::{Error, Result};
use crate::stored::{self, RowReader};

/// Whether tombstones are in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deleted {
    Hidden,
    Shown,
}

impl Reader<'_> {
    /// The rows of one `select t.*` statement, with their sides and how they stand to the server: at most four
    /// statements whatever the number of rows. A row whose needed cells were refused is not listed here but among the quarantined.
    pub(crate) fn list<E: Entity>(&self, sql: &str, params: impl Params) -> Result<Vec<Stored<E>>> {
        self.page(sql, params, 0)
    }

    /// [`Reader::list`] with room for so many rows: a large row is costly to move.
    pub(super) fn page<E: Entity>(
        &self,
        sql: &str,
        params: impl Params,
        room: usize,
    ) -> Result<Vec<Stored<E>>> {
        let each = |row| match typed(row) {
            Err(Error::Damaged) => Ok(None),
            row => row.map(Some),
        };
        self.list_as(E::DESCRIPTOR, sql, params, each, Vec::with_capacity(room))
    }

    pub(crate) fn list_rows(
        &self,
        descriptor: &'static Descriptor,
        sql: &str,
        params: impl Params,
    ) -> Result<Vec<Stored<Row>>> {
        self.list_as(descriptor, sql, params, |row| Ok(Some(row)), Vec::new())
    }

    fn list_as<E>(
        &self,
        descriptor: &'static Descriptor,
        sql: &str,
        params: impl Params,
        each: impl Fn(Stored<Row>) -> Result<Option<Stored<E>>>,
        mut opened: Vec<Stored<E>>,
    ) -> Result<Vec<Stored<E>>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let columns = columns::of(descriptor);
        let mut opener = Opener::of(self.session, self.tenant, columns, &statement)?;
        let mut rows = statement.query(params)?;
        while let Some(row) = rows.next()? {
            if let Some(row) = opener.open(row)?.map(&each).transpose()?.flatten() {
                opened.push(row);
            }
        }
        drop(rows);
        self.quarantine_damaged(descriptor, &opener.damaged)?;
        beside::add(self.conn, descriptor.number, &mut opened)?;
        Ok(opened)
    }

    /// Every row of an entity in the order of its ids.
    pub fn all<E: Entity>(&self, deleted: Deleted) -> Result<Vec<Stored<E>>> {
        let mut all = self.list(&all_sql(E::DESCRIPTOR), [])?;
        if deleted == Deleted::Hidden {
            all.retain(|stored: &Stored<E>| stored.deleted.is_none());
        }
        Ok(all)
    }

    /// [`Reader::all`] without the Rust type.
    pub fn all_rows(&self, descriptor: &'static Descriptor) -> Result<Vec<Stored<Row>>> {
        self.list_rows(descriptor, &all_sql(descriptor), [])
    }

    /// Walks every row of an entity as it is stored, its sides beside it, and as this user sees it: for exports.
    pub fn each_row<E: From<Error>>(
        &self,
        descriptor: &'static Descriptor,
        mut act: impl FnMut(&RowState, &Stored<Row>) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = all_sql(descriptor);
        let mut statement = self.conn.prepare_cached(&sql).map_err(Error::from)?;
        let reader = RowReader::new(descriptor, &statement)?;
        let columns = columns::of(descriptor);
        let mut opener = Opener::of(self.session, self.tenant, columns, &statement)?;
        let mut siblings = stored::siblings_of_entity(self.conn, descriptor.number)?;
        let mut rows = statement.query([]).map_err(Error::from)?;
        while let Some(row) = rows.next().map_err(Error::from)? {
            let Some(mut opened) = opener.open(row)? else {
                continue;
            };
            let mut state = reader.read(row)?;
            state.siblings = siblings.remove(&state.row).unwrap_or_default();
            opened.take_siblings(&state.siblings);
            act(&state, &opened)?;
        }
        drop(rows);
        Ok(self.quarantine_damaged(descriptor, &opener.damaged)?)
    }

    /// How many rows an entity has, tombstones among them.
    pub fn count(&self, descriptor: &'static Descriptor) -> Result<u64> {
        let sql = format!("select count(*) from {}", descriptor.table);
        let mut statement = self.conn.prepare_cached(&sql)?;
        Ok(statement
            .query_row([], |row| row.get::<_, i64>(0))?
            .cast_unsigned())
    }

    /// The rows of these ids, in the order of the ids; an unknown one is passed over.
    pub fn by_ids<E: Entity>(&self, ids: &[Uuid]) -> Result<Vec<Stored<E>>> {
        let sql = format!(
            "select t.* from json_each(?1) as wanted join {} as t on t.id = unhex(wanted.value) order by wanted.key",
            E::DESCRIPTOR.table
        );
        self.list(&sql, [json(ids.iter().copied())])
    }
}

/// SHA-256 of sealed bytes: what an export names in the place of what its reader may not see.
pub fn digest(sealed: &[u8]) -> [u8; 32] {
    Sha256::digest(sealed).into()
}

/// Ids as a list that a statement can join.
pub(crate) fn json(ids: impl Iterator<Item = Uuid>) -> String {
    let mut list = String::from("[");
    for id in ids {
        if list.len() > 1 {
            list.push(',');
        }
        list.push('"');
        list.push_str(id.simple().encode_lower(&mut Uuid::encode_buffer()));
        list.push('"');
    }
    list.push(']');
    list
}

fn all_sql(descriptor: &Descriptor) -> String {
    format!("select t.* from {} as t order by t.id", descriptor.table)
}
