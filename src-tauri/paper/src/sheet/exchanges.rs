//! Exchanges of foods, meals and days, and what a plan aims at.

use clinic::foods::exchanges::{ExchangeSum, ExchangeTotals, ExchangesOf};
use clinic::foods::grid::{FoodGrid, GridFood};
use clinic::meal_plans::MealPlanView;
use clinic::view::Figure;

use super::block::{Block, Column, Group, Table};
use super::text::isolated;
use crate::words::{Numbers, Words};

/// People measure halves; a tenth shows on which side of one a food is.
const DECIMALS: usize = 1;

/// Returns the column of exchanges; none where nothing is counted in them. The names of several groups need room.
pub fn column(grid: &FoodGrid, words: &Words) -> Option<Column> {
    let of = grid.exchanges_of.as_ref()?;
    let head = words.foods.exchanges;
    Some(match of.groups.as_slice() {
        [_] => Column::number(head),
        _ => Column::text(head, 3),
    })
}

/// `1.5`, or `1.5 Starch` where there are several groups.
fn counted(of: &ExchangesOf, group: u8, amount: String) -> String {
    match of.groups.get(usize::from(group)) {
        Some(group) if of.groups.len() > 1 => format!("{amount}\u{a0}{}", isolated(&group.name)),
        _ => amount,
    }
}

/// Returns what a food is; a dash where that is not known.
pub fn of_food(of: &ExchangesOf, food: &GridFood, numbers: &Numbers) -> String {
    let parts = food.exchanges.iter().map(|exchange| {
        let amount = exchange.amount.map_or("–".to_owned(), |amount| {
            at_least(amount, exchange.is_at_least, numbers)
        });
        counted(of, exchange.group, amount)
    });
    parts.collect::<Vec<_>>().join(", ")
}

/// Returns what foods are together; of several groups those of which there is any.
pub fn of_all(of: &ExchangesOf, totals: &ExchangeTotals, numbers: &Numbers) -> String {
    let is_any = |sum: &&ExchangeSum| of.groups.len() == 1 || sum.amount.0 > 0.0 || sum.unknown > 0;
    let parts = totals.groups.iter().filter(is_any).map(|sum| {
        let amount = at_least(sum.amount, sum.unknown > 0, numbers);
        counted(of, sum.group, amount)
    });
    parts.collect::<Vec<_>>().join(", ")
}

fn at_least(amount: Figure, is_at_least: bool, numbers: &Numbers) -> String {
    let known = numbers.of(amount.0, DECIMALS);
    match is_at_least {
        true => format!("≥\u{202f}{known}"),
        false => known,
    }
}

/// Returns how many exchanges of each group each meal aims at; nothing where none does.
pub fn aimed(plan: &MealPlanView, words: &Words) -> Vec<Block> {
    let (Some(of), Some(form)) = (&plan.grid.exchanges_of, &plan.form.exchanges) else {
        return Vec::new();
    };
    if form.targets.is_empty() {
        return Vec::new();
    }
    let own = words.foods;
    let mut meals: Vec<_> = form.targets.iter().map(|target| target.meal).collect();
    meals.dedup();
    let rows = meals.into_iter().map(|meal| {
        let count = |group: usize| {
            let is_of = |meal_of, of: u8| meal_of == meal && usize::from(of) == group;
            let target = form.targets.iter().find(|of| is_of(of.meal, of.group));
            target.map_or(String::new(), |of| match of.count.parse() {
                Ok(count) => words.numbers.of(count, DECIMALS),
                Err(_) => of.count.clone(),
            })
        };
        let name = [(own.meal)(meal).to_owned()].into_iter();
        name.chain((0..of.groups.len()).map(count)).collect()
    });
    let groups = of.groups.iter();
    let columns = groups.map(|group| Column::number(&isolated(&group.name)));
    let table = Table {
        columns: [Column::text(own.at_meal, 4)]
            .into_iter()
            .chain(columns)
            .collect(),
        groups: vec![Group {
            head: Vec::new(),
            rows: rows.collect(),
        }],
        foot: Vec::new(),
        together: true,
    };
    let one = of.groups.iter().map(|group| {
        let grams = words.numbers.of(group.grams.0, DECIMALS);
        let grams = words.numbers.with_unit(&grams, "g");
        let nutrient = (own.nutrient)(group.nutrient).to_lowercase();
        (own.has_grams)(&isolated(&group.name), &grams, &nutrient)
    });
    let one = one.collect::<Vec<_>>().join("; ");
    vec![
        Block::heading(own.exchanges_aimed),
        Block::Table(table),
        Block::Muted {
            text: format!("{} {one}.", own.one_exchange),
        },
    ]
}
