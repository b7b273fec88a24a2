//! The tables by which a clinic counts foods in exchanges: two of the program, and its own.

mod form;
mod groups;
mod shipped;

use sync_contract::Right;
use sync_contract::catalog::ExchangeTable;
use sync_contract::field::Text;
use sync_contract::ids::ExchangeTableId;
use vault::read::{Deleted, Reader, Stored};

use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::foods::exchanges::ExchangeGroup;
use crate::form_edit::merged_form;
use crate::view::{Id, ReadVersionToken, ScreenLanguage};
use crate::{Clinic, fields};

pub use form::{ExchangeGroupForm, ExchangeTableForm, ExchangeTableView};
pub(crate) use groups::{in_words, stored};
pub(crate) use shipped::{Shipped, shipped};

const WHAT: &str = "exchange table";

/// Returns all tables: those of the program, then the clinic's by name, those that are offered no longer, too.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`).
pub fn list(clinic: &Clinic, language: ScreenLanguage) -> Result<Vec<ExchangeTableView>> {
    clinic.may(Right::SettingsManage)?;
    by_name(clinic, language)
}

/// Returns one table of the clinic by its id or its name.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`), `NotFound`.
pub fn find(clinic: &Clinic, name_or_id: &str) -> Result<ExchangeTableView> {
    clinic.may(Right::SettingsManage)?;
    let tables = by_name(clinic, ScreenLanguage::En)?;
    let own = tables.into_iter().filter(|table| table.seen.is_some());
    or_not_found(called(own.collect(), name_or_id), WHAT)
}

/// Returns the tables by which a plan can count.
///
/// # Errors
/// `Forbidden` (needs `chart.read`).
pub fn offered(clinic: &Clinic, language: ScreenLanguage) -> Result<Vec<ExchangeTableView>> {
    clinic.may(Right::ChartRead)?;
    let mut tables = by_name(clinic, language)?;
    tables.retain(|table| table.form.is_active);
    Ok(tables)
}

/// Returns the table that has this id or this name.
pub fn called(tables: Vec<ExchangeTableView>, name_or_id: &str) -> Option<ExchangeTableView> {
    let id = name_or_id.trim().to_lowercase();
    let wanted = fields::name_key(name_or_id);
    tables
        .into_iter()
        .find(|table| table.id.0 == id || fields::name_key(&table.form.name) == wanted)
}

fn by_name(clinic: &Clinic, language: ScreenLanguage) -> Result<Vec<ExchangeTableView>> {
    let mut rows = all(&clinic.read())?;
    rows.sort_by_cached_key(|row| fields::sort_key(&row.value.name));
    let of_program = shipped().iter().map(|table| table.view(language));
    Ok(of_program.chain(rows.iter().map(view)).collect())
}

fn all(reader: &Reader<'_>) -> Result<Vec<Stored<ExchangeTable>>> {
    Ok(reader.all::<ExchangeTable>(Deleted::Hidden)?)
}

/// Returns the name and the groups of the table that a plan names.
///
/// # Errors
/// `NotFound` also for one that is offered no longer.
pub(crate) fn named(reader: &Reader<'_>, id: &Id) -> Result<(String, Vec<ExchangeGroup>)> {
    if let Some(table) = shipped().iter().find(|table| table.id == *id) {
        return Ok((
            table.name(ScreenLanguage::En).to_owned(),
            table.groups(ScreenLanguage::En),
        ));
    }
    let row = reader.get::<ExchangeTable>(id.to()?)?;
    let row = row.filter(|row| row.deleted.is_none() && row.value.is_active);
    let table = or_not_found(row, WHAT)?.value;
    Ok((table.name.to_string(), stored(&table.exchange_groups)))
}

fn view(row: &Stored<ExchangeTable>) -> ExchangeTableView {
    let table = &row.value;
    let groups = stored(&table.exchange_groups);
    ExchangeTableView {
        id: Id::of(table.id),
        seen: Some(ReadVersionToken::of(&row.seen)),
        form: ExchangeTableForm {
            name: table.name.to_string(),
            groups: groups.iter().map(groups::form).collect(),
            is_active: table.is_active,
            is_confirmed: false,
        },
    }
}

/// Adds a table.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`), `TooLong`, `Invalid` without a name or a group, for a name that another table
/// or group has, for what is no number, below zero or more than 100 g, for a group of which an exchange has nothing,
/// for foods of two groups, and without a confirmation where an exchange has more than tables have.
pub fn add(clinic: &mut Clinic, form: &ExchangeTableForm) -> Result<ExchangeTableView> {
    clinic.may(Right::SettingsManage)?;
    let id = clinic.write("add exchange table", |tx| {
        let id: ExchangeTableId = tx.new_id();
        let others = all(&tx.read())?;
        tx.insert(&checked(id, form, &others)?)?;
        Ok(id)
    })?;
    find(clinic, &id.0.to_string())
}

/// Changes the fields in which the form differs from the loaded one. Plans have the table as it was when they chose it.
///
/// # Errors
/// As [`add`], `NotFound`, also for one of the program.
pub fn edit(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    loaded: &ExchangeTableForm,
    form: &ExchangeTableForm,
) -> Result<ExchangeTableView> {
    clinic.may(Right::SettingsManage)?;
    let (own, seen): (ExchangeTableId, _) = (id.to()?, seen.to_seen()?);
    clinic.write("edit exchange table", |tx| {
        let others = all(&tx.read())?;
        let row = others.iter().find(|row| row.value.id == own);
        let stored = view(or_not_found(row, WHAT)?).form;
        let before = stored.groups.clone();
        let mut form = merged_form!(ExchangeTableForm { name, groups, is_active, is_confirmed }
            of loaded, form, stored);
        // what was confirmed once is not asked about again
        form.is_confirmed |= form.groups == before;
        tx.update(&checked(own, &form, &others)?, &seen)?;
        Ok(())
    })?;
    find(clinic, &id.0)
}

/// Returns the checked values of a form.
pub(crate) fn checked(
    id: ExchangeTableId,
    form: &ExchangeTableForm,
    others: &[Stored<ExchangeTable>],
) -> Result<ExchangeTable> {
    let free = |name: Text<60>| {
        let key = fields::name_key(&name);
        let is_own = |row: &Stored<ExchangeTable>| {
            row.value.id != id && fields::name_key(&row.value.name) == key
        };
        let is_shipped = |table: &Shipped| {
            let names = [ScreenLanguage::En, ScreenLanguage::Fr].map(|of| table.name(of));
            names.iter().any(|name| fields::name_key(name) == key)
        };
        match others.iter().any(is_own) || shipped().iter().any(is_shipped) {
            true => Err(Error::invalid("name", Reason::Taken)),
            false => Ok(name),
        }
    };
    let (name, exchange_groups) = (
        fields::required(&form.name, "name").and_then(free),
        groups::checked(&form.groups, form.is_confirmed),
    )
        .together()?;
    Ok(ExchangeTable {
        id,
        name,
        exchange_groups,
        is_active: form.is_active,
    })
}
