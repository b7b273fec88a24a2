//! The `cells` column: everything of a row's cells that has no column of its own.
//!
//! Cells that were written together share their clock and their author, so a header stores only what differs from the
//! one before it, and the first what differs from a row that its `created_by` wrote under the first secret.

use uuid::Uuid;

use crate::change::{CellState, TaggedHeader, VersionBytes, digest_of_replaced, read_replaced};
use crate::clock::Clock;
use crate::codec::{Malformed, Reader, Wire, Writer};
use crate::inner::{read_number, write_number};
use crate::value::Value;

/// A cell without its values and sealed bytes, which stay in their own columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellHeader {
    pub cell: u8,
    pub clock: Clock,
    pub generation: u16,
    pub author: Uuid,
    pub secret_version: u16,
    pub tag: [u8; 16],
    pub signature: Option<[u8; 64]>,
    pub replaces: Vec<VersionBytes>,
}

impl CellHeader {
    pub fn of(state: &CellState) -> Self {
        Self {
            cell: state.cell,
            clock: state.clock,
            generation: state.generation,
            author: state.author,
            secret_version: state.secret_version,
            tag: state.tag,
            signature: state.signature,
            replaces: state.replaces.clone(),
        }
    }

    pub fn into_state(self, clear: Vec<(u16, Value)>, sealed: Option<Vec<u8>>) -> CellState {
        CellState {
            cell: self.cell,
            clock: self.clock,
            generation: self.generation,
            author: self.author,
            secret_version: self.secret_version,
            clear,
            sealed,
            tag: self.tag,
            signature: self.signature,
            replaces: self.replaces,
        }
    }

    fn written(&self) -> Written {
        Written {
            clock: self.clock,
            generation: self.generation,
            author: self.author,
            secret_version: self.secret_version,
        }
    }
}

/// The cell, its clock, its author and its tag: as much of a [`CellHeader`] as reading a row needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellHeaderOrder {
    pub cell: u8,
    pub clock: Clock,
    pub generation: u16,
    pub author: Uuid,
    pub secret_version: u16,
    pub tag: [u8; 16],
    /// See [`digest_of_replaced`].
    pub replaced: Option<[u8; 32]>,
}

impl CellHeaderOrder {
    /// Returns the order of a cell: by clock, then by seal generation.
    pub fn order(&self) -> (Clock, u16) {
        (self.clock, self.generation)
    }

    /// Returns what the cell's tag covers of it.
    pub fn tagged(&self) -> TaggedHeader {
        TaggedHeader {
            clock: self.clock,
            generation: self.generation,
            author: self.author,
            secret_version: self.secret_version,
            replaced: self.replaced,
        }
    }
}

/// The fields that cells of one write have in common.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Written {
    clock: Clock,
    generation: u16,
    author: Uuid,
    secret_version: u16,
}

const CLOCK: u8 = 1;
const GENERATION: u8 = 2;
const AUTHOR: u8 = 4;
const SECRET_VERSION: u8 = 8;
const SIGNATURE: u8 = 16;
const REPLACED: u8 = 32;

impl Written {
    fn before_all(created_by: Option<Uuid>) -> Self {
        Self {
            clock: Clock::default(),
            generation: 0,
            author: created_by.unwrap_or_default(),
            secret_version: 1,
        }
    }

    /// Returns a flag for each field that differs from `before`'s.
    fn differs(&self, before: &Self) -> u8 {
        let flag = |differs: bool, flag: u8| if differs { flag } else { 0 };
        flag(self.clock != before.clock, CLOCK)
            | flag(self.generation != before.generation, GENERATION)
            | flag(self.author != before.author, AUTHOR)
            | flag(self.secret_version != before.secret_version, SECRET_VERSION)
    }

    fn write(&self, flags: u8, writer: &mut Writer) {
        if flags & CLOCK != 0 {
            writer.raw(&self.clock.to_array()[..TIME_LENGTH]);
            write_number(writer, u128::from(self.clock.counter));
            write_number(writer, u128::from(self.clock.device));
        }
        if flags & GENERATION != 0 {
            writer.u16(self.generation);
        }
        if flags & AUTHOR != 0 {
            writer.uuid(self.author);
        }
        if flags & SECRET_VERSION != 0 {
            writer.u16(self.secret_version);
        }
    }

    fn read(before: Self, flags: u8, reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let mut written = before;
        if flags & CLOCK != 0 {
            written.clock = read_clock(reader)?;
        }
        if flags & GENERATION != 0 {
            written.generation = reader.u16()?;
        }
        if flags & AUTHOR != 0 {
            written.author = reader.uuid()?;
        }
        if flags & SECRET_VERSION != 0 {
            written.secret_version = reader.u16()?;
        }
        if written.differs(&before) != flags & !(SIGNATURE | REPLACED) {
            return Err(Malformed("a header repeats the one before it"));
        }
        Ok(written)
    }
}

/// The milliseconds of a clock; its counter and its device are small and packed.
const TIME_LENGTH: usize = 6;

fn read_clock(reader: &mut Reader<'_>) -> Result<Clock, Malformed> {
    let [a, b, c, d, e, f] = reader.array()?;
    let out_of_range = |_| Malformed("clock out of range");
    Ok(Clock {
        unix_ms: u64::from_be_bytes([0, 0, a, b, c, d, e, f]),
        counter: u16::try_from(read_number(reader)?).map_err(out_of_range)?,
        device: u32::try_from(read_number(reader)?).map_err(out_of_range)?,
    })
}

/// Encodes headers in ascending order of their cell. `created_by` is that column of the row: nearly every row's first
/// author.
pub fn write_cell_headers(headers: &[CellHeader], created_by: Option<Uuid>) -> Vec<u8> {
    let mut writer = Writer::with_capacity(headers.len() * 18 + 34);
    let mut before = Written::before_all(created_by);
    for header in headers {
        let written = header.written();
        let differs = written.differs(&before);
        writer.u8(header.cell);
        let follows = |is_there: bool, flag: u8| if is_there { flag } else { 0 };
        writer.u8(differs
            | follows(header.signature.is_some(), SIGNATURE)
            | follows(!header.replaces.is_empty(), REPLACED));
        written.write(differs, &mut writer);
        writer.raw(&header.tag);
        if let Some(signature) = &header.signature {
            writer.raw(signature);
        }
        if !header.replaces.is_empty() {
            writer.list(&header.replaces, |w, version| version.write(w));
        }
        before = written;
    }
    writer.finish()
}

/// # Errors
/// `Malformed` for what [`write_cell_headers`] does not write.
pub fn read_cell_headers(
    bytes: &[u8],
    created_by: Option<Uuid>,
) -> Result<Vec<CellHeader>, Malformed> {
    let mut headers = Vec::new();
    each(
        bytes,
        created_by,
        |cell, written, tag, signature, replaces| {
            headers.push(CellHeader {
                cell,
                clock: written.clock,
                generation: written.generation,
                author: written.author,
                secret_version: written.secret_version,
                tag,
                signature,
                replaces,
            });
        },
    )?;
    Ok(headers)
}

/// Does the same as [`read_cell_headers`] without a list. After an error the caller discards what was visited.
pub fn each_cell_header(
    bytes: &[u8],
    created_by: Option<Uuid>,
    mut visit: impl FnMut(CellHeaderOrder),
) -> Result<(), Malformed> {
    each(bytes, created_by, |cell, written, tag, _, replaces| {
        visit(CellHeaderOrder {
            cell,
            clock: written.clock,
            generation: written.generation,
            author: written.author,
            secret_version: written.secret_version,
            tag,
            replaced: digest_of_replaced(&replaces),
        });
    })
}

fn each(
    bytes: &[u8],
    created_by: Option<Uuid>,
    mut visit: impl FnMut(u8, Written, [u8; 16], Option<[u8; 64]>, Vec<VersionBytes>),
) -> Result<(), Malformed> {
    let mut reader = Reader::new(bytes);
    let mut before = Written::before_all(created_by);
    let mut last = None;
    while reader.remaining() > 0 {
        let cell = reader.u8()?;
        if last >= Some(cell) {
            return Err(Malformed("cells out of order"));
        }
        last = Some(cell);
        let flags = reader.u8()?;
        if flags >= REPLACED << 1 {
            return Err(Malformed("unknown flag of a header"));
        }
        before = Written::read(before, flags, &mut reader)?;
        let tag = reader.array()?;
        let signature = if flags & SIGNATURE != 0 {
            Some(reader.array()?)
        } else {
            None
        };
        let replaces = match flags & REPLACED {
            0 => Vec::new(),
            _ => read_replaced(&mut reader)?,
        };
        visit(cell, before, tag, signature, replaces);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn header(cell: u8, counter: u16, signature: Option<[u8; 64]>) -> CellHeader {
        CellHeader {
            cell,
            clock: Clock {
                unix_ms: 7,
                counter,
                device: 3,
            },
            generation: counter,
            author: Uuid::from_u128(9),
            secret_version: 1,
            tag: [cell; 16],
            signature,
            replaces: Vec::new(),
        }
    }

    #[test]
    fn headers_come_back_and_what_reading_needs_of_them_is_the_same() {
        let headers = [
            header(0, 1, None),
            header(1, 1, Some([6; 64])),
            CellHeader {
                replaces: vec![VersionBytes {
                    clock: Clock::default(),
                    hash: [5; 32],
                }],
                ..header(2, 2, None)
            },
            header(255, 0, None),
        ];
        for created_by in [None, Some(Uuid::from_u128(9)), Some(Uuid::from_u128(8))] {
            let bytes = write_cell_headers(&headers, created_by);
            assert_eq!(read_cell_headers(&bytes, created_by).unwrap(), headers);
        }
        let bytes = write_cell_headers(&headers, None);
        let mut orders = Vec::new();
        each_cell_header(&bytes, None, |order| orders.push(order)).unwrap();
        for (order, header) in orders.iter().zip(&headers) {
            assert_eq!((order.cell, order.author), (header.cell, header.author));
            assert_eq!(order.order(), (header.clock, header.generation));
            assert_eq!(
                (order.secret_version, order.tag),
                (header.secret_version, header.tag)
            );
            assert_eq!(order.replaced, digest_of_replaced(&header.replaces));
        }
        assert_eq!(orders.len(), headers.len());
    }

    #[test]
    fn cells_that_were_written_together_cost_a_tag_each() {
        let one = write_cell_headers(&[header(0, 1, None)], None).len();
        let two = write_cell_headers(&[header(0, 1, None), header(1, 1, None)], None).len();
        assert_eq!(two - one, 18);
    }

    #[test]
    fn the_creator_of_a_row_is_not_named_again() {
        let headers = [header(0, 0, None), header(1, 0, None)];
        let named = write_cell_headers(&headers, Some(Uuid::from_u128(8))).len();
        let bytes = write_cell_headers(&headers, Some(Uuid::from_u128(9)));
        assert_eq!((bytes.len(), named - bytes.len()), (44, 16));
        let mut other = headers;
        other[1].author = Uuid::from_u128(8);
        let bytes = write_cell_headers(&other, Some(Uuid::from_u128(9)));
        assert_eq!(
            read_cell_headers(&bytes, Some(Uuid::from_u128(9))).unwrap(),
            other
        );
    }

    #[test]
    fn there_is_no_second_spelling() {
        let two = write_cell_headers(&[header(0, 1, None), header(1, 1, None)], None);
        let first = write_cell_headers(&[header(0, 1, None)], None);
        // the second header repeats its clock
        let mut repeated = first.clone();
        repeated.extend([1, CLOCK]);
        repeated.extend([0, 0, 0, 0, 0, 7, 1, 3]);
        repeated.extend([1; 16]);
        assert!(
            read_cell_headers(&two, None).is_ok() && read_cell_headers(&repeated, None).is_err()
        );
        assert!(read_cell_headers(&[first.clone(), first.clone()].concat(), None).is_err());
        let mut flagged = first.clone();
        flagged[1] |= 0x40;
        assert!(read_cell_headers(&flagged, None).is_err());
        assert!(read_cell_headers(&first[..first.len() - 1], None).is_err());
    }
}
