//! Who waits for a time: for the front desk, so without a clinical word.

use clinic::prints::{PrintedWaitingList, WaitingListRow};
use clinic::waiting_list::WishedDay;

use super::block::{Block, Body, Column, Group, Table};
use super::diary::born;
use super::text::{Clocks, isolated};
use crate::words::Words;

pub fn body(list: &PrintedWaitingList, clocks: &Clocks, words: &Words) -> Body {
    let own = words.waiting;
    let block = match list.rows.is_empty() {
        true => Block::Muted {
            text: own.none.to_owned(),
        },
        false => Block::Table(table(&list.rows, clocks, words)),
    };
    Body {
        title: (own.title)(&clocks.day(&list.day)),
        banner: None,
        is_landscape: true,
        blocks: vec![block],
        of: format!("waiting list {} {}", list.day, list.rows.len()),
    }
}

fn table(rows: &[WaitingListRow], clocks: &Clocks, words: &Words) -> Table {
    let [name, born, file, phone, provider, when, since] = words.waiting.columns;
    Table {
        columns: vec![
            Column::text(name, 5),
            Column::text(born, 3),
            Column::text(file, 2),
            Column::text(phone, 4),
            Column::text(provider, 4),
            Column::text(when, 6),
            Column::text(since, 3),
        ],
        groups: vec![Group {
            head: Vec::new(),
            rows: rows.iter().map(|one| row(one, clocks, words)).collect(),
        }],
        foot: Vec::new(),
        together: false,
    }
}

fn row(row: &WaitingListRow, clocks: &Clocks, words: &Words) -> Vec<String> {
    vec![
        isolated(&row.patient.name),
        born(&row.patient, clocks, words),
        isolated(&row.patient.file_number),
        isolated(&row.phone),
        isolated(&row.provider),
        when(row, clocks, words),
        clocks.day(&row.since),
    ]
}

/// Returns `Monday, Friday, from 09:00, until 20 Dec 2026`, or that any time suits.
fn when(row: &WaitingListRow, clocks: &Clocks, words: &Words) -> String {
    let own = words.waiting;
    let days = row.weekdays.iter();
    let mut parts: Vec<String> = days.map(|day| weekday(*day, words).to_owned()).collect();
    let (from, until) = (&row.from_time, &row.until_time);
    if !from.is_empty() {
        parts.push((words.diary.from)(from));
    }
    if !until.is_empty() {
        parts.push((words.diary.until)(until));
    }
    parts.extend(
        row.from_day
            .as_ref()
            .map(|day| (own.from)(&clocks.day(day))),
    );
    parts.extend(
        row.until_day
            .as_ref()
            .map(|day| (own.until)(&clocks.day(day))),
    );
    match parts.is_empty() {
        true => own.any.to_owned(),
        false => parts.join(", "),
    }
}

fn weekday(day: WishedDay, words: &Words) -> &'static str {
    let index = match day {
        WishedDay::Mon => 0,
        WishedDay::Tue => 1,
        WishedDay::Wed => 2,
        WishedDay::Thu => 3,
        WishedDay::Fri => 4,
        WishedDay::Sat => 5,
        WishedDay::Sun => 6,
    };
    words.weekdays[index]
}
