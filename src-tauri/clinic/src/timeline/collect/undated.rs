use sync_contract::field::Time;

use super::Collected;
use crate::clock::{bounds, day_of};
use crate::timeline::{Exactness, TimelineEvent};

impl Collected<'_> {
    /// Does what [`Collected::date_undated`] does by the first of the visits that were collected.
    pub(super) fn date_by_first_visit(&mut self, registered: Time) {
        let is_visit = |event: &TimelineEvent| matches!(event, TimelineEvent::Visit { .. });
        let visits = self.entries.iter().filter(|entry| is_visit(&entry.event));
        if let Some(first) = visits.map(|entry| entry.key.at).min() {
            self.date_undated(registered, first);
        }
    }

    /// Dates by the first visit what was entered on the day of the registration without a day of its own, where the
    /// patient was seen on an earlier day: such a chart was brought from elsewhere, and the day on which it was typed
    /// tells nothing about the patient.
    pub fn date_undated(&mut self, registered: Time, first_visit: Time) {
        let came = day_of(first_visit, &self.zone);
        let typed = day_of(registered, &self.zone);
        if came >= typed {
            return;
        }
        let at = bounds(came, &self.zone).0;
        for entry in &mut self.entries {
            let is_undated = entry.key.exactness == Exactness::Moment && entry.entered == typed;
            if is_undated && !entry.key.is_course && begins(&entry.event) {
                entry.key.at = at;
                entry.key.exactness = Exactness::Day;
                entry.on = came.to_string();
            }
        }
    }
}

/// Whether something began that lasts; what was over when it was entered ended at an unknown time.
fn begins(event: &TimelineEvent) -> bool {
    matches!(
        event,
        TimelineEvent::Registered
            | TimelineEvent::NoneKnown { .. }
            | TimelineEvent::Pregnant { .. }
            | TimelineEvent::Problem { status: None, .. }
            | TimelineEvent::Goal { status: None, .. }
            | TimelineEvent::Allergy { status: None, .. }
            | TimelineEvent::Condition { status: None, .. }
            | TimelineEvent::Medicine { status: None, .. }
    )
}
