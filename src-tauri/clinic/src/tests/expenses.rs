//! Expenses: recorded, changed, removed, summed, and taken out of a day's cash.
#![allow(clippy::unwrap_used)]

use sync_contract::Right;

use crate::error::{Error, Reason};
use crate::expenses::list::{facility_called, list, show};
use crate::expenses::record::{edit, record, remove, removed, restore};
use crate::expenses::{
    ExpenseCategory, ExpenseEdit, ExpenseForm, ExpenseList, ExpenseQuery, ExpenseView,
};
use crate::facilities::{self, FacilityForm};
use crate::invoices::PaymentMethod;
use crate::invoices::cash::of_facility::report_at;
use crate::invoices::cash::{CashCount, CashForm, close, report as cash_report};
use crate::invoices::payments::{PaymentForm, take};
use crate::reports::csv::csv;
use crate::reports::report::report;
use crate::reports::{ReportQuery, ReportTable};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, add_user};
use crate::tests::invoices::{billing, faults, issued};
use crate::tests::role_facilities::{end, only_at};
use crate::view::{Day, Id};
use crate::{Clinic, Result};

/// The clock of tests shows Friday, 20 November 2026.
const TODAY: &str = "2026-11-20";

fn form(category: ExpenseCategory, amount: &str) -> ExpenseForm {
    ExpenseForm {
        spent_on: Day(TODAY.into()),
        category,
        facility_id: None,
        method: PaymentMethod::Cash,
        amount: amount.into(),
        note: "Stamps".into(),
    }
}

fn query(from: &str, until: &str) -> ExpenseQuery {
    ExpenseQuery {
        from: Day(from.into()),
        until: Day(until.into()),
        facility_id: None,
    }
}

fn month(clinic: &Clinic) -> ExpenseList {
    list(clinic, &query("2026-11-01", "2026-11-30")).unwrap()
}

fn edited(clinic: &mut Clinic, of: &ExpenseView, form: ExpenseForm) -> Result<ExpenseView> {
    let change = ExpenseEdit {
        id: of.id.clone(),
        seen: of.seen.clone(),
        loaded: of.form.clone(),
        form,
    };
    edit(clinic, &change)
}

/// A second facility, in Tokyo, and its id.
fn in_tokyo(machine: &Machine) -> Id {
    // of two that were made within one moment either is the first
    machine.clock.advance_s(1);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let form = FacilityForm {
        name: "Tokyo".into(),
        address: String::new(),
        phone: String::new(),
        licence_number: String::new(),
        time_zone: "Asia/Tokyo".into(),
        currency: "JPY".into(),
        is_active: true,
    };
    facilities::add(&mut admin, &form).unwrap().id
}

#[test]
fn an_expense_is_recorded_changed_removed_and_put_back() {
    let (_machine, mut bill, _) = billing();
    let supplies = ExpenseCategory::Supplies;
    let made = record(&mut bill, &form(supplies, "12,5")).unwrap();
    assert_eq!(
        (&*made.form.amount, &*made.currency, &*made.form.note),
        ("12.50", "EUR", "Stamps")
    );
    assert!(made.form.facility_id.is_some() && !made.facility.is_empty());
    let mut rent = form(ExpenseCategory::Rent, "900");
    rent.spent_on = Day("2026-11-02".into());
    rent.method = PaymentMethod::Transfer;
    record(&mut bill, &rent).unwrap();
    let all = month(&bill);
    // the latest first
    assert_eq!((all.total, &all.expenses[0]), (2, &made));
    assert_eq!((all.is_own, all.is_unsure), (false, false));
    assert_eq!(&*all.sums[0].total, "912.50");
    let by = all.sums[0].categories.iter().map(|one| one.category);
    assert_eq!(by.collect::<Vec<_>>(), [ExpenseCategory::Rent, supplies]);

    let other = ExpenseForm {
        amount: "13".into(),
        note: String::new(),
        ..made.form.clone()
    };
    let changed = edited(&mut bill, &made, other).unwrap();
    assert_eq!((&*changed.form.amount, &*changed.form.note), ("13.00", ""));
    let refused = remove(&mut bill, &made.id, &changed.seen, " ");
    assert_eq!(faults(refused), [("reason", Reason::Required)]);
    // who saw it before the change removes nothing
    let stale = remove(&mut bill, &made.id, &made.seen, "twice");
    assert!(matches!(stale, Err(Error::ChangedMeanwhile)), "{stale:?}");
    let removal = remove(&mut bill, &made.id, &changed.seen, "twice").unwrap();
    assert_eq!(
        (month(&bill).total, &*month(&bill).sums[0].total),
        (1, "900.00")
    );
    assert!(matches!(show(&bill, &made.id), Err(Error::NotFound(_))));
    assert_eq!(removed(&bill, &made.id).unwrap(), removal);
    let back = restore(&mut bill, &made.id, &removal).unwrap();
    assert_eq!(back.form, changed.form);
    assert!(matches!(removed(&bill, &made.id), Err(Error::NotFound(_))));
}

#[test]
fn what_makes_no_sense_is_refused_all_at_once() {
    let (machine, mut bill, _) = billing();
    let mut wrong = form(ExpenseCategory::Other, "0");
    wrong.spent_on = Day("2026-11-21".into());
    wrong.facility_id = Some(Id("nowhere".into()));
    assert_eq!(
        faults(record(&mut bill, &wrong)),
        [
            ("spentOn", Reason::InTheFuture),
            ("facilityId", Reason::Unknown),
            ("spentAmount", Reason::Impossible)
        ]
    );
    let mut old = form(ExpenseCategory::Other, "1.001");
    old.spent_on = Day("1066-10-14".into());
    let refused = faults(record(&mut bill, &old));
    assert_eq!(refused[0], ("spentOn", Reason::Impossible));
    assert_eq!(refused[1].0, "spentAmount");
    for (asked, fault) in [
        (
            query("2026-11-20", "2026-11-19"),
            ("until", Reason::Backwards),
        ),
        (
            query("2025-11-20", "2026-11-21"),
            ("until", Reason::TooLong),
        ),
        (
            query("2026-02-30", "2026-11-21"),
            ("from", Reason::NotADate),
        ),
    ] {
        assert_eq!(faults(list(&bill, &asked)), [fault], "{asked:?}");
    }
    assert_eq!(month(&bill).total, 0);

    // a facility that is not in use takes no new ones
    let tokyo = in_tokyo(&machine);
    let mut yen = form(ExpenseCategory::Travel, "1200");
    yen.facility_id = Some(tokyo.clone());
    let made = record(&mut bill, &yen).unwrap();
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let stored = facilities::find(&admin, "Tokyo").unwrap();
    let unused = FacilityForm {
        is_active: false,
        currency: "USD".into(),
        ..stored.form.clone()
    };
    facilities::edit(&mut admin, &tokyo, &stored.seen, &stored.form, &unused).unwrap();
    drop(admin);
    assert_eq!(
        faults(record(&mut bill, &yen)),
        [("facilityId", Reason::Unknown)]
    );
    // one that is there stays in its yen
    let form = ExpenseForm {
        amount: "1300".into(),
        ..made.form.clone()
    };
    let changed = edited(&mut bill, &made, form).unwrap();
    assert_eq!((&*changed.form.amount, &*changed.currency), ("1300", "JPY"));
}

#[test]
fn sums_are_by_currency_and_a_facility_has_its_own() {
    let (machine, mut bill, _) = billing();
    let tokyo = in_tokyo(&machine);
    record(&mut bill, &form(ExpenseCategory::Supplies, "10.10")).unwrap();
    let mut yen = form(ExpenseCategory::Supplies, "1200");
    yen.facility_id = Some(tokyo.clone());
    let made = record(&mut bill, &yen).unwrap();
    assert_eq!((&*made.form.amount, &*made.currency), ("1200", "JPY"));
    let all = month(&bill);
    let sums = all.sums.iter().map(|sum| (&*sum.currency, &*sum.total));
    assert_eq!(
        sums.collect::<Vec<_>>(),
        [("EUR", "10.10"), ("JPY", "1200")]
    );
    assert_eq!(facility_called(&bill, "tokyo").unwrap(), tokyo);
    let asked = ExpenseQuery {
        facility_id: Some(tokyo),
        ..query("2026-11-20", "2026-11-20")
    };
    assert_eq!(list(&bill, &asked).unwrap().expenses, [made]);
}

#[test]
fn an_expense_is_of_the_facility_at_which_the_session_works() {
    let (machine, mut bill, _) = billing();
    let tokyo = in_tokyo(&machine);
    let stamps = |clinic: &mut Clinic, amount: &str| {
        let made = record(clinic, &form(ExpenseCategory::Supplies, amount)).unwrap();
        (made.form.facility_id, made.currency)
    };
    let yen = (Some(tokyo.clone()), "JPY".to_owned());
    facilities::work_at(&mut bill, Some(&tokyo)).unwrap();
    assert_eq!(stamps(&mut bill, "1500"), yen);
    facilities::work_at(&mut bill, None).unwrap();
    assert_eq!(stamps(&mut bill, "15.50").1, "EUR");
    drop(bill);
    // who has a role in Tokyo alone works there
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    only_at(&mut admin, "bill", "Billing staff", &tokyo);
    end(&mut admin, "bill", "Receptionist");
    drop(admin);
    let mut bill = machine.sign_in("bill", PASSWORD);
    assert_eq!(stamps(&mut bill, "1500"), yen);
}

#[test]
fn the_front_desk_sees_the_expenses_that_it_recorded() {
    let (machine, mut bill, _) = billing();
    let wages = record(&mut bill, &form(ExpenseCategory::Wages, "2000")).unwrap();
    drop(bill);
    let mut office = machine.sign_in("desk", PASSWORD);
    let stamps = record(&mut office, &form(ExpenseCategory::Supplies, "4")).unwrap();
    let own = month(&office);
    assert_eq!((own.is_own, &own.expenses[..]), (true, &[stamps][..]));
    assert_eq!(&*own.sums[0].total, "4.00");
    let (id, seen) = (&wages.id, &wages.seen);
    let missing = |answer: Result<()>| assert!(matches!(answer, Err(Error::NotFound(_))));
    missing(show(&office, id).map(drop));
    missing(remove(&mut office, id, seen, "twice").map(drop));
    missing(edited(&mut office, &wages, wages.form.clone()).map(drop));
    missing(restore(&mut office, id, seen).map(drop));
    drop(office);
    let bill = machine.sign_in("bill", PASSWORD);
    assert_eq!(month(&bill).total, 2);
    drop(bill);
    let mut nurse = machine.sign_in("nurse", PASSWORD);
    let refused = record(&mut nurse, &form(ExpenseCategory::Other, "1"));
    assert!(matches!(
        refused,
        Err(Error::Forbidden(Right::BillingCollect))
    ));
}

#[test]
fn a_manager_of_one_facility_sees_what_it_paid_for_alone() {
    let (machine, mut bill, mary) = billing();
    let tokyo = in_tokyo(&machine);
    let stamps = record(&mut bill, &form(ExpenseCategory::Supplies, "4")).unwrap();
    let mut there = form(ExpenseCategory::Rent, "1500");
    there.facility_id = Some(tokyo.clone());
    let there = record(&mut bill, &there).unwrap();
    let invoice = issued(&mut bill, &mary);
    let paid = PaymentForm {
        method: PaymentMethod::Cash,
        amount: "20".into(),
        reference: String::new(),
    };
    take(&mut bill, &invoice.id, &paid).unwrap();
    drop(bill);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    add_user(&mut admin, "mona", "Manager");
    only_at(&mut admin, "mona", "Manager", &tokyo);
    end(&mut admin, "mona", "Receptionist");
    drop(admin);
    let mona = machine.sign_in("mona", PASSWORD);
    let seen = month(&mona);
    assert_eq!((seen.total, &seen.expenses[..]), (1, &[there][..]));
    assert_eq!(seen.query.facility_id, Some(tokyo.clone()));
    let offered = seen.facilities.iter().map(|one| one.name.as_str());
    assert_eq!(offered.collect::<Vec<_>>(), ["Tokyo"]);
    let elsewhere = stamps.form.facility_id.clone();
    let asked = ExpenseQuery {
        facility_id: elsewhere.clone(),
        ..query("2026-11-01", "2026-11-30")
    };
    let unknown = [("facilityId", Reason::Unknown)];
    assert_eq!(faults(list(&mona, &asked)), unknown);
    let answer = show(&mona, &stamps.id);
    assert!(matches!(answer, Err(Error::NotFound(_))));
    // the till of what was paid for there, and no other one
    let day = Day(TODAY.into());
    let tills = cash_report(&mona, &day).unwrap().rows.into_iter();
    let currencies: Vec<String> = tills.map(|row| row.currency).collect();
    assert_eq!(currencies, ["JPY"]);
    let refused = report_at(&mona, &day, &elsewhere.unwrap());
    assert_eq!(faults(refused), unknown);
}

#[test]
fn what_is_paid_in_cash_is_taken_out_of_the_day() {
    let (machine, mut bill, mary) = billing();
    let day = Day(TODAY.into());
    let invoice = issued(&mut bill, &mary);
    let paid = PaymentForm {
        method: PaymentMethod::Cash,
        amount: "20".into(),
        reference: String::new(),
    };
    take(&mut bill, &invoice.id, &paid).unwrap();
    record(&mut bill, &form(ExpenseCategory::Supplies, "4.50")).unwrap();
    let mut rent = form(ExpenseCategory::Rent, "900");
    rent.method = PaymentMethod::Transfer;
    record(&mut bill, &rent).unwrap();
    let open = cash_report(&bill, &day).unwrap();
    let row = &open.rows[0];
    assert_eq!(
        (
            open.rows.len(),
            row.payments,
            row.spent.as_deref(),
            &*row.expected
        ),
        (1, 1, Some("4.50"), "15.50")
    );
    let counts = vec![CashCount {
        cashier_id: row.cashier_id.clone(),
        method: row.method,
        currency: row.currency.clone(),
        counted: "15.50".into(),
    }];
    let counted = CashForm {
        counts,
        remark: String::new(),
    };
    assert!(close(&mut bill, &day, &counted).unwrap().is_counted);
    // what is recorded after that is shown as such
    machine.clock.advance_s(60);
    let late = record(&mut bill, &form(ExpenseCategory::Supplies, "1")).unwrap();
    let after = cash_report(&bill, &day).unwrap();
    assert_eq!(
        (after.is_counted, after.rows[0].added.as_deref()),
        (false, Some("-1.00"))
    );
    remove(&mut bill, &late.id, &late.seen, "twice").unwrap();
    assert!(cash_report(&bill, &day).unwrap().is_counted);
    drop(bill);

    // of who took nothing, too
    let mut office = machine.sign_in("desk", PASSWORD);
    record(&mut office, &form(ExpenseCategory::Other, "3")).unwrap();
    let both = cash_report(&office, &day).unwrap();
    let own = both.rows.iter().find(|row| row.payments == 0).unwrap();
    assert_eq!(
        (&*own.expected, own.spent.as_deref()),
        ("-3.00", Some("3.00"))
    );
}

#[test]
fn a_report_has_what_was_spent_and_what_of_the_income_is_left() {
    let (machine, mut bill, mary) = billing();
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    crate::testing::add_user(&mut admin, "mona", "Manager");
    drop(admin);
    let invoice = issued(&mut bill, &mary);
    let paid = PaymentForm {
        method: PaymentMethod::Card,
        amount: "50".into(),
        reference: String::new(),
    };
    take(&mut bill, &invoice.id, &paid).unwrap();
    record(&mut bill, &form(ExpenseCategory::Supplies, "4.50")).unwrap();
    let mut rent = form(ExpenseCategory::Rent, "100");
    rent.spent_on = Day("2026-11-17".into());
    record(&mut bill, &rent).unwrap();
    drop(bill);
    let mut mona = machine.sign_in("mona", PASSWORD);
    let week = ReportQuery {
        from: Day("2026-11-16".into()),
        until: Day("2026-11-22".into()),
        facility_id: None,
        department_id: None,
        provider_id: None,
    };
    let view = report(&mona, &week).unwrap();
    let spent = &view.expenses.as_ref().unwrap()[0];
    assert_eq!(
        (
            &*spent.sum.total,
            &*spent.left,
            &*spent.spans[1],
            &*spent.spans[4]
        ),
        ("104.50", "-54.50", "100.00", "4.50")
    );
    let sheet = csv(&mut mona, &week, ReportTable::Expenses).unwrap();
    assert!(sheet.contains("2026-11-17,2026-11-17,100.00"), "{sheet}");
    assert!(sheet.contains("2026-11-16,2026-11-22,104.50"), "{sheet}");
    // an expense is of no provider
    let provider = view.choices.providers.first().unwrap().id.clone();
    let narrowed = ReportQuery {
        provider_id: Some(provider),
        ..week.clone()
    };
    assert_eq!(report(&mona, &narrowed).unwrap().expenses, None);
    let refused = csv(&mut mona, &narrowed, ReportTable::Expenses);
    assert_eq!(faults(refused), [("providerId", Reason::Impossible)]);
    let facility = ReportQuery {
        facility_id: view.choices.facilities.first().map(|one| one.id.clone()),
        ..week
    };
    let of_facility = report(&mona, &facility).unwrap().expenses.unwrap();
    assert_eq!(&*of_facility[0].sum.total, "104.50");
}
