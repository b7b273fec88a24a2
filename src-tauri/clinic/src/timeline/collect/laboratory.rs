use sync_contract::catalog::Patient;

use super::Collected;
use crate::clock::{bounds, day_of};
use crate::error::Result;
use crate::labs::day_of_sheet;
use crate::labs::line::summaries;
use crate::labs::list::with_results;
use crate::timeline::{Entry, Exactness, RowKey, TimelineEvent};
use crate::view::text;

impl Collected<'_> {
    /// Sheets with results, each on the day of its collection.
    pub(super) fn labs(&mut self, patient: &Patient) -> Result<()> {
        for (row, lines) in &with_results(&self.reader, self.patient)? {
            let (sheet, day) = (&row.value, day_of_sheet(row, &self.zone));
            self.entries.push(Entry {
                key: RowKey {
                    at: bounds(day, &self.zone).0,
                    exactness: Exactness::Day,
                    id: sheet.id.0,
                    is_course: false,
                },
                on: day.to_string(),
                entered: day_of(row.created_at, &self.zone),
                by: Some(row.created_by),
                visit: sheet.visit,
                event: TimelineEvent::Lab {
                    laboratory: text(&sheet.laboratory),
                    results: summaries(patient, day, lines),
                },
            });
        }
        Ok(())
    }
}
