//! Foods by meal and day, and what they give: what a plan and a recall print alike.

use std::collections::HashMap;

use clinic::foods::exchanges::ExchangesOf;
use clinic::foods::grid::{FoodGrid, GridDay, GridFood, GridMeal, GridNutrient};
use clinic::nutrient_targets::Nutrient;
use clinic::nutrition::intakes::NutrientUnit;
use clinic::view::Figure;

use super::block::{Block, Column, Group, Table};
use super::exchanges::{self, of_all, of_food};
use super::text::{Clocks, isolated};
use crate::words::{FoodWords, Numbers, Words};

/// In the tables of foods, with the decimals of each.
const SUMMED: [(Nutrient, usize); 4] = [
    (Nutrient::Energy, 0),
    (Nutrient::Protein, 1),
    (Nutrient::Carbohydrate, 1),
    (Nutrient::Fat, 1),
];
/// These are printed also without a target: what the screen shows first.
const FIRST: [Nutrient; 11] = [
    Nutrient::Energy,
    Nutrient::Protein,
    Nutrient::Carbohydrate,
    Nutrient::Fibre,
    Nutrient::Sugars,
    Nutrient::Fat,
    Nutrient::SaturatedFat,
    Nutrient::Sodium,
    Nutrient::Potassium,
    Nutrient::Calcium,
    Nutrient::Iron,
];

/// Returns the days that have a food, each under its date where there are several, and with `nutrients` what they give.
pub fn days(grid: &FoodGrid, nutrients: bool, clocks: &Clocks, words: &Words) -> Vec<Block> {
    let own = words.foods;
    let mut blocks = Vec::new();
    let eaten = grid.days.iter().filter(|day| !day.meals.is_empty());
    for day in eaten {
        if grid.days.len() > 1 {
            let date = day.date.as_ref().map(|date| clocks.weekday(date));
            blocks.push(Block::heading((own.day)(day.day, date)));
        }
        blocks.push(foods(grid, day, nutrients, words));
        if day.not_counted > 0 && nutrients {
            let text = (own.not_counted)(day.not_counted);
            blocks.push(Block::Muted { text });
        }
    }
    if blocks.is_empty() {
        let text = own.no_foods.to_owned();
        return vec![Block::Muted { text }];
    }
    if nutrients {
        let (heading, sums) = match grid.average.is_empty() {
            true => (own.totals, grid.days.first().map(|day| &day.nutrients)),
            false => (own.average, Some(&grid.average)),
        };
        blocks.push(Block::heading(heading));
        blocks.extend(sums.map(|sums| totals(grid, sums, words)));
    }
    blocks
}

fn foods(grid: &FoodGrid, day: &GridDay, nutrients: bool, words: &Words) -> Block {
    let own = words.foods;
    let [food, amount, grams, protein, carbohydrate, fat] = own.columns;
    let mut columns = vec![
        Column::text(food, 5),
        Column::text(amount, 3),
        Column::number(grams),
    ];
    columns.extend(exchanges::column(grid, words));
    if nutrients {
        columns.extend(["kcal", protein, carbohydrate, fat].map(Column::number));
    }
    let of = grid.exchanges_of.as_ref();
    let row = |food: &GridFood| {
        let mut cells = row(food, of, nutrients, words);
        cells.resize(columns.len(), String::new());
        cells
    };
    let group = |meal: &GridMeal| Group {
        head: {
            let mut cells = head(meal, of, nutrients, words);
            cells.resize(columns.len(), String::new());
            cells
        },
        rows: meal.foods.iter().map(row).collect(),
    };
    let groups = day.meals.iter().map(group).collect();
    let foot = match nutrients || of.is_some() {
        true => {
            let grams = day.meals.iter().map(|meal| meal.grams.0).sum();
            let mut cells = vec![own.sum.to_owned(), String::new()];
            cells.push(words.numbers.of(grams, 0));
            cells.extend(of.map(|of| of_all(of, &day.exchanges, &words.numbers)));
            if nutrients {
                cells.extend(sums(&day.nutrients, words));
            }
            cells
        }
        false => Vec::new(),
    };
    Block::Table(
        Table {
            columns,
            groups,
            foot,
            together: false,
        }
        .on_one_page(),
    )
}

/// The name of a meal and its time; what its foods are together in exchanges, and with `nutrients` what they give.
fn head(meal: &GridMeal, of: Option<&ExchangesOf>, nutrients: bool, words: &Words) -> Vec<String> {
    let name = (words.foods.meal)(meal.meal);
    let name = match meal.time.as_str() {
        "" => name.to_owned(),
        time => format!("{name} · {}", isolated(time)),
    };
    let mut cells = vec![name, String::new()];
    // words alone have no sum
    if !meal.foods.iter().any(|food| food.portion.is_some()) {
        return cells;
    }
    cells.push(match nutrients {
        true => words.numbers.of(meal.grams.0, 0),
        false => String::new(),
    });
    cells.extend(of.map(|of| of_all(of, &meal.exchanges, &words.numbers)));
    if nutrients {
        cells.extend(sums(&meal.nutrients, words));
    }
    cells
}

fn sums(of: &[GridNutrient], words: &Words) -> impl Iterator<Item = String> {
    let sum = |(which, digits)| {
        let row = of.iter().find(|sum| sum.nutrient == which);
        row.map_or(String::new(), |sum| {
            let known = words.numbers.fixed(sum.amount.0, digits);
            match sum.unknown {
                0 => known,
                _ => format!("≥\u{202f}{known}"),
            }
        })
    };
    SUMMED.map(sum).into_iter()
}

fn row(food: &GridFood, of: Option<&ExchangesOf>, nutrients: bool, words: &Words) -> Vec<String> {
    let numbers = &words.numbers;
    let figure = |figure: Option<Figure>, digits| {
        figure.map_or("–".to_owned(), |figure| numbers.fixed(figure.0, digits))
    };
    let mut cells = vec![isolated(food.paper_name())];
    match &food.portion {
        None => {
            let amount = if nutrients {
                words.foods.not_counted_label
            } else {
                ""
            };
            cells.push(amount.to_owned());
        }
        Some(portion) => {
            let amount = amount(portion.count, &portion.measure, words);
            cells.push(checked(amount, food.questioned, words));
            cells.push(numbers.of(portion.grams.0, 0));
            cells.extend(of.map(|of| of_food(of, food, numbers)));
            if nutrients {
                let figures = [food.kcal, food.protein, food.carbohydrate, food.fat];
                let digits = SUMMED.map(|(_, digits)| digits);
                let figures = figures.into_iter().zip(digits);
                cells.extend(figures.map(|(of, digits)| figure(of, digits)));
            }
        }
    }
    cells
}

/// `2 cups`, `150 g`.
pub fn amount(count: Figure, measure: &str, words: &Words) -> String {
    let measure = isolated(&(words.foods.measure)(count.0, measure));
    let count = words.numbers.of(count.0, 2);
    format!("{count}\u{a0}{measure}")
}

/// An amount as it is, or `150 cups (to check)`.
pub fn checked(amount: String, is_questioned: bool, words: &Words) -> String {
    match is_questioned {
        true => format!("{amount} ({})", words.foods.to_check),
        false => amount,
    }
}

/// What foods give, against what is aimed at, and which of them give most of it.
fn totals(grid: &FoodGrid, of: &[GridNutrient], words: &Words) -> Block {
    let own = words.foods;
    let foods = grid.days.iter().flat_map(|day| &day.meals);
    let foods = foods.flat_map(|meal| &meal.foods);
    let names: HashMap<&str, &str> = foods
        .map(|food| (food.id.0.as_str(), food.paper_name()))
        .collect();
    let is_printed = |sum: &&GridNutrient| {
        FIRST.contains(&sum.nutrient) || sum.low.is_some() || sum.high.is_some()
    };
    let row = |sum: &GridNutrient| {
        let mut largest: Vec<&str> = Vec::new();
        for id in &sum.largest {
            let name = names.get(id.0.as_str());
            // the same food on two days is named once
            largest.extend(name.filter(|name| !largest.contains(name)));
        }
        let largest: Vec<_> = largest.into_iter().map(isolated).collect();
        vec![
            (own.nutrient)(sum.nutrient).to_owned(),
            known(sum, words),
            target(sum, &words.numbers, own),
            match sum.unknown {
                0 => String::new(),
                count => (own.unknown)(count),
            },
            largest.join("; "),
        ]
    };
    let [nutrient, amount, target, unknown, most] = own.totals_columns;
    let table = Table {
        columns: vec![
            Column::text(nutrient, 4),
            Column::number(amount),
            Column::text(target, 4),
            Column::number(unknown),
            Column::text(most, 6),
        ],
        groups: vec![Group {
            head: Vec::new(),
            rows: of.iter().filter(is_printed).map(row).collect(),
        }],
        foot: Vec::new(),
        together: false,
    };
    Block::Table(table.on_one_page())
}

fn known(sum: &GridNutrient, words: &Words) -> String {
    let digits = match sum.unit {
        NutrientUnit::Kcal | NutrientUnit::Kilojoule => 0,
        _ if sum.amount.0 >= 100.0 => 0,
        _ => 1,
    };
    let amount = words.numbers.of(sum.amount.0, digits);
    let amount = words.numbers.with_unit(&amount, sum.unit.as_str());
    match sum.unknown {
        0 => amount,
        _ => (words.foods.at_least)(&amount),
    }
}

fn target(sum: &GridNutrient, numbers: &Numbers, words: &FoodWords) -> String {
    // as many decimals as a target is stored with
    let figure = |figure: Figure| numbers.of(figure.0, 3);
    let unit = |text: &str| numbers.with_unit(text, sum.unit.as_str());
    match (sum.low, sum.high) {
        (None, None) => String::new(),
        (None, Some(high)) => (words.at_most)(&unit(&figure(high))),
        (Some(low), None) => (words.at_least)(&unit(&figure(low))),
        (Some(low), Some(high)) if low == high => unit(&figure(low)),
        (Some(low), Some(high)) => (words.between)(&figure(low), &unit(&figure(high))),
    }
}
