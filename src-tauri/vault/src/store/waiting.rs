//! What the queue says of one patient.

use uuid::Uuid;

/// What waits for one patient, themself and all that is theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PatientWaiting {
    pub patient: Uuid,
    pub groups: u32,
    pub refused: u32,
    pub since_us: i64,
    pub is_sending: bool,
}
