//! Who may have written an admin-signed cell: the root key, an admin of that time, the user for their own password, or
//! the
//! key of an enrolment code that an admin signed.
//!
//! No user signs for their own public keys, so a device that sees a user for the first time accepts no forged one.

use std::collections::HashMap;

use rusqlite::Connection;
use sync_contract::catalog::{
    Device, FormerKey, User, UserRole, admin_role, enrolment_input, joined_device,
};
use sync_contract::entity::{CREATED, DELETION, Entity};
use sync_contract::field::Time;
use sync_contract::ids::TenantId;
use sync_contract::pull::RowState;
use sync_contract::statement;
use sync_contract::{CellSpec, CellState, Clock, FieldRef, Value};
use uuid::Uuid;

use crate::crypto::sign::{Purpose, VerifyKey};
use crate::error::Result;
use crate::store::quarantine::QuarantineReason;
use crate::store::rows::RowReader;
use crate::verify::cells::{Verifier, cell_input};
use crate::verify::proofs::Proofs;

type Checked<T> = std::result::Result<T, QuarantineReason>;

/// A signing key and, where its user has given it up, when.
struct SigningKey {
    key: VerifyKey,
    until: Option<Time>,
}

/// Root key, admins with their periods, and every user's signing keys, from the verified rows of this device.
pub(crate) struct Trust {
    tenant: Uuid,
    root: VerifyKey,
    admin_role: Uuid,
    proofs: Proofs,
    /// When each user became an admin and, if so, ceased to be one.
    periods: HashMap<Uuid, Vec<(Clock, Option<Clock>)>>,
    keys: HashMap<Uuid, Vec<SigningKey>>,
}

impl Trust {
    /// Loads the rows of this file, each verified along the trust chain: an attacker can edit the file.
    /// What does not lead to the root key is ignored.
    pub fn load(
        conn: &Connection,
        verifier: Verifier<'_>,
        root: VerifyKey,
        proofs: &Proofs,
    ) -> Result<Self> {
        let tenant = verifier.tenant;
        let admin_role = admin_role(TenantId(tenant)).0;
        let mut trust = Self {
            tenant,
            root,
            admin_role,
            proofs: proofs.clone(),
            periods: HashMap::new(),
            keys: HashMap::new(),
        };
        let sql = statement!("replica", "admin_roles");
        let mut statement = conn.prepare_cached(sql)?;
        let reader = RowReader::new(UserRole::DESCRIPTOR, &statement)?;
        let mut rows = statement.query([admin_role.as_bytes().as_slice()])?;
        while let Some(row) = rows.next()? {
            let row = reader.read(row)?;
            if trust.is_proved(&verifier, &row) {
                trust.note_admin(&row);
            }
        }
        let sql = statement!("replica", "signing_keys");
        let mut statement = conn.prepare_cached(sql)?;
        let reader = RowReader::new(User::DESCRIPTOR, &statement)?;
        let mut rows = statement.query([])?;
        let mut unproved = Vec::new();
        while let Some(row) = rows.next()? {
            unproved.push(reader.read(row)?);
        }
        // an admin's keys may hang on another admin's
        loop {
            let before = unproved.len();
            unproved.retain(|row| !trust.note_user(&verifier, row));
            if unproved.is_empty() || unproved.len() == before {
                break;
            }
        }
        for row in unproved {
            tracing::warn!(user = %row.row, "nobody vouches for the keys in this row");
        }
        Ok(trust)
    }

    /// Adds a user's keys if they are signed by an admin or the root key. Returns whether they were.
    fn note_user(&mut self, verifier: &Verifier<'_>, row: &RowState) -> bool {
        let proved = |spec: &CellSpec| {
            let cell = row.cell(spec.number)?;
            self.proves_cell(verifier, row, cell).is_ok().then_some(())
        };
        if proved(User::CELL.keys).is_none() {
            return false;
        }
        let former =
            proved(User::CELL.former).and_then(|()| match User::FIELD.former_keys.in_row(row) {
                Some(Value::Bytes(list)) => Some(list.as_slice()),
                _ => None,
            });
        if let Some(Value::Bytes(key)) = User::FIELD.signing_key.in_row(row) {
            self.note_keys(row.row, key, former);
        }
        true
    }

    /// Returns whether each cell of a stored row has a valid signature of an entitled user.
    pub fn is_proved(&self, verifier: &Verifier<'_>, row: &RowState) -> bool {
        let faulty = row
            .cells
            .iter()
            .find_map(|cell| Some((cell.cell, self.proves_cell(verifier, row, cell).err()?)));
        if let Some((cell, reason)) = faulty {
            let entity = row.entity;
            tracing::warn!(entity, row = %row.row, cell, ?reason, "a row of this file is not what was signed");
        }
        faulty.is_none() && row.cells.iter().any(|cell| cell.cell == CREATED)
    }

    fn proves_cell(
        &self,
        verifier: &Verifier<'_>,
        row: &RowState,
        cell: &CellState,
    ) -> Checked<()> {
        let input = verifier.check(row, cell)?;
        self.check(row, None, cell, &input)
    }

    fn note_admin(&mut self, row: &RowState) {
        let Some(membership) = row.cell(UserRole::CELL.membership.number) else {
            return;
        };
        let Some(Value::Uuid(user)) = UserRole::FIELD.user.in_row(row) else {
            return;
        };
        let ended = row
            .cell(DELETION)
            .filter(|_| row.is_deleted())
            .map(|end| end.clock);
        self.periods
            .entry(*user)
            .or_default()
            .push((membership.clock, ended));
    }

    fn note_keys(&mut self, user: Uuid, key: &[u8], former: Option<&[u8]>) {
        let keys = self.keys.entry(user).or_default();
        if let Ok(key) = <[u8; 32]>::try_from(key) {
            let key = VerifyKey::from_bytes(key);
            keys.push(SigningKey { key, until: None });
        }
        let former = former.and_then(FormerKey::list).unwrap_or(Vec::new());
        keys.extend(former.into_iter().map(|former| SigningKey {
            key: VerifyKey::from_bytes(former.signing_key),
            until: Some(former.until),
        }));
    }

    fn is_admin_at(&self, user: Uuid, clock: Clock) -> bool {
        self.periods.get(&user).is_some_and(|periods| {
            periods
                .iter()
                .any(|(from, until)| *from <= clock && until.is_none_or(|until| clock < until))
        })
    }

    /// Checks that the cell of an admin-signed row was signed by an entitled user. `stored` is this device's row.
    pub fn check(
        &self,
        row: &RowState,
        stored: Option<&RowState>,
        state: &CellState,
        input: &[u8],
    ) -> Checked<()> {
        let signature = state
            .signature
            .as_ref()
            .ok_or(QuarantineReason::Signature)?;
        let signed_by = |key: &VerifyKey| self.proofs.confirm(key, Purpose::Cell, input, signature);
        if signed_by(&self.root) {
            return Ok(());
        }
        if self.makes_or_ends_an_admin(row, stored) {
            return Err(QuarantineReason::NotAdmin);
        }
        if self.own_keys(row, stored, state).iter().any(signed_by) {
            return Ok(());
        }
        if let Some(key) = self.enrolment_key(row, stored, state)?
            && signed_by(&key)
        {
            return Ok(());
        }
        if self.admin_keys(state)?.any(signed_by) {
            Ok(())
        } else {
            Err(QuarantineReason::Signature)
        }
    }

    /// Those under which an admin could sign at the time of the cell.
    fn admin_keys(&self, state: &CellState) -> Checked<impl Iterator<Item = &VerifyKey>> {
        let keys = self
            .keys
            .get(&state.author)
            .ok_or(QuarantineReason::UnknownSigner)?;
        if !self.is_admin_at(state.author, state.clock) {
            return Err(QuarantineReason::NotAdmin);
        }
        let at_us = state.clock.unix_us();
        let in_time = move |keys: &&SigningKey| keys.until.is_none_or(|until| at_us <= until.0);
        Ok(keys.iter().filter(in_time).map(|keys| &keys.key))
    }

    /// Returns the keys of a user that were valid at that time.
    pub fn keys_at(&self, user: Uuid, at_us: i64) -> Vec<VerifyKey> {
        let keys = self.keys.get(&user).into_iter().flatten();
        let in_time = keys.filter(|keys| keys.until.is_none_or(|until| at_us <= until.0));
        in_time.map(|keys| keys.key).collect()
    }

    fn makes_or_ends_an_admin(&self, row: &RowState, stored: Option<&RowState>) -> bool {
        let names_admin = |row: &RowState| {
            UserRole::FIELD.role.in_row(row) == Some(&Value::Uuid(self.admin_role))
        };
        row.entity == UserRole::DESCRIPTOR.number
            && (names_admin(row) || stored.is_some_and(names_admin))
    }

    /// The keys under which a user may put their keys under another password: the one that is proved here, and the
    /// one that comes in the same row if an admin signed it.
    fn own_keys(
        &self,
        row: &RowState,
        stored: Option<&RowState>,
        state: &CellState,
    ) -> Vec<VerifyKey> {
        if row.entity != User::DESCRIPTOR.number
            || state.cell != User::CELL.password.number
            || state.author != row.row
        {
            return Vec::new();
        }
        let endorsed_for = |keys: &&CellState| {
            let input = cell_input(self.tenant, row.entity, row.row, row.patient, keys);
            self.check(row, stored, keys, &input).is_ok()
        };
        let shown = row.cell(User::CELL.keys.number).filter(endorsed_for);
        let shown = shown.and_then(|_| key_in(row, User::FIELD.signing_key));
        let keys = self.keys.get(&row.row).into_iter().flatten();
        let current = keys
            .filter(|keys| keys.until.is_none())
            .map(|keys| keys.key);
        current.chain(shown).collect()
    }

    /// Returns the key of the code with which this device joined, if an admin signed it. It may sign the one row that
    /// has its id and no later change, so a stolen code is of no use later.
    fn enrolment_key(
        &self,
        row: &RowState,
        stored: Option<&RowState>,
        state: &CellState,
    ) -> Checked<Option<VerifyKey>> {
        // of the revocation only its absence
        let may_sign = state.cell == CREATED
            || state.cell == Device::CELL.identity.number
            || (state.cell == Device::CELL.revocation.number
                && state.clear.iter().all(|(_, value)| *value == Value::Null));
        let is_stored =
            stored.is_some_and(|stored| stored.cells.iter().any(|c| c.cell == state.cell));
        if row.entity != Device::DESCRIPTOR.number || !may_sign || is_stored {
            return Ok(None);
        }
        let shown = Invitation::of(row);
        let Some(invitation) = shown.or_else(|| stored.and_then(Invitation::of)) else {
            return Ok(None);
        };
        let is_its_row = joined_device(self.tenant, invitation.key.as_bytes()).0 == row.row;
        let in_time = state.clock.unix_us() <= invitation.until.0;
        if state.author != invitation.author || !is_its_row || !in_time {
            return Ok(None);
        }
        let input = enrolment_input(self.tenant, invitation.key.as_bytes(), invitation.until);
        let mut admin_keys = self.admin_keys(state)?;
        let is_endorsed = admin_keys.any(|admin| {
            self.proofs
                .confirm(admin, Purpose::Invite, &input, &invitation.signature)
        });
        match is_endorsed {
            true => Ok(Some(invitation.key)),
            false => Err(QuarantineReason::Signature),
        }
    }
}

/// The enrolment code in the identity cell of a device.
struct Invitation {
    author: Uuid,
    key: VerifyKey,
    until: Time,
    signature: [u8; 64],
}

impl Invitation {
    fn of(device: &RowState) -> Option<Self> {
        let Some(Value::Time(until)) = Device::FIELD.enrolment_until.in_row(device) else {
            return None;
        };
        let Some(Value::Bytes(signature)) = Device::FIELD.enrolment_signature.in_row(device) else {
            return None;
        };
        Some(Self {
            author: device.cell(Device::CELL.identity.number)?.author,
            key: key_in(device, Device::FIELD.enrolment_key)?,
            until: Time(*until),
            signature: signature.as_slice().try_into().ok()?,
        })
    }
}

fn key_in(row: &RowState, field: FieldRef) -> Option<VerifyKey> {
    let key = field.in_row(row)?.as_bytes()?;
    Some(VerifyKey::from_bytes(key.try_into().ok()?))
}

/// Returns whether a change of this entity can change the trust chain.
pub(crate) fn concerns_trust(entity: u16) -> bool {
    entity == User::DESCRIPTOR.number || entity == UserRole::DESCRIPTOR.number
}
