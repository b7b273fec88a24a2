//! A food of the clinic's own as it is counted, and the texts in which its row has what is known of it.

use std::str::FromStr;

use rust_decimal::Decimal;
use sync_contract::Phi;
use sync_contract::catalog::{ClinicFood, Nutrient};
use sync_contract::field::Text;
use sync_contract::phi::Clinical;

use crate::foods::allergens::FoodAllergens;
use crate::foods::allergies::Allergen;
use crate::foods::measures::Measure;
use crate::foods::reference::{EverydayFood, EverydayNames, Food};
use crate::nutrition::intakes::counted;
use crate::view::text;

/// A food with what its clinic knows of it. `nutrients` are what 100 g give, in the order of the nutrients.
#[derive(Clone)]
pub(super) struct OwnFood {
    pub food: Food,
    pub nutrients: Vec<Option<Decimal>>,
    pub measures: Vec<Measure>,
    pub allergens: FoodAllergens,
    pub is_active: bool,
}

impl OwnFood {
    /// Returns none for one that this user cannot decrypt; that is told with the answer.
    pub fn of(row: &ClinicFood) -> Option<Self> {
        let name = row.name.open()?.to_string();
        let maker = text(&row.maker);
        let names = || EverydayNames {
            name: name.clone(),
            aliases: lines(&row.other_names),
        };
        Some(Self {
            food: Food {
                id: row.id.to_string(),
                group: String::new(),
                description: match maker.is_empty() {
                    true => name.clone(),
                    false => format!("{name} ({maker})"),
                },
                common_name: maker,
                refuse_percent: None,
                everyday: Some(EverydayFood {
                    group: *row.group.open()?,
                    english: names(),
                    french: names(),
                    usual_measure: None,
                }),
            },
            nutrients: {
                let known = nutrients(&row.nutrients);
                let amount = |of| known.iter().find(|(nutrient, _)| *nutrient == of);
                let of_each = counted().iter().map(|of| amount(of.nutrient));
                of_each
                    .map(|known| known.map(|(_, amount)| *amount))
                    .collect()
            },
            measures: measures(&row.measures),
            allergens: FoodAllergens::of_clinic(allergens(&row.contains), allergens(&row.free_of)),
            is_active: row.is_active,
        })
    }
}

type Sealed<const MAX: u32> = Phi<Clinical, Option<Text<MAX>>>;

/// Returns what is one a line.
pub(crate) fn lines<const MAX: u32>(of: &Sealed<MAX>) -> Vec<String> {
    text(of).lines().map(str::to_owned).collect()
}

/// Returns the nutrients that are known. A line that only a later program can read is of none of ours.
pub(crate) fn nutrients(of: &Sealed<2000>) -> Vec<(Nutrient, Decimal)> {
    let of = lines(of).into_iter();
    let known = of.filter_map(|line| {
        let (nutrient, amount) = line.split_once(' ')?;
        read(nutrient).zip(Decimal::from_str_exact(amount).ok())
    });
    known.collect()
}

/// Returns the measures in their order, the usual one first.
pub(crate) fn measures(of: &Sealed<4000>) -> Vec<Measure> {
    let known = (1..).zip(lines(of)).filter_map(|(seq, line)| {
        let (grams, name) = line.split_once(' ')?;
        let grams = Decimal::from_str_exact(grams).ok()?;
        Some(Measure {
            seq,
            count: Decimal::ONE,
            name: name.to_owned(),
            grams,
        })
    });
    known.filter(|of| of.grams > Decimal::ZERO).collect()
}

/// Returns the allergens of a list of words.
pub(crate) fn allergens(of: &Sealed<255>) -> Vec<Allergen> {
    text(of).split(' ').filter_map(read).collect()
}

/// A word of a later program is none of ours.
fn read<T: FromStr>(word: &str) -> Option<T> {
    word.parse().ok()
}
