//! Why a group was rejected, and by which row, cell and field.

use uuid::Uuid;

use crate::change::CellWrite;
use crate::codec::{Malformed, Reader, Wire, Writer};
use crate::problem::Code;

/// The verdict on a group that will never be accepted. It names an address, never a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rejection {
    pub code: Code,
    /// None where the complete group is meant, and so are the fields below.
    pub entity: Option<u16>,
    pub row: Option<Uuid>,
    pub cell: Option<u8>,
    pub field: Option<u16>,
}

impl From<Code> for Rejection {
    fn from(code: Code) -> Self {
        Self::of_group(code)
    }
}

impl Rejection {
    /// Returns the rejection of a complete group.
    pub const fn of_group(code: Code) -> Self {
        Self {
            code,
            entity: None,
            row: None,
            cell: None,
            field: None,
        }
    }

    /// Names a row, where nothing narrower is known.
    pub fn in_row(mut self, entity: u16, row: Uuid) -> Self {
        if self.entity.is_none() {
            (self.entity, self.row) = (Some(entity), Some(row));
        }
        self
    }

    /// Names the cell of a write, where none is known.
    pub fn in_write(self, write: &CellWrite) -> Self {
        let mut named = self.in_row(write.entity, write.row);
        named.cell = named.cell.or(Some(write.state.cell));
        named
    }

    pub fn at_field(mut self, field: u16) -> Self {
        self.field = Some(field);
        self
    }
}

impl Wire for Rejection {
    fn write(&self, writer: &mut Writer) {
        self.code.write(writer);
        writer.option(self.entity, Writer::u16);
        writer.option(self.row, Writer::uuid);
        writer.option(self.cell, Writer::u8);
        writer.option(self.field, Writer::u16);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            code: Code::read(reader)?,
            entity: reader.option(Reader::u16)?,
            row: reader.option(Reader::uuid)?,
            cell: reader.option(Reader::u8)?,
            field: reader.option(Reader::u16)?,
        })
    }
}
