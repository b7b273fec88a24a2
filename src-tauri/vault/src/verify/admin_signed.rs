//! Who may have written a admin-signed cell: the root key, an admin of that time, the user for their own password, or the
//! key of an enrolment code that an admin signed.
//!
//! Nobody vouches for their own public keys, so a device that meets a user for the first time takes no stranger for them.

use std::collections::HashMap;

use rusqlite::Connection;
use sync_contract::catalog::{
    Device, FormerKey, User, UserRole, admin_role, enrolment_input, joined_device,
};
use sync_contract::entity::{CREATED, DELETION, Entity};
use sync_contract::field::Time;
use sync_contract::ids::TenantId;
use sync_contract::pull::RowState;
use sync_contract::{CellSpec, CellState, Clock, FieldRef, Value};
use uuid::Uuid;

use crate::crypto::sign::{Purpose, VerifyKey};
use crate::error::Result;
use crate::store::quarantine::Reason;
use crate::store::rows::RowReader;
use crate::verify::cells::{Verifier, cell_input};
use crate::verify::proofs::Proofs;

type Believed<T> = std::result::Result<T, Reason>;

/// A signing key and, where its user has given it up, when.
struct Held {
    key: VerifyKey,
    until: Option<Time>,
}

/// Root key, admins with their periods, and everybody's signing key, as the rows of this device say.
pub(crate) struct Trust {
    tenant: Uuid,
    root: VerifyKey,
    admin_role: Uuid,
    proofs: Proofs,
    /// When somebody's being an admin began and, where it did, ended.
    periods: HashMap<Uuid, Vec<(Clock, Option<Clock>)>>,
    keys: HashMap<Uuid, Vec<Held>>,
}

impl Trust {
    /// From the rows of this file, each proved anew along the chain: whoever has the machine can edit the file.
    /// What does not hang on the root key counts for nobody.
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
        let sql = include_str!("../../queries/replica/admin_roles.sql");
        let mut statement = conn.prepare_cached(sql)?;
        let reader = RowReader::new(UserRole::DESCRIPTOR, &statement)?;
        let mut rows = statement.query([admin_role.as_bytes().as_slice()])?;
        while let Some(row) = rows.next()? {
            let row = reader.read(row)?;
            if trust.is_proved(&verifier, &row) {
                trust.note_admin(&row);
            }
        }
        let sql = include_str!("../../queries/replica/signing_keys.sql");
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

    /// Takes a user's keys in where somebody vouches for them. Answers whether that was so.
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

    /// Whether each cell of a stored row is what somebody signed who may.
    pub fn is_proved(&self, verifier: &Verifier<'_>, row: &RowState) -> bool {
        let faulty = row
            .cells
            .iter()
            .find_map(|cell| Some((cell.cell, self.proves_cell(verifier, row, cell).err()?)));
        if let Some((cell, reason)) = faulty {
            tracing::warn!(entity = row.entity, row = %row.row, cell, ?reason, "a row of this file is not what was signed");
        }
        faulty.is_none() && row.cells.iter().any(|cell| cell.cell == CREATED)
    }

    fn proves_cell(
        &self,
        verifier: &Verifier<'_>,
        row: &RowState,
        cell: &CellState,
    ) -> Believed<()> {
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
        let held = self.keys.entry(user).or_default();
        if let Ok(key) = <[u8; 32]>::try_from(key) {
            let key = VerifyKey::from_bytes(key);
            held.push(Held { key, until: None });
        }
        let former = former.and_then(FormerKey::list).unwrap_or(Vec::new());
        held.extend(former.into_iter().map(|former| Held {
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

    /// Whether the cell of a admin-signed row was signed by somebody who may. `stored` is the row as it is believed here.
    pub fn check(
        &self,
        row: &RowState,
        stored: Option<&RowState>,
        state: &CellState,
        input: &[u8],
    ) -> Believed<()> {
        let signature = state.signature.as_ref().ok_or(Reason::Signature)?;
        let signed_by = |key: &VerifyKey| self.proofs.hold(key, Purpose::Cell, input, signature);
        if signed_by(&self.root) {
            return Ok(());
        }
        if self.makes_or_ends_an_admin(row, stored) {
            return Err(Reason::NotAdmin);
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
            Err(Reason::Signature)
        }
    }

    /// Those under which an admin could sign at the time of the cell.
    fn admin_keys(&self, state: &CellState) -> Believed<impl Iterator<Item = &VerifyKey>> {
        let held = self.keys.get(&state.author).ok_or(Reason::UnknownSigner)?;
        if !self.is_admin_at(state.author, state.clock) {
            return Err(Reason::NotAdmin);
        }
        let at_us = state.clock.unix_us();
        let in_time = move |held: &&Held| held.until.is_none_or(|until| at_us <= until.0);
        Ok(held.iter().filter(in_time).map(|held| &held.key))
    }

    /// The keys of a user, but for those that they had given up before that time.
    pub fn keys_at(&self, user: Uuid, at_us: i64) -> Vec<VerifyKey> {
        let held = self.keys.get(&user).into_iter().flatten();
        let in_time = held.filter(|held| held.until.is_none_or(|until| at_us <= until.0));
        in_time.map(|held| held.key).collect()
    }

    fn makes_or_ends_an_admin(&self, row: &RowState, stored: Option<&RowState>) -> bool {
        let names_admin = |row: &RowState| {
            UserRole::FIELD.role.in_row(row) == Some(&Value::Uuid(self.admin_role))
        };
        row.entity == UserRole::DESCRIPTOR.number
            && (names_admin(row) || stored.is_some_and(names_admin))
    }

    /// The keys under which a user may put their keys under another password: the one that is proved here, and the
    /// one that comes beside it where somebody else vouches for it.
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
        let held = self.keys.get(&row.row).into_iter().flatten();
        let current = held
            .filter(|held| held.until.is_none())
            .map(|held| held.key);
        current.chain(shown).collect()
    }

    /// The key of the code with which this device joined, where an admin vouched for it. It makes the one row that
    /// bears its name and changes nothing that stands there, so a code that somebody kept is worth nothing later.
    fn enrolment_key(
        &self,
        row: &RowState,
        stored: Option<&RowState>,
        state: &CellState,
    ) -> Believed<Option<VerifyKey>> {
        // of the revocation only that nobody has revoked it yet
        let may_sign = state.cell == CREATED
            || state.cell == Device::CELL.identity.number
            || (state.cell == Device::CELL.revocation.number
                && state.clear.iter().all(|(_, value)| *value == Value::Null));
        let stands = stored.is_some_and(|stored| stored.cells.iter().any(|c| c.cell == state.cell));
        if row.entity != Device::DESCRIPTOR.number || !may_sign || stands {
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
                .hold(admin, Purpose::Invite, &input, &invitation.signature)
        });
        match is_endorsed {
            true => Ok(Some(invitation.key)),
            false => Err(Reason::Signature),
        }
    }
}

/// What the identity of a device says about the code that it joined with.
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

/// Whether a change of this row can change who is believed.
pub(crate) fn concerns_trust(entity: u16) -> bool {
    entity == User::DESCRIPTOR.number || entity == UserRole::DESCRIPTOR.number
}
