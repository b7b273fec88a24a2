//! What the clinic itself paid for.

use chrono::Datelike;
use clinic::Clinic;
use clinic::expenses::list::{facility_called, list, show};
use clinic::expenses::record::{edit, record, remove, removed, restore};
use clinic::expenses::{
    ExpenseEdit, ExpenseForm, ExpenseList, ExpenseQuery, ExpenseSum, ExpenseView,
};
use clinic::view::{Day, Id};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::expenses::{ExpenseEntry, ExpensePeriod, Expenses};
use crate::commands::removal;
use crate::entry::{choice, day, entry, id, nothing_to_change, read_version, replace, required};
use crate::exit::{Problem, Result};
use crate::text::{label, listed};

pub fn run(who: &Who, args: Expenses) -> Result<Answer> {
    match args {
        Expenses::List { period } => {
            let clinic = who.unlock()?;
            let all = list(&clinic, &query(&clinic, period)?)?;
            Answer::done(&all, text(&all))
        }
        Expenses::Show { id: row } => {
            let row = id(row, "ID")?;
            let clinic = who.unlock()?;
            answer("", &show(&clinic, &row)?)
        }
        Expenses::Record {
            input,
            entry: flags,
        } => recorded(who, entry(&input, flags)?),
        Expenses::Edit {
            id: row,
            input,
            entry: flags,
            seen,
        } => {
            let (row, change): (Id, ExpenseEntry) = (id(row, "ID")?, entry(&input, flags)?);
            if change == ExpenseEntry::default() {
                return Err(nothing_to_change("expenses edit", "--note"));
            }
            let mut clinic = who.unlock()?;
            let stored = show(&clinic, &row)?;
            let changed = ExpenseEdit {
                seen: read_version(seen, stored.seen.clone(), &input)?,
                id: row,
                form: changed(&clinic, stored.form.clone(), change)?,
                loaded: stored.form,
            };
            let edited = edit(&mut clinic, &changed)?;
            let has_changed = edited.seen != stored.seen;
            Ok(answer("Changed ", &edited)?.with_change(has_changed))
        }
        Expenses::Remove { of } => removal::remove(
            who,
            of.id,
            of.seen,
            |clinic, row| Ok(show(clinic, row)?.seen),
            |clinic, row, seen| remove(clinic, row, seen, &of.reason),
        ),
        Expenses::Restore { of } => answer(
            "Restored ",
            &removal::restore(who, of.id, of.seen, removed, restore)?,
        ),
    }
}

/// Returns what is asked: of this month until today where no day is named.
pub fn query(clinic: &Clinic, args: ExpensePeriod) -> Result<ExpenseQuery> {
    let today = clinic.today()?;
    let first = today.with_day(1).unwrap_or(today);
    let or = |typed: Option<String>, field: &'static str, usual| {
        typed.map_or_else(|| Ok(Day::of(usual)), |typed| day(typed, field))
    };
    Ok(ExpenseQuery {
        from: or(args.from, "from", first)?,
        until: or(args.until, "until", today)?,
        facility_id: facility(clinic, args.facility)?,
    })
}

fn facility(clinic: &Clinic, which: Option<String>) -> Result<Option<Id>> {
    let facility = which.map(|which| facility_called(clinic, &which));
    let facility = facility.transpose();
    facility.map_err(|problem| Problem::from(problem).at("facility"))
}

fn recorded(who: &Who, args: ExpenseEntry) -> Result<Answer> {
    let amount = required(args.amount.clone(), "amount")?;
    let category = choice(&required(args.category.clone(), "category")?, "category")?;
    let method = choice(&required(args.method.clone(), "method")?, "method")?;
    let mut clinic = who.unlock()?;
    let form = ExpenseForm {
        spent_on: Day::of(clinic.today()?),
        category,
        facility_id: None,
        method,
        amount,
        note: String::new(),
    };
    let form = changed(&clinic, form, args)?;
    answer("Recorded ", &record(&mut clinic, &form)?)
}

/// Puts what is given into a form.
fn changed(clinic: &Clinic, mut form: ExpenseForm, args: ExpenseEntry) -> Result<ExpenseForm> {
    if let Some(typed) = args.day {
        form.spent_on = day(typed, "day")?;
    }
    if let Some(typed) = args.category {
        form.category = choice(&typed, "category")?;
    }
    if let Some(typed) = args.method {
        form.method = choice(&typed, "method")?;
    }
    if args.facility.is_some() {
        form.facility_id = facility(clinic, args.facility)?;
    }
    replace(&mut form.amount, args.amount);
    replace(&mut form.note, args.note);
    Ok(form)
}

fn answer(heading: &str, expense: &ExpenseView) -> Result<Answer> {
    let text = format!("{heading}{}", line(expense));
    Answer::done(&json!({ "expense": expense }), text)
}

fn text(all: &ExpenseList) -> String {
    let rows = all.expenses.iter().map(line).collect();
    let mut lines = vec![listed(rows, "No expenses.")];
    if all.expenses.len() < all.total as usize {
        lines.push(format!(
            "The latest {} of {}.",
            all.expenses.len(),
            all.total
        ));
    }
    lines.extend(all.sums.iter().map(|sum| sum_line("Total", sum)));
    if all.is_own {
        lines.push("Those that you recorded; what others recorded is not shown to you.".to_owned());
    }
    if all.is_unsure {
        lines.push("Some expenses are not here or cannot be read.".to_owned());
    }
    lines.join("\n")
}

/// `Total 120.50 EUR (rent 100.00, supplies 20.50)`.
pub fn sum_line(heading: &str, sum: &ExpenseSum) -> String {
    let categories = sum
        .categories
        .iter()
        .map(|one| format!("{} {}", label(&one.category), one.amount));
    let categories = categories.collect::<Vec<_>>().join(", ");
    format!("{heading} {} {} ({categories})", sum.total, sum.currency)
}

/// `1f0c…  2026-11-20  12.50 EUR supplies, cash, Main clinic, by Léa Martin: stamps`.
fn line(expense: &ExpenseView) -> String {
    let form = &expense.form;
    let note = match form.note.is_empty() {
        true => String::new(),
        false => format!(": {}", form.note),
    };
    format!(
        "{}  {}  {} {} {}, {}, {}, by {}{note}",
        expense.id,
        form.spent_on,
        form.amount,
        expense.currency,
        label(&form.category),
        label(&form.method),
        expense.facility,
        expense.recorded_by
    )
}
