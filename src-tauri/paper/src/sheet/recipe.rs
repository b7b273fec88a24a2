//! A recipe: ingredients and preparation. It is about no patient.

use clinic::recipes::{RecipePartView, RecipeView};

use super::block::{Block, Body, Column, Group, Table};
use super::foods::amount;
use super::text::isolated;
use crate::words::Words;

pub fn body(recipe: &RecipeView, words: &Words) -> Body {
    let own = words.recipe;
    let grams = |grams| {
        let grams = words.numbers.of(grams, 0);
        words.numbers.with_unit(&grams, "g")
    };
    let mut rows = vec![[own.portions.to_owned(), recipe.form.portions.clone()]];
    if let Some(portion) = recipe.sums.portion_grams {
        rows.push([own.portion.to_owned(), grams(portion.0)]);
    }
    let mut blocks = vec![Block::Facts { rows }];
    if !recipe.is_readable {
        blocks.push(Block::warning(own.unreadable));
    }
    if !recipe.sums.parts.is_empty() {
        blocks.push(Block::heading(own.ingredients));
        blocks.push(Block::Table(ingredients(recipe, words)));
    }
    if !recipe.form.method.trim().is_empty() {
        blocks.push(Block::heading(own.method));
        blocks.push(Block::text(&recipe.form.method));
    }
    Body {
        title: isolated(&recipe.form.name),
        banner: (!recipe.is_active).then(|| words.removed.to_owned()),
        is_landscape: false,
        blocks,
        of: format!("{} {}", recipe.id, recipe.seen),
    }
}

fn ingredients(recipe: &RecipeView, words: &Words) -> Table {
    let [food, of, grams, ..] = words.foods.columns;
    let row = |part: &RecipePartView| {
        let portion = part.portion.as_ref();
        vec![
            isolated(&part.name),
            portion.map_or_else(
                || isolated(&part.amount),
                |portion| amount(portion.count, &portion.measure, words),
            ),
            portion.map_or(String::new(), |portion| {
                words.numbers.of(portion.grams.0, 0)
            }),
        ]
    };
    Table {
        columns: vec![
            Column::text(food, 5),
            Column::text(of, 3),
            Column::number(grams),
        ],
        groups: vec![Group {
            head: Vec::new(),
            rows: recipe.sums.parts.iter().map(row).collect(),
        }],
        foot: Vec::new(),
        together: false,
    }
}
