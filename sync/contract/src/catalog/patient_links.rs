//! Files that turned out to be of one person.

use crate::field::{Document, Line};
use crate::ids::{PatientId, PatientLinkId, TenantId, UserId, derived_id};
use crate::phi::{Contact, Phi};

crate::choices! {
    /// The patient's file is shown as part of the other one, or shows the other one; or no longer.
    LinkKind { MergedInto = "MERGED_INTO", TookIn = "TOOK_IN", Parted = "PARTED" }
}

crate::entity! {
    /// What a merge says of one of its two patients, or its undoing. Both patients have a row of it, written as one
    /// change: so each file alone tells that it is linked, and a merge is a write of both. A merge counts until one of
    /// its rows is parted; no row of another entity is changed by it.
    PatientLink(PatientLinkId) of patient = 28 in "patient_links", scope Clinic,
    authority AppendOnly, bootstrap Identities, write PatientsMerge {
        cell 1 link {
            /// The id of the row that began the merge, in all of its rows.
            1 merge: PatientLinkId;
            2 kind: LinkKind;
            3 other: PatientId;
            4 reason: Phi<Contact, Option<Line>>;
            /// JSON: what was written into the file that stays, and what stood there.
            5 taken: Phi<Contact, Option<Document>>;
        }
    }
}

/// Returns the id of the row by which a user undoes a merge in the file of a patient: there is one on all of their
/// computers. It names the user, since an append-only row is never replaced: another one's, which nothing proves, would
/// be in its place.
pub fn parted_id(
    tenant: TenantId,
    merge: PatientLinkId,
    patient: PatientId,
    by: UserId,
) -> PatientLinkId {
    let name = format!("parted/{merge}/{patient}/{by}");
    PatientLinkId(derived_id(tenant, &name))
}
