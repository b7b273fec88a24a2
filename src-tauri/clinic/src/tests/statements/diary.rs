//! The lists of the diary.

use serde_json::json;

use super::{Operation, shown};
use crate::appointments::{arrivals, day};

/// Operations whose result is longer where there is more.
pub(super) const DIARY: &[(&str, Operation)] = &[
    ("appointments::day::clashes", |full| {
        shown(day::clashes(&full.clinic))
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
];
