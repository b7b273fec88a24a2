use super::Collected;
use crate::clock::{bounds, day_of};
use crate::error::Result;
use crate::foods::FoodTable;
use crate::recalls::list::{summary, with_items};
use crate::timeline::{Entry, Exactness, RowKey, TimelineEvent};

impl Collected<'_> {
    /// Recalls, each on the day on which it was taken.
    pub(super) fn recalls(&mut self) -> Result<()> {
        let table = FoodTable::read(&self.reader)?;
        for (row, items) in &with_items(&self.reader, self.patient)? {
            let Some(summary) = summary(&table, row, items, self.staff) else {
                continue;
            };
            let day = row.value.taken_on;
            self.entries.push(Entry {
                key: RowKey {
                    at: bounds(day, &self.zone).0,
                    exactness: Exactness::Day,
                    id: row.value.id.0,
                    is_course: false,
                },
                on: day.to_string(),
                entered: day_of(row.created_at, &self.zone),
                by: Some(row.created_by),
                visit: row.value.visit,
                event: TimelineEvent::Recalled {
                    kind: summary.kind,
                    foods: summary.foods,
                    kcal: summary.kcal,
                },
            });
        }
        Ok(())
    }
}
