//! A child's growth in words.

use clinic::growth::{GrowthBreak, GrowthEvent, GrowthPoint, GrowthQuery, GrowthView, age_text};
use clinic::view::Id;

use crate::args::care::GrowthOf;
use crate::args::records::GrowthReference;
use crate::commands::centiles::centile_text;
use crate::commands::timeline;
use crate::entry::{choice, id};
use crate::exit::Result;
use crate::text::Clocks;

/// A line of what is shown, oldest first.
enum Line<'a> {
    Point(&'a GrowthPoint),
    Event(&'a GrowthEvent),
    Break(&'a GrowthBreak),
}

/// Returns the patient and the requested chart.
///
/// # Errors For an invalid id, indicator or sex.
pub(super) fn growth_query(of: GrowthOf) -> Result<(Id, GrowthQuery)> {
    let sex = of.curves_of.map(|sex| choice(&sex, "curves_of"));
    let indicator = of.indicator.map(|name| choice(&name, "indicator"));
    let query = GrowthQuery {
        indicator: indicator.transpose()?,
        reference: of.reference.map(GrowthReference::of_clinic),
        sex: sex.transpose()?,
        as_z: of.by_z,
    };
    Ok((id(of.patient, "patient")?, query))
}

pub(super) fn growth_text(growth: &GrowthView, clocks: &Clocks) -> String {
    let lines = lines(growth).into_iter().map(|line| match line {
        Line::Point(point) => point_text(growth, point, clocks),
        Line::Event(of) => format!(
            "{:<16}  {}  {}",
            of.on,
            age_text(of.age_days),
            timeline::event(&of.event, clocks)
        ),
        Line::Break(GrowthBreak::Reference { before, after, .. }) => format!(
            "From here on {}, before {}: the curves do not join.",
            after.title(),
            before.title()
        ),
        Line::Break(GrowthBreak::Posture { .. }) => {
            "From here on measured standing, before lying: the curves do not join.".to_owned()
        }
    });
    let lines: Vec<_> = match growth.points.is_empty() {
        true => Vec::new(),
        false => lines.collect(),
    };
    let text = clocks.headed(lines, "Nothing of this kind was recorded yet.");
    let remarks = growth_remarks(growth).into_iter();
    let lines = [growth.title.clone()].into_iter().chain(remarks);
    lines.chain([text]).collect::<Vec<_>>().join("\n")
}

/// Returns readings and events in the order of age, and each break between the readings that it parts.
fn lines(growth: &GrowthView) -> Vec<Line<'_>> {
    let events = growth
        .events
        .iter()
        .map(|of| (of.age_days, Some(of.x.0), Line::Event(of)));
    let points = growth.points.iter();
    let points = points.map(|of| (of.age_days, None, Line::Point(of)));
    let mut dated: Vec<_> = events.chain(points).collect();
    dated.sort_by_key(|(age_days, ..)| *age_days);
    let counted = |of: &GrowthPoint| match &of.corrected {
        Some(corrected) if !growth.by_length => corrected.x.0,
        _ => of.x.0,
    };
    let mut breaks = growth.breaks.iter().peekable();
    let first = growth.points.first().map_or(f64::MAX, counted);
    while breaks.next_if(|next| next.x().0 <= first).is_some() {}
    let last = growth.points.iter().map(counted).fold(f64::MIN, f64::max);
    let mut lines = Vec::new();
    for (_, event_x, line) in dated {
        let x = match (&line, event_x) {
            (Line::Point(point), _) => Some(counted(point)),
            // an event has no length
            (_, x) => x.filter(|_| !growth.by_length),
        };
        while let Some(passed) =
            breaks.next_if(|next| x.is_some_and(|x| x >= next.x().0) && next.x().0 <= last)
        {
            lines.push(Line::Break(passed));
        }
        lines.push(line);
    }
    lines
}

fn point_text(growth: &GrowthView, point: &GrowthPoint, clocks: &Clocks) -> String {
    let at = clocks.time(&point.at);
    let age = match &point.corrected {
        Some(corrected) => format!(
            "{}, corrected {}",
            age_text(point.age_days),
            age_text(corrected.age_days)
        ),
        None => age_text(point.age_days),
    };
    let score = match (point.z, point.centile) {
        (Some(z), Some(centile)) => {
            format!("  z {:.2}, centile {}", z.0, centile_text(centile.0))
        }
        _ if growth.sex.is_none() => "  no curves: give --curves-of FEMALE or MALE".to_owned(),
        _ => "  outside of the reference".to_owned(),
    };
    let warning = if point.is_implausible {
        ", implausible"
    } else {
        ""
    };
    format!(
        "{at}  {age}  {} {}{score}{warning}",
        point.value.0, growth.unit
    )
}

/// Returns remarks on the ages and on the target height.
fn growth_remarks(growth: &GrowthView) -> Vec<String> {
    let birth = &growth.birth;
    let estimated = birth.is_estimated.then(|| {
        "The birth date is an estimate, and so are the ages and all centiles by age.".to_owned()
    });
    let gestation = birth.gestation.as_ref().map(|gestation| {
        let until = match birth.corrected_until_months {
            Some(months) => {
                format!("ages are corrected until a corrected age of {months} months")
            }
            None => "no age is corrected".to_owned(),
        };
        format!("Born at {gestation} weeks: {until}.")
    });
    let asked = birth.asks_gestation.then(|| {
        "Gestation at birth is not recorded. Add it to correct the age: profile edit --gestation."
            .to_owned()
    });
    let unit = &growth.length_unit;
    let target = growth.target.as_ref().map(|target| {
        let centile = target.centile.map_or(String::new(), |centile| {
            format!(", centile {}", centile_text(centile.0))
        });
        format!(
            "Target height by the parents’ heights: {} {unit}, {} to {} {unit}{centile} ({}; {}).",
            target.height.0, target.low.0, target.high.0, target.source, target.reference_title
        )
    });
    [estimated, gestation, asked, target]
        .into_iter()
        .flatten()
        .collect()
}
