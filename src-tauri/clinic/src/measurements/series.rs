//! The measurements of one patient over time, and the figures that are computed from them.

use chrono::NaiveDate;
use chrono_tz::Tz;
use rust_decimal::Decimal;
use sync_contract::field::Time;
use sync_contract::ids::{MeasurementId, VisitId};
use sync_contract::read_version::ReadVersion;

use crate::age::Age;
use crate::clock::day_of;
use crate::measurements::anthropometry::Dated;
use crate::measurements::centile::{ChildCentile, TOGETHER_DAYS};
use crate::measurements::doubt::is_doubtful;
use crate::measurements::kind::MeasureKind;
use crate::measurements::loss::loss;
use crate::measurements::range::{Person, band, word};
use crate::measurements::read::Measured;
use crate::measurements::spelling::rounded;
use crate::measurements::unit_system::UnitSystem;
use crate::measurements::{
    ChangeLine, CurrentMeasure, DerivedLine, HowTaken, MeasureGrid, MeasureLine, MeasureTile,
    Reading, TrendPoint, TrendView, anthropometry,
};
use crate::view::{At, Figure, Id, Quantity, ReadVersionToken};

/// One measurement in the form that figures are computed from.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    pub id: MeasurementId,
    pub kind: MeasureKind,
    pub measured: Measured,
    pub at: Time,
    pub entered_at: Time,
    pub visit: Option<VisitId>,
    pub entered: String,
    /// It was asked about, and a person kept it.
    pub is_confirmed: bool,
    pub how: HowTaken,
    pub seen: ReadVersion,
}

/// The measurements of one patient in the order of time, with the patient's sex and birth date for the references.
pub struct Series<'a> {
    pub points: &'a [Point],
    pub person: Person,
    pub zone: &'a Tz,
    /// The present time by the server's clock, where that of this computer is ahead of it: a reading after it is asked
    /// about.
    pub server_now: Option<Time>,
    /// Those in which values are shown.
    pub units: UnitSystem,
}

/// A value with the day on which it was measured.
#[derive(Debug, Clone, Copy)]
struct Part {
    kind: MeasureKind,
    value: Decimal,
    on: NaiveDate,
}

/// A value over time, with what it was computed from.
struct Valued {
    at: Time,
    measured: Measured,
    how: HowTaken,
    parts: Vec<Part>,
}

const CHANGES_MONTHS: [u8; 4] = [0, 1, 3, 6];

impl Series<'_> {
    /// Returns the newest of a kind among those that `among` selects.
    fn newest(&self, kind: MeasureKind, among: impl Fn(&Point) -> bool) -> Option<&Point> {
        self.points
            .iter()
            .rev()
            .find(|point| point.kind == kind && among(point))
    }

    /// Returns the newest value that a computed figure takes for a kind.
    fn newest_part(&self, kind: MeasureKind, among: impl Fn(&Point) -> bool) -> Option<Part> {
        let mut newest_first = self.points.iter().rev();
        let point = newest_first.find(|point| is_of(kind, point.kind) && among(point));
        point.map(|point| self.part(point))
    }

    fn part(&self, point: &Point) -> Part {
        Part {
            kind: point.kind,
            value: point.measured.value,
            on: self.day(point.at),
        }
    }

    /// Returns a child's centile of a kind, on the day of the first part of its figure; none where another part is of
    /// another time.
    fn centile(&self, kind: MeasureKind, parts: &[Part]) -> Option<ChildCentile> {
        let on = parts.first()?.on;
        let is_together = |part: &Part| (part.on - on).num_days().abs() <= TOGETHER_DAYS;
        let readings: Vec<_> = parts.iter().map(|part| (part.kind, part.value)).collect();
        parts
            .iter()
            .all(is_together)
            .then(|| ChildCentile::of(self.person, on, kind, &readings))
            .flatten()
    }

    /// Returns the centile of a reading.
    pub fn centile_of(&self, point: &Point) -> Option<ChildCentile> {
        self.centile(point.kind, &[self.part(point)])
    }

    /// Returns the centile of a value that is being typed.
    pub fn centile_typed(
        &self,
        kind: MeasureKind,
        value: Decimal,
        at: Time,
    ) -> Option<ChildCentile> {
        self.centile_on(kind, value, self.day(at))
    }

    /// Returns the centile that a value has on a day, as one that is aimed at.
    pub fn centile_on(
        &self,
        kind: MeasureKind,
        value: Decimal,
        on: NaiveDate,
    ) -> Option<ChildCentile> {
        self.centile(kind, &[Part { kind, value, on }])
    }

    /// Returns a measurement as it is shown.
    pub fn reading(&self, point: &Point) -> Reading {
        Reading {
            quantity: self.units.quantity(point.kind, point.measured),
            measured_at: At::of(point.at),
            how: point.how.clone(),
            centile: self.centile_of(point),
        }
    }

    fn valued_reading(&self, kind: MeasureKind, valued: &Valued) -> Reading {
        Reading {
            quantity: self.units.quantity(kind, valued.measured),
            measured_at: At::of(valued.at),
            how: valued.how.clone(),
            centile: self.centile(kind, &valued.parts),
        }
    }

    /// Returns a measurement as a point of its line.
    pub fn trend_point(&self, point: &Point) -> TrendPoint {
        let centile = self.centile_of(point);
        let how = point.how.clone();
        self.point_of_line(point.kind, point.at, point.measured, how, centile)
    }

    fn point_of_line(
        &self,
        kind: MeasureKind,
        at: Time,
        measured: Measured,
        how: HowTaken,
        centile: Option<ChildCentile>,
    ) -> TrendPoint {
        let Quantity { value, second, .. } = self.units.quantity(kind, measured);
        TrendPoint {
            at: At::of(at),
            value,
            second,
            how,
            centile,
        }
    }

    fn day(&self, at: Time) -> NaiveDate {
        day_of(at, self.zone)
    }

    /// Returns the age in full years at a time.
    pub fn years(&self, at: Time) -> Option<i32> {
        let birth = self.person.birth_date;
        birth.map(|birth| Age::on(birth, self.day(at)).years)
    }

    /// Returns the last value of a kind that was measured before `at` and not at this visit.
    pub fn last_before(&self, kind: MeasureKind, visit: VisitId, at: Time) -> Option<&Point> {
        self.newest(kind, |point| point.visit != Some(visit) && point.at <= at)
    }

    /// Returns the grid of a visit that began at `started_at`, with what is known at `at`.
    pub fn grid(&self, visit: VisitId, (started_at, at): (Time, Time)) -> MeasureGrid {
        let years = self.years(at);
        let line = |kind: MeasureKind| {
            let current = self.newest(kind, |point| point.visit == Some(visit));
            let last = self.last_before(kind, visit, at);
            MeasureLine {
                kind: kind.into(),
                unit: self.units.unit(kind).to_owned(),
                is_asked: kind.is_asked_at(years) || current.is_some() || last.is_some(),
                possible: None,
                last: last.map(|point| self.reading(point)),
                current: current.map(|point| self.current(point)),
            }
        };
        MeasureGrid {
            lines: MeasureKind::MEASURED.into_iter().map(line).collect(),
            derived: self.derived_of(visit, at),
            weight_change: self.weight_change(self.weight_of(visit), started_at),
        }
    }

    /// Returns whether a reading waits for a person to say that it is right: its value is far from the one before it,
    /// or its time is still to come.
    pub fn is_questioned(&self, point: &Point) -> bool {
        if point.is_confirmed {
            return false;
        }
        let last = self.newest(point.kind, |other| {
            let is_other = match point.visit {
                Some(_) => other.visit != point.visit,
                None => other.id != point.id,
            };
            is_other && other.at <= point.at
        });
        let last = last.map(|last| last.measured);
        is_doubtful(point.kind, point.measured, last, self.years(point.at))
            || self.server_now.is_some_and(|now| point.at > now)
    }

    fn current(&self, point: &Point) -> CurrentMeasure {
        let band = band(point.kind, self.person, self.day(point.at));
        CurrentMeasure {
            id: Id::of(point.id),
            seen: ReadVersionToken::of(&point.seen),
            entered_text: self.units.entered(point.kind, &point.entered),
            quantity: self.units.quantity(point.kind, point.measured),
            measured_at: At::of(point.at),
            entered_at: At::of(point.entered_at),
            how: point.how.clone(),
            range: word(band.as_ref(), point.measured),
            centile: self.centile_of(point),
            questioned: self.is_questioned(point),
            confirmed: point.is_confirmed,
            corrected: None,
        }
    }

    pub fn weight_of(&self, visit: VisitId) -> Option<Decimal> {
        let weight = self.newest(MeasureKind::Weight, |point| point.visit == Some(visit));
        weight.map(|point| point.measured.value)
    }

    /// Returns body mass index and ratios at `at`, from the value that is being typed, if given, and from the newest
    /// values otherwise.
    pub fn derived(&self, typed: Option<(MeasureKind, Decimal)>, at: Time) -> Vec<DerivedLine> {
        let value = |kind| match typed {
            Some((typed, value)) if is_of(kind, typed) => Some(Part {
                kind: typed,
                value,
                on: self.day(at),
            }),
            _ => self.newest_part(kind, |_| true),
        };
        self.derived_from(at, &value)
    }

    /// Returns the same for a visit: from the values measured in it, else from those before it. Where one of the values
    /// of a figure is later, the others that were not measured in it are the newest, too.
    fn derived_of(&self, visit: VisitId, at: Time) -> Vec<DerivedLine> {
        let inside = |kind| self.newest_part(kind, |point| point.visit == Some(visit));
        let up_to = |kind| {
            let is_before = |point: &Point| point.visit != Some(visit) && point.at <= at;
            inside(kind).or_else(|| self.newest_part(kind, is_before))
        };
        let ever = |kind| inside(kind).or_else(|| self.newest_part(kind, |_| true));
        let line = |kind| {
            let is_known = parts(kind).into_iter().all(|part| up_to(part).is_some());
            match is_known {
                true => self.derived_line(kind, at, &up_to),
                false => self.derived_line(kind, at, &ever),
            }
        };
        MeasureKind::DERIVED.into_iter().map(line).collect()
    }

    fn derived_from(
        &self,
        at: Time,
        value: &dyn Fn(MeasureKind) -> Option<Part>,
    ) -> Vec<DerivedLine> {
        MeasureKind::DERIVED
            .into_iter()
            .map(|kind| self.derived_line(kind, at, value))
            .collect()
    }

    fn derived_line(
        &self,
        kind: MeasureKind,
        at: Time,
        value: &dyn Fn(MeasureKind) -> Option<Part>,
    ) -> DerivedLine {
        let parts = parts(kind);
        let known = parts.map(value);
        let figure = computed(kind, known[0], known[1]);
        let both: Vec<Part> = known.into_iter().flatten().collect();
        let measured = figure.map(|value| Measured {
            value,
            second: None,
        });
        let band = band(kind, self.person, self.day(at));
        DerivedLine {
            kind,
            quantity: measured.map(|measured| self.units.quantity(kind, measured)),
            range: measured.map_or(super::RangeClass::Unknown, |measured| {
                word(band.as_ref(), measured)
            }),
            centile: figure.and_then(|_| self.centile(kind, &both)),
            formula: formula(kind).to_owned(),
            missing: parts
                .into_iter()
                .zip(known)
                .filter(|(_, known)| known.is_none())
                .map(|(part, _)| part)
                .collect(),
        }
    }

    /// Returns the change of weight to `weight_kg` at `at`, since the last value and those 1, 3 and 6 months ago.
    pub fn weight_change(&self, weight_kg: Option<Decimal>, at: Time) -> Vec<ChangeLine> {
        let today = self.day(at);
        let weights: Vec<&Point> = self
            .points
            .iter()
            .filter(|point| point.kind == MeasureKind::Weight)
            .collect();
        let dated: Vec<Dated> = weights
            .iter()
            .map(|point| Dated {
                on: self.day(point.at),
                value: point.measured.value,
            })
            .collect();
        let line = |months: u8| {
            let from =
                weight_kg.and_then(|_| anthropometry::earlier(&dated, today, i32::from(months)));
            let point = from.and_then(|from| {
                weights.iter().find(|point| {
                    self.day(point.at) == from.on && point.measured.value == from.value
                })
            });
            let percent = weight_kg
                .zip(from)
                .and_then(|(now, from)| anthropometry::percent_change(from.value, now));
            let years = self
                .person
                .birth_date
                .map(|birth| Age::on(birth, today).years);
            let grade = percent.zip(from).and_then(|(percent, from)| {
                let days = (today - from.on).num_days().try_into().unwrap_or(i32::MAX);
                loss(percent, days, years)
            });
            ChangeLine {
                months,
                loss: grade,
                percent: percent.map(|percent| Figure::from(rounded(percent, 1))),
                from: point.map(|point| self.reading(point)),
            }
        };
        CHANGES_MONTHS.into_iter().map(line).collect()
    }

    /// Returns the newest value of each kind that was ever measured, and body mass index, for the top of the patient's
    /// page.
    pub fn tiles(&self) -> Vec<MeasureTile> {
        let shown = [
            MeasureKind::Weight,
            MeasureKind::Bmi,
            MeasureKind::BloodPressure,
            MeasureKind::Waist,
            MeasureKind::Glucose,
            MeasureKind::BodyFat,
        ];
        shown
            .into_iter()
            .filter_map(|kind| self.tile(kind))
            .collect()
    }

    fn tile(&self, kind: MeasureKind) -> Option<MeasureTile> {
        let values = self.values(kind);
        let latest = values.last()?;
        let day = self.day(latest.at);
        let band = band(kind, self.person, day);
        let previous = values.iter().rev().find(|before| self.day(before.at) < day);
        Some(MeasureTile {
            kind,
            latest: self.valued_reading(kind, latest),
            previous: previous.map(|before| self.valued_reading(kind, before)),
            range: word(band.as_ref(), latest.measured),
        })
    }

    /// Returns every value of a kind in the order of time; a computed figure has one for each value of its first part,
    /// with the newest second part known then.
    fn values(&self, kind: MeasureKind) -> Vec<Valued> {
        if kind.code().is_some() {
            let own = self.points.iter().filter(|point| point.kind == kind);
            let valued = own.map(|point| Valued {
                at: point.at,
                measured: point.measured,
                how: point.how.clone(),
                parts: vec![self.part(point)],
            });
            return valued.collect();
        }
        let of = |kind| {
            let points = self.points.iter();
            points.filter(move |point: &&Point| is_of(kind, point.kind))
        };
        let [first, second] = parts(kind);
        let at_each = of(first).filter_map(|point| {
            let known = of(second)
                .rev()
                .find(|other| self.day(other.at) <= self.day(point.at))?;
            let parts = [point, known].map(|point| self.part(point));
            let value = computed(kind, Some(parts[0]), Some(parts[1]))?;
            Some(Valued {
                at: point.at,
                measured: Measured {
                    value,
                    second: None,
                },
                how: HowTaken::of_figure(),
                parts: parts.to_vec(),
            })
        });
        at_each.collect()
    }

    pub fn trend(&self, kind: MeasureKind, now: Time) -> TrendView {
        let band = band(kind, self.person, self.day(now));
        let point = |valued: Valued| {
            let centile = self.centile(kind, &valued.parts);
            self.point_of_line(kind, valued.at, valued.measured, valued.how, centile)
        };
        let limit = |stored| Figure::from(self.units.shown(kind, stored));
        TrendView {
            kind: kind.into(),
            unit: self.units.unit(kind).to_owned(),
            points: self.values(kind).into_iter().map(point).collect(),
            in_other_units: Vec::new(),
            normal_low: band.and_then(|band| band.low).map(limit),
            normal_high: band.and_then(|band| band.high).map(limit),
            reference: band.map(|band| band.reference.to_owned()),
        }
    }
}

/// Returns whether a figure that is computed from `kind` may take a value of `other`: the length of a child who is too
/// small to stand is its height.
pub fn is_of(kind: MeasureKind, other: MeasureKind) -> bool {
    kind == other || (kind == MeasureKind::Height && other == MeasureKind::Length)
}

/// Returns the kinds that a figure is computed from.
fn parts(kind: MeasureKind) -> [MeasureKind; 2] {
    match kind {
        MeasureKind::WaistHeight => [MeasureKind::Waist, MeasureKind::Height],
        MeasureKind::WaistHip => [MeasureKind::Waist, MeasureKind::Hip],
        _ => [MeasureKind::Weight, MeasureKind::Height],
    }
}

fn computed(kind: MeasureKind, first: Option<Part>, second: Option<Part>) -> Option<Decimal> {
    let (first, second) = (first?.value, second?.value);
    let value = match kind {
        MeasureKind::WaistHeight => anthropometry::waist_to_height(first, second),
        MeasureKind::WaistHip => anthropometry::waist_to_hip(first, second),
        _ => anthropometry::bmi(first, second),
    };
    value.map(|value| rounded(value, if kind == MeasureKind::Bmi { 1 } else { 2 }))
}

/// Returns the published name.
fn formula(kind: MeasureKind) -> &'static str {
    match kind {
        MeasureKind::WaistHeight => "Waist-to-height ratio (Ashwell 2012)",
        MeasureKind::WaistHip => "Waist-to-hip ratio (WHO 2008)",
        _ => "Quetelet index (kg/m²)",
    }
}

#[cfg(test)]
mod tests;
