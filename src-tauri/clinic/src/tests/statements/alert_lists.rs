//! The lists of alerts and of prices.

use serde_json::json;
use sync_contract::catalog::Alert;

use super::{Operation, shown};
use crate::alerts::{list, raise};
use crate::clinic_foods::import::undo;
use crate::users::details;
use crate::view::Id;
use crate::{claim_codes, services};

/// Operations whose result is longer where there is more.
pub(super) const ALERTS: &[(&str, Operation)] = &[
    ("alerts::list::list", |full| {
        let query = serde_json::from_value(json!({ "part": "open", "offset": 0, "limit": 100 }));
        shown(list::list(&full.clinic, &query.unwrap()))
    }),
    ("alerts::raise::sites", |full| {
        shown(raise::sites(&full.clinic))
    }),
    ("claim_codes::list", |full| {
        shown(claim_codes::list(&full.clinic))
    }),
    ("claim_codes::offered", |full| {
        shown(claim_codes::offered(&full.clinic))
    }),
    ("services::list", |full| shown(services::list(&full.clinic))),
    ("services::offered", |full| {
        shown(services::offered(&full.clinic))
    }),
];

/// Operations on one row of theirs, on one user, and on foods that came together.
pub(super) const ALERT: &[(&str, Operation)] = &[
    ("clinic_foods::import::undo::list", |full| {
        shown(undo::list(&full.clinic))
    }),
    ("alerts::list::show", |full| {
        let id = Id::of(full.sample.first::<Alert>());
        shown(list::show(&full.clinic, &id))
    }),
    ("alerts::list::watch", |full| {
        shown(list::watch(&full.clinic))
    }),
    ("users::details::show", |full| {
        let id = Id::of(full.clinic.user());
        shown(details::show(&full.clinic, &id))
    }),
];
