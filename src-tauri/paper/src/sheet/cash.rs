//! What was paid on a day, by whom it was taken and how, and what was counted. It names no patient.

use clinic::invoices::cash::{CashReport, CashRow, CashTotal};

use super::block::{Block, Body, Column, Group, Table};
use super::invoice::{amount, decimal};
use super::text::{Clocks, isolated};
use crate::words::Words;

pub fn body(report: &CashReport, clocks: &Clocks, words: &Words) -> Body {
    let own = words.cash;
    let title = (own.title)(&clocks.weekday(&report.day));
    let mut blocks = Vec::new();
    if report.rows.is_empty() {
        blocks.push(Block::Muted {
            text: own.none.to_owned(),
        });
    } else {
        if report.is_unsure {
            blocks.push(Block::warning(own.unsure));
        }
        // what is of one facility is not counted by itself
        if !report.is_counted && report.facility.is_none() {
            blocks.push(Block::warning(own.is_open));
        }
        for total in &report.totals {
            blocks.push(Block::Table(table(report, total, words)));
        }
        let spent = report.rows.iter().filter_map(|row| spent_of(row, words));
        let counted = report.rows.iter();
        let counted = counted.filter_map(|row| counted_by(row, clocks, words));
        let items: Vec<String> = spent.chain(counted).collect();
        if !items.is_empty() {
            blocks.push(Block::List { items });
        }
    }
    Body {
        title: match &report.facility {
            Some(facility) => format!("{title}, {}", isolated(&facility.name)),
            None => title,
        },
        banner: None,
        is_landscape: false,
        blocks,
        of: format!("cash report {} {}", report.day, report.is_counted),
    }
}

/// One table for each currency: amounts of two are not summed.
fn table(report: &CashReport, total: &CashTotal, words: &Words) -> Table {
    let own = words.cash;
    let [cashier, method, payments, expected, counted, difference] = own.columns;
    let of = report
        .rows
        .iter()
        .filter(|row| row.currency == total.currency);
    let in_currency = |plain: &str| amount(plain, &total.currency, words);
    let known = |plain: Option<&String>| {
        plain.map_or(own.not_counted.to_owned(), |plain| decimal(plain, words))
    };
    let row = |row: &CashRow| {
        let tally = row.tally.as_ref();
        vec![
            isolated(&row.cashier),
            (words.invoice.methods)(row.method).to_owned(),
            row.payments.to_string(),
            decimal(&row.expected, words),
            known(tally.map(|tally| &tally.counted)),
            tally.map_or(String::new(), |tally| decimal(&tally.difference, words)),
        ]
    };
    Table {
        columns: vec![
            Column::text(cashier, 3),
            Column::text(method, 2),
            Column::number(payments),
            Column::number(expected),
            Column::number(counted),
            Column::number(difference),
        ],
        groups: vec![Group {
            head: Vec::new(),
            rows: of.map(row).collect(),
        }],
        foot: vec![
            own.total.to_owned(),
            String::new(),
            String::new(),
            in_currency(&total.expected),
            total
                .counted
                .as_deref()
                .map_or(own.not_counted.to_owned(), in_currency),
            total
                .difference
                .as_deref()
                .map_or(String::new(), in_currency),
        ],
        together: false,
    }
}

fn spent_of(row: &CashRow, words: &Words) -> Option<String> {
    let spent = amount(row.spent.as_deref()?, &row.currency, words);
    Some((words.cash.spent)(&isolated(&row.cashier), &spent))
}

fn counted_by(row: &CashRow, clocks: &Clocks, words: &Words) -> Option<String> {
    let (own, tally) = (words.cash, row.tally.as_ref()?);
    let method = (words.invoice.methods)(row.method);
    let by = isolated(&tally.by);
    let mut item = (own.counted_by)(
        &isolated(&row.cashier),
        method,
        &by,
        &clocks.time(&tally.at),
    );
    if let Some(added) = &row.added {
        item.push_str(", ");
        item.push_str(&(own.added)(&amount(added, &row.currency, words)));
    }
    if !tally.remark.is_empty() {
        item.push_str(": ");
        item.push_str(&isolated(&tally.remark));
    }
    Some(item)
}
