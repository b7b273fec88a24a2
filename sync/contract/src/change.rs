//! What is written, signed, queued and pushed: cells, and the groups that a user's action makes of them.

use uuid::Uuid;

use crate::clock::Clock;
use crate::codec::{Malformed, Reader, Wire, Writer};
use crate::value::{Value, read_fields, write_fields};

/// A group holds at most this many cells ...
pub const GROUP_CELLS_MAX: usize = 500;
/// ... and this many bytes; a larger action is several groups of one action.
pub const GROUP_BYTES_MAX: usize = 512 * 1024;
/// One push holds at most this many cells ...
pub const PUSH_CELLS_MAX: usize = 1_000;
/// ... and this many bytes.
pub const PUSH_BYTES_MAX: usize = 1024 * 1024;

/// What a cell is called before the bytes inside it: nothing sealed opens under another address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    pub tenant: Uuid,
    pub entity: u16,
    pub row: Uuid,
    pub cell: u8,
}

/// A cell as it rests, travels and lies on the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellState {
    pub cell: u8,
    pub clock: Clock,
    /// Raised only by a re-seal at an equal clock.
    pub generation: u16,
    pub author: Uuid,
    /// The version of the clinic secret that the tag is under.
    pub secret_version: u16,
    /// Numbered clear values, in ascending order.
    pub clear: Vec<(u16, Value)>,
    pub sealed: Option<Vec<u8>>,
    pub tag: [u8; 16],
    /// Gated entities only: the author's Ed25519 signature over the tag's own input.
    pub signature: Option<[u8; 64]>,
}

impl CellState {
    /// Cells are ordered by clock, then by seal generation.
    pub fn order(&self) -> (Clock, u16) {
        (self.clock, self.generation)
    }

    pub fn clear_value(&self, number: u16) -> Option<&Value> {
        self.clear
            .iter()
            .find(|(n, _)| *n == number)
            .map(|(_, value)| value)
    }
}

impl Wire for CellState {
    fn write(&self, writer: &mut Writer) {
        writer.u8(self.cell);
        self.clock.write(writer);
        writer.u16(self.generation);
        writer.uuid(self.author);
        writer.u16(self.secret_version);
        write_fields(writer, &self.clear);
        writer.option(self.sealed.as_deref(), Writer::bytes);
        writer.raw(&self.tag);
        writer.option(self.signature.as_ref(), |w, signature| w.raw(signature));
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            cell: reader.u8()?,
            clock: Clock::read(reader)?,
            generation: reader.u16()?,
            author: reader.uuid()?,
            secret_version: reader.u16()?,
            clear: read_fields(reader)?,
            sealed: reader.option(|r| r.bytes().map(<[u8]>::to_vec))?,
            tag: reader.array()?,
            signature: reader.option(Reader::array)?,
        })
    }
}

const SEAL_LABEL: &[u8; 17] = b"nutrivault seal 1";
/// Label, tenant, entity, row, cell, clock, generation.
pub const ASSOCIATED_DATA_LENGTH: usize = SEAL_LABEL.len() + 16 + 2 + 16 + 1 + Clock::LENGTH + 2;

/// The associated data of a sealed cell: a value copied to another row, cell, tenant or time does not open.
pub fn associated_data(
    address: Address,
    clock: Clock,
    generation: u16,
) -> [u8; ASSOCIATED_DATA_LENGTH] {
    let mut bytes = [0; ASSOCIATED_DATA_LENGTH];
    let mut rest = &mut bytes[..];
    for part in [
        &SEAL_LABEL[..],
        address.tenant.as_bytes(),
        &address.entity.to_be_bytes(),
        address.row.as_bytes(),
        &[address.cell],
        &clock.to_array(),
        &generation.to_be_bytes(),
    ] {
        let (place, after) = rest.split_at_mut(part.len());
        place.copy_from_slice(part);
        rest = after;
    }
    bytes
}

/// What the clinic tag and a gated cell's signature cover. `sealed_hash` is SHA-256 of the sealed bytes.
pub fn tag_input(
    address: Address,
    patient: Option<Uuid>,
    state: &CellState,
    sealed_hash: Option<[u8; 32]>,
) -> Vec<u8> {
    let mut writer = Writer::with_capacity(256);
    writer.raw(b"nutrivault cell 1");
    write_address(&mut writer, address);
    state.clock.write(&mut writer);
    writer.u16(state.generation);
    writer.uuid(state.author);
    writer.u16(state.secret_version);
    writer.option(patient, Writer::uuid);
    write_fields(&mut writer, &state.clear);
    writer.option(sealed_hash.as_ref(), |w, hash| w.raw(hash));
    writer.finish()
}

fn write_address(writer: &mut Writer, address: Address) {
    writer.uuid(address.tenant);
    writer.u16(address.entity);
    writer.uuid(address.row);
    writer.u8(address.cell);
}

/// One cell of a group: where, what, and what its writer had seen there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellWrite {
    pub entity: u16,
    pub row: Uuid,
    pub patient: Option<Uuid>,
    pub state: CellState,
    /// The clocks of the cell and its sides that the writer saw; empty for a new row.
    pub base: Vec<Clock>,
}

impl Wire for CellWrite {
    fn write(&self, writer: &mut Writer) {
        writer.u16(self.entity);
        writer.uuid(self.row);
        writer.option(self.patient, Writer::uuid);
        self.state.write(writer);
        writer.list(&self.base, |w, clock| clock.write(w));
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            entity: reader.u16()?,
            row: reader.uuid()?,
            patient: reader.option(Reader::uuid)?,
            state: CellState::read(reader)?,
            base: reader.list(Clock::read)?,
        })
    }
}

/// A user's action, or a part of a large one. Its id is the idempotence key for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Random, not ordered.
    pub id: Uuid,
    pub tenant: Uuid,
    /// Shared by the groups of one action.
    pub action: Uuid,
    pub author: Uuid,
    /// The number of the device that wrote it.
    pub device: u32,
    pub writes: Vec<CellWrite>,
    /// The author's Ed25519 signature over [`Group::signing_input`].
    pub signature: [u8; 64],
}

impl Group {
    /// What the author signs: the header and the hash of each write.
    pub fn signing_input(&self, hash: impl Fn(&[u8]) -> [u8; 32]) -> Vec<u8> {
        let mut writer = Writer::with_capacity(128 + self.writes.len() * 32);
        writer.raw(b"nutrivault group 1");
        self.write_header(&mut writer);
        writer.list(&self.writes, |w, write| w.raw(&hash(&write.to_bytes())));
        writer.finish()
    }

    fn write_header(&self, writer: &mut Writer) {
        writer.uuid(self.id);
        writer.uuid(self.tenant);
        writer.uuid(self.action);
        writer.uuid(self.author);
        writer.u32(self.device);
    }
}

impl Wire for Group {
    fn write(&self, writer: &mut Writer) {
        self.write_header(writer);
        writer.list(&self.writes, |w, write| write.write(w));
        writer.raw(&self.signature);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            id: reader.uuid()?,
            tenant: reader.uuid()?,
            action: reader.uuid()?,
            author: reader.uuid()?,
            device: reader.u32()?,
            writes: reader.list(CellWrite::read)?,
            signature: reader.array()?,
        })
    }
}

/// The `cells` column: everything of a row's cells that has no column of its own.
///
/// The values stay in the typed columns and the sealed bytes in theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellHead {
    pub cell: u8,
    pub clock: Clock,
    pub generation: u16,
    pub author: Uuid,
    pub secret_version: u16,
    pub tag: [u8; 16],
    pub signature: Option<[u8; 64]>,
}

impl CellHead {
    pub fn of(state: &CellState) -> Self {
        Self {
            cell: state.cell,
            clock: state.clock,
            generation: state.generation,
            author: state.author,
            secret_version: state.secret_version,
            tag: state.tag,
            signature: state.signature,
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
        }
    }
}

impl Wire for CellHead {
    fn write(&self, writer: &mut Writer) {
        writer.u8(self.cell);
        self.clock.write(writer);
        writer.u16(self.generation);
        writer.uuid(self.author);
        writer.u16(self.secret_version);
        writer.raw(&self.tag);
        writer.option(self.signature.as_ref(), |w, signature| w.raw(signature));
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            cell: reader.u8()?,
            clock: Clock::read(reader)?,
            generation: reader.u16()?,
            author: reader.uuid()?,
            secret_version: reader.u16()?,
            tag: reader.array()?,
            signature: reader.option(Reader::array)?,
        })
    }
}

/// Which cell, when and by whom: as much of a [`CellHead`] as reading a row needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeadOrder {
    pub cell: u8,
    pub clock: Clock,
    pub generation: u16,
    pub author: Uuid,
}

impl HeadOrder {
    /// Reads a whole head and passes over the rest of it.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let order = Self {
            cell: reader.u8()?,
            clock: Clock::read(reader)?,
            generation: reader.u16()?,
            author: reader.uuid()?,
        };
        reader.raw(2 + 16)?;
        if reader.bool()? {
            reader.raw(64)?;
        }
        Ok(order)
    }

    /// Cells are ordered by clock, then by seal generation.
    pub fn order(&self) -> (Clock, u16) {
        (self.clock, self.generation)
    }
}

/// The `cells` column's codec: heads in ascending order of their cell.
pub fn write_heads(heads: &[CellHead]) -> Vec<u8> {
    let mut writer = Writer::with_capacity(heads.len() * 50 + 4);
    writer.list(heads, |w, head| head.write(w));
    writer.finish()
}

pub fn read_heads(bytes: &[u8]) -> Result<Vec<CellHead>, Malformed> {
    let mut reader = Reader::new(bytes);
    let heads = reader.list(CellHead::read)?;
    reader.end()?;
    if heads.windows(2).any(|pair| pair[0].cell >= pair[1].cell) {
        return Err(Malformed("cells out of order"));
    }
    Ok(heads)
}

/// What lies inside a seal, before padding: the sealed fields by number, so that a later version can add one.
pub fn write_inner(fields: &[(u16, Value)]) -> Vec<u8> {
    let mut writer = Writer::new();
    write_fields(&mut writer, fields);
    writer.finish()
}

pub fn read_inner(bytes: &[u8]) -> Result<Vec<(u16, Value)>, Malformed> {
    let mut reader = Reader::new(bytes);
    let fields = read_fields(&mut reader)?;
    reader.end()?;
    Ok(fields)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_reading_needs_of_a_head_is_what_the_whole_head_says() {
        let head = |cell, signature| CellHead {
            cell,
            clock: Clock {
                unix_ms: 7,
                counter: u16::from(cell),
                device: 3,
            },
            generation: 2,
            author: Uuid::from_u128(9),
            secret_version: 1,
            tag: [5; 16],
            signature,
        };
        let heads = [head(0, None), head(1, Some([6; 64])), head(2, None)];
        let bytes = write_heads(&heads);
        let mut reader = Reader::new(&bytes);
        let orders = reader.list(HeadOrder::read).unwrap();
        reader.end().unwrap();
        for (order, head) in orders.iter().zip(&heads) {
            assert_eq!((order.cell, order.author), (head.cell, head.author));
            assert_eq!(order.order(), (head.clock, head.generation));
        }
        assert_eq!(orders.len(), heads.len());
    }
}
