//! What the clinic itself paid for.

use chrono::NaiveDate;

use crate::catalog::PaymentMethod;
use crate::field::{Line, Text};
use crate::ids::FacilityId;
use crate::phi::{Billing, Phi};

crate::choices! {
    ExpenseCategory {
        Rent = "RENT",
        Wages = "WAGES",
        Supplies = "SUPPLIES",
        Equipment = "EQUIPMENT",
        Utilities = "UTILITIES",
        Insurance = "INSURANCE",
        Travel = "TRAVEL",
        Training = "TRAINING",
        Taxes = "TAXES",
        Other = "OTHER",
    }
}

crate::entity! {
    /// What the clinic paid for. It is about no patient; its note is sealed, since a person may write a name into it.
    /// One that was paid in cash was taken out of what its author took in cash on that day.
    Expense(ExpenseId) = 119 in "expenses", scope Clinic,
    authority PerCell, bootstrap Rest, write BillingCollect {
        cell 1 spending {
            /// Of the clinic's clock.
            1 spent_on: NaiveDate;
            2 category: ExpenseCategory;
            /// Whose books it is in.
            3 facility: FacilityId;
            4 method: PaymentMethod;
            /// Above zero, in the smallest unit of the currency.
            5 amount_minor: i64;
            /// As ISO 4217 has it.
            6 currency: Text<3>;
        }
        cell 2 remark { 7 note: Phi<Billing, Option<Line>> }
    }
}
