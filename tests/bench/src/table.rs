//! What a run prints: one line for each bar, ours next to the floor.

use crate::figures::Figures;

#[derive(Debug, Clone, Copy)]
pub enum Unit {
    Seconds,
    Bytes,
    PerSecond,
}

/// What a line is compared with. Nothing fails on it: it is printed.
#[derive(Debug, Clone, Copy)]
pub enum Bar {
    /// Ours over the floor.
    AtMost(f64),
    AtLeast(f64),
    /// Ours alone, in the unit of the line.
    Under(f64),
    /// Reported, compared with nothing.
    None,
}

pub struct Line {
    pub what: String,
    pub unit: Unit,
    pub ours: Figures,
    /// What the floor is, and its figures.
    pub floor: Option<(&'static str, Figures)>,
    /// 50 is the median.
    pub percent: usize,
    pub bar: Bar,
}

impl Line {
    pub fn times(what: impl Into<String>, ours: Figures, bar: Bar) -> Self {
        Self {
            what: what.into(),
            unit: Unit::Seconds,
            ours,
            floor: None,
            percent: 50,
            bar,
        }
    }

    pub fn of(self, unit: Unit) -> Self {
        Self { unit, ..self }
    }

    pub fn against(self, name: &'static str, floor: Figures) -> Self {
        Self {
            floor: Some((name, floor)),
            ..self
        }
    }

    pub fn at(self, percent: usize) -> Self {
        Self { percent, ..self }
    }

    fn ratio(&self) -> Option<f64> {
        let (_, floor) = self.floor.as_ref()?;
        let ratio = self.ours.at(self.percent) / floor.at(self.percent);
        // compared with its bar as it is printed
        Some((ratio * 100.0).round() / 100.0)
    }

    /// A short line for a user who watches the run.
    pub fn brief(&self) -> String {
        let cells = self.cells();
        let words = cells.iter().filter(|cell| !cell.is_empty());
        words.cloned().collect::<Vec<_>>().join("  ")
    }

    fn is_within_bar(&self) -> Option<bool> {
        let ours = self.ours.at(self.percent);
        if ours.is_nan() {
            return None;
        }
        match self.bar {
            Bar::AtMost(bar) => self.ratio().map(|ratio| ratio <= bar),
            Bar::AtLeast(bar) => self.ratio().map(|ratio| ratio >= bar),
            Bar::Under(bar) => Some(ours < bar),
            Bar::None => None,
        }
    }

    fn cells(&self) -> [String; 7] {
        let show = |figures: &Figures| amount(self.unit, figures.at(self.percent));
        let bar = match self.bar {
            Bar::AtMost(bar) => format!("<= {bar}x"),
            Bar::AtLeast(bar) => format!(">= {bar}x"),
            Bar::Under(bar) => format!("< {}", amount(self.unit, bar)),
            Bar::None => String::new(),
        };
        let percent = match self.percent {
            50 => String::new(),
            percent => format!(", p{percent}"),
        };
        [
            format!("{}{percent}", self.what),
            show(&self.ours),
            self.floor
                .as_ref()
                .map_or(String::new(), |(name, _)| (*name).to_owned()),
            self.floor
                .as_ref()
                .map_or(String::new(), |(_, floor)| show(floor)),
            self.ratio()
                .map_or(String::new(), |ratio| format!("{ratio:.2}x")),
            bar,
            match self.is_within_bar() {
                Some(true) => "ok",
                Some(false) => "over",
                None => "",
            }
            .to_owned(),
        ]
    }
}

fn amount(unit: Unit, value: f64) -> String {
    let steps: &[(f64, &str)] = match unit {
        Unit::Seconds => &[(1.0, "s"), (1e-3, "ms"), (1e-6, "us"), (0.0, "ns")],
        Unit::Bytes => &[(1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (0.0, "B")],
        Unit::PerSecond => &[(1e6, "M/s"), (1e3, "k/s"), (0.0, "/s")],
    };
    let step = steps.iter().find(|(least, _)| value >= *least);
    match (step, unit) {
        (Some((least, name)), _) if *least > 0.0 => format!("{:.2} {name}", value / least),
        (Some((_, name)), Unit::Seconds) => format!("{:.0} {name}", value * 1e9),
        (Some((_, name)), _) => format!("{value:.0} {name}"),
        (None, _) => "-".to_owned(),
    }
}

const HEAD: [&str; 7] = ["what", "ours", "against", "floor", "ratio", "bar", ""];

pub fn print(lines: &[Line]) {
    let mut rows = vec![HEAD.map(str::to_owned)];
    rows.extend(lines.iter().map(Line::cells));
    let width = |column: usize| {
        let lengths = rows.iter().map(|row| row[column].chars().count());
        lengths.max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..HEAD.len()).map(width).collect();
    for row in &rows {
        let cells = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(at, (cell, &width))| {
                // words to the left, numbers to the right
                match at {
                    0 | 2 | 6 => format!("{cell:<width$}"),
                    _ => format!("{cell:>width$}"),
                }
            });
        println!("{}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
    let over = lines
        .iter()
        .filter(|line| line.is_within_bar() == Some(false));
    println!("\n{} lines, {} over their bar", lines.len(), over.count());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_over_its_bar_is_reported_and_one_under_it_is_not() {
        let line =
            |bar| Line::times("a read", Figures::one(3.0), bar).against("clear", Figures::one(2.0));
        assert_eq!(line(Bar::AtMost(1.4)).is_within_bar(), Some(false));
        assert_eq!(line(Bar::AtMost(1.5)).is_within_bar(), Some(true));
        assert_eq!(line(Bar::AtLeast(1.6)).is_within_bar(), Some(false));
        assert_eq!(line(Bar::Under(3.0)).is_within_bar(), Some(false));
        assert_eq!(line(Bar::None).is_within_bar(), None);
    }

    #[test]
    fn amounts_are_written_in_the_unit_that_fits() {
        assert_eq!(amount(Unit::Seconds, 0.000_001_5), "1.50 us");
        assert_eq!(amount(Unit::Seconds, 0.25e-6), "250 ns");
        assert_eq!(amount(Unit::Bytes, 12_500_000.0), "12.50 MB");
        assert_eq!(amount(Unit::PerSecond, 131_000.0), "131.00 k/s");
    }
}
