//! What times suit a patient who waits, and whether a free time does.

use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};
use chrono_tz::Tz;
use sync_contract::catalog::WaitingListEntry;
use sync_contract::field::{Text, Time};
use sync_contract::ids::UserId;

use crate::appointment_types::known::{Types, USUAL_TYPE};
use crate::appointments::absent::Slot;
use crate::clock::{at_wall, local};
use crate::waiting_list::WishedDay;

const DAYS: [(&str, WishedDay, Weekday); 7] = [
    ("MON", WishedDay::Mon, Weekday::Mon),
    ("TUE", WishedDay::Tue, Weekday::Tue),
    ("WED", WishedDay::Wed, Weekday::Wed),
    ("THU", WishedDay::Thu, Weekday::Thu),
    ("FRI", WishedDay::Fri, Weekday::Fri),
    ("SAT", WishedDay::Sat, Weekday::Sat),
    ("SUN", WishedDay::Sun, Weekday::Sun),
];

/// Returns the days of a text such as `MON WED`; a word of a newer form is none.
pub(super) fn days_of(text: Option<&str>) -> Vec<WishedDay> {
    let words = text.unwrap_or_default().split(' ');
    let day = |word: &str| DAYS.iter().find(|(name, ..)| *name == word);
    words.filter_map(|word| Some(day(word)?.1)).collect()
}

/// Writes days in the order of the week; none for no day and for all of them, which say the same.
pub(super) fn text_of(days: &[WishedDay]) -> Option<String> {
    let named = DAYS.iter().filter(|(_, day, _)| days.contains(day));
    let named: Vec<&str> = named.map(|(name, ..)| *name).collect();
    (!named.is_empty() && named.len() < DAYS.len()).then(|| named.join(" "))
}

/// Reads `9:30` or `09:30`.
pub(super) fn time_of(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M").ok()
}

/// The wishes of one who waits; what is none may be any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wishes {
    pub minutes: u32,
    pub provider: Option<UserId>,
    pub weekdays: Vec<Weekday>,
    pub from_time: Option<NaiveTime>,
    pub until_time: Option<NaiveTime>,
    pub from_day: Option<NaiveDate>,
    pub until_day: Option<NaiveDate>,
}

impl Wishes {
    pub fn of(entry: &WaitingListEntry, types: &Types) -> Self {
        let time = |text: &Option<Text<5>>| text.as_ref().and_then(|text| time_of(text));
        let wished = days_of(entry.weekdays.as_deref());
        let weekdays = DAYS.iter().filter(|(_, day, _)| wished.contains(day));
        Self {
            minutes: types.minutes(entry.kind.as_deref().unwrap_or(USUAL_TYPE)),
            provider: entry.provider,
            weekdays: weekdays.map(|(.., weekday)| *weekday).collect(),
            from_time: time(&entry.from_time),
            until_time: time(&entry.until_time),
            from_day: entry.from_day,
            until_day: entry.until_day,
        }
    }

    /// Returns the first time within a slot that suits, and when the appointment would end. Days and times are by the
    /// clocks of the clinic, so that nine o'clock stays nine o'clock when these are changed; how long it takes is not.
    pub fn fit(&self, slot: &Slot, zone: &Tz) -> Option<(Time, Time)> {
        let day = local(slot.starts, zone).date();
        let is_day = self.weekdays.is_empty() || self.weekdays.contains(&day.weekday());
        let is_within = self.from_day.is_none_or(|from| from <= day)
            && self.until_day.is_none_or(|until| day <= until);
        let is_with = self.provider.is_none_or(|wished| wished == slot.provider);
        if !(is_day && is_within && is_with) {
            return None;
        }
        let earliest = self.from_time.map(|from| at_wall(day, from, zone));
        let starts = earliest.map_or(slot.starts, |earliest| earliest.max(slot.starts));
        let ends = Time(
            starts
                .0
                .saturating_add(i64::from(self.minutes) * 60_000_000),
        );
        let latest = self.until_time.map(|until| at_wall(day, until, zone));
        let is_in_time = ends <= slot.ends && latest.is_none_or(|latest| ends <= latest);
        is_in_time.then_some((starts, ends))
    }
}
