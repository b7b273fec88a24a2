//! Expenses as they are recorded, changed and removed.

use chrono::NaiveDate;
use iso_currency::Currency;
use sync_contract::catalog::{Expense, Facility, User};
use sync_contract::field::Line;
use sync_contract::ids::{ExpenseId, FacilityId};
use sync_contract::{Compartment, Right};
use vault::WriteTx;
use vault::read::Stored;

use crate::chart_row;
use crate::clinic::{first_facility, or_not_found};
use crate::error::{Error, Reason, Result};
use crate::expenses::list::show;
use crate::expenses::{ExpenseEdit, ExpenseForm, ExpenseView, WHAT, is_shown};
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::money::{Money, currency_of, stored_code};
use crate::view::{Id, ReadVersionToken, set};
use crate::{Clinic, fields};

/// Records what the clinic paid for.
///
/// # Errors
/// `Forbidden` (needs `billing.collect` and `billing.read`), `WithoutCompartment`, `TooLong`, `Invalid` for a day to
/// come or before 1900, for no amount or nothing, and for a facility that is not in use.
pub fn record(clinic: &mut Clinic, form: &ExpenseForm) -> Result<ExpenseView> {
    clinic.may(Right::BillingCollect)?;
    clinic.may(Right::BillingRead)?;
    clinic.may_open(Compartment::Billing)?;
    let (today, usual) = (clinic.today()?, usual_facility(clinic)?);
    let id = clinic.write("record expense", |tx| {
        let content = Content::read(tx, form, None, (today, usual))?;
        let id: ExpenseId = tx.new_id();
        tx.insert(&Expense {
            id,
            spent_on: content.spent_on,
            category: form.category,
            facility: content.facility,
            method: form.method,
            amount_minor: content.amount.minor,
            currency: stored_code(content.amount.currency),
            note: content.note.into(),
        })?;
        Ok(id)
    })?;
    show(clinic, &Id::of(id))
}

/// What is typed into a form, checked.
struct Content {
    spent_on: NaiveDate,
    facility: FacilityId,
    amount: Money,
    note: Option<Line>,
}

impl Content {
    /// # Errors
    /// As [`record`].
    fn read(
        tx: &WriteTx<'_>,
        form: &ExpenseForm,
        stored: Option<&Expense>,
        (today, usual): (NaiveDate, Option<FacilityId>),
    ) -> Result<Self> {
        let booked = booked(tx, form.facility_id.as_ref(), stored, usual);
        // what an amount is read by, where the facility is wrong itself
        let currency = booked.as_ref().map_or(Currency::EUR, |(_, own)| *own);
        let (spent_on, (facility, _), amount, note) = (
            day(form, today),
            booked,
            spent(&form.amount, currency),
            fields::optional(&form.note, "note"),
        )
            .together()?;
        Ok(Self {
            spent_on,
            facility,
            amount,
            note,
        })
    }
}

fn day(form: &ExpenseForm, today: NaiveDate) -> Result<NaiveDate> {
    let day = form.spent_on.to_date("spentOn")?;
    if day > today {
        return Err(Error::invalid("spentOn", Reason::InTheFuture));
    }
    match fields::is_of_diary(day, today) {
        true => Ok(day),
        false => Err(Error::invalid("spentOn", Reason::Impossible)),
    }
}

fn spent(typed: &str, currency: Currency) -> Result<Money> {
    let money = Money::typed(typed, currency, "spentAmount")?;
    match money.minor {
        0 => Err(Error::invalid("spentAmount", Reason::Impossible)),
        _ => Ok(money),
    }
}

/// Returns the facility of an expense that names none, as a booking has it: the one at which the session works, else
/// the user's own, else the clinic's first.
fn usual_facility(clinic: &Clinic) -> Result<Option<FacilityId>> {
    let (reader, workplace) = (clinic.read(), clinic.workplace()?);
    if let Some(here) = workplace.facility {
        return Ok(Some(here));
    }
    let user = reader.get::<User>(clinic.user())?;
    let own = user.and_then(|row| row.value.facility);
    match own.filter(|own| workplace.is_in_use(*own)) {
        Some(own) => Ok(Some(own)),
        None => Ok(first_facility(&reader)?.map(|row| row.value.id)),
    }
}

/// Returns the facility in whose books it is, and the currency: an expense keeps the one that it has, though the
/// facility got another one since.
fn booked(
    tx: &WriteTx<'_>,
    chosen: Option<&Id>,
    stored: Option<&Expense>,
    usual: Option<FacilityId>,
) -> Result<(FacilityId, Currency)> {
    let unknown = || Error::invalid("facilityId", Reason::Unknown);
    let (id, code) = match chosen {
        None => {
            let usual = usual.ok_or(Error::invalid("facilityId", Reason::Required))?;
            let row = tx.get::<Facility>(usual)?.ok_or_else(unknown)?;
            (usual, row.value.currency)
        }
        Some(id) => {
            let id: FacilityId = id.to().map_err(|_| unknown())?;
            match stored.filter(|stored| stored.facility == id) {
                Some(stored) => (id, stored.currency.clone()),
                None => {
                    let row = tx.get::<Facility>(id)?.filter(|row| row.deleted.is_none());
                    let row = row.filter(|row| row.value.is_active);
                    (id, row.ok_or_else(unknown)?.value.currency)
                }
            }
        }
    };
    Ok((id, currency_of(&code, "facilityId")?))
}

/// Changes the fields in which the form differs from the loaded one.
///
/// # Errors
/// As [`record`], `NotFound`, also for one that another user recorded where this one sees only their own.
pub fn edit(clinic: &mut Clinic, edit: &ExpenseEdit) -> Result<ExpenseView> {
    clinic.may(Right::BillingCollect)?;
    clinic.may(Right::BillingRead)?;
    clinic.may_open(Compartment::Billing)?;
    let (seen, today) = (edit.seen.to_read_version()?, clinic.today()?);
    let usual = usual_facility(clinic)?;
    let id = shown(clinic, &edit.id)?;
    clinic.write("edit expense", |tx| {
        let mut expense = there(tx, id)?.value;
        let form = merged_form!(
            ExpenseForm { spent_on, category, facility_id, method, amount, note }
            of &edit.loaded, &edit.form, ExpenseForm::of(&expense)
        );
        let content = Content::read(tx, &form, Some(&expense), (today, usual))?;
        expense.spent_on = content.spent_on;
        expense.category = form.category;
        expense.facility = content.facility;
        expense.method = form.method;
        expense.amount_minor = content.amount.minor;
        expense.currency = stored_code(content.amount.currency);
        set(&mut expense.note, content.note);
        tx.update(&expense, &seen)?;
        Ok(())
    })?;
    show(clinic, &edit.id)
}

/// Returns the id of a row, removed or not, that this user may see.
fn shown(clinic: &Clinic, id: &Id) -> Result<ExpenseId> {
    let row = clinic.require_row::<Expense>(id.to()?, WHAT)?;
    let row = or_not_found(Some(row).filter(|row| is_shown(clinic, row)), WHAT)?;
    Ok(row.value.id)
}

fn there(tx: &WriteTx<'_>, id: ExpenseId) -> Result<Stored<Expense>> {
    let row = tx.get::<Expense>(id)?.filter(|row| row.deleted.is_none());
    or_not_found(row, WHAT)
}

/// Removes one that was recorded in error. Returns what [`restore`] needs.
///
/// # Errors
/// `Forbidden` (needs `billing.collect`), `NotFound` as [`edit`], `ChangedMeanwhile`, `ConflictOpen`, `Invalid` without
/// a reason.
pub fn remove(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<ReadVersionToken> {
    clinic.may(Right::BillingCollect)?;
    let row = shown(clinic, id)?;
    clinic.write("remove expense", |tx| {
        let reason = fields::required::<4000>(reason, "reason")?;
        there(tx, row)?;
        chart_row::delete_row::<Expense>(tx, id, seen, &reason)
    })?;
    removed(clinic, id)
}

/// Returns what names the removal of a removed one, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `billing.collect`), `NotFound` where none is removed.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::BillingCollect)?;
    let row = clinic.read().get::<Expense>(shown(clinic, id)?)?;
    let row = or_not_found(row.filter(|row| row.deleted.is_some()), WHAT)?;
    Ok(ReadVersionToken::of(&row.seen))
}

/// Puts a removed one back.
///
/// # Errors
/// `Forbidden` (needs `billing.collect` and `billing.read`), `NotFound`.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<ExpenseView> {
    clinic.may(Right::BillingCollect)?;
    clinic.may(Right::BillingRead)?;
    let row = shown(clinic, id)?;
    clinic.write("restore expense", |tx| {
        let stored = tx.get::<Expense>(row)?;
        or_not_found(stored.filter(|row| row.deleted.is_some()), WHAT)?;
        tx.undelete::<Expense>(row, &seen.to_read_version()?)?;
        Ok(())
    })?;
    show(clinic, id)
}
