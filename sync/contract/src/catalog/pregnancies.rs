//! The pregnancies of a patient.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::phi::{Clinical, Phi};

crate::choices! {
    PregnancyOutcome {
        LiveBirth = "LIVE_BIRTH", Stillbirth = "STILLBIRTH", Miscarriage = "MISCARRIAGE", Termination = "TERMINATION",
        Other = "OTHER",
    }
}

crate::entity! {
    /// A pregnancy of a patient. Its days are sealed, too: in a table of this name, a day on which one ended says much
    /// of how it ended. Its ending and the breastfeeding after it are cells of their own: recording a birth is no
    /// conflict with a corrected due date.
    Pregnancy(PregnancyId) of patient = 84 in "pregnancies", scope Patient,
    authority PerCell, bootstrap Rest, write ProfilesWrite {
        cell 1 pregnancy {
            1 due_date: Phi<Clinical, NaiveDate>;
            2 weight_before_kg: Phi<Clinical, Option<Decimal>>;
        }
        cell 2 ending {
            3 ended_on: Phi<Clinical, Option<NaiveDate>>;
            4 outcome: Phi<Clinical, Option<PregnancyOutcome>>;
        }
        cell 3 breastfeeding { 5 breastfeeding_until: Phi<Clinical, Option<NaiveDate>> }
    }
}
