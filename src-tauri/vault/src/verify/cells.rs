//! Verifies a cell: by the clinic tag, its shape, and for admin-signed entities a signature.
//!
//! Needs no user and opens nothing, so a locked device and a role without the compartment check as well as any.

use std::borrow::Cow;
use std::collections::BTreeMap;

use sync_contract::catalog::Tenant;
use sync_contract::cell_header::CellHeaderOrder;
use sync_contract::change::{Address, GROUP_BYTES_MAX, tag_input, write_tag_input};
use sync_contract::codec::Writer;
use sync_contract::entity::{CREATED, Entity, PURGE};
use sync_contract::every_entity::PATIENT;
use sync_contract::pull::RowState;
use sync_contract::row::check_shape;
use sync_contract::{Catalog, CellState, CellWrite, Value};
use uuid::Uuid;

use crate::crypto::keys::clinic::TagKey;
use crate::store::quarantine::QuarantineReason;

/// What the clinic tag and an admin-signed cell's signature cover of a cell.
pub(crate) fn cell_input(
    tenant: Uuid,
    entity: u16,
    row: Uuid,
    patient: Option<Uuid>,
    state: &CellState,
) -> Vec<u8> {
    let address = Address {
        tenant,
        entity,
        row,
        cell: state.cell,
    };
    tag_input(address, patient, state)
}

/// Checks cells under the clinic secret's tags; what concerns signatures is in [`Trust`].
#[derive(Clone, Copy)]
pub(crate) struct Verifier<'a> {
    pub tenant: Uuid,
    pub tags: &'a BTreeMap<u16, TagKey>,
}

impl Verifier<'_> {
    /// Checks tag, patient and shape of one cell of a row. Returns the input of its signature.
    pub fn check(&self, row: &RowState, state: &CellState) -> Result<Vec<u8>, QuarantineReason> {
        let size = state.sealed.as_ref().map_or(0, Vec::len);
        if size > GROUP_BYTES_MAX {
            return Err(QuarantineReason::TooLarge);
        }
        let key = self
            .tags
            .get(&state.secret_version)
            .ok_or(QuarantineReason::UnknownSecret)?;
        let input = cell_input(self.tenant, row.entity, row.row, row.patient, state);
        key.verify(&input, &state.tag)
            .map_err(|_| QuarantineReason::Tag)?;
        if state.cell == PURGE {
            // until a purge has the signatures of two admins, none is valid: it would erase for good
            return Err(QuarantineReason::Signature);
        }
        let Some(descriptor) = Catalog::by_number(row.entity) else {
            return Ok(input);
        };
        if descriptor.number == Tenant::DESCRIPTOR.number && row.row != self.tenant {
            return Err(QuarantineReason::Shape);
        }
        if descriptor.of_patient != row.patient.is_some() {
            return Err(QuarantineReason::Patient);
        }
        if let Some(spec) = descriptor.cell(state.cell) {
            check_shape(spec, state).map_err(|rejection| rejection.code)?;
        }
        if state.cell == CREATED
            && descriptor.of_patient
            && state.clear_value(PATIENT) != row.patient.map(Value::Uuid).as_ref()
        {
            return Err(QuarantineReason::Patient);
        }
        Ok(input)
    }
}

impl Verifier<'_> {
    /// Whether every cell and sibling of a row has the clinic's tag.
    pub fn is_tagged(&self, row: &RowState) -> bool {
        let mut cells = row.cells.iter().chain(&row.siblings);
        cells.all(|state| self.check(row, state).is_ok())
    }

    /// Leaves out of a row what has not the clinic's tag. Returns whether that was nothing.
    pub fn retain_tagged(&self, row: &mut RowState) -> bool {
        let count = row.cells.len() + row.siblings.len();
        let cells = std::mem::take(&mut row.cells);
        let siblings = std::mem::take(&mut row.siblings);
        let is_tagged = |state: &CellState| self.check(row, state).is_ok();
        let cells: Vec<_> = cells.into_iter().filter(is_tagged).collect();
        let siblings: Vec<_> = siblings.into_iter().filter(is_tagged).collect();
        (row.cells, row.siblings) = (cells, siblings);
        row.cells.len() + row.siblings.len() == count
    }

    /// Leaves out of a row the siblings that have not the clinic's tag.
    pub fn retain_tagged_siblings(&self, row: &mut RowState) {
        let siblings = std::mem::take(&mut row.siblings);
        let is_tagged = |state: &CellState| self.check(row, state).is_ok();
        row.siblings = siblings.into_iter().filter(is_tagged).collect();
    }

    /// Returns the writes that have the clinic's tag; nearly always all of them, without a copy.
    pub fn tagged<'w>(&self, writes: &'w [CellWrite]) -> Cow<'w, [CellWrite]> {
        let is_tagged = |write: &&CellWrite| {
            let (key, state) = (self.tags.get(&write.state.secret_version), &write.state);
            let input = cell_input(self.tenant, write.entity, write.row, write.patient, state);
            key.is_some_and(|key| key.verify(&input, &state.tag).is_ok())
        };
        match writes.iter().all(|write| is_tagged(&write)) {
            true => Cow::Borrowed(writes),
            false => Cow::Owned(writes.iter().filter(is_tagged).cloned().collect()),
        }
    }
}

/// Checks the clinic tags of stored cells, with one buffer for all of them: of a row whose own tag does not fit, they
/// tell which cells are what was written.
pub(crate) struct TagCheck<'a> {
    verifier: Verifier<'a>,
    input: Writer,
}

impl<'a> TagCheck<'a> {
    pub fn new(verifier: Verifier<'a>) -> Self {
        Self {
            verifier,
            input: Writer::with_capacity(512),
        }
    }

    pub fn tenant(&self) -> Uuid {
        self.verifier.tenant
    }

    /// Whether the tag covers these parts of a stored cell; the clear values come in the order of their numbers.
    pub fn is_tagged<'v>(
        &mut self,
        address: Address,
        patient: Option<Uuid>,
        header: &CellHeaderOrder,
        clear: impl Iterator<Item = (u16, &'v Value)> + Clone,
        sealed: Option<&[u8]>,
    ) -> bool {
        let Some(key) = self.verifier.tags.get(&header.secret_version) else {
            return false;
        };
        let tagged = header.tagged();
        self.input.clear();
        write_tag_input(&mut self.input, address, patient, &tagged, clear, sealed);
        key.verify(self.input.as_bytes(), &header.tag).is_ok()
    }
}
