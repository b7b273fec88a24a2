//! What a patient consented to.

use chrono::NaiveDate;

use crate::field::Line;
use crate::ids::OfficeDocumentId;
use crate::phi::{Contact, Phi};

crate::choices! {
    ConsentMethod { Paper = "PAPER", Electronic = "ELECTRONIC", Verbal = "VERBAL" }
}

crate::entity! {
    /// A consent that a patient gave. The front desk has it signed, so it is no part of the chart. Its withdrawal is a
    /// cell of its own; the next consent is a new row.
    Consent(ConsentId) of patient = 52 in "consents", scope Clinic,
    authority PerCell, bootstrap Rest, write PatientsUpdate {
        cell 1 consent {
            /// Of the form: its title or number, as the clinic names it.
            1 version: Phi<Contact, Line>;
            2 signed_on: NaiveDate;
            3 method: ConsentMethod;
            4 note: Phi<Contact, Option<Line>>;
            /// The form that was signed, among the documents of the front desk.
            6 document: Phi<Contact, Option<OfficeDocumentId>>;
        }
        cell 2 withdrawal { 5 withdrawn_on: Option<NaiveDate> }
    }
}
