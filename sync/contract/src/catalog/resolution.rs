//! Decisions about conflicts that write no cell.

use uuid::Uuid;

use crate::field::Bytes;

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
