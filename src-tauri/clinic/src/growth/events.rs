//! What may tell why a child grows as it does, at the age at which it happened.

use chrono::TimeDelta;
use serde::Serialize;
use specta::Type;

use crate::growth_references::DAYS_A_MONTH;
use crate::measurements::Person;
use crate::timeline::TimelineEvent;
use crate::timeline::health::HealthEvent;
use crate::view::Figure;

/// `on` is a day, or a month or a year where no more is known; the age is that of its middle then. `x` is the age in
/// months, and `corrected_x` that of a child who was born too early, as long as that counts.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GrowthEvent {
    pub on: String,
    /// Completed days.
    pub age_days: i32,
    pub x: Figure,
    pub corrected_x: Option<Figure>,
    pub event: TimelineEvent,
}

/// Returns the events of a life in the order of time; those that were over before the birth are not of it.
pub(super) fn events(health: &[HealthEvent], person: Person) -> Vec<GrowthEvent> {
    let Some(birth) = person.birth_date else {
        return Vec::new();
    };
    let months = |days: i32| Figure::rounded(f64::from(days) / DAYS_A_MONTH, 3);
    let event = |of: &HealthEvent| {
        let middle = of.first + TimeDelta::days((of.last - of.first).num_days() / 2);
        let ages = (of.last >= birth).then(|| person.ages(middle.max(birth)))??;
        Some(GrowthEvent {
            on: of.on.clone(),
            age_days: ages.days,
            x: months(ages.days),
            corrected_x: ages.corrected.map(months),
            event: of.event.clone(),
        })
    };
    let mut events: Vec<GrowthEvent> = health.iter().filter_map(event).collect();
    events.sort_by_key(|event| event.age_days);
    events
}
