//! The insurance policies of a patient.

use chrono::NaiveDate;

use crate::field::{Line, Text};
use crate::phi::{Billing, Phi};

crate::choices! {
    /// Which of several policies is asked first.
    PolicyRank { Primary = "PRIMARY", Secondary = "SECONDARY", Tertiary = "TERTIARY" }
}

crate::entity! {
    /// An insurance policy of a patient. Insurer and days are sealed, too: an insurer of the army or of a church says
    /// who its members are, and nothing asks for either in the clear. Its order and its term are cells of their own:
    /// ending a policy is no conflict with the order in which policies are asked.
    InsurancePolicy(InsurancePolicyId) of patient = 53 in "insurance_policies", scope Clinic,
    authority PerCell, bootstrap Rest, write PatientsUpdate {
        cell 1 policy {
            1 insurer: Phi<Billing, Line>;
            2 plan: Phi<Billing, Option<Line>>;
            3 member_id: Phi<Billing, Option<Text<100>>>;
            4 group_number: Phi<Billing, Option<Text<100>>>;
        }
        cell 2 holder {
            /// Empty where the patient is the holder.
            5 holder: Phi<Billing, Option<Line>>;
            6 holder_phone: Phi<Billing, Option<Text<50>>>;
            7 social_security_number: Phi<Billing, Option<Text<50>>>;
        }
        cell 3 term {
            8 valid_from: Phi<Billing, Option<NaiveDate>>;
            9 valid_to: Phi<Billing, Option<NaiveDate>>;
        }
        cell 4 order { 10 rank: Phi<Billing, PolicyRank> }
    }
}
