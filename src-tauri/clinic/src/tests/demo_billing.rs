//! What a demo has billed and spent, taken out and seeded anew.

use chrono::Days;
use rust_decimal::Decimal;
use sync_contract::catalog::{Expense, PaymentMethod};
use vault::read::Deleted;

use crate::demo::seed::{seed, seed_people};
use crate::demo::undo::undo;
use crate::expenses::{self, ExpenseQuery};
use crate::invoices::cash::report;
use crate::invoices::overdue::overdue;
use crate::invoices::worklist::to_bill;
use crate::tenant::{self, NewClinic};
use crate::testing::{ADMIN_PASSWORD, Machine};
use crate::view::Day;
use crate::{Clinic, services};

const DAYS: u64 = 60;

/// How many expenses, drafts, unpaid and overdue invoices there are, and what each till of the last weeks has had and
/// what was counted in it.
#[derive(Debug, PartialEq)]
struct Books {
    expenses: u32,
    drafts: u32,
    unpaid: u32,
    overdue: u32,
    tills: Vec<String>,
}

impl Books {
    fn of(clinic: &Clinic) -> Self {
        let today = clinic.today().unwrap();
        let query = ExpenseQuery {
            from: Day::of(today - Days::new(DAYS)),
            until: Day::of(today),
            facility_id: None,
        };
        let work = to_bill(clinic).unwrap();
        let days = (0..DAYS).map(|days| Day::of(today - Days::new(days)));
        let tills = days.flat_map(|day| report(clinic, &day).unwrap().rows.into_iter());
        let till = tills.map(|row| {
            let (cashier, method, payments) = (row.cashier, row.method, row.payments);
            let counted = row.tally.map(|tally| (tally.counted, tally.difference));
            format!(
                "{cashier} {method:?} {payments} {:?} {} {counted:?} {:?}",
                row.spent, row.expected, row.added
            )
        });
        Self {
            expenses: expenses::list::list(clinic, &query).unwrap().total,
            drafts: work.drafts_total,
            unpaid: work.unpaid_total,
            overdue: overdue(clinic)
                .unwrap()
                .parts
                .iter()
                .map(|part| part.total)
                .sum(),
            tills: till.collect(),
        }
    }
}

#[test]
fn a_demo_that_is_seeded_anew_has_the_books_of_the_first() {
    let machine = Machine::new();
    let (admin, _) = machine.create_clinic(true);
    drop(seed(admin).unwrap());
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let first = Books::of(&admin);
    assert!(first.expenses > 0 && first.drafts > 0 && first.unpaid > 0 && first.overdue > 0);
    assert!(first.tills.len() > 3, "{first:?}");

    undo(&mut admin).unwrap();
    let none = Books::of(&admin);
    assert_eq!(
        (none.expenses, none.drafts, none.unpaid, none.overdue),
        (0, 0, 0, 0)
    );
    // what was counted stays on record, and nothing is missing
    let is_empty = |till: &String| till.contains(" 0 None 0.00 Some((\"0.00\", \"0.00\")) None");
    assert!(none.tills.iter().all(is_empty), "{none:?}");
    drop(admin);

    drop(seed(machine.sign_in("admin", ADMIN_PASSWORD)).unwrap());
    let admin = machine.sign_in("admin", ADMIN_PASSWORD);
    assert_eq!(Books::of(&admin), first);
}

#[test]
fn an_expense_like_one_of_the_demo_stays_where_a_person_recorded_it() {
    let machine = Machine::new();
    let (admin, _) = machine.create_clinic(true);
    drop(seed(admin).unwrap());
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let alike = admin
        .read()
        .all::<Expense>(Deleted::Hidden)
        .unwrap()
        .remove(0)
        .value;
    machine.clock.advance_s(7200);
    let id = admin
        .write("record expense", |tx| {
            let id = tx.new_id();
            tx.insert(&Expense { id, ..alike })?;
            Ok(id)
        })
        .unwrap();
    for _ in 0..2 {
        undo(&mut admin).unwrap();
        let left = admin.read().all::<Expense>(Deleted::Hidden).unwrap();
        let left: Vec<_> = left.into_iter().map(|row| row.value.id).collect();
        assert_eq!(left, [id]);
    }
}

fn demo_in(machine: &Machine, currency: &str) -> Clinic {
    let new = NewClinic {
        clinic_name: "Hillside".into(),
        time_zone: "Europe/Paris".into(),
        currency: currency.into(),
        first_name: "Ada".into(),
        last_name: "Okafor".into(),
        username: "Admin".into(),
        password: ADMIN_PASSWORD.to_owned().into(),
        is_demo: true,
    };
    let clock = Box::new(machine.clock.clone());
    let made = tenant::create(
        &machine.folder,
        machine.environment(),
        clock,
        &new,
        "front desk",
    );
    let (clinic, _) = made.unwrap();
    clinic.unlocked().vault().complete().unwrap();
    clinic
}

/// What was missing in cash four days ago.
fn missing(clinic: &Clinic) -> Option<String> {
    let day = Day::of(clinic.today().unwrap() - Days::new(4));
    let rows = report(clinic, &day).unwrap().rows;
    let till = rows.into_iter().find(|row| {
        let is_counted = row.tally.is_some();
        is_counted && row.method == PaymentMethod::Cash
    })?;
    let expected: Decimal = till.expected.parse().unwrap();
    let counted: Decimal = till.tally.unwrap().counted.parse().unwrap();
    Some((expected - counted).normalize().to_string())
}

#[test]
fn a_demo_has_prices_that_its_currency_has() {
    for (currency, prices, cash) in [
        ("EUR", ["75.00", "45.00", "30.00"], "0.5"),
        ("JPY", ["12000", "7200", "4800"], "80"),
        ("KWD", ["26.000", "16.000", "10.000"], "0.18"),
    ] {
        let machine = Machine::new();
        drop(seed_people(demo_in(&machine, currency), 8).unwrap());
        let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
        let price = |code: &str| {
            let form = services::find(&admin, code).unwrap().form;
            assert_eq!(form.currency, currency);
            form.price
        };
        assert_eq!(["INITIAL", "FOLLOW_UP", "PHONE"].map(price), prices);
        let first = Books::of(&admin);
        assert!(first.expenses > 0 && first.unpaid > 0, "{first:?}");
        assert_eq!(missing(&admin).as_deref(), Some(cash), "{first:?}");
        undo(&mut admin).unwrap();
        assert_eq!(Books::of(&admin).expenses, 0);
    }
}
