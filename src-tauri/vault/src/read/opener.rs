//! Opens rows as a statement steps over them: what is sealed goes from the page into one buffer and from there into
//! values, and nothing of it is copied in between.

use std::borrow::Cow;

use rusqlite::types::ValueRef;
use rusqlite::{Row, Statement};
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
use sync_contract::{CellContent, CellSpec, Malformed, Value};
use uuid::Uuid;

use crate::error::Result;
use crate::outbox::waiting::RowSync;
use crate::read::stored::{Removal, Stored};
use crate::session::Session;
use crate::session::cells::{Opening, RowKeys, fits};
use crate::store::columns;
use crate::store::columns::{CellColumns, Columns};

/// Opens the rows of one statement as far as a user's keys go.
pub(super) struct Opener<'a> {
    session: &'a Session,
    tenant: Uuid,
    columns: &'static Columns,
    /// The index of each declared column in the statement; `None` when they are in the order of the declaration.
    indices: Option<Cow<'static, [usize]>>,
    headers: Vec<CellHeaderOrder>,
    keys: RowKeys,
    /// Cells whose key is here and which do not open to what they declare.
    pub damaged: Vec<(Uuid, u8)>,
}

impl<'a> Opener<'a> {
    /// For a statement of [`Columns`] itself.
    pub fn declared(session: &'a Session, tenant: Uuid, columns: &'static Columns) -> Self {
        Self {
            session,
            tenant,
            columns,
            indices: None,
            headers: Vec::new(),
            keys: RowKeys::default(),
            damaged: Vec::new(),
        }
    }

    /// For a `select t.*`.
    ///
    /// # Errors
    /// When the statement lacks a declared column.
    pub fn of(
        session: &'a Session,
        tenant: Uuid,
        columns: &'static Columns,
        statement: &Statement<'_>,
    ) -> Result<Self> {
        let indices = columns.indices(statement)?;
        let declared = Self::declared(session, tenant, columns);
        Ok(Self {
            indices: Some(indices),
            ..declared
        })
    }

    /// Opens a row without its siblings and its state in the queue. `None` for one that lacks cell 0: it is among
    /// the quarantined.
    pub fn open(&mut self, row: &Row<'_>) -> Result<Option<Stored<sync_contract::Row>>> {
        let columns = self.columns;
        let id = columns::uuid(blob(self.at(row, columns.id)?)?)?;
        self.read_cell_headers(row)?;
        self.keys.forget();
        let Some((created_at, created_by)) = self.birth(row)? else {
            return Ok(None);
        };
        let patient = match columns.patient {
            Some(index) => Some(columns::uuid(blob(self.at(row, index)?)?)?),
            None => None,
        };
        let mut damaged = Vec::new();
        let mut cells = Vec::with_capacity(columns.cells.len());
        for cell in columns.cells.iter().filter(|cell| is_content(cell.spec)) {
            let (values, opening) = self.open_cell(row, id, cell)?;
            if opening == Opening::Damaged {
                damaged.push(cell.spec.number);
                self.damaged.push((id, cell.spec.number));
            }
            cells.push(CellContent {
                number: cell.spec.number,
                values,
            });
        }
        let latest = self.headers.iter().max_by_key(|head| head.order());
        let stored = Stored {
            value: sync_contract::Row {
                descriptor: columns.descriptor,
                id,
                patient,
                cells,
            },
            created_at,
            created_by,
            updated_at: latest.map_or(created_at, |head| Time(head.clock.unix_us())),
            updated_by: latest.map_or(created_by, |head| UserId(head.author)),
            deleted: self.removal(row, id)?,
            seen: self.seen(id),
            conflicted: Vec::new(),
            damaged,
            sync: RowSync::default(),
        };
        Ok(Some(stored))
    }

    fn at<'r>(&self, row: &'r Row<'_>, column: usize) -> Result<ValueRef<'r>> {
        let index = self
            .indices
            .as_ref()
            .map_or(column, |indices| indices[column]);
        Ok(row.get_ref(index)?)
    }

    fn read_cell_headers(&mut self, row: &Row<'_>) -> Result<()> {
        self.headers.clear();
        let created_by = match self.at(row, self.columns.created_by)? {
            ValueRef::Null => None,
            id => Some(columns::uuid(blob(id)?)?),
        };
        let (bytes, headers) = (
            blob(self.at(row, self.columns.headers)?)?,
            &mut self.headers,
        );
        Ok(each_cell_header(bytes, created_by, |head| {
            headers.push(head)
        })?)
    }

    fn head(&self, cell: u8) -> Option<CellHeaderOrder> {
        self.headers.iter().find(|head| head.cell == cell).copied()
    }

    /// The values of a cell in the order of its fields.
    fn open_cell(
        &mut self,
        row: &Row<'_>,
        id: Uuid,
        cell: &CellColumns,
    ) -> Result<(Vec<Value>, Opening)> {
        let head = self.head(cell.spec.number);
        let mut values = Vec::with_capacity(cell.spec.fields.len());
        for (field, index) in cell.spec.fields.iter().zip(&cell.clear) {
            values.push(match index {
                Some(index) if head.is_some() => {
                    columns::from_sql(field.kind, self.at(row, *index)?)?
                }
                _ => Value::Null,
            });
        }
        let Some(sealed) = cell.sealed else {
            return Ok((values, Opening::Open));
        };
        let opening = match (head, self.at(row, sealed)?) {
            (None, _) => Opening::Undecryptable,
            (Some(_), ValueRef::Null) => Opening::Open,
            (Some(head), sealed) => {
                let address = Address {
                    tenant: self.tenant,
                    entity: self.columns.descriptor.number,
                    row: id,
                    cell: cell.spec.number,
                };
                let fields = cell.spec.fields;
                let each = |number, value| {
                    let known = fields.iter().position(|field| field.number == number);
                    if let Some(index) = known.filter(|index| fields[*index].is_sealed()) {
                        values[index] = value;
                    }
                };
                let keys = &mut self.keys;
                let (order, sealed) = (head.order(), blob(sealed)?);
                self.session
                    .open_sealed(keys, cell.spec, address, order, sealed, each)
            }
        };
        let mut both = cell.spec.fields.iter().zip(&values);
        let opening = match opening {
            Opening::Open if head.is_some() && !both.all(|(field, value)| fits(field, value)) => {
                Opening::Damaged
            }
            opening => opening,
        };
        if opening != Opening::Open {
            let both = cell.spec.fields.iter().zip(&mut values);
            for (_, value) in both.filter(|(field, _)| field.is_sealed()) {
                *value = Value::Undecryptable;
            }
        }
        Ok((values, opening))
    }

    fn birth(&mut self, row: &Row<'_>) -> Result<Option<(Time, UserId)>> {
        let birth = self
            .columns
            .cells
            .iter()
            .find(|cell| cell.spec.number == CREATED);
        let Some((birth, _)) = birth.zip(self.head(CREATED)) else {
            return Ok(None);
        };
        let at = self.clear(row, birth, CREATED_AT)?;
        let by = self.clear(row, birth, CREATED_BY)?;
        Ok(match (at, by) {
            (Value::Time(at), Value::Uuid(by)) => Some((Time(at), UserId(by))),
            _ => None,
        })
    }

    fn removal(&mut self, row: &Row<'_>, id: Uuid) -> Result<Option<Removal>> {
        let cell = self
            .columns
            .cells
            .iter()
            .find(|cell| cell.spec.number == DELETION);
        let Some((cell, head)) = cell.zip(self.head(DELETION)) else {
            return Ok(None);
        };
        let Value::Time(at) = self.clear(row, cell, DELETED_AT)? else {
            return Ok(None);
        };
        let by = match self.clear(row, cell, DELETED_BY)? {
            Value::Uuid(by) => by,
            _ => head.author,
        };
        let reason = match self.clear(row, cell, DELETED_REASON)? {
            Value::Text(word) => word.parse::<DeletionReason>().ok(),
            _ => None,
        };
        let (values, _) = self.open_cell(row, id, cell)?;
        let fields_and_values = cell.spec.fields.iter().zip(values);
        let mut text = fields_and_values
            .filter(|(field, _)| field.number == DELETED_REASON_TEXT)
            .map(|(_, text)| text);
        Ok(Some(Removal {
            at: Time(at),
            by: UserId(by),
            reason,
            text: text.next_back().unwrap_or(Value::Null),
        }))
    }

    fn clear(&self, row: &Row<'_>, cell: &CellColumns, number: u16) -> Result<Value> {
        let fields = cell.spec.fields;
        let field = fields.iter().position(|field| field.number == number);
        let Some((field, index)) = field.and_then(|at| Some((at, cell.clear[at]?))) else {
            return Ok(Value::Null);
        };
        Ok(columns::from_sql(fields[field].kind, self.at(row, index)?)?)
    }

    fn seen(&self, id: Uuid) -> ReadVersion {
        let cells = self.headers.iter().filter(|head| head.cell != CREATED);
        ReadVersion {
            rows: vec![RowReadVersion {
                entity: self.columns.descriptor.number,
                row: id,
                cells: cells.map(|head| (head.cell, head.clock)).collect(),
            }],
        }
    }
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
