//! The list of a day, and the card of an appointment: for the front desk, so without a clinical word.

use clinic::names::PatientName;
use clinic::prints::{AppointmentCard, CardDate, DayList, DayListAbsence, DayListPart, DayListRow};
use clinic::view::At;

use super::block::{Block, Body, Column, Group, Table};
use super::text::{Clocks, isolated};
use crate::words::Words;

pub fn day_list(list: &DayList, clocks: &Clocks, words: &Words) -> Body {
    let own = words.diary;
    let title = (own.day_list)(&clocks.weekday(&list.day));
    let mut blocks = Vec::new();
    if !list.absences.is_empty() {
        let row = |one: &DayListAbsence| [isolated(&one.name), away(one, clocks, words)];
        blocks.push(Block::Facts {
            rows: list.absences.iter().map(row).collect(),
        });
    }
    blocks.push(match list.parts.is_empty() {
        true => Block::Muted {
            text: own.none.to_owned(),
        },
        false => Block::Table(table(list, clocks, words)),
    });
    Body {
        title: match &list.department {
            Some(department) => format!("{title} · {}", isolated(department)),
            None => title,
        },
        banner: None,
        is_landscape: false,
        blocks,
        of: format!("day list {} {}", list.day, list.parts.len()),
    }
}

/// Returns `Absent, 13:00–17:00`, or `Closed all day`.
fn away(absence: &DayListAbsence, clocks: &Clocks, words: &Words) -> String {
    let own = words.diary;
    let state = match absence.is_room {
        true => own.shut,
        false => own.absent,
    };
    match (&absence.starts_at, &absence.ends_at) {
        (None, None) => format!("{state} {}", own.all_day),
        (Some(from), None) => format!("{state} {}", (own.from)(&clocks.hour(from))),
        (None, Some(to)) => format!("{state} {}", (own.until)(&clocks.hour(to))),
        (Some(from), Some(to)) => format!("{state}, {}", span(from, to, clocks)),
    }
}

fn table(list: &DayList, clocks: &Clocks, words: &Words) -> Table {
    let [time, name, born, file, phone, room] = words.diary.columns;
    let group = |part: &DayListPart| {
        let mut head = vec![isolated(&part.provider)];
        head.resize(words.diary.columns.len(), String::new());
        Group {
            head,
            rows: part
                .rows
                .iter()
                .map(|one| row(one, clocks, words))
                .collect(),
        }
    };
    Table {
        columns: vec![
            Column::text(time, 4),
            Column::text(name, 6),
            Column::text(born, 4),
            Column::text(file, 3),
            Column::text(phone, 5),
            Column::text(room, 3),
        ],
        groups: list.parts.iter().map(group).collect(),
        foot: Vec::new(),
        together: false,
    }
}

fn row(row: &DayListRow, clocks: &Clocks, words: &Words) -> Vec<String> {
    vec![
        span(&row.starts_at, &row.ends_at, clocks),
        isolated(&row.patient.name),
        born(&row.patient, clocks, words),
        isolated(&row.patient.file_number),
        isolated(&row.phone),
        isolated(row.room.as_deref().unwrap_or("")),
    ]
}

/// Returns the birth date of a row, and whether it is estimated; empty where none is recorded.
pub(super) fn born(patient: &PatientName, clocks: &Clocks, words: &Words) -> String {
    let day = patient.birth_date.as_ref().map(|day| clocks.day(day));
    match (day, patient.birth_date_estimated) {
        (Some(day), true) => format!("{day} {}", words.estimated),
        (day, _) => day.unwrap_or(String::new()),
    }
}

fn span(from: &At, to: &At, clocks: &Clocks) -> String {
    format!("{}–{}", clocks.hour(from), clocks.hour(to))
}

pub fn card(card: &AppointmentCard, clocks: &Clocks, words: &Words) -> Body {
    let own = words.diary;
    let mut rows = vec![
        [own.day.to_owned(), clocks.weekday_of(&card.starts_at)],
        [
            own.time.to_owned(),
            span(&card.starts_at, &card.ends_at, clocks),
        ],
        [own.with.to_owned(), isolated(&card.provider)],
    ];
    if let Some(room) = &card.room {
        rows.push([own.room.to_owned(), isolated(room)]);
    }
    let banner = card.is_cancelled.then(|| own.cancelled.to_owned());
    let mut blocks: Vec<Block> = banner.iter().map(Block::warning).collect();
    blocks.push(Block::Facts { rows });
    if !card.later.is_empty() {
        let row = |date: &CardDate| [clocks.weekday_of(&date.starts_at), at(date, card, clocks)];
        blocks.push(Block::heading(own.later));
        blocks.push(Block::Facts {
            rows: card.later.iter().map(row).collect(),
        });
    }
    if banner.is_none() {
        blocks.push(Block::text(own.request));
    }
    Body {
        title: own.appointment.to_owned(),
        banner,
        is_landscape: false,
        blocks,
        of: format!("card {} {}", card.id, card.seen),
    }
}

/// Returns `10:00–10:30`, and with whom and where as far as that is not as of the first date.
fn at(date: &CardDate, card: &AppointmentCard, clocks: &Clocks) -> String {
    let mut parts = vec![span(&date.starts_at, &date.ends_at, clocks)];
    if date.provider != card.provider {
        parts.push(isolated(&date.provider));
    }
    if let Some(room) = date
        .room
        .as_ref()
        .filter(|room| Some(*room) != card.room.as_ref())
    {
        parts.push(isolated(room));
    }
    parts.join(" · ")
}
