//! Decisions about conflicts that write no cell.

use uuid::Uuid;

use crate::field::Bytes;
use crate::ids::{ConflictResolutionId, TenantId, derived_id};

crate::choices! {
    ResolutionKind { Equal = "EQUAL" }
}

crate::entity! {
    /// Releases a conflict: the siblings of a cell turned out to be equal after decryption.
    ConflictResolution(ConflictResolutionId) = 60 in "conflict_resolutions", scope Clinic,
    authority AppendOnly, bootstrap Rest, write ConflictsResolve {
        cell 1 decision {
            1 entity: i64;
            2 row: Uuid;
            3 cell: i64;
            4 kind: ResolutionKind;
            /// The clocks of the released siblings, 12 bytes each.
            5 siblings: Bytes<1200>;
        }
    }
}

/// Returns the id of the release of some versions of a cell, whose clocks are given as in the row: devices that look at
/// the same versions record one release.
pub fn resolution_id(
    tenant: TenantId,
    entity: i64,
    row: Uuid,
    cell: i64,
    siblings: &[u8],
) -> ConflictResolutionId {
    let name = format!("resolution/{entity}/{row}/{cell}/{siblings:?}");
    ConflictResolutionId(derived_id(tenant, &name))
}
