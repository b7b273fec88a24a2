use super::Collected;
use crate::clock::day_of;
use crate::diet_orders::content::Content;
use crate::diet_orders::list::in_order;
use crate::error::Result;
use crate::timeline::{Entry, Exactness, RowKey, TimelineEvent};

impl Collected<'_> {
    /// Diet orders, each when it started.
    pub(super) fn diet_orders(&mut self) -> Result<()> {
        for row in &in_order(&self.reader, self.patient)? {
            let (content, is_complete) = Content::of(&row.value);
            let at = row.value.started_at;
            let products = content.supplements.into_iter();
            self.entries.push(Entry {
                key: RowKey {
                    at,
                    exactness: Exactness::Moment,
                    id: row.value.id.0,
                    is_course: false,
                },
                on: day_of(at, &self.zone).to_string(),
                entered: day_of(row.created_at, &self.zone),
                by: Some(row.created_by),
                visit: None,
                event: TimelineEvent::DietOrdered {
                    is_complete,
                    food_level: content.food_level,
                    fluid_level: content.fluid_level,
                    supplements: products.map(|one| one.product.name).collect(),
                    tube_feed: content.tube_feed.map(|feed| feed.product.name),
                },
            });
        }
        Ok(())
    }
}
