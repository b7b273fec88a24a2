use sync_contract::change::{Address, associated_data};
use sync_contract::inner::{each_inner, write_inner};
use sync_contract::row::check_value;
use sync_contract::{CellSpec, CellState, CellValues, Clock, FieldSpec, Malformed, Value};
use uuid::Uuid;

use crate::crypto::error::SealError;
use crate::crypto::keys::epoch::KeyId;
use crate::crypto::random::Random;
use crate::crypto::seal::cell::{RowKey, open_cell_into, seal_cell};
use crate::crypto::seal::frame::key_id_of;
use crate::crypto::wiped::Wiped;
use crate::error::{Error, Result};
use crate::session::Session;

/// The keys of one row, cached while its cells are read or written, with a buffer for opening.
#[derive(Default)]
pub(crate) struct RowKeys {
    known: Vec<RowKey>,
    buffer: Wiped,
}

/// The result of decrypting a cell.
#[derive(Debug)]
pub(crate) enum Opened {
    Fields(Vec<(u16, Value)>),
    /// This user lacks the key.
    Undecryptable,
    /// The user has the key, but the value does not decrypt, or not to the declared fields.
    Damaged,
}

/// The outcome of decrypting a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opening {
    Open,
    /// This user lacks the key.
    Undecryptable,
    /// The user has the key, but the value does not decrypt, or not to the declared fields.
    Damaged,
}

impl RowKeys {
    /// Clears the keys and leaves the buffer for the next row.
    pub fn forget(&mut self) {
        self.known.clear();
    }

    fn of(&mut self, session: &Session, key_id: KeyId, entity: u16, row: Uuid) -> Option<&RowKey> {
        if let Some(index) = self.known.iter().position(|key| key.key_id() == key_id) {
            return self.known.get(index);
        }
        let epoch = session.epochs.get(&key_id.number())?;
        self.known.push(RowKey::derive(epoch, entity, row));
        self.known.last()
    }
}

impl Session {
    /// Seals a cell's fields under the newest key of its compartment.
    ///
    /// # Errors
    /// `NoKey`, `TooLarge`.
    pub(crate) fn seal(
        &self,
        keys: &mut RowKeys,
        spec: &CellSpec,
        address: Address,
        state: &CellState,
        inner: &[(u16, Value)],
        random: &mut Random,
    ) -> Result<Option<Vec<u8>>> {
        let Some(compartment) = spec.compartment() else {
            return Ok(None);
        };
        let key_id = self.newest(compartment).ok_or(Error::NoKey)?.key_id();
        let row_key = keys
            .of(self, key_id, address.entity, address.row)
            .ok_or(Error::NoKey)?;
        let aad = associated_data(address, state.clock, state.generation);
        let plain = Wiped::from(write_inner(inner));
        match seal_cell(row_key, &aad, &plain, random) {
            Err(SealError::TooLong) => Err(Error::TooLarge),
            sealed => Ok(Some(sealed?)),
        }
    }

    pub(crate) fn open(
        &self,
        keys: &mut RowKeys,
        spec: &CellSpec,
        address: Address,
        state: &CellState,
    ) -> Opened {
        let Some(sealed) = &state.sealed else {
            return Opened::Fields(Vec::new());
        };
        let mut fields = Vec::new();
        let each = |number, value| fields.push((number, value));
        match self.open_sealed(keys, spec, address, state.order(), sealed, each) {
            Opening::Open if is_declared(spec, &fields) => Opened::Fields(fields),
            Opening::Open => Opened::Damaged,
            Opening::Undecryptable => Opened::Undecryptable,
            Opening::Damaged => Opened::Damaged,
        }
    }

    /// Calls `each` with the fields inside a seal; what it reported of a damaged one must be ignored. A value under the
    /// key of another compartment than its cell's is damaged: a user with that key alone may not write the cell.
    pub(crate) fn open_sealed(
        &self,
        keys: &mut RowKeys,
        spec: &CellSpec,
        address: Address,
        (clock, generation): (Clock, u16),
        sealed: &[u8],
        each: impl FnMut(u16, Value),
    ) -> Opening {
        let Ok(key_id) = key_id_of(sealed) else {
            return Opening::Damaged;
        };
        if spec.compartment() != Some(key_id.compartment()) {
            return Opening::Damaged;
        }
        let mut buffer = std::mem::take(&mut keys.buffer);
        let opening = match keys.of(self, key_id, address.entity, address.row) {
            None => {
                self.note_lacking(key_id.compartment());
                Opening::Undecryptable
            }
            Some(row_key) => {
                let aad = associated_data(address, clock, generation);
                match open_cell_into(row_key, &aad, sealed, &mut buffer) {
                    Err(_) => Opening::Damaged,
                    Ok(plain) => match read_each(plain, each) {
                        Ok(()) => Opening::Open,
                        Err(_) => Opening::Damaged,
                    },
                }
            }
        };
        keys.buffer = buffer;
        opening
    }
}

/// A user with the key can seal any value, so the types are checked: a number in a text field would open as well.
fn is_declared(spec: &CellSpec, fields: &[(u16, Value)]) -> bool {
    spec.fields.iter().all(|field| {
        let opened_value = fields.iter().find(|(number, _)| *number == field.number);
        fits(field, opened_value.map_or(&Value::Null, |(_, value)| value))
    })
}

/// What is not sealed was checked when it came.
pub(crate) fn fits(field: &FieldSpec, value: &Value) -> bool {
    !field.is_sealed() || check_value(field, value).is_ok()
}

fn read_each(plain: &[u8], mut each: impl FnMut(u16, Value)) -> std::result::Result<(), Malformed> {
    each_inner(plain, |number, inner| each(number, inner.into()))
}

/// The values of a cell in the order of its declared fields.
pub(crate) fn values(spec: &CellSpec, stored: &CellState, opened: Opened) -> CellValues {
    let mut inner = match opened {
        Opened::Fields(fields) => Some(fields),
        Opened::Undecryptable | Opened::Damaged => None,
    };
    let of_field = spec
        .fields
        .iter()
        .map(|field| match (field.is_sealed(), &mut inner) {
            (false, _) => stored
                .clear_value(field.number)
                .cloned()
                .unwrap_or(Value::Null),
            (true, None) => Value::Undecryptable,
            (true, Some(inner)) => inner
                .iter_mut()
                .find(|(number, _)| *number == field.number)
                .map_or(Value::Null, |(_, value)| {
                    std::mem::replace(value, Value::Null)
                }),
        });
    of_field.collect()
}
