//! Foods: what 100 g of each give, what household measures weigh, and how people call them.
//!
//! The list is the USDA National Nutrient Database for Standard Reference, release 28 (public domain); the names of
//! every day are ours and no dietitian has checked them yet. It belongs to the program: no patient is in it, and it is
//! read without a password.

mod allergens;
mod allergies;
mod amount;
pub(crate) mod bought;
mod called;
mod composition;
pub(crate) mod dish;
mod dislikes;
pub mod exchanges;
pub(crate) mod flags;
pub mod grid;
mod groups;
mod index;
pub(crate) mod lines;
pub(crate) mod list_faults;
mod measure_words;
mod measures;
pub(crate) mod own;
mod position;
pub(crate) mod profiles;
mod reference;
pub(crate) mod scale;
mod search;
mod similar;
pub(crate) mod table;
pub(crate) mod totals;
mod units;

use rust_decimal::{Decimal, dec};
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::Nutrient;

use crate::error::{Error, Reason, Result};
use crate::fields;
use crate::foods::amount::{Portion, Unread};
use crate::foods::reference::FoodIndex;
use crate::nutrition::intakes::{CountedNutrient, counted};
use crate::view::{Figure, ScreenLanguage};

pub use crate::foods::allergens::FoodAllergens;
pub use crate::foods::allergies::Allergen;
pub(crate) use crate::foods::allergies::allergens_of;
pub use crate::foods::flags::{FlaggedFor, FoodFlag, FoodFlagKind};
pub use crate::foods::list_faults::ListFault;
use crate::foods::list_faults::ShippedList;
pub use crate::foods::measure_words::measure_words;
pub use crate::foods::reference::FOOD;
pub use crate::foods::similar::similar;
pub(crate) use crate::foods::similar::similar_for;
pub use crate::foods::table::FoodTable;
pub use crate::foods::totals::total;
pub use crate::nutrition::intakes::NutrientUnit;
pub use sync_contract::catalog::FoodGroup;

/// A search shows so many at most.
pub const HITS_MAX: usize = 50;
const BASE_GRAMS: Decimal = Decimal::ONE_HUNDRED;
/// More of one food than is eaten at a meal: our own limit, against a slip of the unit. It asks and refuses nothing.
const DOUBTFUL_GRAMS: Decimal = dec!(1500);

/// A food that fits a search, with so much of it as was typed, or one of its usual measure. `kcal` and `protein` are of
/// that portion; null is not known.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoodHit {
    pub id: String,
    pub name: String,
    /// As the list describes it.
    pub description: String,
    pub group: String,
    /// It has a name of every day.
    pub is_everyday: bool,
    /// It is one of the clinic's own.
    pub is_own: bool,
    /// It is one of those that is made of others.
    pub is_recipe: bool,
    pub portion: FoodPortion,
    pub kcal: Option<Figure>,
    pub protein: Option<Figure>,
    /// What was typed before the name; empty without an amount.
    pub amount: String,
    /// That amount was none of this food, so that its usual measure is shown.
    pub amount_unread: bool,
}

/// `measure` is `g` or another unit for what is weighed, as the list calls it, and `words` is the same for so many in
/// the language of the reader. `is_doubtful` is so much that it is asked about.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoodPortion {
    pub count: Figure,
    pub measure: String,
    pub words: String,
    pub grams: Figure,
    pub is_doubtful: bool,
}

impl FoodPortion {
    pub(crate) fn of(
        (count, measure): (Figure, &str),
        grams: Figure,
        is_doubtful: bool,
        language: ScreenLanguage,
    ) -> Self {
        Self {
            words: measure_words(count.0, measure, language),
            count,
            measure: measure.to_owned(),
            grams,
            is_doubtful,
        }
    }
}

/// So many of a measure weigh so much. `seq` is its number among those of the food, and `words` its name in the
/// language of the reader.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoodMeasure {
    pub seq: u32,
    pub count: Figure,
    pub name: String,
    pub words: String,
    pub grams: Figure,
}

/// What is not known is null, never 0.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NutrientAmount {
    pub nutrient: Nutrient,
    pub unit: NutrientUnit,
    pub per_hundred_grams: Option<Figure>,
    pub in_portion: Option<Figure>,
}

/// A complete food: its measures, the usual one first, and what a portion of it gives.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoodView {
    pub id: String,
    pub name: String,
    pub description: String,
    pub common_name: String,
    pub aliases: Vec<String>,
    /// As the list calls it; empty of one of the clinic's own.
    pub group: String,
    /// It is one of the clinic's own.
    pub is_own: bool,
    /// It is one of those that is made of others.
    pub is_recipe: bool,
    /// How much of what is bought is thrown away; amounts are of what is eaten.
    pub refuse_percent: Option<u32>,
    pub measures: Vec<FoodMeasure>,
    pub allergens: FoodAllergens,
    pub portion: FoodPortion,
    pub nutrients: Vec<NutrientAmount>,
}

/// So much of a food, as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoodAmount {
    /// Its number.
    pub food: String,
    pub amount: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoodItem {
    pub id: String,
    pub name: String,
    pub portion: FoodPortion,
}

/// What one of several portions gives of a nutrient; `item` is its position.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoodShare {
    pub item: u32,
    pub amount: Figure,
}

/// What portions give together of a nutrient. `amount` is what is known: at least so much, where some have no value.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NutrientTotal {
    pub nutrient: Nutrient,
    pub unit: NutrientUnit,
    pub amount: Figure,
    /// How many portions have no value.
    pub unknown: u32,
    /// The three that give most.
    pub largest: Vec<FoodShare>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoodTotals {
    pub items: Vec<FoodItem>,
    pub grams: Figure,
    pub nutrients: Vec<NutrientTotal>,
}

/// What a food has as much of as the one that it replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SameNutrient {
    Energy,
    Carbohydrate,
    Protein,
}

impl SameNutrient {
    fn nutrient(self) -> Nutrient {
        match self {
            Self::Energy => Nutrient::Energy,
            Self::Carbohydrate => Nutrient::Carbohydrate,
            Self::Protein => Nutrient::Protein,
        }
    }
}

/// A food that may replace another, and how much more it gives. `flags` are those of a patient; none where no patient
/// is given.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SimilarFood {
    pub id: String,
    pub name: String,
    pub portion: FoodPortion,
    pub flags: Vec<FoodFlag>,
    pub changes: Vec<NutrientChange>,
}

/// `by` is null where one of the two is not known.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NutrientChange {
    pub nutrient: Nutrient,
    pub unit: NutrientUnit,
    pub by: Option<Figure>,
}

/// The lists by which words of foods, allergies, dislikes and measures are read.
pub(crate) const WORD_LISTS: [ShippedList; 4] = [
    allergens::LIST,
    allergies::LIST,
    dislikes::LIST,
    measure_words::SHIPPED,
];

/// Returns the lines of the lists of foods that cannot be read: what they say is not known.
pub(crate) fn list_faults() -> Vec<ListFault> {
    let faults = [
        reference::faults(),
        composition::faults(),
        measures::faults(),
    ];
    faults.concat()
}

/// Returns each nutrient with the unit in which it is counted.
pub fn counted_units() -> Vec<(Nutrient, NutrientUnit)> {
    counted().iter().map(|of| (of.nutrient, of.unit)).collect()
}

/// Returns the foods that fit what was typed, the best first: words in any order, the last one not yet complete, an
/// amount before them (`2 cups milk wh`).
pub fn search(
    table: &FoodTable,
    text: &str,
    language: ScreenLanguage,
    limit: usize,
) -> Vec<FoodHit> {
    let (amount, foods) = search::with_amount(table, text, language, limit.min(HITS_MAX));
    let hits = foods.into_iter().map(|index| {
        let typed = amount
            .as_ref()
            .map(|(of, _)| amount::portion(of, &table.measures(index), None));
        let portion = match &typed {
            Some(Ok(portion)) => portion.clone(),
            Some(Err(_)) | None => one(table, index),
        };
        let amounts = table.per_hundred_grams(index);
        let of = |nutrient| {
            let (counted, amount) = amounts.iter().find(|(of, _)| of.nutrient == nutrient)?;
            Some(composition::in_grams(*counted, (*amount)?, portion.grams).into())
        };
        let food = table.at(index);
        FoodHit {
            id: food.id.clone(),
            name: food.name(language).to_owned(),
            description: food.description.clone(),
            group: food.group.clone(),
            is_everyday: food.everyday.is_some(),
            is_own: table.is_own(index),
            is_recipe: table.dish(index).is_some(),
            kcal: of(Nutrient::Energy),
            protein: of(Nutrient::Protein),
            portion: shown(&portion, language),
            amount: amount.as_ref().map_or("", |(_, typed)| typed).to_owned(),
            amount_unread: matches!(typed, Some(Err(_))),
        }
    });
    hits.collect()
}

/// Returns a food with what an amount of it gives: `2 cups`, `150 g`, `1/2`; empty text is one of its usual measure, or
/// 100 g.
///
/// # Errors
/// `NotFound` for a number that is none of the list; `Invalid` for an amount that cannot be read or that is none of
/// this food.
pub fn show(
    table: &FoodTable,
    id: &str,
    amount: &str,
    language: ScreenLanguage,
) -> Result<FoodView> {
    let (index, portion) = portion_of(table, id, amount)?;
    let food = table.at(index);
    let everyday = food.everyday.as_ref().map(|of| of.names(language));
    let measures = table.measures(index).into_iter();
    let measures = measures.map(|measure| FoodMeasure {
        seq: measure.seq,
        count: measure.count.into(),
        name: measure.name.clone(),
        words: measure_words(Figure::from(measure.count).0, &measure.name, language),
        grams: measure.grams.into(),
    });
    let nutrients = table.per_hundred_grams(index).into_iter();
    let in_portion = |(of, amount): (CountedNutrient, Option<Decimal>)| NutrientAmount {
        nutrient: of.nutrient,
        unit: of.unit,
        per_hundred_grams: amount.map(Into::into),
        in_portion: amount.map(|amount| composition::in_grams(of, amount, portion.grams).into()),
    };
    Ok(FoodView {
        id: food.id.clone(),
        name: food.name(language).to_owned(),
        description: food.description.clone(),
        common_name: food.common_name.clone(),
        aliases: everyday.map_or(Vec::new(), |of| of.aliases.clone()),
        group: food.group.clone(),
        is_own: table.is_own(index),
        is_recipe: table.dish(index).is_some(),
        refuse_percent: food.refuse_percent,
        measures: measures.collect(),
        allergens: table.allergens(index).clone(),
        portion: shown(&portion, language),
        nutrients: nutrients.map(in_portion).collect(),
    })
}

/// Returns a food and so much of it as a text says; of an empty one, one of its usual measure.
fn portion_of(table: &FoodTable, id: &str, amount: &str) -> Result<(FoodIndex, Portion)> {
    let index = table.named(id)?;
    let portion = match amount.trim() {
        "" => one(table, index),
        amount => amount::read(amount, &table.measures(index), None)
            .map_err(|unread| unread.of("amount"))?,
    };
    Ok((index, portion))
}

/// So much of a food, as it is stored.
pub(crate) struct TakenFood {
    pub id: String,
    pub name: String,
    /// As it was typed, or one of the usual measure.
    pub entered: String,
    pub count: Decimal,
    pub measure: String,
    pub grams: Decimal,
}

impl TakenFood {
    /// It is so much that it is asked about.
    pub fn is_doubtful(&self) -> bool {
        is_doubtful(self.grams)
    }
}

/// Returns so much of a food as a text says; a number alone counts the measure that was shown with it, or the usual
/// one.
///
/// # Errors
/// As [`show`].
pub(crate) fn take(
    table: &FoodTable,
    id: &str,
    amount: &str,
    shown_measure: Option<&str>,
    language: ScreenLanguage,
) -> Result<TakenFood> {
    let index = table.named(id)?;
    let amount = fields::line(amount);
    let portion = match amount::is_number(&amount) {
        true => counted_in(table, &amount, index, shown_measure)?,
        false => portion_of(table, id, &amount)?.1,
    };
    let count = match amount.is_empty() {
        true => portion.count.normalize().to_string(),
        false => amount.clone(),
    };
    let is_worded = !amount.is_empty() && !amount::is_number(&amount);
    Ok(TakenFood {
        id: table.at(index).id.clone(),
        name: table.at(index).name(language).to_owned(),
        entered: match is_worded {
            true => amount,
            false => format!("{count} {}", portion.measure),
        },
        count: portion.count,
        measure: portion.measure,
        grams: portion.grams,
    })
}

/// Returns so much of a food as [`take`] reads it, while it is being typed.
///
/// # Errors
/// As [`show`].
pub fn portion(
    table: &FoodTable,
    id: &str,
    amount: &str,
    shown_measure: Option<&str>,
) -> Result<FoodPortion> {
    let taken = take(table, id, amount, shown_measure, ScreenLanguage::En)?;
    Ok(FoodPortion::of(
        (taken.count.into(), &taken.measure),
        taken.grams.into(),
        taken.is_doubtful(),
        ScreenLanguage::En,
    ))
}

fn counted_in(
    table: &FoodTable,
    number: &str,
    food: FoodIndex,
    measure: Option<&str>,
) -> Result<Portion> {
    let measures = table.measures(food);
    let known = measures.iter().find(|of| Some(of.name.as_str()) == measure);
    let read = match (known, measure) {
        // what was weighed is weighed again
        (None, Some(unit)) => amount::read(&format!("{number} {unit}"), &measures, None),
        (known, _) => amount::read(number, &measures, known.map(|of| of.seq)),
    };
    read.map_err(|unread| unread.of("amount"))
}

/// Returns one of the usual measure of a food, or 100 g of one that is only weighed.
fn one(table: &FoodTable, food: FoodIndex) -> Portion {
    let measure = table.measures(food).into_iter().next();
    match measure {
        Some(measure) => Portion {
            count: measure.count,
            measure: measure.name.clone(),
            grams: measure.grams,
        },
        None => Portion {
            count: BASE_GRAMS,
            measure: "g".to_owned(),
            grams: BASE_GRAMS,
        },
    }
}

fn shown(portion: &Portion, language: ScreenLanguage) -> FoodPortion {
    FoodPortion::of(
        (portion.count.into(), &portion.measure),
        portion.grams.into(),
        is_doubtful(portion.grams),
        language,
    )
}

pub(crate) fn is_doubtful(grams: Decimal) -> bool {
    grams > DOUBTFUL_GRAMS
}

impl Unread {
    fn of(self, field: &'static str) -> Error {
        let reason = match self {
            Self::Malformed => Reason::Malformed,
            Self::Unknown => Reason::Unknown,
            Self::Impossible => Reason::Impossible,
        };
        Error::invalid(field, reason)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use ScreenLanguage::{En, Fr};

    #[test]
    fn a_search_shows_the_amount_that_was_typed_with_its_energy() {
        let hits = search(&FoodTable::default(), "2 cups milk wh", En, 8);
        assert_eq!(hits.len(), 8);
        let milk = &hits[0];
        assert_eq!(
            (milk.id.as_str(), milk.name.as_str()),
            ("01077", "Milk, whole")
        );
        assert_eq!(
            (milk.portion.count, milk.portion.grams),
            (Figure(2.0), Figure(488.0))
        );
        // 61 kcal and 3.15 g of protein in 100 g
        assert_eq!(
            (milk.kcal, milk.protein),
            (Some(Figure(298.0)), Some(Figure(15.37)))
        );
        assert!(!milk.portion.is_doubtful);
        let cups = &search(&FoodTable::default(), "150 cups milk", En, 1)[0].portion;
        assert_eq!((cups.grams, cups.is_doubtful), (Figure(36_600.0), true));
        let slices = &search(&FoodTable::default(), "2 slices milk", En, 1)[0];
        assert!(slices.amount_unread);
        assert_eq!(slices.portion.grams, Figure(244.0));
        assert_eq!(
            search(&FoodTable::default(), "lait ent", Fr, 1)[0].name,
            "Lait entier"
        );
        assert_eq!(
            search(&FoodTable::default(), "bread", En, 1000).len(),
            HITS_MAX
        );
    }

    #[test]
    fn a_food_has_what_a_portion_gives_and_what_is_not_known() {
        let milk = show(&FoodTable::default(), "01077", "half a cup", Fr).unwrap();
        assert_eq!(
            (milk.name.as_str(), milk.nutrients.len()),
            ("Lait entier", 44)
        );
        assert_eq!(milk.aliases, ["lait", "lait de vache"]);
        let of = |view: &FoodView, nutrient| {
            let mut nutrients = view.nutrients.iter();
            nutrients
                .find(|of| of.nutrient == nutrient)
                .unwrap()
                .clone()
        };
        let calcium = of(&milk, Nutrient::Calcium);
        assert_eq!(
            (calcium.per_hundred_grams, calcium.in_portion),
            (Some(Figure(113.0)), Some(Figure(138.0)))
        );
        let unknown = reference::all()
            .iter()
            .map(|food| show(&FoodTable::default(), &food.id, "", En).unwrap());
        let mut unknown = unknown.map(|view| of(&view, Nutrient::VitaminD));
        let unknown = unknown.find(|of| of.per_hundred_grams.is_none()).unwrap();
        assert_eq!(unknown.in_portion, None);
    }

    #[test]
    fn what_is_no_food_and_no_amount_is_refused() {
        assert!(matches!(
            show(&FoodTable::default(), "99999", "", En),
            Err(Error::NotFound("food"))
        ));
        for (amount, reason) in [
            ("many", Reason::Unknown),
            ("1,500 g", Reason::Malformed),
            ("2 slices", Reason::Unknown),
            ("900 kg", Reason::Impossible),
        ] {
            let refused = show(&FoodTable::default(), "01077", amount, En);
            let is_refused = matches!(&refused, Err(Error::Invalid { field: "amount", reason: why }) if *why == reason);
            assert!(is_refused, "{amount}: {refused:?}");
        }
    }
}
