//! Held groups: groups of a revoked device wait at the server until a user admits or rejects them.
//!
//! The server keeps the signed bytes. A group is admitted by the signature of a user who may write and open what the
//! group writes: it replaces the rights of the author, who may have lost them, and tags the cells anew. Nothing else
//! changes.

use uuid::Uuid;

use crate::catalog::{Catalog, Patient};
use crate::change::{CellWrite, Group};
use crate::codec::{Malformed, Reader, Wire, Writer};
use crate::entity::Entity;
use crate::hash::sha256;
use crate::messages::{Verdict, message};
use crate::purpose::Purpose;

/// One answer lists at most this many held groups.
pub const REVIEW_LISTED_MAX: usize = 100;

message! {
    /// Asks for the groups that wait for a review, in the order of their arrival.
    ReviewList {
        /// The number of the last group that was listed; 0 at first.
        after: u64;
    }
}

message! {
    ReviewListAnswer {
        groups: Vec<ReviewGroup>;
        is_last: bool;
    }
}

message! {
    /// What the server says of a held group. All of it is clear in the group, too.
    ReviewGroup {
        /// 1, 2, 3, ... in the order of arrival.
        number: u64;
        id: Uuid;
        author: Uuid;
        device_number: u32;
        /// By the server's clock: microseconds since 1970.
        received_at_us: i64;
        rows: Vec<ReviewRow>;
    }
}

message! {
    /// A row that a held group writes.
    ReviewRow {
        entity: u16;
        row: Uuid;
        patient: Option<Uuid>;
    }
}

message! {
    /// Asks for the bytes of a held group, as its device sent them.
    ReviewFetch { group: Uuid; }
}

message! {
    ReviewFetchAnswer { group: Vec<u8>; }
}

message! {
    /// Admits or rejects a held group.
    ReviewDecide {
        group: Uuid;
        /// The user who decides.
        by: Uuid;
        /// The group with its cells tagged anew, to admit it; none to reject it.
        admitted: Option<Vec<u8>>;
        /// That user's Ed25519 signature over [`ReviewDecide::signing_input`].
        signature: [u8; 64];
    }
}

impl ReviewDecide {
    /// Returns what the deciding user signs. `held_hash` is the SHA-256 of the bytes that the device sent.
    pub fn signing_input(&self, tenant: Uuid, sent_hash: &[u8; 32]) -> Vec<u8> {
        let mut writer = Writer::with_capacity(160);
        writer.raw(Purpose::Review.label().as_bytes());
        writer.uuid(tenant);
        writer.uuid(self.group);
        writer.raw(sent_hash);
        writer.uuid(self.by);
        writer.option(self.admitted.as_deref(), |w, bytes| w.raw(&sha256(bytes)));
        writer.finish()
    }
}

message! {
    ReviewDecideAnswer {
        /// `Accepted`, or `Duplicate` if it was accepted before; `Rejected` with `withdrawn` once a user rejected it.
        /// Any other verdict means that nothing was decided.
        verdict: Verdict;
    }
}

impl ReviewRow {
    /// Returns the rows of a group, each once, in their order.
    pub fn of(group: &Group) -> Vec<Self> {
        let mut rows: Vec<Self> = Vec::new();
        for write in &group.writes {
            let row = Self {
                entity: write.entity,
                row: write.row,
                patient: write.patient,
            };
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
        rows
    }

    /// Returns the patient that the row is, or belongs to.
    pub fn of_patient(&self) -> Option<Uuid> {
        let is_patient = self.entity == Patient::DESCRIPTOR.number;
        self.patient.or(is_patient.then_some(self.row))
    }

    /// Returns whether only admins sign the row's cells: a held one can never be admitted.
    pub fn is_admin_signed(&self) -> bool {
        Catalog::by_number(self.entity).is_some_and(|known| known.authority.is_admin_signed())
    }
}

/// Returns whether `admitted` is `held` with other tags and nothing else.
pub fn is_tagged_anew(sent: &Group, admitted: &Group) -> bool {
    let untagged = |group: &Group| Group {
        writes: group.writes.iter().cloned().map(without_tag).collect(),
        ..group.clone()
    };
    untagged(sent) == untagged(admitted)
}

fn without_tag(mut write: CellWrite) -> CellWrite {
    write.state.tag = [0; 16];
    write.state.secret_version = 0;
    write
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::User;
    use crate::change::CellState;
    use crate::clock::Clock;

    fn group() -> Group {
        let write = |entity: u16, row: u128| CellWrite {
            entity,
            row: Uuid::from_u128(row),
            patient: None,
            state: CellState {
                cell: 1,
                clock: Clock::default(),
                generation: 0,
                author: Uuid::from_u128(9),
                secret_version: 1,
                clear: Vec::new(),
                sealed: Some(vec![7; 40]),
                tag: [1; 16],
                signature: None,
                replaces: Vec::new(),
            },
            base: Vec::new(),
        };
        let patient = Patient::DESCRIPTOR.number;
        Group {
            cursor: None,
            id: Uuid::from_u128(1),
            tenant: Uuid::from_u128(2),
            action: Uuid::from_u128(3),
            author: Uuid::from_u128(9),
            device: 4,
            writes: vec![write(patient, 5), write(patient, 5), write(patient, 6)],
            signature: [8; 64],
        }
    }

    #[test]
    fn only_tags_may_change_when_a_group_is_admitted() {
        let sent = group();
        let mut admitted = sent.clone();
        admitted.writes[0].state.tag = [2; 16];
        admitted.writes[0].state.secret_version = 2;
        assert!(is_tagged_anew(&sent, &admitted));
        let changes: [fn(&mut Group); 9] = [
            |group| group.author = Uuid::from_u128(10),
            |group| group.device = 5,
            |group| group.signature[0] ^= 1,
            |group| group.writes[0].state.author = Uuid::from_u128(10),
            |group| group.writes[0].state.clock.unix_ms += 1,
            |group| group.writes[0].state.sealed = Some(vec![7; 41]),
            |group| group.writes[0].base.push(Clock::default()),
            |group| group.writes[0].patient = Some(Uuid::from_u128(5)),
            |group| drop(group.writes.pop()),
        ];
        for change in changes {
            let mut changed = admitted.clone();
            change(&mut changed);
            assert!(!is_tagged_anew(&sent, &changed), "{changed:?}");
        }
    }

    #[test]
    fn a_decision_is_signed_over_the_bytes_that_the_device_sent() {
        let admit = ReviewDecide {
            group: Uuid::from_u128(1),
            by: Uuid::from_u128(2),
            admitted: Some(vec![1]),
            signature: [0; 64],
        };
        let reject = ReviewDecide {
            admitted: None,
            ..admit.clone()
        };
        let other = ReviewDecide {
            admitted: Some(vec![2]),
            ..admit.clone()
        };
        let tenant = Uuid::from_u128(3);
        let input = admit.signing_input(tenant, &[1; 32]);
        assert!(Purpose::Review.is_of(&input));
        for different in [
            reject.signing_input(tenant, &[1; 32]),
            other.signing_input(tenant, &[1; 32]),
            admit.signing_input(tenant, &[2; 32]),
            admit.signing_input(Uuid::from_u128(4), &[1; 32]),
        ] {
            assert_ne!(input, different);
        }
    }

    #[test]
    fn the_rows_of_a_group_are_listed_once_in_their_order() {
        let rows = ReviewRow::of(&group());
        let ids: Vec<u128> = rows.iter().map(|row| row.row.as_u128()).collect();
        assert_eq!(ids, [5, 6]);
        assert_eq!(rows[1].of_patient(), Some(rows[1].row));
        assert!(!rows[0].is_admin_signed());
        let staff = ReviewRow {
            entity: User::DESCRIPTOR.number,
            ..rows[0].clone()
        };
        assert!(staff.is_admin_signed());
    }
}
