//! What is written about a patient, by type and by version.

use clinic::notes::NoteState;
use clinic::prints::PrintedRecords;
use clinic::timeline::TimelineEvent;
use clinic::timeline::records::RecordRow;
use clinic::view::Day;

use super::block::{Block, Body, Column, Group, Table};
use super::text::{Clocks, isolated};
use crate::words::Words;

pub fn body(records: &PrintedRecords, clocks: &Clocks, words: &Words) -> Body {
    let own = words.records;
    let kind = records.r#type.map_or(own.all_types, own.kind);
    let versions = match records.all_versions {
        true => own.all_versions,
        false => own.current,
    };
    let mut blocks = vec![Block::Muted {
        text: format!("{kind} · {versions}"),
    }];
    blocks.push(match records.rows.is_empty() {
        true => Block::Muted {
            text: own.none.to_owned(),
        },
        false => Block::Table(table(&records.rows, clocks, words)),
    });
    Body {
        title: own.title.to_owned(),
        banner: None,
        is_landscape: false,
        blocks,
        of: format!("records {kind} {versions} {}", records.rows.len()),
    }
}

fn table(rows: &[RecordRow], clocks: &Clocks, words: &Words) -> Table {
    let [date, kind, what, version, by] = words.records.columns;
    Table {
        columns: vec![
            Column::text(date, 4),
            Column::text(kind, 3),
            Column::text(what, 7),
            Column::text(version, 3),
            Column::text(by, 4),
        ],
        groups: vec![Group {
            head: Vec::new(),
            rows: rows.iter().map(|one| row(one, clocks, words)).collect(),
        }],
        foot: Vec::new(),
        together: false,
    }
}

fn row(row: &RecordRow, clocks: &Clocks, words: &Words) -> Vec<String> {
    let at = row.at.as_ref();
    vec![
        at.map_or_else(|| clocks.day(&Day(row.on.clone())), |at| clocks.time(at)),
        (words.records.kind)(row.r#type).to_owned(),
        isolated(&what(row, words)),
        version(row, words),
        isolated(&row.by),
    ]
}

/// Returns what a record is about: how a note begins, a name, or what was computed.
fn what(row: &RecordRow, words: &Words) -> String {
    if !row.text.is_empty() {
        return row.text.clone();
    }
    let kcal = |kcal: f64| format!("{} kcal", words.numbers.of(kcal, 0));
    match &row.event {
        TimelineEvent::Prescribed {
            medication, dosage, ..
        } => listed([medication, dosage]),
        TimelineEvent::Lab { laboratory, .. } => laboratory.clone(),
        TimelineEvent::Document { text, .. } => text.clone(),
        TimelineEvent::Screened { tool, result } => {
            let score = result.as_ref().map_or("", |result| result.score.as_str());
            listed([tool.as_str().replace('_', "-").as_str(), score])
        }
        TimelineEvent::Estimated { energy_kcal, .. } => {
            energy_kcal.map_or(String::new(), |energy| kcal(energy.0))
        }
        TimelineEvent::Recalled { kcal: energy, .. } => {
            energy.map_or(String::new(), |energy| kcal(energy.0))
        }
        TimelineEvent::MealPlanned { title, .. } => title.clone(),
        TimelineEvent::DietOrdered {
            supplements,
            tube_feed,
            ..
        } => {
            let names = supplements.iter().chain(tube_feed);
            listed(names.map(String::as_str))
        }
        TimelineEvent::HandoutGiven { title, .. } => title.clone().unwrap_or(String::new()),
        _ => String::new(),
    }
}

fn listed<'a, T: AsRef<str> + ?Sized + 'a>(parts: impl IntoIterator<Item = &'a T>) -> String {
    let parts = parts.into_iter().map(|part| -> &'a str { part.as_ref() });
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

/// Returns `2 of 3, draft`: which version of how many, and the state of a note.
fn version(row: &RecordRow, words: &Words) -> String {
    let own = words.records;
    let number = (row.versions > 1).then(|| (own.version)(row.version, row.versions));
    let state = match (&row.event, row.is_current) {
        (_, false) => Some(own.earlier),
        (TimelineEvent::Note { state }, true) => Some(match state {
            NoteState::Draft => own.draft,
            NoteState::Signed => own.signed,
            NoteState::Addendum => own.addendum,
            NoteState::Void => own.void,
        }),
        (_, true) => None,
    };
    let parts = number.into_iter().chain(state.map(str::to_owned));
    parts.collect::<Vec<_>>().join(", ")
}
