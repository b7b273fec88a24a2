//! The lists of the diary.

use serde_json::json;
use sync_contract::catalog::{Absence, Appointment, WaitingListEntry};

use super::{Operation, shown};
use crate::absences::list;
use crate::appointments::{arrivals, day, details, groups, series};
use crate::view::Id;
use crate::{clashes, reminders, waiting_list};

/// Operations whose result is longer where there is more.
pub(super) const DIARY: &[(&str, Operation)] = &[
    ("absences::list::list", |full| {
        let query = json!({ "part": "current", "offset": 0, "limit": 100 });
        let query = serde_json::from_value(query).unwrap();
        shown(list::list(&full.clinic, &query))
    }),
    ("absences::list::preview", |full| {
        let form = json!({
            "providerId": full.clinic.user().0, "roomId": null, "startsAt": "2026-01-01T00:00:00Z",
            "endsAt": "2027-12-31T00:00:00Z", "reason": "",
        });
        let form = serde_json::from_value(form).unwrap();
        shown(list::preview(&full.clinic, &form))
    }),
    ("appointments::day::day", |full| {
        shown(day::day(&full.clinic, &full.today()))
    }),
    ("appointments::day::week", |full| {
        let query = json!({ "day": full.today(), "of": null });
        let query = serde_json::from_value(query).unwrap();
        shown(day::week(&full.clinic, &query))
    }),
    ("appointments::arrivals::arrivals", |full| {
        shown(arrivals::arrivals(&full.clinic, &full.today()))
    }),
    ("appointments::details::show", |full| {
        let id = Id::of(full.sample.first::<Appointment>());
        shown(details::show(&full.clinic, &id))
    }),
    ("appointments::series::list::show", |full| {
        let id = Id::of(full.sample.first::<Appointment>());
        shown(series::list::show(&full.clinic, &id))
    }),
    ("appointments::groups::list::show", |full| {
        let id = Id::of(full.sample.first::<Appointment>());
        shown(groups::list::show(&full.clinic, &id))
    }),
    ("clashes::list::list", |full| {
        let query = json!({ "part": "current", "offset": 0, "limit": 100 });
        let query = serde_json::from_value(query).unwrap();
        shown(clashes::list::list(&full.clinic, &query))
    }),
    ("clashes::list::history", |full| {
        let query = json!({ "offset": 0, "limit": 100 });
        let query = serde_json::from_value(query).unwrap();
        shown(clashes::list::history(&full.clinic, &query))
    }),
    ("reminders::list", |full| {
        shown(reminders::list(&full.clinic, Some(&full.today())))
    }),
    ("waiting_list::list::list", |full| {
        let query = json!({ "part": "current", "offset": 0, "limit": 100 });
        let query = serde_json::from_value(query).unwrap();
        shown(waiting_list::list::list(&full.clinic, &query))
    }),
];

/// Operations on one row of theirs.
pub(super) const OF_DIARY: &[(&str, Operation)] = &[
    ("absences::list::show", |full| {
        let id = Id::of(full.sample.first::<Absence>());
        shown(list::show(&full.clinic, &id))
    }),
    ("waiting_list::list::show", |full| {
        let id = Id::of(full.sample.first::<WaitingListEntry>());
        shown(waiting_list::list::show(&full.clinic, &id))
    }),
    // the times of the sample are too short to be offered: more of them take no more statements
    ("waiting_list::offers::list", |full| {
        shown(waiting_list::offers::list(&full.clinic))
    }),
];
