use super::Collected;
use crate::clock::day_of;
use crate::error::Result;
use crate::foods::FoodTable;
use crate::meal_plans::list::{summary, with_items};
use crate::timeline::{Entry, Exactness, RowKey, TimelineEvent};

impl Collected<'_> {
    /// Meal plans, each when it was given to the patient; a draft when it was begun.
    pub(super) fn meal_plans(&mut self) -> Result<()> {
        let table = FoodTable::read(&self.reader)?;
        for (row, items) in &with_items(&self.reader, self.patient)? {
            let Some(summary) = summary(&table, row, items, self.staff) else {
                continue;
            };
            let at = row.value.given_at.unwrap_or(row.created_at);
            self.entries.push(Entry {
                key: RowKey {
                    at,
                    exactness: Exactness::Moment,
                    id: row.value.id.0,
                    is_course: false,
                },
                on: day_of(at, &self.zone).to_string(),
                entered: day_of(row.created_at, &self.zone),
                by: Some(row.value.given_by.unwrap_or(row.created_by)),
                visit: row.value.visit,
                event: TimelineEvent::MealPlanned {
                    title: summary.title,
                    days: summary.days,
                    kcal: summary.kcal,
                    is_given: summary.given_at.is_some(),
                },
            });
        }
        Ok(())
    }
}
