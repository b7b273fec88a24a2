//! What a clinic orders from a laboratory, and the results.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::catalog::MeasurementFlag;
use crate::field::{Line, Paragraph, Text, Time};
use crate::ids::{LabTestId, UserId, VisitId};
use crate::phi::{Clinical, Phi};

crate::choices! {
    /// A sheet that is typed in from paper has its results. The others are for what a clinic orders itself.
    LabStatus {
        Ordered = "ORDERED", Collected = "COLLECTED", Resulted = "RESULTED", Cancelled = "CANCELLED",
    }
}

crate::entity! {
    /// One sheet of a laboratory: the results of what was collected on one day. What was asked for says how ill a
    /// patient is, so tests, laboratory and note are sealed.
    ///
    /// One that the clinic ordered has an order. Order, collection, course and reading are cells of their own: one
    /// computer may cancel what another one collects, and a doctor reads while results are still entered.
    LabTest(LabTestId) of patient = 57 in "lab_tests", scope Patient,
    authority PerCell, bootstrap Rest, write MeasurementsWrite {
        cell 1 sheet {
            1 visit: Option<VisitId>;
            /// None while it is ordered only.
            2 collected_on: Option<NaiveDate>;
            3 laboratory: Phi<Clinical, Option<Line>>;
            4 note: Phi<Clinical, Option<Paragraph>>;
        }
        cell 2 course {
            5 status: LabStatus;
            /// Why it is cancelled.
            6 status_reason: Phi<Clinical, Option<Line>>;
        }
        cell 3 order {
            /// None for a sheet that was typed in from paper.
            7 ordered_by: Option<UserId>;
            8 ordered_at: Option<Time>;
            9 wished_on: Option<NaiveDate>;
            /// A line each: the key of a test in the list of tests, or what was typed.
            10 tests: Phi<Clinical, Option<Paragraph>>;
            11 order_note: Phi<Clinical, Option<Paragraph>>;
            /// What was ordered before the last correction, as JSON.
            17 former_order: Phi<Clinical, Option<Text<20000>>>;
        }
        cell 4 collection {
            12 collected_at: Option<Time>;
            13 collected_by: Option<UserId>;
        }
        cell 5 reading {
            14 read_at: Option<Time>;
            15 read_by: Option<UserId>;
            /// What was read: the sum of the times at which its results were last written, another one once any result
            /// is added, corrected or removed, at whichever computer.
            16 read_sum: Option<i64>;
        }
    }
}

crate::entity! {
    /// One line of a sheet, as it is on the paper. What follows from it is computed when it is read, and not stored: a
    /// value in another unit, the interval that it is judged by, and whether it is high or low.
    ///
    /// The paper has one value, so a correction writes the same cell: two users who read it differently cause a
    /// conflict, which a user decides.
    LabResult(LabResultId) of patient = 58 in "lab_results", scope Patient,
    authority PerCell, bootstrap Rest, write MeasurementsWrite {
        cell 1 result {
            1 lab_test: LabTestId;
            /// The key of the test in the list of tests; none for a test that is not in it.
            2 test: Phi<Clinical, Option<Text<50>>>;
            /// The name, as it was typed or as the list had it.
            3 name: Phi<Clinical, Line>;
            /// As it was typed: `5.9`, `<0.3`, `negative`.
            4 entered: Phi<Clinical, Text<100>>;
            /// A UCUM code where the list of tests has the unit, else as it was typed.
            5 unit: Phi<Clinical, Option<Text<50>>>;
            /// The interval that the laboratory printed, in the unit above.
            6 low: Phi<Clinical, Option<Decimal>>;
            7 high: Phi<Clinical, Option<Decimal>>;
            /// A person was asked about an improbable value, and confirmed it.
            8 flag: Phi<Clinical, Option<MeasurementFlag>>;
            /// What stood there before the last correction.
            9 former: Phi<Clinical, Option<Text<500>>>;
            /// Who was told of a critical value, and when.
            10 informed: Phi<Clinical, Option<Line>>;
            11 informed_at: Phi<Clinical, Option<Time>>;
        }
    }
}
