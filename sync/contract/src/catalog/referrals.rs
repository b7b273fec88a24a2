//! Who referred a patient to the clinic.

use chrono::NaiveDate;

use crate::field::Line;
use crate::phi::{Contact, Phi};

crate::entity! {
    /// A referral of a patient. The front desk takes it in and counts its sessions, so it is no part of the chart. Its
    /// days are sealed, too: when a patient was referred says when they fell ill, and nothing asks for it in the clear.
    /// Its term and its sessions are cells of their own: an extension is no conflict with a correction of who referred.
    Referral(ReferralId) of patient = 74 in "referrals", scope Clinic,
    authority PerCell, bootstrap Rest, write PatientsUpdate {
        cell 1 source {
            /// The person; empty where the organisation alone is known.
            1 from: Phi<Contact, Option<Line>>;
            2 organisation: Phi<Contact, Option<Line>>;
            /// How to reach them.
            3 contact: Phi<Contact, Option<Line>>;
            4 reason: Phi<Contact, Option<Line>>;
        }
        cell 2 term {
            5 received: Phi<Contact, Option<NaiveDate>>;
            /// The last day on which it holds.
            6 valid_until: Phi<Contact, Option<NaiveDate>>;
        }
        cell 3 sessions {
            /// How many the patient may have by it; empty where it sets no limit.
            7 allowed: Phi<Contact, Option<i64>>;
        }
    }
}
