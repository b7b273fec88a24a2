//! What was ordered from a laboratory, as it goes there with what was collected.

use clinic::labs::print::PrintedLabOrder;
use clinic::labs::{LabOrderState, LabOrderedTest, LabStep};

use super::block::{Block, Body, Column, Group, Table};
use super::text::{Clocks, isolated};
use crate::words::Words;

pub fn body(printed: &PrintedLabOrder, clocks: &Clocks, words: &Words) -> Body {
    let (view, own) = (&printed.order, words.lab_order);
    let banner = match view.state {
        LabOrderState::Cancelled => Some(own.cancelled.to_owned()),
        LabOrderState::Resulted => Some(own.resulted.to_owned()),
        LabOrderState::Ordered | LabOrderState::Collected => None,
    };
    let mut blocks: Vec<Block> = banner.iter().map(Block::warning).collect();
    blocks.push(Block::Table(tests(&view.tests, words)));
    let step = |step: &LabStep| {
        let at = step.at.as_ref();
        let at = at.map_or_else(|| clocks.day(&step.on), |at| clocks.time(at));
        match step.by.as_str() {
            "" => at,
            by => format!("{at}, {}", isolated(by)),
        }
    };
    let wished = view.wished_on.as_ref();
    let wished = wished.map_or(own.soon.to_owned(), |day| clocks.day(day));
    let mut rows = vec![
        [own.wished_on.to_owned(), wished],
        [own.ordered.to_owned(), step(&view.ordered)],
    ];
    if let Some(collected) = &view.collected {
        rows.push([own.collected.to_owned(), step(collected)]);
    }
    for (name, text) in [(own.laboratory, &view.laboratory), (own.note, &view.note)] {
        if !text.is_empty() {
            rows.push([name.to_owned(), isolated(text)]);
        }
    }
    blocks.push(Block::Facts { rows });
    blocks.push(Block::signature(
        (own.ordered_by)(&isolated(&view.ordered.by)),
        &printed.specialization,
        &printed.licence_number,
        words,
    ));
    Body {
        title: own.title.to_owned(),
        banner,
        is_landscape: false,
        blocks,
        of: format!("{} {}", view.id, view.seen),
    }
}

fn tests(tests: &[LabOrderedTest], words: &Words) -> Table {
    let own = words.lab_order;
    let row = |test: &LabOrderedTest| {
        vec![
            isolated(&test.name),
            test.short.clone(),
            test.specimen.clone(),
        ]
    };
    Table {
        columns: vec![
            Column::text(own.test, 2),
            Column::text(own.short, 1),
            Column::text(own.specimen, 1),
        ],
        groups: vec![Group {
            head: Vec::new(),
            rows: tests.iter().map(row).collect(),
        }],
        foot: Vec::new(),
        together: false,
    }
    .on_one_page()
}
