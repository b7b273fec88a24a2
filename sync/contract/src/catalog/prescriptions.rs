//! Prescriptions, and what a pharmacist gave out for them.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::field::{Line, Paragraph, Text, Time};
use crate::ids::{PrescriptionId, UserId, VisitId};
use crate::phi::{Clinical, Phi};

crate::choices! {
    /// As a person set it. That one has expired follows from its last day and the clock, and is not stored.
    PrescriptionStatus { Active = "ACTIVE", Completed = "COMPLETED", Stopped = "STOPPED" }
}

crate::entity! {
    /// One medicine that a prescriber has ordered. It is corrected until the first of it was dispensed; from then on
    /// only its course changes, which is a cell of its own.
    Prescription(PrescriptionId) of patient = 95 in "prescriptions", scope Patient,
    authority PerCell, bootstrap Rest, write PrescriptionsWrite {
        cell 1 order {
            1 prescriber: UserId;
            2 visit: Option<VisitId>;
            3 prescribed_on: NaiveDate;
            /// The last day on which it may be dispensed.
            4 valid_until: NaiveDate;
            /// Of what the medicine comes in, such as tablets, each time that it is dispensed.
            5 quantity: i64;
            /// How often it may be dispensed again after the first time.
            6 refills_allowed: i64;
            /// The former one that this one renews.
            7 renews: Phi<Clinical, Option<PrescriptionId>>;
            8 medication: Phi<Clinical, Line>;
            9 dosage: Phi<Clinical, Line>;
            10 frequency: Phi<Clinical, Line>;
            11 duration: Phi<Clinical, Option<Line>>;
            12 instructions: Phi<Clinical, Option<Paragraph>>;
            /// Why it is right although an allergy of the patient names it.
            13 allergy_reason: Phi<Clinical, Option<Line>>;
            /// What was ordered before the last correction, as JSON.
            16 former_order: Phi<Clinical, Option<Text<20000>>>;
        }
        cell 2 course {
            14 status: PrescriptionStatus;
            15 status_reason: Phi<Clinical, Option<Line>>;
        }
    }
}

crate::entity! {
    /// One dispensing of a prescription, or its reversal; the user is the row's author. Two pharmacists who are offline
    /// may both dispense the last refill: both rows are valid.
    Dispensing(DispensingId) of patient = 96 in "dispensings", scope Patient,
    authority AppendOnly, bootstrap Rest, write PrescriptionsDispense {
        cell 1 dispensing {
            1 prescription: PrescriptionId;
            2 at: Time;
            /// The row that this one takes back.
            3 reverses: Option<Uuid>;
            4 quantity: Phi<Clinical, Option<i64>>;
            /// Why it is taken back, or why it is dispensed although an allergy names it.
            5 reason: Phi<Clinical, Option<Line>>;
            /// The dispensed medicine, as ordered at that time: a doctor may have corrected the order concurrently.
            6 medication: Phi<Clinical, Option<Line>>;
            7 dosage: Phi<Clinical, Option<Line>>;
        }
    }
}
