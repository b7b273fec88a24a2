//! Foods counted in exchanges: so much of a food is so many exchanges of its group.
//!
//! A food belongs to one group of a table: to the first that has one of its words ("potato"), else to the one that has
//! its group of foods, else to the one that takes all others, where the table has such a group. It is counted by the
//! first of carbohydrate, protein and fat of which an exchange of the group has any: exchange lists define starch,
//! fruit and milk by their carbohydrate, meat by its protein and fat by its fat (American Diabetes Association and
//! Academy of Nutrition and Dietetics, *Choose Your Foods*, 2019; Wheeler, Franz, Barrier, *J Am Diet Assoc* 1996; 96:
//! 1167). The carbohydrate is that of the list of foods, with its fibre. A recipe is what its parts are.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{FoodGroup, Meal, Nutrient};

use crate::fields::folded_words_in_order;
use crate::foods::FoodTable;
use crate::foods::composition::Known;
use crate::foods::reference::{Food, FoodIndex};
use crate::foods::units::singular;
use crate::measurements::spelling::rounded;
use crate::view::{Figure, Id, ScreenLanguage, count};

/// People measure halves; a tenth shows on which side of one a food is.
const DECIMALS: u32 = 1;

/// What one exchange of a group has, in grams. A group without foods takes those that no other group has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExchangeGroup {
    pub name: String,
    pub carbohydrate: Decimal,
    pub protein: Decimal,
    pub fat: Decimal,
    pub foods: Vec<FoodGroup>,
    /// Foods with one of these in their names belong here whatever their group.
    pub words: Vec<String>,
}

impl ExchangeGroup {
    /// Returns the nutrient by which it is counted, and how much of it one exchange has; none for an empty one.
    pub fn counted_by(&self) -> Option<(Nutrient, Decimal)> {
        let grams = [
            (Nutrient::Carbohydrate, self.carbohydrate),
            (Nutrient::Protein, self.protein),
            (Nutrient::Fat, self.fat),
        ];
        grams.into_iter().find(|(_, grams)| *grams > Decimal::ZERO)
    }

    fn takes_the_rest(&self) -> bool {
        self.foods.is_empty() && self.words.is_empty()
    }
}

/// How many exchanges of a group a meal aims at. `group` is its place in the table, from 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExchangeTarget {
    pub meal: Meal,
    pub group: u8,
    pub count: Decimal,
}

/// What foods are counted in, and what is aimed at; the default counts nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Exchanges {
    pub table: Option<ExchangesOf>,
    pub groups: Vec<ExchangeGroup>,
    pub targets: Vec<ExchangeTarget>,
    /// The folded words of each group that has any, by its place.
    words: Vec<(usize, Vec<String>)>,
}

/// The table in which a grid is counted. A group is counted by one nutrient: one exchange has so much of it.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExchangesOf {
    pub id: Id,
    pub name: String,
    pub groups: Vec<CountedGroup>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CountedGroup {
    pub name: String,
    pub nutrient: Nutrient,
    pub grams: Figure,
}

/// So many exchanges of a group; `group` is its place in the table, from 0. Null is not known, and `is_at_least` where
/// a part of a recipe is not.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoodExchange {
    pub group: u8,
    pub amount: Option<Figure>,
    pub is_at_least: bool,
}

/// What foods are together of a group: at least so much, where some have no value.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExchangeSum {
    pub group: u8,
    pub amount: Figure,
    /// How many foods have no value.
    pub unknown: u32,
    /// What is aimed at; null where nothing is.
    pub target: Option<Figure>,
}

/// The exchanges of foods by group, in the order of the table; empty where they are not counted in exchanges.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExchangeTotals {
    pub groups: Vec<ExchangeSum>,
    /// How many foods belong to no group of the table.
    pub in_no_group: u32,
}

/// What is known of so much of a food by group, and whether some of it belongs to none.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct InGroups {
    by_group: BTreeMap<usize, Known>,
    has_others: bool,
}

impl InGroups {
    fn add(&mut self, group: Option<usize>, known: Known) {
        let Some(group) = group else {
            self.has_others = true;
            return;
        };
        let sum = self.by_group.entry(group).or_insert(Known {
            amount: None,
            is_all: true,
        });
        sum.is_all &= known.is_all;
        if let Some(amount) = known.amount {
            sum.amount = Some(sum.amount.unwrap_or(Decimal::ZERO) + amount);
        }
    }

    pub fn shown(&self) -> Vec<FoodExchange> {
        let shown = self.by_group.iter().map(|(group, known)| FoodExchange {
            group: number(*group),
            amount: known.amount.map(|of| rounded(of, DECIMALS).into()),
            is_at_least: !known.is_all,
        });
        shown.collect()
    }
}

impl Exchanges {
    /// Returns a table as it is counted by.
    pub fn of(id: Id, name: String, groups: Vec<ExchangeGroup>) -> Self {
        let counted = groups.iter().filter_map(|group| {
            let (nutrient, grams) = group.counted_by()?;
            Some(CountedGroup {
                name: group.name.clone(),
                nutrient,
                grams: grams.into(),
            })
        });
        let counted = counted.collect();
        let words = groups.iter().enumerate().flat_map(|(number, group)| {
            let words = group.words.iter();
            words.map(move |word| (number, words_of(word)))
        });
        Self {
            table: Some(ExchangesOf {
                id,
                name,
                groups: counted,
            }),
            words: words.collect(),
            groups,
            targets: Vec::new(),
        }
    }

    /// Returns how many exchanges so much of a food is, by group; nothing where none are counted.
    pub fn in_groups(&self, table: &FoodTable, food: FoodIndex, grams: Decimal) -> InGroups {
        let mut sum = InGroups::default();
        if !self.groups.is_empty() {
            self.add(table, food, grams, &mut sum);
        }
        sum
    }

    fn add(&self, table: &FoodTable, food: FoodIndex, grams: Decimal, sum: &mut InGroups) {
        if let Some(dish) = table.dish(food) {
            let Some(made) = dish.made() else {
                return sum.add(self.rest(), Known::default());
            };
            for part in &made.parts {
                let share = part.grams * grams / made.grams;
                match table.index_of(&part.food) {
                    Some(part) => self.add(table, part, share, sum),
                    None => sum.add(self.rest(), Known::default()),
                }
            }
            return;
        }
        let group = self.group_of(table.at(food));
        let by = group.and_then(|group| self.groups[group].counted_by());
        let known = by.map_or(Known::default(), |(nutrient, one)| {
            let mut known = table.per_hundred_grams(food).into_iter();
            let amount = known.find(|(of, _)| of.nutrient == nutrient);
            let amount = amount.and_then(|(_, amount)| amount);
            let exchanges = amount.map(|of| of * grams / Decimal::ONE_HUNDRED / one);
            exchanges.into()
        });
        sum.add(group, known);
    }

    fn rest(&self) -> Option<usize> {
        self.groups.iter().position(ExchangeGroup::takes_the_rest)
    }

    fn group_of(&self, food: &Food) -> Option<usize> {
        if !self.words.is_empty() {
            let names = [
                food.description.as_str(),
                food.name(ScreenLanguage::En),
                food.name(ScreenLanguage::Fr),
            ];
            let names = names.map(words_of);
            let is_named =
                |(_, words): &&(usize, Vec<String>)| names.iter().any(|of| contains(of, words));
            if let Some((group, _)) = self.words.iter().find(is_named) {
                return Some(*group);
            }
        }
        let of = food.shop_group();
        let listed = self
            .groups
            .iter()
            .position(|group| group.foods.contains(&of));
        listed.or_else(|| self.rest())
    }

    /// Returns what foods are together in one of so many days, against the targets of a meal, or of all of them.
    pub fn totals(&self, foods: &[&InGroups], days: usize, at: Option<Meal>) -> ExchangeTotals {
        let sums = (0..self.groups.len()).map(|group| {
            let of: Vec<&Known> = foods
                .iter()
                .filter_map(|food| food.by_group.get(&group))
                .collect();
            let sum: Decimal = of.iter().filter_map(|known| known.amount).sum();
            ExchangeSum {
                group: number(group),
                amount: rounded(sum / Decimal::from(days), DECIMALS).into(),
                unknown: count(of.iter().filter(|known| !known.is_all).count()),
                target: self.target(group, at),
            }
        });
        ExchangeTotals {
            groups: sums.collect(),
            in_no_group: count(foods.iter().filter(|food| food.has_others).count()),
        }
    }

    fn target(&self, group: usize, at: Option<Meal>) -> Option<Figure> {
        let of_meal = |of: &&ExchangeTarget| {
            usize::from(of.group) == group && at.is_none_or(|meal| meal == of.meal)
        };
        let mut targets = self.targets.iter().filter(of_meal).peekable();
        targets.peek()?;
        Some(targets.map(|of| of.count).sum::<Decimal>().into())
    }
}

fn number(group: usize) -> u8 {
    u8::try_from(group).unwrap_or(u8::MAX)
}

fn words_of(name: &str) -> Vec<String> {
    let words = folded_words_in_order(name).into_iter();
    words.map(|word| singular(&word)).collect()
}

/// Returns whether these words stand in a name next to each other.
fn contains(name: &[String], words: &[String]) -> bool {
    !words.is_empty() && name.windows(words.len()).any(|of| of == words)
}

#[cfg(test)]
mod tests;
