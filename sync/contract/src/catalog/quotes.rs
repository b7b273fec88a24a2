//! What services would cost a patient, in writing.

use chrono::NaiveDate;

use crate::field::{Line, Text};
use crate::phi::{Billing, Phi};

crate::entity! {
    /// What services would cost a patient until a day. Its lines are as those of the draft of an invoice. That an
    /// invoice was made of it is in no column: the draft names its quote.
    Quote(QuoteId) of patient = 118 in "quotes", scope Clinic,
    authority PerCell, bootstrap Rest, write BillingWrite {
        cell 1 number {
            /// The number of the device that made it, and how many it had made then.
            1 series: i64;
            2 serial: i64;
            /// Those that the clinic had chosen, if any, then four that are random: a copy of the device's folder
            /// counts on from the same number.
            3 letters: Text<8>;
            4 made_on: NaiveDate;
        }
        cell 2 content {
            /// As ISO 4217 has it.
            5 currency: Text<3>;
            /// The last day on which it holds.
            6 valid_until: NaiveDate;
            7 lines: Phi<Billing, Text<16000>>;
            /// For the patient: it is printed.
            8 note: Phi<Billing, Option<Line>>;
        }
        cell 3 answer { 9 is_declined: bool }
    }
}
