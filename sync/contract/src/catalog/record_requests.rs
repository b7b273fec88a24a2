//! Who asked for a copy of a patient's records.

use chrono::NaiveDate;

use crate::field::{Line, Time};
use crate::ids::UserId;
use crate::phi::{Contact, Phi};

crate::choices! {
    RecordRequestStatus { Open = "OPEN", Done = "DONE", Refused = "REFUSED" }
}

crate::entity! {
    /// A request for a copy of a patient's records. It is of the front desk, and no part of the chart. What was asked
    /// and what became of it are cells of their own: a request is answered by whoever makes the copy.
    RecordRequest(RecordRequestId) of patient = 17 in "record_requests", scope Clinic,
    authority PerCell, bootstrap Rest, write PatientsExport {
        cell 1 request {
            /// The patient, another practice, an insurer.
            1 asked_by: Phi<Contact, Line>;
            2 asked_on: NaiveDate;
            3 due_on: NaiveDate;
            /// Which part of the records.
            4 asked_for: Phi<Contact, Line>;
        }
        cell 2 ending {
            5 status: RecordRequestStatus;
            6 answered_at: Option<Time>;
            7 answered_by: Option<UserId>;
            /// Of a refusal.
            8 reason: Phi<Contact, Option<Line>>;
        }
    }
}
