//! The drawing of a growth chart: curves of one weight, solid and dashed in turn, and the readings as dots that no line
//! joins, since a line would say how the child grew between them. At a corrected age a reading is a cross, joined to
//! its dot. Where the curves are interrupted no line goes from one side to the other.

use clinic::growth::{GrowthBreak, GrowthView, TargetHeightView};

use super::scale::{AgeTick, Scale, age_ticks, scale, spots, ticks};
use crate::sheet::chart::{Anchor, Chart, Ink, Label, Line, Shape, Symbol};
use crate::sheet::text::Clocks;
use crate::words::Words;

/// The figure and its plot, in mm: the page is landscape.
const SIZE: [f64; 2] = [257.0, 78.0];
const PLOT: [f64; 4] = [14.0, 2.0, 231.0, 64.0];
const TICK: f64 = 1.2;
/// How wide the curves are interrupted: less could be taken for a step.
const GAP: f64 = 1.6;
/// Labels nearer than this would cover each other.
const LABEL: f64 = 3.4;
const Y_TICKS: f64 = 7.0;
const X_TICKS: f64 = 12.0;

/// Returns the chart; none without a curve and a reading.
pub fn chart(
    growth: &GrowthView,
    as_z: bool,
    title: &str,
    clocks: &Clocks,
    words: &Words,
) -> Option<Chart> {
    let plane = Plane {
        scale: scale(growth)?,
    };
    let mut chart = Chart {
        alt: alt(growth, title, clocks, words),
        size: SIZE,
        plot: PLOT,
        lines: curves(growth, plane),
        symbols: Vec::new(),
        labels: curve_labels(growth, as_z, plane, words),
    };
    for changes in &growth.breaks {
        interrupt(&mut chart, changes, plane, words);
    }
    axes(&mut chart, growth, plane, words);
    if let Some(target) = &growth.target {
        bracket(&mut chart, target, plane, words);
    }
    readings(&mut chart, growth, plane);
    Some(chart)
}

/// Says what is drawn; its values are in the table below it.
fn alt(growth: &GrowthView, title: &str, clocks: &Clocks, words: &Words) -> String {
    let ends = growth.points.first().zip(growth.points.last());
    let ends = ends.map(|(first, last)| (clocks.date_of(&first.at), clocks.date_of(&last.at)));
    (words.growth.alt)(title, &growth.title, growth.points.len(), ends)
}

/// From values to millimetres.
#[derive(Clone, Copy)]
struct Plane {
    scale: Scale,
}

impl Plane {
    fn left(self, x: f64) -> f64 {
        let (from, to) = self.scale.x;
        hundredths(PLOT[0] + (x - from) / (to - from) * PLOT[2])
    }

    fn top(self, y: f64) -> f64 {
        let (from, to) = self.scale.y;
        hundredths(PLOT[1] + PLOT[3] - (y - from) / (to - from) * PLOT[3])
    }

    fn has_x(self, x: f64) -> bool {
        x >= self.scale.x.0 && x <= self.scale.x.1
    }

    fn has_y(self, y: f64) -> bool {
        y >= self.scale.y.0 && y <= self.scale.y.1
    }
}

/// A printer draws nothing finer.
fn hundredths(mm: f64) -> f64 {
    (mm * 100.0).round() / 100.0
}

const RIGHT: f64 = PLOT[0] + PLOT[2];
const BOTTOM: f64 = PLOT[1] + PLOT[3];

fn line(points: &[[f64; 2]], ink: Ink) -> Line {
    Line {
        points: points.to_vec(),
        ink,
        clipped: false,
    }
}

fn label(x: f64, y: f64, text: impl Into<String>, anchor: Anchor) -> Label {
    Label {
        at: [x, y],
        text: text.into(),
        anchor,
    }
}

/// Of a curve what lies within the window, with a point before and after it, where it is clipped.
fn curves(growth: &GrowthView, plane: Plane) -> Vec<Line> {
    let inks = [Ink::Dashed, Ink::Solid].into_iter().cycle();
    let drawn = growth.curves.iter().zip(inks).flat_map(|(curve, ink)| {
        curve.sections.iter().filter_map(move |section| {
            let first = section.partition_point(|point| point.x.0 < plane.scale.x.0);
            let last = section.partition_point(|point| point.x.0 <= plane.scale.x.1);
            let within = section.get(first.saturating_sub(1)..section.len().min(last + 1))?;
            let points = within.iter();
            let points = points.map(|point| [plane.left(point.x.0), plane.top(point.y.0)]);
            let points: Vec<_> = points.collect();
            (points.len() > 1).then_some(Line {
                points,
                ink,
                clipped: true,
            })
        })
    });
    drawn.collect()
}

/// A curve's centile or z-score at its right end, in the margin. From below: one that would cover the one under it is
/// left out.
fn curve_labels(growth: &GrowthView, as_z: bool, plane: Plane, words: &Words) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    for curve in &growth.curves {
        let mut points = curve.sections.iter().flatten().rev();
        let end = points.find(|point| point.x.0 <= plane.scale.x.1);
        let Some(end) = end.filter(|end| plane.has_y(end.y.0)) else {
            continue;
        };
        let y = plane.top(end.y.0);
        let below = labels.last().map(|below| below.at[1] - y);
        if below.is_none_or(|distance| distance >= LABEL) {
            let text = match as_z {
                true => words.numbers.signed(curve.label.0, 0),
                false => words.numbers.of(curve.label.0, 1),
            };
            labels.push(label(RIGHT + 1.5, y, text, Anchor::Right));
        }
    }
    labels
}

/// A hairline where other children are compared with, or where they are measured in another way, with both names.
fn interrupt(chart: &mut Chart, changes: &GrowthBreak, plane: Plane, words: &Words) {
    let at = changes.x().0;
    if at <= plane.scale.x.0 || at >= plane.scale.x.1 {
        return;
    }
    let own = words.growth;
    let x = plane.left(at);
    let upright = [[x, PLOT[1]], [x, BOTTOM]];
    chart.lines.push(line(&upright, Ink::Gap));
    chart.lines.push(line(&upright, Ink::Break));
    // the two kinds may be near each other: each has its own height
    let (y, [before, after]) = match changes {
        GrowthBreak::Reference { before, after, .. } => {
            (PLOT[1] + 6.0, [*before, *after].map(own.references))
        }
        GrowthBreak::Posture { .. } => (BOTTOM - 2.5, own.posture),
    };
    chart.labels.push(label(x - GAP, y, before, Anchor::Left));
    chart.labels.push(label(x + GAP, y, after, Anchor::Right));
}

fn axes(chart: &mut Chart, growth: &GrowthView, plane: Plane, words: &Words) {
    let own = words.growth;
    let corner = [[PLOT[0], PLOT[1]], [PLOT[0], BOTTOM], [RIGHT, BOTTOM]];
    chart.lines.push(line(&corner, Ink::Axis));
    for y in ticks(plane.scale.y, Y_TICKS) {
        let (top, text) = (plane.top(y), words.numbers.of(y, 2));
        let tick = [[PLOT[0] - TICK, top], [PLOT[0], top]];
        chart.lines.push(line(&tick, Ink::Axis));
        chart
            .labels
            .push(label(PLOT[0] - 2.0, top, text, Anchor::Left));
    }
    let xs: Vec<(f64, String)> = match growth.by_length {
        true => {
            let ticks = ticks(plane.scale.x, X_TICKS).into_iter();
            ticks.map(|x| (x, words.numbers.of(x, 1))).collect()
        }
        false => {
            let ticks = age_ticks(plane.scale.x, X_TICKS).into_iter();
            ticks.map(|tick| (tick.x, age_label(tick, words))).collect()
        }
    };
    for (x, text) in xs {
        let left = plane.left(x);
        let tick = [[left, BOTTOM], [left, BOTTOM + TICK]];
        chart.lines.push(line(&tick, Ink::Axis));
        chart
            .labels
            .push(label(left, BOTTOM + 3.6, text, Anchor::Middle));
    }
    let axis = match growth.by_length {
        true => format!("{} ({})", own.length, growth.length_unit),
        false => own.age.to_owned(),
    };
    let middle = PLOT[0] + PLOT[2] / 2.0;
    chart
        .labels
        .push(label(middle, SIZE[1] - 3.0, axis, Anchor::Middle));
    let unit = label(PLOT[0] + 1.5, PLOT[1] + 1.5, &growth.unit, Anchor::Right);
    chart.labels.push(unit);
}

fn age_label(tick: AgeTick, words: &Words) -> String {
    let own = words.growth;
    match tick {
        AgeTick {
            weeks: Some(weeks), ..
        } => (own.weeks)(weeks),
        AgeTick {
            years: 0.0, months, ..
        } => (own.months)(months),
        AgeTick {
            years, months: 0.0, ..
        } => (own.years)(years),
        AgeTick { years, months, .. } => {
            format!("{} {}", (own.years)(years), (own.months)(months))
        }
    }
}

/// The height that the child may reach, with its range, at the right end of what is drawn.
fn bracket(chart: &mut Chart, target: &TargetHeightView, plane: Plane, words: &Words) {
    let mut points = target.points.iter().rev();
    let end = points.find(|point| point.x.0 <= plane.scale.x.1 + 1e-9);
    let Some(end) = end else {
        return;
    };
    let inside = |y: f64| plane.top(y.clamp(plane.scale.y.0, plane.scale.y.1));
    let (high, low) = (inside(end.high.0), inside(end.low.0));
    if low - high < TICK {
        return;
    }
    let (from, to) = (RIGHT - 2.5, RIGHT - 0.8);
    let around = [[from, high], [to, high], [to, low], [from, low]];
    chart.lines.push(line(&around, Ink::Strong));
    if plane.has_y(end.y.0) {
        let middle = plane.top(end.y.0);
        let dash = [[from - 1.0, middle], [to, middle]];
        chart.lines.push(line(&dash, Ink::Strong));
        let name = label(from - 2.0, middle, words.growth.target_short, Anchor::Left);
        chart.labels.push(name);
    }
}

fn readings(chart: &mut Chart, growth: &GrowthView, plane: Plane) {
    for point in &growth.points {
        let top = plane.top(point.y.0);
        let (since, corrected) = spots(growth, point);
        let spots = [(Some(since), Shape::Dot), (corrected, Shape::Cross)];
        let spots = spots.into_iter();
        let spots = spots.filter_map(|(x, shape)| Some((x.filter(|x| plane.has_x(*x))?, shape)));
        let symbols = spots.map(|(x, shape)| Symbol {
            at: [plane.left(x), top],
            shape,
        });
        let symbols: Vec<_> = symbols.collect();
        if let [one, other] = symbols.as_slice() {
            chart.lines.push(line(&[one.at, other.at], Ink::Axis));
        }
        chart.symbols.extend(symbols);
    }
}
