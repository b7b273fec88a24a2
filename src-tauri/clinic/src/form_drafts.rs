//! Forms that are half filled in: drafts of rows that do not exist yet, so that a lock loses nothing of them.
//!
//! A draft is sealed like any other, on this computer alone, and nothing of it is queued or audited. Each user has one
//! for each patient, and one for each row that is corrected; it goes with the action that records the form.

use sync_contract::ids::PatientId;
use uuid::Uuid;

/// Returns the id of the row that is drafted; `corrects` is the row that it would take the place of.
pub(crate) fn draft_id<I: From<Uuid>>(patient: PatientId, corrects: Option<Uuid>) -> I {
    Uuid::new_v5(&patient.0, corrects.unwrap_or_default().as_bytes()).into()
}
