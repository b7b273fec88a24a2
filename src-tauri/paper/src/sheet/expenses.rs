//! What the clinic itself paid for in a period, and its sums by category.

use clinic::expenses::{ExpenseList, ExpenseSum, ExpenseView};

use super::block::{Block, Body, Column, Group, Table};
use super::invoice::{amount, decimal};
use super::text::{Clocks, isolated};
use crate::words::Words;

pub fn body(list: &ExpenseList, clocks: &Clocks, words: &Words) -> Body {
    let own = words.expenses;
    let mut blocks = Vec::new();
    if list.is_unsure {
        blocks.push(Block::warning(own.unsure));
    }
    if list.is_own {
        blocks.push(Block::Muted {
            text: own.own.to_owned(),
        });
    }
    if list.expenses.is_empty() {
        blocks.push(Block::Muted {
            text: own.none.to_owned(),
        });
    } else {
        if list.expenses.len() < list.total as usize {
            let text = (own.first_of)(list.expenses.len(), list.total);
            blocks.push(Block::Muted { text });
        }
        blocks.push(Block::Table(rows(&list.expenses, clocks, words)));
        blocks.push(Block::heading(own.by_category));
        blocks.extend(list.sums.iter().map(|sum| Block::Table(sums(sum, words))));
    }
    let query = &list.query;
    Body {
        title: (own.title)(&clocks.day(&query.from), &clocks.day(&query.until)),
        banner: None,
        is_landscape: true,
        blocks,
        of: format!("expenses {} {}", query.from, query.until),
    }
}

fn rows(expenses: &[ExpenseView], clocks: &Clocks, words: &Words) -> Table {
    let own = words.expenses;
    let [day, category, note, method, facility, by, spent] = own.columns;
    let row = |one: &ExpenseView| {
        vec![
            clocks.day(&one.form.spent_on),
            (own.category)(one.form.category).to_owned(),
            isolated(&one.form.note),
            (words.invoice.methods)(one.form.method).to_owned(),
            isolated(&one.facility),
            isolated(&one.recorded_by),
            amount(&one.form.amount, &one.currency, words),
        ]
    };
    Table {
        columns: vec![
            Column::text(day, 2),
            Column::text(category, 2),
            Column::text(note, 4),
            Column::text(method, 1),
            Column::text(facility, 2),
            Column::text(by, 2),
            Column::number(spent),
        ],
        groups: vec![Group {
            head: Vec::new(),
            rows: expenses.iter().map(row).collect(),
        }],
        foot: Vec::new(),
        together: false,
    }
}

fn sums(sum: &ExpenseSum, words: &Words) -> Table {
    let own = words.expenses;
    let [_, category, .., spent] = own.columns;
    let rows = sum.categories.iter().map(|one| {
        vec![
            (own.category)(one.category).to_owned(),
            decimal(&one.amount, words),
        ]
    });
    Table {
        columns: vec![Column::text(category, 4), Column::number(spent)],
        groups: vec![Group {
            head: Vec::new(),
            rows: rows.collect(),
        }],
        foot: vec![
            own.total.to_owned(),
            amount(&sum.total, &sum.currency, words),
        ],
        together: true,
    }
}
