use super::Collected;
use crate::clock::{bounds, day_of};
use crate::error::Result;
use crate::prescriptions::content::line;
use crate::prescriptions::list::{Dispensed, there};
use crate::prescriptions::state_on;
use crate::timeline::{Entry, Exactness, RowKey, TimelineEvent};
use crate::view::count;

impl Collected<'_> {
    /// Prescriptions, each on its day.
    pub(super) fn prescriptions(&mut self) -> Result<()> {
        let dispensed = Dispensed::of(self.reader.dispensings_of(self.patient)?);
        let rows = there(&self.reader, self.patient, &dispensed)?;
        let today = self.clinic.today()?;
        for row in &rows {
            let (value, day) = (&row.value, row.value.prescribed_on);
            self.entries.push(Entry {
                key: RowKey {
                    at: bounds(day, &self.zone).0,
                    exactness: Exactness::Day,
                    id: value.id.0,
                    is_course: false,
                },
                on: day.to_string(),
                entered: day_of(row.created_at, &self.zone),
                by: Some(value.prescriber),
                visit: value.visit,
                event: TimelineEvent::Prescribed {
                    medication: line(&value.medication),
                    dosage: line(&value.dosage),
                    state: state_on(value.status, value.valid_until, today),
                    dispensed: count(dispensed.count(value.id)),
                },
            });
        }
        Ok(())
    }
}
