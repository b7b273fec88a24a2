//! What was measured.

use std::collections::BTreeMap;

use sync_contract::catalog::{Measurement, Patient};
use sync_contract::field::Time;
use sync_contract::ids::{MeasurementId, VisitId};
use vault::read::Stored;

use super::{Collected, Happened};
use crate::clock::day_of;
use crate::error::Result;
use crate::measurements::list::{person, point};
use crate::measurements::own_series::{OwnKinds, OwnPoint};
use crate::measurements::{Series, UnitSystem};
use crate::timeline::{TimelineEvent, TimelineMeasure};

/// A reading of any kind.
struct Taken<'a> {
    id: MeasurementId,
    at: Time,
    visit: Option<VisitId>,
    measure: TimelineMeasure,
    row: &'a Stored<Measurement>,
}

impl<'a> Taken<'a> {
    fn of(row: &'a Stored<Measurement>, kinds: &OwnKinds, series: &Series<'_>) -> Option<Self> {
        if let Some(own) = OwnPoint::of(row) {
            return Some(Self {
                id: own.id,
                at: own.at,
                visit: own.visit,
                measure: TimelineMeasure {
                    kind: kinds.measure(own.kind),
                    quantity: own.quantity(),
                    how: own.how,
                    centile: None,
                },
                row,
            });
        }
        let point = point(row)?;
        Some(Self {
            id: point.id,
            at: point.at,
            visit: point.visit,
            measure: TimelineMeasure {
                kind: point.kind.into(),
                quantity: series.units.quantity(point.kind, point.measured),
                centile: series.centile_of(&point),
                how: point.how,
            },
            row,
        })
    }
}

impl Collected<'_> {
    /// What one user read off on one day of a visit, or at one moment, is one row, unless some of it was entered on
    /// another day.
    pub(super) fn measures(&mut self, patient: &Patient) -> Result<()> {
        let mut taken: BTreeMap<_, (Happened, Vec<TimelineMeasure>)> = BTreeMap::new();
        let rows = self.reader.measurements_of(self.patient, None)?;
        let kinds = OwnKinds::read(&self.reader)?;
        // the centile of a reading takes no other one
        let series = Series {
            points: &[],
            person: person(&self.reader, patient)?,
            zone: &self.zone,
            server_now: None,
            units: UnitSystem::of(&self.reader)?,
        };
        let readings = rows.iter();
        let readings = readings.filter_map(|row| Taken::of(row, &kinds, &series));
        let mut readings: Vec<_> = readings.collect();
        readings.sort_by_key(|reading| (reading.at, reading.id));
        for Taken {
            id,
            at,
            visit,
            measure,
            row,
        } in readings
        {
            let moment = visit.is_none().then_some(at);
            let days = [at, row.created_at].map(|time| day_of(time, &self.zone));
            // the user who corrected it is the author of the value that is shown
            let key = (visit, moment, row.updated_by, days);
            let (_, measures) = taken.entry(key).or_insert_with(|| {
                let happened = Happened {
                    at,
                    by: Some(row.updated_by),
                    visit,
                    ..Happened::of(row, id)
                };
                (happened, Vec::new())
            });
            measures.push(measure);
        }
        for (happened, measures) in taken.into_values() {
            self.add(happened, TimelineEvent::Measured { measures });
        }
        Ok(())
    }
}
