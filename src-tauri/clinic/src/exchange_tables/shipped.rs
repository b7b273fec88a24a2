//! The tables that the program brings.

use std::sync::LazyLock;

use rust_decimal::Decimal;

use crate::exchange_tables::form::{ExchangeTableForm, ExchangeTableView};
use crate::exchange_tables::groups;
use crate::foods::exchanges::ExchangeGroup;
use crate::foods::list_faults::{ReadList, ShippedList};
use crate::view::{Id, ScreenLanguage};

const TABLES: &str = include_str!("../../../../seeds/reference/exchange_tables.csv");

static SHIPPED: LazyLock<Vec<Shipped>> = LazyLock::new(|| read(TABLES).lines);
pub(crate) const LIST: ShippedList = ShippedList {
    table: TABLES,
    read: |table| read(table).counted(),
};

/// A table of one group, with its names in both languages.
pub(crate) struct Shipped {
    pub id: Id,
    names: [String; 2],
    group_names: [String; 2],
    /// Carbohydrate, protein and fat in g.
    grams: [Decimal; 3],
}

pub(crate) fn shipped() -> &'static [Shipped] {
    &SHIPPED
}

impl Shipped {
    pub fn name(&self, language: ScreenLanguage) -> &str {
        of(&self.names, language)
    }

    pub fn groups(&self, language: ScreenLanguage) -> Vec<ExchangeGroup> {
        let [carbohydrate, protein, fat] = self.grams;
        vec![ExchangeGroup {
            name: of(&self.group_names, language).to_owned(),
            carbohydrate,
            protein,
            fat,
            foods: Vec::new(),
            words: Vec::new(),
        }]
    }

    pub fn view(&self, language: ScreenLanguage) -> ExchangeTableView {
        let groups = self.groups(language);
        ExchangeTableView {
            id: self.id.clone(),
            seen: None,
            form: ExchangeTableForm {
                name: self.name(language).to_owned(),
                groups: groups.iter().map(groups::form).collect(),
                is_active: true,
                is_confirmed: false,
            },
        }
    }
}

fn of([english, french]: &[String; 2], language: ScreenLanguage) -> &str {
    match language {
        ScreenLanguage::En => english,
        ScreenLanguage::Fr => french,
    }
}

fn read(table: &str) -> ReadList<Shipped> {
    let grams = |text: String| Decimal::from_str_exact(&text).ok();
    ReadList::of(
        "exchange_tables.csv",
        table,
        |[
            id,
            english,
            french,
            english_group,
            french_group,
            carbohydrate,
            protein,
            fat,
        ]| {
            Some(Shipped {
                id: Id(id),
                names: [english, french],
                group_names: [english_group, french_group],
                grams: [grams(carbohydrate)?, grams(protein)?, grams(fat)?],
            })
        },
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use rust_decimal::dec;
    use sync_contract::catalog::Nutrient;

    use super::*;

    #[test]
    fn the_program_brings_portions_of_10_and_15_g_of_carbohydrate() {
        let counted = shipped().iter().map(|table| {
            let groups = table.groups(ScreenLanguage::Fr);
            groups[0].counted_by().unwrap()
        });
        let of = |grams| (Nutrient::Carbohydrate, grams);
        assert_eq!(counted.collect::<Vec<_>>(), [of(dec!(10)), of(dec!(15))]);
        assert!(
            shipped()
                .iter()
                .all(|table| table.id.to::<uuid::Uuid>().is_ok())
        );
    }
}
