//! How an appointment goes on from one status to the next.

use sync_contract::catalog::AppointmentStatus;

use AppointmentStatus::*;

/// Whether `to` may follow `from`. Each step of the arrivals board can be taken back; a status never follows itself.
pub fn may_follow(from: AppointmentStatus, to: AppointmentStatus) -> bool {
    match from {
        Scheduled => matches!(to, Confirmed | Arrived | InRoom | NoShow | Cancelled),
        Confirmed => matches!(to, Scheduled | Arrived | InRoom | NoShow | Cancelled),
        Arrived => matches!(
            to,
            Scheduled | Confirmed | InRoom | Completed | NoShow | Cancelled
        ),
        InRoom => matches!(to, Arrived | Completed),
        Completed => matches!(to, InRoom | Arrived),
        NoShow | Cancelled => matches!(to, Scheduled | Confirmed | Arrived),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_board_goes_forward_and_one_step_back() {
        for (from, to) in [
            (Scheduled, Arrived),
            (Arrived, InRoom),
            (InRoom, Completed),
            (Completed, InRoom),
            (InRoom, Arrived),
            (Arrived, Scheduled),
        ] {
            assert!(may_follow(from, to), "{from:?} {to:?}");
        }
    }

    #[test]
    fn nobody_is_cancelled_in_the_room_or_done_without_having_come() {
        assert!(!may_follow(InRoom, Cancelled));
        assert!(!may_follow(Completed, Cancelled));
        assert!(!may_follow(Scheduled, Completed));
        for status in AppointmentStatus::ALL {
            assert!(!may_follow(*status, *status));
        }
    }
}
