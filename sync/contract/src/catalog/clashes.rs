//! What users decided about two appointments that overlap.

use crate::field::{Bytes, Time};
use crate::ids::{AppointmentId, RoomId, UserId};

/// The clock of the time of an appointment, as it was when a user decided.
pub type SlotVersion = Bytes<12>;

crate::choices! {
    /// `Reopen` takes back an earlier decision: the clash is listed again.
    ClashChoice { Keep = "KEEP", Move = "MOVE", Call = "CALL", Reopen = "REOPEN" }
}

crate::entity! {
    /// What a user decided about a clash; the user is the row's author, and of several decisions the latest counts. It
    /// names the versions of both times, so that a time that is changed later makes a new clash, and what the two
    /// shared. That two appointments clash is not stored: it follows from their rows.
    ClashDecision(ClashDecisionId) = 35 in "clash_decisions", scope Clinic,
    authority AppendOnly, bootstrap ComingWeek, write AppointmentsWrite {
        cell 1 decision {
            /// Of a move the one that was moved.
            1 appointment: AppointmentId;
            2 other: AppointmentId;
            3 version: SlotVersion;
            4 other_version: SlotVersion;
            5 shares_provider: bool;
            6 shares_room: bool;
            7 shares_patient: bool;
            8 choice: ClashChoice;
            9 at: Time;
            /// Of a move where and when the appointment was before.
            10 was_provider: Option<UserId>;
            11 was_room: Option<RoomId>;
            12 was_starts: Option<Time>;
            13 was_ends: Option<Time>;
        }
    }
}
