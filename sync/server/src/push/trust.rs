//! The signatures of an admin-signed group, judged by the trust chain over the clinic's staff.

use std::collections::BTreeMap;

use sync_contract::catalog::{
    Device, Erasure, ErasureOrder, KeyGrant, SPEAKS_FOR_USER, User, UserRole,
};
use sync_contract::change::{Address, tag_input};
use sync_contract::entity::Entity;
use sync_contract::pull::RowState;
use sync_contract::trust::{Invitation, Moment, SignedCell, Trust, Untrusted};
use sync_contract::{CellWrite, Code, Descriptor, Group, Rejection};
use uuid::Uuid;

use crate::crypto::{Ed25519, verify};
use crate::db::loaded_row::RowKey;
use crate::push::staff::Staff;

/// An admin-signed group before it is admitted.
pub struct SignedGroup<'a> {
    /// The staff before the group.
    staff: &'a Staff,
    group: &'a Group,
    trust: Trust,
    /// The rows as the group writes them, without what is stored of them.
    rows: BTreeMap<RowKey, RowState>,
}

impl<'a> SignedGroup<'a> {
    pub fn new(staff: &'a Staff, group: &'a Group) -> SignedGroup<'a> {
        SignedGroup::trusting(staff, staff, group)
    }

    /// The same, where the staff to be `trusted` is that after the group: one cell of it proves another.
    pub fn trusting(trusted: &Staff, staff: &'a Staff, group: &'a Group) -> SignedGroup<'a> {
        let cells = group.writes.iter().map(|write| write.state.author);
        let seconds = group.writes.iter().filter_map(second_signer);
        let authors = cells.chain(seconds).chain([group.author]).collect();
        SignedGroup {
            staff,
            group,
            trust: trusted.trust(&authors),
            rows: rows_of(group),
        }
    }

    /// Checks that each cell is signed by a key that may sign it.
    ///
    /// # Errors
    /// `BadSignature` when no key fits, `NotAdmin` when one fits and its owner may not sign this.
    pub fn verify_at(&self, moment: Moment) -> Result<(), Rejection> {
        for write in &self.group.writes {
            let row = self.row_of(write);
            let cell = SignedCell {
                row,
                stored: self.staff.get(RowKey::of(row)),
                state: &write.state,
                input: &self.signed_input(write),
            };
            self.trust
                .check(cell, moment, &Ed25519)
                .map_err(|untrusted| Rejection::from(code_of(untrusted)).in_write(write))?;
        }
        Ok(())
    }

    /// Checks a carried group. Every admin has the root key, so in another author's name it may sign only memberships,
    /// key grants and the cells that act for a user, and it must not end an admin's appointment before the last write
    /// that the server has from that admin.
    ///
    /// # Errors
    /// `MissingRight`, `ClockTooFar`.
    pub fn check_carried(&self) -> Result<(), Rejection> {
        for write in self
            .group
            .writes
            .iter()
            .filter(|write| self.is_by_root(write))
        {
            let is_of = |descriptor: &Descriptor| write.entity == descriptor.number;
            // a password that is reset with the recovery key comes with grants
            let is_of_root = is_of(UserRole::DESCRIPTOR)
                || is_of(KeyGrant::DESCRIPTOR)
                || (is_of(User::DESCRIPTOR) && SPEAKS_FOR_USER.contains(&write.state.cell));
            let is_own = write.state.author == self.group.author;
            if !is_own && !is_of_root {
                return Err(Rejection::from(Code::MissingRight).in_write(write));
            }
            let user = self.staff.user_of_membership(write.row);
            let signed_ms = user.and_then(|user| self.staff.signed_ms.get(&user));
            if signed_ms.is_some_and(|signed_ms| *signed_ms > write.state.clock.unix_ms) {
                return Err(Rejection::from(Code::ClockTooFar).in_write(write));
            }
        }
        Ok(())
    }

    fn is_by_root(&self, write: &CellWrite) -> bool {
        let input = self.signed_input(write);
        let signature = write.state.signature.as_ref();
        signature.is_some_and(|signature| self.trust.is_by_root(&input, signature, &Ed25519))
    }

    /// Returns whether the root key itself gives the author newer keys: a forgotten password is replaced with the
    /// printed recovery key, and the root key alone has signed every cell of that group. Older keys are a replay.
    ///
    /// Present and former admins have the root key, so the recovery key itself must have signed the group. In a clinic
    /// without a recovery signing key, keys cannot be replaced in this way.
    pub fn recovers_author(&self) -> bool {
        let author = self.group.author;
        let keys = User::CELL.keys.number;
        let known = self.staff.row(User::DESCRIPTOR, author);
        let current = known.and_then(|row| row.cell(keys));
        let gives_keys = |write: &CellWrite| {
            write.entity == User::DESCRIPTOR.number
                && (write.row, write.state.author) == (author, author)
                && write.state.cell == keys
                && current.is_some_and(|current| current.clock < write.state.clock)
        };
        let is_by_recovery = |key: &[u8; 32]| {
            let input = self.group.signing_input();
            verify(key, &input, &self.group.signature).is_ok()
        };
        let writes = &self.group.writes;
        writes.iter().any(gives_keys)
            && self.recovery_key().is_some_and(is_by_recovery)
            && writes.iter().all(|write| self.is_by_root(write))
    }

    /// Returns the key by which the clinic's recovery key signs.
    pub fn recovery_key(&self) -> Option<&[u8; 32]> {
        self.trust.recovery_key()
    }

    fn signed_input(&self, write: &CellWrite) -> Vec<u8> {
        let address = Address {
            tenant: self.group.tenant,
            entity: write.entity,
            row: write.row,
            cell: write.state.cell,
        };
        tag_input(address, write.patient, &write.state)
    }

    fn row_of(&self, write: &CellWrite) -> &RowState {
        &self.rows[&RowKey::of_write(write)]
    }
}

fn rows_of(group: &Group) -> BTreeMap<RowKey, RowState> {
    let mut rows: BTreeMap<RowKey, RowState> = BTreeMap::new();
    for write in &group.writes {
        let row = rows
            .entry(RowKey::of_write(write))
            .or_insert_with(|| RowState::empty(write.entity, write.row, write.patient));
        row.cells.push(write.state.clone());
    }
    rows
}

/// Returns the other admin who has signed an order to erase a patient.
pub fn second_signer(write: &CellWrite) -> Option<Uuid> {
    ErasureOrder::in_cell(&write.state)
        .filter(|_| write.entity == Erasure::DESCRIPTOR.number)?
        .0
        .second_signer
}

fn code_of(untrusted: Untrusted) -> Code {
    match untrusted {
        Untrusted::NotSeconded => Code::NotSeconded,
        Untrusted::Unsigned
        | Untrusted::UnknownSigner
        | Untrusted::NotAdmin { is_signed: false }
        | Untrusted::BadSignature => Code::BadSignature,
        Untrusted::NotRoot | Untrusted::NotAdmin { is_signed: true } | Untrusted::NotInvited => {
            Code::NotAdmin
        }
    }
}

/// Returns the key of an enrolment code, when the group is only the row that this key creates and that is new.
pub fn joining_key(staff: &Staff, group: &Group) -> Option<[u8; 32]> {
    let device: Uuid = group.writes.first()?.row;
    let is_joining = !staff.has_device(device)
        && group
            .writes
            .iter()
            .all(|write| write.entity == Device::DESCRIPTOR.number && write.row == device);
    if !is_joining {
        return None;
    }
    let invitation = rows_of(group).values().find_map(Invitation::of)?;
    let is_its_row = invitation.is_for(group.tenant, device);
    is_its_row.then_some(invitation.key)
}
