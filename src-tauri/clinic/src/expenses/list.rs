//! The expenses of a period, with their sums by category.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use sync_contract::catalog::{Expense, Facility};
use sync_contract::ids::FacilityId;
use sync_contract::{Entity, Right};
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::clinic::or_not_found;
use crate::clinic_list::{self, Listed};
use crate::error::{Error, Reason, Result};
use crate::expenses::{
    CategorySum, ExpenseCategory, ExpenseForm, ExpenseList, ExpenseQuery, ExpenseSum, ExpenseView,
    WHAT, amount, is_shown, sees_all,
};
use crate::fields::Together;
use crate::money::{Money, stored_currency};
use crate::names::StaffNames;
use crate::reads::{ListRead, log_list};
use crate::view::{Choice, Id, ReadVersionToken, RecordSync, count};

/// A leap year.
const DAYS_MAX: i64 = 366;
const SHOWN_MAX: usize = 1_000;

/// Returns the expenses of a period that are not removed. Where the right counts at single facilities alone, they are
/// those of the one at which the session works unless another of these is asked for.
///
/// # Errors
/// `Forbidden` (needs `billing.read`), `Invalid` for a period that is none or longer than a year, and for a facility
/// that is none or at which no role of the user gives the right.
pub fn list(clinic: &Clinic, query: &ExpenseQuery) -> Result<ExpenseList> {
    clinic.may(Right::BillingRead)?;
    log_list(clinic, ListRead::Billing)?;
    let reader = clinic.read();
    let ((from, until), facility) = (period(query), facility(&reader, query)).together()?;
    let facility = clinic.facility_shown(&[Right::BillingRead], facility)?;
    // sums depend on rows that are not shown
    reader.look_over(Expense::DESCRIPTOR)?;
    let mut rows = reader.expenses_between(from, until)?;
    rows.retain(|row| {
        is_shown(clinic, row) && facility.is_none_or(|facility| row.value.facility == facility)
    });
    rows.reverse();
    let (total, sums) = (count(rows.len()), sums(&rows));
    rows.truncate(SHOWN_MAX);
    Ok(ExpenseList {
        query: ExpenseQuery {
            facility_id: facility.map(Id::of),
            ..query.clone()
        },
        is_own: !sees_all(clinic),
        is_unsure: clinic.is_any_unsure(Expense::DESCRIPTOR)?,
        total,
        expenses: views(&reader, &rows)?,
        sums,
        facilities: facilities(clinic, &reader)?,
    })
}

/// Returns one expense that is not removed.
///
/// # Errors
/// `Forbidden` (needs `billing.read`), `NotFound`, also for one that another user recorded where this one sees only
/// their own.
pub fn show(clinic: &Clinic, id: &Id) -> Result<ExpenseView> {
    clinic.may(Right::BillingRead)?;
    log_list(clinic, ListRead::Billing)?;
    let row = clinic.require_row::<Expense>(id.to()?, WHAT)?;
    let is_there = row.deleted.is_none() && is_shown(clinic, &row);
    let row = or_not_found(is_there.then_some(row), WHAT)?;
    let mut views = views(&clinic.read(), std::slice::from_ref(&row))?.into_iter();
    or_not_found(views.next(), WHAT)
}

/// Returns the facility that has this id, or alone has this name.
///
/// # Errors
/// `Forbidden` (needs `billing.read`), `NotFound`.
pub fn facility_called(clinic: &Clinic, which: &str) -> Result<Id> {
    clinic.may(Right::BillingRead)?;
    let all = facilities(clinic, &clinic.read())?;
    let one = clinic_list::called(all, which, |choice| (&choice.id, &choice.name));
    or_not_found(one.map(|choice| choice.id), Facility::WHAT)
}

/// Returns the first day, and the first one after the last.
fn period(query: &ExpenseQuery) -> Result<(NaiveDate, NaiveDate)> {
    let (from, last) = (query.from.to_date("from"), query.until.to_date("until")).together()?;
    let until = last.checked_add_days(Days::new(1));
    let until = until.ok_or(Error::invalid("until", Reason::Impossible))?;
    match (until - from).num_days() {
        ..=0 => Err(Error::invalid("until", Reason::Backwards)),
        days if days > DAYS_MAX => Err(Error::invalid("until", Reason::TooLong)),
        _ => Ok((from, until)),
    }
}

fn facility(reader: &Reader<'_>, query: &ExpenseQuery) -> Result<Option<FacilityId>> {
    let Some(id) = &query.facility_id else {
        return Ok(None);
    };
    let unknown = || Error::invalid("facilityId", Reason::Unknown);
    let id: FacilityId = id.to().map_err(|_| unknown())?;
    match reader.get::<Facility>(id)? {
        Some(_) => Ok(Some(id)),
        None => Err(unknown()),
    }
}

fn facilities(clinic: &Clinic, reader: &Reader<'_>) -> Result<Vec<Choice>> {
    let rows = reader.facilities()?;
    let active = rows
        .iter()
        .filter(|row| row.deleted.is_none() && row.value.is_active)
        .filter(|row| clinic.gives_at(row.value.id, Right::BillingRead));
    let mut choices: Vec<Choice> = active
        .map(|row| Choice {
            id: Id::of(row.value.id),
            name: row.value.name.to_string(),
        })
        .collect();
    choices.sort_by_cached_key(|choice| choice.name.to_lowercase());
    Ok(choices)
}

fn views(reader: &Reader<'_>, rows: &[Stored<Expense>]) -> Result<Vec<ExpenseView>> {
    let staff = StaffNames::read(reader)?;
    let facilities = reader.facilities()?;
    let names: BTreeMap<FacilityId, &str> = facilities
        .iter()
        .map(|row| (row.value.id, row.value.name.as_str()))
        .collect();
    let queued = reader.sync_of(Expense::DESCRIPTOR, rows)?;
    let view = |row: &Stored<Expense>| {
        let expense = &row.value;
        let facility = names.get(&expense.facility);
        ExpenseView {
            id: Id::of(expense.id),
            seen: ReadVersionToken::of(&row.seen),
            form: ExpenseForm::of(expense),
            currency: expense.currency.to_string(),
            facility: facility.map_or(String::new(), |name| (*name).to_owned()),
            recorded_by: staff.name(row.created_by),
            sync: RecordSync::of(row, &queued),
        }
    };
    Ok(rows.iter().map(view).collect())
}

fn sums(rows: &[Stored<Expense>]) -> Vec<ExpenseSum> {
    let mut of: BTreeMap<String, Categories> = BTreeMap::new();
    for row in rows {
        let expense = &row.value;
        let sums = of.entry(expense.currency.to_string()).or_default();
        sums.add(expense.category, amount(expense).minor);
    }
    of.into_iter()
        .map(|(code, categories)| categories.view(code))
        .collect()
}

/// What was spent by category, in the smallest unit of one currency.
#[derive(Default)]
pub(crate) struct Categories(BTreeMap<ExpenseCategory, i64>);

impl Categories {
    pub fn add(&mut self, category: ExpenseCategory, minor: i64) {
        let sum = self.0.entry(category).or_default();
        *sum = sum.saturating_add(minor);
    }

    pub fn total(&self) -> i64 {
        self.0.values().fold(0, |sum, one| sum.saturating_add(*one))
    }

    pub fn view(self, code: String) -> ExpenseSum {
        let currency = stored_currency(&code);
        let plain = |minor: i64| Money { minor, currency }.plain();
        let total = plain(self.total());
        let categories = self.0.into_iter();
        ExpenseSum {
            total,
            categories: categories
                .map(|(category, minor)| CategorySum {
                    category,
                    amount: plain(minor),
                })
                .collect(),
            currency: code,
        }
    }
}
