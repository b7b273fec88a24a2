//! Results of a laboratory.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::catalog::MeasurementFlag;
use crate::field::{Line, Paragraph, Text};
use crate::ids::{LabTestId, VisitId};
use crate::phi::{Clinical, Phi};

crate::choices! {
    /// A sheet that is typed in from paper has its results. The others are for what a clinic orders itself.
    LabStatus {
        Ordered = "ORDERED", Collected = "COLLECTED", Resulted = "RESULTED", Cancelled = "CANCELLED",
    }
}

crate::entity! {
    /// One sheet of a laboratory: the results of what was collected on one day. What was asked for says how ill a
    /// patient is, so laboratory and note are sealed. Its course is a cell of its own.
    LabTest(LabTestId) of patient = 57 in "lab_tests", scope Patient,
    authority PerCell, bootstrap Rest, write MeasurementsWrite {
        cell 1 sheet {
            1 visit: Option<VisitId>;
            2 collected_on: NaiveDate;
            3 laboratory: Phi<Clinical, Option<Line>>;
            4 note: Phi<Clinical, Option<Paragraph>>;
        }
        cell 2 course { 5 status: LabStatus }
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
        }
    }
}
