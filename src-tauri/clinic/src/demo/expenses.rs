//! What the clinic paid for within the last weeks: rent and wages by billing staff, stamps by the front desk.

use chrono::Days;
use iso_currency::Currency;
use rust_decimal::Decimal;
use sync_contract::catalog::Expense;

use crate::Clinic;
use crate::clinic::or_not_found;
use crate::demo::data::DemoStaff;
use crate::demo::prices::{currency, in_currency};
use crate::demo::setup::become_user;
use crate::error::Result;
use crate::expenses::record::record as record_expense;
use crate::expenses::{ExpenseCategory, ExpenseForm};
use crate::invoices::PaymentMethod;
use crate::money::{Money, currency_of};
use crate::view::{Day, text};

/// What was paid for so many days ago.
struct Spent {
    role: &'static str,
    days_ago: u64,
    category: ExpenseCategory,
    method: PaymentMethod,
    /// In euros.
    amount: i64,
    note: &'static str,
}

const fn spent(
    (role, days_ago): (&'static str, u64),
    category: ExpenseCategory,
    method: PaymentMethod,
    (amount, note): (i64, &'static str),
) -> Spent {
    Spent {
        role,
        days_ago,
        category,
        method,
        amount,
        note,
    }
}

const BILLING: &str = "Billing staff";
const OFFICE: &str = "Receptionist";

const MADE: [Spent; 8] = [
    spent(
        (BILLING, 33),
        ExpenseCategory::Rent,
        PaymentMethod::Transfer,
        (2400, "Rooms on the ground floor"),
    ),
    spent(
        (BILLING, 29),
        ExpenseCategory::Wages,
        PaymentMethod::Transfer,
        (8150, ""),
    ),
    spent(
        (BILLING, 12),
        ExpenseCategory::Equipment,
        PaymentMethod::Card,
        (389, "Scale for infants"),
    ),
    spent(
        (BILLING, 9),
        ExpenseCategory::Utilities,
        PaymentMethod::Transfer,
        (212, "Power"),
    ),
    spent(
        (BILLING, 3),
        ExpenseCategory::Rent,
        PaymentMethod::Transfer,
        (2400, "Rooms on the ground floor"),
    ),
    spent(
        (BILLING, 2),
        ExpenseCategory::Training,
        PaymentMethod::Card,
        (180, "Course on renal diets"),
    ),
    spent(
        (OFFICE, 8),
        ExpenseCategory::Supplies,
        PaymentMethod::Cash,
        (14, "Stamps"),
    ),
    spent(
        (OFFICE, 1),
        ExpenseCategory::Supplies,
        PaymentMethod::Card,
        (46, "Gloves and paper towels"),
    ),
];

/// Returns whether an expense says what one of the demo does; its day is that of the seed.
///
/// # Errors
/// `Invalid` for an amount that its currency does not have.
pub(super) fn is_of_demo(expense: &Expense) -> Result<bool> {
    let currency = currency_of(&expense.currency, "currency")?;
    let (method, note) = (expense.method, text(&expense.note));
    for one in &MADE {
        let amount = Money::typed(&typed(one, currency), currency, "amount")?;
        let is_same = one.category == expense.category && one.method == method;
        if is_same && one.note == note && amount.minor == expense.amount_minor {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns what one cost, as it is typed.
fn typed(one: &Spent, currency: Currency) -> String {
    in_currency(Decimal::from(one.amount), currency)
}

/// Records them, each by who paid.
///
/// # Errors
/// Those of a read and of a write.
pub(super) fn record(mut clinic: Clinic, staff: &[DemoStaff]) -> Result<Clinic> {
    for role in [BILLING, OFFICE] {
        let user = staff.iter().find(|one| one.role == role);
        clinic = become_user(clinic, or_not_found(user, role)?)?;
        let (today, own) = (clinic.today()?, currency(&clinic.read())?);
        for one in MADE.iter().filter(|one| one.role == role) {
            let day = today.checked_sub_days(Days::new(one.days_ago));
            let form = ExpenseForm {
                spent_on: Day::of(day.unwrap_or(today)),
                category: one.category,
                facility_id: None,
                method: one.method,
                amount: typed(one, own),
                note: one.note.to_owned(),
            };
            record_expense(&mut clinic, &form)?;
        }
    }
    Ok(clinic)
}
