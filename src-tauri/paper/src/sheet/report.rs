//! A manager's report: sums of a period. It names no patient.

use clinic::reports::{ReportExpenses, ReportIncome, ReportLoad, ReportSpan, ReportView};
use clinic::view::{Choice, Id};

use super::block::{Block, Body, Column, Group, Table};
use super::invoice::{amount, decimal};
use super::text::{Clocks, isolated};
use crate::words::{ReportWords, Words};

pub fn body(view: &ReportView, clocks: &Clocks, words: &Words) -> Body {
    let own = words.report;
    let query = &view.query;
    let mut blocks = Vec::new();
    if view.is_unsure {
        blocks.push(Block::warning(own.unsure));
    }
    let choices = &view.choices;
    let narrowed = [
        (own.facility, &query.facility_id, &choices.facilities),
        (own.department, &query.department_id, &choices.departments),
        (own.provider, &query.provider_id, &choices.providers),
    ];
    let rows: Vec<[String; 2]> = narrowed
        .into_iter()
        .filter_map(|(label, id, choices)| {
            Some([label.to_owned(), isolated(&name(choices, id.as_ref()?))])
        })
        .collect();
    let is_narrowed = !rows.is_empty();
    if is_narrowed {
        blocks.push(Block::Facts { rows });
    }
    blocks.push(Block::heading(own.appointments));
    if view.total.appointments == 0 && view.total.cancelled == 0 {
        blocks.push(Block::Muted {
            text: own.none.to_owned(),
        });
    }
    blocks.push(Block::Table(spans(view, clocks, words)));
    for (heading, label, rows) in [
        (own.load, own.provider, &view.providers),
        (own.rooms, own.room, &view.rooms),
    ] {
        if !rows.is_empty() {
            blocks.push(Block::heading(heading));
            blocks.push(Block::Table(load(label, rows, words)));
        }
    }
    blocks.extend(view.providers.iter().filter_map(|row| {
        let day = clocks.day(row.work_changed_on.as_ref()?);
        Some(Block::Muted {
            text: (own.work_changed)(&isolated(&row.name), &day),
        })
    }));
    let income = view.income.as_deref().unwrap_or(&[]);
    if !income.is_empty() {
        blocks.push(Block::heading(own.income));
        blocks.push(Block::Table(incomes(income, words)));
    }
    let expenses = view.expenses.as_deref().unwrap_or(&[]);
    if !expenses.is_empty() {
        blocks.push(Block::heading(own.expenses));
        blocks.push(Block::Table(spent(expenses, words)));
    }
    if is_narrowed && view.income.is_some() {
        blocks.push(Block::Muted {
            text: own.of_appointments.to_owned(),
        });
    }
    let notes = own.notes.iter().map(|note| (*note).to_owned());
    blocks.extend(notes.map(|text| Block::Muted { text }));
    Body {
        title: (own.title)(&clocks.day(&query.from), &clocks.day(&query.until)),
        banner: None,
        is_landscape: true,
        blocks,
        of: format!("report {} {}", query.from, query.until),
    }
}

fn name(choices: &[Choice], id: &Id) -> String {
    let choice = choices.iter().find(|choice| choice.id == *id);
    choice.map_or(id.to_string(), |choice| choice.name.clone())
}

fn spans(view: &ReportView, clocks: &Clocks, words: &Words) -> Table {
    let own: &ReportWords = words.report;
    let row = |first: String, span: &ReportSpan| {
        vec![
            first,
            number(span.appointments, words),
            number(span.came, words),
            number(span.no_shows, words),
            percent(span.no_show_permille, words),
            number(span.cancelled, words),
            known(span.wait_median, words),
            known(span.wait_ninth, words),
            number(span.new_patients, words),
            number(span.patients, words),
        ]
    };
    let spans = view.spans.iter();
    Table {
        columns: [Column::text((own.span)(view.step), 3)]
            .into_iter()
            .chain(own.columns.map(Column::number))
            .collect(),
        groups: vec![Group {
            head: Vec::new(),
            rows: spans
                .map(|span| row(clocks.day(&span.from), span))
                .collect(),
        }],
        foot: row(own.total.to_owned(), &view.total),
        together: false,
    }
}

fn load(label: &str, rows: &[ReportLoad], words: &Words) -> Table {
    let row = |row: &ReportLoad| {
        vec![
            isolated(&row.name),
            number(row.appointments, words),
            number(row.no_shows, words),
            hours(row.booked_minutes, words),
            row.working_minutes
                .map_or(String::new(), |minutes| hours(minutes, words)),
            percent(row.load_permille, words),
        ]
    };
    Table {
        columns: [Column::text(label, 3)]
            .into_iter()
            .chain(words.report.load_columns.map(Column::number))
            .collect(),
        groups: vec![Group {
            head: Vec::new(),
            rows: rows.iter().map(row).collect(),
        }],
        foot: Vec::new(),
        together: false,
    }
}

fn incomes(income: &[ReportIncome], words: &Words) -> Table {
    let [currency, others @ ..] = words.report.income_columns;
    let row = |one: &ReportIncome| {
        let of = |plain: &str| decimal(plain, words);
        vec![
            one.currency.clone(),
            of(&one.invoiced),
            of(&one.paid),
            of(&one.refunded),
            amount(&one.net, &one.currency, words),
        ]
    };
    Table {
        columns: [Column::text(currency, 2)]
            .into_iter()
            .chain(others.map(Column::number))
            .collect(),
        groups: vec![Group {
            head: Vec::new(),
            rows: income.iter().map(row).collect(),
        }],
        foot: Vec::new(),
        together: true,
    }
}

/// A row for each currency, and below it one for each category.
fn spent(expenses: &[ReportExpenses], words: &Words) -> Table {
    let [currency, others @ ..] = words.report.expense_columns;
    let mut rows = Vec::new();
    for one in expenses {
        let sum = &one.sum;
        rows.push(vec![
            sum.currency.clone(),
            amount(&sum.total, &sum.currency, words),
            amount(&one.left, &sum.currency, words),
        ]);
        rows.extend(sum.categories.iter().map(|of| {
            let category = (words.expenses.category)(of.category);
            let spent = decimal(&of.amount, words);
            vec![format!("– {category}"), spent, String::new()]
        }));
    }
    Table {
        columns: [Column::text(currency, 2)]
            .into_iter()
            .chain(others.map(Column::number))
            .collect(),
        groups: vec![Group {
            head: Vec::new(),
            rows,
        }],
        foot: Vec::new(),
        together: true,
    }
}

fn number(number: u32, words: &Words) -> String {
    decimal(&number.to_string(), words)
}

fn known(of: Option<u32>, words: &Words) -> String {
    of.map_or(String::new(), |of| number(of, words))
}

fn percent(permille: Option<u32>, words: &Words) -> String {
    permille.map_or(String::new(), |of| {
        let plain = format!("{}.{}", of / 10, of % 10);
        words.numbers.with_unit(&decimal(&plain, words), "%")
    })
}

/// Rounded to one decimal, half up, as the screens do.
fn hours(minutes: u32, words: &Words) -> String {
    let tenths = minutes.saturating_add(3) / 6;
    decimal(&format!("{}.{}", tenths / 10, tenths % 10), words)
}
