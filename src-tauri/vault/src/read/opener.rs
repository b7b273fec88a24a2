//! Opens rows as a statement steps over them: what is sealed goes from the page into one buffer and from there into
//! values, and nothing of it is copied in between.

use std::borrow::Cow;

use rusqlite::types::ValueRef;
use rusqlite::{Row, Statement};
use smallvec::SmallVec;
use sync_contract::catalog::DeletionReason;
use sync_contract::cell_header::{CellHeaderOrder, each_cell_header};
use sync_contract::change::Address;
use sync_contract::entity::{CREATED, DELETION};
use sync_contract::every_entity::{
    CREATED_AT, CREATED_BY, DELETED_AT, DELETED_BY, DELETED_REASON, DELETED_REASON_TEXT,
};
use sync_contract::field::Time;
use sync_contract::ids::UserId;
use sync_contract::read_version::{ReadVersion, RowReadVersion};
use sync_contract::{CellContent, CellSpec, CellValues, Clock, Kind, Malformed, Value};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::read::stored::{Removal, Stored};
use crate::session::Session;
use crate::session::cells::{Opening, RowKeys, fits};
use crate::store::columns::{CellColumns, Columns};
use crate::store::row_tag::{RowTagCheck, SiblingsDigest};
use crate::store::{columns, row_tag};
use crate::verify::cells::{TagCheck, Verifier};

/// The declared columns of one row, in the order of the declaration; the widest table has fewer than these.
type ColumnValues<'r> = SmallVec<[ValueRef<'r>; 40]>;

/// Opens the rows of one statement as far as a user's keys go, and checks the tag of each. Of a row whose tag does not
/// fit, the clinic tags of the cells tell which of them are what was written.
pub(super) struct Opener<'a> {
    session: &'a Session,
    tags: TagCheck<'a>,
    row_tags: RowTagCheck<'a>,
    /// Whether the row is exactly what this program wrote; then its cells are, too.
    is_row_tagged: bool,
    columns: &'static Columns,
    /// The index of each declared column in the statement; `None` when they are in the order of the declaration.
    indices: Option<Cow<'static, [usize]>>,
    headers: Vec<CellHeaderOrder>,
    /// Which of them are of a cell whose tag fits.
    tagged: Vec<usize>,
    keys: RowKeys,
    /// The values of the creation and of the deletion of a row, of which only parts are passed on.
    values: CellValues,
    /// For the cells of the next row.
    pub room: Vec<CellContent>,
    /// Cells whose tag does not fit, and those whose key is here and which do not open to what they declare.
    pub damaged: Vec<(Uuid, u8)>,
    /// Rows of which not even the headers can be read.
    pub unreadable: Vec<Uuid>,
    /// Every row that is not what was written, and whose it says that it is.
    pub lost: Vec<(Uuid, Option<Uuid>)>,
    /// Rows that were stored with sibling versions, whose they are, and the digest of those.
    pub with_siblings: Vec<(Uuid, Option<Uuid>, SiblingsDigest)>,
}

impl<'a> Opener<'a> {
    /// For a statement of [`Columns`] itself.
    pub fn declared(
        session: &'a Session,
        verifier: Verifier<'a>,
        columns: &'static Columns,
    ) -> Self {
        session.damage.note_read(columns.descriptor.number);
        Self {
            session,
            tags: TagCheck::new(verifier),
            row_tags: RowTagCheck::new(verifier.tags),
            is_row_tagged: false,
            columns,
            indices: None,
            headers: Vec::new(),
            tagged: Vec::new(),
            keys: RowKeys::default(),
            values: CellValues::new(),
            room: Vec::new(),
            damaged: Vec::new(),
            unreadable: Vec::new(),
            lost: Vec::new(),
            with_siblings: Vec::new(),
        }
    }

    /// For a `select t.*`.
    ///
    /// # Errors
    /// When the statement lacks a declared column.
    pub fn of(
        session: &'a Session,
        verifier: Verifier<'a>,
        columns: &'static Columns,
        statement: &Statement<'_>,
    ) -> Result<Self> {
        let indices = columns.indices(statement)?;
        let declared = Self::declared(session, verifier, columns);
        Ok(Self {
            indices: Some(indices),
            ..declared
        })
    }

    /// Opens a row without its siblings. `None` for one whose creation or deletion is not what was written, and for one
    /// that cannot be read: it is among the damaged.
    pub fn open(&mut self, row: &Row<'_>) -> Result<Option<Stored<sync_contract::Row>>> {
        let known = self.damaged.len() + self.unreadable.len();
        let opened = self.open_checked(row);
        let is_shown = matches!(opened, Ok(Some(_)));
        if self.damaged.len() + self.unreadable.len() > known || !is_shown {
            let lost = (self.id(row).unwrap_or_default(), self.patient(row));
            self.lost.push(lost);
        }
        opened
    }

    fn open_checked(&mut self, row: &Row<'_>) -> Result<Option<Stored<sync_contract::Row>>> {
        let columns = self.columns;
        let damaged = self.damaged.len();
        let opened = self
            .id(row)
            .and_then(|id| match self.open_as(row, id, columns) {
                // every cell is one that was written, but not this row: one was removed, or put back
                Ok(Some(_)) if !self.is_row_tagged && self.damaged.len() == damaged => {
                    self.unreadable.push(id);
                    Ok(None)
                }
                Err(Error::Malformed(_)) => {
                    self.unreadable.push(id);
                    Ok(None)
                }
                opened => opened,
            });
        match opened {
            Err(Error::Malformed(_)) => {
                self.unreadable.push(Uuid::nil());
                Ok(None)
            }
            opened => opened,
        }
    }

    /// Whether anything was read that is not what was written.
    pub fn has_damaged(&self) -> bool {
        !self.damaged.is_empty() || !self.unreadable.is_empty()
    }

    fn id(&self, row: &Row<'_>) -> Result<Uuid> {
        Ok(columns::uuid(blob(self.at(row, self.columns.id))?)?)
    }

    /// Returns the patient that a row names, where that can be read.
    fn patient(&self, row: &Row<'_>) -> Option<Uuid> {
        let patient = blob(self.at(row, self.columns.patient?)).ok()?;
        columns::uuid(patient).ok()
    }

    fn open_as(
        &mut self,
        row: &Row<'_>,
        id: Uuid,
        columns: &'static Columns,
    ) -> Result<Option<Stored<sync_contract::Row>>> {
        // the row's tag and its cells read each declared column
        let every: ColumnValues<'_> = (0..columns.all.len())
            .map(|column| self.at(row, column))
            .collect();
        let row = &every[..];
        self.is_row_tagged = self.row_tags.fits(columns, |column| Ok(row[column]))?;
        self.read_cell_headers(row)?;
        self.keys.forget();
        self.tagged.clear();
        let patient = match columns.patient {
            Some(index) => Some(columns::uuid(blob(row[index])?)?),
            None => None,
        };
        if let Some(siblings) = self.row_tags.siblings {
            self.with_siblings.push((id, patient, siblings));
        }
        let (Some((created_at, created_by)), Some(deleted)) = (
            self.birth(row, id, patient)?,
            self.removal(row, id, patient)?,
        ) else {
            return Ok(None);
        };
        let mut damaged = Vec::new();
        let mut cells = std::mem::take(&mut self.room);
        cells.clear();
        cells.reserve(columns.cells.len());
        for cell in columns.cells.iter().filter(|cell| is_content(cell.spec)) {
            // opened where it stays: a cell is costly to move
            let content = cells.push_mut(CellContent {
                number: cell.spec.number,
                values: CellValues::new(),
            });
            let opening = self.open_cell(row, id, patient, cell, &mut content.values)?;
            if opening == Opening::Damaged {
                damaged.push(cell.spec.number);
                self.damaged.push((id, cell.spec.number));
            }
        }
        let (seen, latest) = self.seen(id);
        let stored = Stored {
            value: sync_contract::Row {
                descriptor: columns.descriptor,
                id,
                patient,
                cells,
            },
            created_at,
            created_by,
            created: self.created(),
            updated_at: latest.map_or(created_at, |head| Time(head.clock.unix_us())),
            updated_by: latest.map_or(created_by, |head| UserId(head.author)),
            other_authors: latest.map_or(Vec::new(), |head| self.other_authors(head.author)),
            deleted,
            seen,
            conflicted: Vec::new(),
            damaged,
        };
        Ok(Some(stored))
    }

    /// The clock that the row was made under.
    fn created(&self) -> Clock {
        let made = self.index_of(CREATED);
        made.map_or(Clock::default(), |index| self.headers[index].clock)
    }

    /// A declared column; every one of them is in the statement.
    fn at<'r>(&self, row: &'r Row<'_>, column: usize) -> ValueRef<'r> {
        let index = self
            .indices
            .as_ref()
            .map_or(column, |indices| indices[column]);
        row.get_ref_unwrap(index)
    }

    fn read_cell_headers(&mut self, row: &[ValueRef<'_>]) -> Result<()> {
        self.headers.clear();
        let created_by = match row[self.columns.created_by] {
            ValueRef::Null => None,
            id => Some(columns::uuid(blob(id)?)?),
        };
        let (bytes, headers) = (
            row_tag::headers(blob(row[self.columns.headers])?)?,
            &mut self.headers,
        );
        each_cell_header(bytes, created_by, |head| headers.push(head))?;
        let is_declared = |head: &CellHeaderOrder| {
            self.columns
                .cells
                .iter()
                .any(|cell| cell.spec.number == head.cell)
        };
        match self.headers.iter().all(is_declared) {
            true => Ok(()),
            false => Err(Malformed("header of a cell that has no columns").into()),
        }
    }

    fn index_of(&self, cell: u8) -> Option<usize> {
        self.headers.iter().position(|head| head.cell == cell)
    }

    /// Reads the values of a cell in the order of its fields; none of one whose tag does not fit.
    fn open_cell(
        &mut self,
        row: &[ValueRef<'_>],
        id: Uuid,
        patient: Option<Uuid>,
        cell: &CellColumns,
        values: &mut CellValues,
    ) -> Result<Opening> {
        let fields = cell.spec.fields;
        values.clear();
        let Some(header) = self.index_of(cell.spec.number) else {
            return Ok(open_absent(row, cell, values));
        };
        let head = &self.headers[header];
        for (field, index) in fields.iter().zip(&cell.clear) {
            values.push(match index {
                Some(index) => columns::from_sql(field.kind, row[*index])?,
                None => Value::Null,
            });
        }
        let sealed = match cell.sealed.map(|index| row[index]) {
            None | Some(ValueRef::Null) => None,
            Some(sealed) => Some(blob(sealed)?),
        };
        let address = Address {
            tenant: self.tags.tenant(),
            entity: self.columns.descriptor.number,
            row: id,
            cell: cell.spec.number,
        };
        let opening = match sealed {
            None => Opening::Open,
            Some(sealed) => {
                let each = |number, value| {
                    let known = fields.iter().position(|field| field.number == number);
                    if let Some(index) = known.filter(|index| fields[*index].is_sealed()) {
                        values[index] = value;
                    }
                };
                let (keys, order) = (&mut self.keys, head.order());
                self.session
                    .open_sealed(keys, cell.spec, address, order, sealed, each)
            }
        };
        let mut both = fields.iter().zip(&*values);
        let opening = match opening {
            Opening::Open if !both.all(|(field, value)| fits(field, value)) => Opening::Damaged,
            opening => opening,
        };
        // of a sealed value the row tag covers as much as proves one that opens
        let is_proved = self.is_row_tagged && opening == Opening::Open;
        let blind = match cell.blind.filter(|_| !is_proved) {
            Some(index) => columns::from_sql(Kind::Bytes, row[index])?,
            None => Value::Null,
        };
        let visible = fields.iter().zip(&*values);
        let clear = visible.filter_map(|(field, value)| match (field.is_sealed(), field.blind) {
            (false, _) => Some((field.number, value)),
            (true, true) => Some((field.number, &blind)),
            (true, false) => None,
        });
        if !is_proved && !self.tags.is_tagged(address, patient, head, clear, sealed) {
            values.fill(Value::Undecryptable);
            return Ok(Opening::Damaged);
        }
        self.tagged.push(header);
        if opening != Opening::Open {
            let both = fields.iter().zip(values);
            for (_, value) in both.filter(|(field, _)| field.is_sealed()) {
                *value = Value::Undecryptable;
            }
        }
        Ok(opening)
    }

    /// Returns the author and time of the row's creation; `None` when they are not what was written.
    fn birth(
        &mut self,
        row: &[ValueRef<'_>],
        id: Uuid,
        patient: Option<Uuid>,
    ) -> Result<Option<(Time, UserId)>> {
        let Some(cell) = self.cell(CREATED) else {
            return Ok(None);
        };
        let is_refused = self.is_row_tagged && self.index_of(CREATED).is_none();
        if is_refused && !self.columns.descriptor.authority.is_admin_signed() {
            // it came without one that is valid: each of its other cells has the clinic's tag, for this row and patient
            let first = self.headers.iter().min_by_key(|head| head.clock);
            return Ok(first.map(|head| (Time(head.clock.unix_us()), UserId(head.author))));
        }
        let mut values = std::mem::take(&mut self.values);
        let opening = self.open_cell(row, id, patient, cell, &mut values)?;
        if opening == Opening::Damaged {
            self.damaged.push((id, CREATED));
        }
        let of = |number| value_of(cell.spec, &values, number);
        let birth = match (of(CREATED_AT), of(CREATED_BY)) {
            (Some(Value::Time(at)), Some(Value::Uuid(by))) => Some((Time(*at), UserId(*by))),
            _ => None,
        };
        self.values = values;
        Ok(birth)
    }

    /// The row's deletion, if it is deleted; `None` when that is not what was written: then it is not known.
    fn removal(
        &mut self,
        row: &[ValueRef<'_>],
        id: Uuid,
        patient: Option<Uuid>,
    ) -> Result<Option<Option<Removal>>> {
        let Some(cell) = self.cell(DELETION) else {
            return Ok(Some(None));
        };
        let mut values = std::mem::take(&mut self.values);
        self.open_cell(row, id, patient, cell, &mut values)?;
        let of = |number| value_of(cell.spec, &values, number);
        let at = match of(DELETED_AT) {
            Some(Value::Time(at)) => Time(*at),
            Some(Value::Null) => {
                self.values = values;
                return Ok(Some(None));
            }
            _ => {
                self.damaged.push((id, DELETION));
                return Ok(None);
            }
        };
        let by = match of(DELETED_BY) {
            Some(Value::Uuid(by)) => *by,
            _ => self
                .index_of(DELETION)
                .map_or(Uuid::nil(), |index| self.headers[index].author),
        };
        let reason = match of(DELETED_REASON) {
            Some(Value::Text(word)) => word.parse::<DeletionReason>().ok(),
            _ => None,
        };
        let text = cell.spec.index_of(DELETED_REASON_TEXT);
        Ok(Some(Some(Removal {
            at,
            by: UserId(by),
            reason,
            text: text.map_or(Value::Null, |index| values.swap_remove(index)),
        })))
    }

    fn cell(&self, number: u8) -> Option<&'static CellColumns> {
        let mut cells = self.columns.cells.iter();
        cells.find(|cell| cell.spec.number == number)
    }

    /// What is shown of a row, and the latest write of it.
    fn seen(&self, id: Uuid) -> (ReadVersion, Option<&CellHeaderOrder>) {
        let mut cells = Vec::with_capacity(self.tagged.len());
        let mut latest: Option<&CellHeaderOrder> = None;
        for index in &self.tagged {
            let head = &self.headers[*index];
            if latest.is_none_or(|latest| latest.order() <= head.order()) {
                latest = Some(head);
            }
            if head.cell != CREATED {
                cells.push((head.cell, head.clock));
            }
        }
        let seen = ReadVersion {
            cursor: None,
            rows: vec![RowReadVersion {
                entity: self.columns.descriptor.number,
                row: id,
                cells,
            }],
        };
        (seen, latest)
    }

    /// The cells that were not written by `author`, with who wrote them.
    fn other_authors(&self, author: Uuid) -> Vec<(u8, UserId)> {
        let tagged = self.tagged.iter().map(|index| &self.headers[*index]);
        tagged
            .filter(|head| head.author != author)
            .map(|head| (head.cell, UserId(head.author)))
            .collect()
    }
}

/// A cell that was not written, or did not come: nothing of it is in the file either.
fn open_absent(row: &[ValueRef<'_>], cell: &CellColumns, values: &mut CellValues) -> Opening {
    let clear = cell.clear.iter().flatten();
    let mut columns = clear.chain(&cell.sealed).chain(&cell.blind);
    let is_empty = columns.all(|index| row[*index] == ValueRef::Null);
    let fields = cell.spec.fields.iter();
    values.extend(fields.map(|field| match is_empty && !field.is_sealed() {
        true => Value::Null,
        false => Value::Undecryptable,
    }));
    match is_empty {
        true => Opening::Undecryptable,
        false => Opening::Damaged,
    }
}

fn value_of<'v>(spec: &CellSpec, values: &'v [Value], number: u16) -> Option<&'v Value> {
    values.get(spec.index_of(number)?)
}

/// Cells 1 to 253.
fn is_content(spec: &CellSpec) -> bool {
    spec.number != CREATED && spec.number != DELETION
}

fn blob(raw: ValueRef<'_>) -> std::result::Result<&[u8], Malformed> {
    match raw {
        ValueRef::Blob(bytes) => Ok(bytes),
        _ => Err(Malformed("column of another kind")),
    }
}
