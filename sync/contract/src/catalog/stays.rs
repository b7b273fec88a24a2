//! The stays of a patient in the clinic.

use chrono::NaiveDate;

use crate::field::Text;
use crate::ids::{DepartmentId, RoomId};
use crate::phi::{Clinical, Phi};

crate::entity! {
    /// A stay of a patient. Department, room and days are clear, as an appointment's are: an index answers who is in.
    /// The bed is sealed. Its days are a cell of their own: that a patient leaves is no conflict with another bed.
    Stay(StayId) of patient = 85 in "stays", scope Patient,
    authority PerCell, bootstrap Rest, write ProfilesWrite {
        cell 1 bed {
            1 department: Option<DepartmentId>;
            2 room: Option<RoomId>;
            3 bed: Phi<Clinical, Option<Text<50>>>;
        }
        cell 2 term {
            4 from_day: NaiveDate;
            /// The day of leaving, which may be expected; none while it is not known.
            5 until_day: Option<NaiveDate>;
        }
    }
}
