//! The two signatures that erase a patient, by two different signers.
//!
//! Each admin has the root key, can appoint admins with it and give users new keys. So a signature of the root key does
//! not count here, and two admins count only if both have been admins, under the same keys, for long enough that an
//! attacker cannot have invented one of them for this.

use uuid::Uuid;

use crate::catalog::{Erasure, ErasureOrder, erasure_id};
use crate::clock::Clock;
use crate::descriptor::CREATED;
use crate::ids::{PatientId, TenantId};
use crate::purpose::Purpose;

use super::{Moment, Signatures, SignedCell, SignerKey, Trust, Untrusted, UserKey};

/// Where two admins sign, both must have been admins, and had their keys, for this long.
pub const ESTABLISHED_MS: u64 = 30 * 24 * 60 * 60 * 1_000;
/// The second signature must be this close to the clock of the cell.
const ORDERED_OFF_US_MAX: u64 = 10 * 60 * 1_000_000;

impl Trust {
    /// Checks that the first signature is an admin's own and, of the order itself, that the second one is the recovery
    /// key's or another admin's.
    pub(super) fn check_erasure(
        &self,
        cell: SignedCell<'_>,
        moment: Moment,
        signatures: &impl Signatures,
    ) -> Result<(), Untrusted> {
        let state = cell.state;
        let signature = state.signature.as_ref().ok_or(Untrusted::Unsigned)?;
        let first = self
            .keys_of(state, moment)?
            .find(|key| signatures.is_signed(key, Purpose::Cell, cell.input, signature));
        self.require_admin(state, first.is_some())?;
        let first = *first.ok_or(Untrusted::BadSignature)?;
        if state.cell == CREATED {
            return Ok(());
        }
        let seconded = ErasureOrder::in_cell(state)
            .filter(|_| state.cell == Erasure::CELL.order.number)
            .is_some_and(|(order, second)| {
                let patient = PatientId(order.patient);
                let off_us = order.ordered_at.0.abs_diff(state.clock.unix_us());
                cell.row.row == erasure_id(TenantId(self.tenant), patient).0
                    && off_us <= ORDERED_OFF_US_MAX
                    && self.is_seconded(&order, &first, &second, state.clock, moment, signatures)
            });
        match seconded {
            true => Ok(()),
            false => Err(Untrusted::NotSeconded),
        }
    }

    fn is_seconded(
        &self,
        order: &ErasureOrder,
        first: &SignerKey,
        second: &[u8; 64],
        at: Clock,
        moment: Moment,
        signatures: &impl Signatures,
    ) -> bool {
        let input = order.signing_input(self.tenant);
        let is_by = |key: &SignerKey| {
            key != first && signatures.is_signed(key, Purpose::Erase, &input, second)
        };
        let Some(signer) = order.second_signer else {
            return self.recovery.as_ref().is_some_and(is_by);
        };
        signer != order.ordered_by
            && [order.ordered_by, signer]
                .into_iter()
                .all(|admin| self.is_established(admin, at))
            && self
                .valid_keys(signer, at, moment)
                .any(|key| is_by(&key.key))
    }

    /// Returns whether a user was an admin at that time and had been one for [`ESTABLISHED_MS`], under keys that were
    /// not replaced during that time. The time at which a server accepted them is judged, too: a clock is only its
    /// signer's claim.
    pub fn is_established(&self, user: Uuid, at: Clock) -> bool {
        let before = Clock {
            unix_ms: at.unix_ms.saturating_sub(ESTABLISHED_MS),
            ..at
        };
        let mut periods = self.admins.get(&user).into_iter().flatten();
        let is_old = periods
            .any(|period| period.from <= before && period.until.is_none_or(|until| at < until));
        // a key that was given after the order has no effect on the one before it
        let keys = self.keys.get(&user).into_iter().flatten();
        let mut given = keys
            .filter_map(|key| key.since)
            .filter(|since| *since <= at);
        let accepted_ms = self.accepted_ms.get(&user);
        is_old
            && given.all(|since| since <= before)
            && accepted_ms.is_none_or(|accepted_ms| *accepted_ms <= before.unix_ms)
    }

    pub(super) fn valid_keys(
        &self,
        user: Uuid,
        at: Clock,
        moment: Moment,
    ) -> impl Iterator<Item = &UserKey> {
        let keys = self.keys.get(&user).into_iter().flatten();
        keys.filter(move |key| match moment {
            Moment::Admission { .. } => key.until.is_none(),
            Moment::Reading => key.is_valid_at(at.unix_us()),
        })
    }
}
