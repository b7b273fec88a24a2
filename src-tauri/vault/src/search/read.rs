//! Opens of every patient what search needs, row after row, with one buffer for all of them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::HashSet;
use std::num::NonZero;
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, Rows, Statement};
use sync_contract::catalog::Patient;
use sync_contract::cell_header::{CellHeaderOrder, each_cell_header};
use sync_contract::change::{Address, associated_data};
use sync_contract::entity::{CREATED, DELETION, Entity};
use sync_contract::statement;
use sync_contract::{Compartment, FieldSpec, Kind, Value};
use uuid::Uuid;

use crate::crypto::keys::epoch::EpochKey;
use crate::crypto::seal::cell::{RowKey, open_cell_into};
use crate::crypto::seal::frame::key_id_of;
use crate::crypto::wiped::Wiped;
use crate::error::Result;
use crate::search::document::{Document, Part};
use crate::search::segment::Builder;
use crate::store::columns::Columns;
use crate::store::row_tag::RowTagCheck;
use crate::store::{columns, file, row_tag};
use crate::verify::cells::{TagCheck, Verifier};

/// The cells in the order of the statements' columns.
const PARTS: [(u8, Part); 4] = [
    (1, Part::Name),
    (2, Part::Birth),
    (5, Part::Contact),
    (7, Part::Identifiers),
];
/// Fewer rows are opened before another thread has a connection.
const SHARE_MIN: i64 = 4_000;
/// More threads wait for each other's pages.
const SHARES_MAX: usize = 4;

/// What opens contact cells, and the room that is used for each.
struct Opener<'a> {
    tags: TagCheck<'a>,
    row_tags: RowTagCheck<'a>,
    /// Whether the row is exactly what this program wrote; then its cells are, too.
    is_row_tagged: bool,
    epochs: &'a BTreeMap<u32, EpochKey>,
    columns: &'static Columns,
    /// The index of each declared column in the statements, which are all `select t.*`.
    indices: Cow<'static, [usize]>,
    deleted_at: usize,
    headers: Vec<CellHeaderOrder>,
    /// The clear values of one cell.
    clear: Vec<(u16, Value)>,
    buffer: Wiped,
    document: Document,
    /// The rows that were read, deleted ones among them: one that is there twice has the place of another.
    ids: HashSet<Uuid>,
    /// Cells whose tag does not fit, and those that did not open under the key that they name.
    damaged: Vec<(Uuid, u8)>,
    /// Cells under a key that this user lacks.
    undecryptable: usize,
}

impl<'a> Opener<'a> {
    /// # Errors
    /// When the statement lacks a declared column.
    fn new(
        verifier: Verifier<'a>,
        epochs: &'a BTreeMap<u32, EpochKey>,
        statement: &Statement<'_>,
    ) -> Result<Self> {
        let columns = columns::of(Patient::DESCRIPTOR);
        Ok(Self {
            tags: TagCheck::new(verifier),
            row_tags: RowTagCheck::new(verifier.tags),
            is_row_tagged: false,
            epochs,
            columns,
            indices: columns.indices(statement)?,
            deleted_at: columns.deleted_at.expect("patients can be deleted"),
            headers: Vec::new(),
            clear: Vec::new(),
            buffer: Wiped::with_capacity(1024),
            document: Document::default(),
            ids: HashSet::new(),
            damaged: Vec::new(),
            undecryptable: 0,
        })
    }

    /// Calls `each` with every row's document.
    fn read_all(
        &mut self,
        mut rows: Rows<'_>,
        mut each: impl FnMut(Uuid, &mut Document),
    ) -> Result<()> {
        while let Some(row) = rows.next()? {
            let Some(id) = columns::id(row, self.indices[self.columns.id])? else {
                self.damaged.push((Uuid::nil(), CREATED));
                continue;
            };
            self.ids.insert(id);
            self.document.clear();
            if self.at(row, self.deleted_at)? != ValueRef::Null {
                // the deletion is verified: only a row that a device of the clinic deleted is left out unreported
                self.read_deleted(row, id)?;
                continue;
            }
            if !self.read(row, id)? {
                self.document.clear();
            }
            each(id, &mut self.document);
        }
        Ok(())
    }

    fn read_deleted(&mut self, row: &Row<'_>, id: Uuid) -> Result<()> {
        let indices = &self.indices;
        let at = |column: usize| Ok(row.get_ref(indices[column])?);
        if !self.row_tags.fits(self.columns, at)? {
            self.read(row, id)?;
        }
        Ok(())
    }

    /// Reads a row into the document. Returns false for one that cannot be read or is not what was written, and for one
    /// whose deletion is not: nothing of it is to be found.
    fn read(&mut self, row: &Row<'_>, id: Uuid) -> Result<bool> {
        let (indices, damaged) = (&self.indices, self.damaged.len());
        let at = |column: usize| Ok(row.get_ref(indices[column])?);
        self.is_row_tagged = self.row_tags.fits(self.columns, at)?;
        let is_read = self.read_cells(row, id)?;
        if is_read && !self.is_row_tagged && self.damaged.len() == damaged {
            self.damaged.push((id, CREATED));
            return Ok(false);
        }
        Ok(is_read)
    }

    fn read_cells(&mut self, row: &Row<'_>, id: Uuid) -> Result<bool> {
        let created_by = self.blob(row, self.columns.created_by)?;
        let created_by = created_by.and_then(|id| columns::uuid(id).ok());
        let bytes = self.blob(row, self.columns.headers)?.unwrap_or_default();
        let headers = &mut self.headers;
        headers.clear();
        let read = row_tag::headers(bytes)
            .and_then(|bytes| each_cell_header(bytes, created_by, |head| headers.push(head)));
        if read.is_err() {
            self.damaged.push((id, CREATED));
            return Ok(false);
        }
        if let Some(head) = self.head(DELETION)
            && self.tagged(row, id, &head)?.is_none()
        {
            return Ok(false);
        }
        let mut row_key: Option<RowKey> = None;
        for (cell, part) in PARTS {
            let Some(head) = self.head(cell) else {
                continue;
            };
            let Some(Some(sealed)) = self.tagged(row, id, &head)? else {
                continue;
            };
            let key_id = key_id_of(sealed).ok();
            let key_id = key_id.filter(|key_id| key_id.compartment() == Compartment::Contact);
            let Some(key_id) = key_id else {
                self.damaged.push((id, cell));
                continue;
            };
            if row_key.as_ref().is_none_or(|key| key.key_id() != key_id) {
                let Some(epoch) = self.epochs.get(&key_id.number()) else {
                    self.undecryptable += 1;
                    continue;
                };
                row_key = Some(RowKey::derive(epoch, Patient::DESCRIPTOR.number, id));
            }
            let key = row_key.as_ref().expect("it was derived just now");
            let aad = associated_data(self.address(id, cell), head.clock, head.generation);
            let opened = open_cell_into(key, &aad, sealed, &mut self.buffer);
            let read = opened.is_ok_and(|inner| self.document.read(part, inner).is_ok());
            if !read {
                self.damaged.push((id, cell));
            }
        }
        Ok(true)
    }

    fn head(&self, cell: u8) -> Option<CellHeaderOrder> {
        self.headers.iter().find(|head| head.cell == cell).copied()
    }

    fn address(&self, row: Uuid, cell: u8) -> Address {
        Address {
            tenant: self.tags.tenant(),
            entity: Patient::DESCRIPTOR.number,
            row,
            cell,
        }
    }

    /// The sealed bytes of a cell whose tag fits, `None` of one that is damaged.
    fn tagged<'r>(
        &mut self,
        row: &'r Row<'_>,
        id: Uuid,
        head: &CellHeaderOrder,
    ) -> Result<Option<Option<&'r [u8]>>> {
        let mut cells = self.columns.cells.iter();
        let Some(cell) = cells.find(|cell| cell.spec.number == head.cell) else {
            return Ok(None);
        };
        if self.is_row_tagged {
            return match cell.sealed {
                Some(index) => Ok(Some(self.blob(row, index)?)),
                None => Ok(Some(None)),
            };
        }
        self.clear.clear();
        let mut is_readable = true;
        for (field, index) in cell.spec.fields.iter().zip(&cell.clear) {
            let index = index.or(cell.blind.filter(|_| field.blind));
            if let Some(index) = index {
                let value = columns::from_sql(visible_kind(field), self.at(row, index)?);
                is_readable &= value.is_ok();
                let value = value.unwrap_or(Value::Null);
                self.clear.push((field.number, value));
            }
        }
        let sealed = match cell.sealed {
            Some(index) => self.blob(row, index)?,
            None => None,
        };
        let address = self.address(id, head.cell);
        let visible = self.clear.iter().map(|(number, value)| (*number, value));
        if is_readable && self.tags.is_tagged(address, None, head, visible, sealed) {
            return Ok(Some(sealed));
        }
        self.damaged.push((id, head.cell));
        Ok(None)
    }

    fn at<'r>(&self, row: &'r Row<'_>, column: usize) -> Result<ValueRef<'r>> {
        Ok(row.get_ref(self.indices[column])?)
    }

    /// A column of bytes; none where it is null or of another kind.
    fn blob<'r>(&self, row: &'r Row<'_>, column: usize) -> Result<Option<&'r [u8]>> {
        Ok(self.at(row, column)?.as_blob().ok())
    }
}

/// The index of a sealed field is bytes, whatever the field is.
fn visible_kind(field: &FieldSpec) -> Kind {
    match field.is_sealed() {
        true => Kind::Bytes,
        false => field.kind,
    }
}

/// What was opened of some patients.
pub(super) struct Gathered {
    pub builder: Builder,
    /// The rows that there were, deleted ones among them.
    pub ids: HashSet<Uuid>,
    pub damaged: Vec<(Uuid, u8)>,
    pub undecryptable: usize,
}

/// How many threads are worth their connections.
pub(super) fn shares(conn: &Connection) -> Result<usize> {
    // another connection sees neither a file without a name nor what is not committed yet
    let is_shared = conn.path().is_some_and(|path| !path.is_empty()) && conn.is_autocommit();
    if !is_shared {
        return Ok(1);
    }
    let most = usize::try_from(last_row(conn)? / SHARE_MIN).unwrap_or(SHARES_MAX);
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    Ok(threads.min(SHARES_MAX).min(most).max(1))
}

/// Every patient; of a deleted one nothing is found. Each thread reads a range of rows over a connection of its own:
/// what is written between two of them is a change, and those are read once more.
pub(super) fn all(
    conn: &Connection,
    verifier: Verifier<'_>,
    epochs: &BTreeMap<u32, EpochKey>,
    shares: usize,
) -> Result<Gathered> {
    let (last, count) = (last_row(conn)?, shares as i64);
    // another program may have given a row any number
    let first = |share: i64| match share {
        0 => i64::MIN,
        share => last / count * share + 1,
    };
    let end = |share: i64| match share + 1 == count {
        true => i64::MAX,
        false => first(share + 1) - 1,
    };
    let gather = |conn: &Connection, share: i64| -> Result<Gathered> {
        let mut statement = conn.prepare_cached(statement!("search", "patients"))?;
        let mut opener = Opener::new(verifier, epochs, &statement)?;
        let mut builder = Builder::default();
        let rows = statement.query([first(share), end(share)])?;
        opener.read_all(rows, |id, document| builder.push(id, document))?;
        Ok(Gathered {
            builder,
            ids: opener.ids,
            damaged: opener.damaged,
            undecryptable: opener.undecryptable,
        })
    };
    let path = conn.path().unwrap_or_default();
    std::thread::scope(|scope| {
        let others = (1..count).map(|share| {
            let gather = &gather;
            scope.spawn(move || gather(&file::connect_to_read(Path::new(path))?, share))
        });
        let others: Vec<_> = others.collect();
        let mut all = gather(conn, 0)?;
        for other in others {
            let other = other
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
            all.builder.append(&other.builder);
            all.ids.extend(other.ids);
            all.damaged.extend(other.damaged);
            all.undecryptable += other.undecryptable;
        }
        Ok(all)
    })
}

fn last_row(conn: &Connection) -> Result<i64> {
    let mut statement = conn.prepare_cached(statement!("search", "last_row"))?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// Those of these patients that are not deleted, by one statement for all of them. Returns the cells that are damaged.
pub(super) fn some(
    conn: &Connection,
    verifier: Verifier<'_>,
    epochs: &BTreeMap<u32, EpochKey>,
    ids: impl Iterator<Item = Uuid>,
    each: impl FnMut(Uuid, &mut Document),
) -> Result<Vec<(Uuid, u8)>> {
    let list: Vec<_> = ids.map(|id| format!("\"{}\"", id.simple())).collect();
    let list = format!("[{}]", list.join(","));
    let mut statement = conn.prepare_cached(statement!("search", "patients_of"))?;
    let mut opener = Opener::new(verifier, epochs, &statement)?;
    opener.read_all(statement.query([list])?, each)?;
    Ok(opener.damaged)
}
