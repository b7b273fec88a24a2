//! Writes: cells, and the signed groups of one user action, as they are queued and pushed.

use std::cell::RefCell;
use std::collections::HashMap;

use uuid::Uuid;

use crate::clock::Clock;
use crate::codec::{Malformed, Reader, Wire, Writer};
use crate::cursor::Cursor;
use crate::hash::sha256;
use crate::purpose::Purpose;
use crate::value::{Value, read_fields_of, write_fields};

/// A group holds at most this many cells ...
pub const GROUP_CELLS_MAX: usize = 500;
/// ... and this many bytes; a larger action is several groups of one action.
pub const GROUP_BYTES_MAX: usize = 512 * 1024;
/// A cell names at most this many versions that its writer saw ...
pub const BASE_CLOCKS_MAX: usize = 256;
/// ... and holds at most this many clear values.
pub const CLEAR_VALUES_MAX: usize = 64;
/// A cell names at most this many versions by their bytes.
pub const REPLACED_MAX: usize = 16;
/// One push holds at most this many groups ...
pub const PUSH_GROUPS_MAX: usize = 1_000;
/// ... this many cells ...
pub const PUSH_CELLS_MAX: usize = 1_000;
/// ... and this many bytes.
pub const PUSH_BYTES_MAX: usize = 1024 * 1024;

/// The address of a cell, part of the associated data: a sealed value decrypts under no other address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    pub tenant: Uuid,
    pub entity: u16,
    pub row: Uuid,
    pub cell: u8,
}

/// A version, identified by its bytes. A writer who could not verify a version names it in this way: other devices may
/// have different bytes under the same clock, since these were altered at rest or in transit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct VersionBytes {
    pub clock: Clock,
    /// The hash of all of its bytes, including the tag.
    pub hash: [u8; 32],
}

impl VersionBytes {
    pub fn of(state: &CellState) -> Self {
        #[cfg(test)]
        tests::HASHED.set(tests::HASHED.get() + 1);
        Self {
            clock: state.clock,
            hash: sha256(&state.to_bytes()),
        }
    }
}

impl Wire for VersionBytes {
    fn write(&self, writer: &mut Writer) {
        self.clock.write(writer);
        writer.raw(&self.hash);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            clock: Clock::read(reader)?,
            hash: reader.array()?,
        })
    }
}

/// The hashes of the versions that are named by their bytes: each is computed once, however often and by whatever
/// hashes it is named, since a version may be large.
#[derive(Debug, Default)]
pub(crate) struct VersionHashes(RefCell<HashMap<(u8, Clock, u16), [u8; 32]>>);

impl VersionHashes {
    /// Returns whether a cell names a version by its bytes.
    pub(crate) fn is_replaced(&self, version: &CellState, by: &CellState) -> bool {
        let named = by.replaces.iter();
        let mut named = named
            .filter(|named| named.clock == version.clock)
            .peekable();
        if named.peek().is_none() {
            return false;
        }
        let mut hashes = self.0.borrow_mut();
        let hash = hashes
            .entry(key_of(version))
            .or_insert_with(|| VersionBytes::of(version).hash);
        named.any(|named| named.hash == *hash)
    }

    /// Forgets the version in whose place another one comes under its clock.
    pub(crate) fn forget(&self, version: &CellState) {
        self.0.borrow_mut().remove(&key_of(version));
    }
}

fn key_of(version: &CellState) -> (u8, Clock, u16) {
    (version.cell, version.clock, version.generation)
}

/// Returns what a tag covers of the versions that a cell replaces by their bytes.
pub fn digest_of_replaced(replaces: &[VersionBytes]) -> Option<[u8; 32]> {
    if replaces.is_empty() {
        return None;
    }
    let mut writer = Writer::default();
    writer.list(replaces, |w, version| version.write(w));
    Some(sha256(&writer.finish()))
}

/// Reads versions that are named by their bytes. An empty list is malformed: it is encoded as absent.
pub(crate) fn read_replaced(reader: &mut Reader<'_>) -> Result<Vec<VersionBytes>, Malformed> {
    let replaces = reader.list_of(REPLACED_MAX, VersionBytes::read)?;
    match replaces.is_empty() {
        true => Err(Malformed("an empty list of versions")),
        false => Ok(replaces),
    }
}

/// A cell as it is stored on a device, sent, and stored on the server.
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
    /// AdminSigned entities only: the author's Ed25519 signature over the tag's own input.
    pub signature: Option<[u8; 64]>,
    /// The versions that it replaces by their bytes: among those with a clock that is named here, only these are
    /// dropped. A later version of the cell must name them, too.
    pub replaces: Vec<VersionBytes>,
}

/// What follows a cell's tag.
const HAS_SIGNATURE: u8 = 1;
const HAS_REPLACED: u8 = 2;

impl CellState {
    /// Returns the order of a cell: by clock, then by seal generation.
    pub fn order(&self) -> (Clock, u16) {
        (self.clock, self.generation)
    }

    pub fn clear_value(&self, number: u16) -> Option<&Value> {
        self.clear
            .iter()
            .find(|(n, _)| *n == number)
            .map(|(_, value)| value)
    }

    /// Returns whether it names a version by its bytes.
    pub fn replaces(&self, version: &CellState) -> bool {
        VersionHashes::default().is_replaced(version, self)
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
        let follows = |is_there: bool, flag: u8| if is_there { flag } else { 0 };
        writer.u8(follows(self.signature.is_some(), HAS_SIGNATURE)
            | follows(!self.replaces.is_empty(), HAS_REPLACED));
        if let Some(signature) = &self.signature {
            writer.raw(signature);
        }
        if !self.replaces.is_empty() {
            writer.list(&self.replaces, |w, version| version.write(w));
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let mut state = Self {
            cell: reader.u8()?,
            clock: Clock::read(reader)?,
            generation: reader.u16()?,
            author: reader.uuid()?,
            secret_version: reader.u16()?,
            clear: read_fields_of(CLEAR_VALUES_MAX, reader)?,
            sealed: reader.option(|r| r.bytes().map(<[u8]>::to_vec))?,
            tag: reader.array()?,
            signature: None,
            replaces: Vec::new(),
        };
        let follows = reader.u8()?;
        if follows > HAS_SIGNATURE | HAS_REPLACED {
            return Err(Malformed("unknown flag of a cell"));
        }
        if follows & HAS_SIGNATURE != 0 {
            state.signature = Some(reader.array()?);
        }
        if follows & HAS_REPLACED != 0 {
            state.replaces = read_replaced(reader)?;
        }
        Ok(state)
    }
}

const SEAL_LABEL: &[u8; 17] = b"nutrivault seal 1";
/// Label, tenant, entity, row, cell, clock, generation.
pub const ASSOCIATED_DATA_LENGTH: usize = SEAL_LABEL.len() + 16 + 2 + 16 + 1 + Clock::LENGTH + 2;

/// Returns the associated data of a sealed cell: a value copied to another row, cell, tenant or time does not decrypt.
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
        let (slot, after) = rest.split_at_mut(part.len());
        slot.copy_from_slice(part);
        rest = after;
    }
    bytes
}

/// Returns what the clinic tag and an admin-signed cell's signature cover; of the sealed bytes their SHA-256.
pub fn tag_input(address: Address, patient: Option<Uuid>, state: &CellState) -> Vec<u8> {
    let written = TaggedHeader {
        clock: state.clock,
        generation: state.generation,
        author: state.author,
        secret_version: state.secret_version,
        replaced: digest_of_replaced(&state.replaces),
    };
    let clear = state.clear.iter().map(|(number, value)| (*number, value));
    let mut writer = Writer::with_capacity(256);
    write_tag_input(
        &mut writer,
        address,
        patient,
        &written,
        clear,
        state.sealed.as_deref(),
    );
    writer.finish()
}

/// What a tag covers of a cell besides its address and its values.
#[derive(Debug, Clone, Copy)]
pub struct TaggedHeader {
    pub clock: Clock,
    pub generation: u16,
    pub author: Uuid,
    pub secret_version: u16,
    /// See [`digest_of_replaced`].
    pub replaced: Option<[u8; 32]>,
}

/// Writes the same as [`tag_input`] from the parts of a stored cell, for readers of many rows. The clear values come in
/// the order of their numbers.
pub fn write_tag_input<'a>(
    writer: &mut Writer,
    address: Address,
    patient: Option<Uuid>,
    header: &TaggedHeader,
    clear: impl Iterator<Item = (u16, &'a Value)> + Clone,
    sealed: Option<&[u8]>,
) {
    writer.raw(Purpose::Cell.label().as_bytes());
    write_address(writer, address);
    header.clock.write(writer);
    writer.u16(header.generation);
    writer.uuid(header.author);
    writer.u16(header.secret_version);
    writer.option(patient, Writer::uuid);
    writer.count(clear.clone().count());
    for (number, value) in clear {
        writer.u16(number);
        value.write(writer);
    }
    writer.option(sealed, |w, sealed| w.raw(&sha256(sealed)));
    if let Some(replaced) = &header.replaced {
        writer.raw(replaced);
    }
}

fn write_address(writer: &mut Writer, address: Address) {
    writer.uuid(address.tenant);
    writer.u16(address.entity);
    writer.uuid(address.row);
    writer.u8(address.cell);
}

/// One cell of a group: its address, its state, and the versions that its writer saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellWrite {
    pub entity: u16,
    pub row: Uuid,
    pub patient: Option<Uuid>,
    pub state: CellState,
    /// The clocks of the cell and its siblings that the writer saw; empty for a new row.
    pub base: Vec<Clock>,
}

/// A row by the number of its entity and its id.
pub type RowKey = (u16, Uuid);

impl CellWrite {
    /// Returns the row that it writes to.
    pub fn row_key(&self) -> RowKey {
        (self.entity, self.row)
    }

    /// Returns the hash that a group's author signs: of all but the clinic tag and the version of its secret, so that a
    /// write is tagged anew under a later secret and its author's signature stays valid.
    pub fn signed_hash(&self) -> [u8; 32] {
        let state = &self.state;
        let sealed = state.sealed.as_ref().map_or(0, Vec::len);
        let mut writer = Writer::with_capacity(256 + sealed);
        writer.u16(self.entity);
        writer.uuid(self.row);
        writer.option(self.patient, Writer::uuid);
        writer.u8(state.cell);
        state.clock.write(&mut writer);
        writer.u16(state.generation);
        writer.uuid(state.author);
        write_fields(&mut writer, &state.clear);
        writer.option(state.sealed.as_deref(), Writer::bytes);
        writer.option(state.signature.as_ref(), |w, signature| w.raw(signature));
        writer.list(&self.base, |w, clock| clock.write(w));
        if let Some(replaced) = digest_of_replaced(&state.replaces) {
            writer.raw(&replaced);
        }
        sha256(&writer.finish())
    }
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
            base: reader.list_of(BASE_CLOCKS_MAX, Clock::read)?,
        })
    }
}

/// A user action, or a part of a large one. Its id is the idempotency key, permanently.
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
    /// The position in the feed of the view on which a patient's deletion was decided. None during a bootstrap, without
    /// a server, and where no patient is deleted.
    pub cursor: Option<Cursor>,
    pub writes: Vec<CellWrite>,
    /// The author's Ed25519 signature over [`Group::signing_input`].
    pub signature: [u8; 64],
}

impl Group {
    /// Returns what the author signs: the header and [`CellWrite::signed_hash`] of each write.
    pub fn signing_input(&self) -> Vec<u8> {
        let mut writer = Writer::with_capacity(128 + self.writes.len() * 32);
        writer.raw(Purpose::Group.label().as_bytes());
        self.write_header(&mut writer);
        writer.list(&self.writes, |w, write| w.raw(&write.signed_hash()));
        writer.finish()
    }

    fn write_header(&self, writer: &mut Writer) {
        writer.uuid(self.id);
        writer.uuid(self.tenant);
        writer.uuid(self.action);
        writer.uuid(self.author);
        writer.u32(self.device);
        writer.option(self.cursor, |w, cursor| cursor.write(w));
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
            cursor: reader.option(Cursor::read)?,
            writes: reader.list_of(GROUP_CELLS_MAX, CellWrite::read)?,
            signature: reader.array()?,
        })
    }
}

/// The beginning of a group, read without its writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupHead {
    pub id: Uuid,
    pub action: Uuid,
    pub author: Uuid,
    /// How many writes follow.
    pub cells: usize,
}

impl GroupHead {
    /// # Errors
    /// `Malformed`.
    pub fn of(group: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(group);
        let id = reader.uuid()?;
        reader.uuid()?;
        let (action, author) = (reader.uuid()?, reader.uuid()?);
        reader.u32()?;
        reader.option(Cursor::read)?;
        let cells = reader.u32()? as usize;
        Ok(Self {
            id,
            action,
            author,
            cells,
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::cell::Cell;

    thread_local! {
        /// How many versions this thread has hashed.
        pub(crate) static HASHED: Cell<usize> = const { Cell::new(0) };
    }

    fn group() -> Group {
        let state = CellState {
            cell: 1,
            clock: Clock::default(),
            generation: 0,
            author: Uuid::from_u128(1),
            secret_version: 1,
            clear: vec![(1, Value::Int(1))],
            sealed: Some(vec![1]),
            tag: [0; 16],
            signature: None,
            replaces: Vec::new(),
        };
        Group {
            id: Uuid::from_u128(2),
            tenant: Uuid::from_u128(3),
            action: Uuid::from_u128(4),
            author: Uuid::from_u128(1),
            device: 1,
            cursor: None,
            writes: vec![CellWrite {
                entity: 20,
                row: Uuid::from_u128(5),
                patient: None,
                state,
                base: Vec::new(),
            }],
            signature: [0; 64],
        }
    }

    #[test]
    fn an_author_signs_all_of_a_write_but_its_tag_and_secret_version() {
        let signed = group().signing_input();
        let with = |change: fn(&mut CellWrite)| {
            let mut group = group();
            change(&mut group.writes[0]);
            group.signing_input()
        };
        assert_eq!(with(|write| write.state.tag = [9; 16]), signed);
        assert_eq!(with(|write| write.state.secret_version = 9), signed);
        let changes: [fn(&mut CellWrite); 12] = [
            |write| write.entity = 21,
            |write| write.row = Uuid::from_u128(6),
            |write| write.patient = Some(Uuid::from_u128(6)),
            |write| write.state.cell = 2,
            |write| write.state.clock.counter = 1,
            |write| write.state.generation = 1,
            |write| write.state.author = Uuid::from_u128(6),
            |write| write.state.clear = Vec::new(),
            |write| write.state.sealed = None,
            |write| write.state.signature = Some([0; 64]),
            |write| write.base.push(Clock::default()),
            |write| write.state.replaces = vec![VersionBytes::of(&write.state)],
        ];
        for (at, change) in changes.into_iter().enumerate() {
            assert_ne!(with(change), signed, "{at}");
        }
    }
}
