use std::cmp::Reverse;

use sync_contract::change::{Address, BASE_CLOCKS_MAX, REPLACED_MAX, VersionBytes};
use sync_contract::entity::{CREATED, DELETION};
use sync_contract::merge::{fold_writes, is_signed, is_stale};
use sync_contract::pull::RowState;
use sync_contract::read_version::ReadVersion;
use sync_contract::{
    Catalog, CellContent, CellSpec, CellState, CellValues, CellWrite, Clock, Descriptor, Entity,
    Row, RowKey, Value,
};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::outbox::enqueue::RowChange;
use crate::outbox::shadow::{is_queued, of_row};
use crate::outbox::show::Groups;
use crate::session::cells::{Opened, RowKeys, values};
use crate::store::{columns, row_tag, rows, siblings};
use crate::write::insert::{NewCell, Signer, Target};
use crate::write::remove::patient_deletion;
use crate::write::tx::WriteTx;

/// The current values of a cell, and its fields that this version does not know.
struct Before {
    values: CellValues,
    /// Fields of later versions, clear and sealed: a rewrite carries them.
    later_clear: Vec<(u16, Value)>,
    later_inner: Vec<(u16, Value)>,
    /// Numbered, for the audit entry; none for a cell that is not there.
    numbered: Option<Vec<(u16, Value)>>,
    /// The cell is what its author wrote, its key is here, and it does not open, or not to what it declares.
    is_damaged: bool,
}

impl WriteTx<'_> {
    /// Writes the cells whose values differ from what is stored. `seen` is what the user looked at: it is the base
    /// of each write, whatever is found now. Returns whether anything differed.
    ///
    /// A field that the caller cannot decrypt is carried over if its cell does not change otherwise. Of a cell that
    /// does not open though its key is here there is nothing to carry: what the caller gives of it is all that it says.
    ///
    /// # Errors
    /// `NotFound`, `NoKey`, `Unreadable`, `WrittenOnce`, `Signed`, `PatientChanged`, `WrongTransactionKind`, `Value`.
    pub fn update<E: Entity>(&mut self, entity: &E, seen: &ReadVersion) -> Result<bool> {
        self.update_row(&entity.to_row(), seen)
    }

    /// [`WriteTx::update`] without the Rust type.
    pub fn update_row(&mut self, row: &Row, seen: &ReadVersion) -> Result<bool> {
        let (mut state, mut keys) = (self.load_for_change(row)?, RowKeys::default());
        let mut changed = Vec::new();
        for content in &row.cells {
            let spec = row.descriptor.cell(content.number).ok_or(Error::NotFound)?;
            let before = self.before(&state, spec, &mut keys);
            let content = with_stored_values(content, &before);
            if content.values != before.values && !is_nothing(&content, &before) {
                changed.push((spec, content, before));
            }
        }
        if changed.is_empty() {
            return Ok(false);
        }
        let only_cell = (changed.len() == 1).then(|| changed[0].0.number);
        let overwritten = self.latest(&state, changed.iter().map(|(spec, ..)| spec.number));
        let clock = self.issue(overwritten);
        for (spec, content, before) in changed {
            let mut base = self.base(seen, row.descriptor, row.id, spec.number);
            base.extend(patient_deletion(seen, row.patient));
            self.change_cell(
                &mut state, &mut keys, spec, content, before, base, clock, only_cell,
            )?;
        }
        self.store_changed(row.descriptor, &state)?;
        Ok(true)
    }

    /// A person's decision about a conflict: the cell gets these values, and its base names every sibling that was
    /// seen.
    pub fn resolve(
        &mut self,
        descriptor: &'static Descriptor,
        id: Uuid,
        content: &CellContent,
        siblings: &[Clock],
    ) -> Result<()> {
        let latest = siblings.iter().max().copied();
        self.write_over(descriptor, id, content, siblings.to_vec(), latest)
    }

    /// Writes what a version says once more, whatever the row shows. `clock` is that of the version, `seen` what the
    /// new one replaces: the clock of what is among it and proves nothing is not followed.
    pub(crate) fn write_again(
        &mut self,
        descriptor: &'static Descriptor,
        id: Uuid,
        content: &CellContent,
        clock: Clock,
        seen: &ReadVersion,
    ) -> Result<()> {
        let mut base = self.base(seen, descriptor, id, content.number);
        let row = rows::load(&self.sql, descriptor, id)?.ok_or(Error::NotFound)?;
        base.extend(patient_deletion(seen, row.patient));
        self.write_over(descriptor, id, content, base, Some(clock))
    }

    /// Writes anew what is written once with a row, in the place of what nothing proves: the server takes it where it
    /// has that, and leaves what it has otherwise.
    pub(crate) fn create_again(&mut self, descriptor: &'static Descriptor, id: Uuid) -> Result<()> {
        self.check_kind(descriptor)?;
        let mut state = rows::load(&self.sql, descriptor, id)?.ok_or(Error::NotFound)?;
        self.check_row(&state)?;
        let target = Target {
            descriptor,
            row: id,
            patient: state.patient,
            signer: Signer::None,
        };
        let creation = self.creation(descriptor, state.patient);
        let clock = self.issue(self.latest(&state, [CREATED].into_iter()));
        self.note_change(target, &creation, None);
        self.replace_cell(&mut state, &mut RowKeys::default(), target, creation, clock)?;
        self.store_changed(descriptor, &state)
    }

    /// Writes a cell over the versions of `base`, under a clock after that of what is shown and after `latest`.
    fn write_over(
        &mut self,
        descriptor: &'static Descriptor,
        id: Uuid,
        content: &CellContent,
        base: Vec<Clock>,
        latest: Option<Clock>,
    ) -> Result<()> {
        let state = rows::load(&self.sql, descriptor, id)?.ok_or(Error::NotFound)?;
        let row = Row {
            descriptor,
            id,
            patient: state.patient,
            cells: vec![content.clone()],
        };
        let (mut state, mut keys) = (self.load_for_change(&row)?, RowKeys::default());
        let spec = descriptor.cell(content.number).ok_or(Error::NotFound)?;
        let before = self.before(&state, spec, &mut keys);
        let content = with_stored_values(content, &before);
        let stored = self.latest(&state, [spec.number].into_iter());
        let clock = self.issue(stored.max(latest));
        let only_cell = Some(spec.number);
        self.change_cell(
            &mut state, &mut keys, spec, content, before, base, clock, only_cell,
        )?;
        self.store_changed(descriptor, &state)
    }

    /// Stores a row of which a cell was changed. One that another program edited gets a row tag only once every cell is
    /// one that was written: else the change of one cell would make a value of what was put into another.
    ///
    /// # Errors
    /// `Altered` for a row of which a cell was removed or put back: it is not shown, so no edit has seen it.
    pub(super) fn store_changed(
        &self,
        descriptor: &'static Descriptor,
        state: &RowState,
    ) -> Result<()> {
        let (verifier, columns) = (self.prover.verifier, columns::of(descriptor));
        let is_intact = row_tag::is_intact(&self.sql, verifier.tags, columns, state.row)?;
        if !is_intact {
            let stored = rows::load(&self.sql, descriptor, state.row)?;
            if stored.is_some_and(|stored| verifier.is_tagged(&stored)) {
                return Err(Error::Altered);
            }
        }
        rows::update(&self.sql, descriptor, self.tenant, state)?;
        // of siblings each speaks for itself
        let is_tagged = || {
            let mut cells = state.cells.iter();
            cells.all(|cell| self.is_intact(state, cell))
        };
        match is_intact || is_tagged() {
            true => Ok(()),
            false => row_tag::leave_untagged(&self.sql, columns, state.row),
        }
    }

    fn load_for_change(&self, row: &Row) -> Result<RowState> {
        self.check_kind(row.descriptor)?;
        if row.descriptor.authority.is_append_only() {
            return Err(Error::WrittenOnce);
        }
        let state = rows::load(&self.sql, row.descriptor, row.id)?.ok_or(Error::NotFound)?;
        self.check_row(&state)?;
        if state.patient != row.patient {
            return Err(Error::PatientChanged);
        }
        if row.descriptor.authority.is_admin_signed() {
            // what an editor of the file put in must not come under an admin's signature
            self.prover.over(&self.sql)?.prove(&state)?;
        }
        Ok(state)
    }

    #[allow(clippy::too_many_arguments)]
    fn change_cell(
        &mut self,
        state: &mut RowState,
        keys: &mut RowKeys,
        spec: &'static CellSpec,
        content: CellContent,
        before: Before,
        base: Vec<Clock>,
        clock: Clock,
        only_cell: Option<u8>,
    ) -> Result<()> {
        let descriptor = Catalog::by_number(state.entity).ok_or(Error::NotFound)?;
        let stored = state.cells.iter().find(|cell| cell.cell == spec.number);
        let user = self.user().0;
        // its signer may say the same again: others have it no more
        let is_repeated =
            |stored: &CellState| stored.author == user && content.values == before.values;
        let signed = stored.filter(|stored| is_signed(descriptor, stored));
        if signed.is_some_and(|stored| !is_repeated(stored)) {
            return Err(Error::Signed);
        }
        let content = match before.is_damaged {
            true => without_damaged(content, spec)?,
            false => content,
        };
        if content.has_undecryptable() {
            return Err(Error::NoKey);
        }
        content.check(spec)?;
        let mut clear = self.clear_of(descriptor, spec, &content)?;
        clear.extend(before.later_clear);
        clear.sort_by_key(|(number, _)| *number);
        let mut inner = content.inner(spec);
        inner.extend(before.later_inner);
        inner.sort_by_key(|(number, _)| *number);
        let role = Self::stored_role(state);
        let signer = self.signer_of_change(descriptor, state.row, role, spec.number, only_cell)?;
        let target = Target {
            descriptor,
            row: state.row,
            patient: state.patient,
            signer,
        };
        let cell = NewCell {
            spec,
            clear,
            inner,
            base,
            replaces: Vec::new(),
        };
        self.note_change(target, &cell, before.numbered);
        self.replace_cell(state, keys, target, cell, clock)
    }

    /// Writes a cell of a stored row: what the row shows then is what the merge rule makes of it.
    pub(super) fn replace_cell(
        &mut self,
        state: &mut RowState,
        keys: &mut RowKeys,
        target: Target,
        mut cell: NewCell,
        clock: Clock,
    ) -> Result<()> {
        let (key, number) = ((state.entity, state.row), cell.spec.number);
        if !self.changes.rows.contains_key(&key) {
            let mut before = siblings::load_full(&self.sql, state.entity, state.row)?;
            if let Some(before) = &mut before {
                self.prover.verifier.retain_tagged_siblings(before);
            }
            let change = RowChange {
                before,
                ..RowChange::default()
            };
            self.changes.rows.insert(key, change);
        }
        let base = self.with_earlier_bases(key, number, cell.base.clone())?;
        cell.replaces = self.replaced_bytes(key, number, &base);
        let sealed = self.seal_cell(target, cell, clock, keys)?;
        self.touch(target);
        let change = self.changes.rows.get_mut(&key).ok_or(Error::NotFound)?;
        let mut own = change.writes.iter().copied();
        match own.find(|index| self.writes[*index].state.cell == number) {
            // written twice in one action: the last is what counts, on the base of the first
            Some(again) => self.writes[again].state = sealed,
            None => {
                change.writes.push(self.writes.len());
                self.writes.push(CellWrite {
                    entity: state.entity,
                    row: state.row,
                    patient: state.patient,
                    state: sealed,
                    base,
                });
            }
        }
        let before = change.before.clone();
        let mut shown =
            before.unwrap_or_else(|| rows::empty(state.entity, state.row, state.patient));
        let own = change.writes.iter().map(|index| &self.writes[*index]);
        let own: Vec<&CellWrite> = own.collect();
        if target.descriptor.authority.is_admin_signed() && is_stale(&shown, &own) {
            return Err(Error::ChangedMeanwhile);
        }
        fold_writes(&mut shown, Some(target.descriptor), &own);
        self.show(state, shown)
    }

    /// Returns a base with those of the waiting writes that it names: should one of them be rejected, what it replaced
    /// has been seen all the same. What waits for a decision in this cell is decided by no other write: a deletion, and
    /// what was decided about one, names the versions of every cell.
    fn with_earlier_bases(
        &self,
        key: RowKey,
        cell: u8,
        mut base: Vec<Clock>,
    ) -> Result<Vec<Clock>> {
        if base.is_empty() || !is_queued(&self.sql, key.1)? {
            return Ok(base);
        }
        let before = self.changes.rows.get(&key);
        let before = before.and_then(|change| change.before.as_ref());
        let siblings = before.map_or(&[][..], |before| before.siblings.as_slice());
        let open: Vec<Clock> = siblings
            .iter()
            .filter(|sibling| sibling.cell == cell && cell != DELETION)
            .map(|sibling| sibling.clock)
            .collect();
        let mut groups = Groups::new(self.prover.verifier);
        for queued in of_row(&self.sql, key)?.iter().rev() {
            let writes = groups.writes(&self.sql, queued.seq)?.iter();
            let of_row = writes.filter(|write| write.row_key() == key);
            let named: Vec<&CellWrite> = of_row
                .filter(|write| base.contains(&write.state.clock))
                .collect();
            let is_named = named.iter().any(|write| write.state.cell == cell);
            for clock in named.iter().flat_map(|write| write.base.iter().rev()) {
                let is_known = base.contains(clock) || open.contains(clock);
                if base.len() < BASE_CLOCKS_MAX && !is_known {
                    base.push(*clock);
                }
            }
            // it has the bases of those before it; a deletion names writes of all cells
            if is_named && cell != DELETION {
                break;
            }
        }
        Ok(base)
    }

    /// Returns the versions that a cell replaces by their bytes: those that an offer names, and those that the
    /// overwritten versions replaced. A device that pulls it later and has other bytes has a version that no author
    /// here has read.
    fn replaced_bytes(&mut self, key: RowKey, cell: u8, base: &[Clock]) -> Vec<VersionBytes> {
        let mut replaced = std::mem::take(&mut self.replaced_bytes);
        let before = self.changes.rows.get(&key);
        let before = before.and_then(|change| change.before.as_ref());
        let versions = before
            .iter()
            .flat_map(|row| row.cells.iter().chain(&row.siblings));
        let seen = versions.filter(|of| of.cell == cell && base.contains(&of.clock));
        for bytes in seen.flat_map(|version| &version.replaces) {
            if !replaced.contains(bytes) {
                replaced.push(*bytes);
            }
        }
        // the latest are those that a device may not have met
        replaced.sort_by_key(|bytes| Reverse(bytes.clock));
        replaced.truncate(REPLACED_MAX);
        replaced
    }

    /// Takes the shown cells and the siblings into `state`, and stores the siblings.
    fn show(&self, state: &mut RowState, mut shown: RowState) -> Result<()> {
        let descriptor = Catalog::by_number(state.entity).ok_or(Error::NotFound)?;
        let is_declared = |cell: &CellState| descriptor.cell(cell.cell).is_some();
        shown.cells.retain(is_declared);
        shown.siblings.retain(is_declared);
        let stored = siblings::siblings(&self.sql, state.entity, state.row)?;
        if stored != shown.siblings {
            siblings::store_siblings(&self.sql, state.entity, state.row, &shown.siblings)?;
        }
        (state.cells, state.siblings) = (shown.cells, shown.siblings);
        Ok(())
    }

    fn before(&self, state: &RowState, spec: &'static CellSpec, keys: &mut RowKeys) -> Before {
        let stored = state.cells.iter().find(|cell| cell.cell == spec.number);
        // what was never written holds nothing; what is not intact may
        let unknown = match stored {
            None => Value::Null,
            Some(_) => Value::Undecryptable,
        };
        let Some(stored) = stored.filter(|cell| self.is_intact(state, cell)) else {
            return Before {
                values: CellValues::from_elem(unknown, spec.fields.len()),
                later_clear: Vec::new(),
                later_inner: Vec::new(),
                numbered: None,
                is_damaged: false,
            };
        };
        let address = Address {
            tenant: self.tenant,
            entity: state.entity,
            row: state.row,
            cell: spec.number,
        };
        let opened = self.session.open(keys, spec, address, stored);
        let is_later =
            |(number, _): &&(u16, Value)| !spec.fields.iter().any(|field| field.number == *number);
        let is_damaged = matches!(opened, Opened::Damaged);
        let later_inner = match &opened {
            Opened::Fields(fields) => fields.iter().filter(is_later).cloned().collect(),
            _ => Vec::new(),
        };
        let values = values(spec, stored, opened);
        let open = spec
            .fields
            .iter()
            .zip(&values)
            .filter(|(_, value)| **value != Value::Undecryptable);
        Before {
            numbered: Some(
                open.map(|(field, value)| (field.number, value.clone()))
                    .collect(),
            ),
            later_clear: stored.clear.iter().filter(is_later).cloned().collect(),
            later_inner,
            values,
            is_damaged,
        }
    }

    /// Checks that the row is the one that was created, of its patient, and deleted only by a user.
    ///
    /// # Errors
    /// `Altered`.
    pub(super) fn check_row(&self, state: &RowState) -> Result<()> {
        let of_row = |cell: &&CellState| matches!(cell.cell, CREATED | DELETION);
        let is_created = state.cells.iter().any(|cell| cell.cell == CREATED);
        let descriptor = Catalog::by_number(state.entity).ok_or(Error::NotFound)?;
        // one whose creation was refused when it came is stored as it is, under the tag of its row
        let is_stored = || -> Result<bool> {
            let (tags, columns) = (self.prover.verifier.tags, columns::of(descriptor));
            let is_admin_signed = descriptor.authority.is_admin_signed();
            Ok(!is_admin_signed && row_tag::is_intact(&self.sql, tags, columns, state.row)?)
        };
        let is_known = is_created || is_stored()?;
        let mut cells = state.cells.iter().filter(of_row);
        match is_known && cells.all(|cell| self.is_intact(state, cell)) {
            true => Ok(()),
            false => Err(Error::Altered),
        }
    }

    fn is_intact(&self, state: &RowState, cell: &CellState) -> bool {
        self.prover.verifier.check(state, cell).is_ok()
    }

    /// The largest clock among the cells that are overwritten; a cell that is not what was written sets no clock.
    fn latest(&self, state: &RowState, cells: impl Iterator<Item = u8>) -> Option<Clock> {
        let mut latest = None;
        for number in cells {
            let stored = state.cells.iter().find(|cell| cell.cell == number);
            let intact = stored.filter(|cell| self.is_intact(state, cell));
            latest = latest.max(intact.map(|cell| cell.clock));
        }
        latest
    }

    /// What the writer saw of this cell, and of the row's deletion.
    fn base(&self, seen: &ReadVersion, descriptor: &Descriptor, row: Uuid, cell: u8) -> Vec<Clock> {
        let mut base = seen.base(descriptor.number, row, cell);
        if cell != DELETION {
            base.extend(seen.base(descriptor.number, row, DELETION));
        }
        base
    }
}

/// Returns the caller's values, with the stored ones for fields that the caller cannot decrypt.
fn with_stored_values(content: &CellContent, before: &Before) -> CellContent {
    let values = content
        .values
        .iter()
        .zip(&before.values)
        .map(|(new, old)| match new {
            Value::Undecryptable => old.clone(),
            new => new.clone(),
        });
    CellContent {
        number: content.number,
        values: values.collect(),
    }
}

/// Leaves empty what the caller does not give of a cell that does not open.
///
/// # Errors
/// `Unreadable` where nothing sealed is given: who only ticks a box has not decided what becomes of the rest.
fn without_damaged(mut content: CellContent, spec: &CellSpec) -> Result<CellContent> {
    let mut given = spec.fields.iter().zip(&content.values);
    if !given.any(|(field, value)| field.is_sealed() && *value != Value::Undecryptable) {
        return Err(Error::Unreadable);
    }
    for value in &mut content.values {
        if *value == Value::Undecryptable {
            *value = Value::Null;
        }
    }
    Ok(content)
}

/// A cell that is not there and to which nothing is given.
fn is_nothing(content: &CellContent, before: &Before) -> bool {
    before.numbered.is_none()
        && content
            .values
            .iter()
            .all(|value| matches!(value, Value::Null | Value::Undecryptable))
}
