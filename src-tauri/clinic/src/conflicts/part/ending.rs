//! How something ended: when, by whom and why go with what became of it.

use sync_contract::FieldRef;
use sync_contract::catalog::RecordRequest;

/// A refusal without its reason is none, and an open request has no end.
pub(super) const OF_A_REQUEST: &[FieldRef] = &[
    RecordRequest::FIELD.answered_at,
    RecordRequest::FIELD.answered_by,
    RecordRequest::FIELD.reason,
];
