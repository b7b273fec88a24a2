//! The columns of an entity's table, in one order for both databases, and a row as the values of its columns.
//!
//! A driver adds what is its own (the server a sequence number), turns values into those of its database, and writes
//! the statements; what a column is called and which part of a row it holds is decided here.

use uuid::Uuid;

use crate::cell_header::{CellHeader, read_cell_headers, write_cell_headers};
use crate::change::CellState;
use crate::clock::Clock;
use crate::codec::Malformed;
use crate::descriptor::{CREATED, CellSpec, Descriptor, FieldSpec};
use crate::every_entity;
use crate::pull::RowState;
use crate::value::{Kind, Value};

/// The part of a row that a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    Id,
    Tenant,
    /// The patient of the row, which is also a clear value of its cell `CREATED`.
    Patient,
    /// A clear field of the cell.
    Clear {
        cell: u8,
        field: u16,
    },
    /// The cell's sealed fields, as one value.
    Sealed {
        cell: u8,
    },
    /// The index of a sealed field: a clear value of 16 bytes under the field's own number.
    Blind {
        cell: u8,
        field: u16,
    },
    /// When the row was last written; null while it is as it was created.
    UpdatedAt,
    /// The author of the last write.
    UpdatedBy,
    /// Clocks, authors and tags of all the row's cells, encoded.
    CellHeaders,
}

impl Source {
    /// The author of the row's creation; its cell headers do not repeat it.
    pub const CREATED_BY: Self = Self::Clear {
        cell: CREATED,
        field: every_entity::CREATED_BY,
    };

    /// Returns the cell that the column belongs to; none for a column of the row, which every write may change.
    pub fn cell(self) -> Option<u8> {
        match self {
            Self::Patient => Some(CREATED),
            Self::Clear { cell, .. } | Self::Sealed { cell } | Self::Blind { cell, .. } => {
                Some(cell)
            }
            Self::Id | Self::Tenant | Self::UpdatedAt | Self::UpdatedBy | Self::CellHeaders => None,
        }
    }

    /// Returns whether the column repeats what a reader of the row knows from elsewhere.
    pub fn is_derived(self) -> bool {
        matches!(self, Self::Tenant | Self::UpdatedAt | Self::UpdatedBy)
    }

    fn of_field(cell: &CellSpec, field: &FieldSpec) -> Self {
        match (cell.number, field.number) {
            (CREATED, every_entity::PATIENT) => Self::Patient,
            (cell, field) => Self::Clear { cell, field },
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
    pub source: Source,
    /// The words that a CHECK allows; empty where any value of the kind is allowed.
    pub choices: &'static [&'static str],
}

/// Returns the columns of an entity's table in their order: those that name the row, each cell's clear fields, sealed
/// value and blind index, and those that every write changes. The cell headers are the last.
pub fn columns_of(descriptor: &Descriptor) -> Vec<Column> {
    let column = |name: String, kind: Kind, source: Source| Column {
        name,
        kind,
        source,
        choices: &[],
    };
    let [
        (id, id_kind),
        (tenant, tenant_kind),
        (headers, headers_kind),
    ] = every_entity::ROW_COLUMNS;
    let mut columns = vec![
        column(id.to_owned(), id_kind, Source::Id),
        column(tenant.to_owned(), tenant_kind, Source::Tenant),
    ];
    for cell in descriptor.cells {
        columns.extend(cell.clear_fields().map(|field| Column {
            choices: field.choices,
            ..column(
                field.name.to_owned(),
                field.kind,
                Source::of_field(cell, field),
            )
        }));
        if let Some(name) = cell.sealed_column() {
            let source = Source::Sealed { cell: cell.number };
            columns.push(column(name, Kind::Bytes, source));
        }
        if let Some(field) = cell.blind_field() {
            let name = format!("{}_blind", field.name);
            let source = Source::Blind {
                cell: cell.number,
                field: field.number,
            };
            columns.push(column(name, Kind::Bytes, source));
        }
    }
    if !descriptor.authority.is_append_only() {
        let [(at, at_kind), (by, by_kind)] = every_entity::DERIVED_COLUMNS;
        columns.push(column(at.to_owned(), at_kind, Source::UpdatedAt));
        columns.push(column(by.to_owned(), by_kind, Source::UpdatedBy));
    }
    columns.push(column(
        headers.to_owned(),
        headers_kind,
        Source::CellHeaders,
    ));
    columns
}

/// What a column holds of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ColumnValue<'a> {
    Null,
    Value(&'a Value),
    Uuid(&'a Uuid),
    /// Microseconds since 1970.
    Time(i64),
    Bytes(&'a [u8]),
}

/// A row as the values of its columns. Cells that the entity does not declare have none and are passed over.
#[derive(Debug)]
pub struct RowValues<'a> {
    tenant: Uuid,
    state: &'a RowState,
    headers: Vec<u8>,
    /// Clock and author of the last write; none while the row is as it was created.
    updated: Option<(Clock, Uuid)>,
}

impl<'a> RowValues<'a> {
    pub fn of(descriptor: &Descriptor, tenant: Uuid, state: &'a RowState) -> Self {
        let cells = state.cells.iter();
        let declared = cells.filter(|cell| descriptor.cell(cell.cell).is_some());
        let headers: Vec<CellHeader> = declared.clone().map(CellHeader::of).collect();
        let created = state.cell(CREATED);
        let created_by = created.and_then(|cell| {
            let by = cell.clear_value(every_entity::CREATED_BY);
            by.and_then(Value::as_uuid)
        });
        let written = |cell: &CellState| (cell.clock, cell.author);
        let latest = declared.max_by_key(|cell| cell.order()).map(written);
        Self {
            tenant,
            state,
            headers: write_cell_headers(&headers, created_by),
            updated: latest.filter(|latest| Some(*latest) != created.map(written)),
        }
    }

    /// Returns what the column of this source holds.
    pub fn get(&self, source: Source) -> ColumnValue<'_> {
        let value = match source {
            Source::Id => Some(ColumnValue::Uuid(&self.state.row)),
            Source::Tenant => Some(ColumnValue::Uuid(&self.tenant)),
            Source::Patient => self.state.patient.as_ref().map(ColumnValue::Uuid),
            Source::Clear { cell, field } | Source::Blind { cell, field } => {
                let cell = self.state.cell(cell);
                let value = cell.and_then(|cell| cell.clear_value(field));
                value.map(ColumnValue::Value)
            }
            Source::Sealed { cell } => {
                let cell = self.state.cell(cell);
                let sealed = cell.and_then(|cell| cell.sealed.as_deref());
                sealed.map(ColumnValue::Bytes)
            }
            Source::UpdatedAt => self
                .updated
                .map(|(clock, _)| ColumnValue::Time(clock.unix_us())),
            Source::UpdatedBy => self
                .updated
                .as_ref()
                .map(|(_, author)| ColumnValue::Uuid(author)),
            Source::CellHeaders => Some(ColumnValue::Bytes(&self.headers)),
        };
        value.unwrap_or(ColumnValue::Null)
    }
}

/// Puts a row together from the values of its columns, which come in the order of [`columns_of`].
#[derive(Debug)]
pub struct RowBuilder {
    entity: u16,
    id: Option<Uuid>,
    patient: Option<Uuid>,
    parts: Vec<Part>,
    headers: Option<Vec<CellHeader>>,
}

/// What the columns hold of one cell.
#[derive(Debug)]
struct Part {
    cell: u8,
    clear: Vec<(u16, Value)>,
    sealed: Option<Vec<u8>>,
}

impl RowBuilder {
    pub fn new(descriptor: &Descriptor) -> Self {
        Self {
            entity: descriptor.number,
            id: None,
            patient: None,
            parts: Vec::with_capacity(descriptor.cells.len()),
            headers: None,
        }
    }

    /// Takes what a column holds. What is derived may be left out.
    ///
    /// # Errors
    /// `Malformed` for a value of another kind, or for headers that cannot be read.
    pub fn set(&mut self, source: Source, value: Value) -> Result<(), Malformed> {
        match (source, value) {
            (Source::Id, Value::Uuid(id)) => self.id = Some(id),
            (Source::Patient, Value::Uuid(patient)) => {
                self.patient = Some(patient);
                let value = Value::Uuid(patient);
                let part = self.part(CREATED);
                part.clear.push((every_entity::PATIENT, value));
            }
            (Source::Clear { cell, field } | Source::Blind { cell, field }, value) => {
                self.part(cell).clear.push((field, value));
            }
            (Source::Sealed { cell }, Value::Bytes(sealed)) => {
                self.part(cell).sealed = Some(sealed);
            }
            (Source::Sealed { .. }, Value::Null) => {}
            (Source::CellHeaders, Value::Bytes(headers)) => self.set_headers(&headers)?,
            (source, _) if source.is_derived() => {}
            _ => return Err(Malformed("column of another kind")),
        }
        Ok(())
    }

    /// Takes the cell headers without a copy of them.
    ///
    /// # Errors
    /// `Malformed` for headers that cannot be read.
    pub fn set_headers(&mut self, headers: &[u8]) -> Result<(), Malformed> {
        let created = self.part(CREATED).clear.iter();
        let created_by = created
            .filter(|(field, _)| *field == every_entity::CREATED_BY)
            .find_map(|(_, value)| value.as_uuid());
        self.headers = Some(read_cell_headers(headers, created_by)?);
        Ok(())
    }

    /// Returns the row: a cell for each header, without siblings.
    ///
    /// # Errors
    /// `Malformed` for a row without its id or its headers.
    pub fn finish(mut self) -> Result<RowState, Malformed> {
        let headers = self.headers.take();
        let headers = headers.ok_or(Malformed("row without cell headers"))?;
        let cells = headers.into_iter().map(|header| {
            let part = self.part(header.cell);
            let mut clear = std::mem::take(&mut part.clear);
            clear.sort_by_key(|(number, _)| *number);
            header.into_state(clear, part.sealed.take())
        });
        let cells = cells.collect();
        Ok(RowState {
            cells,
            ..RowState::empty(
                self.entity,
                self.id.ok_or(Malformed("row without an id"))?,
                self.patient,
            )
        })
    }

    fn part(&mut self, cell: u8) -> &mut Part {
        // the columns of a cell are adjacent, so it is nearly always the last part
        let index = self.parts.iter().rposition(|part| part.cell == cell);
        let index = index.unwrap_or_else(|| {
            self.parts.push(Part {
                cell,
                clear: Vec::new(),
                sealed: None,
            });
            self.parts.len() - 1
        });
        &mut self.parts[index]
    }
}

#[cfg(test)]
mod tests;
