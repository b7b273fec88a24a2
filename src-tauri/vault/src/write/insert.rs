use sync_contract::catalog::{KeyGrant, SPEAKS_FOR_USER, User, UserRole, admin_role};
use sync_contract::change::{Address, VersionBytes};
use sync_contract::entity::{CREATED, DELETION};
use sync_contract::every_entity::{CREATED_AT, CREATED_BY, PATIENT};
use sync_contract::pull::{BootstrapClass, RowState};
use sync_contract::{
    CellContent, CellSpec, CellState, CellWrite, Clock, Descriptor, Entity, Row, Value,
};
use uuid::Uuid;

use crate::audit_chain::event::Change;
use crate::crypto::sign::Purpose;
use crate::error::{Error, Result};
use crate::outbox::enqueue::RowChange;
use crate::outbox::queue::WriteKind;
use crate::session::cells::RowKeys;
use crate::store::rows;
use crate::verify::cells::cell_input;
use crate::write::tx::WriteTx;

/// Everything about a cell that is to be written but its clock.
pub(super) struct NewCell {
    pub spec: &'static CellSpec,
    pub clear: Vec<(u16, Value)>,
    pub inner: Vec<(u16, Value)>,
    pub base: Vec<Clock>,
    /// What it replaces by its bytes.
    pub replaces: Vec<VersionBytes>,
}

/// Whose key signs the cells of an admin-signed row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signer {
    /// The clinic's daily work: the group's signature is enough.
    None,
    User,
    Root,
}

/// The row that a cell belongs to.
#[derive(Clone, Copy)]
pub(super) struct Target {
    pub descriptor: &'static Descriptor,
    pub row: Uuid,
    pub patient: Option<Uuid>,
    pub signer: Signer,
}

impl WriteTx<'_> {
    /// Writes a new row.
    ///
    /// # Errors
    /// `Exists`, `NoKey`, `WrongTransactionKind`, `Value`, `Reference` (at the end of the action).
    pub fn insert<E: Entity>(&mut self, entity: &E) -> Result<()> {
        self.insert_row(&entity.to_row())
    }

    /// Writes the cells of a new row that hold something. Where several devices may create one row, whose id is
    /// derived, an empty cell of one would otherwise be a later version of what another wrote.
    ///
    /// # Errors
    /// Those of [`WriteTx::insert`].
    pub fn insert_recorded<E: Entity>(&mut self, entity: &E) -> Result<()> {
        let mut row = entity.to_row();
        row.cells
            .retain(|cell| cell.values.iter().any(|value| *value != Value::Null));
        self.insert_row(&row)
    }

    /// [`WriteTx::insert`] without the Rust type.
    pub fn insert_row(&mut self, row: &Row) -> Result<()> {
        let descriptor = row.descriptor;
        self.check_kind(descriptor)?;
        if row.patient.is_some() != descriptor.of_patient {
            return Err(Error::PatientChanged);
        }
        let role = UserRole::FIELD.role.in_content(row);
        let signer = self.signer(descriptor, row.id, role, None)?;
        let target = Target {
            descriptor,
            row: row.id,
            patient: row.patient,
            signer,
        };
        let clock = self.issue(None);
        let mut keys = RowKeys::default();
        let mut state = rows::empty(descriptor.number, row.id, row.patient);
        let creation = self.creation(descriptor, row.patient);
        state
            .cells
            .push(self.seal_cell(target, creation, clock, &mut keys)?);
        for content in &row.cells {
            let spec = descriptor.cell(content.number).ok_or(Error::NotFound)?;
            if content.has_undecryptable() {
                return Err(Error::NoKey);
            }
            content.check(spec)?;
            let cell = NewCell {
                spec,
                clear: self.clear_of(descriptor, spec, content)?,
                inner: content.inner(spec),
                base: Vec::new(),
                replaces: Vec::new(),
            };
            self.note_change(target, &cell, None);
            state
                .cells
                .push(self.seal_cell(target, cell, clock, &mut keys)?);
        }
        rows::insert_uncounted(&self.sql, descriptor, self.tenant, &state)?;
        self.new_rows.add(descriptor, &state);
        self.queue_new_row(target, state);
        Ok(())
    }

    fn queue_new_row(&mut self, target: Target, state: RowState) {
        let key = (target.descriptor.number, target.row);
        let from = self.writes.len();
        let change = RowChange {
            writes: (from..from + state.cells.len()).collect(),
            ..RowChange::default()
        };
        self.changes.rows.insert(key, change);
        self.changes.made.insert(target.row);
        self.touch(target);
        self.writes
            .extend(state.cells.into_iter().map(|state| CellWrite {
                entity: target.descriptor.number,
                row: target.row,
                patient: target.patient,
                state,
                base: Vec::new(),
            }));
    }

    pub(super) fn creation(
        &self,
        descriptor: &'static Descriptor,
        patient: Option<Uuid>,
    ) -> NewCell {
        let mut clear = vec![
            (CREATED_AT, Value::Time(self.now_us)),
            (CREATED_BY, Value::Uuid(self.session.user)),
        ];
        clear.extend(patient.map(|patient| (PATIENT, Value::Uuid(patient))));
        NewCell {
            spec: descriptor
                .cell(CREATED)
                .expect("every entity has a birth cell"),
            clear,
            inner: Vec::new(),
            base: Vec::new(),
            replaces: Vec::new(),
        }
    }

    /// The clear part of a cell, the blind index among it.
    ///
    /// # Errors
    /// `NoKey` without the key of the index.
    pub(super) fn clear_of(
        &self,
        descriptor: &'static Descriptor,
        spec: &CellSpec,
        content: &CellContent,
    ) -> Result<Vec<(u16, Value)>> {
        let mut clear = content.clear(spec);
        if let Some(field) = spec.blind_field() {
            let key = self
                .session
                .blind
                .get(&(descriptor.number, field.number))
                .ok_or(Error::NoKey)?;
            let index = spec
                .fields
                .iter()
                .position(|known| known.number == field.number);
            let index = match index.and_then(|index| content.values.get(index)) {
                Some(Value::Text(text)) => key.index(text),
                _ => None,
            };
            let index = index.map_or(Value::Null, |index| Value::Bytes(index.to_vec()));
            clear.push((field.number, index));
            clear.sort_by_key(|(number, _)| *number);
        }
        Ok(clear)
    }

    /// Seals, tags and, for an admin-signed row, signs one cell.
    pub(super) fn seal_cell(
        &mut self,
        target: Target,
        cell: NewCell,
        clock: Clock,
        keys: &mut RowKeys,
    ) -> Result<CellState> {
        let mut state = CellState {
            cell: cell.spec.number,
            clock,
            generation: 0,
            author: self.session.user,
            secret_version: self.tag_key.version(),
            clear: cell.clear,
            sealed: None,
            tag: [0; 16],
            signature: None,
            replaces: cell.replaces,
        };
        let address = Address {
            tenant: self.tenant,
            entity: target.descriptor.number,
            row: target.row,
            cell: cell.spec.number,
        };
        state.sealed =
            self.session
                .seal(keys, cell.spec, address, &state, &cell.inner, self.random)?;
        let input = cell_input(
            self.tenant,
            address.entity,
            target.row,
            target.patient,
            &state,
        );
        state.tag = self.tag_key.tag(&input);
        state.signature = match target.signer {
            Signer::None => None,
            Signer::User => Some(self.session.keys.sign(Purpose::Cell, &input)),
            Signer::Root => {
                let root = self.session.root.as_ref().ok_or(Error::NotAdmin)?;
                Some(root.sign(Purpose::Cell, &input))
            }
        };
        Ok(state)
    }

    /// # Errors
    /// `WrongTransactionKind` for an admin-signed entity in a plain write, and for any other in an admin-signed one.
    pub(super) fn check_kind(&self, descriptor: &Descriptor) -> Result<()> {
        let admin_signed = self.kind != WriteKind::Plain;
        if self.setup || admin_signed == descriptor.authority.is_admin_signed() {
            Ok(())
        } else {
            Err(Error::WrongTransactionKind)
        }
    }

    /// The root key signs the creation of the clinic and who is an admin, admins sign the rest, users their own keys.
    ///
    /// `role` is the role of a membership; `only_cell` the one cell that is written, where it is one.
    pub(super) fn signer(
        &self,
        descriptor: &Descriptor,
        row: Uuid,
        role: Option<&Value>,
        only_cell: Option<u8>,
    ) -> Result<Signer> {
        if !descriptor.authority.is_admin_signed() {
            return Ok(Signer::None);
        }
        let admin_role = admin_role(self.tenant());
        let of_admin = descriptor.number == UserRole::DESCRIPTOR.number
            && role == Some(&Value::Uuid(admin_role.0));
        if self.setup || of_admin {
            return match self.session.root {
                Some(_) => Ok(Signer::Root),
                None => Err(Error::NotAdmin),
            };
        }
        let own_password = descriptor.number == User::DESCRIPTOR.number
            && row == self.session.user
            && only_cell == Some(User::CELL.password.number);
        match self.session.is_admin() || own_password {
            true => Ok(Signer::User),
            false => Err(Error::NotAdmin),
        }
    }

    /// [`WriteTx::signer`] of one cell of a stored row. The user whose password is replaced may have signed what
    /// proves the replacing admin, so only the root key, which depends on no user, may sign.
    pub(super) fn signer_of_change(
        &self,
        descriptor: &Descriptor,
        row: Uuid,
        role: Option<&Value>,
        cell: u8,
        only_cell: Option<u8>,
    ) -> Result<Signer> {
        let replaces_keys = descriptor.number == User::DESCRIPTOR.number
            && row != self.session.user
            && SPEAKS_FOR_USER.contains(&cell);
        match (replaces_keys, &self.session.root) {
            (true, Some(_)) => Ok(Signer::Root),
            (true, None) => Err(Error::NotAdmin),
            (false, _) => self.signer(descriptor, row, role, only_cell),
        }
    }

    /// The role of a stored membership.
    pub(super) fn stored_role(state: &RowState) -> Option<&Value> {
        UserRole::FIELD.role.in_row(state)
    }

    /// Remembers a change for the audit entry.
    pub(super) fn note_change(
        &mut self,
        target: Target,
        cell: &NewCell,
        before: Option<Vec<(u16, Value)>>,
    ) {
        let is_content =
            target.descriptor.bootstrap == BootstrapClass::Contents && cell.spec.number != DELETION;
        if is_content || target.descriptor.number == KeyGrant::DESCRIPTOR.number {
            // the bytes of a file or of a grant are of no use in the audit log
            return;
        }
        // a blind index has the number of the field whose text is wanted
        let mut after = cell.inner.clone();
        after.extend(cell.clear.iter().cloned());
        after.sort_by_key(|(number, _)| *number);
        after.dedup_by_key(|(number, _)| *number);
        self.detail.changes.push(Change {
            entity: target.descriptor.number,
            row: target.row,
            cell: cell.spec.number,
            before,
            after: Some(after),
        });
    }

    /// The first row that an action writes is what its audit entry names.
    pub(super) fn touch(&mut self, target: Target) {
        let key = (target.descriptor.number, target.row);
        if self.touched.is_empty() && self.event.resource.is_empty() {
            target.descriptor.name.clone_into(&mut self.event.resource);
            self.event.resource_id = Some(target.row);
        }
        if self.event.patient.is_none() {
            let is_patient = target.descriptor.number == sync_contract::ids::PatientId::ENTITY;
            self.event.patient = target.patient.or(is_patient.then_some(target.row));
        }
        let index = self.touched.len();
        let first = *self.touched.entry(key).or_insert(index);
        if first != index && first + 1 != self.touched.len() {
            self.rewritten.insert(key);
        }
    }
}
