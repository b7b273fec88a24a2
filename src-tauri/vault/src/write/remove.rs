use sync_contract::catalog::{DeletionReason, Patient};
use sync_contract::entity::DELETION;
use sync_contract::every_entity::{DELETED_AT, DELETED_BY, DELETED_REASON, DELETED_REASON_TEXT};
use sync_contract::merge::is_row_signed;
use sync_contract::pull::RowState;
use sync_contract::read_version::ReadVersion;
use sync_contract::{Clock, Descriptor, Entity, Value};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::session::cells::RowKeys;
use crate::store::{rows, siblings};
use crate::write::insert::{NewCell, Target};
use crate::write::tx::WriteTx;

impl WriteTx<'_> {
    /// Deletes a row, leaving a tombstone that can be lifted. `seen` names every cell and sibling that the user saw:
    /// a version that they had not seen keeps the row visible until a person decides.
    ///
    /// # Errors
    /// `NotFound`, `Signed` for a row with a signed version, `WrittenOnce`, `WrongTransactionKind`.
    pub fn delete<E: Entity>(
        &mut self,
        id: E::Id,
        reason: DeletionReason,
        text: Option<&str>,
        seen: &ReadVersion,
    ) -> Result<()> {
        self.delete_row(E::DESCRIPTOR, id.into(), reason, text, seen)
    }

    /// [`WriteTx::delete`] without the Rust type.
    pub fn delete_row(
        &mut self,
        descriptor: &'static Descriptor,
        id: Uuid,
        reason: DeletionReason,
        text: Option<&str>,
        seen: &ReadVersion,
    ) -> Result<()> {
        let siblings = siblings::siblings(&self.sql, descriptor.number, id)?;
        let row = rows::load(&self.sql, descriptor, id)?.ok_or(Error::NotFound)?;
        if is_row_signed(&RowState { siblings, ..row }, Some(descriptor)) {
            return Err(Error::Signed);
        }
        let clear = vec![
            (DELETED_AT, Value::Time(self.now_us)),
            (DELETED_BY, Value::Uuid(self.session.user)),
            (DELETED_REASON, Value::Text(reason.as_str().to_owned())),
        ];
        if descriptor.number == Patient::DESCRIPTOR.number {
            self.cursor = seen.cursor;
        }
        self.write_deletion(descriptor, id, clear, text, seen)
    }

    /// Lifts a tombstone.
    pub fn undelete<E: Entity>(&mut self, id: E::Id, seen: &ReadVersion) -> Result<()> {
        self.undelete_row(E::DESCRIPTOR, id.into(), seen)
    }

    /// [`WriteTx::undelete`] without the Rust type.
    pub fn undelete_row(
        &mut self,
        descriptor: &'static Descriptor,
        id: Uuid,
        seen: &ReadVersion,
    ) -> Result<()> {
        let clear = [DELETED_AT, DELETED_BY, DELETED_REASON].map(|number| (number, Value::Null));
        self.write_deletion(descriptor, id, clear.to_vec(), None, seen)
    }

    fn write_deletion(
        &mut self,
        descriptor: &'static Descriptor,
        id: Uuid,
        clear: Vec<(u16, Value)>,
        text: Option<&str>,
        seen: &ReadVersion,
    ) -> Result<()> {
        self.check_kind(descriptor)?;
        let spec = descriptor.cell(DELETION).ok_or(Error::WrittenOnce)?;
        let mut state = rows::load(&self.sql, descriptor, id)?.ok_or(Error::NotFound)?;
        self.check_row(&state)?;
        let inner = match spec.compartment() {
            None => Vec::new(),
            Some(_) => {
                let text = text.map_or(Value::Null, |text| Value::Text(text.to_owned()));
                vec![(DELETED_REASON_TEXT, text)]
            }
        };
        let signer = self.signer(descriptor, id, Self::stored_role(&state), Some(DELETION))?;
        let target = Target {
            descriptor,
            row: id,
            patient: state.patient,
            signer,
        };
        let mut base = every_clock(seen, descriptor.number, id);
        base.extend(patient_deletion(seen, state.patient));
        let cell = NewCell {
            spec,
            clear,
            inner,
            base,
            replaces: Vec::new(),
        };
        let before = state.cells.iter().find(|cell| cell.cell == DELETION);
        let before = before.map(|cell| cell.clear.clone());
        let siblings = siblings::siblings(&self.sql, descriptor.number, id)?;
        let versions = state.cells.iter().chain(&siblings);
        let clocks = versions.filter(|version| version.cell == DELETION);
        let clock = self.issue(clocks.map(|version| version.clock).max());
        self.note_change(target, &cell, before);
        self.replace_cell(&mut state, &mut RowKeys::default(), target, cell, clock)?;
        self.store_changed(descriptor, &state)
    }
}

/// Returns the versions of a patient's deletion in a read version: what is written about the patient then is no news to
/// it.
pub(super) fn patient_deletion(seen: &ReadVersion, patient: Option<Uuid>) -> Vec<Clock> {
    let entity = Patient::DESCRIPTOR.number;
    patient.map_or(Vec::new(), |patient| seen.base(entity, patient, DELETION))
}

/// Returns the clocks of all cells and siblings of a row in a read version.
fn every_clock(seen: &ReadVersion, entity: u16, row: Uuid) -> Vec<Clock> {
    let rows = seen
        .rows
        .iter()
        .filter(|seen| (seen.entity, seen.row) == (entity, row));
    let mut clocks: Vec<Clock> = rows
        .flat_map(|seen| seen.cells.iter().map(|(_, clock)| *clock))
        .collect();
    clocks.sort_unstable();
    clocks.dedup();
    clocks
}
