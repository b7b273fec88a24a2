//! Which of its series an appointment is.

use std::collections::{BTreeMap, BTreeSet};

use sync_contract::catalog::Appointment;
use sync_contract::ids::AppointmentId;
use uuid::Uuid;
use vault::read::{Reader, Stored};

use crate::appointments::InSeries;
use crate::error::Result;
use crate::view::{Id, count};

#[derive(Debug, Default)]
pub(crate) struct SeriesNumbers(BTreeMap<AppointmentId, InSeries>);

impl SeriesNumbers {
    /// Reads the series that these are of, by one statement.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn read(reader: &Reader<'_>, appointments: &[Stored<Appointment>]) -> Result<Self> {
        let series = appointments.iter().filter_map(|row| row.value.series);
        let series: BTreeSet<Uuid> = series.collect();
        let series: Vec<Uuid> = series.into_iter().collect();
        Ok(Self::of_rows(&reader.appointments_of_series(&series)?))
    }

    /// From all rows of some series.
    pub fn of_rows(rows: &[Stored<Appointment>]) -> Self {
        let mut series: BTreeMap<Uuid, Vec<&Appointment>> = BTreeMap::new();
        for row in rows {
            if let Some(id) = row.value.series {
                series.entry(id).or_default().push(&row.value);
            }
        }
        let mut numbers = BTreeMap::new();
        for (id, mut dates) in series {
            dates.sort_unstable_by_key(|date| (date.starts, date.id));
            for (before, date) in dates.iter().enumerate() {
                let number = InSeries {
                    id: Id::of(id),
                    number: count(before + 1),
                    of: count(dates.len()),
                };
                numbers.insert(date.id, number);
            }
        }
        Self(numbers)
    }

    pub fn of(&self, appointment: AppointmentId) -> Option<InSeries> {
        self.0.get(&appointment).cloned()
    }
}
