//! What the clinic charges for.

use crate::field::Text;

crate::entity! {
    /// A service of the clinic's price list. It is about no patient, so nothing of it is sealed. A price without its
    /// currency and its tax is none, so they are one cell; whether the service is offered is another. Invoices have a
    /// service as it was when they were written; one that is not active is never removed.
    Service(ServiceId) = 110 in "services", scope Clinic,
    authority PerCell, bootstrap StaffAndSettings, write BillingServices, rules {
        cell 1 label {
            1 code: Text<20>;
            2 name: Text<120>;
        }
        cell 2 price {
            /// Before tax, in the smallest unit of its currency: cents of a euro, yen.
            3 price_minor: i64;
            /// As ISO 4217 has it.
            4 currency: Text<3>;
            /// Hundredths of a percent: 20 % is 2000.
            5 tax_hundredths: i64;
        }
        cell 3 state { 6 is_active: bool }
    }
}

crate::entity! {
    /// A code that insurers ask for on an invoice, from the clinic's own list. Invoices have a code as it was when they
    /// were written; one that is not active is never removed.
    ClaimCode(ClaimCodeId) = 100 in "claim_codes", scope Clinic,
    authority PerCell, bootstrap StaffAndSettings, write BillingServices, rules {
        cell 1 label {
            1 code: Text<20>;
            2 name: Text<120>;
        }
        cell 2 state { 3 is_active: bool }
    }
}
