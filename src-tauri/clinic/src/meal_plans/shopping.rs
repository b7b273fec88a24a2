//! What is bought for a plan: the foods of all of its days, each once, summed by group.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::fields::folded_words_in_order;
use crate::foods::grid::{FoodGrid, GridFood};
use crate::foods::{FoodGroup, FoodPortion, FoodTable, bought};
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
    let foods = foods.flat_map(|food| bought(table, food, language));
    // by name, accents and capitals aside
    let mut sums: BTreeMap<(FoodGroup, String, String), Sum> = BTreeMap::new();
    let mut words: Vec<String> = Vec::new();
    for (name, counted) in foods {
        match counted {
            Some(of) => {
                let order = folded_words_in_order(&name).join(" ");
                let sum = sums.entry((of.group, order, of.id)).or_default();
                sum.name = name;
                sum.portions.push(of.portion);
                sum.is_questioned |= of.is_questioned;
            }
            None if words.contains(&name) => {}
            None => words.push(name),
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
    portions: Vec<FoodPortion>,
    is_questioned: bool,
}

/// What is counted of a food, or of a part of a recipe.
struct Counted {
    group: FoodGroup,
    id: String,
    portion: FoodPortion,
    is_questioned: bool,
}

/// A name, and what is counted of it; words have nothing that is.
type Bought = (String, Option<Counted>);

fn bought(table: &FoodTable, food: &GridFood, language: ScreenLanguage) -> Vec<Bought> {
    let counted = food.food.as_deref().zip(food.portion.as_ref());
    let Some((id, portion)) = counted else {
        return vec![(food.paper_name().to_owned(), None)];
    };
    let parts = bought::bought(table, id, food.paper_name(), portion, language);
    let parts = parts.into_iter().map(|part| {
        let group = table.group_of(&part.food);
        let counted = group.map(|group| Counted {
            group,
            id: part.food,
            portion: part.portion,
            is_questioned: food.questioned,
        });
        (part.name, counted)
    });
    parts.collect()
}

/// Returns the counts of each measure together, in the order in which a plan has them first.
fn amounts(portions: &[FoodPortion]) -> Vec<ShoppingAmount> {
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
