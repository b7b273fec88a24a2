//! Patients who wait for a time, and times that an appointment left.

use chrono::NaiveDate;

use crate::field::{Line, Text, Time};
use crate::ids::{AppointmentId, RoomId, UserId};
use crate::phi::{Contact, Phi};

crate::choices! {
    WaitingOutcome { Booked = "BOOKED", NoLongerWanted = "NO_LONGER_WANTED" }
    FreedBy { Cancelled = "CANCELLED", Moved = "MOVED", Shortened = "SHORTENED" }
}

crate::entity! {
    /// A patient who waits for a time, and what times suit them: what is not named may be any. What was asked, the
    /// wishes and the end are cells of their own, so that one computer may end an entry while another corrects it.
    /// Calls are rows of their own. Nothing of it says why the patient comes.
    WaitingListEntry(WaitingListEntryId) of patient = 36 in "waiting_list_entries", scope Clinic,
    authority PerCell, bootstrap ComingWeek, write AppointmentsWrite {
        cell 1 wishes {
            /// The code of the clinic's own type, such as `FOLLOW_UP`.
            1 kind: Option<Text<50>>;
            2 provider: Option<UserId>;
            /// Such as `MON WED`.
            3 weekdays: Option<Text<50>>;
            /// `HH:MM` by the clinic's clocks, as is the next.
            4 from_time: Option<Text<5>>;
            5 until_time: Option<Text<5>>;
            6 from_day: Option<NaiveDate>;
            7 until_day: Option<NaiveDate>;
        }
        cell 2 request {
            8 since: NaiveDate;
            9 note: Phi<Contact, Option<Line>>;
        }
        cell 3 ending {
            10 outcome: Option<WaitingOutcome>;
            11 appointment: Option<AppointmentId>;
            12 ended_at: Option<Time>;
            13 ended_by: Option<UserId>;
            14 reason: Phi<Contact, Option<Line>>;
        }
    }
}

crate::entity! {
    /// A time that an appointment left: it was cancelled, moved or shortened. Whether it is free still follows from the
    /// appointments and the absences of now; that a user dismissed it is a cell of its own, alike at every computer.
    FreedSlot(FreedSlotId) = 37 in "freed_slots", scope Clinic,
    authority PerCell, bootstrap ComingWeek, write AppointmentsWrite {
        cell 1 slot {
            1 appointment: AppointmentId;
            2 cause: FreedBy;
            3 provider: UserId;
            4 room: Option<RoomId>;
            5 starts: Time;
            6 ends: Time;
        }
        cell 2 dismissal { 7 is_dismissed: bool }
    }
}
