//! The tables by which a clinic counts foods in exchanges: two of the program, and its own.

mod chosen;
mod form;
mod groups;
pub(crate) mod shipped;

use sync_contract::Right;
use sync_contract::catalog::ExchangeTable;
use sync_contract::ids::ExchangeTableId;
use vault::read::Stored;

use crate::clinic::or_not_found;
use crate::clinic_list::{self, Listed};
use crate::error::Result;
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::view::{Id, ReadVersionToken, ScreenLanguage};
use crate::{Clinic, fields};

pub(crate) use chosen::ChosenTable;
pub use chosen::TableChoice;
pub use form::{ExchangeGroupForm, ExchangeTableForm, ExchangeTableView};
pub(crate) use groups::{in_words, stored};
pub(crate) use shipped::{Shipped, shipped};

impl Listed for ExchangeTable {
    const WHAT: &'static str = "exchange table";

    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn names_of_program() -> Vec<&'static str> {
        let names = |table: &'static Shipped| {
            [ScreenLanguage::En, ScreenLanguage::Fr].map(|of| table.name(of))
        };
        shipped().iter().flat_map(names).collect()
    }
}

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
    or_not_found(called(own.collect(), name_or_id), ExchangeTable::WHAT)
}

/// Returns the tables by which a recall or a plan can be counted.
///
/// # Errors
/// `Forbidden` (needs `chart.read`).
pub fn offered(clinic: &Clinic, language: ScreenLanguage) -> Result<Vec<ExchangeTableView>> {
    clinic.may(Right::ChartRead)?;
    let mut tables = by_name(clinic, language)?;
    tables.retain(|table| table.form.is_active);
    Ok(tables)
}

/// Returns the table that has this id, or alone has this name.
pub fn called(tables: Vec<ExchangeTableView>, name_or_id: &str) -> Option<ExchangeTableView> {
    clinic_list::called(tables, name_or_id, |table| (&table.id, &table.form.name))
}

fn by_name(clinic: &Clinic, language: ScreenLanguage) -> Result<Vec<ExchangeTableView>> {
    let mut rows: Vec<Stored<ExchangeTable>> = clinic_list::all(&clinic.read())?;
    rows.sort_by_cached_key(|row| fields::sort_key(&row.value.name));
    let of_program = shipped().iter().map(|table| table.view(language));
    Ok(of_program.chain(rows.iter().map(view)).collect())
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
        clinic_list::add(tx, |id, others| checked(id, form, others))
    })?;
    find(clinic, &id.0)
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
    clinic.write("edit exchange table", |tx| {
        clinic_list::edit(tx, id, seen, |row: &Stored<ExchangeTable>, others| {
            let stored = view(row).form;
            let before = stored.groups.clone();
            let mut form = merged_form!(ExchangeTableForm { name, groups, is_active, is_confirmed }
                of loaded, form, stored);
            // what was confirmed once is not asked about again
            form.is_confirmed |= form.groups == before;
            checked(row.value.id, &form, others)
        })
    })?;
    find(clinic, &id.0)
}

/// Returns the checked values of a form.
pub(crate) fn checked(
    id: ExchangeTableId,
    form: &ExchangeTableForm,
    others: &[Stored<ExchangeTable>],
) -> Result<ExchangeTable> {
    let free = |name| clinic_list::free(name, "name", id, others);
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
