use sync_contract::change::{Address, associated_data, read_inner, write_inner};
use sync_contract::pull::RowState;
use sync_contract::{CellContent, CellSpec, CellState, Descriptor, Row, Value};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::Session;
use crate::error::{Error, Result};
use crate::keys::KeyId;
use crate::random::Random;
use crate::seal::{RowKey, SealError, key_id_of, open_cell_into, seal_cell};

/// The keys of one row, kept while its cells are read or written, with the room that opening needs.
#[derive(Default)]
pub(crate) struct RowKeys {
    known: Vec<RowKey>,
    buffer: Zeroizing<Vec<u8>>,
}

/// What lies inside a cell's seal.
#[derive(Debug)]
pub(crate) enum Opened {
    Fields(Vec<(u16, Value)>),
    /// This user does not hold the key.
    Closed,
    /// The key is here and it does not open.
    Damaged,
}

/// A row as this user sees it.
#[derive(Debug)]
pub(crate) struct OpenedRow {
    pub row: Row,
    pub damaged: Vec<u8>,
}

impl RowKeys {
    fn of(&mut self, session: &Session, key_id: KeyId, entity: u16, row: Uuid) -> Option<&RowKey> {
        if let Some(place) = self.known.iter().position(|key| key.key_id() == key_id) {
            return self.known.get(place);
        }
        let epoch = session.epochs.get(&key_id.number())?;
        self.known.push(RowKey::derive(epoch, entity, row));
        self.known.last()
    }
}

impl Session {
    /// Seals a cell's fields under the newest key of its compartment. Errors: `NoKey`, `TooLarge`.
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
        let plain = Zeroizing::new(write_inner(inner));
        match seal_cell(row_key, &aad, &plain, random) {
            Err(SealError::TooLong) => Err(Error::TooLarge),
            sealed => Ok(Some(sealed?)),
        }
    }

    pub(crate) fn open(&self, keys: &mut RowKeys, address: Address, state: &CellState) -> Opened {
        let Some(sealed) = &state.sealed else {
            return Opened::Fields(Vec::new());
        };
        let Ok(key_id) = key_id_of(sealed) else {
            return Opened::Damaged;
        };
        let mut buffer = std::mem::take(&mut keys.buffer);
        let opened = match keys.of(self, key_id, address.entity, address.row) {
            None => Opened::Closed,
            Some(row_key) => {
                let aad = associated_data(address, state.clock, state.generation);
                match open_cell_into(row_key, &aad, sealed, &mut buffer) {
                    Err(_) => Opened::Damaged,
                    Ok(plain) => read_inner(plain).map_or(Opened::Damaged, Opened::Fields),
                }
            }
        };
        keys.buffer = buffer;
        opened
    }

    /// The declared cells of a stored row, opened as far as this user's keys go.
    pub(crate) fn open_row(
        &self,
        tenant: Uuid,
        descriptor: &'static Descriptor,
        state: &RowState,
    ) -> OpenedRow {
        let mut keys = RowKeys::default();
        let mut damaged = Vec::new();
        let cells = descriptor.declared_cells().map(|spec| {
            let stored = state.cells.iter().find(|cell| cell.cell == spec.number);
            let values = match stored {
                None => absent(spec),
                Some(stored) => {
                    let address = Address {
                        tenant,
                        entity: state.entity,
                        row: state.row,
                        cell: spec.number,
                    };
                    let opened = self.open(&mut keys, address, stored);
                    if matches!(opened, Opened::Damaged) {
                        damaged.push(spec.number);
                    }
                    values(spec, stored, opened)
                }
            };
            CellContent {
                number: spec.number,
                values,
            }
        });
        let cells = cells.collect();
        OpenedRow {
            row: Row {
                descriptor,
                id: state.row,
                patient: state.patient,
                cells,
            },
            damaged,
        }
    }
}

/// The values of a cell in the order of its declared fields.
pub(crate) fn values(spec: &CellSpec, stored: &CellState, opened: Opened) -> Vec<Value> {
    let mut inner = match opened {
        Opened::Fields(fields) => Some(fields),
        Opened::Closed | Opened::Damaged => None,
    };
    let of_field = spec
        .fields
        .iter()
        .map(|field| match (field.is_sealed(), &mut inner) {
            (false, _) => stored
                .clear_value(field.number)
                .cloned()
                .unwrap_or(Value::Null),
            (true, None) => Value::Closed,
            (true, Some(inner)) => inner
                .iter_mut()
                .find(|(number, _)| *number == field.number)
                .map_or(Value::Null, |(_, value)| {
                    std::mem::replace(value, Value::Null)
                }),
        });
    of_field.collect()
}

fn absent(spec: &CellSpec) -> Vec<Value> {
    let of_field = spec.fields.iter().map(|field| match field.is_sealed() {
        true => Value::Closed,
        false => Value::Null,
    });
    of_field.collect()
}
