//! How something ended: when, by whom and why go with what became of it.

use sync_contract::FieldRef;
use sync_contract::catalog::{ClinicalDocument, OfficeDocument, RecordRequest};

/// A refusal without its reason is none, and an open request has no end.
pub(super) const OF_A_REQUEST: &[FieldRef] = &[
    RecordRequest::FIELD.answered_at,
    RecordRequest::FIELD.answered_by,
    RecordRequest::FIELD.reason,
];

/// Who filed a document, and when.
pub(super) const OF_A_FILING: &[FieldRef] = &[
    ClinicalDocument::FIELD.filed_at,
    ClinicalDocument::FIELD.filed_by,
];
pub(super) const OF_AN_OFFICE_FILING: &[FieldRef] = &[
    OfficeDocument::FIELD.filed_at,
    OfficeDocument::FIELD.filed_by,
];
