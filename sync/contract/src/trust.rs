//! The trust chain: the valid signers of admin-signed cells. The root key signs the appointments of admins, admins sign
//! every other admin-signed cell, a user's own key signs their own password, and the key of an enrolment code signs the
//! row of the one device that joins with it. A cell that the chain does not reach is invalid.
//!
//! Pure: the caller brings the rows and verifies signatures. A server judges a group before it admits it; a device
//! judges the row each time it reads it. Both call [`Trust::check`]; what differs is in [`Moment`].

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use crate::catalog::{
    Device, Erasure, FormerKey, Role, Tenant, User, UserRole, admin_role, enrolment_input,
    joined_device,
};
use crate::change::{Address, CellState, tag_input};
use crate::clock::Clock;
use crate::descriptor::{CREATED, DELETION, FieldRef};
use crate::entity::Entity;
use crate::field::Time;
use crate::ids::TenantId;
use crate::phi::Compartment;
use crate::pull::RowState;
use crate::purpose::Purpose;
use crate::right::{Right, rights_from_text};
use crate::value::Value;

mod erasure;

pub use erasure::ESTABLISHED_MS;

/// The public half of an Ed25519 pair.
pub type SignerKey = [u8; 32];

/// Verifies Ed25519 signatures strictly; may remember which it has verified.
pub trait Signatures {
    /// Returns whether this key signed this input, which was built for this purpose.
    fn is_signed(
        &self,
        key: &SignerKey,
        purpose: Purpose,
        input: &[u8],
        signature: &[u8; 64],
    ) -> bool;
}

/// Why a signature of an admin-signed cell does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Untrusted {
    /// There is none.
    Unsigned,
    /// No key of its author is known.
    UnknownSigner,
    /// It makes or ends an admin, which only the root key does.
    NotRoot,
    /// Its author was no admin then, whether or not one of their keys made the signature.
    NotAdmin { is_signed: bool },
    /// The key of an enrolment code signed too late, or signed something other than the first cells of its own device.
    NotInvited,
    /// Made by none of the keys that may sign the cell.
    BadSignature,
    /// An erasure whose second signature is not of a second signer who may give it, or is of another order.
    NotSeconded,
}

/// When a cell is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Before its group is admitted: users sign with the keys that they had before the group and have not replaced.
    /// `is_joining`: the group is that of a device which joins; in any other the key of an enrolment code is none.
    Admission { is_joining: bool },
    /// Each time it is read, perhaps years later. Keys that were replaced since count for what they signed before,
    /// and the row may be the work of several groups: a key that an admin signed in it counts, too.
    Reading,
}

impl Moment {
    /// Of what a device pushes.
    pub const PUSHED: Self = Self::Admission { is_joining: false };
    /// Of the group with which a device joins.
    pub const JOINING: Self = Self::Admission { is_joining: true };
}

/// A cell that is judged.
#[derive(Clone, Copy)]
pub struct SignedCell<'a> {
    /// The row with the cells that came together.
    pub row: &'a RowState,
    /// The row before they came.
    pub stored: Option<&'a RowState>,
    /// One of the row's cells.
    pub state: &'a CellState,
    /// What its signature covers, by [`tag_input`].
    pub input: &'a [u8],
}

/// Returns what the signature of a row's cell covers.
fn signed_input(tenant: Uuid, row: &RowState, state: &CellState) -> Vec<u8> {
    let address = Address {
        tenant,
        entity: row.entity,
        row: row.row,
        cell: state.cell,
    };
    tag_input(address, row.patient, state)
}

/// Returns whether a change of this entity can change the chain.
pub fn concerns_trust(entity: u16) -> bool {
    let concerned = [User::DESCRIPTOR, UserRole::DESCRIPTOR, Tenant::DESCRIPTOR];
    concerned.iter().any(|known| known.number == entity)
}

/// A user has a role from the clock of its row until the clock of its deletion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Membership {
    pub user: Uuid,
    pub role: Uuid,
    /// None for all facilities.
    pub facility: Option<Uuid>,
    pub from: Clock,
    pub until: Option<Clock>,
}

impl Membership {
    /// Reads a row of `user_roles`; none for one that lacks its cell.
    pub fn of(row: &RowState) -> Option<Self> {
        let ended = row.cell(DELETION).filter(|_| row.is_deleted());
        Some(Self {
            user: uuid_in(row, UserRole::FIELD.user)?,
            role: uuid_in(row, UserRole::FIELD.role)?,
            facility: uuid_in(row, UserRole::FIELD.facility),
            from: row.cell(UserRole::CELL.membership.number)?.clock,
            until: ended.map(|cell| cell.clock),
        })
    }
}

/// What the members of a role may do and open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entitlement {
    pub rights: BTreeSet<Right>,
    pub compartments: BTreeSet<Compartment>,
}

impl Entitlement {
    /// Adds what a role gives its members: nothing once it is deleted.
    pub fn add(&mut self, role: &RowState) {
        if role.is_deleted() {
            return;
        }
        let text = |field: FieldRef| field.in_row(role).and_then(Value::as_text);
        if let Some(words) = text(Role::FIELD.rights) {
            self.rights.extend(rights_from_text(words));
        }
        if let Some(names) = text(Role::FIELD.compartments) {
            self.compartments.extend(Compartment::list_from_text(names));
        }
    }
}

/// A signing key with the time at which its user replaced it, if they did.
#[derive(Debug, Clone, Copy)]
struct UserKey {
    key: SignerKey,
    /// When it was given; unknown for a former key.
    since: Option<Clock>,
    until: Option<Time>,
}

impl UserKey {
    /// Returns whether the key may have signed what carries this time.
    fn is_valid_at(&self, at_us: i64) -> bool {
        self.until.is_none_or(|until| at_us <= until.0)
    }
}

/// The chain as it is known: root key, admins with their periods, and every user's signing keys.
#[derive(Debug, Clone)]
pub struct Trust {
    tenant: Uuid,
    root: SignerKey,
    admin_role: Uuid,
    admins: HashMap<Uuid, Vec<Membership>>,
    keys: HashMap<Uuid, Vec<UserKey>>,
    /// Signs in the name of the recovery key.
    recovery: Option<SignerKey>,
    /// When the server accepted a user as an admin, for users whose appointment clocks it does not trust.
    accepted_ms: HashMap<Uuid, u64>,
}

impl Trust {
    /// Returns a chain of the root key alone.
    pub fn new(tenant: Uuid, root: SignerKey) -> Self {
        Self {
            tenant,
            root,
            admin_role: admin_role(TenantId(tenant)).0,
            admins: HashMap::new(),
            keys: HashMap::new(),
            recovery: None,
            accepted_ms: HashMap::new(),
        }
    }

    /// Adds the clinic's own row, whose cells the caller has proved.
    pub fn add_clinic(&mut self, row: &RowState) {
        self.recovery = key_in(row, Tenant::FIELD.recovery_signing_key);
    }

    /// Adds a membership, whose row the caller has proved. Only that of an admin concerns the chain.
    pub fn add_membership(&mut self, row: &RowState) {
        let membership = Membership::of(row).filter(|of| of.role == self.admin_role);
        if let Some(membership) = membership {
            let admin = self.admins.entry(membership.user).or_default();
            admin.push(membership);
        }
    }

    /// Notes when the server accepted a user as an admin, in Unix milliseconds. Where the length of an appointment
    /// matters, it counts from then, whatever clock the root key has signed.
    pub fn accept_admin(&mut self, user: Uuid, accepted_ms: u64) {
        self.accepted_ms.insert(user, accepted_ms);
    }

    /// Adds a user's keys, whose cells the caller has proved: those that the row has no cell of are not added.
    pub fn add_user(&mut self, row: &RowState) {
        let keys = self.keys.entry(row.row).or_default();
        if let Some(key) = key_in(row, User::FIELD.signing_key) {
            let given = row.cell(User::CELL.keys.number);
            keys.push(UserKey {
                key,
                since: given.map(|cell| cell.clock),
                until: None,
            });
        }
        let former = User::FIELD
            .former_keys
            .in_row(row)
            .and_then(Value::as_bytes);
        let former = former.and_then(FormerKey::list).into_iter().flatten();
        keys.extend(former.map(|former| UserKey {
            key: former.signing_key,
            since: None,
            until: Some(former.until),
        }));
    }

    /// Follows the chain over stored rows, which an attacker may have edited: adds the admins, then the users'
    /// keys, each proved along what is already known. `is_intact` checks a cell's clinic tag and shape.
    ///
    /// Returns the rows that the chain does not reach.
    pub fn follow(
        &mut self,
        memberships: Vec<RowState>,
        mut users: Vec<RowState>,
        is_intact: impl Fn(&RowState, &CellState) -> bool,
        signatures: &impl Signatures,
    ) -> Vec<RowState> {
        let mut unreached = Vec::new();
        for row in memberships {
            let is_proved = |cell| is_intact(&row, cell) && self.proves(&row, cell, signatures);
            if is_complete(&row) && row.cells.iter().all(is_proved) {
                self.add_membership(&row);
            } else {
                unreached.push(row);
            }
        }
        // an admin's keys may be signed by another admin, whose keys are proved in a later round
        loop {
            let before = users.len();
            users.retain(|row| {
                let is_proved =
                    |cell: &&CellState| is_intact(row, cell) && self.proves(row, cell, signatures);
                let Some(keys) = row.cell(User::CELL.keys.number).filter(is_proved) else {
                    return true;
                };
                let former = row.cell(User::CELL.former.number).filter(is_proved);
                let mut proved = RowState::empty(row.entity, row.row, row.patient);
                proved
                    .cells
                    .extend([keys].into_iter().chain(former).cloned());
                self.add_user(&proved);
                false
            });
            if users.is_empty() || users.len() == before {
                unreached.extend(users);
                return unreached;
            }
        }
    }

    fn proves(&self, row: &RowState, state: &CellState, signatures: &impl Signatures) -> bool {
        let cell = SignedCell {
            row,
            stored: None,
            state,
            input: &signed_input(self.tenant, row, state),
        };
        self.check(cell, Moment::Reading, signatures).is_ok()
    }

    /// Checks that the cell of an admin-signed row was signed by a key that may sign it.
    ///
    /// # Errors
    /// Any of [`Untrusted`].
    pub fn check(
        &self,
        cell: SignedCell<'_>,
        moment: Moment,
        signatures: &impl Signatures,
    ) -> Result<(), Untrusted> {
        let signature = cell.state.signature.as_ref().ok_or(Untrusted::Unsigned)?;
        let is_by =
            |key: &SignerKey| signatures.is_signed(key, Purpose::Cell, cell.input, signature);
        if cell.row.entity == Erasure::DESCRIPTOR.number {
            return self.check_erasure(cell, moment, signatures);
        }
        if is_by(&self.root) {
            return Ok(());
        }
        if self.makes_or_ends_an_admin(cell) || gives_recovery_key(cell) {
            return Err(Untrusted::NotRoot);
        }
        if self.own_keys(cell, moment, signatures).iter().any(is_by)
            || self.is_by_code(cell, moment, signatures, is_by)?
        {
            return Ok(());
        }
        let is_signed = self.keys_of(cell.state, moment)?.any(is_by);
        self.require_admin(cell.state, is_signed)?;
        match is_signed {
            true => Ok(()),
            false => Err(Untrusted::BadSignature),
        }
    }

    /// Returns whether the root key itself signed an input, which needs no other trust.
    pub fn is_by_root(&self, input: &[u8], signature: &[u8; 64], by: &impl Signatures) -> bool {
        by.is_signed(&self.root, Purpose::Cell, input, signature)
    }

    /// Returns the recovery signing key, if the clinic's own row has one.
    pub fn recovery_key(&self) -> Option<&SignerKey> {
        self.recovery.as_ref()
    }

    /// Returns the keys under which a user may have signed something that carries this time.
    pub fn keys_at(&self, user: Uuid, at_us: i64) -> impl Iterator<Item = &SignerKey> {
        let keys = self.keys.get(&user).into_iter().flatten();
        let valid = keys.filter(move |key| key.is_valid_at(at_us));
        valid.map(|key| &key.key)
    }

    /// Returns whether the user was an admin at the time of the clock.
    pub fn was_admin(&self, user: Uuid, at: Clock) -> bool {
        let mut periods = self.admins.get(&user).into_iter().flatten();
        periods.any(|period| period.from <= at && period.until.is_none_or(|until| at < until))
    }

    /// Returns the admins whose appointments are all after a clock: the clinic was created while its clock ran ahead,
    /// so their signatures under this clock are invalid.
    pub fn appointed_after(&self, at: Clock) -> Vec<Uuid> {
        let is_current = |period: &Membership| period.until.is_none();
        let current = self
            .admins
            .iter()
            .filter(|(_, periods)| periods.iter().any(is_current));
        let users = current.map(|(user, _)| *user);
        let mut users: Vec<Uuid> = users.filter(|user| !self.was_admin(*user, at)).collect();
        users.sort_unstable();
        users
    }

    fn require_admin(&self, state: &CellState, is_signed: bool) -> Result<(), Untrusted> {
        match self.was_admin(state.author, state.clock) {
            true => Ok(()),
            false => Err(Untrusted::NotAdmin { is_signed }),
        }
    }

    /// The keys with which the author of a cell could sign it.
    fn keys_of(
        &self,
        state: &CellState,
        moment: Moment,
    ) -> Result<impl Iterator<Item = &SignerKey>, Untrusted> {
        if !self.keys.contains_key(&state.author) {
            return Err(Untrusted::UnknownSigner);
        }
        let valid = self.valid_keys(state.author, state.clock, moment);
        Ok(valid.map(|key| &key.key))
    }

    fn makes_or_ends_an_admin(&self, cell: SignedCell<'_>) -> bool {
        let names_admin =
            |row: &RowState| uuid_in(row, UserRole::FIELD.role) == Some(self.admin_role);
        // a group may write a cell twice, so the judged version is looked at by itself
        let given = UserRole::FIELD.role.in_cell(cell.state);
        let gives_admin = cell.row.entity == UserRole::DESCRIPTOR.number
            && given == Some(&Value::Uuid(self.admin_role));
        gives_admin || names_admin(cell.row) || cell.stored.is_some_and(names_admin)
    }

    /// The keys that may sign a user's change of their own password.
    fn own_keys(
        &self,
        cell: SignedCell<'_>,
        moment: Moment,
        signatures: &impl Signatures,
    ) -> Vec<SignerKey> {
        let SignedCell { row, state, .. } = cell;
        let is_own_password = row.entity == User::DESCRIPTOR.number
            && state.cell == User::CELL.password.number
            && state.author == row.row;
        if !is_own_password {
            return Vec::new();
        }
        let known = self.keys.get(&row.row).into_iter().flatten();
        let current = known.filter(|key| key.until.is_none());
        let mut own: Vec<SignerKey> = current.map(|key| key.key).collect();
        if moment == Moment::Reading
            && let Some(keys) = row.cell(User::CELL.keys.number)
        {
            let endorsed = SignedCell {
                state: keys,
                input: &signed_input(self.tenant, row, keys),
                ..cell
            };
            if self.check(endorsed, moment, signatures).is_ok() {
                own.extend(key_in(row, User::FIELD.signing_key));
            }
        }
        own
    }

    /// Returns whether the key of the code with which this device joined signed the cell. It signs the first cells of
    /// the one row that has its id and no later change, so a stolen code is of no use later.
    fn is_by_code(
        &self,
        cell: SignedCell<'_>,
        moment: Moment,
        signatures: &impl Signatures,
        is_by: impl Fn(&SignerKey) -> bool,
    ) -> Result<bool, Untrusted> {
        let SignedCell { row, state, .. } = cell;
        let is_stored = cell
            .stored
            .is_some_and(|stored| stored.cell(state.cell).is_some());
        if (moment == Moment::Admission { is_joining: false }) || is_stored {
            return Ok(false);
        }
        let shown = Invitation::of(row);
        let Some(invitation) = shown.or_else(|| cell.stored.and_then(Invitation::of)) else {
            return Ok(false);
        };
        if state.author != invitation.author || !invitation.is_for(self.tenant, row.row) {
            return Ok(false);
        }
        let input = enrolment_input(self.tenant, &invitation.key, invitation.until);
        let is_endorsed = |admin: &SignerKey| {
            signatures.is_signed(admin, Purpose::Invite, &input, &invitation.signature)
        };
        if !invitation.covers(state) {
            let is_misused =
                is_by(&invitation.key) && self.keys_of(state, moment)?.any(is_endorsed);
            return match is_misused {
                true => Err(Untrusted::NotInvited),
                // otherwise an admin may have signed it
                false => Ok(false),
            };
        }
        let is_endorsed = self.keys_of(state, moment)?.any(is_endorsed);
        self.require_admin(state, is_endorsed)?;
        match is_endorsed {
            true => Ok(is_by(&invitation.key)),
            false => Err(Untrusted::BadSignature),
        }
    }
}

/// Returns whether a cell sets the recovery signing key.
fn gives_recovery_key(cell: SignedCell<'_>) -> bool {
    cell.row.entity == Tenant::DESCRIPTOR.number && cell.state.cell == Tenant::CELL.recovery.number
}

/// Returns whether a cell replaces the recovery signing key. It must never be replaced: an attacker could otherwise
/// erase patients with a key of their own.
pub fn replaces_recovery_key(entity: u16, stored: Option<&RowState>, state: &CellState) -> bool {
    let number = Tenant::CELL.recovery.number;
    let is_of_clinic = entity == Tenant::DESCRIPTOR.number && state.cell == number;
    let known = stored
        .and_then(|row| row.cell(number))
        .filter(|_| is_of_clinic);
    known.is_some_and(|known| known.clock != state.clock && known.clear != state.clear)
}

/// Returns whether a row has the cell that every stored row has.
pub fn is_complete(row: &RowState) -> bool {
    row.cell(CREATED).is_some()
}

/// The enrolment code in the identity cell of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invitation {
    /// The admin in whose name the code's key signs.
    pub author: Uuid,
    pub key: SignerKey,
    pub until: Time,
    /// The admin's, over key and time.
    pub signature: [u8; 64],
}

impl Invitation {
    /// Reads a row of `devices`; none for a device that did not join by a code.
    pub fn of(device: &RowState) -> Option<Self> {
        let Some(Value::Time(until)) = Device::FIELD.enrolment_until.in_row(device) else {
            return None;
        };
        let signature = Device::FIELD.enrolment_signature.in_row(device)?;
        Some(Self {
            author: device.cell(Device::CELL.identity.number)?.author,
            key: key_in(device, Device::FIELD.enrolment_key)?,
            until: Time(*until),
            signature: signature.as_bytes()?.try_into().ok()?,
        })
    }

    /// Returns whether this is the row of the one device that joins with the code.
    pub fn is_for(&self, tenant: Uuid, row: Uuid) -> bool {
        joined_device(tenant, &self.key).0 == row
    }

    /// Returns whether the code's key may sign this cell, at the time that it carries.
    fn covers(&self, state: &CellState) -> bool {
        let is_in_time = state.clock.unix_us() <= self.until.0;
        is_in_time
            && (state.cell == CREATED
                || state.cell == Device::CELL.identity.number
                // only that it is not revoked yet
                || (state.cell == Device::CELL.revocation.number
                    && state.clear.iter().all(|(_, value)| *value == Value::Null)))
    }
}

fn key_in(row: &RowState, field: FieldRef) -> Option<SignerKey> {
    field.in_row(row)?.as_bytes()?.try_into().ok()
}

fn uuid_in(row: &RowState, field: FieldRef) -> Option<Uuid> {
    field.in_row(row)?.as_uuid()
}

#[cfg(test)]
mod tests;
