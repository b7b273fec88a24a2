//! Rows as they rest and travel, sealed with the product's own functions, for the floors that move or open bytes.

use std::hint::black_box;

use sync_contract::change::{Address, associated_data};
use sync_contract::clock::Clock;
use sync_contract::entity::{CREATED, CellSpec};
use sync_contract::inner::write_inner;
use sync_contract::pull::RowState;
use sync_contract::{CellState, Compartment, Entity, Row, Value};
use uuid::Uuid;
use vault::keys::{EpochKey, KeyId};
use vault::random::Random;
use vault::seal::{RowKey, SealError, open_cell_into, seal_cell};
use vault::wiped::Wiped;

pub struct Sealer {
    pub tenant: Uuid,
    user: Uuid,
    random: Random,
    contact: EpochKey,
    clinical: EpochKey,
    counter: u16,
}

impl Sealer {
    pub fn new() -> Result<Self, SealError> {
        let mut random = Random::from_seed(&[7; 32]);
        let contact = EpochKey::generate(KeyId::new(Compartment::Contact, 1)?, &mut random);
        let clinical = EpochKey::generate(KeyId::new(Compartment::Clinical, 1)?, &mut random);
        Ok(Self {
            tenant: Uuid::from_bytes([0x11; 16]),
            user: Uuid::from_bytes([0x22; 16]),
            random,
            contact,
            clinical,
            counter: 0,
        })
    }

    pub fn key(&self, compartment: Compartment) -> &EpochKey {
        match compartment {
            Compartment::Contact => &self.contact,
            _ => &self.clinical,
        }
    }

    /// The row as a device would write it. Tags are random: they are not checked on these paths.
    pub fn row<E: Entity>(&mut self, entity: &E, at_ms: u64) -> Result<RowState, SealError> {
        let row = entity.to_row();
        let compartment = row
            .descriptor
            .compartment()
            .unwrap_or(Compartment::Clinical);
        let key = RowKey::derive(self.key(compartment), row.descriptor.number, row.id);
        let birth = vec![
            (1, Value::Time(at_ms as i64 * 1000)),
            (2, Value::Uuid(self.user)),
        ];
        let mut cells = vec![self.cell(CREATED, at_ms, birth, None)];
        if let Some(patient) = row.patient {
            cells[0].clear.push((3, Value::Uuid(patient)));
        }
        for spec in row.descriptor.declared_cells() {
            let cell = self.declared(&row, spec, &key, at_ms)?;
            cells.push(cell);
        }
        Ok(RowState {
            entity: row.descriptor.number,
            row: row.id,
            patient: row.patient,
            cells,
            siblings: Vec::new(),
        })
    }

    /// Opens each sealed cell of a row under the row's key.
    pub fn open_cells(
        &self,
        row: &RowState,
        compartment: Compartment,
        buffer: &mut Wiped,
    ) -> Result<(), SealError> {
        let key = RowKey::derive(self.key(compartment), row.entity, row.row);
        for cell in &row.cells {
            let Some(sealed) = &cell.sealed else {
                continue;
            };
            let address = Address {
                tenant: self.tenant,
                entity: row.entity,
                row: row.row,
                cell: cell.cell,
            };
            let aad = associated_data(address, cell.clock, cell.generation);
            black_box(open_cell_into(&key, &aad, sealed, buffer)?);
        }
        Ok(())
    }

    fn declared(
        &mut self,
        row: &Row,
        spec: &CellSpec,
        key: &RowKey,
        at_ms: u64,
    ) -> Result<CellState, SealError> {
        let (mut clear, mut inner) = (Vec::new(), Vec::new());
        let values = row.cell(spec.number).map_or(&[][..], |cell| &cell.values);
        for (field, value) in spec.fields.iter().zip(values) {
            match (field.is_sealed(), field.blind) {
                (false, _) => clear.push((field.number, value.clone())),
                (true, blind) => {
                    inner.push((field.number, value.clone()));
                    if blind {
                        let index = self.random.bytes::<16>().to_vec();
                        clear.push((field.number, Value::Bytes(index)));
                    }
                }
            }
        }
        let mut cell = self.cell(spec.number, at_ms, clear, None);
        if !inner.is_empty() {
            let address = Address {
                tenant: self.tenant,
                entity: row.descriptor.number,
                row: row.id,
                cell: spec.number,
            };
            let aad = associated_data(address, cell.clock, 0);
            cell.sealed = Some(seal_cell(
                key,
                &aad,
                &write_inner(&inner),
                &mut self.random,
            )?);
        }
        Ok(cell)
    }

    fn cell(
        &mut self,
        cell: u8,
        at_ms: u64,
        clear: Vec<(u16, Value)>,
        sealed: Option<Vec<u8>>,
    ) -> CellState {
        self.counter = self.counter.wrapping_add(1);
        CellState {
            cell,
            clock: Clock {
                unix_ms: at_ms,
                counter: self.counter,
                device: 1,
            },
            generation: 0,
            author: self.user,
            secret_version: 1,
            clear,
            sealed,
            tag: self.random.bytes(),
            signature: None,
            replaces: Vec::new(),
        }
    }
}
