//! What the clinic gives patients to read.

use crate::field::{Line, Text, Time};
use crate::ids::{HandoutId, VisitId};
use crate::phi::{Clinical, Phi};

crate::entity! {
    /// A leaflet of the clinic in one language. It is about no patient, so nothing of it is sealed; which patient was
    /// given it is. One that is not active is offered no longer; it is never removed.
    Handout(HandoutId) = 93 in "handouts", scope Clinic,
    authority PerCell, bootstrap Rest, write SettingsManage, rules {
        cell 1 version {
            /// The first version of the leaflet, whatever its language; none of that one itself.
            1 leaflet: Option<HandoutId>;
            /// Its code, such as `fr`.
            2 language: Text<3>;
        }
        cell 2 content {
            3 title: Line;
            /// Paragraphs; lines that begin with `# ` are headings, those with `- ` are of a list.
            4 text: Text<8000>;
        }
        cell 3 state { 5 is_active: bool }
    }
}

crate::entity! {
    /// That a patient was given a leaflet: as it was then, since the leaflet may be edited later. The server sees that
    /// something was given and not what.
    GivenHandout(GivenHandoutId) of patient = 94 in "given_handouts", scope Patient,
    authority PerCell, bootstrap Rest, write ProfilesWrite {
        cell 1 giving {
            1 visit: Option<VisitId>;
            2 given_at: Time;
            3 handout: Phi<Clinical, HandoutId>;
            4 language: Phi<Clinical, Text<3>>;
            5 title: Phi<Clinical, Line>;
            6 text: Phi<Clinical, Text<8000>>;
        }
    }
}
