//! Nutrition screenings: what was answered, and what a published tool makes of it.

use crate::field::{Paragraph, Time};
use crate::ids::{ScreeningId, VisitId};
use crate::phi::{Clinical, Phi};

crate::choices! {
    ScreeningTool {
        Must = "MUST", Mst = "MST", Nrs2002 = "NRS_2002", MnaSf = "MNA_SF", Glim = "GLIM",
        PhysicalExamination = "PHYSICAL_EXAMINATION",
    }
}

crate::entity! {
    /// One screening. Which tool was chosen says how old or how ill a patient is, so it is sealed, too.
    ///
    /// A correction is a new row. If two users correct the same one, both corrections are shown.
    Screening(ScreeningId) of patient = 45 in "screenings", scope Patient,
    authority PerCell, bootstrap Rest, write MeasurementsWrite {
        cell 1 screening {
            1 visit: Option<VisitId>;
            2 tool: Phi<Clinical, ScreeningTool>;
            /// Of the functions that computed the result from the inputs.
            3 version: Phi<Clinical, i64>;
            /// A JSON object of input name to text, in the order of the names.
            4 inputs: Phi<Clinical, Paragraph>;
            /// A JSON object: category, score, and the points of each question.
            5 result: Phi<Clinical, Paragraph>;
            6 screened_at: Time;
            /// The screening that this one corrects.
            7 replaces: Phi<Clinical, Option<ScreeningId>>;
        }
    }
}
