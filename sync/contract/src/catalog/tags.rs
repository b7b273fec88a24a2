//! The clinic's labels.

use crate::field::Text;
use crate::ids::{PatientId, PatientTagId, TagId, TenantId, derived_id};
use crate::phi::{Contact, Phi};

crate::choices! {
    Colour { Grey = "GREY", Blue = "BLUE", Violet = "VIOLET", Green = "GREEN", Amber = "AMBER", Red = "RED" }
}

crate::entity! {
    /// A label that the clinic puts on patients. Its name is sealed: a label can say how ill a patient is. It is sealed
    /// as the names of patients are and not as charts are, for the front desk works with labels, too. One that is used
    /// no longer is not active; it is never removed, as patients may have it.
    Tag(TagId) = 55 in "tags", scope Clinic,
    authority PerCell, bootstrap Identities, write SettingsManage, rules {
        cell 1 label { 1 name: Phi<Contact, Text<50>> }
        cell 2 look { 2 colour: Colour }
        cell 3 state { 3 is_active: bool }
    }
}

crate::entity! {
    /// A label of a patient, or one that they had. The server sees which patients share a label and not what it says:
    /// the id of the row follows from both, so that sealing the label's would hide nothing. Whether the patient has it
    /// is sealed, so that the rows go where the names go and nowhere else.
    PatientTag(PatientTagId) of patient = 56 in "patient_tags", scope Clinic,
    authority PerCell, bootstrap Rest, write PatientsUpdate {
        cell 1 label { 1 tag: TagId }
        cell 2 state { 2 is_on: Phi<Contact, bool> }
    }
}

/// Returns the id of a label's row of a patient: two devices that put the same on write one row.
pub fn patient_tag_id(tenant: TenantId, patient: PatientId, tag: TagId) -> PatientTagId {
    PatientTagId(derived_id(tenant, &format!("patient-tag/{patient}/{tag}")))
}
