//! What is bought for a plan: the foods of all of its days, each once, summed by group.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::fields::folded_words_in_order;
use crate::foods::bought::{Bought, bought};
use crate::foods::grid::{FoodGrid, GridFood};
use crate::foods::{FoodGroup, FoodTable};
use crate::view::{Figure, ScreenLanguage};

/// `words` are the lines that are no food, each once, as they were typed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ShoppingList {
    pub groups: Vec<ShoppingGroup>,
    pub words: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ShoppingGroup {
    pub group: FoodGroup,
    /// By name.
    pub foods: Vec<ShoppingFood>,
}

/// So much of a food is eaten in all days. `amounts` has one for each measure in which it was counted.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ShoppingFood {
    pub name: String,
    pub amounts: Vec<ShoppingAmount>,
    pub grams: Figure,
    /// It is asked whether one of the amounts is right.
    pub is_questioned: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ShoppingAmount {
    pub count: Figure,
    pub measure: String,
}

/// Returns the shopping list of a grid: of a recipe what it is made of. A food that only a later list has comes last,
/// as words: its group is not known here.
pub fn shopping_list(table: &FoodTable, grid: &FoodGrid, language: ScreenLanguage) -> ShoppingList {
    let days = grid.days.iter().flat_map(|day| &day.meals);
    let foods = days.flat_map(|meal| &meal.foods);
    let foods = foods.flat_map(|food| needed(table, food, language));
    // by name, accents and capitals aside
    let mut sums: BTreeMap<(FoodGroup, String, String), Sum> = BTreeMap::new();
    let mut words: Vec<String> = Vec::new();
    for need in foods {
        match need {
            Needed::Counted(group, of, is_questioned) => {
                let order = folded_words_in_order(&of.name).join(" ");
                let sum = sums.entry((group, order, of.food.clone())).or_default();
                sum.name.clone_from(&of.name);
                sum.portions.push(of);
                sum.is_questioned |= is_questioned;
            }
            Needed::Words(name) if words.contains(&name) => {}
            Needed::Words(name) => words.push(name),
        }
    }
    let mut groups: Vec<ShoppingGroup> = Vec::new();
    for ((group, ..), of) in sums {
        let food = ShoppingFood {
            name: of.name,
            amounts: amounts(&of.portions),
            grams: sum(of.portions.iter().map(|portion| portion.grams)),
            is_questioned: of.is_questioned,
        };
        match groups.last_mut().filter(|last| last.group == group) {
            Some(last) => last.foods.push(food),
            None => groups.push(ShoppingGroup {
                group,
                foods: vec![food],
            }),
        }
    }
    ShoppingList { groups, words }
}

/// What is bought of one food in all.
#[derive(Default)]
struct Sum {
    name: String,
    portions: Vec<Bought>,
    is_questioned: bool,
}

/// So much of a food, or of a part of a recipe, and whether it is asked about; or words that nothing is counted of.
enum Needed {
    Counted(FoodGroup, Bought, bool),
    Words(String),
}

fn needed(table: &FoodTable, food: &GridFood, language: ScreenLanguage) -> Vec<Needed> {
    let name = food.paper_name().to_owned();
    let counted = food.food.as_deref().zip(food.portion.as_ref());
    let Some((id, portion)) = counted else {
        return vec![Needed::Words(name)];
    };
    let eaten = Bought {
        food: id.to_owned(),
        name,
        count: portion.count.0,
        measure: portion.measure.clone(),
        grams: portion.grams.0,
    };
    let parts = bought(table, eaten, language).into_iter();
    let parts = parts.map(|part| match table.group_of(&part.food) {
        Some(group) => Needed::Counted(group, part, food.questioned),
        None => Needed::Words(part.name),
    });
    parts.collect()
}

/// Returns the counts of each measure together, in the order in which a plan has them first.
fn amounts(portions: &[Bought]) -> Vec<ShoppingAmount> {
    let mut measures: Vec<&str> = Vec::new();
    for portion in portions {
        if !measures.contains(&portion.measure.as_str()) {
            measures.push(&portion.measure);
        }
    }
    let of = |measure: &str| {
        let same = portions.iter().filter(|portion| portion.measure == measure);
        ShoppingAmount {
            count: sum(same.map(|portion| portion.count)),
            measure: measure.to_owned(),
        }
    };
    measures.into_iter().map(of).collect()
}

/// Rounds once: what was rounded use by use would be off by as many halves of the last decimal.
fn sum(amounts: impl Iterator<Item = f64>) -> Figure {
    Figure::rounded(amounts.sum(), 2)
}
