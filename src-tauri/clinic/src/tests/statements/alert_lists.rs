//! The lists of alerts and of prices.

use serde_json::json;

use super::{Operation, shown};
use crate::alerts::{list, raise};
use crate::services;

/// Operations whose result is longer where there is more.
pub(super) const ALERTS: &[(&str, Operation)] = &[
    ("alerts::list::list", |full| {
        let query = serde_json::from_value(json!({ "part": "open", "offset": 0, "limit": 100 }));
        shown(list::list(&full.clinic, &query.unwrap()))
    }),
    ("alerts::raise::sites", |full| {
        shown(raise::sites(&full.clinic))
    }),
    ("services::list", |full| shown(services::list(&full.clinic))),
    ("services::offered", |full| {
        shown(services::offered(&full.clinic))
    }),
];
