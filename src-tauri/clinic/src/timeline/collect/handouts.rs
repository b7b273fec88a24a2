use super::Collected;
use crate::clock::day_of;
use crate::error::Result;
use crate::handouts::given::{in_order, shown};
use crate::timeline::{Entry, Exactness, RowKey, TimelineEvent};

impl Collected<'_> {
    /// Handouts, each when it was given.
    pub(super) fn handouts(&mut self) -> Result<()> {
        for row in &in_order(&self.reader, self.patient)? {
            let (given, at) = (&row.value, row.value.given_at);
            self.entries.push(Entry {
                key: RowKey {
                    at,
                    exactness: Exactness::Moment,
                    id: given.id.0,
                    is_course: false,
                },
                on: day_of(at, &self.zone).to_string(),
                entered: day_of(row.created_at, &self.zone),
                by: Some(row.created_by),
                visit: given.visit,
                event: TimelineEvent::HandoutGiven {
                    title: shown(&given.title),
                    language: shown(&given.language),
                },
            });
        }
        Ok(())
    }
}
