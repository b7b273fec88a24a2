//! The care team of a patient, besides the assigned dietitian.

use chrono::NaiveDate;

use crate::ids::UserId;
use crate::phi::{Contact, Phi};

crate::entity! {
    /// A user on the care team of a patient. Its end is a cell of its own: ending it is no conflict with correcting its
    /// beginning. The days are sealed, so that the rows go where the names of patients go and nowhere else; the server
    /// learns no more about who cares for a patient than from visits.
    CareTeam(CareTeamId) of patient = 54 in "care_teams", scope Clinic,
    authority PerCell, bootstrap Rest, write PatientsUpdate {
        cell 1 member {
            1 user: UserId;
            2 since: Phi<Contact, NaiveDate>;
        }
        cell 2 term { 3 until: Phi<Contact, Option<NaiveDate>> }
    }
}
