//! Energy estimates: what a body needs in a day by a published equation.

use crate::field::{Paragraph, Time};
use crate::ids::{EnergyEstimateId, VisitId};
use crate::phi::{Clinical, Phi};

crate::choices! {
    EnergyMethod {
        MifflinStJeor = "MIFFLIN_ST_JEOR", HarrisBenedict = "HARRIS_BENEDICT", RozaShizgal = "ROZA_SHIZGAL",
        KatchMcardle = "KATCH_MCARDLE", SchofieldWeight = "SCHOFIELD_WEIGHT", SchofieldHeight = "SCHOFIELD_HEIGHT",
        FaoWhoUnu1985 = "FAO_WHO_UNU_1985", FaoWhoUnu2004 = "FAO_WHO_UNU_2004", HenryWeight = "HENRY_WEIGHT",
        HenryHeight = "HENRY_HEIGHT", HenryFromSixty = "HENRY_FROM_SIXTY", Eer2005 = "EER_2005",
        Eer2023 = "EER_2023", KcalPerKg = "KCAL_PER_KG",
    }
}

crate::entity! {
    /// One estimate of energy, protein and fluid. Which equation was chosen says how old or how ill a patient is, so it
    /// is sealed, too.
    ///
    /// A correction is a new row. If two users correct the same one, both corrections are shown.
    EnergyEstimate(EnergyEstimateId) of patient = 46 in "energy_estimates", scope Patient,
    authority PerCell, bootstrap Rest, write MeasurementsWrite {
        cell 1 estimate {
            1 visit: Option<VisitId>;
            2 method: Phi<Clinical, EnergyMethod>;
            /// Of the functions that computed the result from the inputs.
            3 version: Phi<Clinical, i64>;
            /// A JSON object of input name to text, in the order of the names.
            4 inputs: Phi<Clinical, Paragraph>;
            /// A JSON object: energy with its factors, protein, fluid and the shares of energy.
            5 result: Phi<Clinical, Paragraph>;
            6 estimated_at: Time;
            /// The estimate that this one corrects.
            7 replaces: Phi<Clinical, Option<EnergyEstimateId>>;
        }
    }
}
