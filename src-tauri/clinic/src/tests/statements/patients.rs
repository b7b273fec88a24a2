//! What is read of several patients at once, and all that happened to one or is written about them.

use serde_json::json;
use sync_contract::catalog::{Patient, Pregnancy, RecordRequest, Referral, Stay};

use super::{Operation, shown};
use crate::patients::duplicates::list::DuplicateQuery;
use crate::patients::{deleted, duplicates, erase, merge};
use crate::stays::{self, InpatientQuery};
use crate::testing::form;
use crate::view::Id;
use crate::{filing, pregnancies, record_requests, referrals, timeline};

pub(super) const PATIENTS: &[(&str, Operation)] = &[
    ("pregnancies::list", |full| {
        shown(pregnancies::list(&full.clinic, &full.patient()))
    }),
    ("pregnancies::show", |full| {
        let id = Id::of(full.sample.first::<Pregnancy>());
        shown(pregnancies::show(&full.clinic, &id))
    }),
    ("stays::list::list", |full| {
        shown(stays::list::list(&full.clinic, &full.patient()))
    }),
    ("stays::list::show", |full| {
        let id = Id::of(full.sample.first::<Stay>());
        shown(stays::list::show(&full.clinic, &id))
    }),
    ("stays::inside::current", |full| {
        let query = InpatientQuery {
            department_id: None,
            offset: 0,
            limit: 100,
        };
        shown(stays::inside::current(&full.clinic, &query))
    }),
    ("stays::inside::choices", |full| {
        shown(stays::inside::choices(&full.clinic))
    }),
    ("patients::erase::preview", |full| {
        let id = Id::of(full.sample.first::<Patient>());
        shown(erase::preview(&full.clinic, &id))
    }),
    ("patients::erase::list", |full| {
        shown(erase::list(&full.clinic))
    }),
    ("patients::deleted::list", |full| {
        shown(deleted::list(&full.clinic))
    }),
    ("patients::duplicates::list::list", |full| {
        let query = DuplicateQuery {
            offset: 0,
            limit: 100,
        };
        shown(duplicates::list::list(&full.clinic, &query))
    }),
    ("patients::merge::preview", |full| {
        let ids = full.sample.ids::<Patient>();
        let [from, into] = [ids[0], ids[1]].map(Id::of);
        shown(merge::preview(&full.clinic, &from, &into))
    }),
    ("patients::duplicates::duplicates", |full| {
        let like = form("Ann", "Okafor", "1992-03-12");
        shown(duplicates::duplicates(&full.clinic, &like))
    }),
    ("timeline::list::list", |full| {
        // of one group, which fills no page in the small clinic; all are read
        let query = json!({ "patientId": full.patient(), "group": "nutrition", "limit": 100 });
        let query = serde_json::from_value(query).unwrap();
        shown(timeline::list::list(&full.clinic, &query))
    }),
    ("timeline::records::list", |full| {
        let query = json!({
            "patientId": full.patient(), "type": "handout", "allVersions": true, "limit": 100,
        });
        let query = serde_json::from_value(query).unwrap();
        shown(timeline::records::list(&full.clinic, &query))
    }),
    ("record_requests::list", |full| {
        shown(record_requests::list(&full.clinic, &full.patient()))
    }),
    ("record_requests::show", |full| {
        let id = Id::of(full.sample.first::<RecordRequest>());
        shown(record_requests::show(&full.clinic, &id))
    }),
    ("record_requests::worklist", |full| {
        shown(record_requests::worklist(&full.clinic))
    }),
    ("filing::worklist", |full| {
        shown(filing::worklist(&full.clinic))
    }),
    ("referrals::list", |full| {
        shown(referrals::list(&full.clinic, &full.patient()))
    }),
    ("referrals::show", |full| {
        let id = Id::of(full.sample.first::<Referral>());
        shown(referrals::show(&full.clinic, &id))
    }),
];
