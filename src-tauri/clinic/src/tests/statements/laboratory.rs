//! The lists of laboratories: results, and what is ordered.

use serde_json::json;
use sync_contract::catalog::{LabResult, LabTest};

use super::{Operation, shown};
use crate::labs::{list, orders, worklist};
use crate::view::Id;

/// Operations whose result is longer where there is more.
pub(super) const LABS: &[(&str, Operation)] = &[
    ("labs::list::list", |full| {
        shown(list::list(&full.clinic, &full.patient()))
    }),
    ("labs::worklist::to_do", |full| {
        let query = json!({ "part": "toCollect", "search": "", "offset": 0, "limit": 100 });
        let query = serde_json::from_value(query).unwrap();
        shown(worklist::to_do(&full.clinic, &query))
    }),
];

/// Operations on one order.
pub(super) const LAB: &[(&str, Operation)] = &[
    ("labs::list::show", |full| {
        let id = Id::of(full.sample.first::<LabTest>());
        shown(list::show(&full.clinic, &id))
    }),
    ("labs::list::show_result", |full| {
        let id = Id::of(full.sample.first::<LabResult>());
        shown(list::show_result(&full.clinic, &id))
    }),
    ("labs::orders::show", |full| {
        let id = Id::of(full.sample.first::<LabTest>());
        shown(orders::show(&full.clinic, &id))
    }),
];
