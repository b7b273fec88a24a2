//! What is bought for a plan: the foods of all of its days, each once, summed by group.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::fields::folded_words_in_order;
use crate::foods::grid::{FoodGrid, GridFood};
use crate::foods::{FoodGroup, FoodPortion, FoodTable};
use crate::view::Figure;

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
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ShoppingAmount {
    pub count: Figure,
    pub measure: String,
}

/// Returns the shopping list of a grid, with the names that this has. A food that only a later list has comes last, as
/// words: its group is not known here.
pub fn shopping_list(table: &FoodTable, grid: &FoodGrid) -> ShoppingList {
    let days = grid.days.iter().flat_map(|day| &day.meals);
    let foods = days.flat_map(|meal| &meal.foods);
    // by name, accents and capitals aside
    type Sum<'a> = (&'a str, Vec<&'a FoodPortion>);
    let mut sums: BTreeMap<(FoodGroup, String, &str), Sum<'_>> = BTreeMap::new();
    let mut words: Vec<String> = Vec::new();
    for food in foods {
        match counted(table, food) {
            Some((group, id, portion)) => {
                let order = folded_words_in_order(&food.name).join(" ");
                let sum = sums.entry((group, order, id)).or_default();
                sum.0 = &food.name;
                sum.1.push(portion);
            }
            None if words.contains(&food.name) => {}
            None => words.push(food.name.clone()),
        }
    }
    let mut groups: Vec<ShoppingGroup> = Vec::new();
    for ((group, ..), (name, portions)) in sums {
        let food = ShoppingFood {
            name: name.to_owned(),
            amounts: amounts(&portions),
            grams: sum(portions.iter().map(|portion| portion.grams)),
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

fn counted<'a>(
    table: &FoodTable,
    food: &'a GridFood,
) -> Option<(FoodGroup, &'a str, &'a FoodPortion)> {
    let id = food.food.as_deref()?;
    Some((table.group_of(id)?, id, food.portion.as_ref()?))
}

/// Returns the counts of each measure together, in the order in which a plan has them first.
fn amounts(portions: &[&FoodPortion]) -> Vec<ShoppingAmount> {
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

/// Figures have two decimals at most; binary fractions lose none of them.
fn sum(figures: impl Iterator<Item = Figure>) -> Figure {
    Figure::rounded(figures.map(|figure| figure.0).sum(), 2)
}
