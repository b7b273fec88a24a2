//! What a portal will be allowed to show a patient.

use crate::field::{Bytes, Time};
use crate::ids::{PatientId, PortalAccountId, TenantId, derived_id};

crate::choices! {
    PortalStatus { Invited = "INVITED", Active = "ACTIVE", Suspended = "SUSPENDED", Closed = "CLOSED" }
}

/// SHA-256 of a token, by which it is found: the token itself is stored nowhere.
pub type TokenHash = Bytes<32>;

crate::entity! {
    /// The account of a patient at a portal; one row each, its id derived from the patient's. No row is no account.
    /// Nothing of it is sealed: a portal has no key of the clinic.
    PortalAccount(PortalAccountId) of patient = 27 in "portal_accounts", scope Clinic,
    authority PerCell, bootstrap Rest, write PatientsUpdate {
        cell 1 account { 1 status: PortalStatus }
        cell 2 invitation {
            /// Both are none once they were used.
            2 activation_token: Option<TokenHash>;
            3 verification_token: Option<TokenHash>;
            4 invited_at: Time;
            5 activated_at: Option<Time>;
        }
        /// Of a portal, which is not there yet.
        cell 3 access { 6 last_access: Option<Time> }
        cell 4 contents {
            7 shows_visits: bool;
            8 shows_plans: bool;
            9 shows_measurements: bool;
            10 shows_documents: bool;
        }
    }
}

/// Returns the id of a patient's account: there is one, whichever device invites first.
pub fn portal_account_id(tenant: TenantId, patient: PatientId) -> PortalAccountId {
    PortalAccountId(derived_id(tenant, &format!("portal/{patient}")))
}
