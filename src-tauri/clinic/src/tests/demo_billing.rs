//! What a demo has billed and spent, taken out and seeded anew.

use chrono::Days;
use sync_contract::catalog::Expense;
use vault::read::Deleted;

use crate::Clinic;
use crate::demo::seed::seed;
use crate::demo::undo::undo;
use crate::expenses::{self, ExpenseQuery};
use crate::invoices::cash::report;
use crate::invoices::overdue::overdue;
use crate::invoices::worklist::to_bill;
use crate::testing::{ADMIN_PASSWORD, Machine};
use crate::view::Day;

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
