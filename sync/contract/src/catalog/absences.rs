//! Times in which a provider is absent or a room is closed.

use crate::field::{Line, Time};
use crate::ids::{RoomId, UserId};
use crate::phi::{Contact, Phi};

crate::entity! {
    /// A time in which a provider sees no patients, or in which a room is closed: of one of the two. That it was ended
    /// early is a cell of its own, so that one computer may end it while another corrects its times; ended before it
    /// began, it never takes effect. Why is sealed like the other texts of the diary.
    Absence(AbsenceId) = 34 in "absences", scope Clinic,
    authority PerCell, bootstrap StaffAndSettings, write AppointmentsWrite {
        cell 1 span {
            1 provider: Option<UserId>;
            2 room: Option<RoomId>;
            3 starts: Time;
            4 ends: Time;
        }
        cell 2 cause { 5 reason: Phi<Contact, Option<Line>> }
        cell 3 ending { 6 ended_at: Option<Time> }
    }
}
