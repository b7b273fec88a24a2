//! Sessions that a patient bought in advance, and those that were used.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::field::Line;
use crate::ids::{AppointmentId, InvoiceDraftId, PackageId, ServiceId};
use crate::phi::{Billing, Phi};

crate::entity! {
    /// Sessions of one service that a patient bought together. How many are left follows from their uses. The service
    /// is sealed, as it is on an invoice: its name may say what a patient has.
    Package(PackageId) of patient = 116 in "packages", scope Clinic,
    authority PerCell, bootstrap Rest, write BillingWrite {
        cell 1 sale {
            /// What they were billed with; none where they were paid for elsewhere.
            1 draft: Option<InvoiceDraftId>;
            2 service: Phi<Billing, ServiceId>;
        }
        cell 2 content {
            3 sessions: Phi<Billing, i64>;
            /// The last day on which one can be used.
            4 valid_until: Phi<Billing, Option<NaiveDate>>;
            5 note: Phi<Billing, Option<Line>>;
        }
    }
}

crate::entity! {
    /// One session of a package was used, or given back; the user is the row's author. Whoever takes payments writes
    /// it: it is what a visit is paid with.
    PackageUse(PackageUseId) of patient = 117 in "package_uses", scope Clinic,
    authority AppendOnly, bootstrap Rest, write BillingCollect {
        cell 1 usage {
            1 package: PackageId;
            /// None of one that was entered by hand.
            2 appointment: Option<AppointmentId>;
            3 used_on: NaiveDate;
            /// The use that this gives back.
            4 returns: Option<Uuid>;
            5 note: Phi<Billing, Option<Line>>;
        }
    }
}
