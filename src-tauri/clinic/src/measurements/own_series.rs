//! Readings of the clinic's own kinds. They are no part of any computed figure.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use sync_contract::catalog::{Measurement, MeasurementKind};
use sync_contract::field::Time;
use sync_contract::ids::{MeasurementId, MeasurementKindId, VisitId};
use sync_contract::read_version::ReadVersion;
use vault::read::{Deleted, Reader, Stored};

use crate::error::Result;
use crate::measurements::doubt::is_confirmed;
use crate::measurements::measure::Measure;
use crate::measurements::own::{OWN, OwnKind, OwnMeasure, quantity};
use crate::measurements::range::RangeClass;
use crate::measurements::{
    CurrentMeasure, HowTaken, MeasureLine, PossibleRange, Reading, TrendPoint, TrendView,
};
use crate::view::{At, Figure, Id, Quantity, ReadVersionToken, text};

/// The clinic's own kinds, those that are offered no longer, too.
#[derive(Debug, Default)]
pub(crate) struct OwnKinds(BTreeMap<MeasurementKindId, OwnKind>);

impl OwnKinds {
    /// # Errors
    /// Those of the vault.
    pub fn read(reader: &Reader<'_>) -> Result<Self> {
        let rows = reader.all::<MeasurementKind>(Deleted::Hidden)?;
        let kinds = rows.iter().map(|row| OwnKind::of(&row.value));
        Ok(Self(kinds.map(|kind| (kind.id, kind)).collect()))
    }

    pub fn get(&self, id: MeasurementKindId) -> Option<&OwnKind> {
        self.0.get(&id)
    }

    /// Returns a kind with its name, as far as it is known.
    pub fn measure(&self, id: MeasurementKindId) -> Measure {
        Measure::Own(OwnMeasure {
            own: Id::of(id),
            name: self.get(id).map(|kind| kind.name.clone()),
        })
    }
}

/// A reading of one of the clinic's own kinds, with the unit that it was stored in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OwnPoint {
    pub id: MeasurementId,
    pub kind: MeasurementKindId,
    pub value: Decimal,
    pub unit: String,
    pub at: Time,
    pub entered_at: Time,
    pub visit: Option<VisitId>,
    pub entered: String,
    pub is_confirmed: bool,
    pub how: HowTaken,
    pub seen: ReadVersion,
}

impl OwnPoint {
    /// Returns none for a reading of the program's kinds, a removed one, and one that this user cannot decrypt.
    pub fn of(row: &Stored<Measurement>) -> Option<Self> {
        let measurement = &row.value;
        if row.deleted.is_some() || measurement.kind.as_str() != OWN {
            return None;
        }
        Some(Self {
            id: measurement.id,
            kind: measurement.own_kind?,
            value: *measurement.value.open()?,
            unit: measurement.unit.to_string(),
            at: measurement.measured_at,
            entered_at: row.created_at,
            visit: measurement.visit,
            entered: text(&measurement.entered),
            is_confirmed: is_confirmed(measurement),
            how: HowTaken::of(measurement),
            seen: row.seen.clone(),
        })
    }

    pub fn quantity(&self) -> Quantity {
        quantity(self.value, &self.unit)
    }

    fn reading(&self) -> Reading {
        Reading {
            quantity: self.quantity(),
            measured_at: At::of(self.at),
            how: self.how.clone(),
            centile: None,
        }
    }
}

/// The readings of one patient of the clinic's own kinds in the order of time.
pub(crate) struct OwnSeries<'a> {
    pub kinds: &'a OwnKinds,
    pub points: Vec<OwnPoint>,
    /// As in a series of the program's kinds.
    pub server_now: Option<Time>,
}

impl<'a> OwnSeries<'a> {
    pub fn of(kinds: &'a OwnKinds, rows: &[Stored<Measurement>], server_now: Option<Time>) -> Self {
        let mut points: Vec<OwnPoint> = rows.iter().filter_map(OwnPoint::of).collect();
        points.sort_by_key(|point| (point.at, point.id));
        Self {
            kinds,
            points,
            server_now,
        }
    }

    pub fn newest(
        &self,
        kind: MeasurementKindId,
        among: impl Fn(&OwnPoint) -> bool,
    ) -> Option<&OwnPoint> {
        let mut newest_first = self.points.iter().rev();
        newest_first.find(|point| point.kind == kind && among(point))
    }

    /// Returns whether a reading waits for a person to say that it is right: it is odd for its kind, or its time is
    /// still to come.
    pub fn is_questioned(&self, point: &OwnPoint) -> bool {
        let is_odd = |kind: &OwnKind| kind.unit == point.unit && kind.is_odd(point.value);
        !point.is_confirmed
            && (self.kinds.get(point.kind).is_some_and(is_odd)
                || self.server_now.is_some_and(|now| point.at > now))
    }

    /// Returns the lines of a visit's grid: the kinds that are offered, by name, and what it recorded of others.
    pub fn lines(&self, visit: VisitId, at: Time) -> Vec<MeasureLine> {
        let in_visit = |point: &OwnPoint| point.visit == Some(visit);
        let offered = self.kinds.0.values().filter(|kind| kind.is_active);
        let mut shown: Vec<_> = offered.map(|kind| kind.id).collect();
        let recorded = self.points.iter().filter(|point| in_visit(point));
        shown.extend(recorded.map(|point| point.kind));
        let name =
            |id: &MeasurementKindId| self.kinds.get(*id).map(|kind| kind.name.to_lowercase());
        shown.sort_by_key(|id| (name(id).is_none(), name(id), *id));
        shown.dedup();
        let line = |id: MeasurementKindId| {
            let kind = self.kinds.get(id);
            let current = self.newest(id, in_visit);
            let last = self.newest(id, |point| !in_visit(point) && point.at <= at);
            // a bare number corrects the reading in its own unit
            let of_kind = kind.map(|kind| kind.unit.clone()).unwrap_or_default();
            let unit = current.map_or(of_kind, |point| point.unit.clone());
            let possible = kind.filter(|kind| kind.unit == unit);
            MeasureLine {
                kind: self.kinds.measure(id),
                unit,
                is_asked: current.is_some() || last.is_some(),
                possible: possible.map(|kind| PossibleRange {
                    low: kind.lowest.into(),
                    high: kind.highest.into(),
                }),
                last: last.map(OwnPoint::reading),
                current: current.map(|point| self.current(point)),
            }
        };
        shown.into_iter().map(line).collect()
    }

    fn current(&self, point: &OwnPoint) -> CurrentMeasure {
        CurrentMeasure {
            id: Id::of(point.id),
            seen: ReadVersionToken::of(&point.seen),
            entered_text: point.entered.clone(),
            quantity: point.quantity(),
            measured_at: At::of(point.at),
            entered_at: At::of(point.entered_at),
            how: point.how.clone(),
            range: RangeClass::Unknown,
            centile: None,
            questioned: self.is_questioned(point),
            confirmed: point.is_confirmed,
            corrected: None,
        }
    }

    /// Returns one kind over time.
    pub fn trend(&self, kind: &OwnKind) -> TrendView {
        let own = self.points.iter().filter(|point| point.kind == kind.id);
        let (drawn, others): (Vec<_>, Vec<_>) = own.partition(|point| point.unit == kind.unit);
        TrendView {
            kind: Measure::Own(kind.measure()),
            unit: kind.unit.clone(),
            points: drawn
                .into_iter()
                .map(|point| TrendPoint {
                    at: At::of(point.at),
                    value: Figure::from(point.value),
                    second: None,
                    how: point.how.clone(),
                    centile: None,
                })
                .collect(),
            in_other_units: others.into_iter().map(OwnPoint::reading).collect(),
            normal_low: None,
            normal_high: None,
            reference: None,
        }
    }
}
