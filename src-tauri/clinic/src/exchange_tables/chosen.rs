//! The table by which a recall or a plan is counted, as it was when it was chosen.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Phi;
use sync_contract::catalog::ExchangeTable;
use sync_contract::field::Text;
use vault::read::Reader;

use crate::clinic::or_not_found;
use crate::clinic_list::Listed;
use crate::error::{Error, Result};
use crate::exchange_tables::groups::stored;
use crate::exchange_tables::shipped::shipped;
use crate::fields;
use crate::foods::exchanges::{ExchangeGroup, Exchanges};
use crate::view::{Id, ScreenLanguage, text};

/// By which table a recall is counted. It has the table as it was when it was chosen; choosing it `anew` takes it as it
/// is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TableChoice {
    pub table: Id,
    pub is_anew: bool,
}

/// As it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChosenTable {
    pub id: Id,
    pub name: String,
    pub groups: Vec<ExchangeGroup>,
}

impl ChosenTable {
    /// Returns none where nothing is counted, and where only a later program can read it.
    pub fn stored<C>(sealed: &Phi<C, Option<Text<10000>>>) -> Option<Self> {
        serde_json::from_str(&text(sealed)).ok()
    }

    /// Checks that this program reads it: what a later one wrote is not written over.
    ///
    /// # Errors
    /// `NotAllHere`.
    pub fn require_read<C>(sealed: &Phi<C, Option<Text<10000>>>) -> Result<()> {
        match text(sealed).is_empty() || Self::stored(sealed).is_some() {
            true => Ok(()),
            false => Err(Error::NotAllHere),
        }
    }

    /// Returns the stored table where the choice is of it and not anew, else the one that is offered now.
    ///
    /// # Errors
    /// `NotFound` for a table that is not offered.
    pub fn choose(
        reader: &Reader<'_>,
        stored: Option<Self>,
        table: &Id,
        is_anew: bool,
    ) -> Result<Self> {
        if let Some(stored) = stored.filter(|stored| stored.id == *table && !is_anew) {
            return Ok(stored);
        }
        let (name, groups) = named(reader, table)?;
        let id = table.clone();
        Ok(Self { id, name, groups })
    }

    /// # Errors
    /// `TooLong`.
    pub fn text(&self) -> Result<Text<10000>> {
        let text = serde_json::to_string(self).expect("text and numbers are written");
        fields::fitting(&text, "exchanges")
    }

    /// Returns what foods are counted in; one of the program's tables has its names in this language.
    pub fn exchanges(self, language: ScreenLanguage) -> Exchanges {
        let of_program = shipped().iter().find(|shipped| shipped.id == self.id);
        let (name, groups) = match of_program {
            Some(shipped) => (shipped.name(language).to_owned(), shipped.groups(language)),
            None => (self.name, self.groups),
        };
        Exchanges::of(self.id, name, groups)
    }
}

/// Returns the name and the groups of the table that a recall or a plan names.
///
/// # Errors
/// `NotFound` also for one that is offered no longer.
fn named(reader: &Reader<'_>, id: &Id) -> Result<(String, Vec<ExchangeGroup>)> {
    if let Some(table) = shipped().iter().find(|table| table.id == *id) {
        return Ok((
            table.name(ScreenLanguage::En).to_owned(),
            table.groups(ScreenLanguage::En),
        ));
    }
    let row = reader.get::<ExchangeTable>(id.to()?)?;
    let row = row.filter(|row| row.deleted.is_none() && row.value.is_active);
    let table = or_not_found(row, ExchangeTable::WHAT)?.value;
    Ok((table.name.to_string(), stored(&table.exchange_groups)))
}
