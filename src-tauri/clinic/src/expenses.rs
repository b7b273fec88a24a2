//! What the clinic itself paid for: the stamps that the front desk bought, the rent, the wages.
//!
//! A user who neither writes invoices nor reads reports sees the expenses that they recorded themselves, and no others:
//! whoever takes payments at the counter needs to see no wages. What was paid in cash was taken out of what its author
//! took on that day, so the cash report subtracts it.

pub mod list;
pub mod record;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::{Expense, PaymentMethod};
use vault::read::Stored;

use crate::Clinic;
use crate::money::{Money, stored_currency};
use crate::view::{Choice, Day, Id, ReadVersionToken, RecordSync, text};

pub use sync_contract::catalog::ExpenseCategory;

/// Without a facility it is that at which the session works, else the user's own, else the clinic's first. The amount
/// is above zero, in the currency of the facility.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExpenseForm {
    pub spent_on: Day,
    pub category: ExpenseCategory,
    pub facility_id: Option<Id>,
    pub method: PaymentMethod,
    pub amount: String,
    pub note: String,
}

impl ExpenseForm {
    pub(crate) fn of(expense: &Expense) -> Self {
        Self {
            spent_on: Day::of(expense.spent_on),
            category: expense.category,
            facility_id: Some(Id::of(expense.facility)),
            method: expense.method,
            amount: amount(expense).plain(),
            note: text(&expense.note),
        }
    }
}

/// A change of an expense, against the version that its editor saw.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExpenseEdit {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub loaded: ExpenseForm,
    pub form: ExpenseForm,
}

/// `facility` is a name, empty where its row has not come yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExpenseView {
    pub id: Id,
    pub seen: ReadVersionToken,
    #[serde(flatten)]
    pub form: ExpenseForm,
    pub currency: String,
    pub facility: String,
    pub recorded_by: String,
    pub sync: RecordSync,
}

/// From a day until another one, both of them counted; of one facility, or of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExpenseQuery {
    pub from: Day,
    pub until: Day,
    pub facility_id: Option<Id>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CategorySum {
    pub category: ExpenseCategory,
    pub amount: String,
}

/// What was spent in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExpenseSum {
    pub currency: String,
    pub total: String,
    pub categories: Vec<CategorySum>,
}

/// The latest first, a thousand at most; `total` and `sums` count them all. `is_own`: those of this user alone.
/// `is_unsure`: some expenses are damaged, are missing or may still come. `facilities` are those that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExpenseList {
    pub query: ExpenseQuery,
    pub is_own: bool,
    pub is_unsure: bool,
    pub total: u32,
    pub expenses: Vec<ExpenseView>,
    pub sums: Vec<ExpenseSum>,
    pub facilities: Vec<Choice>,
}

const WHAT: &str = "expense";

fn amount(expense: &Expense) -> Money {
    Money {
        minor: expense.amount_minor,
        currency: stored_currency(&expense.currency),
    }
}

fn sees_all(clinic: &Clinic) -> bool {
    clinic.actor.can(Right::BillingWrite) || clinic.actor.can(Right::ReportsRead)
}

/// Returns whether this user may see a row.
fn is_shown(clinic: &Clinic, row: &Stored<Expense>) -> bool {
    let gives = |right| clinic.gives_at(row.value.facility, right);
    let sees_there =
        || gives(Right::BillingRead) && (gives(Right::BillingWrite) || gives(Right::ReportsRead));
    row.created_by == clinic.user() || (sees_all(clinic) && sees_there())
}
