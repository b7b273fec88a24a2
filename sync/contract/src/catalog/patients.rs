//! Patients.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::field::{Line, Name, Paragraph, Text};
use crate::ids::{
    FacilityId, PatientId, PatientImportId, PatientProfileId, TenantId, UserId, derived_id,
};
use crate::phi::{Clinical, Contact, Phi};

crate::choices! {
    Sex { Female = "FEMALE", Male = "MALE", Intersex = "INTERSEX", Unknown = "UNKNOWN" }
    PatientStatus {
        Active = "ACTIVE", Inactive = "INACTIVE", Discharged = "DISCHARGED", Waitlist = "WAITLIST", OnHold = "ON_HOLD",
    }
    Relation {
        Spouse = "SPOUSE", Parent = "PARENT", Child = "CHILD", Sibling = "SIBLING", Guardian = "GUARDIAN",
        Friend = "FRIEND", Other = "OTHER",
    }
    Severity { Mild = "MILD", Moderate = "MODERATE", Severe = "SEVERE", Unknown = "UNKNOWN" }
    AllergyKind { Food = "FOOD", Drug = "DRUG", Intolerance = "INTOLERANCE", Other = "OTHER" }
    AllergyStatus { Active = "ACTIVE", Inactive = "INACTIVE", Resolved = "RESOLVED" }
    ConditionStatus { Active = "ACTIVE", Remission = "REMISSION", Resolved = "RESOLVED" }
    MedicationStatus { Active = "ACTIVE", OnHold = "ON_HOLD", Stopped = "STOPPED" }
    HealthList { Allergies = "ALLERGIES", Conditions = "CONDITIONS", Medications = "MEDICATIONS" }
}

crate::entity! {
    /// A patient: identity and contact. Clinical data is in `PatientProfile`.
    Patient(PatientId) = 20 in "patients", scope Clinic,
    authority PerCell, bootstrap Identities,
    write [create PatientsCreate, update PatientsUpdate, delete PatientsDelete] {
        cell 1 name {
            1 given_name: Phi<Contact, Option<Name>>;
            2 family_name: Phi<Contact, Option<Name>>;
            3 other_names: Phi<Contact, Option<Line>>;
        }
        cell 2 birth {
            4 birth_date: Phi<Contact, Option<NaiveDate>>;
            5 birth_date_estimated: Phi<Contact, bool>;
            6 sex: Sex;
            7 gender: Phi<Contact, Option<Text<100>>>;
        }
        cell 3 assignment {
            8 dietitian: Option<UserId>;
            9 facility: Option<FacilityId>;
        }
        cell 4 state { 10 status: PatientStatus }
        cell 5 contact {
            /// Numbers between semicolons.
            11 phones: Phi<Contact, Option<Line>>;
            12 email: Phi<Contact, Option<Line>>;
            13 preferred_language: Option<Text<35>>;
        }
        cell 6 address {
            14 address_lines: Phi<Contact, Option<Paragraph>>;
            15 city: Phi<Contact, Option<Line>>;
            16 state: Phi<Contact, Option<Text<100>>>;
            17 postal_code: Phi<Contact, Option<Text<20>>>;
            18 country: Phi<Contact, Option<Text<100>>>;
        }
        cell 7 identifiers {
            19 file_number: Phi<Contact, Option<Text<50>>>, blind;
            20 national_id: Phi<Contact, Option<Text<50>>>;
        }
        /// The list that the patient came in, written once: none who was registered here.
        cell 8 origin { 21 import: Option<PatientImportId> }
    }
}

crate::entity! {
    /// The clinical profile of a patient; one row each, its id derived from the patient's.
    PatientProfile(PatientProfileId) of patient = 21 in "patient_profiles", scope Patient,
    authority PerCell, bootstrap Rest, write ProfilesWrite {
        cell 1 history { 1 medical_history: Phi<Clinical, Option<Paragraph>> }
        cell 2 diet {
            2 dietary_preferences: Phi<Clinical, Option<Paragraph>>;
            3 dislikes: Phi<Clinical, Option<Paragraph>>;
        }
        cell 3 remarks { 4 notes: Phi<Clinical, Option<Paragraph>> }
        /// Completed days of pregnancy at birth.
        cell 4 gestation { 5 gestation_days: Phi<Clinical, Option<i64>> }
        cell 5 parents {
            6 mother_height_cm: Phi<Clinical, Option<Decimal>>;
            7 father_height_cm: Phi<Clinical, Option<Decimal>>;
        }
    }
}

/// Returns the id of a patient's profile: there is one, whichever device creates it first.
pub fn profile_id(tenant: TenantId, patient: PatientId) -> PatientProfileId {
    PatientProfileId(derived_id(tenant, &format!("profile/{patient}")))
}

crate::entity! {
    /// A person to call in an emergency.
    EmergencyContact(EmergencyContactId) of patient = 22 in "emergency_contacts", scope Clinic,
    authority PerCell, bootstrap Rest, write PatientsUpdate {
        cell 1 person {
            1 name: Phi<Contact, Line>;
            2 relation: Relation;
            3 phone: Phi<Contact, Option<Text<50>>>;
            4 email: Phi<Contact, Option<Line>>;
            5 address: Phi<Contact, Option<Paragraph>>;
        }
    }
}

/// A date of which the day, or the month too, may be unknown: `2019`, `2019-04` or `2019-04-12`.
pub type PartialDate = Text<10>;

crate::entity! {
    /// What a patient must not eat or take. Its course is a cell of its own: resolving it is no conflict with an edit
    /// that describes it.
    Allergy(AllergyId) of patient = 23 in "allergies", scope Patient,
    authority PerCell, bootstrap Rest, write AllergiesWrite {
        cell 1 allergy {
            1 substance: Phi<Clinical, Line>;
            2 code: Phi<Clinical, Option<Text<50>>>;
            3 kind: Phi<Clinical, Option<AllergyKind>>;
            4 reaction: Phi<Clinical, Option<Line>>;
            5 severity: Severity;
            6 onset: Phi<Clinical, Option<PartialDate>>;
        }
        cell 2 course { 7 status: AllergyStatus }
    }
}

crate::entity! {
    /// A disease or another state of health that lasts, as far as it is known here.
    Condition(ConditionId) of patient = 24 in "conditions", scope Patient,
    authority PerCell, bootstrap Rest, write ProfilesWrite {
        cell 1 condition {
            1 name: Phi<Clinical, Line>;
            2 code: Phi<Clinical, Option<Text<50>>>;
            3 onset: Phi<Clinical, Option<PartialDate>>;
        }
        cell 2 course { 4 status: ConditionStatus }
    }
}

crate::entity! {
    /// What a patient takes, prescribed here or elsewhere.
    Medication(MedicationId) of patient = 25 in "medications", scope Patient,
    authority PerCell, bootstrap Rest, write ProfilesWrite {
        cell 1 medication {
            1 name: Phi<Clinical, Line>;
            2 code: Phi<Clinical, Option<Text<50>>>;
            /// How much, how often: as it was said.
            3 dose: Phi<Clinical, Option<Line>>;
            4 onset: Phi<Clinical, Option<PartialDate>>;
        }
        cell 2 course { 5 status: MedicationStatus }
    }
}

crate::entity! {
    /// The patient was asked about a list and has no entry for it. User and time are the author and clock of the row.
    NoneKnown(NoneKnownId) of patient = 26 in "none_known", scope Patient,
    authority PerCell, bootstrap Rest, write ProfilesWrite {
        cell 1 answer { 1 list: Phi<Clinical, HealthList> }
    }
}
