//! A growth chart: the curves of a reference with a child's readings, and the same values in a table.

mod drawing;
mod scale;

use clinic::growth::{GrowthPoint, GrowthView, TargetHeightView};
use clinic::growth_references::DAYS_A_MONTH;
use clinic::measurements::MeasureKind;
use clinic::prints::PrintView;

use super::block::{Block, Body, Column, Group, Table};
use super::text::Clocks;
use crate::words::Words;

/// An age below three months is told in weeks, and below two years in months.
const WEEKS_BELOW: f64 = 3.0;
const MONTHS_BELOW: f64 = 24.0;

pub fn body(
    growth: &GrowthView,
    as_z: bool,
    view: &PrintView,
    clocks: &Clocks,
    words: &Words,
) -> Body {
    let own = words.growth;
    let title = title(growth, words);
    let mut blocks = vec![Block::Facts {
        rows: facts(growth, &title, words),
    }];
    blocks.extend(remarks(growth, words).map(|text| Block::Muted { text }));
    blocks.extend(drawing::chart(growth, as_z, &title, clocks, words).map(Block::Chart));
    match growth.points.is_empty() {
        true => blocks.push(Block::Muted {
            text: own.none.to_owned(),
        }),
        false => blocks.push(readings(growth, clocks, words)),
    }
    let newest = growth.points.last().map_or("", |newest| &newest.at.0);
    let patient = view.head.patient.as_ref().map_or("", |of| &of.id.0);
    Body {
        title: own.title.to_owned(),
        banner: None,
        is_landscape: true,
        blocks,
        of: format!("{patient} {title} {newest}"),
    }
}

/// `Weight for age, girls`.
fn title(growth: &GrowthView, words: &Words) -> String {
    let indicator = (words.growth.indicator)(growth.indicator);
    let whose = growth.sex.map(words.growth.children);
    let parts = [Some(indicator), whose].into_iter().flatten();
    parts.collect::<Vec<_>>().join(", ")
}

fn facts(growth: &GrowthView, title: &str, words: &Words) -> Vec<[String; 2]> {
    let own = words.growth;
    let mut rows = vec![
        [own.measure.to_owned(), title.to_owned()],
        [own.reference.to_owned(), growth.title.clone()],
    ];
    if let Some(target) = &growth.target {
        rows.push([
            own.target.to_owned(),
            target_text(target, &growth.length_unit, words),
        ]);
    }
    rows
}

fn target_text(target: &TargetHeightView, unit: &str, words: &Words) -> String {
    let numbers = &words.numbers;
    let heights = [target.height, target.low, target.high];
    let [height, low, high] = heights.map(|of| numbers.of(of.0, 1));
    let height = numbers.with_unit(&height, unit);
    let range = (words.foods.between)(&low, &high);
    format!("{height} ({range}), {}", target.source)
}

/// How sure the ages are, and which age counts.
fn remarks<'a>(growth: &'a GrowthView, words: &'a Words) -> impl Iterator<Item = String> {
    let (birth, own) = (&growth.birth, words.growth);
    let is_estimated = birth.is_estimated && !growth.by_length;
    let estimated = is_estimated.then(|| own.estimated.to_owned());
    let is_corrected = growth.points.iter().any(|point| point.corrected.is_some());
    let gestation = birth.gestation.as_ref();
    let gestation = gestation.and_then(|weeks| match birth.corrected_until_months {
        Some(months) => is_corrected.then(|| (own.corrected_until)(weeks, months)),
        None => Some((own.born_at)(weeks)),
    });
    let unknown = growth.sex.is_none().then(|| own.no_sex.to_owned());
    [estimated, gestation, unknown].into_iter().flatten()
}

/// The newest first, as on the screen.
fn readings(growth: &GrowthView, clocks: &Clocks, words: &Words) -> Block {
    let own = words.growth;
    let is_corrected = growth.points.iter().any(|point| point.corrected.is_some());
    let has_corrected = is_corrected && !growth.by_length;
    let has_references = growth.references.len() > 1;
    let [date, age, corrected, value, centile, z, change, reference] = own.columns;
    let mut columns = vec![Column::text(date, 3), Column::text(age, 3)];
    if has_corrected {
        columns.push(Column::text(corrected, 3));
    }
    columns.extend([
        Column::text(value, 4),
        Column::number(centile),
        Column::number(z),
        Column::text(change, 3),
    ]);
    if has_references {
        columns.push(Column::text(reference, 3));
    }
    let row = |point: &GrowthPoint| {
        let mut cells = vec![clocks.date_of(&point.at), age_text(point.age_days, words)];
        if has_corrected {
            let days = point.corrected.map(|corrected| corrected.age_days);
            cells.push(days.map_or(String::new(), |days| age_text(days, words)));
        }
        cells.extend([
            value_text(growth, point, words),
            point
                .centile
                .map_or("–".to_owned(), |of| centile_text(of.0)),
            point
                .z
                .map_or_else(|| own.outside.to_owned(), |z| words.numbers.signed(z.0, 2)),
            change_text(point, words),
        ]);
        if has_references {
            cells.push((own.references)(point.reference).to_owned());
        }
        cells
    };
    Block::Table(Table {
        columns,
        groups: vec![Group {
            head: Vec::new(),
            rows: growth.points.iter().rev().map(row).collect(),
        }],
        foot: Vec::new(),
        together: false,
    })
}

fn value_text(growth: &GrowthView, point: &GrowthPoint, words: &Words) -> String {
    let own = words.growth;
    let in_unit = |value: f64| {
        let value = words.numbers.of(value, 2);
        words.numbers.with_unit(&value, &growth.unit)
    };
    let mut parts = vec![in_unit(point.value.0)];
    if point.kind == MeasureKind::Length {
        parts.push(own.posture[0].to_owned());
    }
    if point.y != point.value {
        parts.push((own.compared)(&in_unit(point.y.0)));
    }
    if point.is_implausible {
        parts.push(own.implausible.to_owned());
    }
    parts.join(", ")
}

fn change_text(point: &GrowthPoint, words: &Words) -> String {
    point.change.map_or("–".to_owned(), |change| {
        let value = words.numbers.signed(change.value.0, 1);
        format!("{value} {}", (words.growth.rate)(change.unit))
    })
}

/// Whole; at the ends a reference tells no more than that.
pub(super) fn centile_text(centile: f64) -> String {
    match centile {
        ..1.0 => "< 1".to_owned(),
        centile if centile > 99.0 => "> 99".to_owned(),
        centile => format!("{centile:.0}"),
    }
}

/// `9 wk`, `14 m`, `4 y 7 m`, `2 wk before due`: in the units of the axis.
fn age_text(days: i32, words: &Words) -> String {
    let own = words.growth;
    let days = f64::from(days);
    if days < 0.0 {
        // a part of a week counts: the child was not due yet
        return (own.before_due)(&(own.weeks)((-days / 7.0).ceil()));
    }
    let months = (days / DAYS_A_MONTH).floor();
    match months {
        ..WEEKS_BELOW => (own.weeks)((days / 7.0).floor()),
        ..MONTHS_BELOW => (own.months)(months),
        _ => {
            let years = (months / 12.0).floor();
            let months = months - years * 12.0;
            format!("{} {}", (own.years)(years), (own.months)(months))
        }
    }
}
